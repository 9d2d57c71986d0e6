"""robots.txt as RFC 9309 has it: asked once a day per origin, kept in memory."""

import asyncio
import re
import time
from collections import OrderedDict
from dataclasses import dataclass, field

from protego import Protego

from schemas.errors import FetchFailed
from schemas.web_source import WebSource
from worker.sources.guard import web_address
from worker.sources.web import Turns, Web

PRODUCT = "Wirecopy"
DAY = 24 * 3600.0
UNTIL_TRIED_AGAIN = 600.0
MOST_ORIGINS = 2000
MOST_BYTES = 512 * 1024
MOST_REDIRECTS = 5
NOT_THERE = ("gone", "not_found", "forbidden", "status", "bad_redirect", "redirect_loop", "too_many_redirects")
"""Failures that mean there is no robots.txt; after any other nobody knows what it says."""

AGENT_LINE = re.compile(r"(?i)user[ -]?agent(?: ?: ?| )(.*)")
TOKEN = re.compile(r"[A-Za-z0-9_-]+")


@dataclass
class _Rules:
    """What is known of one origin."""

    asking: asyncio.Lock = field(default_factory=asyncio.Lock)
    until: float = 0.0
    rules: Protego | None = None
    """None: nobody knows now, so nothing is fetched."""


Origins = OrderedDict[tuple[str, str | None, bool], _Rules]
"""What is known of origins, by the proxy and the guard of the sources that asked."""


class Robots:
    """What sites let robots fetch. Of the origins asked, the two thousand used last are remembered.

    known: what another Robots has found out, of a loop that has ended.
    """

    def __init__(self, web: Web, known: Origins | None = None) -> None:
        self._web = web
        self._origins: Origins = OrderedDict() if known is None else known
        for rules in self._origins.values():
            rules.asking = asyncio.Lock()  # a lock belongs to the loop that it was first waited for in

    async def allows(self, source: WebSource, url: str, turns: Turns) -> bool | None:
        """Whether an address may be fetched for a source; None where nobody knows now: the site is asked again later.

        Raises FetchFailed bad_address, and not_readable and private_address as Web.get does.
        """
        rules = await self._rules(source, url, turns)
        return None if rules is None else bool(rules.can_fetch(str(web_address(url)), PRODUCT))

    async def crawl_delay(self, source: WebSource, url: str, turns: Turns) -> float | None:
        """Return the seconds between two requests that the site asks for, if it does. Raises FetchFailed as allows does."""
        rules = await self._rules(source, url, turns)
        delay = rules.crawl_delay(PRODUCT) if rules else None
        return None if delay is None else float(delay)

    async def _rules(self, source: WebSource, url: str, turns: Turns) -> Protego | None:
        origin = str(web_address(url).origin())
        # Whether it could be asked depends on these, so what came of it is known for sources like this one alone.
        known = self._origins.setdefault((origin, source.proxy, source.allow_private), _Rules())
        self._origins.move_to_end((origin, source.proxy, source.allow_private))
        if len(self._origins) > MOST_ORIGINS:
            self._origins.popitem(last=False)
        async with known.asking:
            if known.until <= time.monotonic():
                known.rules = await self._ask(source, origin, turns)
                known.until = time.monotonic() + (UNTIL_TRIED_AGAIN if known.rules is None else DAY)
        return known.rules

    async def _ask(self, source: WebSource, origin: str, turns: Turns) -> Protego | None:
        within = source.model_copy(update={"max_bytes": MOST_BYTES})
        try:
            fetched = await self._web.get(
                within, f"{origin}/robots.txt", turns, accept="text/plain", redirects=MOST_REDIRECTS
            )
        except FetchFailed as failure:
            if failure.code in ("not_readable", "private_address"):
                raise
            return parsed("") if failure.code in NOT_THERE else None
        return parsed(fetched.body.decode("utf-8-sig", errors="replace"))


def parsed(text: str) -> Protego:
    """Read a robots.txt as far as it concerns us: its work grows with agents times rules, and hostile files have both."""
    return Protego.parse("\n".join(_line(line) for line in text.splitlines()))


def _line(line: str) -> str:
    """Return a line with the agents that are not us as one."""
    agent = AGENT_LINE.fullmatch(" ".join(line.partition("#")[0].split()))
    if agent is None:
        return line
    # RFC 9309 2.2.1: what counts is the product token, whatever its case and whatever follows it.
    token = TOKEN.match(agent[1])
    is_us = token is not None and token[0].lower() == PRODUCT.lower()
    return f"User-agent: {PRODUCT if is_us else '*' if agent[1] == '*' else 'others'}"
