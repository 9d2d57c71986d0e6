"""An outcome: what became of one story of a wire item."""

from typing import Literal, get_args

from pydantic import Field

from schemas.base import Digest, Record, Text

Result = Literal["published", "updated", "duplicate", "stale", "embargoed", "superseded", "rejected"]
RESULTS: tuple[Result, ...] = get_args(Result)


class Outcome(Record):
    """Every story of every accepted wire item ends in exactly one, an embargoed one in one more when it is let go."""

    item_id: Text = Field(description="Id of the wire item.")
    story: int = Field(ge=0, description="Which story of the item, counted from 0.")
    outcome: Result = Field(
        description="published: first version. updated: a newer version. duplicate: nothing new. stale: older than what "
        "is published, or the story is killed. embargoed: kept aside until its time. superseded: replaced while "
        "embargoed. rejected: see the rejected stream."
    )
    uri: Text | None = Field(None, description="Identity of the story; None for most rejections.")
    version: int | None = Field(None, ge=1, description="Version published, or the current one of a duplicate.")
    code: Text | None = Field(None, description="Code of the rejection, if rejected.")
    source: Text | None = Field(None, description="Id of the source; None for outcomes written before there was this field.")
    raw_digest: Digest = Field(description="SHA-256 of the payload, hexadecimal; its key in the raw store.")
