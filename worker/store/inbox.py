"""The inbox: two streams with one consumer group. An item is in it before its source is told so."""

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, cast

from schemas import Code, Rejection, WireItem
from schemas.streams import INBOX_GROUP, Fields, Lane, is_item_id, item_id_of, item_of_entry, received_at, transport_of
from schemas.wire_item import DEFAULT_SOURCE
from worker.store.connection import script
from worker.store.keys import Keys

if TYPE_CHECKING:
    from redis import Redis

LANES: tuple[Lane, ...] = ("urgent", "normal")


@dataclass(frozen=True, slots=True)
class Entry:
    """One inbox entry, as this consumer holds it."""

    lane: Lane
    id: str
    fields: Fields

    @property
    def size(self) -> int:
        """Bytes of its payload."""
        return len(self.payload)

    @property
    def item_id(self) -> str:
        """Id of its wire item: as first accepted if it came by a replay."""
        replayed = self.text("item_id")
        return replayed if replayed and is_item_id(replayed) else item_id_of(self.lane, self.id)

    @property
    def payload(self) -> bytes:
        """Its payload; empty where it has none."""
        return self.fields.get(b"payload", b"")

    def text(self, field: str) -> str | None:
        """Return a field as text, None where it is missing or empty."""
        return self.fields.get(field.encode(), b"").decode("utf-8", "replace") or None

    def item(self) -> WireItem:
        """Read it. Raises BadRecord where it is no wire item."""
        return item_of_entry(self.lane, self.id, self.fields)


@dataclass(frozen=True, slots=True)
class Claimed:
    """An entry taken over from a dead consumer, and how often it was tried alone before."""

    entry: Entry
    tried_alone: int


class Inbox:
    """The inbox as one consumer sees it."""

    def __init__(self, redis: "Redis", keys: Keys, consumer: str) -> None:
        self.redis = redis
        self.keys = keys
        self.consumer = consumer

    def open(self) -> None:
        """Make streams and group where they are missing. Works on a full server too."""
        for lane in LANES:
            script("open.lua")(self.redis, [self.keys.lane(lane)], [INBOX_GROUP])

    def own_pending(self, count: int) -> list[Entry]:
        """Return what is already this consumer's: entries whose delivery got lost on the way."""
        return self._read("0", count, None)

    def waiting(self, count: int, block_ms: int) -> list[Entry]:
        """Return the next entries, urgent ones first; wait up to block_ms (0: not at all) where there are none."""
        urgent = self._read(">", count, None, ("urgent",))
        return urgent or self._read(">", count, block_ms or None)

    def _read(self, after: str, count: int, block_ms: int | None, lanes: tuple[Lane, ...] = LANES) -> list[Entry]:
        reply = cast(
            "list[tuple[bytes, list[tuple[bytes, Fields | None]]]] | None",
            self.redis.xreadgroup(
                INBOX_GROUP,
                self.consumer,
                {self.keys.lane(lane): after for lane in lanes},
                count=count,
                block=block_ms,
            ),
        )
        lane_by_stream = {self.keys.lane(lane).encode(): lane for lane in lanes}
        entries = [
            Entry(lane_by_stream[stream], entry_id.decode(), fields or {})
            for stream, found in reply or []
            for entry_id, fields in found
        ]
        return sorted(entries, key=lambda entry: entry.lane != "urgent")

    def claim(self) -> Claimed | None:
        """Take over one entry of a consumer that has no heartbeat; None where there is none to take."""
        for lane in LANES:
            for other in self._dead_holders(lane):
                reply = script("claim.lua")(
                    self.redis,
                    [self.keys.lane(lane), self.keys.alone, self.keys.alive(other)],
                    [INBOX_GROUP, other, self.consumer],
                )
                if reply:
                    entry_id, tried, flat = cast("tuple[bytes, int, list[bytes]]", reply)
                    fields = dict(zip(flat[::2], flat[1::2], strict=True))
                    return Claimed(Entry(lane, entry_id.decode(), fields), tried)
        return None

    def _dead_holders(self, lane: Lane) -> list[str]:
        holders = [name for name, pending in consumers(self.redis, self.keys, lane) if pending and name != self.consumer]
        return without_heartbeat(self.redis, self.keys, holders)


def source_waiting(redis: "Redis", keys: Keys, item_id: str) -> str | None:
    """Return the source of an item that waits in the inbox; None where none does under this id."""
    if item_id.startswith("k"):  # an operator's kill: it never waited
        return None
    lane: Lane = "urgent" if item_id.startswith("u") else "normal"
    source = cast("bytes | None", script("waiting.lua")(redis, [keys.lane(lane)], [item_id.removeprefix("u")]))
    return None if source is None else source.decode("utf-8", "replace") or DEFAULT_SOURCE


def consumers(redis: "Redis", keys: Keys, lane: Lane) -> list[tuple[str, int]]:
    """Return the consumers of a lane and how many entries each holds."""
    found = cast("list[dict[str, bytes | int]]", redis.xinfo_consumers(keys.lane(lane), INBOX_GROUP))
    return [(cast("bytes", one["name"]).decode(), cast("int", one["pending"])) for one in found]


def without_heartbeat(redis: "Redis", keys: Keys, names: list[str]) -> list[str]:
    """Return those consumers that have no heartbeat."""
    if not names:
        return []
    beats = cast("list[bytes | None]", redis.mget([keys.alive(name) for name in names]))
    return [name for name, beat in zip(names, beats, strict=True) if beat is None]


def forget_dead_consumers(redis: "Redis", keys: Keys) -> int:
    """Delete consumers that are dead and hold nothing; return how many."""
    deleted = 0
    for lane in LANES:
        idle = [name for name, pending in consumers(redis, keys, lane) if not pending]
        for name in without_heartbeat(redis, keys, idle):
            deleted += script("forget.lua")(redis, [keys.lane(lane), keys.alive(name)], [INBOX_GROUP, name]) == 1
    return deleted


def rejection_of(entry: Entry, code: Code, message: str) -> Rejection:
    """Return a rejection of an entry from what its fields say, without reading its payload."""
    return Rejection(
        code=code,
        message=message,
        source=entry.text("source") or DEFAULT_SOURCE,
        item_id=entry.item_id,
        declared_format=entry.text("format"),
        transport=transport_of(entry.fields),
        media_type=entry.text("media_type"),
        url=entry.text("url"),
        filename=entry.text("filename"),
        received_at=received_at(entry.item_id),
        raw_digest=sha256(entry.payload).hexdigest(),
        raw_size=entry.size,
    )
