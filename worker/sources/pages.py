"""Pages that entries and lists point to: robots.txt heeded, one after the other, given up after a few failures."""

import time
from dataclasses import dataclass
from urllib.parse import urlsplit

import structlog

from schemas.errors import FetchFailed
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
    retry_after: float | None = None
    """Seconds the site asks to wait for; no more of its pages are fetched in this poll."""


async def fetch_page(visit: Visit, seen: Seen, key: str, url: str) -> Page:
    """Fetch the page of an entry. A failure is tried again with later polls, three times in all."""
    if time.monotonic() >= visit.ends:
        return Page(reason="no time left in this poll", again=True)
    try:
        if not await visit.robots.allows(visit.source, url, visit.turns):
            raise FetchFailed("robots", f"robots.txt does not allow {url}")
        if pause := await visit.robots.crawl_delay(visit.source, url, visit.turns):
            visit.turns.slow_down(urlsplit(url).hostname or "", min(pause, LONGEST_PAUSE))
        return Page(await visit.web.get(visit.source, url, visit.turns, accept=ACCEPT))
    except FetchFailed as error:
        for_good = error.code in _FOR_GOOD or seen.failed(key) >= TRIES
        log.info("page_failed", source=visit.source.id, url=url, code=error.code, given_up=for_good)
        retry_after = error.retry_after if error.code in _FOR_NOW else None
        return Page(reason=f"{error.code}: {error.message}", again=not for_good, retry_after=retry_after)
