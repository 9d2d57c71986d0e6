"""Which source is due, who polls it, and how politely: the scripts behind polling, on real servers."""

import time
from collections.abc import Mapping
from itertools import pairwise

import pytest
from redis import Redis

from tests.support import eventually
from worker.store import source_state
from worker.store.keys import Keys
from worker.store.source_state import Claimed, Finished, Pace, Row, SourceState, SourceStates

UNHURRIED = Pace(at_once=100, seconds=0.0, lease_seconds=60.0)


def states(redis: Redis, keys: Keys, pace: Pace = UNHURRIED, holder: str = "one") -> SourceStates:
    return SourceStates(redis, keys, holder, pace)


def declare(redis: Redis, keys: Keys, hosts: Mapping[str, str]) -> int:
    """Declare sources by id and host."""
    return source_state.declare(redis, keys, {one: (host, f"http://{host}/{one}") for one, host in hosts.items()})


def ids(claimed: list[Claimed]) -> list[str]:
    return sorted(one.id for one in claimed)


def done(
    claimed: Claimed, delay: float | None = 3600.0, state: SourceState | None = None, seen: str | None = None
) -> Finished:
    return Finished(claimed.id, claimed.host, state or SourceState(polls=1), seen, claimed.host, delay)


def row(redis: Redis, keys: Keys, source: str = "a") -> Row:
    (found,) = source_state.rows(redis, keys, [source])
    return found


def test_a_declared_source_is_due_at_once(redis: Redis, keys: Keys) -> None:
    assert declare(redis, keys, {"a": "a.example", "b": "b.example"}) == 2
    claimed, _ = states(redis, keys).claim(10)
    assert ids(claimed) == ["a", "b"]


def test_a_source_is_taken_by_one_holder_only(redis: Redis, keys: Keys) -> None:
    declare(redis, keys, {str(number): f"{number}.example" for number in range(50)})
    one, other = states(redis, keys), states(redis, keys, holder="other")
    first, second = one.claim(30)[0], other.claim(30)[0]
    assert (len(first), len(second)) == (30, 20)
    assert not set(ids(first)) & set(ids(second))
    assert one.claim(30)[0] == []


def test_what_a_poll_leaves_is_there_for_the_next(redis: Redis, keys: Keys) -> None:
    declare(redis, keys, {"a": "a.example"})
    mine = states(redis, keys)
    (claimed,), _ = mine.claim(10)
    mine.finish([done(claimed, 0.0, SourceState(etag='"1"', delivered=7), '{"k":["d",1,0]}')])
    (again,), _ = mine.claim(10)
    assert again.state == SourceState(etag='"1"', delivered=7)
    assert mine.seen("a") == b'{"k":["d",1,0]}'


def test_a_poll_that_left_nothing_new_leaves_what_was_seen_as_it_was(redis: Redis, keys: Keys) -> None:
    declare(redis, keys, {"a": "a.example"})
    mine = states(redis, keys)
    mine.finish([done(mine.claim(1)[0][0], 0.0, seen="{}")])
    mine.finish([done(mine.claim(1)[0][0], 0.0)])
    assert mine.seen("a") == b"{}"


def test_claiming_says_when_the_next_is_due(redis: Redis, keys: Keys) -> None:
    mine = states(redis, keys)
    assert mine.claim(10) == ([], None)
    declare(redis, keys, {"a": "a.example"})
    mine.finish([done(mine.claim(10)[0][0], 100.0)])
    claimed, wait = mine.claim(10)
    assert claimed == []
    assert wait == pytest.approx(100, abs=5)


def test_a_source_whose_holder_died_is_taken_after_its_lease(redis: Redis, keys: Keys) -> None:
    short = Pace(at_once=9, seconds=0.0, lease_seconds=0.2)
    declare(redis, keys, {"a": "a.example"})
    states(redis, keys, short).claim(10)
    other = states(redis, keys, short, holder="other")
    assert other.claim(10)[0] == []
    (claimed,) = eventually(lambda: other.claim(10)[0])
    assert claimed.unfinished == 1


def test_what_a_paused_holder_leaves_after_its_lease_counts_for_nothing(redis: Redis, keys: Keys) -> None:
    short = Pace(at_once=9, seconds=0.0, lease_seconds=0.1)
    declare(redis, keys, {"a": "a.example"})
    slow, other = states(redis, keys, short), states(redis, keys, holder="other")
    (stale,), _ = slow.claim(1)
    (claimed,) = eventually(lambda: other.claim(1)[0])
    slow.finish([done(stale, state=SourceState(etag="stale"), seen='{"stale":[]}')])
    assert other.seen("a") is None
    other.finish([done(claimed, state=SourceState(etag="good"))])
    assert row(redis, keys).state.etag == "good"


def test_a_renewed_lease_keeps_others_away(redis: Redis, keys: Keys) -> None:
    pace = Pace(at_once=9, seconds=0.0, lease_seconds=0.3)
    declare(redis, keys, {"a": "a.example"})
    mine, other = states(redis, keys, pace), states(redis, keys, pace, holder="other")
    mine.claim(1)
    until = time.monotonic() + 0.7
    while time.monotonic() < until:
        assert mine.renew(["a"]) == set()
        assert other.claim(1)[0] == []
    assert eventually(lambda: other.claim(1)[0])
    assert mine.renew(["a"]) == {"a"}


def test_a_source_whose_polls_never_end_is_tried_ever_less_often(redis: Redis, keys: Keys) -> None:
    pace = Pace(at_once=9, seconds=0.0, lease_seconds=0.02)
    declare(redis, keys, {"a": "a.example"})
    mine = states(redis, keys, pace)
    leases = []
    for _ in range(4):
        started = time.monotonic()
        eventually(lambda: mine.claim(1)[0])
        leases.append(time.monotonic() - started)
    assert row(redis, keys).unfinished == 3
    assert leases[3] > leases[1] > 0.015
    mine.finish([Finished("a", "a.example", SourceState(), None, "a.example", 0.0)])
    assert row(redis, keys).unfinished == 0


def test_a_host_is_asked_one_at_a_time_and_at_its_pace(redis: Redis, keys: Keys) -> None:
    declare(redis, keys, {str(number): "busy.example" for number in range(5)} | {"free": "free.example"})
    mine = states(redis, keys, Pace(at_once=9, seconds=0.1, lease_seconds=60))
    times = []
    claimed, _ = mine.claim(10)
    assert len(claimed) == 2
    assert "free" in ids(claimed)
    times.append(time.monotonic())
    for _ in range(4):
        more = eventually(lambda: mine.claim(10)[0])
        assert len(more) == 1
        times.append(time.monotonic())
    gaps = [after - before for before, after in pairwise(times)]
    assert min(gaps) >= 0.09  # clocks of two programs


def test_so_many_are_under_way_at_one_host_and_no_more(redis: Redis, keys: Keys) -> None:
    declare(redis, keys, {str(number): "busy.example" for number in range(5)})
    mine = states(redis, keys, Pace(at_once=2, seconds=0.0, lease_seconds=60))
    first = mine.claim(10)[0]
    assert len(first) == 2
    time.sleep(0.01)
    assert mine.claim(10)[0] == []
    mine.finish([done(first[0])])
    assert len(eventually(lambda: mine.claim(10)[0])) == 1


def test_a_page_waits_for_its_hosts_turn(redis: Redis, keys: Keys) -> None:
    mine = states(redis, keys, Pace(at_once=1, seconds=0.2, lease_seconds=60))
    assert mine.turn("a.example", "a") == 0
    assert 0 < mine.turn("a.example", "a") <= 0.2
    assert mine.turn("a.example", "other") > 0
    mine.leave("a.example", "a")
    eventually(lambda: mine.turn("a.example", "other") == 0)


def test_a_place_at_a_host_held_by_the_dead_comes_free(redis: Redis, keys: Keys) -> None:
    mine = states(redis, keys, Pace(at_once=1, seconds=0.0, lease_seconds=0.1))
    assert mine.turn("a.example", "dead") == 0
    assert mine.turn("a.example", "a") > 0
    eventually(lambda: mine.turn("a.example", "a") == 0)


def test_a_paused_source_is_not_polled_and_poll_now_ends_the_pause(redis: Redis, keys: Keys) -> None:
    declare(redis, keys, {"a": "a.example"})
    assert source_state.pause(redis, keys, "a")
    mine = states(redis, keys)
    assert mine.claim(1)[0] == []
    assert row(redis, keys).paused
    assert source_state.poll_now(redis, keys, "a")
    assert ids(mine.claim(1)[0]) == ["a"]
    assert not row(redis, keys).paused


def test_a_source_paused_while_it_is_polled_stays_paused(redis: Redis, keys: Keys) -> None:
    declare(redis, keys, {"a": "a.example"})
    mine = states(redis, keys)
    (claimed,), _ = mine.claim(1)
    source_state.pause(redis, keys, "a")
    mine.finish([done(claimed, 0.0)])
    assert mine.claim(1) == ([], None)
    assert declare(redis, keys, {"a": "a.example"}) == 0


def test_poll_now_while_it_is_polled_polls_once_more(redis: Redis, keys: Keys) -> None:
    declare(redis, keys, {"a": "a.example"})
    mine = states(redis, keys)
    (claimed,), _ = mine.claim(1)
    assert source_state.poll_now(redis, keys, "a")
    assert mine.claim(1)[0] == []
    mine.finish([done(claimed, 3600.0)])
    (again,), _ = mine.claim(1)
    mine.finish([done(again, 3600.0)])
    assert mine.claim(1)[0] == []


def test_poll_now_does_not_poll_a_paused_source_that_is_still_being_polled_twice_at_once(redis: Redis, keys: Keys) -> None:
    declare(redis, keys, {"a": "a.example"})
    mine = states(redis, keys)
    (claimed,), _ = mine.claim(1)
    source_state.pause(redis, keys, "a")
    assert mine.renew(["a"]) == set()
    source_state.poll_now(redis, keys, "a")
    assert states(redis, keys, holder="other").claim(1)[0] == []
    mine.finish([done(claimed, 3600.0)])
    assert ids(mine.claim(1)[0]) == ["a"]


def test_a_source_taken_out_and_put_back_while_it_is_polled_is_not_polled_twice_at_once(redis: Redis, keys: Keys) -> None:
    declare(redis, keys, {"a": "a.example"})
    mine = states(redis, keys)
    (claimed,), _ = mine.claim(1)
    declare(redis, keys, {})
    declare(redis, keys, {"a": "a.example"})
    assert states(redis, keys, holder="other").claim(1)[0] == []
    mine.finish([done(claimed, 3600.0)])
    assert ids(mine.claim(1)[0]) == ["a"]


def test_an_address_that_changes_while_the_old_one_is_polled_is_polled_right_after(redis: Redis, keys: Keys) -> None:
    declare(redis, keys, {"a": "a.example"})
    mine = states(redis, keys)
    (claimed,), _ = mine.claim(1)
    declare(redis, keys, {"a": "b.example"})
    mine.finish([done(claimed, 3600.0)])
    assert ids(mine.claim(1)[0]) == ["a"]


def test_poll_now_does_not_wait_out_the_long_lease_of_polls_that_never_end(redis: Redis, keys: Keys) -> None:
    pace = Pace(at_once=9, seconds=0.0, lease_seconds=0.1)
    declare(redis, keys, {"a": "a.example"})
    mine = states(redis, keys, pace)
    for _ in range(5):
        eventually(lambda: mine.claim(1)[0])
    source_state.poll_now(redis, keys, "a")
    started = time.monotonic()
    eventually(lambda: mine.claim(1)[0])
    assert time.monotonic() - started < 0.7  # its lease: 1.6 s


def test_what_was_seen_of_a_source_no_longer_declared_goes_even_if_its_last_poll_ends_later(
    redis: Redis, keys: Keys
) -> None:
    declare(redis, keys, {"a": "a.example"})
    mine = states(redis, keys)
    (claimed,), _ = mine.claim(1)
    declare(redis, keys, {})
    mine.finish([done(claimed, 0.0, seen="{}")])
    assert 29 * 24 * 3600 < redis.ttl(keys.seen("a")) <= 30 * 24 * 3600


def test_the_place_of_a_new_holder_is_not_given_back_by_the_old_one(redis: Redis, keys: Keys) -> None:
    short = Pace(at_once=1, seconds=0.0, lease_seconds=0.1)
    declare(redis, keys, {"a": "a.example"})
    slow, other = states(redis, keys, short), states(redis, keys, Pace(1, 0.0, 60.0), holder="other")
    (stale,), _ = slow.claim(1)
    eventually(lambda: other.claim(1)[0])
    slow.finish([done(stale)])
    assert other.turn("a.example", "b") > 0


def test_a_place_is_held_for_as_long_as_its_request_may_take(redis: Redis, keys: Keys) -> None:
    mine = states(redis, keys, Pace(at_once=1, seconds=0.0, lease_seconds=0.05))
    assert mine.turn("a.example", "slow", hold_seconds=60.0) == 0
    time.sleep(0.1)
    assert mine.turn("a.example", "a") > 0


def test_orders_about_sources_nobody_declared_are_refused(redis: Redis, keys: Keys) -> None:
    assert not source_state.pause(redis, keys, "nobody")
    assert not source_state.poll_now(redis, keys, "nobody")


def test_a_source_no_longer_declared_is_polled_no_more_and_remembered_for_a_month(redis: Redis, keys: Keys) -> None:
    declare(redis, keys, {"a": "a.example"})
    mine = states(redis, keys)
    (claimed,), _ = mine.claim(1)
    mine.finish([done(claimed, 0.0, SourceState(etag="1"), "{}")])
    assert declare(redis, keys, {}) == 1
    assert mine.claim(1) == ([], None)
    assert 29 * 24 * 3600 < redis.ttl(keys.source("a")) <= 30 * 24 * 3600
    assert redis.ttl(keys.seen("a")) > 0
    declare(redis, keys, {"a": "a.example"})
    assert redis.ttl(keys.source("a")) == redis.ttl(keys.seen("a")) == -1
    assert mine.claim(1)[0][0].state.etag == "1"


def test_a_source_that_is_gone_is_not_due_again(redis: Redis, keys: Keys) -> None:
    declare(redis, keys, {"a": "a.example"})
    mine = states(redis, keys)
    (claimed,), _ = mine.claim(1)
    mine.finish([done(claimed, None, SourceState(gone=True))])
    assert mine.claim(1) == ([], None)
    assert source_state.poll_now(redis, keys, "a")
    assert ids(mine.claim(1)[0]) == ["a"]


def test_declaring_ten_thousand_again_changes_nothing(redis: Redis, keys: Keys) -> None:
    many = {f"source-{number}": f"{number}.example" for number in range(10_000)}
    assert declare(redis, keys, many) == 10_000
    started = time.monotonic()
    assert declare(redis, keys, many) == 0
    assert time.monotonic() - started < 2
    assert redis.zcard(keys.polls) == 10_000


def test_a_state_that_cannot_be_read_begins_anew(redis: Redis, keys: Keys) -> None:
    declare(redis, keys, {"a": "a.example"})
    redis.hset(keys.source("a"), "state", "{broken")
    assert states(redis, keys).claim(1)[0][0].state == SourceState()
