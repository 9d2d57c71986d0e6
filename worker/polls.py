"""Poll runs: what a worker does for the clock's word, once a second, that something may be due.

One run per worker, under a lease with the worker's name; the message that comes while one is under way finds the lease taken
and does nothing. Sources are shared between workers by leases of their own (worker/store/source_state.py).
"""

import asyncio
import signal
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING

import structlog
from redis.exceptions import RedisError

from schemas import PolledSource, Source
from worker.process import Process, process
from worker.store import source_state
from worker.store.leases import take
from worker.store.source_state import Pace, SourceStates

if TYPE_CHECKING:
    from structlog.typing import FilteringBoundLogger

    from worker.sources.engine import Tally
    from worker.sources.robots import Origins

log: "FilteringBoundLogger" = structlog.get_logger(__name__)

HUNG_AFTER_SECONDS = 60
DECLARE_SECONDS = 60.0
STOPPING_SECONDS = 60.0
_RELEASED = 0.001
_STOPPING = b"stopping"


def run(node: str) -> None:
    """Poll what is due, unless this worker does so already, or knows no sources.toml."""
    held = process()
    if held.settings.sources_file is None:  # it would take for undeclared what other workers' files declare
        return
    lease, me = held.keys.lease(f"poll:{node}"), held.drain.consumer
    try:
        if not take(held.redis, lease, me, held.settings.lease_seconds):
            return
        try:
            declare(held)
            if held.redis.zcard(held.keys.polls):
                asyncio.run(_poll(held, _keeping(held, lease, me)))
        finally:
            signal.alarm(0)
            take(held.redis, lease, me, _RELEASED)
    except RedisError as error:
        log.warning("server_failed", doing="polling", error=error)


def stop(node: str) -> None:
    """Let a worker's run end soon: the worker is about to stop. What it was polling is due again at once."""
    held = process()
    with suppress(RedisError):
        held.redis.set(held.keys.lease(f"poll:{node}"), _STOPPING, px=int(STOPPING_SECONDS * 1000))


def start(node: str) -> None:
    """Let a worker poll that has just started, under the name of one that has just stopped."""
    held = process()
    lease = held.keys.lease(f"poll:{node}")
    with suppress(RedisError):
        if held.redis.get(lease) == _STOPPING:
            held.redis.delete(lease)


def declare(held: Process) -> None:
    """Tell the server which sources are declared, when the file has changed and now and then."""
    told = _told()
    sources = held.sources.current()
    if sources is told.sources and time.monotonic() < told.due:
        return
    if changed := source_state.declare(held.redis, held.keys, addresses(sources)):
        log.info("sources_declared", changed=changed)
    told.sources, told.due = sources, time.monotonic() + DECLARE_SECONDS


def addresses(sources: Mapping[str, Source]) -> dict[str, tuple[str, str]]:
    """Return host and address of the sources that are polled, by id."""
    polled = (one for one in sources.values() if isinstance(one, PolledSource))
    return {one.id: (one.host, one.url) for one in polled}


class _Told:
    """What this process last told the server."""

    sources: Mapping[str, Source] | None = None
    due = 0.0


@lru_cache(maxsize=1)
def _told() -> _Told:
    return _Told()


@lru_cache(maxsize=1)
def _known_origins() -> "Origins":
    """What robots.txt said, for the runs of this process: they can be seconds long, and it is asked for once a day."""
    return OrderedDict()


async def _poll(held: Process, keep_going: Callable[[], bool]) -> "Tally":
    from worker.intake import Intake
    from worker.sources.engine import Engine
    from worker.sources.robots import Robots
    from worker.sources.web import Web

    chosen = held.settings
    pace = Pace(chosen.poll_host_at_once, chosen.poll_host_seconds, chosen.poll_lease_seconds)
    states = SourceStates(held.redis, held.keys, held.drain.consumer, pace)
    async with (
        Intake(chosen.server_url, held.keys, chosen.intake_share) as intake,
        Web(chosen.http_user_agent, chosen.http_proxy) as web,
    ):
        engine = Engine(states, intake, web, Robots(web, _known_origins()), held.sources.current, chosen.poll_at_once)
        tally = await engine.run(chosen.poll_run_seconds, keep_going)
    if tally.polls:
        log.info("poll_run", polls=tally.polls, failures=tally.failures, items=tally.items, lost=tally.lost)
    return tally


def _keeping(held: Process, lease: str, me: str) -> Callable[[], bool]:
    """Return a check that renews the lease when it is a quarter through, and says whether it is still ours.

    It also sets the alarm that ends the process where a poll hangs: its sources are then polled again, ever less often.
    """
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    due = 0.0

    def keep_going() -> bool:
        nonlocal due
        if time.monotonic() < due:
            return True
        signal.alarm(HUNG_AFTER_SECONDS)
        declare(held)
        due = time.monotonic() + held.settings.lease_seconds / 4
        return take(held.redis, lease, me, held.settings.lease_seconds)

    return keep_going
