"""What tests of fetching share: sources to fetch for, turns that are noted, and a fetch from start to end."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from schemas.errors import FetchFailed
from schemas.web_source import FeedSource, WebSource
from worker.sources.web import Fetched, Web

AGENT = "Wirecopy/test"


class Noted:
    """Turns that come at once, and are noted."""

    def __init__(self) -> None:
        self.hosts: list[str] = []
        self.held = 0
        self.most_held = 0

    @asynccontextmanager
    async def at(self, host: str) -> AsyncIterator[None]:
        """Note a host, and how many turns are held."""
        self.hosts.append(host)
        self.held += 1
        self.most_held = max(self.most_held, self.held)
        try:
            yield
        finally:
            self.held -= 1


def source(url: str, **facts: object) -> FeedSource:
    """Return a feed that may be fetched from loopback, unless the facts say otherwise."""
    return FeedSource.model_validate({"id": "desk", "url": url, "allow_private": True, "timeout": 5, **facts})


def fetch(asked: WebSource, url: str | None = None, *, turns: Noted | None = None, **how: object) -> Fetched:
    """Fetch an address (the source's own, unless another is given) with connections of its own."""

    async def once() -> Fetched:
        async with Web(AGENT) as web:
            return await web.get(asked, url or asked.url, turns or Noted(), **how)  # type: ignore[arg-type]

    return asyncio.run(once())


def failure(asked: WebSource, url: str | None = None, **how: object) -> FetchFailed:
    """Return what a fetch fails with."""
    with pytest.raises(FetchFailed) as failed:
        fetch(asked, url, **how)  # type: ignore[arg-type]
    return failed.value
