"""How long until the next poll, and how a source is doing. Pure: states and times in, seconds and words out."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from schemas import PolledSource
from worker.store.source_state import SourceState

FIRST_GUESS = 900.0  # before a source's gap is known
LONGEST_BACK_OFF = 24 * 3600.0
SOON = 10.0  # where the last poll left something behind
JITTER = 0.1
_NEW_GAP_WEIGHT = 0.3  # of the newest gap in the running mean: a dozen gaps forget an old habit
_QUIET_GAPS = 8
_QUIET_LEAST = 6 * 3600.0
_SLOWER_WHEN_SILENT = 0.1  # of the silence so far: a feed that stopped is asked ever less often
_HOURS = 7 * 24


@dataclass(frozen=True, slots=True)
class Delay:
    """Seconds until the next poll, and what they come from."""

    seconds: float
    why: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What a site asks of those who poll it: seconds between polls, and hours (GMT) and days (Monday 0) without."""

    seconds: float | None = None
    by: str = ""
    skip_hours: AbstractSet[int] = frozenset()
    skip_days: AbstractSet[int] = frozenset()


NOTHING_ASKED = Asked()


def after_success(source: PolledSource, state: SourceState, asked: Asked, now: datetime, chance: float) -> Delay:
    """Return the delay after a poll that succeeded: half the mean gap between new items, between the source's bounds.

    What the site asks for goes before that, up to max_interval; its hours and days without polls are heeded. chance (0 to
    1) adds up to a tenth, so that sources do not march in step.
    """
    seconds, why = _by_habit(state, now)
    if seconds <= source.min_interval:
        seconds, why = float(source.min_interval), "min_interval"
    if seconds >= source.max_interval:
        seconds, why = float(source.max_interval), "max_interval"
    if asked.seconds is not None and asked.seconds > seconds:
        seconds, why = min(asked.seconds, float(source.max_interval)), asked.by
    seconds *= 1 + JITTER * chance
    waited = _past_skipped(now + timedelta(seconds=seconds), asked) - now
    if waited.total_seconds() > seconds:
        return Delay(waited.total_seconds(), "skipHours, skipDays")
    return Delay(seconds, why)


def after_failure(source: PolledSource, failures: int, retry_after: float | None, chance: float) -> Delay:
    """Return the delay after some failures in a row: min_interval, doubled for each further one, up to a day.

    chance (0 to 1) varies it by a fifth either way. What the site says in Retry-After is waited for at least.
    """
    most = max(LONGEST_BACK_OFF, source.max_interval)
    seconds = min(most, source.min_interval * 2.0 ** min(failures - 1, 20)) * (0.8 + 0.4 * chance)
    if retry_after is not None and retry_after >= seconds:
        return Delay(retry_after * (1 + JITTER * chance), "Retry-After")
    return Delay(seconds, f"back-off after {failures} failures in a row" if failures > 1 else "back-off")


def with_gap(mean_gap: float | None, elapsed: float, new: int) -> float:
    """Return the running mean of the seconds between new items, after some more came in some seconds."""
    gap = max(1.0, elapsed / new)
    return gap if mean_gap is None else mean_gap + _NEW_GAP_WEIGHT * (gap - mean_gap)


def health(source: PolledSource, state: SourceState, now_ms: int) -> str:
    """Return how a source is doing: gone, failing, new, never delivered, quiet, incomplete or ok."""
    if state.gone:
        return "gone"
    if state.failures:
        return "failing"
    if state.first_ms is None:
        return "new"
    silence = (now_ms - (state.new_ms or state.first_ms)) / 1000
    if state.new_ms is None and silence > _QUIET_LEAST:
        return "never delivered"
    if state.new_ms is not None and silence > quiet_after(source, state):
        return "quiet"
    return "incomplete" if state.trouble else "ok"


def quiet_after(source: PolledSource, state: SourceState) -> float:
    """Return the seconds of silence after which a source counts as quiet against its own habit."""
    return source.quiet_after or max(_QUIET_LEAST, _QUIET_GAPS * (state.mean_gap or 3 * 3600.0))


def _by_habit(state: SourceState, now: datetime) -> tuple[float, str]:
    if state.mean_gap is None:
        return FIRST_GUESS, "its habit is not known yet"
    silence = now.timestamp() - state.new_ms / 1000 if state.new_ms else 0.0
    if silence * _SLOWER_WHEN_SILENT > state.mean_gap / 2:
        return silence * _SLOWER_WHEN_SILENT, f"silent for {silence / 3600:.1f} h"
    return state.mean_gap / 2, f"half its mean gap of {state.mean_gap / 60:.0f} min"


def _past_skipped(due: datetime, asked: Asked) -> datetime:
    """Return the first time from due on in an hour and on a day that are not skipped; due where all of them are."""
    due = due.astimezone(UTC)
    if not asked.skip_hours and not asked.skip_days:
        return due
    candidate = due
    for _ in range(_HOURS + 1):
        if candidate.hour not in asked.skip_hours and candidate.weekday() not in asked.skip_days:
            return candidate
        candidate = candidate.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return due
