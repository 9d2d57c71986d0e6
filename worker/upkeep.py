"""Upkeep: what has to be done now and then, by anybody and any number at once. It works on a full server too."""

from typing import TYPE_CHECKING

import structlog

from worker.process import Process
from worker.store import embargo, heartbeats, inbox, raw, retention

if TYPE_CHECKING:
    from structlog.typing import FilteringBoundLogger

log: "FilteringBoundLogger" = structlog.get_logger(__name__)

PRESSURE = 0.85  # of the share at which intake stops: room is made before producers notice


def upkeep(held: Process) -> None:
    """Let embargoed readings go, trim what is over its retention, forget dead consumers."""
    now_ms = retention.server_ms(held.redis)
    if released := embargo.release_due(held.redis, held.keys, held.drain.publisher, now_ms):
        log.info("released", stories=released)
    trim(held, now_ms)
    held.drain.inbox.open()
    if forgotten := inbox.forget_dead_consumers(held.redis, held.keys):
        log.info("consumers_forgotten", consumers=forgotten)
    heartbeats.forget_gone(held.redis, held.keys, now_ms)


def trim(held: Process, now_ms: int) -> None:
    """Trim streams and payloads; where memory is short, also what every consumer group has acknowledged."""
    short = is_short(held)
    streams = [held.keys.articles, *(held.keys.route(route.name) for route in held.settings.routes)]
    trimmed = sum(
        retention.trim_articles(held.redis, held.keys, stream, held.settings.stream_limits, now_ms, short)
        for stream in streams
    )
    trimmed += retention.trim_rejected(held.redis, held.keys, held.settings.raw_rejected_seconds * 1000, now_ms)
    raw.drop_expired(held.redis, held.keys, now_ms)
    raw.drop_beyond(held.redis, held.keys, raw.rejected(held.keys), held.settings.raw_rejected_bytes)
    dropped = 0
    while is_short(held) and (more := raw.drop_oldest(held.redis, held.keys, raw.accepted(held.keys))):
        dropped += more
    if short:
        log.warning("memory_short", entries_trimmed=trimmed, payloads_dropped=dropped)


def relieve(held: Process) -> None:
    """Trim at once, without waiting for upkeep's turn."""
    trim(held, retention.server_ms(held.redis))


def is_full(held: Process) -> bool:
    """Whether the server refuses writes, or is about to."""
    return retention.memory_share(held.redis) >= 0.99


def is_short(held: Process) -> bool:
    """Whether memory is so far used that everything acknowledged should go."""
    return retention.memory_share(held.redis) > held.settings.intake_share * PRESSURE
