"""The rejected stream: what could not become an article, and the way back."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from schemas import Rejection, WireItem
from schemas.errors import NotFound
from schemas.streams import Fields, Lane, inbox_fields, is_item_id
from worker.store import paging, raw
from worker.store.connection import script
from worker.store.keys import Keys

if TYPE_CHECKING:
    from redis import Redis


@dataclass(frozen=True, slots=True)
class RejectedEntry:
    """An entry of the rejected stream."""

    id: str
    rejection: Rejection


def entries(redis: "Redis", keys: Keys, *, code: str | None = None, source: str | None = None) -> Iterator[RejectedEntry]:
    """Yield the rejections, oldest first; only those of a code or source if one is given."""
    for entry_id, fields in paging.entries(redis, keys.rejected):
        if code in (None, fields[b"code"].decode()) and source in (None, fields[b"source"].decode()):
            yield RejectedEntry(entry_id, Rejection.read_json(fields[b"data"]))


def after(redis: "Redis", keys: Keys, source: str, position: str, most: int) -> tuple[list[RejectedEntry], str]:
    """Return rejections of a source behind a position in the stream, oldest first, about most of them at most.

    Returns besides the position up to which they were looked for; the next call goes on there.
    """
    found: list[RejectedEntry] = []
    for entry_id, fields in paging.entries(redis, keys.rejected, after=f"({position}"):
        position = entry_id
        if fields[b"source"].decode() == source:
            found.append(RejectedEntry(entry_id, Rejection.read_json(fields[b"data"])))
            if len(found) >= most:
                break
    return found, position


def find(redis: "Redis", keys: Keys, entry_id: str) -> RejectedEntry:
    """Return a rejection by the id of its entry. Raises NotFound."""
    found: list[tuple[bytes, Fields]] = []
    if is_item_id(entry_id) and entry_id[0].isdigit():
        found = cast("list[tuple[bytes, Fields]]", redis.xrange(keys.rejected, min=entry_id, max=entry_id))
    if not found:
        raise NotFound(f"no rejection {entry_id}; `wirecopy rejected list` shows what there is")
    return RejectedEntry(entry_id, Rejection.read_json(found[0][1][b"data"]))


def replay(redis: "Redis", keys: Keys, entry: RejectedEntry) -> str | None:
    """Put a rejected item in again, as first received, and take its rejections off, in one step; return the entry's id.

    The whole item is read again: all its rejections go, those of its stories that were published are duplicates. It
    keeps its lane and its place in the order of arrival. None where it was replayed meanwhile. Raises NotFound where its
    raw bytes are no longer kept.
    """
    rejection = entry.rejection
    item = WireItem(
        payload=raw.fetch(redis, keys, rejection.raw_digest),
        source=rejection.source,
        media_type=rejection.media_type,
        format=rejection.declared_format,
        url=rejection.url,
        filename=rejection.filename,
        transport=rejection.transport,
        received_at=rejection.received_at,
        item_id=rejection.item_id,
    )
    lane: Lane = "urgent" if (rejection.item_id or "").startswith("u") else "normal"
    ids = [entry.id, *_siblings(redis, keys, entry)]
    flat = [part for pair in inbox_fields(item).items() for part in pair]
    reply = script("replay.lua")(redis, [keys.rejected, keys.lane(lane)], [len(ids), *ids, *flat])
    return cast("bytes", reply).decode() if reply else None


def _siblings(redis: "Redis", keys: Keys, entry: RejectedEntry) -> list[str]:
    """Return the other rejections of the same item. One step wrote them all, so they stand side by side."""
    item_id = (entry.rejection.item_id or "").encode()
    found: list[str] = []
    for read, page_of in ((redis.xrange, _after), (redis.xrevrange, _before)):
        position = entry.id
        while page := cast("list[tuple[bytes, Fields]]", read(keys.rejected, count=paging.PAGE, **page_of(position))):
            alike = [one.decode() for one, fields in page if fields[b"item_id"] == item_id]
            found += alike
            if len(alike) < len(page):
                break
            position = alike[-1]
    return found


def _after(position: str) -> dict[str, str]:
    return {"min": f"({position}"}


def _before(position: str) -> dict[str, str]:
    return {"max": f"({position}"}
