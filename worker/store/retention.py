"""What is kept how long: by count and age, sparing what a live consumer group has not acknowledged, up to a hard cap."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from worker.store.connection import script
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
        redis.xtrim(stream, maxlen=limits.entries, approximate=True, limit=0)
    elif surplus > 0 and spared is not None:
        redis.xtrim(stream, minid=_id(spared), approximate=True, limit=surplus)
    if full and spared is not None:
        _trim_before(redis, stream, spared)
    redis.xtrim(stream, maxlen=limits.hard_cap, approximate=True, limit=0)
    return before - redis.xlen(stream)


def oldest_unacknowledged(redis: "Redis", keys: Keys, stream: str, limits: StreamLimits, now_ms: int) -> Position | None:
    """Return the position of the first entry some live group still needs; None where no group is live.

    A group is live while one of its consumers was seen within the idle limit, or it is new.
    """
    groups = cast("list[dict[str, bytes | int]]", redis.xinfo_groups(stream))
    names = [cast("bytes", group["name"]) for group in groups]  # any bytes: whoever makes a group names it
    _forget_groups_gone(redis, keys, stream, names)
    needed: list[Position] = []
    for group, name in zip(groups, names, strict=True):
        if not _is_live(redis, keys, stream, name, limits, now_ms):
            continue
        milliseconds, sequence = _position(cast("bytes", group["last-delivered-id"]))
        needed.append((milliseconds, sequence + 1))
        pending = cast("dict[str, bytes | int | None]", redis.xpending(stream, name))
        if pending["pending"]:
            needed.append(_position(cast("bytes", pending["min"])))
    return min(needed, default=None)


def _is_live(redis: "Redis", keys: Keys, stream: str, group: bytes, limits: StreamLimits, now_ms: int) -> bool:
    consumers = cast("list[dict[str, int]]", redis.xinfo_consumers(stream, group))
    field = _group_field(stream, group)
    if consumers:
        redis.hdel(keys.groups, field)
        return min(consumer["idle"] for consumer in consumers) < limits.group_idle_ms
    first_seen = cast("bytes", script("first_seen.lua")(redis, [keys.groups], [field, now_ms]))
    return now_ms - int(first_seen) < limits.group_idle_ms


def _forget_groups_gone(redis: "Redis", keys: Keys, stream: str, names: list[bytes]) -> None:
    known = {_group_field(stream, name) for name in names}
    noted = cast("list[bytes]", redis.hkeys(keys.groups))
    gone = [field for field in noted if field.startswith(_group_field(stream, b"")) and field not in known]
    if gone:
        redis.hdel(keys.groups, *gone)


def _group_field(stream: str, group: bytes) -> bytes:
    return f"{stream} ".encode() + group


def trim_rejected(redis: "Redis", keys: Keys, age_ms: int, now_ms: int) -> int:
    """Trim rejections whose raw bytes are no longer kept either; return how many went."""
    return redis.xtrim(keys.rejected, minid=str(max(now_ms - age_ms, 0)), approximate=True, limit=0)


def memory_share(redis: "Redis") -> float:
    """Return the share of maxmemory in use, 0 to 1 and over; 0 where no maximum is set."""
    memory = cast("dict[str, int]", redis.info("memory"))
    most = memory.get("maxmemory", 0)
    return memory["used_memory"] / most if most else 0.0


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
