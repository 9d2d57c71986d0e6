"""The polling engine: takes what is due, polls hundreds at once, saves what each poll leaves.

Any number of engines share the work: a source is polled under a lease that is renewed while its poll lasts. An item is in
the inbox before its source's state is saved; what dies in between is polled again, and its items turn out duplicates.
"""

import asyncio
import random
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import structlog
from redis.exceptions import RedisError

from schemas import PolledSource, Source, WebSource
from worker.intake import Intake
from worker.sources.collection import Collection, collect
from worker.sources.poll import poll
from worker.sources.polled import Polled
from worker.sources.returns import Returns
from worker.sources.robots import Robots
from worker.sources.turns import SharedTurns
from worker.sources.visit import Visit
from worker.sources.watch import Watching
from worker.sources.web import Web
from worker.store.source_state import Claimed, Finished, SourceStates

if TYPE_CHECKING:
    from structlog.typing import FilteringBoundLogger

log: "FilteringBoundLogger" = structlog.get_logger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

LOOK_SECONDS = 0.5  # how often to look for what is due while others are under way
WORTH_WAITING_SECONDS = 1.5  # a run goes on where something is due within this; the clock starts the next one anyway
STOP_SECONDS = 5.0  # for polls under way when the worker has to stop
LAST_SECONDS = 30.0  # for polls under way when the run is over: one with pages would keep all others waiting for minutes
RETURNED_SECONDS = 1.0
NOT_HERE_SECONDS = 10.0
SERVER_FAILED_SECONDS = 30.0
MISTAKE_SECONDS = 3600.0


@dataclass(slots=True)
class Tally:
    """What one run did."""

    polls: int = 0
    failures: int = 0
    items: int = 0
    lost: int = 0
    """Polls that somebody else had taken over meanwhile."""


@dataclass
class Engine:
    """Polls sources for the length of a run."""

    states: SourceStates
    intake: Intake
    web: Web
    robots: Robots
    declared: Callable[[], Mapping[str, Source]]
    """The sources as sources.toml declares them now."""
    at_once: int = 200
    tally: Tally = field(default_factory=Tally)
    _running: dict[str, "asyncio.Task[None]"] = field(default_factory=dict)
    _finished: list[Finished] = field(default_factory=list)
    _renew_due: float = 0.0
    _woken: asyncio.Event = field(default_factory=asyncio.Event)
    _thread: ThreadPoolExecutor = field(default_factory=partial(ThreadPoolExecutor, 1, "engine"))
    """For the engine's own calls: leases are kept however much the polls do in theirs."""

    async def run(self, seconds: float, keep_going: Callable[[], bool] = lambda: True) -> Tally:
        """Poll for some seconds, until nothing is due soon, or until keep_going says no; give back what does not end then.

        While there are local folders to watch, it goes on for all of its time.
        Raises redis.exceptions.RedisError where the server fails: what was under way is polled again after its lease.
        """
        until = time.monotonic() + seconds
        self._renew_due = time.monotonic() + self.states.pace.lease_seconds / 4
        try:
            async with Watching(self.declared, self._wake) as watching:
                await self._poll_until(until, keep_going, watching)
            await self._wind_up(STOP_SECONDS)
        finally:
            try:
                await self._wind_up(0.0)
            finally:
                self._thread.shutdown(wait=False)
        return self.tally

    async def _poll_until(self, until: float, keep_going: Callable[[], bool], watching: Watching) -> None:
        look_due = 0.0
        while await self._aside(keep_going):
            wait: float | None = LOOK_SECONDS
            is_look_due = self._woken.is_set() or time.monotonic() >= look_due or not self._running
            self._woken.clear()
            if is_look_due and time.monotonic() < until and self._free:
                wait = await self._take_due()
                look_due = time.monotonic() + (min(wait, LOOK_SECONDS) if wait else 0.0 if wait == 0 else LOOK_SECONDS)
            is_idle = (wait is None or wait > WORTH_WAITING_SECONDS) and not watching.is_needed
            if not self._running and (is_idle or time.monotonic() >= until):
                break
            if time.monotonic() >= until + LAST_SECONDS:
                break
            await self._wait(max(0.01, min(look_due - time.monotonic(), LOOK_SECONDS)))
            await self._save()

    async def _wake(self, ids: list[str]) -> None:
        """Make sources due, and look for what is due."""
        await self._aside(self.states.wake, ids)
        self._woken.set()

    @property
    def _free(self) -> int:
        return self.at_once - len(self._running)

    async def _take_due(self) -> float | None:
        """Start polls of what is due; return the seconds until the next is, None where there is none."""
        claimed, wait = await self._aside(self.states.claim, self._free)
        declared = self.declared()
        for one in claimed:
            source = declared.get(one.id)
            if one.id in self._running:  # its lease lapsed while this process was stopped, and is this process's again
                continue
            if isinstance(source, PolledSource):
                self._running[one.id] = asyncio.create_task(self._poll(one, source))
            else:  # another worker's file declares it, or did until now
                self._finished.append(Finished(one.id, one.host, one.state, None, one.host, NOT_HERE_SECONDS))
        return wait

    async def _poll(self, claimed: Claimed, source: PolledSource) -> None:
        chance = random.random()  # noqa: S311  # jitter, no secret
        visit = self._visit(claimed, source) if isinstance(source, WebSource) else self._collection(claimed, source)
        try:
            polled = await (poll(visit, chance) if isinstance(visit, Visit) else collect(visit, chance))
        except asyncio.CancelledError:
            self._give_back(claimed, visit, RETURNED_SECONDS)
            raise
        except RedisError as error:  # not the source's fault: as if it had not been asked
            log.warning("server_failed", doing="polling", source=claimed.id, error=error)
            self._give_back(claimed, visit, SERVER_FAILED_SECONDS)
            return
        except Exception as error:
            log.exception("poll_mistake", source=claimed.id)
            state = claimed.state.model_copy(
                update={
                    "failures": claimed.state.failures + 1,
                    "error": f"mistake: {type(error).__name__}; please report it",
                }
            )
            polled = Polled(state, MISTAKE_SECONDS, claimed.host)
        self._finished.append(Finished(claimed.id, claimed.host, polled.state, polled.seen, polled.host, polled.delay))
        self.tally.polls += 1
        self.tally.items += visit.taken
        self.tally.failures += polled.state.failures > 0
        _tell(claimed, polled, visit.taken)

    def _give_back(self, claimed: Claimed, visit: Visit | Collection, seconds: float) -> None:
        """Have a source polled again after some seconds; what was taken of it stays taken."""
        seen = visit.memory if isinstance(visit, Visit) else None
        self._finished.append(Finished(claimed.id, claimed.host, claimed.state, seen, claimed.host, seconds))

    def _collection(self, claimed: Claimed, source: PolledSource) -> Collection:
        async def load_memory() -> bytes | None:
            return await asyncio.to_thread(self.states.seen, claimed.id)

        return Collection(
            source=source,
            state=claimed.state,
            accept=self.intake.accept,
            returns=Returns(claimed.id, self.states.redis, self.states.keys),
            load_memory=load_memory,
            now=datetime.now(UTC),
        )

    def _visit(self, claimed: Claimed, source: WebSource) -> Visit:
        async def load_seen() -> bytes | None:
            return await asyncio.to_thread(self.states.seen, claimed.id)

        return Visit(
            source=source,
            state=claimed.state,
            web=self.web,
            robots=self.robots,
            turns=SharedTurns(self.states, claimed.id, claimed.host, source.timeout),
            put=self.intake.put,
            load_seen=load_seen,
            now=datetime.now(UTC),
        )

    async def _aside(self, call: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, partial(call, *arguments, **named))

    async def _wait(self, seconds: float) -> None:
        """Wait for a poll to end or a folder to change, some seconds at most."""
        woken = asyncio.create_task(self._woken.wait())
        await asyncio.wait([*self._running.values(), woken], timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        woken.cancel()

    async def _save(self) -> None:
        """Save what polls left, and renew the leases of the others when it is time."""
        self._running = {one: task for one, task in self._running.items() if not task.done()}
        finished, self._finished = self._finished, []
        if finished:
            await self._aside(self.states.finish, finished)
        if self._running and time.monotonic() >= self._renew_due:
            self._renew_due = time.monotonic() + self.states.pace.lease_seconds / 4
            for lost in await self._aside(self.states.renew, list(self._running)):
                self.tally.lost += 1
                log.warning("poll_lost", source=lost)
                self._running[lost].cancel()

    async def _wind_up(self, seconds: float) -> None:
        """Let polls under way end within some seconds, then give back what is left."""
        if self._running:
            await asyncio.wait(self._running.values(), timeout=seconds)
            for task in self._running.values():
                task.cancel()
            await asyncio.wait(self._running.values())
        await self._save()


def _tell(claimed: Claimed, polled: Polled, items: int) -> None:
    """Log a poll that brought something or failed; the others only where everything is logged."""
    state = polled.state
    if state.failures:
        log.warning("poll_failed", source=claimed.id, failures=state.failures, code=(state.error or "").partition(":")[0])
    elif items:
        log.info("polled", source=claimed.id, items=items, next_seconds=polled.delay and round(polled.delay))
    else:
        log.debug("polled", source=claimed.id, items=0, next_seconds=polled.delay and round(polled.delay))
