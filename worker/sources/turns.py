"""Politeness: when a host may be asked. Across all workers by the server, or within one command."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from worker.store.source_state import SourceStates


class SharedTurns:
    """The turns of one poll, shared with every other poll by the server. Taking the source took its host's first turn."""

    def __init__(self, states: SourceStates, source: str, host: str) -> None:
        self._states = states
        self._source = source
        self._host = host
        self._first_is_taken = True
        self._slower: dict[str, float] = {}

    def slow_down(self, host: str, seconds: float) -> None:
        """Let so many seconds pass between two requests to a host that asks for it."""
        self._slower[host] = seconds

    @asynccontextmanager
    async def at(self, host: str) -> AsyncIterator[None]:
        """Wait until a host may be asked, and hold a place there."""
        if host == self._host and self._first_is_taken:
            self._first_is_taken = False
            yield
            return
        while wait := await asyncio.to_thread(self._states.turn, host, self._source, self._slower.get(host)):
            await asyncio.sleep(wait)
        try:
            yield
        finally:
            if host != self._host:  # the source's own place is given back when the poll ends
                await asyncio.to_thread(self._states.leave, host, self._source)


class LocalTurns:
    """The turns of one command, which asks one thing after the other."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._slower: dict[str, float] = {}
        self._next: dict[str, float] = {}

    def slow_down(self, host: str, seconds: float) -> None:
        """Let so many seconds pass between two requests to a host that asks for it."""
        self._slower[host] = seconds

    @asynccontextmanager
    async def at(self, host: str) -> AsyncIterator[None]:
        """Wait until a host may be asked."""
        await asyncio.sleep(max(0.0, self._next.get(host, 0.0) - time.monotonic()))
        self._next[host] = time.monotonic() + max(self._seconds, self._slower.get(host, 0.0))
        yield
