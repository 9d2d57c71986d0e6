"""Feeds: each new or changed entry becomes a wire item, with its page where the source asks for the full text."""

import asyncio
import re

from schemas import FeedSource, WireItem
from schemas.urgency import looks_urgent
from worker.formats.feed_parts import Entry, Feed, Hints
from worker.formats.feed_split import split
from worker.sources.interval import Asked
from worker.sources.pages import fetch_page
from worker.sources.seen import Seen
from worker.sources.visit import Taken, Visit
from worker.sources.web import Fetched

ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, */*;q=0.1"
)
MOST_REPEATED = 1_000
_TITLE = re.compile(r"<(?:[A-Za-z][\w.-]{0,20}:)?title\b[^<>]{0,200}>\s{0,20}(?:<!\[CDATA\[)?|\"title\"\s{0,5}:\s{0,5}\"")
_HEAD = 4096
_TITLE_LENGTH = 200


async def take(visit: Visit, fetched: Fetched) -> Taken:
    """Take what is new in a feed's document into the inbox, the oldest first.

    Raises Unreadable where it is no feed; what putting items in raises, with what was taken until then remembered.
    """
    source = visit.source.model_copy(update={"url": fetched.url})  # links are relative to where it was found
    repeated = frozenset(visit.state.repeated)
    # A large document takes seconds, in which the other polls and all leases would wait.
    feed = await asyncio.to_thread(split, fetched.body, fetched.headers.get("content-type"), source, repeated)
    seen = await visit.opened_seen()
    entries = _with_own_keys(feed.entries)
    new = [entry for entry in entries if seen.is_new(entry.key, entry.text)]
    if seen.is_first:
        for entry in new[visit.source.first_entries :]:
            seen.take(entry.key, entry.text)
        new = new[: visit.source.first_entries]
    chosen = new[-visit.source.max_entries :]
    left, trouble = await _take_entries(visit, seen, feed, fetched.url, list(reversed(chosen)))
    seen.still_there(entry.key for entry in entries)
    return Taken(
        left=left + len(new) - len(chosen),
        truncated=feed.truncated,
        asked=asked_by(feed.hints),
        trouble="the document ends within its last entry" if feed.truncated else trouble,
        repeated=tuple(sorted(feed.repeated)[:MOST_REPEATED]),
    )


def _with_own_keys(entries: tuple[Entry, ...]) -> list[Entry]:
    """Give entries that share a key, and differ, keys by their texts: else each would look like a change of the other."""
    texts: dict[str, set[str]] = {}
    for entry in entries:
        texts.setdefault(entry.key, set()).add(entry.text)
    return [entry if len(texts[entry.key]) == 1 else entry._replace(key=f"{entry.key} {entry.text}") for entry in entries]


def asked_by(hints: Hints) -> Asked:
    """Return what a feed asks of those who poll it."""
    wanted = [(hints.ttl, "ttl"), (hints.update_interval, "sy:updatePeriod")]
    seconds, by = max(((float(value), name) for value, name in wanted if value), default=(None, ""))
    return Asked(seconds, by, hints.skip_hours, hints.skip_days)


async def _take_entries(visit: Visit, seen: Seen, feed: Feed, feed_url: str, entries: list[Entry]) -> tuple[int, str | None]:
    """Take entries; return how many are left for the next poll, and what could not be had."""
    full_text = isinstance(visit.source, FeedSource) and visit.source.full_text
    if not full_text:
        await _put(visit, seen, [(entry, _item(visit, feed, entry, feed_url)) for entry in entries])
        return 0, None
    left, trouble = 0, None
    for entry in entries:
        item = _item(visit, feed, entry, feed_url)
        if entry.link is not None:
            page = await fetch_page(visit, seen, entry.key, entry.link)
            trouble = page.reason or trouble
            if page.again:
                left += 1
                continue
            if page.fetched is not None:
                item = _with_page(item, page.fetched)
        await _put(visit, seen, [(entry, item)])
    return left, trouble


async def _put(visit: Visit, seen: Seen, pairs: list[tuple[Entry, WireItem]]) -> None:
    if not pairs:
        return
    await visit.put([item for _, item in pairs])
    visit.taken += len(pairs)
    for entry, _ in pairs:
        seen.take(entry.key, entry.text)


def _item(visit: Visit, feed: Feed, entry: Entry, feed_url: str) -> WireItem:
    item = visit.item(feed.item(entry), feed.media_type, feed_url)
    return item.model_copy(update={"urgent": True}) if item.urgent is None and _title_is_urgent(entry.text) else item


def _with_page(item: WireItem, page: Fetched) -> WireItem:
    from worker.formats.full_text import pack

    payload, media_type = pack(
        item.payload, item.media_type or "", page.body, page.headers.get("content-type") or "text/html", page.url
    )
    return item.model_copy(update={"payload": payload, "media_type": media_type})


def _title_is_urgent(text: str) -> bool:
    """Whether an entry's title begins with an agency's flag: the payload itself begins with markup."""
    title = _TITLE.search(text, 0, _HEAD)
    return title is not None and looks_urgent(text[title.end() : title.end() + _TITLE_LENGTH].encode("utf-8", "replace"))
