"""A source: where wire items come from, and what is known of all of its items. One model a kind.

Source                  what is known of every source
├── PushSource          push: its producers put the items in
└── PolledSource        what all polled kinds share: how often, how much, as whom
    ├── WebSource           what is fetched over HTTP              web_source.py
    │   ├── FeedSource          feed: RSS, Atom, JSON Feed
    │   └── PageListSource      page_list: a page whose links lead to stories
    ├── FolderSource        folder: files, here or on a server     folder_source.py
    └── MailboxSource       mailbox: mails, by IMAP                mailbox_source.py
"""

from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, model_validator

from schemas.base import Record, Text

HOUR = 3600
MIB = 1024 * 1024


_SHA256 = r"^[0-9a-f]{64}$"


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


ZoneName = Annotated[str, AfterValidator(_known_zone)]
"""A name of the IANA time zone database, such as Asia/Shanghai."""

WebAddress = Annotated[str, AfterValidator(_web_address)]
"""An http:// or https:// address without user and password."""


class Source(Record):
    """What is declared of a source. Everything but the id is optional; what the wire states wins over all of it."""

    id: Text = Field(max_length=200, description="Its id, as producers write it in the field `source`.")
    kind: Literal["push", "feed", "page_list", "folder", "mailbox"] = Field(
        "push", description="push: its producers put the items in."
    )
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


class PushSource(Source):
    """A source whose producers put the items in: by the client, the command line, XADD, or HTTP with a token."""

    kind: Literal["push"] = Field("push", description="push: its producers put the items in.")
    token_hashes: tuple[Annotated[str, Field(pattern=_SHA256)], ...] = Field(
        (),
        strict=False,  # TOML has lists
        description="SHA-256 of each bearer token that HTTP intake takes for it; `wirecopy sources token` makes one.",
    )
    signature_secret_file: Text | None = Field(
        None, description="File that holds the secret its HTTP requests are signed with; they must be, where it is given."
    )
    items_per_minute: int | None = Field(
        None, gt=0, description="Items that HTTP intake takes in a minute; None: any number."
    )


class PolledSource(Source):
    """A source that is asked for what is new. Times in seconds, sizes in bytes; secrets stand in files."""

    url: Text = Field(description="The address that is polled.")
    min_interval: int = Field(300, ge=1, description="Shortest time between two polls.")
    max_interval: int = Field(4 * HOUR, ge=1, description="Longest time between two polls, whatever the site asks for.")
    quiet_after: int | None = Field(
        None, gt=0, description="Silence after which it counts as quiet; None: eight times its mean gap, six hours at least."
    )
    max_entries: int = Field(500, gt=0, description="New entries taken by one poll; what is left comes with the next.")
    timeout: float = Field(20.0, gt=0, le=300, description="Longest time of one fetch, redirects included.")
    max_bytes: int = Field(10 * MIB, gt=0, description="Longest body, before and after decompression.")
    username: Text | None = Field(None, description="User, where one is asked for.")
    password_file: Text | None = Field(None, description="File that holds the user's password.")
    ca_file: Text | None = Field(None, description="Certificates of the authorities trusted, instead of the system's.")

    @property
    def host(self) -> str:
        """The host that is asked, whose sources take turns."""
        from urllib.parse import urlsplit

        return urlsplit(self.url).hostname or ""

    @model_validator(mode="after")
    def _must_be_an_interval(self) -> Self:
        if self.min_interval > self.max_interval:
            raise ValueError(f"min_interval {self.min_interval} is longer than max_interval {self.max_interval}")
        return self
