"""The article record: what consumers get. Names and meanings follow IPTC ninjs 3.1 where ninjs has the field.

Each field's description ends with its ninjs name, or with `ours`.
"""

import datetime
from enum import StrEnum
from typing import Literal

from pydantic import Field

from schemas.base import Digest, Record, Text, UtcDatetime

SCHEMA_VERSION = "wirecopy/article/1"

Status = Literal["usable", "withheld", "canceled"]
Direction = Literal["ltr", "rtl"]


class NoteCode(StrEnum):
    """What was assumed, inferred or removed on the way. Codes are added, never changed in meaning."""

    TIMEZONE_ASSUMED = "timezone_assumed"
    YEAR_INFERRED = "year_inferred"
    CHARSET_CORRECTED = "charset_corrected"
    CHARSET_ASSUMED = "charset_assumed"
    BOILERPLATE_REMOVED = "boilerplate_removed"
    TAIL_CODE_REMOVED = "tail_code_removed"
    END_MARK_REMOVED = "end_mark_removed"
    HEADLINE_REPEATED = "headline_repeated"
    CAPTION_SEPARATED = "caption_separated"
    TO_BE_CONTINUED = "to_be_continued"
    LANGUAGE_DETECTED = "language_detected"
    LANGUAGE_ASSUMED = "language_assumed"
    LANGUAGE_CORRECTED = "language_corrected"
    PRESENTATION_FORMS_REPLACED = "presentation_forms_replaced"
    CONTROLS_REMOVED = "controls_removed"
    REPLACEMENT_CHARACTERS = "replacement_characters"
    DATE_UNREADABLE = "date_unreadable"
    TIME_OF_DAY_ASSUMED = "time_of_day_assumed"
    HEADLINE_FROM_TEXT = "headline_from_text"
    HEADLINE_ONLY = "headline_only"
    ACTIVE_CONTENT_REMOVED = "active_content_removed"
    PAGE_TEXT_TAKEN = "page_text_taken"
    PAGE_UNUSABLE = "page_unusable"
    ATTACHMENT_READ = "attachment_read"
    FOR_EDITORS = "for_editors"
    CUT_OFF = "cut_off"
    MARKUP_REPAIRED = "markup_repaired"
    WIRE_VERSION_REUSED = "wire_version_reused"
    KILLED_BY_OPERATOR = "killed_by_operator"
    PURGED_BY_OPERATOR = "purged_by_operator"


NOTE_MEANINGS: dict[NoteCode, str] = {
    NoteCode.TIMEZONE_ASSUMED: "A time states no zone: the source's was taken, else the format's known one, else UTC.",
    NoteCode.YEAR_INFERRED: "A day has no year: that nearest to version_created was taken, of a transmission to receipt.",
    NoteCode.CHARSET_CORRECTED: "The bytes are in another charset than the declared one.",
    NoteCode.CHARSET_ASSUMED: "No declared charset fits: the source's was taken, else the format's, or UTF-16 as shown.",
    NoteCode.BOILERPLATE_REMOVED: "Lines that belong to the page, not to the story, were taken out.",
    NoteCode.TAIL_CODE_REMOVED: "The line of digits below the story was taken off.",
    NoteCode.END_MARK_REMOVED: "An end mark (Enditem) or the agency's signature was taken off the last paragraph.",
    NoteCode.HEADLINE_REPEATED: "The body began by repeating the headline; the repetition was taken out.",
    NoteCode.CAPTION_SEPARATED: "A caption stood in the body; it is in media now.",
    NoteCode.TO_BE_CONTINUED: "The wire says that more will follow; its mark was taken off the last paragraph.",
    NoteCode.LANGUAGE_DETECTED: "Neither wire nor source states the language; it was told from the text.",
    NoteCode.LANGUAGE_ASSUMED: "The wire does not state the language; the source's was taken.",
    NoteCode.LANGUAGE_CORRECTED: "The text is not in the script of the language that the wire states.",
    NoteCode.PRESENTATION_FORMS_REPLACED: "Presentation forms of Arabic letters were replaced by the letters.",
    NoteCode.CONTROLS_REMOVED: "Control characters, or direction marks without their partner, were taken out.",
    NoteCode.REPLACEMENT_CHARACTERS: "The text holds U+FFFD: letters were lost before it came here.",
    NoteCode.DATE_UNREADABLE: "A time could not be read and was left out; the detail has it as written.",
    NoteCode.TIME_OF_DAY_ASSUMED: "A time is a day only: the day's beginning was taken.",
    NoteCode.HEADLINE_FROM_TEXT: "The wire gives no headline: the beginning of the text was taken.",
    NoteCode.HEADLINE_ONLY: "The wire gives a headline and no text: paragraphs is empty.",
    NoteCode.ACTIVE_CONTENT_REMOVED: "Scripts, frames, forms or the like were taken out of the markup.",
    NoteCode.PAGE_TEXT_TAKEN: "The text is that of the page the feed's entry points to.",
    NoteCode.PAGE_UNUSABLE: "The page that the feed's entry points to gave no text; the entry's own was taken.",
    NoteCode.ATTACHMENT_READ: "The story is an attachment of a mail, read in the attachment's own format.",
    NoteCode.FOR_EDITORS: "The wire means it for editors, not for publication: its status is withheld.",
    NoteCode.CUT_OFF: "The wire item ends within the story, which was read as far as it came.",
    NoteCode.MARKUP_REPAIRED: "The XML broke its rules in small things, such as a bare < or &, and was read all the same.",
    NoteCode.WIRE_VERSION_REUSED: "The wire changed the story and left its version as it was.",
    NoteCode.KILLED_BY_OPERATOR: "An operator killed the story.",
    NoteCode.PURGED_BY_OPERATOR: "An operator had the story removed from every stream; nothing of it is to be kept.",
}
"""What each code means. The note's detail says what it was this time: the zone, the year, the lines."""


class Note(Record):
    """One thing that was assumed, inferred or removed."""

    code: Text = Field(description="Stable code, such as timezone_assumed. ours")
    detail: Text | None = Field(None, description="What exactly, for people. ours")


class Dateline(Record):
    """The dateline, split into its parts."""

    text: Text = Field(description="As written, agency included, without the dash after it. ours")
    place: Text | None = Field(None, description="The place as written. ours; ninjs: located")
    date: datetime.date | None = Field(None, description="The day, local to the place, ISO 8601. ours")
    agency: Text | None = Field(None, description="The agency as written. ours")


class Provider(Record):
    """Who supplied the story."""

    code: Text | None = Field(None, description="Stable code, such as xinhua. ours")
    name: Text | None = Field(None, description="Its name. ninjs: infoSources.name")
    domain: Text | None = Field(None, description="Its internet domain as the wire gave it. ours")


class Concept(Record):
    """A subject, genre, place or organisation."""

    name: Text | None = Field(
        None,
        description="Its name in the record's language, if given; of a Media Topic given by its code, IPTC's. ninjs: name",
    )
    uri: Text | None = Field(None, description="Its full identifier, if it has one. ninjs: uri")
    code: Text | None = Field(None, description="Its code as written, such as medtop:04000000. ninjs: literal")
    scheme: Text | None = Field(None, description="The scheme of the code. ours")


class Person(Record):
    """A person named as author or in the story."""

    name: Text = Field(description="The name as written. ninjs: name")
    uri: Text | None = Field(None, description="Identifier, if the wire gave one. ninjs: uri")
    role: Text | None = Field(None, description="Role, if the wire gave one. ninjs: rel")


class AltId(Record):
    """Another identifier of the story."""

    role: Text = Field(description="What it is, such as document_number. ninjs: altIds.role")
    value: Text = Field(description="The identifier as written. ninjs: altIds.value")


class Rendition(Record):
    """One file of a picture, video or sound."""

    href: Text = Field(description="Its address. ninjs: renditions.href")
    media_type: Text | None = Field(None, description="Its media type. ninjs: renditions.contentType")
    width: int | None = Field(None, ge=1, description="Width in pixels. ninjs: renditions.width")
    height: int | None = Field(None, ge=1, description="Height in pixels. ninjs: renditions.height")
    size: int | None = Field(None, ge=0, description="Size in bytes. ninjs: renditions.sizeInBytes")


class Media(Record):
    """A picture, video or sound that goes with the story."""

    kind: Text = Field(description="picture, video, audio or graphic. ninjs: associations.type")
    caption: Text | None = Field(None, description="Its caption. ninjs: associations.descriptions")
    credit: Text | None = Field(None, description="Its credit line. ninjs: associations.by")
    renditions: tuple[Rendition, ...] = Field((), description="Its files. ninjs: renditions")


class Identity(Record):
    """Where the uri comes from, and what tells two readings apart."""

    basis: Text = Field(
        description="What the uri was made from: wire_id, document_number, canonical_url, transmission, slug or digest "
        "(of provider, date, headline and lead); operator for a kill of a story never seen. ours"
    )
    authority: Text = Field(description="Who speaks for the story: the only one who may update or kill it. ours")
    content_digest: Digest = Field(
        description="SHA-256 of everything a consumer sees but version, identity and provenance, hexadecimal. ours"
    )
    wire_version: Text | None = Field(None, description="The version as the wire wrote it, if it did. ours")


class Provenance(Record):
    """How the record came about."""

    source: Text = Field(description="Id of the source. ours")
    format: Text = Field(description="Name of the format that read it. ours")
    item_id: Text | None = Field(None, description="Id of the wire item; None outside the inbox. ours")
    story: int = Field(0, ge=0, description="Which story of the wire item, counted from 0. ours")
    received_at: UtcDatetime = Field(description="When the wire item reached us, UTC. ours")
    raw_digest: Digest = Field(description="SHA-256 of the payload, hexadecimal. ours")
    raw_size: int = Field(ge=0, description="Size of the payload in bytes. ours")
    media_type: Text | None = Field(None, description="Media type as the transport gave it. ours")
    charset: Text | None = Field(None, description="Charset the payload was read in. ours")
    notes: tuple[Note, ...] = Field((), description="What was assumed, inferred or removed, in order. ours")


class Article(Record):
    """The normalised, validated record of one version of one story."""

    schema_version: str = Field(SCHEMA_VERSION, description="Name and version of this schema. ours")
    uri: Text = Field(description="Identity of the story, the same for all its versions. ninjs: uri")
    version: int = Field(
        1, ge=1, description="1 for the first publication of the uri, one more for each further one. ninjs: version"
    )
    kind: Text = Field("text", description="text, picture, video, audio, graphic or composite. ninjs: type")
    status: Status = Field("usable", description="usable, withheld (not to be used) or canceled. ninjs: pubStatus")
    urgency: int | None = Field(None, ge=1, le=9, description="1 (highest) to 9, if the wire says. ninjs: urgency")
    first_created: UtcDatetime | None = Field(None, description="When version 1 was made, UTC. ninjs: firstCreated")
    version_created: UtcDatetime | None = Field(
        None, description="When this version was made, as the wire says, UTC. ninjs: versionCreated"
    )
    content_created: UtcDatetime | None = Field(None, description="When the content was made, UTC. ninjs: contentCreated")
    embargoed_until: UtcDatetime | None = Field(None, description="Not to be used before, UTC. ninjs: embargoedUntil")
    expires: UtcDatetime | None = Field(None, description="Not to be used after, UTC. ninjs: expires")
    language: Text = Field(
        description="BCP 47 tag, `und` where it could not be told; Chinese told from its text is zh, or zh-Hant where "
        "traditional. ninjs: language"
    )
    direction: Direction = Field(description="ltr or rtl. ours")
    headline: Text = Field(description="The headline. ninjs: headlines")
    subheadline: Text | None = Field(None, description="The second headline. ninjs: headlines (role subheadline)")
    summary: Text | None = Field(None, description="A summary the wire gave. ninjs: descriptions")
    paragraphs: tuple[Text, ...] = Field(description="The body in reading order, plain text. ninjs: bodies")
    body_html: Text | None = Field(None, description="The body's markup, sanitised, if it had any. ninjs: bodies")
    word_count: int = Field(
        ge=0,
        description="Words of the body: runs without white space that hold a letter or digit; each Han character and "
        "kana counts one. ninjs: bodies.wordCount",
    )
    byline: Text | None = Field(None, description="The names line, without its By. ninjs: by")
    authors: tuple[Person, ...] = Field((), description="The authors named. ninjs: people")
    slugline: Text | None = Field(None, description="The slug as written. ninjs: slugline")
    dateline: Dateline | None = Field(None, description="The dateline, split. ours; ninjs: located")
    subjects: tuple[Concept, ...] = Field((), description="What it is about. ninjs: subjects")
    genres: tuple[Concept, ...] = Field((), description="What kind of story it is. ninjs: genres")
    keywords: tuple[Text, ...] = Field((), description="Keywords as written. ninjs: keywords")
    places: tuple[Concept, ...] = Field((), description="Places named by the wire. ninjs: places")
    people: tuple[Person, ...] = Field((), description="People named by the wire. ninjs: people")
    organisations: tuple[Concept, ...] = Field((), description="Organisations named by the wire. ninjs: organisations")
    provider: Provider | None = Field(None, description="Who supplied it. ninjs: infoSources")
    credit: Text | None = Field(None, description="The credit line. ninjs: by")
    copyright_holder: Text | None = Field(None, description="Who holds the copyright. ninjs: copyrightHolder")
    copyright_notice: Text | None = Field(None, description="The notice to print. ninjs: copyrightNotice")
    usage_terms: Text | None = Field(None, description="Terms of use as written. ninjs: usageTerms")
    editor_note: Text | None = Field(None, description="For editors; never shown to the public. ninjs: edNote")
    media: tuple[Media, ...] = Field((), description="Pictures, video and sound with it. ninjs: associations")
    url: Text | None = Field(None, description="Its public address, only if the wire gave one. ninjs: altIds")
    alt_ids: tuple[AltId, ...] = Field((), description="Its other identifiers. ninjs: altIds")
    follows: Text | None = Field(None, description="uri of the story this one continues, if any. ours")
    identity: Identity = Field(description="Where the uri comes from. ours")
    provenance: Provenance = Field(description="How the record came about. ours")
