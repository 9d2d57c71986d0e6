"""Politeness: when a host may be asked. Across all workers by the server, or within one command."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from worker.store.source_state import SourceStates


class SharedTurns:
    """The turns of one poll, shared with every other poll by the server. Taking the source took its host's first turn.

    A place is held for one request, never while another is waited for: two polls, each with pages at the other's host,
    would wait for each other for ever.
    """

    def __init__(self, states: SourceStates, source: str, host: str, longest: float) -> None:
        """longest: seconds that a request may take."""
        self._states = states
        self._source = source
        self._host = host
        self._longest = longest
        self._has_first = True
        self._first_is_back = False
        self._slower: dict[str, float] = {}

    def slow_down(self, host: str, seconds: float) -> None:
        """Let so many seconds pass between two requests to a host that asks for it."""
        self._slower[host] = seconds

    async def give_back_first(self) -> None:
        """Give back the place that taking the source took: before anything is waited for that another poll may have."""
        if not self._first_is_back:
            self._first_is_back = True
            await asyncio.to_thread(self._states.leave, self._host, self._source)

    @asynccontextmanager
    async def at(self, host: str) -> AsyncIterator[None]:
        """Wait until a host may be asked, and hold a place there."""
        if self._has_first:
            self._has_first = False
            if host == self._host:  # the end of the poll gives it back, unless another request does before
                yield
                return
        await self.give_back_first()
        while wait := await asyncio.to_thread(self._turn, host):
            await asyncio.sleep(wait)
        try:
            yield
        finally:
            await asyncio.to_thread(self._states.leave, host, self._source)

    def _turn(self, host: str) -> float:
        pace = self._slower.get(host, 0.0)
        return self._states.turn(host, self._source, pace_seconds=pace, hold_seconds=self._longest)


class LocalTurns:
    """The turns of one command, which asks one thing after the other."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._slower: dict[str, float] = {}
        self._next: dict[str, float] = {}

    def slow_down(self, host: str, seconds: float) -> None:
        """Let so many seconds pass between two requests to a host that asks for it."""
        self._slower[host] = seconds

    async def give_back_first(self) -> None:
        """There is none: one thing is asked after the other."""

    @asynccontextmanager
    async def at(self, host: str) -> AsyncIterator[None]:
        """Wait until a host may be asked."""
        await asyncio.sleep(max(0.0, self._next.get(host, 0.0) - time.monotonic()))
        self._next[host] = time.monotonic() + max(self._seconds, self._slower.get(host, 0.0))
        yield
