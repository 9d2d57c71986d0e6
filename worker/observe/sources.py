"""How the polled sources stand: one report each, and a summary for status and doctor."""

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from pydantic import Field

from schemas import PolledSource, Source
from schemas.base import Record
from worker.sources import interval
from worker.store.source_state import Row, rows

if TYPE_CHECKING:
    from redis import Redis

    from worker.store.keys import Keys

OVERDUE_SECONDS = 60.0
MOST_TROUBLED = 20
NEVER_ENDS = 3
HEALTHS = ("ok", "new", "failing", "quiet", "never delivered", "incomplete", "never ends", "gone", "paused")
_WELL = frozenset({"ok", "new", "paused"})


class SourceReport(Record):
    """How one source stands. Durations in seconds."""

    id: str = Field(description="Its id.")
    kind: str | None = Field(
        None, description="feed, page_list, folder or mailbox; not known where this machine's sources.toml lacks it."
    )
    url: str = Field(description="The address declared.")
    health: str = Field(
        description="ok; new: not polled yet; failing; quiet: silent against its own habit; never delivered; incomplete: "
        "pages, files or mails could not be had; never ends: its polls did not end, again and again; gone: 410, polled no "
        "more; paused."
    )
    polling: bool = Field(description="Whether it is being polled now.")
    due_in: float | None = Field(None, description="Until the next poll; negative: overdue.")
    interval: float | None = Field(None, description="Between the last poll and the next.")
    why: str | None = Field(None, description="What the interval comes from.")
    polled_ago: float | None = Field(None, description="Since the last poll.")
    succeeded_ago: float | None = Field(None, description="Since the last poll that succeeded.")
    new_ago: float | None = Field(None, description="Since the last poll that brought anything new.")
    mean_gap: float | None = Field(None, description="Mean time between two new items.")
    polls: int = Field(description="Polls in all.")
    delivered: int = Field(description="Items put into the inbox in all.")
    failures: int = Field(description="Failures in a row.")
    error: str | None = Field(None, description="Why the last poll failed, or what it could not have.")
    moved_to: str | None = Field(None, description="Where permanent redirects lead: sources.toml should say so.")


class SourcesState(Record):
    """The polled sources in sum."""

    polled: int = Field(description="Sources that are polled.")
    health: dict[str, int] = Field(description="How many of each health.")
    overdue: int = Field(description="Sources due for more than a minute that nobody polls.")
    troubled: tuple[SourceReport, ...] = Field(description="Those that are not well, twenty at most.")


def reports(redis: "Redis", keys: "Keys", declared: Mapping[str, Source], now_ms: int) -> list[SourceReport]:
    """Return a report of every source that the server knows to be declared, by id.

    declared is what this machine's sources.toml says; of a source that is not in it only the address is known.
    """
    known = {one.decode(): url.decode() for one, url in cast("dict[bytes, bytes]", redis.hgetall(keys.declared)).items()}
    sources = {one: _source(one, url, declared) for one, url in sorted(known.items())}
    return [_report(row, sources[row.id], row.id in declared, now_ms) for row in rows(redis, keys, sources)]


def summary(every: list[SourceReport]) -> SourcesState:
    """Return the sum of reports."""
    return SourcesState(
        polled=len(every),
        health=dict(Counter(one.health for one in every).most_common()),
        overdue=sum(is_overdue(one) for one in every),
        troubled=tuple(one for one in every if one.health not in _WELL)[:MOST_TROUBLED],
    )


def is_overdue(report: SourceReport) -> bool:
    """Whether a source is due for more than a minute and nobody polls it."""
    return report.due_in is not None and report.due_in < -OVERDUE_SECONDS and not report.polling


def _source(identity: str, url: str, declared: Mapping[str, Source]) -> PolledSource:
    source = declared.get(identity)
    return source if isinstance(source, PolledSource) else PolledSource(id=identity, url=url)


def _report(row: Row, source: PolledSource, is_declared: bool, now_ms: int) -> SourceReport:
    state = row.state
    return SourceReport(
        id=row.id,
        kind=source.kind if is_declared else None,
        url=source.url,
        health=_health(row, source, now_ms),
        polling=row.held and row.due_ms is not None and row.due_ms > now_ms,
        due_in=None if row.due_ms is None else (row.due_ms - now_ms) / 1000,
        interval=state.interval,
        why=state.why,
        polled_ago=_ago(state.polled_ms, now_ms),
        succeeded_ago=_ago(state.succeeded_ms, now_ms),
        new_ago=_ago(state.new_ms, now_ms),
        mean_gap=state.mean_gap,
        polls=state.polls,
        delivered=state.delivered,
        failures=state.failures,
        error=state.error or state.trouble,
        moved_to=state.moved_to,
    )


def _health(row: Row, source: PolledSource, now_ms: int) -> str:
    if row.paused:
        return "paused"
    if row.unfinished >= NEVER_ENDS:
        return "never ends"
    return interval.health(source, row.state, now_ms)


def _ago(then_ms: int | None, now_ms: int) -> float | None:
    return None if then_ms is None else max(0.0, (now_ms - then_ms) / 1000)
