"""The batch loop: take entries from the inbox, read them, publish what they hold. Knows nothing of Celery.

One round: renew heartbeats; finish what is already ours (a delivery whose reply got lost); take over, one at a time, what
dead consumers held; then a batch of new entries, urgent ones first. A batch is published in one round trip.
"""

import os
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from secrets import token_hex
from typing import TYPE_CHECKING

import structlog
from structlog.contextvars import bind_contextvars, unbind_contextvars

from schemas import Article, Code, Rejection, Source
from schemas.errors import BadRecord
from worker.pipeline import Limits, read
from worker.store.inbox import Claimed, Entry, Inbox, rejection_of
from worker.store.keys import Keys
from worker.store.leases import beat
from worker.store.publish import Published, Publisher, Reading, Retention
from worker.store.routes import Route

if TYPE_CHECKING:
    from redis import Redis
    from structlog.typing import FilteringBoundLogger

log: "FilteringBoundLogger" = structlog.get_logger(__name__)

Results = list[Article | Rejection]


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much is done at once, and how patient the loop is. Seconds and bytes."""

    items: int = 100
    bytes: int = 8 * 1024 * 1024
    seconds: float = 0.1
    heartbeat: float = 15.0
    tries_alone: int = 3


@dataclass(slots=True)
class Tally:
    """What one call of the loop did."""

    items: int = 0
    stories: int = 0
    fenced: int = 0
    claimed: int = 0
    quarantined: int = 0

    def add(self, published: Iterable[Published]) -> None:
        """Count what was published."""
        for one in published:
            self.fenced += one.fenced
            self.items += not one.fenced
            self.stories += len(one.outcomes)


@dataclass
class Drain:
    """A consumer of the inbox, for the life of its process."""

    redis: "Redis" = field(repr=False)
    keys: Keys
    sources: Mapping[str, Source] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    retention: Retention = field(default_factory=Retention)
    routes: tuple[Route, ...] = ()
    bounds: Bounds = field(default_factory=Bounds)

    def __post_init__(self) -> None:
        self.consumer = f"{socket.gethostname()}-{os.getpid()}-{token_hex(4)}"
        self.inbox = Inbox(self.redis, self.keys, self.consumer)
        self.publisher = Publisher(self.redis, self.keys, self.consumer, self.retention, self.routes)
        self._batch_items = min(16, self.bounds.items)
        self._beat_due = 0.0
        self._claim_due = 0.0

    def run(self, seconds: float, keep_going: Callable[[], bool] = lambda: True) -> Tally:
        """Drain for some seconds, or until keep_going says no; waits where the inbox is empty.

        keep_going is asked before each round and each item, so that its caller can renew what it holds and watch for an
        item that hangs; what is in hand is finished whatever it says. Raises redis.exceptions.RedisError where the server
        fails: whatever was under way stays in the inbox.
        """
        tally = Tally()
        until = time.monotonic() + seconds
        self.inbox.open()
        self._beat(force=True)
        for entries in iter(lambda: self.inbox.own_pending(self._batch_items), []):
            self._work(entries, tally, keep_going)
        while (left := until - time.monotonic()) > 0 and keep_going():
            self._claim_all(tally, keep_going)
            self._beat()
            entries = self.inbox.waiting(self._batch_items, block_ms=int(min(left, self._patience()) * 1000))
            if entries:
                self._work(entries, tally, keep_going)
        return tally

    def _patience(self) -> float:
        """Seconds to wait for an entry before looking after heartbeats and the dead again."""
        return min(1.0, self.bounds.heartbeat / 4)

    def _work(self, entries: list[Entry], tally: Tally, keep_going: Callable[[], bool]) -> None:
        """Read and publish a batch, in parts where it proves large or slow, and fit the next batch to it."""
        started, part_started = time.monotonic(), time.monotonic()
        readings: list[Reading] = []
        size = 0
        for entry in entries:
            keep_going()
            self._beat()
            readings.append(Reading(entry, self._read(entry)))
            size += entry.size
            if size >= self.bounds.bytes or time.monotonic() - part_started >= self.bounds.seconds:
                self._publish(readings, tally, size, part_started)
                readings, size, part_started = [], 0, time.monotonic()
        self._publish(readings, tally, size, part_started)
        self._fit_batch(len(entries), sum(entry.size for entry in entries), time.monotonic() - started)

    def _fit_batch(self, items: int, size: int, seconds: float) -> None:
        """Let the next batch hold about as much as the bounds allow, at most twice this one."""
        fitting = min(2.0, self.bounds.bytes / max(size, 1), self.bounds.seconds / max(seconds, 1e-6))
        self._batch_items = max(1, min(self.bounds.items, int(max(items, self._batch_items) * fitting)))

    def _publish(self, readings: list[Reading], tally: Tally, size: int, started: float) -> None:
        if readings:
            published = self.publisher.publish(readings)
            tally.add(published)
            _tell(published, self.consumer, size, time.monotonic() - started)
        self._beat()

    def _claim_all(self, tally: Tally, keep_going: Callable[[], bool]) -> None:
        """Take over what dead consumers held, one entry at a time, each read and published before the next."""
        if time.monotonic() < self._claim_due:
            return
        while keep_going() and (claimed := self.inbox.claim()):
            tally.claimed += 1
            log.warning("claimed", item_id=claimed.entry.item_id, tried_alone=claimed.tried_alone)
            self._beat(force=True)
            started = time.monotonic()
            reading = Reading(claimed.entry, self._read_alone(claimed, tally))
            self._publish([reading], tally, claimed.entry.size, started)
        self._claim_due = time.monotonic() + self._patience()

    def _read_alone(self, claimed: Claimed, tally: Tally) -> Results:
        if claimed.tried_alone < self.bounds.tries_alone:
            return self._read(claimed.entry)
        tally.quarantined += 1
        log.warning("quarantined", item_id=claimed.entry.item_id, tried_alone=claimed.tried_alone)
        message = (
            f"reading it killed or outlasted its worker {claimed.tried_alone} times while it was the only item in hand; "
            "mend the format, then replay it"
        )
        return [rejection_of(claimed.entry, Code.KILLED_WORKER, message)]

    def _read(self, entry: Entry) -> Results:
        bind_contextvars(item_id=entry.item_id)  # whatever is logged while it is read carries its id
        try:
            item = entry.item()
            return read(item, self.sources.get(item.source), self.limits)
        except BadRecord as error:
            return [rejection_of(entry, Code.BAD_ENTRY, str(error))]
        finally:
            unbind_contextvars("item_id")

    def _beat(self, *, force: bool = False) -> None:
        if force or time.monotonic() >= self._beat_due:
            beat(self.redis, self.keys.alive(self.consumer), self.bounds.heartbeat)
            self._beat_due = time.monotonic() + self.bounds.heartbeat / 4


def _tell(published: list[Published], consumer: str, size: int, seconds: float) -> None:
    """Log a batch of size bytes: a line for each rejection and each item that was no longer ours, then one for all.

    Of a rejection its facts, not its message: that quotes the item.
    """
    items = 0
    outcomes: Counter[str] = Counter()
    for one in published:
        items += not one.fenced
        for outcome, _ in one.outcomes:
            outcomes[outcome] += 1
        if one.fenced:
            log.warning("fenced", item_id=one.entry.item_id, consumer=consumer)
        for result in one.results:
            if isinstance(result, Rejection):
                log.info(
                    "rejected",
                    item_id=result.item_id,
                    story=result.story,
                    source=result.source,
                    code=result.code,
                    where=result.where,
                    format=result.format,
                    raw_digest=result.raw_digest,
                )
    stories = outcomes.total()
    log.info("batch", consumer=consumer, items=items, stories=stories, **outcomes, bytes=size, seconds=round(seconds, 6))
