"""A source: where wire items come from, and what is known of all of its items. One model a kind.

Source              push: its producers put the items in
└── PolledSource    what all polled kinds share: how to fetch, how often
    ├── FeedSource      feed: RSS, Atom, JSON Feed
    └── PageListSource  page_list: a page whose links lead to stories
"""

import re
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, model_validator

from schemas.base import Record, Text

HOUR = 3600
MIB = 1024 * 1024


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(f"{name!r} is no time zone of the IANA database, such as Asia/Shanghai") from error
    return name


def _web_address(url: str) -> str:
    from urllib.parse import urlsplit

    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{url[:80]!r} is no http:// or https:// address")
    if parts.username or parts.password:
        raise ValueError("user and password are given by username and password_file, not in the address")
    return url


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"no regular expression: {error}") from error
    return text


ZoneName = Annotated[str, AfterValidator(_known_zone)]
"""A name of the IANA time zone database, such as Asia/Shanghai."""

WebAddress = Annotated[str, AfterValidator(_web_address)]
"""An http:// or https:// address without user and password."""


class Source(Record):
    """What is declared of a source. Everything but the id is optional; what the wire states wins over all of it."""

    id: Text = Field(max_length=200, description="Its id, as producers write it in the field `source`.")
    kind: Literal["push", "feed", "page_list"] = Field("push", description="push: its producers put the items in.")
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


class PolledSource(Source):
    """A source that is asked for what is new, by HTTP. Times in seconds, sizes in bytes; secrets stand in files."""

    url: WebAddress = Field(description="The address that is polled.")
    min_interval: int = Field(300, ge=10, description="Shortest time between two polls.")
    max_interval: int = Field(4 * HOUR, ge=10, description="Longest time between two polls, whatever the site asks for.")
    quiet_after: int | None = Field(
        None, gt=0, description="Silence after which it counts as quiet; None: eight times its mean gap, six hours at least."
    )
    first_entries: int = Field(
        30, ge=0, description="Entries taken by the first poll, from the top of the feed or list; the rest counts as seen."
    )
    max_entries: int = Field(500, gt=0, description="New entries taken by one poll; what is left comes with the next.")
    timeout: float = Field(20.0, gt=0, le=300, description="Longest time of one fetch, redirects included.")
    max_bytes: int = Field(10 * MIB, gt=0, description="Longest body, before and after decompression.")
    headers: dict[str, str] = Field(default_factory=dict, description="Headers sent with each request to its host.")
    header_files: dict[str, str] = Field(
        default_factory=dict, description="Headers whose values are secrets, by the file that holds each."
    )
    username: Text | None = Field(None, description="User, where the site asks for one (HTTP Basic).")
    password_file: Text | None = Field(None, description="File that holds the user's password.")
    token_file: Text | None = Field(None, description="File that holds a bearer token.")
    certificate_file: Text | None = Field(None, description="Client certificate (PEM), where the site asks for one.")
    key_file: Text | None = Field(None, description="Key of the client certificate.")
    ca_file: Text | None = Field(None, description="Certificates of the authorities trusted, instead of the system's.")
    proxy: WebAddress | None = Field(None, description="HTTP proxy, instead of that of the settings.")
    allow_private: bool = Field(
        False, description="Whether private, loopback and link-local addresses may be fetched for it."
    )

    @model_validator(mode="after")
    def _must_fit_together(self) -> "PolledSource":
        if self.min_interval > self.max_interval:
            raise ValueError(f"min_interval {self.min_interval} is longer than max_interval {self.max_interval}")
        if (self.username is None) != (self.password_file is None):
            raise ValueError("username and password_file go together")
        if self.username and self.token_file:
            raise ValueError("a site is asked with a user or with a token, not both")
        if self.key_file and not self.certificate_file:
            raise ValueError("key_file goes with certificate_file")
        return self


class FeedSource(PolledSource):
    """A feed: RSS, Atom or JSON Feed."""

    kind: Literal["feed"] = Field("feed", description="feed: RSS, Atom, JSON Feed.")
    full_text: bool = Field(
        False, description="Whether the page of each new entry is fetched for its text; the entry's own facts win."
    )


class PageListSource(PolledSource):
    """A page whose links lead to stories."""

    kind: Literal["page_list"] = Field("page_list", description="page_list: a page whose links lead to stories.")
    link_pattern: Annotated[str, AfterValidator(_pattern)] = Field(
        min_length=1, description="Regular expression; links whose address holds a match are stories."
    )


KINDS: dict[str, type[Source]] = {"push": Source, "feed": FeedSource, "page_list": PageListSource}
"""The model of each kind."""
