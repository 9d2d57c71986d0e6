"""What formats produce: a story as it was written, before anything is decided about it.

A format fills in what it read and converts nothing: times stay text, the dateline stays in its paragraph unless the
wire has it apart, languages are given only where the wire states them. worker/normalise decides what it all means.
Parts and paragraphs are tuples: a story has dozens of them, and frozen dataclasses take three times as long to make.
"""

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from schemas import Note
from schemas.article import Status

Role = Literal[
    "headline", "header", "flag", "slug", "caption", "byline", "dateline", "paragraph",
    "furniture", "end_mark", "tail_code", "editor", "signature",
]  # fmt: skip


class Part(NamedTuple):
    """What one part of the wire item was taken for: its role, its text as written, its place (`line 3`)."""

    role: Role
    text: str
    where: str


@dataclass(frozen=True, slots=True)
class WrittenTime:
    """A time as written, its place in the item, and the IANA zone its format is known to write in, if any."""

    text: str
    where: str
    known_zone: str | None = None


class Paragraph(NamedTuple):
    """A paragraph as written and its place in the item."""

    text: str
    where: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A story as written. Absent means the wire did not say."""

    headline: str | None = None
    paragraphs: tuple[Paragraph, ...] = ()
    slugline: str | None = None
    byline: str | None = None
    editor_note: str | None = None
    language: str | None = None
    provider: str | None = None
    """Code of the provider, where the format belongs to one (xinhua)."""
    domain: str | None = None
    version_created: WrittenTime | None = None
    embargoed_until: WrittenTime | None = None
    wire_id: str | None = None
    wire_version: str | None = None
    document_number: str | None = None
    status: Status | None = None
    urgency: int | None = None
    flags: tuple[str, ...] = ()
    """What kind of story the wire calls it before the headline, as written (Urgent, China Focus)."""
    editor: str | None = None
    """The editor's name, where the wire gives one."""
    url: str | None = None
    """The story's own address, if the wire or the transport gave one."""
    charset: str | None = None
    captions: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    notes: tuple[Note, ...] = field(default=())
