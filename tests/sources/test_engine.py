"""Many polls at once, by several engines: shared, polite, given back, whatever fails meanwhile."""

import asyncio
import threading
import time
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from redis import Redis

from schemas import WireItem
from schemas.errors import ItemTooLarge
from tests.polling import Polling, entry, numbered, rss
from tests.web import answer, validated
from worker.intake import Intake
from worker.store import source_state
from worker.store.deliveries import Accepted

RSS = {"Content-Type": "application/rss+xml"}


def test_one_run_polls_many_at_once(polling: Polling) -> None:
    for number in range(40):
        polling.site.route(f"/{number}", answer(numbered([number]), headers=RSS, seconds=0.3))
        polling.feed(f"feed-{number}", f"/{number}")
    started = time.monotonic()
    assert polling.run().polls == 40
    assert time.monotonic() - started < 5  # one after the other: 12 s


def test_two_engines_share_the_work_and_poll_nothing_twice(polling: Polling) -> None:
    for number in range(40):
        polling.site.route(f"/{number}", answer(numbered([number]), headers=RSS, seconds=0.02))
        polling.feed(f"feed-{number}", f"/{number}")
    others = [
        Polling(polling.url, polling.redis, polling.keys, polling.site, polling.pace, polling.sources) for _ in range(3)
    ]
    threads = [threading.Thread(target=one.run, kwargs={"at_once": 5}) for one in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    paths = [request.path for request in polling.site.requests]
    assert sorted(paths) == sorted(f"/{number}" for number in range(40))


def test_a_host_is_asked_at_its_pace_by_all_engines(polling: Polling) -> None:
    polling.pace = source_state.Pace(at_once=1, seconds=0.4, lease_seconds=10)
    for number in range(4):
        polling.site.route(f"/{number}", answer(numbered([number]), headers=RSS))
        polling.feed(f"feed-{number}", f"/{number}")
    polling.run()
    times = sorted(request.at for request in polling.site.requests)
    assert len(times) == 4
    assert min(after - before for before, after in pairwise(times)) >= 0.25  # from the turn to the request it takes a while
    assert {request.at_once for request in polling.site.requests} == {1}


def test_a_run_that_has_to_end_gives_back_what_it_had_not_polled(polling: Polling) -> None:
    polling.site.route("/feed", answer(numbered([1]), headers=RSS, seconds=30))
    polling.feed(timeout=60.0)
    until = time.monotonic() + 0.5
    started = time.monotonic()
    polling.run(keep_going=lambda: time.monotonic() < until)
    assert time.monotonic() - started < 10
    assert not polling.row().held
    assert polling.items() == []
    polling.site.route("/feed", answer(numbered([1]), headers=RSS))
    assert polling.again().items == 1


def test_a_run_that_is_over_does_not_wait_for_a_long_poll(polling: Polling, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("worker.sources.engine.LAST_SECONDS", 0.2)
    polling.site.route("/feed", answer(numbered([1]), headers=RSS, seconds=20))
    polling.feed(timeout=60.0)
    started = time.monotonic()
    polling.run(0.3)
    assert time.monotonic() - started < 10
    assert not polling.row().held


def test_an_engine_whose_lease_lapsed_does_not_poll_a_source_twice_at_once(polling: Polling) -> None:
    polling.pace = source_state.Pace(at_once=9, seconds=0.0, lease_seconds=0.2)
    polling.site.route("/feed", answer(numbered([1]), headers=RSS, seconds=1.5))
    polling.feed()
    stops = iter([0.0, 0.5])

    def keep_going() -> bool:
        time.sleep(next(stops, 0.0))
        return True

    assert polling.run(keep_going=keep_going).items == 1
    assert len(polling.site.asked("/feed")) == 1


def test_a_source_that_this_workers_file_does_not_declare_is_left_to_the_others(polling: Polling) -> None:
    polling.feed()
    source = polling.sources.pop("feed")
    polling.run()
    due_ms = polling.row().due_ms
    assert due_ms is not None
    assert due_ms / 1000 - time.time() < 15
    polling.sources["feed"] = source
    polling.site.route("/feed", answer(numbered([1]), headers=RSS))
    assert polling.again().items == 1


def test_a_server_that_refuses_for_a_moment_is_no_fault_of_the_source(polling: Polling, redis: Redis) -> None:
    polling.site.route("/feed", answer(numbered([1]), headers=RSS))
    polling.feed()
    redis.acl_setuser("default", enabled=True, commands=["-get"])
    try:
        polling.run()
    finally:
        redis.acl_setuser("default", enabled=True, commands=["+get"])
    assert (polling.state().failures, polling.state().error) == (0, None)
    due_ms = polling.row().due_ms
    assert due_ms is not None
    assert due_ms / 1000 - time.time() < 60
    assert polling.again().items == 1


def test_leases_are_kept_while_a_large_document_is_taken_apart(polling: Polling) -> None:
    many = "".join(entry(number, "The bridge was opened on Monday. " * 3) for number in range(30_000))
    polling.site.route("/feed", answer(rss(many), headers=RSS))
    polling.feed()
    looks = []

    def keep_going() -> bool:
        looks.append(time.monotonic())
        return True

    assert polling.run(keep_going=keep_going).items == 30
    assert max(after - before for before, after in pairwise(looks)) < 1.0  # in the loop: 2 s


def test_an_item_that_the_inbox_does_not_take_keeps_no_other_out(polling: Polling) -> None:
    good = WireItem(payload=b"x", source="good", received_at=datetime.now(UTC))
    large = good.model_copy(update={"payload": bytes(64 * 1024 * 1024 + 1)})

    async def put() -> tuple[Accepted | BaseException, Accepted | BaseException]:
        async with Intake(polling.url, polling.keys, 0.7) as intake:
            return await asyncio.gather(intake.put([large]), intake.put([good]), return_exceptions=True)

    refused, taken = asyncio.run(put())
    assert isinstance(refused, ItemTooLarge)
    assert isinstance(taken, Accepted)
    assert len(polling.items()) == 1


def test_any_id_that_can_be_declared_can_be_polled(polling: Polling) -> None:
    polling.site.route("/feed", answer(numbered([1]), headers=RSS))
    ids = ["a b", "a:b", "7", "{x}", "*", "%s", "خبر " + "é" * 190, "\N{GRINNING FACE}"]
    for one in ids:
        polling.feed(one)
    assert polling.run().items == len(ids)
    assert {item.source for item in polling.items()} == set(ids)


def test_a_full_inbox_puts_polls_off_and_nothing_is_lost(polling: Polling, redis: Redis) -> None:
    polling.site.route("/feed", validated(numbered([2, 1]), '"1"'))
    polling.feed()
    used = int(redis.info("memory")["used_memory"])
    redis.config_set("maxmemory", str(int(used * 1.2)))
    try:
        polling.run()
        assert polling.items() == []
        state = polling.state()
        assert (state.failures, state.etag) == (0, None)
        assert "accepted" in (state.trouble or "")
    finally:
        redis.config_set("maxmemory", "0")
    assert polling.again().items == 2
    assert polling.state().trouble is None
