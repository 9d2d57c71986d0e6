"""Pages that entries and lists point to: robots.txt heeded, one after the other, given up after a few failures."""

import time
from dataclasses import dataclass

import structlog

from schemas.errors import FetchFailed
from worker.sources.guard import web_address
from worker.sources.robots import UNTIL_TRIED_AGAIN
from worker.sources.seen import Seen
from worker.sources.visit import Visit
from worker.sources.web import Fetched

log = structlog.get_logger(__name__)

TRIES = 3
LONGEST_PAUSE = 30.0  # of what robots.txt may ask for between two pages (Crawl-delay, no standard): a poll must end
ACCEPT = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"
_FOR_GOOD = frozenset({"not_found", "gone", "forbidden", "private_address", "bad_address", "too_large", "robots"})
_FOR_NOW = frozenset({"rate_limited", "server_error"})


@dataclass(frozen=True, slots=True)
class Page:
    """What became of fetching a page: the page, or why there is none and whether to try again with the next poll."""

    fetched: Fetched | None = None
    reason: str | None = None
    again: bool = False


async def fetch_page(visit: Visit, seen: Seen, key: str, url: str) -> Page:
    """Fetch the page of an entry. A failure is tried again with later polls, three times in all.

    A host that asks for a pause gets it: no more of its pages are fetched in this poll, and the next one waits.
    """
    if time.monotonic() >= visit.ends:
        return Page(reason="no time left in this poll", again=True)
    host = ""
    await visit.turns.give_back_first()  # robots.txt may be waited for, which another poll asks for at this host
    try:
        host = web_address(url).raw_host or ""
        if host in visit.pausing:
            return Page(again=True)
        await _heed_robots(visit, url, host)
        return Page(await visit.web.get(visit.source, url, visit.turns, accept=ACCEPT))
    except FetchFailed as error:
        tries = seen.failed(key)
        again = error.code not in _FOR_GOOD and tries < TRIES
        log.info("page_failed", source=visit.source.id, url=_shown(url), code=error.code, given_up=not again)
        if error.retry_after is not None and error.code in _FOR_NOW:
            visit.pausing.add(host)
            visit.pause = max(visit.pause, error.retry_after)
        elif again and error.code == "robots_unknown":
            visit.pause = max(visit.pause, UNTIL_TRIED_AGAIN)
        elif again and tries > 1:  # it was no hiccup
            visit.pause = max(visit.pause, visit.source.min_interval)
        return Page(reason=f"{error.code}: {error.message}", again=again)


async def _heed_robots(visit: Visit, url: str, host: str) -> None:
    allowed = await visit.robots.allows(visit.source, url, visit.turns)
    if allowed is None:
        message = f"robots.txt of {host} cannot be had now, so {_shown(url)} is not fetched"
        raise FetchFailed("robots_unknown", message)
    if not allowed:
        raise FetchFailed("robots", f"robots.txt does not allow {_shown(url)}")
    if pause := await visit.robots.crawl_delay(visit.source, url, visit.turns):
        visit.turns.slow_down(host, min(pause, LONGEST_PAUSE))


def _shown(url: str) -> str:
    """Without its query, which may hold a key."""
    return url.partition("?")[0][:300]
