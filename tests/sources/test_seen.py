"""What is remembered of the entries taken."""

from hypothesis import given
from hypothesis import strategies as st

from worker.sources.seen import KEPT_DAYS, MOST_KEPT, Seen

DAY_MS = 24 * 3600 * 1000


def test_an_entry_is_new_once_and_again_when_it_changes() -> None:
    seen = Seen(None, 0)
    assert seen.is_new("1", "text")
    seen.take("1", "text")
    assert not seen.is_new("1", "text")
    assert seen.is_new("1", "other text")
    assert seen.is_new("2", "text")


def test_only_the_first_poll_finds_nothing_remembered() -> None:
    first = Seen(None, 0)
    assert first.is_first
    assert not Seen(first.data().encode(), 0).is_first


@given(st.dictionaries(st.text(), st.text(), max_size=20))
def test_what_is_remembered_survives_being_saved(entries: dict[str, str]) -> None:
    seen = Seen(None, 0)
    for key, text in entries.items():
        seen.take(key, text)
    again = Seen(seen.data().encode(), 0)
    assert not any(again.is_new(key, text) for key, text in entries.items())
    assert not again.is_changed


def test_an_entry_that_is_still_there_is_never_forgotten() -> None:
    data = b"{}"
    for day in range(0, 100, 10):
        seen = Seen(data, day * DAY_MS)
        if day == 0:
            seen.take("old", "text")
        seen.still_there(["old"])
        data = seen.data().encode()
    assert not Seen(data, 100 * DAY_MS).is_new("old", "text")


def test_an_entry_that_went_is_forgotten_after_a_month() -> None:
    seen = Seen(None, 0)
    seen.take("old", "text")
    for day, forgotten in ((KEPT_DAYS, False), (KEPT_DAYS + 1, True)):
        later = Seen(seen.data().encode(), day * DAY_MS)
        later.take("new", "text")
        later.still_there(["new"])
        assert later.is_new("old", "text") == forgotten


def test_of_too_many_those_that_went_first_are_forgotten() -> None:
    seen = Seen(None, 0)
    for number in range(MOST_KEPT):
        seen.take(f"old {number}", "")
    later = Seen(seen.data().encode(), DAY_MS)
    for number in range(100):
        later.take(f"new {number}", "")
    later.still_there([f"new {number}" for number in range(100)])
    kept = Seen(later.data().encode(), DAY_MS)
    assert not any(kept.is_new(f"new {number}", "") for number in range(100))
    assert sum(kept.is_new(f"old {number}", "") for number in range(MOST_KEPT)) == 100


def test_a_page_that_failed_leaves_its_entry_new_and_is_counted() -> None:
    seen = Seen(None, 0)
    assert [seen.failed("1") for _ in range(3)] == [1, 2, 3]
    assert seen.is_new("1", "")
    seen.take("1", "")
    assert not seen.is_new("1", "")
