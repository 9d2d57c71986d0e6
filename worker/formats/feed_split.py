"""One feed document -> one wire item for each entry, so that the pipeline never sees a whole feed twice."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from hashlib import sha256

from schemas import Source, WireItem
from worker.formats.decode import decode_anyhow
from worker.formats.feed_fields import EntryReader, Fields
from worker.formats.feed_parts import Entry, Feed, Hints
from worker.formats.feed_prolog import declared_charset
from worker.formats.feed_scan import Document, scan
from worker.formats.feed_xml import Element, children
from worker.formats.media_type import essence

_JSON = frozenset(("application/feed+json", "application/json"))
_AT_NO_TIME = datetime.fromtimestamp(0, UTC)
_LONGEST_TITLE = 300
_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_PERIODS = {"hourly": _HOUR, "daily": _DAY, "weekly": 7 * _DAY, "monthly": 30 * _DAY, "yearly": 365 * _DAY}
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LONGEST_TTL = 366 * _DAY


def split(payload: bytes, media_type: str | None, source: Source, repeated: frozenset[str] = frozenset()) -> Feed:
    """Take a feed document apart: RSS, RDF, Atom, CDF, JSON Feed.

    repeated: the guids that stood for several entries when the feed was last seen.
    Raises Unreadable: empty, binary, unsafe_xml, and unknown_format for what is no feed, with what it is.
    """
    if essence(media_type) in _JSON or payload.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{":
        from worker.formats.json_feed_document import split_json

        return split_json(payload, media_type, source, repeated)
    item = WireItem(payload=payload, source=source.id, media_type=media_type, received_at=_AT_NO_TIME)
    text = decode_anyhow(item, source, declared_charset(payload)).text
    return feed_of(scan(text), source.url, repeated)


def feed_of(document: Document, address: str | None, repeated: frozenset[str] = frozenset()) -> Feed:
    """Return the feed that a scanned document is. address: its own."""
    reader = EntryReader(document, address)
    known = [(text, fields.guid, fields.link) for text in document.entries for fields in [reader.fields(text)]]
    repeated |= _repeated((guid, link) for _, guid, link in known)
    return Feed(
        kind=document.kind,
        title=_title(document),
        entries=tuple(_entry(*one, document.says_repeated or one[1] in repeated) for one in known),
        media_type=f"{document.media_type}; charset=utf-8",
        frame=document.frame(repeated=False),
        frame_of_repeated=document.frame(repeated=True),
        repeated=repeated,
        hints=_hints(reader.head(document.whole_head)),
        truncated=document.truncated,
    )


def entries_of(document: Document, reader: EntryReader) -> list[tuple[Fields, bool]]:
    """Return the elements of each entry, and whether its guid stands for several."""
    every = [reader.fields(text) for text in document.entries]
    if document.says_repeated or len(every) == 1:
        return [(fields, document.says_repeated) for fields in every]
    repeated = _repeated((fields.guid, fields.link) for fields in every)
    return [(fields, fields.guid in repeated) for fields in every]


def _repeated(entries: Iterable[tuple[str | None, str | None]]) -> frozenset[str]:
    """Return the guids that come with more than one link."""
    links: dict[str, str] = {}
    return frozenset(guid for guid, link in entries if guid and link and links.setdefault(guid, link) != link)


def _entry(text: str, guid: str | None, link: str | None, repeated: bool) -> Entry:
    if repeated and link:
        return Entry(f"{guid or ''} {link}".strip(), link, text, repeated=True)
    key = guid or link or f"digest-{sha256(text.encode('utf-8', 'replace')).hexdigest()}"
    return Entry(key, link, text, repeated)


def _title(document: Document) -> str | None:
    titles = (one.text for one in document.whole_head if one.name.lower() in ("title", "atom:title"))
    return next((title[:_LONGEST_TITLE] for title in titles if title), None)


def _hints(head: Mapping[str, Element]) -> Hints:
    ttl = _number(head.get("ttl"))
    period = head.get("sy:updateperiod")
    frequency = _number(head.get("sy:updatefrequency"))
    seconds = _PERIODS.get(period.text.lower()) if period else _DAY if frequency else None  # RSS 1.0, Syndication
    hours = map(_number, _elements(head.get("skiphours"), "hour"))
    days = (one.text.lower() for one in _elements(head.get("skipdays"), "day"))
    return Hints(
        ttl=min(ttl * _MINUTE, _LONGEST_TTL) if ttl else None,
        update_interval=seconds // (frequency or 1) or None if seconds else None,
        skip_hours=frozenset(hour % 24 for hour in hours if hour is not None and hour <= 24),
        skip_days=frozenset(_WEEKDAYS.index(day) for day in days if day in _WEEKDAYS),
    )


def _elements(element: Element | None, name: str) -> list[Element]:
    return [one for one in children(element.inner) if one.name.lower() == name] if element else []


def _number(element: Element | None) -> int | None:
    text = element.text if element else ""
    return int(text) if text.isdecimal() and len(text) <= 9 else None
