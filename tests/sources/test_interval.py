"""How long until the next poll, and how a source is doing."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas import FeedSource
from worker.sources.interval import Asked, after_failure, after_success, health, quiet_after, with_gap
from worker.store.source_state import SourceState

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)  # a Monday
NOW_MS = int(NOON.timestamp() * 1000)
HOUR = 3600.0
SOURCE = FeedSource(id="a", url="https://a.example/feed", min_interval=300, max_interval=14_400)


def state(gap: float | None = None, silent: float = 0.0, **other: object) -> SourceState:
    """A source with this mean gap, which brought something new so many seconds ago."""
    known = {"first_ms": NOW_MS - 10_000_000_000, "mean_gap": gap, "new_ms": NOW_MS - int(silent * 1000)}
    return SourceState.model_validate(known | other)


def delay(known: SourceState, asked: Asked | None = None, chance: float = 0.0) -> float:
    return after_success(SOURCE, known, asked or Asked(), NOON, chance).seconds


def test_a_source_is_polled_twice_in_its_mean_gap() -> None:
    assert delay(state(gap=HOUR)) == HOUR / 2


def test_a_busy_source_is_polled_no_more_often_than_its_shortest_interval() -> None:
    assert delay(state(gap=60)) == 300


def test_a_rare_source_is_polled_at_its_longest_interval() -> None:
    assert delay(state(gap=100 * HOUR)) == 14_400


def test_a_source_whose_habit_is_not_known_yet_is_polled_every_quarter_of_an_hour() -> None:
    assert delay(state()) == 900


def test_a_source_that_fell_silent_is_polled_less_often() -> None:
    assert delay(state(gap=600, silent=10 * HOUR)) == HOUR
    assert delay(state(gap=600, silent=1000)) == 300


def test_what_the_site_asks_for_goes_before_its_habit_up_to_the_longest_interval() -> None:
    assert delay(state(gap=HOUR), Asked(2 * HOUR, "ttl")) == 2 * HOUR
    assert delay(state(gap=HOUR), Asked(60.0, "ttl")) == HOUR / 2
    assert delay(state(gap=HOUR), Asked(1000 * HOUR, "max-age")) == 14_400


@pytest.mark.parametrize(
    ("hours", "days", "expected"),
    [
        ({12}, set(), datetime(2026, 11, 23, 13, 0, tzinfo=UTC)),
        ({12, 13, 14}, set(), datetime(2026, 11, 23, 15, 0, tzinfo=UTC)),
        (set(), {0, 1}, datetime(2026, 11, 25, 0, 0, tzinfo=UTC)),
        ({0}, {0}, datetime(2026, 11, 24, 1, 0, tzinfo=UTC)),
        (set(range(24)), set(), NOON + timedelta(seconds=300)),
        (set(), set(range(7)), NOON + timedelta(seconds=300)),
    ],
)
def test_hours_and_days_to_be_skipped_are(hours: set[int], days: set[int], expected: datetime) -> None:
    asked = Asked(skip_hours=frozenset(hours), skip_days=frozenset(days))
    assert NOON + timedelta(seconds=delay(state(gap=60), asked)) == expected


def test_chance_adds_up_to_a_tenth() -> None:
    assert delay(state(gap=HOUR), chance=1.0) == pytest.approx(1980)


def test_failures_are_tried_again_ever_less_often_up_to_a_day() -> None:
    delays = [after_failure(SOURCE, failures, None, 0.5).seconds for failures in (1, 2, 3, 4, 30)]
    assert delays == [300, 600, 1200, 2400, 24 * HOUR]


def test_retry_after_is_waited_for() -> None:
    assert after_failure(SOURCE, 1, 7200.0, 0.0).seconds == 7200
    assert after_failure(SOURCE, 1, 5.0, 0.5).seconds == 300


@given(
    st.floats(1, 1e9) | st.none(),
    st.floats(0, 1e8),
    st.floats(0, 1e9) | st.none(),
    st.frozensets(st.integers(0, 23)),
    st.frozensets(st.integers(0, 6)),
    st.floats(0, 1),
)
def test_the_delay_is_always_between_the_bounds_and_a_week(
    gap: float | None, silent: float, wanted: float | None, hours: frozenset[int], days: frozenset[int], chance: float
) -> None:
    seconds = delay(state(gap=gap, silent=silent), Asked(wanted, "ttl", hours, days), chance)
    assert 300 <= seconds <= 14_400 * 1.1 + 8 * 24 * HOUR
    if not hours and not days:
        assert seconds <= 14_400 * 1.1


def test_the_mean_gap_follows_a_new_habit() -> None:
    gap: float | None = None
    for _ in range(12):
        gap = with_gap(gap, 7200, 2)
    assert gap == 3600
    for _ in range(12):
        gap = with_gap(gap, 60, 1)
    assert gap < 120


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (SourceState(), "new"),
        (state(gap=HOUR), "ok"),
        (state(gap=HOUR, failures=1, error="timeout"), "failing"),
        (state(gap=HOUR, silent=7 * HOUR), "ok"),
        (state(gap=HOUR, silent=9 * HOUR), "quiet"),
        (state(gap=10, silent=5 * HOUR), "ok"),
        (state(gap=HOUR, failures=3, silent=9 * HOUR), "failing"),
        (state(new_ms=None), "never delivered"),
        (state(new_ms=None, first_ms=NOW_MS - 1000), "ok"),
        (state(new_ms=None, first_ms=NOW_MS - 10_000_000_000, failures=2), "failing"),
        (state(gap=HOUR, trouble="pages"), "incomplete"),
        (state(gone=True, failures=1), "gone"),
    ],
)
def test_a_sources_health(known: SourceState, expected: str) -> None:
    assert health(SOURCE, known, NOW_MS) == expected


def test_what_counts_as_quiet_can_be_declared() -> None:
    declared = SOURCE.model_copy(update={"quiet_after": 60})
    assert quiet_after(declared, state(gap=HOUR)) == 60
    assert health(declared, state(gap=HOUR, silent=61), NOW_MS) == "quiet"
