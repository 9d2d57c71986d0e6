"""What became of an item is found without reading all outcomes, and all of it is."""

from datetime import UTC, datetime, timedelta

import pytest
from redis import Redis

from schemas import Code, Rejection
from tests.store import Worker, article
from tests.support import eventually
from worker.store import rejected
from worker.store.embargo import release_due
from worker.store.inbox import Entry, rejection_of, source_waiting
from worker.store.keys import Keys
from worker.store.outcomes import of_item
from worker.store.retention import server_ms


@pytest.fixture
def worker(redis: Redis, keys: Keys) -> Worker:
    return Worker(redis, keys)


def told(worker: Worker, item_id: str) -> list[tuple[int, str]]:
    return [(one.story, one.outcome) for one in of_item(worker.redis, worker.keys, item_id)]


def rejection(entry: Entry) -> Rejection:
    return rejection_of(entry, Code.NO_BODY, "the story has no text")


def test_nothing_is_read_beyond_the_step_that_an_item_was_published_in(worker: Worker, redis: Redis, keys: Keys) -> None:
    entry = worker.take()
    worker.published(article("urn:a"), article("urn:b", story=1), entry=entry)
    for number in range(1_200):
        redis.xadd(keys.outcomes, {"item_id": f"{number}-9", "outcome": "published"})
    before = _pages_read(redis)
    assert told(worker, entry.item_id) == [(0, "published"), (1, "published")]
    assert _pages_read(redis) - before == 1


def test_others_outcomes_of_the_same_step_hide_none(worker: Worker) -> None:
    until = datetime.now(UTC) + timedelta(hours=1)
    held = worker.take()
    worker.published(article("urn:b", "kept aside", embargoed_until=until), entry=held)
    entry = worker.take()
    worker.published(article("urn:a"), article("urn:b", "at once", story=1), article("urn:c", story=2), entry=entry)
    assert told(worker, entry.item_id) == [(0, "published"), (1, "published"), (2, "published")]
    assert told(worker, held.item_id) == [(0, "embargoed"), (0, "superseded")]


def test_a_story_under_embargo_is_told_again_once_it_is_let_go(worker: Worker, redis: Redis, keys: Keys) -> None:
    entry = worker.take()
    soon = datetime.now(UTC) + timedelta(milliseconds=50)
    worker.published(article("urn:a"), article("urn:b", embargoed_until=soon, story=1), entry=entry)
    assert told(worker, entry.item_id) == [(0, "published"), (1, "embargoed")]
    worker.publish(article("urn:c"))
    eventually(lambda: release_due(redis, keys, worker.publisher, server_ms(redis)))
    assert told(worker, entry.item_id) == [(0, "published"), (1, "embargoed"), (1, "published")]


def test_what_became_of_a_replay_comes_after_the_rejection(worker: Worker, redis: Redis, keys: Keys) -> None:
    entry = worker.take()
    worker.published(rejection(entry), entry=entry)
    worker.publish(article("urn:b"))
    assert told(worker, entry.item_id) == [(0, "rejected")]
    (found,) = rejected.entries(redis, keys)
    assert rejected.replay(redis, keys, found)
    assert told(worker, entry.item_id) == [(0, "rejected")]
    worker.published(article("urn:a"), entry=worker.inbox.waiting(1, 0)[0])
    assert told(worker, entry.item_id) == [(0, "rejected"), (0, "published")]


def test_an_item_waits_under_the_source_that_it_named(worker: Worker, redis: Redis, keys: Keys) -> None:
    redis.xadd(keys.inbox, {"payload": "a", "source": "desk"}, id="5-0")
    redis.xadd(keys.urgent, {"payload": "b"}, id="6-0")
    assert [source_waiting(redis, keys, item_id) for item_id in ("5-0", "u6-0")] == ["desk", "default"]
    assert [source_waiting(redis, keys, item_id) for item_id in ("6-0", "u5-0", "k5-0", "1-0")] == [None] * 4


def _pages_read(redis: Redis) -> int:
    return (
        int(redis.info("commandstats")["cmdstat_xrange"]["calls"]) if "cmdstat_xrange" in redis.info("commandstats") else 0
    )
