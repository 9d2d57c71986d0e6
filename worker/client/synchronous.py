"""The client for ordinary code.

from worker.client import Client

with Client("redis://localhost") as wire:
    for record in wire.consume(group="desk"):
        print(record.article.headline)
        record.ack()
"""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self, cast

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import AuthenticationError, OutOfMemoryError, ResponseError
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError
from redis.retry import Retry

from schemas import Article, Outcome, WireItem
from schemas.errors import IntakeFull, NotFound, ServerUnreachable
from schemas.streams import Streams
from schemas.wire_item import DEFAULT_SOURCE
from worker.client import intake
from worker.client.subscription import REPLY_OPTIONS, Argument, Command, Filters, Found, Subscription, consumer_name
from worker.client.waiting import PAGE, Awaited

if TYPE_CHECKING:
    from worker.client.subscription import Steps

LOST = (RedisConnectionError, RedisTimeoutError)
RECONNECT_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Delivery:
    """A published record and its place in the stream."""

    id: str
    article: Article
    failures: int
    _acknowledge: Callable[[], None]

    def ack(self) -> None:
        """Say that it is done with; without a group there is nothing to say, and nothing happens."""
        self._acknowledge()


class Commands(Protocol):
    """Any command, which redis-py's types leave out."""

    def execute_command(self, *command: Argument, **options: bool) -> object:
        """Run it and return its reply; on a pipeline, put it in."""


class Client:
    """A connection for putting wire items in and taking published records out.

    redis-py's own retries are off: a repeated XADD would enqueue twice.
    """

    def __init__(self, url: str = "redis://localhost", *, prefix: str = "wirecopy", intake_share: float = 0.7) -> None:
        self.streams = Streams(prefix)
        self._redis = Redis.from_url(url, retry=Retry(NoBackoff(), 0), socket_timeout=15.0, socket_connect_timeout=5.0)
        self._memory = intake.MemoryWatch(intake_share)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._redis.close()

    # Putting in ----------------------------------------------------------------------------------------------------------

    def enqueue(
        self,
        payload: bytes | str,
        *,
        source: str = DEFAULT_SOURCE,
        media_type: str | None = None,
        url: str | None = None,
        filename: str | None = None,
        format: str | None = None,
        urgent: bool | None = None,
    ) -> str:
        """Put one item into the inbox and return its item id: then it is accepted.

        Raises IntakeFull, ItemTooLarge (nothing accepted), ServerUnreachable (not known; the same item sent again is found
        to be a duplicate).
        """
        item = intake.wire_item(
            payload, source=source, media_type=media_type, url=url, filename=filename, format=format, urgent=urgent
        )
        return self.enqueue_many([item])[0]

    def enqueue_many(self, items: Iterable[WireItem]) -> list[str]:
        """Put items in, about a hundred a round trip, and return their item ids. Raises as enqueue.

        Where it raises, what earlier round trips put in stays in; the same items sent again are found to be duplicates.
        """
        item_ids: list[str] = []
        for batch in intake.batches(self.streams, items):
            with answers():
                if self._memory.is_due(sum(one.size for one in batch)):
                    self._memory.look(cast("dict[str, int]", self._redis.info("memory")))
                with self._redis.pipeline(transaction=False) as pipeline:
                    for one in batch:
                        cast("Commands", pipeline).execute_command(*one.command)
                    entry_ids = cast("list[bytes]", pipeline.execute())
            item_ids += [one.item_id(entry_id) for one, entry_id in zip(batch, entry_ids, strict=True)]
        return item_ids

    def wait(self, item_ids: list[str], *, timeout: float = 30.0) -> dict[str, list[Outcome]]:
        """Wait until every item has its outcomes, or for timeout seconds, and return what there is by item id."""
        with answers():
            seconds, microseconds = self._redis.time()
        awaited = Awaited(item_ids, seconds * 1000 + microseconds // 1000)
        until = time.monotonic() + timeout
        while not awaited.complete and (left := until - time.monotonic()) > 0:
            with answers():
                awaited.take(self._read_outcomes(awaited.position, max(1, int(min(left, 1.0) * 1000))))
        with answers():
            while awaited.take(self._read_outcomes(awaited.position, None)):
                pass
        return awaited.outcomes

    def _read_outcomes(self, after: str, block_ms: int | None) -> object:
        return self._redis.xread({self.streams.outcomes: after}, count=PAGE, block=block_ms)

    # Taking out ----------------------------------------------------------------------------------------------------------

    def consume(
        self,
        *,
        group: str | None = None,
        consumer: str | None = None,
        start: str | datetime = "new",
        filters: Filters | None = None,
        route: str | None = None,
        idle_seconds: float | None = None,
        max_deliveries: int = 5,
        reclaim_seconds: float = 60.0,
    ) -> Iterator[Delivery]:
        """Follow the published records, for ever or until none came for idle_seconds.

        With a group the records are shared among its consumers, remembered, and delivered again until acknowledged; start
        then says where a new group begins. Without one, start says where this call begins: `new`, `first`, after an entry
        id, or from an aware datetime on. A lost connection is taken up again. Raises ServerUnreachable where there was none
        to begin with, BadRecord for an unreadable record outside a group (in one it goes to dead:<group>).
        """
        subscription = Subscription(
            self.streams,
            group=group,
            consumer=consumer or consumer_name(),
            start=start,
            filters=filters or Filters(),
            route=route,
            idle_seconds=idle_seconds,
            max_deliveries=max_deliveries,
            reclaim_seconds=reclaim_seconds,
        )
        with answers():
            self._redis.ping()
        while True:
            try:
                yield from self._follow(subscription)
            except LOST:
                time.sleep(RECONNECT_SECONDS)
            else:
                return

    def _follow(self, subscription: Subscription) -> Iterator[Delivery]:
        steps: Steps = subscription.steps()
        reply: object = None
        try:
            while True:
                try:
                    step = steps.send(reply)
                except StopIteration:
                    return
                if isinstance(step, Found):
                    yield Delivery(step.id, step.article, step.failures, self._acknowledger(subscription, step.id))
                    reply = None
                else:
                    reply = self._command(step)
        finally:
            self._leave(subscription)

    def _leave(self, subscription: Subscription) -> None:
        """Leave the group in order, if the server is there; if not, others reclaim what was left."""
        steps = subscription.leaving()
        reply: object = None
        with suppress(StopIteration, *LOST, ResponseError):
            while True:
                reply = self._command(steps.send(reply))

    def _acknowledger(self, subscription: Subscription, entry_id: str) -> Callable[[], None]:
        def acknowledge() -> None:
            if subscription.group:
                with answers():
                    self._command(subscription.acknowledge(subscription.group, entry_id))

        return acknowledge

    def _command(self, command: Command) -> object:
        try:
            return cast("Commands", self._redis).execute_command(*command, **REPLY_OPTIONS.get(command[0], {}))
        except ResponseError as error:
            if is_no_matter(command, error):
                return None
            if str(error).startswith("NOGROUP"):
                raise NotFound(
                    f"the consumer group of {command[1:3]!r} is not there, and a full server makes none"
                ) from error
            raise


def is_no_matter(command: Command, error: ResponseError) -> bool:
    """Whether a refusal stops nothing: the group to make is there already, or the server is full.

    A full server refuses to make a group before it looks whether it is there; and a dead letter then waits.
    """
    return str(error).startswith("BUSYGROUP") or (command[0] in ("XGROUP", "XADD") and isinstance(error, OutOfMemoryError))


@contextmanager
def answers() -> Iterator[None]:
    """Turn redis-py's errors into ours."""
    try:
        yield
    except OutOfMemoryError as error:
        raise IntakeFull("the server's memory is full: it takes no writes; consumers that acknowledge make room") from error
    except AuthenticationError as error:
        raise ServerUnreachable(f"the server refuses: {error}") from error
    except LOST as error:
        raise ServerUnreachable(f"the server does not answer ({error}); is it running, and is the address right?") from error
