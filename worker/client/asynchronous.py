"""The client for asyncio: the same calls as worker/client/synchronous.py, awaited.

from worker.client import AsyncClient

async with AsyncClient("redis://localhost") as wire:
    async for record in wire.consume(group="desk"):
        print(record.article.headline)
        await record.ack()
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self, cast

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ResponseError

from schemas import Article, Outcome, WireItem
from schemas.errors import NotFound
from schemas.streams import Streams
from schemas.wire_item import DEFAULT_SOURCE
from worker.client import intake
from worker.client.subscription import REPLY_OPTIONS, Argument, Command, Filters, Found, Subscription, consumer_name
from worker.client.synchronous import LOST, RECONNECT_SECONDS, Commands, answers, is_no_matter
from worker.client.waiting import PAGE, Awaited

if TYPE_CHECKING:
    from worker.client.subscription import Steps


@dataclass(frozen=True, slots=True)
class AsyncDelivery:
    """A published record and its place in the stream."""

    id: str
    article: Article
    failures: int
    _acknowledge: Callable[[], Awaitable[None]]

    async def ack(self) -> None:
        """Say that it is done with; without a group there is nothing to say, and nothing happens."""
        await self._acknowledge()


class AsyncCommands(Protocol):
    """Any command, which redis-py's types leave out."""

    async def execute_command(self, *command: Argument, **options: bool) -> object:
        """Run it and return its reply."""


class AsyncClient:
    """A connection for putting wire items in and taking published records out.

    redis-py's own retries are off: a repeated XADD would enqueue twice.
    """

    def __init__(self, url: str = "redis://localhost", *, prefix: str = "wirecopy", intake_share: float = 0.7) -> None:
        self.streams = Streams(prefix)
        self._redis = Redis.from_url(url, retry=Retry(NoBackoff(), 0), socket_timeout=15.0, socket_connect_timeout=5.0)
        self._memory = intake.MemoryWatch(intake_share)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections."""
        await self._redis.aclose()

    # Putting in ----------------------------------------------------------------------------------------------------------

    async def enqueue(
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
        return (await self.enqueue_many([item]))[0]

    async def enqueue_many(self, items: Iterable[WireItem]) -> list[str]:
        """Put items in, about a hundred a round trip, and return their item ids. Raises as enqueue.

        Where it raises, what earlier round trips put in stays in; the same items sent again are found to be duplicates.
        """
        item_ids: list[str] = []
        for batch in intake.batches(self.streams, items):
            with answers():
                if self._memory.is_due(sum(one.size for one in batch)):
                    self._memory.look(cast("dict[str, int]", await self._redis.info("memory")))
                async with self._redis.pipeline(transaction=False) as pipeline:
                    for one in batch:
                        cast("Commands", pipeline).execute_command(*one.command)
                    entry_ids = cast("list[bytes]", await pipeline.execute())
            item_ids += [one.item_id(entry_id) for one, entry_id in zip(batch, entry_ids, strict=True)]
        return item_ids

    async def wait(self, item_ids: list[str], *, timeout: float = 30.0) -> dict[str, list[Outcome]]:
        """Wait until every item has its outcomes, or for timeout seconds, and return what there is by item id."""
        with answers():
            seconds, microseconds = await self._redis.time()
        awaited = Awaited(item_ids, seconds * 1000 + microseconds // 1000)
        until = time.monotonic() + timeout
        while not awaited.complete and (left := until - time.monotonic()) > 0:
            with answers():
                awaited.take(await self._read_outcomes(awaited.position, max(1, int(min(left, 1.0) * 1000))))
        with answers():
            while awaited.take(await self._read_outcomes(awaited.position, None)):
                pass
        return awaited.outcomes

    async def _read_outcomes(self, after: str, block_ms: int | None) -> object:
        return await self._redis.xread({self.streams.outcomes: after}, count=PAGE, block=block_ms)

    # Taking out ----------------------------------------------------------------------------------------------------------

    async def consume(
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
    ) -> AsyncIterator[AsyncDelivery]:
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
            await self._redis.ping()
        while True:
            try:
                async for delivery in self._follow(subscription):
                    yield delivery
            except LOST:
                await asyncio.sleep(RECONNECT_SECONDS)
            else:
                return

    async def _follow(self, subscription: Subscription) -> AsyncIterator[AsyncDelivery]:
        steps: Steps = subscription.steps()
        reply: object = None
        try:
            while True:
                try:
                    step = steps.send(reply)
                except StopIteration:
                    return
                if isinstance(step, Found):
                    yield AsyncDelivery(step.id, step.article, step.failures, self._acknowledger(subscription, step.id))
                    reply = None
                else:
                    reply = await self._command(step)
        finally:
            await self._leave(subscription)

    async def _leave(self, subscription: Subscription) -> None:
        """Leave the group in order, if the server is there; if not, others reclaim what was left."""
        steps = subscription.leaving()
        reply: object = None
        with suppress(StopIteration, *LOST, ResponseError):
            while True:
                reply = await self._command(steps.send(reply))

    def _acknowledger(self, subscription: Subscription, entry_id: str) -> Callable[[], Awaitable[None]]:
        async def acknowledge() -> None:
            if subscription.group:
                with answers():
                    await self._command(subscription.acknowledge(subscription.group, entry_id))

        return acknowledge

    async def _command(self, command: Command) -> object:
        try:
            return await cast("AsyncCommands", self._redis).execute_command(*command, **REPLY_OPTIONS.get(command[0], {}))
        except ResponseError as error:
            if is_no_matter(command, error):
                return None
            if str(error).startswith("NOGROUP"):
                raise NotFound(
                    f"the consumer group of {command[1:3]!r} is not there, and a full server makes none"
                ) from error
            raise
