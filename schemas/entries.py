"""The entries of the public streams, field by field: what a client without this package reads and writes.

Redis keeps flat fields of bytes; here they are texts. A field that has nothing to say is missing, or the empty string.
"""

from pydantic import Field

from schemas.base import Record, Text


class InboxEntry(Record):
    """What a producer writes to `inbox` or `inbox:urgent`; only the payload is needed. Other fields are ignored."""

    payload: bytes = Field(description="The item's bytes.")
    source: Text | None = Field(None, description="Id of the source; `default` if missing.")
    media_type: Text | None = Field(None, description="Media type, parameters included.")
    format: Text | None = Field(None, description="Name of the format to read it with; recognised if missing.")
    url: Text | None = Field(None, description="Address it was fetched from.")
    filename: Text | None = Field(None, description="File name it came under.")
    item_id: Text | None = Field(None, description="Only of a replay: the id of the item as first accepted.")


class ArticlesEntry(Record):
    """What a consumer reads from `articles` and `articles:<route>`."""

    uri: Text = Field(description="Identity of the story.")
    version: Text = Field(description="Version, in decimal.")
    status: Text = Field(description="usable, withheld or canceled.")
    language: Text = Field(description="BCP 47 tag.")
    source: Text = Field(description="Id of the source.")
    data: Text = Field(description="The record as JSON; its schema is that of the article.")


class RejectedEntry(Record):
    """What an operator reads from `rejected`."""

    code: Text = Field(description="Stable code of the reason.")
    message: Text = Field(description="What was wrong and what to do about it.")
    where: str = Field(description="Where in the item; empty if it is the whole.")
    item_id: Text = Field(description="Id of the wire item.")
    source: Text = Field(description="Id of the source.")
    raw_digest: Text = Field(description="SHA-256 of the payload, hexadecimal.")
    data: Text = Field(description="The rejection as JSON; its schema is that of the rejection.")


class OutcomesEntry(Record):
    """What a producer reads from `outcomes` to learn what became of its items."""

    item_id: Text = Field(description="Id of the wire item.")
    story: Text = Field(description="Which story of the item, counted from 0, in decimal.")
    outcome: Text = Field(description="published, updated, duplicate, stale, embargoed, superseded or rejected.")
    uri: str = Field(description="Identity of the story; empty for most rejections.")
    version: str = Field(description="Version in decimal; empty where there is none.")
    code: str = Field(description="Code of the rejection; empty where it is none.")
    source: str = Field("", description="Id of the source.")
    raw_digest: Text = Field(description="SHA-256 of the payload, hexadecimal.")
