"""JSON Feed 1.0 and 1.1 (jsonfeed.org). A field of the wrong type costs that field, an item of the wrong type that item."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from hashlib import sha256

from schemas import Code, Source, WireItem
from schemas.errors import Unreadable
from worker.draft import Draft
from worker.formats.decode import decode_anyhow
from worker.formats.feed_parts import Entry, Feed, Frame
from worker.formats.json_item import Item, authors_of, id_of, link_of
from worker.formats.json_text import Object, read_json, text_of

_OURS = "_wirecopy"  # an extension, as the specification allows: its name begins with _
_AT_NO_TIME = datetime.fromtimestamp(0, UTC)
_LONGEST_TITLE = 300
_LONGEST_TEXT = 4_000  # of what is said of the feed


def stories_of(item: WireItem, source: Source) -> Iterator[Draft | Unreadable]:
    """Give the stories of a feed, or why one cannot be. Raises Unreadable: empty, binary, unknown_format, no_story."""
    decoded = decode_anyhow(item, source)
    feed = _parsed(decoded.text)
    items = _items(feed)
    bases = _bases(feed, item.url or source.url)
    ours = feed.get(_OURS)
    says_repeated = isinstance(ours, dict) and ours.get("repeated") is True
    repeated = _repeated(items, bases)
    for number, one in enumerate(items, 1):
        where = f"item {number}"
        try:
            entry = Item(_object(one, where), feed, bases, where)
            yield entry.draft(decoded, says_repeated or entry.id in repeated)
        except Unreadable as error:
            yield error


def split_json(payload: bytes, media_type: str | None, source: Source, repeated: frozenset[str] = frozenset()) -> Feed:
    """Take a JSON Feed apart: an entry is a feed of one item, with what the item needs of its feed.

    repeated: the ids that stood for several items when the feed was last seen.
    Raises Unreadable: empty, binary, unknown_format, no_story.
    """
    item = WireItem(payload=payload, source=source.id, media_type=media_type, received_at=_AT_NO_TIME)
    feed = _parsed(decode_anyhow(item, source).text)
    items = _items(feed)
    bases = _bases(feed, source.url)
    repeated |= _repeated(items, bases)
    return Feed(
        kind="json",
        title=title[:_LONGEST_TITLE] if (title := text_of(feed, "title")) else None,
        entries=tuple(_entry(one, bases, repeated) for one in items),
        media_type="application/feed+json",
        frame=_frame(feed, source, {}),
        frame_of_repeated=_frame(feed, source, {_OURS: {"repeated": True}}),
        repeated=repeated,
    )


def _parsed(text: str) -> Object:
    try:
        feed = read_json(text)
    except Unreadable as error:
        raise Unreadable(Code.UNKNOWN_FORMAT, error.message, error.where) from error
    if not isinstance(feed, dict):
        raise Unreadable(Code.UNKNOWN_FORMAT, "no JSON Feed: that is an object", "line 1")
    return feed


def _items(feed: Object) -> list[object]:
    items = feed.get("items")
    if not isinstance(items, list):
        raise Unreadable(Code.NO_STORY, "a JSON Feed has a list of items; this has none", "items")
    return items


def _object(value: object, where: str) -> Object:
    if not isinstance(value, dict):
        raise Unreadable(Code.NO_STORY, "an item is an object, and this is something else", where)
    return value


def _bases(feed: Object, address: str | None) -> tuple[str | None, ...]:
    """Return what the feed's relative links may start from, the likeliest first."""
    addresses = (text_of(feed, name) for name in ("home_page_url", "feed_url"))
    return *(one if one and len(one) <= _LONGEST_TEXT else None for one in addresses), address


def _repeated(items: list[object], bases: Sequence[str | None]) -> frozenset[str]:
    """Return the ids that come with more than one link."""
    links: dict[str, str] = {}
    known = [(id_of(one), link_of(one, bases)) for one in items if isinstance(one, dict)]
    return frozenset(name for name, link in known if name and link and links.setdefault(name, link) != link)


def _entry(one: object, bases: Sequence[str | None], repeated: frozenset[str]) -> Entry:
    text = json.dumps(one, sort_keys=True, separators=(",", ":"))
    name, link = (id_of(one), link_of(one, bases)) if isinstance(one, dict) else (None, None)
    if name in repeated and link:
        return Entry(f"{name} {link}", link, text, repeated=True)
    return Entry(name or link or f"digest-{sha256(text.encode()).hexdigest()}", link, text, name in repeated)


def _frame(feed: Object, source: Source, extension: Object) -> Frame:
    names = ("version", "title", "home_page_url", "feed_url", "language")
    head = {name: text for name in names if (text := text_of(feed, name)) and len(text) <= _LONGEST_TEXT}
    authors = [{"name": one.name} | ({"url": one.uri} if one.uri else {}) for one in authors_of(feed)]
    address = {"feed_url": source.url} if source.url else {}
    kept = {"version": "https://jsonfeed.org/version/1.1", **address, **head, "authors": authors, **extension}
    return Frame(json.dumps(kept, separators=(",", ":"))[:-1] + ',"items":[', "]}")
