"""The clock: Celery's scheduler, except that it waits while its own messages wait."""

import socket
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import structlog
from celery.app.base import Celery
from celery.beat import ScheduleEntry, Scheduler
from kombu import Producer
from redis.exceptions import RedisError

from worker.process import process
from worker.store import heartbeats

if TYPE_CHECKING:
    from structlog.typing import FilteringBoundLogger

log: "FilteringBoundLogger" = structlog.get_logger(__name__)

NODE = f"beat@{socket.gethostname()}"
MOST_WAITING = 20


class Clock(Scheduler):
    """Sends nothing while twenty messages wait: without a worker to take them they would pile up, 100 MB in a day."""

    app: Celery
    _beat_due = 0.0
    _waiting: frozenset[str] = frozenset()
    _is_closed = False

    def tick(self) -> float:  # type: ignore[override]  # celery gives it no arguments
        """Write the heartbeat every two seconds, and send what is due."""
        if time.monotonic() >= self._beat_due:
            self._beat_due = time.monotonic() + 2.0
            with suppress(RedisError):  # sending fails too, and says so
                heartbeats.beat(process().redis, process().keys, NODE, heartbeats.Kind.CLOCK)
        return float(super().tick())

    def close(self) -> None:
        """Take this clock off the list."""
        super().close()
        if not self._is_closed:  # celery closes it twice
            log.info("clock_stopped", node=NODE)
        self._is_closed = True
        with suppress(RedisError):
            heartbeats.sign_off(process().redis, process().keys, NODE)

    def apply_entry(self, entry: ScheduleEntry, producer: Producer | None = None) -> None:
        """Send a task that is due, unless enough of them wait."""
        queue = str((entry.options or {}).get("queue", self.app.conf.task_default_queue))
        is_waiting = _workers_are_behind(queue)
        if is_waiting != (queue in self._waiting):
            log.warning("clock_waits" if is_waiting else "clock_goes_on", queue=queue)
            self._waiting ^= {queue}
        if not is_waiting:
            super().apply_entry(entry, producer)


def _workers_are_behind(queue: str) -> bool:
    held = process()
    try:
        return held.redis.llen(held.keys.name(f"celery:{queue}")) > MOST_WAITING
    except RedisError:  # sending fails too, and says so
        return False
