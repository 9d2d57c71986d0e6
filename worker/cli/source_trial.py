"""Trying a source: what it would bring, without a server and without a trace."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from schemas import FolderSource, MailboxSource, PushSource, Source, WebSource, WireItem
    from worker.sources.robots import Robots
    from worker.sources.turns import LocalTurns
    from worker.sources.web import Web

LOOKED_AT = 30
"""Files and mails that are read, unless another number is asked for."""


@dataclass
class Trial:
    """What a source brought. error: why it brought nothing; trouble: what it could not have."""

    source: "Source"
    items: "list[WireItem]" = field(default_factory=list)
    error: str | None = None
    trouble: str | None = None
    summary: str = ""
    """What comes next, for people."""


async def trials(sources: "list[Source]", entries: int | None) -> AsyncIterator[Trial]:
    """Try sources one after the other; entries: how many of each to take, None as many as is usual for it."""
    from schemas import FolderSource, MailboxSource, PushSource, WebSource
    from worker.settings import settings
    from worker.sources.robots import Robots
    from worker.sources.turns import LocalTurns
    from worker.sources.web import Web

    chosen = settings()
    turns = LocalTurns(chosen.poll_host_seconds)
    async with Web(chosen.http_user_agent, chosen.http_proxy) as web:
        robots = Robots(web)
        for source in sources:
            if isinstance(source, WebSource):
                yield await _of_web(source, entries, web, robots, turns)
            elif isinstance(source, (FolderSource, MailboxSource)):
                yield await _of_collected(source, LOOKED_AT if entries is None else entries)
            elif isinstance(source, PushSource):
                yield _of_push(source)


async def _of_web(source: "WebSource", entries: int | None, web: "Web", robots: "Robots", turns: "LocalTurns") -> Trial:
    from datetime import UTC, datetime

    from worker.sources.poll import poll
    from worker.sources.visit import Visit
    from worker.store.source_state import SourceState

    if entries is not None:
        source = source.model_copy(update={"first_entries": entries})
    items: list[WireItem] = []

    async def put(more: "list[WireItem]") -> None:
        items.extend(more)

    async def load_seen() -> None:
        return None

    polled = await poll(Visit(source, SourceState(), web, robots, turns, put, load_seen, datetime.now(UTC)), chance=0.5)
    delay = "never" if polled.delay is None else f"in {polled.delay:,.0f} s ({polled.state.why})"
    return Trial(source, items, polled.state.error, polled.state.trouble, f"{len(items)} items; polled next {delay}")


async def _of_collected(source: "FolderSource | MailboxSource", most: int) -> Trial:
    from schemas import FolderSource
    from schemas.errors import FetchFailed, Unreadable

    trouble: str | None = None
    try:
        if isinstance(source, FolderSource):
            from worker.sources import folder

            items = await folder.look(source, most)
        else:
            from worker.sources import mailbox

            items, trouble = await mailbox.look(source, most)
    except (FetchFailed, Unreadable) as error:
        return Trial(source, error=f"{error.code}: {error.message}")
    except OSError as error:  # one file that may not be read
        return Trial(source, error=f"not_readable: {error}")
    more = "; there may be more, --entries shows them" if most and len(items) >= most else ""
    rest = f"{'moved, deleted' if isinstance(source, FolderSource) else 'flagged'} or put in"
    summary = f"{len(items)} items{more}; nothing was {rest}; looked at every {source.min_interval} s"
    return Trial(source, items, trouble=trouble, summary=summary)


def _of_push(source: "PushSource") -> Trial:
    if source.token_hashes:
        signed = ", signed" if source.signature_secret_file else ""
        taken = f"HTTP intake takes its items with {_counted(len(source.token_hashes), 'token')}{signed}"
    else:
        taken = f"HTTP intake takes nothing for it: it has no token (`wirecopy sources token {source.id}` makes one)"
    return Trial(source, summary=f"nothing is fetched: its producers put the items in; {taken}")


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
