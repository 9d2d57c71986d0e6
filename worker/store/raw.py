"""Payloads as they arrived, once by digest, compressed, capped in bytes."""

import sys
from typing import TYPE_CHECKING, cast

from schemas.errors import NotFound
from worker.store.keys import Keys

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from redis import Redis


def pack(payload: bytes) -> bytes:
    """Compress a payload for keeping. Level 1: 20 µs for a 6 kB story, a third of zlib's time at its fastest."""
    return zstd.compress(payload, 1)


def fetch(redis: "Redis", keys: Keys, digest: str) -> bytes:
    """Return a payload by its SHA-256. Raises NotFound where it is no longer kept."""
    blob = cast("bytes | None", redis.get(keys.raw(digest)))
    if blob is None:
        raise NotFound(f"the raw bytes {digest} are no longer kept; see the raw retention settings")
    return zstd.decompress(blob)


def drop_expired(redis: "Redis", keys: Keys, now_ms: int) -> int:
    """Take expired payloads out of the indexes and the count of bytes; return how many."""
    expired = [
        (index, member)
        for index in (keys.raw_accepted, keys.raw_rejected)
        for member in cast("list[bytes]", redis.zrangebyscore(index, "-inf", now_ms, start=0, num=10_000))
    ]
    for index, member in expired:
        _drop(redis, keys, index, member)
    return len(expired)


def drop_accepted(redis: "Redis", keys: Keys) -> int:
    """Drop payloads of published items, oldest first, a thousand at a time: the first to go when memory is short."""
    oldest = cast("list[bytes]", redis.zrange(keys.raw_accepted, 0, 999))
    for member in oldest:
        _drop(redis, keys, keys.raw_accepted, member)
    return len(oldest)


def _drop(redis: "Redis", keys: Keys, index: str, member: bytes) -> None:
    digest, _, size = member.decode().partition(":")
    with redis.pipeline(transaction=True) as pipeline:
        pipeline.zrem(index, member)
        pipeline.unlink(keys.raw(digest))
        pipeline.hincrby(keys.counters, "raw_bytes", -int(size))
        pipeline.execute()
