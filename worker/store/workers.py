"""Which Celery workers there are: each writes how many ingest slots it keeps, and when it last did."""

from typing import TYPE_CHECKING, cast

from worker.store.connection import script
from worker.store.keys import Keys

if TYPE_CHECKING:
    from redis import Redis

GONE_AFTER_MS = 15_000
FORGOTTEN_AFTER_MS = 24 * 3600 * 1000


def register(redis: "Redis", keys: Keys, node: str, slots: int) -> None:
    """Write a worker's heartbeat. Works on a full server too."""
    script("register.lua")(redis, [keys.workers], [node, slots])


def slots_wanted(redis: "Redis", keys: Keys, now_ms: int) -> int:
    """Return how many ingest slots the workers alive keep between them."""
    return sum(slots for slots, seen_ms in _beats(redis, keys).values() if now_ms - seen_ms < GONE_AFTER_MS)


def forget_gone(redis: "Redis", keys: Keys, now_ms: int) -> None:
    """Take workers off the list that have not been seen for a day."""
    gone = [node for node, (_, seen_ms) in _beats(redis, keys).items() if now_ms - seen_ms > FORGOTTEN_AFTER_MS]
    if gone:
        redis.hdel(keys.workers, *gone)


def _beats(redis: "Redis", keys: Keys) -> dict[str, tuple[int, int]]:
    rows = cast("dict[bytes, bytes]", redis.hgetall(keys.workers))
    beats = {}
    for node, value in rows.items():
        slots, _, seen_ms = value.partition(b" ")
        beats[node.decode()] = (int(slots), int(seen_ms))
    return beats
