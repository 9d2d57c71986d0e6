"""What is kept how long: by count and age, sparing what a live consumer group has not acknowledged, up to a hard cap."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from worker.store.keys import Keys

if TYPE_CHECKING:
    from redis import Redis

Position = tuple[int, int]


@dataclass(frozen=True, slots=True)
class StreamLimits:
    """How much of a stream is kept: entries and milliseconds; the hard cap holds whatever consumers have not read."""

    entries: int = 200_000
    age_ms: int = 7 * 24 * 3600 * 1000
    hard_cap: int = 1_000_000
    group_idle_ms: int = 3 * 24 * 3600 * 1000


def trim_articles(redis: "Redis", keys: Keys, stream: str, limits: StreamLimits, now_ms: int, full: bool) -> int:
    """Trim a stream of articles and return how many entries went.

    full: the server is short of memory; then all that every live group has acknowledged goes, whatever its age.
    """
    before = redis.xlen(stream)
    if not before:
        return 0
    spared = oldest_unacknowledged(redis, keys, stream, limits, now_ms)
    too_old = (max(now_ms - limits.age_ms, 0), 0)
    _trim_before(redis, stream, too_old if spared is None else min(too_old, spared))
    surplus = redis.xlen(stream) - limits.entries
    if surplus > 0 and spared is None:
        redis.xtrim(stream, maxlen=limits.entries, approximate=True)
    elif surplus > 0 and spared is not None:
        redis.xtrim(stream, minid=_id(spared), approximate=True, limit=surplus)
    if full and spared is not None:
        _trim_before(redis, stream, spared)
    redis.xtrim(stream, maxlen=limits.hard_cap, approximate=True)
    return before - redis.xlen(stream)


def oldest_unacknowledged(redis: "Redis", keys: Keys, stream: str, limits: StreamLimits, now_ms: int) -> Position | None:
    """Return the position of the first entry some live group still needs; None where no group is live.

    A group is live while one of its consumers was seen within the idle limit, or it is new.
    """
    needed: list[Position] = []
    for group in cast("list[dict[str, bytes | int]]", redis.xinfo_groups(stream)):
        name = cast("bytes", group["name"]).decode()
        if not _is_live(redis, keys, stream, name, limits, now_ms):
            continue
        pending = cast("dict[str, bytes | int | None]", redis.xpending(stream, name))
        if pending["pending"]:
            needed.append(_position(cast("bytes", pending["min"])))
        else:
            milliseconds, sequence = _position(cast("bytes", group["last-delivered-id"]))
            needed.append((milliseconds, sequence + 1))
    return min(needed, default=None)


def _is_live(redis: "Redis", keys: Keys, stream: str, group: str, limits: StreamLimits, now_ms: int) -> bool:
    consumers = cast("list[dict[str, int]]", redis.xinfo_consumers(stream, group))
    if consumers:
        return min(consumer["idle"] for consumer in consumers) < limits.group_idle_ms
    field = f"{stream} {group}"
    first_seen = cast("bytes | None", redis.hget(keys.groups, field))
    if first_seen is None:
        redis.hset(keys.groups, field, str(now_ms))
        return True
    return now_ms - int(first_seen) < limits.group_idle_ms


def trim_rejected(redis: "Redis", keys: Keys, age_ms: int, now_ms: int) -> int:
    """Trim rejections whose raw bytes are no longer kept either; return how many went."""
    return redis.xtrim(keys.rejected, minid=str(max(now_ms - age_ms, 0)), approximate=True)


def memory_share(redis: "Redis") -> float:
    """Return the share of maxmemory in use, 0 to 1 and over; 0 where no maximum is set."""
    memory = cast("dict[str, int]", redis.info("memory"))
    return memory["used_memory"] / memory["maxmemory"] if memory["maxmemory"] else 0.0


def server_ms(redis: "Redis") -> int:
    """Return the server's clock in milliseconds since 1970."""
    seconds, microseconds = redis.time()
    return seconds * 1000 + microseconds // 1000


def _trim_before(redis: "Redis", stream: str, position: Position) -> None:
    redis.xtrim(stream, minid=_id(position), approximate=False)


def _id(position: Position) -> str:
    return f"{position[0]}-{position[1]}"


def _position(entry_id: bytes) -> Position:
    milliseconds, _, sequence = entry_id.partition(b"-")
    return int(milliseconds), int(sequence)
