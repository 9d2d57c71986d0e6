"""A rejection: a wire item, or one story of it, that could not become an article; and why."""

from enum import StrEnum

from pydantic import Field

from schemas.base import Digest, Record, Text, UtcDatetime


class Code(StrEnum):
    """Why something was rejected. Codes are added, never changed in meaning."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    BINARY = "binary"
    WRONG_CHARSET = "wrong_charset"
    TRUNCATED = "truncated"
    UNKNOWN_FORMAT = "unknown_format"
    MALFORMED = "malformed"
    NO_STORY = "no_story"
    NOT_NEWS = "not_news"
    TOO_MANY_STORIES = "too_many_stories"
    NO_HEADLINE = "no_headline"
    NO_BODY = "no_body"
    IMPOSSIBLE_DATE = "impossible_date"
    UNSAFE_XML = "unsafe_xml"
    PAYWALL = "paywall"
    ERROR_PAGE = "error_page"
    INVALID_RECORD = "invalid_record"
    READER_FAILED = "reader_failed"
    BAD_ENTRY = "bad_entry"
    FOREIGN_URI = "foreign_uri"
    KILLED_WORKER = "killed_worker"
    PUBLISH_FAILED = "publish_failed"


CODE_MEANINGS: dict[Code, str] = {
    Code.EMPTY: "There is nothing in it but white space.",
    Code.TOO_LARGE: "More bytes or lines than the limits allow.",
    Code.BINARY: "Not text: a picture, an archive, or characters that no text has.",
    Code.WRONG_CHARSET: "It is in none of the charsets it can be expected in.",
    Code.TRUNCATED: "It ends in the middle of a character or of a story.",
    Code.UNKNOWN_FORMAT: "It is in no known format, or not in the one it was said to be in.",
    Code.MALFORMED: "Its XML or JSON breaks the rules so that no story can be told from it.",
    Code.NO_STORY: "Its format was read, and there is no story in it.",
    Code.NOT_NEWS: "It is no news text: a plan, an event, a list of other items, a vocabulary.",
    Code.TOO_MANY_STORIES: "More stories than the limit allows; none of them was taken.",
    Code.NO_HEADLINE: "The story has no line that can be its headline.",
    Code.NO_BODY: "The story has a headline and no text.",
    Code.IMPOSSIBLE_DATE: "A time that cannot be read, or a day that does not exist.",
    Code.UNSAFE_XML: "The XML declares entities of its own, which no wire needs and attacks are made of.",
    Code.PAYWALL: "The page shows only the beginning of the story to those who have not paid or signed in.",
    Code.ERROR_PAGE: "The page is an error message, a consent form or a check for robots, not a story.",
    Code.INVALID_RECORD: "What came out breaks the record's schema.",
    Code.READER_FAILED: "The reading itself failed: a mistake in Wirecopy to report.",
    Code.BAD_ENTRY: "The inbox entry is no wire item: it has no payload, or a field that cannot be.",
    Code.FOREIGN_URI: "The story belongs to another authority, and only that one may update or kill it.",
    Code.KILLED_WORKER: "Reading it ended its worker again and again, while it was the only item in hand.",
    Code.PUBLISH_FAILED: "It was read and could not be published: a mistake in Wirecopy to report.",
}
"""What each code means, whatever the item; the rejection's message says what it was this time and what to do."""


class Rejection(Record):
    """The reason, the place and the way back: the raw bytes are kept under raw_digest and can be replayed."""

    schema_version: str = Field("wirecopy/rejection/1", description="Name and version of this schema.")
    code: Text = Field(description="Stable code of the reason, such as no_body.")
    message: Text = Field(description="What was wrong and what to do about it, for people.")
    where: Text | None = Field(None, description="Where in the item, such as `line 3` or `byte 1042`.")
    source: Text = Field(description="Id of the source.")
    item_id: Text | None = Field(None, description="Id of the wire item; None outside the inbox.")
    story: int = Field(0, ge=0, description="Which story of the item, counted from 0.")
    uri: Text | None = Field(None, description="Identity of the story, where it was already known.")
    format: Text | None = Field(None, description="Format that read the item, where one did.")
    declared_format: Text | None = Field(None, description="Format its producer named, if any; a replay names it again.")
    transport: dict[str, str] = Field(default_factory=dict, description="Facts of the transport, by name.")
    media_type: Text | None = Field(None, description="Media type as the transport gave it.")
    url: Text | None = Field(None, description="Address the item was fetched from, if any.")
    filename: Text | None = Field(None, description="File name the item came under, if any.")
    received_at: UtcDatetime = Field(description="When the item reached us, UTC.")
    raw_digest: Digest = Field(description="SHA-256 of the payload, hexadecimal; its key in the raw store.")
    raw_size: int = Field(ge=0, description="Size of the payload in bytes.")
