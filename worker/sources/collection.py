"""Collecting: what is delivered to a folder or a mailbox is taken into the inbox, and only then moved or flagged.

look -> for each file or mail: read, accept into the inbox under a key of its own -> move, delete or flag -> next look
"""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from typing import cast

from schemas import PolledSource
from schemas.errors import FetchFailed, IntakeFull, ServerUnreachable
from worker.sources import interval
from worker.sources.interval import Delay
from worker.sources.polled import Polled
from worker.sources.returns import Returns
from worker.store.deliveries import Accepted, Delivery
from worker.store.source_state import SourceState

LONGEST_SECONDS = 30.0  # a look takes for so long at most; what is left comes with the next, which follows at once
INTAKE_FULL_SECONDS = 30.0


@dataclass
class Collection:
    """A look under way. accept puts a delivery in, durably: only when it has returned is a file moved or a mail flagged."""

    source: PolledSource
    state: SourceState
    accept: Callable[[Delivery], Awaitable[Accepted]]
    returns: Returns
    """What came back of the source's items: rejections, and their bytes."""
    load_memory: Callable[[], Awaitable[bytes | None]]
    now: datetime
    memory: bytes | None = None
    """What the last look left to remember: JSON of the kind's own, None at the first look."""
    taken: int = 0
    """Items put in by this look."""
    ends: float = field(default_factory=lambda: time.monotonic() + LONGEST_SECONDS)

    @property
    def now_ms(self) -> int:
        """When it began."""
        return int(self.now.timestamp() * 1000)

    @property
    def is_over(self) -> bool:
        """Whether it has taken as long as it may: what is left comes with the next."""
        return time.monotonic() >= self.ends


@dataclass(frozen=True, slots=True)
class Collected:
    """What a look leaves."""

    again: float | None = None
    """Seconds until the next look, where something is left or not complete yet; None: min_interval."""
    trouble: str | None = None
    """What could not be had: a file that cannot be moved, a mail that is too long."""
    memory: str | None = None
    """What the next look has to know; None leaves it as it was."""


Collector = Callable[[Collection], Awaitable[Collected]]

# Their modules bring fsspec and imapclient along, which only who has such a source needs.
_COLLECTORS = {"folder": "worker.sources.folder", "mailbox": "worker.sources.mailbox"}


async def collect(collection: Collection, chance: float) -> Polled:
    """Look into a folder or a mailbox once, and take what is there. chance (0 to 1) varies the wait after a failure.

    Raises redis.exceptions.RedisError where the server fails, asyncio.CancelledError, and what is a mistake of ours.
    """
    collector = cast("Collector", import_module(_COLLECTORS[collection.source.kind]).collect)
    state = _begun(collection)
    if state.polls > 1:
        collection.memory = await collection.load_memory()
    try:
        collected = await collector(collection)
    except (IntakeFull, ServerUnreachable) as error:  # not the source's fault
        put_off = state.model_copy(update={"trouble": str(error), "delivered": state.delivered + collection.taken})
        return _polled(collection, put_off, Delay(INTAKE_FULL_SECONDS, "the inbox takes nothing more"))
    except FetchFailed as error:
        failures = state.failures + 1
        failed = state.model_copy(
            update={
                "failures": failures,
                "error": f"{error.code}: {error.message}",
                "delivered": state.delivered + collection.taken,
            }
        )
        return _polled(collection, failed, _after_failure(collection.source, failures, error.retry_after, chance))
    delay = Delay(float(collection.source.min_interval), "min_interval")
    if collected.again is not None:
        delay = Delay(collected.again, "something is left")
    return _polled(collection, _succeeded(collection, state, collected), delay, collected.memory)


def _begun(collection: Collection) -> SourceState:
    """What is remembered of a source whose declared address is another now begins anew."""
    source, state = collection.source, collection.state
    if state.url != source.url:
        state = SourceState(url=source.url)
    now_ms = collection.now_ms
    return state.model_copy(update={"first_ms": state.first_ms or now_ms, "polled_ms": now_ms, "polls": state.polls + 1})


def _succeeded(collection: Collection, state: SourceState, collected: Collected) -> SourceState:
    updates: dict[str, object] = {
        "succeeded_ms": collection.now_ms,
        "failures": 0,
        "error": None,
        "trouble": collected.trouble,
        "delivered": state.delivered + collection.taken,
    }
    if collection.taken:
        elapsed = (collection.now_ms - (state.new_ms or state.first_ms or collection.now_ms)) / 1000
        updates |= {"mean_gap": interval.with_gap(state.mean_gap, elapsed, collection.taken), "new_ms": collection.now_ms}
    return state.model_copy(update=updates)


def _after_failure(source: PolledSource, failures: int, retry_after: float | None, chance: float) -> Delay:
    """A server of one's own is not spared for a day as a stranger's is: max_interval is the longest back-off."""
    delay = interval.after_failure(source, failures, retry_after, chance)
    return Delay(min(delay.seconds, float(source.max_interval)), delay.why)


def _polled(collection: Collection, state: SourceState, delay: Delay, memory: str | None = None) -> Polled:
    state = state.model_copy(update={"interval": delay.seconds, "why": delay.why})
    return Polled(state, delay.seconds, collection.source.host, memory)
