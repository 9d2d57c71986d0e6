"""A source: where wire items come from, and what is known of all of its items."""

from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field

from schemas.base import Record, Text


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(f"{name!r} is no time zone of the IANA database, such as Asia/Shanghai") from error
    return name


ZoneName = Annotated[str, AfterValidator(_known_zone)]
"""A name of the IANA time zone database, such as Asia/Shanghai."""


class Source(Record):
    """What is declared of a source. Everything but the id is optional; what the wire states wins over all of it."""

    id: Text = Field(max_length=200, description="Its id, as producers write it in the field `source`.")
    name: Text | None = Field(None, description="Its name, for people.")
    provider: Text | None = Field(
        None,
        pattern=r"^[a-z0-9][a-z0-9-]*$",
        description="Code of the provider this source speaks for, such as xinhua. Sources that share one may update "
        "and kill each other's stories.",
    )
    url: Text | None = Field(None, description="Its address, if it has one.")
    format: Text | None = Field(None, description="Name of the format its items are in; None lets each be recognised.")
    language: Text | None = Field(None, description="BCP 47 tag of its items that do not state theirs.")
    zone: ZoneName | None = Field(None, description="IANA time zone of its times that do not state theirs.")
    charset: Text | None = Field(None, description="Charset of its items that are not UTF-8 and do not state theirs.")
    urgent: bool = Field(False, description="Whether all its items are read before others.")

    @property
    def authority(self) -> str:
        """Who may speak for its stories: the declared provider, else the host of its address, else its id."""
        if self.provider:
            return self.provider
        if self.url:
            from urllib.parse import urlsplit

            return urlsplit(self.url).hostname or self.id
        return self.id
