"""The clock: Celery's scheduler, except that it waits while its own messages wait."""

from celery.app.base import Celery
from celery.beat import ScheduleEntry, Scheduler
from kombu import Producer
from redis.exceptions import RedisError

from worker.process import process

MOST_WAITING = 20


class Clock(Scheduler):
    """Sends nothing while twenty messages wait: without a worker to take them they would pile up, 100 MB in a day."""

    app: Celery

    def apply_entry(self, entry: ScheduleEntry, producer: Producer | None = None) -> None:
        """Send a task that is due, unless enough of them wait."""
        if not _workers_are_behind(str(self.app.conf.task_default_queue)):
            super().apply_entry(entry, producer)


def _workers_are_behind(queue: str) -> bool:
    held = process()
    try:
        return held.redis.llen(held.keys.name(f"celery:{queue}")) > MOST_WAITING
    except RedisError:  # sending fails too, and says so
        return False
