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
    "furniture", "end_mark", "tail_code", "editor", "signature", "credit", "editor_note",
    "summary", "markup", "time", "id", "address", "author", "keyword", "subject", "place", "media", "rights", "status",
    "provider", "language",
]  # fmt: skip
Lacking = Literal["headline", "text", "captions", "repetition"]


class Part(NamedTuple):
    """What one part of the wire item was taken for: its role, its text as written, its place (`line 3`)."""

    role: Role
    text: str
    where: str


@dataclass(frozen=True, slots=True)
class WrittenTime:
    """A time as written, its place in the item, and the IANA zone its format is known to write in, if any.

    doubtful: the format's times are often wrong, so a story stands without one that cannot be read.
    is_stamp: it is the stamp of a transmission, `131137 GMT Nov 13` or `11-13-13 1509GMT`, its year perhaps left out.
    """

    text: str
    where: str
    known_zone: str | None = None
    doubtful: bool = False
    is_stamp: bool = False


class Paragraph(NamedTuple):
    """A paragraph as written and its place in the item."""

    text: str
    where: str


class Markup(NamedTuple):
    """HTML as written, neither sanitised nor resolved; its place; the address that its relative links start from."""

    html: str
    where: str
    base: str | None = None


class WrittenConcept(NamedTuple):
    """A subject, place or organisation as written."""

    name: str | None = None
    uri: str | None = None
    code: str | None = None
    scheme: str | None = None


class WrittenPerson(NamedTuple):
    """A person as written."""

    name: str
    uri: str | None = None
    role: str | None = None


class IdOfDay(NamedTuple):
    """What identifies a story on the day of its version: the number of a transmission, or the slug its takes share.

    take: what tells an addition or an advisory apart from the story, which it then follows.
    day: the day it is filed under, where the wire says it apart from the time of this version.
    """

    basis: Literal["transmission", "slug"]
    service: str | None
    key: str
    take: str | None = None
    day: WrittenTime | None = None


class WrittenRendition(NamedTuple):
    """A file of a picture, video or sound: its absolute address, media type, pixels and bytes."""

    href: str
    media_type: str | None = None
    width: int | None = None
    height: int | None = None
    size: int | None = None


class WrittenMedia(NamedTuple):
    """A picture, video, audio or graphic that goes with the story."""

    kind: str
    caption: str | None = None
    credit: str | None = None
    renditions: tuple[WrittenRendition, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A story as written. Absent means the wire did not say.

    A body is paragraphs or markup, never both.
    """

    kind: str = "text"
    """text, picture, video, audio, graphic or composite, as the wire says."""
    headline: str | None = None
    subheadline: str | None = None
    summary: str | None = None
    """Plain text."""
    paragraphs: tuple[Paragraph, ...] = ()
    markup: Markup | None = None
    lacks: tuple[Lacking, ...] = ()
    """What stories of its format may lack, and this one does: its first words are then its headline, or it has no text.

    captions: what stands before its dateline is none. repetition: its text repeats neither headline nor names.
    """
    dateline: Paragraph | None = None
    """The dateline, where the wire has it apart from the text."""
    slugline: str | None = None
    byline: str | None = None
    editor_note: str | None = None
    credit: str | None = None
    """Who is to be credited, where the wire says it apart from the text."""
    language: str | None = None
    provider: str | None = None
    """Code of the provider, where the format belongs to one (xinhua)."""
    provider_name: str | None = None
    """Who supplied it, as the wire writes it: a name, a code or a domain."""
    domain: str | None = None
    first_created: WrittenTime | None = None
    version_created: WrittenTime | None = None
    content_created: WrittenTime | None = None
    expires: WrittenTime | None = None
    embargoed_until: WrittenTime | None = None
    uri: str | None = None
    """The identity that another Wirecopy gave it, kept as it is."""
    wire_id: str | None = None
    wire_version: str | None = None
    document_number: str | None = None
    of_day: IdOfDay | None = None
    status: Status | None = None
    urgency: int | None = None
    genres: tuple[WrittenConcept, ...] = ()
    """What kind of story the wire calls it apart from the headline."""
    flags: tuple[str, ...] = ()
    """What kind of story the wire calls it before the headline, as written (Urgent, China Focus)."""
    editor: str | None = None
    """The editor's name, where the wire gives one."""
    url: str | None = None
    """The story's own address, if the wire or the transport gave one."""
    charset: str | None = None
    captions: tuple[str, ...] = ()
    authors: tuple[WrittenPerson, ...] = ()
    keywords: tuple[str, ...] = ()
    subjects: tuple[WrittenConcept, ...] = ()
    places: tuple[WrittenConcept, ...] = ()
    organisations: tuple[WrittenConcept, ...] = ()
    people: tuple[WrittenPerson, ...] = ()
    media: tuple[WrittenMedia, ...] = ()
    copyright_holder: str | None = None
    copyright_notice: str | None = None
    usage_terms: str | None = None
    follows: str | None = None
    """Global id of the story that this one continues, where the wire says it."""
    alt_ids: tuple[tuple[str, str], ...] = ()
    """Other identifiers as (role, value), such as ("message_id", "1@desk.example")."""
    parts: tuple[Part, ...] = ()
    notes: tuple[Note, ...] = field(default=())
