"""Payloads as they arrived, once by digest, compressed, in two budgets of bytes: of published and of rejected items."""

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from schemas.errors import NotFound
from worker.store.connection import Argument, script
from worker.store.keys import Keys

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from redis import Redis

PAGE = 1000
_FOR_EVER = 2**53


@dataclass(frozen=True, slots=True)
class Budget:
    """One of the two: its index, by expiry, and its counter of bytes (worker/store/publish.lua keeps both)."""

    index: str
    counter: str


def accepted(keys: Keys) -> Budget:
    """The payloads of published items."""
    return Budget(keys.raw_accepted, "raw_accepted_bytes")


def rejected(keys: Keys) -> Budget:
    """The payloads of rejected items."""
    return Budget(keys.raw_rejected, "raw_rejected_bytes")


def pack(payload: bytes) -> bytes:
    """Compress a payload for keeping. Level 1: 20 µs for a 6 kB story, a third of zlib's time at its fastest."""
    return zstd.compress(payload, 1)


def fetch(redis: "Redis", keys: Keys, digest: str) -> bytes:
    """Return a payload by its SHA-256. Raises NotFound where it is no longer kept."""
    blob = cast("bytes | None", redis.get(keys.raw(digest)))
    if blob is None:
        raise NotFound(f"the raw bytes {digest} are no longer kept; see the raw retention settings")
    return zstd.decompress(blob)


def size(redis: "Redis", keys: Keys, budget: Budget) -> int:
    """Return how many bytes are kept of a budget."""
    return int(cast("bytes | None", redis.hget(keys.counters, budget.counter)) or 0)


def drop_payload(redis: "Redis", keys: Keys, digest: str) -> bool:
    """Drop one payload, whichever budget it is in; whether there was one."""
    member = f"{digest}:{redis.strlen(keys.raw(digest))}".encode()
    dropped = [_drop(redis, keys, budget, [member], _FOR_EVER) for budget in (accepted(keys), rejected(keys))]
    return any(dropped)


def drop_expired(redis: "Redis", keys: Keys, now_ms: int) -> int:
    """Take expired payloads out of both budgets; return how many."""
    dropped = 0
    for budget in (accepted(keys), rejected(keys)):
        expired = cast("list[bytes]", redis.zrangebyscore(budget.index, "-inf", now_ms, start=0, num=PAGE))
        dropped += _drop(redis, keys, budget, expired, now_ms)
    return dropped


def drop_oldest(redis: "Redis", keys: Keys, budget: Budget) -> int:
    """Drop the thousand payloads of a budget that expire first; return how many went."""
    return _drop(redis, keys, budget, cast("list[bytes]", redis.zrange(budget.index, 0, PAGE - 1)), _FOR_EVER)


def drop_beyond(redis: "Redis", keys: Keys, budget: Budget, most: int) -> None:
    """Drop those payloads of a budget that expire first, one by one, until it holds no more than so many bytes."""
    while size(redis, keys, budget) > most:
        if not _drop(redis, keys, budget, cast("list[bytes]", redis.zrange(budget.index, 0, 0)), _FOR_EVER):
            return


def _drop(redis: "Redis", keys: Keys, budget: Budget, members: list[bytes], latest_ms: int) -> int:
    calls: list[tuple[list[str], list[Argument]]] = []
    for member in members:
        digest, _, length = member.decode().partition(":")
        calls.append(([budget.index, keys.raw(digest), keys.counters], [member, length, budget.counter, latest_ms]))
    return script("drop.lua").many(redis, calls).count(1) if calls else 0
