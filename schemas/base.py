"""What all models share: one strict, frozen base, and aware UTC times.

The service builds records through the strict models, so a record that breaks the schema cannot leave. Whoever reads
a record uses `read_json`, which ignores fields it does not know: a newer service never breaks an older consumer.
"""

from datetime import UTC, datetime
from typing import Annotated, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field


def _to_utc(value: datetime) -> datetime:
    return value.astimezone(UTC)


UtcDatetime = Annotated[AwareDatetime, AfterValidator(_to_utc)]
"""An aware datetime, held in UTC; a naive one is refused."""

Text = Annotated[str, Field(min_length=1)]
"""Text that is there: unknown is None, never the empty string."""

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"""A SHA-256 digest in lower-case hexadecimal."""


class Record(BaseModel):
    """A strict, frozen model whose unknown fields are refused where the service writes."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", ser_json_bytes="base64", val_json_bytes="base64")

    @classmethod
    def read_json(cls, data: str | bytes) -> Self:
        """Read a record as a client does: unknown fields are ignored.

        Raises pydantic.ValidationError where a known field is missing or of another type.
        """
        return cls.model_validate_json(data, extra="ignore")
