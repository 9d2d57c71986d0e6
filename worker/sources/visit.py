"""One poll of one source: what it is given, and what it leaves."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

from schemas import WebSource, WireItem
from worker.sources.interval import NOTHING_ASKED, Asked
from worker.sources.robots import Robots
from worker.sources.seen import Seen
from worker.sources.turns import LocalTurns, SharedTurns
from worker.sources.web import Web
from worker.store.source_state import SourceState

PAGES_SECONDS = 120.0  # a poll fetches pages for so long at most; what is left comes with the next


@dataclass
class Visit:
    """A poll under way. put enqueues items, durably: only when it has returned is an entry taken."""

    source: WebSource
    state: SourceState
    web: Web
    robots: Robots
    turns: SharedTurns | LocalTurns
    put: Callable[[list[WireItem]], Awaitable[object]]
    load_seen: Callable[[], Awaitable[bytes | None]]
    now: datetime
    seen: Seen | None = None
    """What was taken of the source; loaded when its document has changed."""
    taken: int = 0
    """Items put in by this poll."""
    ends: float = field(default_factory=lambda: time.monotonic() + PAGES_SECONDS)
    pausing: set[str] = field(default_factory=set)
    """Hosts that asked for a pause when a page was to be fetched."""
    pause: float = 0.0
    """Seconds until a page that could not be had may be asked for again."""

    @property
    def now_ms(self) -> int:
        """When it began."""
        return int(self.now.timestamp() * 1000)

    async def opened_seen(self) -> Seen:
        """Return what was taken of the source before."""
        if self.seen is None:
            self.seen = Seen(await self.load_seen(), self.now_ms)
        return self.seen

    @property
    def memory(self) -> str | None:
        """What to remember besides the state: what was taken, where that has changed."""
        return self.seen.data() if self.seen is not None and self.seen.is_changed else None

    def item(self, payload: bytes, media_type: str, url: str, **transport: str) -> WireItem:
        """Return a wire item of the source, received now."""
        return WireItem(
            payload=payload,
            source=self.source.id,
            media_type=media_type,
            url=url,
            received_at=self.now,
            urgent=True if self.source.urgent else None,
            transport=transport,
        )


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a document that had changed."""

    left: int = 0
    """New entries that the next poll takes."""
    truncated: bool = False
    """Whether the document ended too early: then it is read again, changed or not."""
    asked: Asked = NOTHING_ASKED
    trouble: str | None = None
    """What could not be had."""
    repeated: tuple[str, ...] = ()
