"""Putting wire items in: what the sync and the async client share."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from schemas import WireItem
from schemas.errors import IntakeFull, ItemTooLarge
from schemas.streams import Streams, inbox_fields, item_id_of
from schemas.urgency import lane_of
from schemas.wire_item import DEFAULT_SOURCE

MOST_BYTES = 64 * 1024 * 1024
BATCH_ITEMS = 100
BATCH_BYTES = 4 * 1024 * 1024
MEMORY_LOOK_SECONDS = 0.1
MEMORY_LOOK_BYTES = 1024 * 1024

Argument = str | bytes | int


@dataclass(frozen=True, slots=True)
class Put:
    """An XADD to make, and the item id that its reply gives."""

    command: tuple[Argument, ...]
    lane_is_urgent: bool
    size: int

    def item_id(self, entry_id: bytes) -> str:
        """Return the item id of the entry that was made."""
        return item_id_of("urgent" if self.lane_is_urgent else "normal", entry_id.decode())


def put(streams: Streams, item: WireItem) -> Put:
    """Return the XADD of a wire item. Raises ItemTooLarge beyond 64 MiB: the inbox is no place for it."""
    if len(item.payload) > MOST_BYTES:
        raise ItemTooLarge(f"{len(item.payload)} bytes in one item; the inbox takes {MOST_BYTES} at most")
    lane = lane_of(item)
    flat = [part for pair in inbox_fields(item).items() for part in pair]
    return Put(("XADD", streams.lane(lane), "*", *flat), lane == "urgent", len(item.payload))


def batches(streams: Streams, items: Iterable[WireItem]) -> Iterator[list[Put]]:
    """Yield the XADDs of wire items in batches bounded by count and bytes."""
    batch: list[Put] = []
    size = 0
    for item in items:
        batch.append(put(streams, item))
        size += len(item.payload)
        if len(batch) >= BATCH_ITEMS or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def wire_item(
    payload: bytes | str,
    *,
    source: str = DEFAULT_SOURCE,
    media_type: str | None = None,
    url: str | None = None,
    filename: str | None = None,
    format: str | None = None,
    urgent: bool | None = None,
) -> WireItem:
    """Return a wire item received now. Text is encoded in UTF-8."""
    return WireItem(
        payload=payload.encode() if isinstance(payload, str) else payload,
        source=source,
        media_type=media_type,
        url=url,
        filename=filename,
        format=format,
        urgent=urgent,
        received_at=datetime.now(UTC),
    )


class MemoryWatch:
    """Back-pressure: nothing is put in once the server's memory is filled beyond a share of its maximum."""

    def __init__(self, share: float) -> None:
        self.share = share
        self._due = 0.0
        self._sent = 0

    def is_due(self, size: int) -> bool:
        """Whether it is time to look at the server's memory again, before so many bytes: every 100 ms, or 1 MiB sent."""
        self._sent += size
        return time.monotonic() >= self._due or self._sent >= MEMORY_LOOK_BYTES

    def look(self, memory: dict[str, int]) -> None:
        """Take the server's INFO memory before what was counted is sent. Raises IntakeFull."""
        used, most = memory["used_memory"], memory.get("maxmemory", 0)
        if most and used + self._sent > most * self.share:
            self._sent = 0
            raise IntakeFull(
                f"the server uses {used:,} of {most:,} bytes; with this batch it would be more than the {self.share:.0%} "
                "up to which items are taken. Nothing was accepted; try again when consumers have caught up"
            )
        self._due = time.monotonic() + MEMORY_LOOK_SECONDS
        self._sent = 0
