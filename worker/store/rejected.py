"""The rejected stream: what could not become an article, and the way back."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from schemas import Rejection, WireItem
from schemas.errors import NotFound
from schemas.streams import Fields, inbox_fields
from worker.store import raw
from worker.store.keys import Keys

if TYPE_CHECKING:
    from redis import Redis

PAGE = 500


@dataclass(frozen=True, slots=True)
class RejectedEntry:
    """An entry of the rejected stream."""

    id: str
    rejection: Rejection


def entries(redis: "Redis", keys: Keys, *, code: str | None = None, source: str | None = None) -> Iterator[RejectedEntry]:
    """Yield the rejections, oldest first; only those of a code or source if one is given."""
    after = "-"
    while page := cast("list[tuple[bytes, Fields]]", redis.xrange(keys.rejected, min=after, count=PAGE)):
        for entry_id, fields in page:
            if code in (None, fields[b"code"].decode()) and source in (None, fields[b"source"].decode()):
                yield RejectedEntry(entry_id.decode(), Rejection.read_json(fields[b"data"]))
        after = f"({page[-1][0].decode()}"


def find(redis: "Redis", keys: Keys, entry_id: str) -> RejectedEntry:
    """Return a rejection by the id of its entry. Raises NotFound."""
    found = cast("list[tuple[bytes, Fields]]", redis.xrange(keys.rejected, min=entry_id, max=entry_id))
    if not found:
        raise NotFound(f"no rejection {entry_id}; `wirecopy rejected list` shows what there is")
    return RejectedEntry(entry_id, Rejection.read_json(found[0][1][b"data"]))


def replay(redis: "Redis", keys: Keys, entry: RejectedEntry) -> str:
    """Put a rejected item in again, as first received, and take its rejection off, in one step; return the entry's id.

    The item keeps its place in the order of arrival. Raises NotFound where its raw bytes are no longer kept.
    """
    rejection = entry.rejection
    item = WireItem(
        payload=raw.fetch(redis, keys, rejection.raw_digest),
        source=rejection.source,
        media_type=rejection.media_type,
        url=rejection.url,
        filename=rejection.filename,
        received_at=rejection.received_at,
        item_id=rejection.item_id,
    )
    with redis.pipeline(transaction=True) as pipeline:
        pipeline.xadd(keys.inbox, inbox_fields(item))  # type: ignore[arg-type]  # redis-py's invariant dict
        pipeline.xdel(keys.rejected, entry.id)
        return cast("list[bytes]", pipeline.execute())[0].decode()
