"""Polls in a test: real feeds from a real HTTP server on loopback, into the inbox of a real Redis."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import cast

from redis import Redis

from schemas import FeedSource, PageListSource, Source, WebSource, WireItem
from schemas.streams import Fields, Lane, item_of_entry
from tests.web import Site
from worker.intake import Intake
from worker.polls import addresses
from worker.sources.engine import Engine, Tally
from worker.sources.robots import Robots
from worker.sources.web import Web
from worker.store import source_state
from worker.store.keys import Keys
from worker.store.source_state import Pace, SourceState, SourceStates

HASTY = Pace(at_once=100, seconds=0.0, lease_seconds=10.0)


def entry(
    number: int, text: str = "The bridge was opened on Monday.", link: str | None = None, guid: str | None = None
) -> str:
    """An entry of a feed."""
    return (
        f"<item><title>Bridge {number} opens</title><link>{link or f'https://news.example/{number}'}</link>"
        f"<guid isPermaLink='false'>{guid or f'bridge-{number}'}</guid>"
        f"<pubDate>Mon, 23 Nov 2026 10:{number % 60:02d}:00 GMT</pubDate><description>{text}</description></item>"
    )


def rss(*entries: str, head: str = "") -> bytes:
    """A feed of entries, in this order."""
    return f"<rss version='2.0'><channel><title>Bridges</title>{head}{''.join(entries)}</channel></rss>".encode()


def numbered(numbers: Iterable[int], head: str = "") -> bytes:
    """A feed of entries with these numbers, in this order."""
    return rss(*map(entry, numbers), head=head)


@dataclass
class Polling:
    """Sources of a site, polled by engines of their own."""

    url: str
    redis: Redis
    keys: Keys
    site: Site
    pace: Pace = HASTY
    sources: dict[str, WebSource] = field(default_factory=dict)

    def feed(self, name: str = "feed", path: str = "/feed", **fields: object) -> FeedSource:
        """Declare a feed of the site."""
        return cast("FeedSource", self._declare(FeedSource.model_validate(self._fields(name, path) | fields)))

    def page_list(
        self, name: str = "list", path: str = "/list", pattern: str = r"/story/\d+", **fields: object
    ) -> PageListSource:
        """Declare a page list of the site."""
        given = self._fields(name, path) | {"link_pattern": pattern} | fields
        return cast("PageListSource", self._declare(PageListSource.model_validate(given)))

    def run(self, seconds: float = 20.0, *, at_once: int = 50, keep_going: Callable[[], bool] = lambda: True) -> Tally:
        """Poll what is due until nothing is, as one worker's run does."""
        return asyncio.run(self._run(seconds, at_once, keep_going))

    def again(self, *names: str) -> Tally:
        """Poll sources once more, due or not: all of them unless some are named."""
        for name in names or self.sources:
            assert source_state.poll_now(self.redis, self.keys, name)
        return self.run()

    def state(self, name: str = "feed") -> SourceState:
        """What is remembered of a source."""
        return self.row(name).state

    def row(self, name: str = "feed") -> source_state.Row:
        """How a source stands."""
        (found,) = source_state.rows(self.redis, self.keys, [name])
        return found

    def items(self, lane: Lane = "normal") -> list[WireItem]:
        """What is in the inbox, in order."""
        entries = cast("list[tuple[bytes, Fields]]", self.redis.xrange(self.keys.lane(lane)))
        return [item_of_entry(lane, one.decode(), fields) for one, fields in entries]

    def delay(self, name: str = "feed") -> float:
        """Seconds until a source is polled next, as last said."""
        interval = self.state(name).interval
        assert interval is not None
        return interval

    def states(self, holder: str = "test") -> SourceStates:
        """The store as a holder sees it."""
        return SourceStates(self.redis, self.keys, holder, self.pace)

    def _fields(self, name: str, path: str) -> dict[str, object]:
        return {"id": name, "url": self.site.url(path), "allow_private": True, "timeout": 5.0}

    def _declare(self, source: WebSource) -> WebSource:
        self.sources[source.id] = source
        source_state.declare(self.redis, self.keys, addresses(self.sources))
        return source

    def _declared(self) -> Mapping[str, Source]:
        return self.sources

    async def _run(self, seconds: float, at_once: int, keep_going: Callable[[], bool]) -> Tally:
        async with Intake(self.url, self.keys, 0.7) as intake, Web("Wirecopy/test") as web:
            engine = Engine(self.states(), intake, web, Robots(web), self._declared, at_once)
            return await engine.run(seconds, keep_going)
