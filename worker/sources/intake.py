"""The way into the inbox for many polls at once: what they bring while one batch is under way goes in with the next.

One connection and one sync to disk for all of them: 500 polls with a connection each were refused by the server's backlog.
"""

import asyncio
from types import TracebackType
from typing import Self

from schemas import WireItem
from schemas.errors import ItemTooLarge
from worker.client import AsyncClient
from worker.client.intake import MOST_BYTES


class Intake:
    """An async context manager; polls put their items in through one of these."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client
        self._waiting: list[tuple[list[WireItem], asyncio.Future[None]]] = []
        self._something = asyncio.Event()

    async def __aenter__(self) -> Self:
        """Begin to take items."""
        self._task = asyncio.create_task(self._run())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take no more; what is under way may be in or not, as when this process dies."""
        self._task.cancel()
        await asyncio.wait([self._task])

    async def put(self, items: list[WireItem]) -> None:
        """Put items in; when it returns, they are accepted. Raises IntakeFull, ItemTooLarge, ServerUnreachable."""
        if any(len(item.payload) > MOST_BYTES for item in items):  # alone: a batch would take the other polls' items with it
            raise ItemTooLarge(f"an item of more than the {MOST_BYTES:,} bytes that the inbox takes")
        done = asyncio.get_running_loop().create_future()
        self._waiting.append((items, done))
        self._something.set()
        await done

    async def _run(self) -> None:
        while True:
            await self._something.wait()
            self._something.clear()
            batch, self._waiting = self._waiting, []
            try:
                await self._client.enqueue_many(item for items, _ in batch for item in items)
            except Exception as error:
                for _, done in batch:
                    if not done.done():
                        done.set_exception(error)
            else:
                for _, done in batch:
                    if not done.done():
                        done.set_result(None)
