"""The way into the inbox for many deliveries at once: what comes while one batch is under way goes in with the next.

One connection and one sync to disk for all of them: 500 polls with a connection each were refused by the server's backlog.
"""

import asyncio
from types import TracebackType
from typing import TYPE_CHECKING, Self, cast

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import OutOfMemoryError, ResponseError

from schemas import WireItem
from schemas.errors import IntakeFull, ItemTooLarge, ServerUnreachable, WirecopyError
from worker.client.intake import BATCH_BYTES, BATCH_ITEMS, MOST_BYTES, MemoryWatch
from worker.client.synchronous import answers
from worker.store.connection import script
from worker.store.deliveries import Accepted, Delivery, accepted, call
from worker.store.keys import Keys

if TYPE_CHECKING:
    from worker.store.connection import Caller

_Waiting = tuple[Delivery, "asyncio.Future[Accepted]"]


class Intake:
    """An async context manager; deliveries are put in through one of these."""

    def __init__(self, url: str, keys: Keys, intake_share: float) -> None:
        self._keys = keys
        self._redis = Redis.from_url(url, retry=Retry(NoBackoff(), 0), socket_timeout=15.0, socket_connect_timeout=5.0)
        self._memory = MemoryWatch(intake_share)
        self._script = script("accept.lua").source
        self._waiting: list[_Waiting] = []
        self._something = asyncio.Event()

    async def __aenter__(self) -> Self:
        """Begin to take deliveries."""
        self._task = asyncio.create_task(self._run())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take no more; what is under way may be in or not, as when this process dies."""
        self._task.cancel()
        await asyncio.wait([self._task])
        await self._redis.aclose()

    async def put(self, items: list[WireItem]) -> Accepted:
        """Put items of one source in, without a key. Raises as accept."""
        return await self.accept(Delivery(items[0].source, tuple(items)))

    async def accept(self, delivery: Delivery) -> Accepted:
        """Put a delivery in; when it returns, its items are accepted, all of them.

        Raises IntakeFull, ItemTooLarge, KeyReused, TooManyItems (nothing accepted), ServerUnreachable (not known).
        """
        if any(len(item.payload) > MOST_BYTES for item in delivery.items):
            raise ItemTooLarge(f"an item of more than the {MOST_BYTES:,} bytes that the inbox takes")
        done: asyncio.Future[Accepted] = asyncio.get_running_loop().create_future()
        self._waiting.append((delivery, done))
        self._something.set()
        return await done

    async def _run(self) -> None:
        while True:
            await self._something.wait()
            batch = self._next_batch()
            if not self._waiting:
                self._something.clear()
            try:
                replies = await self._send([delivery for delivery, _ in batch])
            except Exception as error:
                for _, done in batch:
                    if not done.done():
                        done.set_exception(error)
                continue
            for (delivery, done), reply in zip(batch, replies, strict=True):
                _settle(done, delivery, reply)

    def _next_batch(self) -> list[_Waiting]:
        """Take deliveries off those that wait, about a hundred items or 4 MiB of them."""
        items = size = taken = 0
        for delivery, _ in self._waiting:
            if taken and (items >= BATCH_ITEMS or size >= BATCH_BYTES):
                break
            items, size, taken = items + len(delivery.items), size + delivery.size, taken + 1
        batch, self._waiting = self._waiting[:taken], self._waiting[taken:]
        return batch

    async def _send(self, deliveries: list[Delivery]) -> list[object]:
        """Run accept.lua for each in one round trip; return the replies, with an exception in place of one that failed."""
        with answers():
            if self._memory.is_due(sum(one.size for one in deliveries)):
                self._memory.look(cast("dict[str, int]", await self._redis.info("memory")))
            async with self._redis.pipeline(transaction=False) as pipeline:
                for delivery in deliveries:
                    keys, arguments = call(self._keys, delivery)
                    # EVAL, not EVALSHA: the script is 1.5 kB, and the server finds what it compiled by its digest.
                    cast("Caller", pipeline).execute_command("EVAL", self._script, len(keys), *keys, *arguments)
                return cast("list[object]", await pipeline.execute(raise_on_error=False))


def _settle(done: "asyncio.Future[Accepted]", delivery: Delivery, reply: object) -> None:
    if done.done():
        return
    try:
        if isinstance(reply, OutOfMemoryError):
            raise IntakeFull("the server's memory is full: it takes no writes; consumers that acknowledge make room")
        if isinstance(reply, ResponseError):  # such as MISCONF: its disk is full
            raise ServerUnreachable(f"the server refuses: {reply}")
        if isinstance(reply, Exception):
            raise ServerUnreachable(f"the server does not answer ({reply})")
        done.set_result(accepted(delivery, reply))
    except WirecopyError as error:
        done.set_exception(error)
