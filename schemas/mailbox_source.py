"""Sources that are mailboxes, read by IMAP over TLS."""

from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from schemas.base import Text
from schemas.source import MIB, PolledSource

SYSTEM_FLAGS = {flag.lower(): flag for flag in ("\\Seen", "\\Answered", "\\Flagged", "\\Draft", "\\Deleted")}
"""Flags that every server knows (RFC 3501, 2.3.2), by their lower case."""

Line = Annotated[Text, Field(pattern=r"^[^\x00-\x1f\x7f]+$")]


def _mail_address(url: str) -> str:
    parts = urlsplit(url)
    is_more = parts.path not in ("", "/") or parts.query or parts.fragment
    if parts.scheme not in ("imap", "imaps") or not parts.hostname or is_more:
        raise ValueError(f"{url[:80]!r} is no imaps:// address (TLS) or imap:// address (STARTTLS), host and port alone")
    if parts.username or parts.password:
        raise ValueError("user and password are given by username and password_file, not in the address")
    if parts.port == 0:  # reading it refuses what is no port
        raise ValueError(f"{url[:80]!r}: no server has port 0")
    return url


def _flag(name: str) -> str:
    if name.startswith("\\") and name.lower() not in SYSTEM_FLAGS:
        raise ValueError(f"{name!r} is none of {', '.join(SYSTEM_FLAGS.values())}; a flag of one's own has no backslash")
    return SYSTEM_FLAGS.get(name.lower(), name)


class MailboxSource(PolledSource):
    """A mailbox, by IMAP over TLS: each mail is an item, its attachments with it. A mail is flagged once it is accepted."""

    kind: Literal["mailbox"] = Field("mailbox", description="mailbox: mails, by IMAP.")
    url: Annotated[str, AfterValidator(_mail_address)] = Field(
        description="imaps://host, or imap://host, where TLS begins with STARTTLS."
    )
    min_interval: int = Field(60, ge=1, description="Time between two looks.")
    max_interval: int = Field(900, ge=1, description="Longest time between two looks, after failures.")
    max_bytes: int = Field(
        32 * MIB, gt=0, le=64 * MIB, description="Longest mail, up to WIRECOPY_MAX_ITEM_BYTES; longer ones stay unflagged."
    )
    username: Line = Field(description="User.")
    token_file: Text | None = Field(None, description="File that holds an OAuth 2 access token, instead of a password.")
    folders: tuple[Line, ...] = Field(
        ("INBOX",),
        min_length=1,
        strict=False,  # TOML has lists
        description="Its folders that are read.",
    )
    flag: Annotated[str, AfterValidator(_flag)] = Field(
        "$Wirecopy",
        max_length=100,
        pattern=r"^\\?[A-Za-z0-9$_.-]+$",
        description="Flag that accepted mails get, and by which they are told from new ones; where a server takes none of "
        "one's own, \\Seen.",
    )

    @property
    def authority(self) -> str:
        """Who may speak for its stories: the declared provider, else its id; a mail server serves many."""
        return self.provider or self.id

    @model_validator(mode="after")
    def _must_fit_together(self) -> Self:
        if (self.password_file is None) == (self.token_file is None):
            raise ValueError("a mailbox is opened with a password_file or with a token_file")
        if len(set(self.folders)) < len(self.folders):
            raise ValueError("each folder is named once")
        return self
