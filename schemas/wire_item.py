"""A wire item: what arrived, before anything was read into it."""

from pydantic import Field

from schemas.base import Record, Text, UtcDatetime

DEFAULT_SOURCE = "default"


class WireItem(Record):
    """Bytes from a source, with what the transport knew of them. Of a feed, one entry is one wire item."""

    payload: bytes = Field(description="The item as it arrived, untouched.")
    source: Text = Field(DEFAULT_SOURCE, max_length=200, description="Id of the source it came from.")
    media_type: Text | None = Field(
        None, description="Media type as the transport gave it, parameters included, such as text/plain; charset=utf-8."
    )
    format: Text | None = Field(None, description="Name of the format to read it with; None lets it be recognised.")
    url: Text | None = Field(None, description="Address it was fetched from, if any.")
    filename: Text | None = Field(None, description="File name it came under, if any.")
    received_at: UtcDatetime = Field(description="When it reached us, UTC.")
    item_id: Text | None = Field(
        None,
        description="Id of its inbox entry as first accepted: it survives claims and replays and gives the order of "
        "arrival. The id of an entry in the urgent inbox carries the letter u before it. None outside the inbox.",
    )
    urgent: bool | None = Field(
        None, description="What the producer said of its urgency: True reads it before others. None: not said."
    )
    transport: dict[str, str] = Field(
        default_factory=dict, description="Facts of the transport worth keeping (HTTP headers, mail headers), by name."
    )
