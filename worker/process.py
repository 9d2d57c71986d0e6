"""What one worker process holds: its settings, its connection, its consumer of the inbox.

Made at first use in each process, so never inherited through a fork: a connection shared by two processes mixes replies.
"""

import os
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from worker.drain import Bounds, Drain
from worker.pipeline import Limits
from worker.settings import Settings, settings
from worker.sources_file import SourcesFile
from worker.store.connection import connect
from worker.store.keys import Keys

if TYPE_CHECKING:
    from redis import Redis


@dataclass(frozen=True, slots=True)
class Process:
    """A process's settings and connections."""

    settings: Settings
    redis: "Redis" = field(repr=False)
    keys: Keys
    drain: Drain
    sources: SourcesFile = field(repr=False)


def process() -> Process:
    """Return what this process holds. Raises SetUpError where the settings cannot be."""
    return _of(os.getpid())


@lru_cache(maxsize=1)
def _of(_pid: int) -> Process:
    chosen = settings()
    redis = connect(chosen.server_url)
    keys = Keys(chosen.prefix)
    sources = SourcesFile(chosen.sources_file)
    drain = Drain(
        redis,
        keys,
        sources.current(),
        Limits(max_bytes=chosen.max_item_bytes, max_stories=chosen.max_stories),
        chosen.retention,
        chosen.routes,
        Bounds(
            items=chosen.batch_items,
            bytes=chosen.batch_bytes,
            seconds=chosen.batch_seconds,
            heartbeat=chosen.heartbeat_seconds,
            tries_alone=chosen.tries_alone,
        ),
    )
    return Process(chosen, redis, keys, drain, sources)
