"""What becomes of a reading: one atomic step decides and writes. Every rule of design's "Identity, order, state"."""

from datetime import UTC, datetime, timedelta
from typing import cast

import pytest
from redis import Redis
from redis.exceptions import ResponseError

from schemas import Article, Code
from schemas.streams import Fields
from tests.store import NOON, Worker, article
from tests.support import eventually
from worker.store import rejected
from worker.store.embargo import release_due
from worker.store.inbox import rejection_of
from worker.store.keys import Keys
from worker.store.outcomes import books
from worker.store.publish import Reading, wire_order
from worker.store.retention import server_ms
from worker.store.routes import Route

SOON = timedelta(hours=1)


@pytest.fixture
def worker(redis: Redis, keys: Keys) -> Worker:
    return Worker(redis, keys)


def test_a_new_story_is_published_as_version_1(worker: Worker) -> None:
    assert worker.publish(article()) == ["published"]
    assert [record.version for record in worker.records()] == [1]


def test_the_same_content_again_is_a_duplicate(worker: Worker) -> None:
    worker.publish(article())
    assert worker.publish(article()) == ["duplicate"]
    assert len(worker.records()) == 1


def test_changed_content_is_an_update(worker: Worker) -> None:
    worker.publish(article(text="A"))
    assert worker.publish(article(text="B")) == ["updated"]
    assert [(r.version, r.paragraphs) for r in worker.records()] == [(1, ("A",)), (2, ("B",))]


def test_back_and_forth_publishes_three_versions(worker: Worker) -> None:
    assert [worker.publish(article(text=text))[0] for text in "ABA"] == ["published", "updated", "updated"]
    assert worker.texts() == ["A", "B", "A"]


def test_the_status_alone_makes_a_new_version(worker: Worker) -> None:
    worker.publish(article())
    assert worker.publish(article(status="withheld")) == ["updated"]


@pytest.mark.parametrize(("older", "newer"), [("1", "2"), ("1.9", "1.10"), ("9", "10"), ("v2", "v2.1")])
def test_a_lower_wire_version_that_comes_late_is_stale(worker: Worker, older: str, newer: str) -> None:
    worker.publish(article(text="new", wire_version=newer))
    assert worker.publish(article(text="old", wire_version=older)) == ["stale"]
    assert worker.texts() == ["new"]


def test_a_wire_version_counts_before_the_time_it_was_made(worker: Worker) -> None:
    worker.publish(article(text="one", wire_version="1", created=NOON + SOON))
    assert worker.publish(article(text="two", wire_version="2", created=NOON)) == ["updated"]


def test_an_earlier_version_created_that_comes_late_is_stale(worker: Worker) -> None:
    worker.publish(article(text="new", created=NOON + SOON))
    assert worker.publish(article(text="old", created=NOON)) == ["stale"]


def test_without_version_and_time_the_order_of_arrival_counts_whatever_lane_or_replay(worker: Worker) -> None:
    worker.publish(article(text="second"), at="2000-0")
    assert worker.publish(article(text="first, replayed"), at="3000-0", item_id="1000-0") == ["stale"]
    assert worker.publish(article(text="third, urgent"), at="3000-1", item_id="u2500-0") == ["updated"]


def test_the_same_wire_version_with_changed_content_is_an_update_with_a_note(worker: Worker) -> None:
    worker.publish(article(text="A", wire_version="3"))
    assert worker.publish(article(text="B", wire_version="3")) == ["updated"]
    assert [note.code for note in worker.records()[1].provenance.notes] == ["wire_version_reused"]
    assert worker.records()[0].provenance.notes == ()


def test_a_newer_version_with_the_same_content_still_makes_older_ones_stale(worker: Worker) -> None:
    worker.publish(article(text="A", wire_version="1"))
    assert worker.publish(article(text="A", wire_version="3")) == ["duplicate"]
    assert worker.publish(article(text="B", wire_version="2")) == ["stale"]


def test_a_reading_without_a_wire_version_does_not_reopen_older_ones(worker: Worker) -> None:
    worker.publish(article(text="A", wire_version="2"))
    worker.publish(article(text="B"))
    assert worker.publish(article(text="C", wire_version="1")) == ["stale"]


def test_a_killed_story_stays_killed(worker: Worker, redis: Redis, keys: Keys) -> None:
    worker.publish(article(text="A", wire_version="1"))
    assert worker.publish(article(text="kill", status="canceled", wire_version="2")) == ["updated"]
    assert worker.publish(article(text="B", wire_version="3")) == ["stale"]
    assert worker.publish(article(text="kill", status="canceled", wire_version="2")) == ["stale"]
    assert worker.records()[-1].status == "canceled"
    assert redis.ttl(keys.story("urn:wirecopy:desk:1")) == -1, "a kill is remembered for good"


def test_a_kill_of_a_story_never_seen_is_published(worker: Worker) -> None:
    assert worker.publish(article(status="canceled")) == ["published"]
    assert worker.publish(article(text="late")) == ["stale"]


def test_a_story_is_remembered_anew_each_time_it_is_seen(worker: Worker, redis: Redis, keys: Keys) -> None:
    worker.publish(article())
    redis.pexpire(keys.story("urn:wirecopy:desk:1"), 60_000)
    worker.publish(article())
    assert redis.pttl(keys.story("urn:wirecopy:desk:1")) > 60_000


def test_another_authority_can_neither_update_nor_kill(worker: Worker) -> None:
    worker.publish(article())
    assert worker.publish(article(text="forged", authority="stranger")) == ["rejected"]
    assert worker.publish(article(text="kill", status="canceled", authority="stranger")) == ["rejected"]
    assert worker.texts() == ["The bridge opened."]
    assert {outcome.code for outcome in worker.outcomes()[1:]} == {"foreign_uri"}


def test_the_same_content_from_another_authority_is_a_duplicate(worker: Worker) -> None:
    worker.publish(article())
    assert worker.publish(article(authority="stranger")) == ["duplicate"]


def test_a_stranger_that_repeats_a_story_cannot_freeze_it(worker: Worker) -> None:
    worker.publish(article(text="A", wire_version="1"))
    assert worker.publish(article(text="A", wire_version="999", authority="stranger")) == ["duplicate"]
    assert worker.publish(article(text="B", wire_version="2")) == ["updated"]


def test_a_foreign_story_costs_its_neighbours_in_the_item_nothing(worker: Worker) -> None:
    worker.publish(article("urn:a"))
    results = [article("urn:a", "forged", authority="x"), article("urn:b", authority="x", story=1)]
    assert worker.publish(*results) == ["rejected", "published"]


def test_stories_of_one_item_see_each_other(worker: Worker) -> None:
    assert worker.publish(article(text="A"), article(text="B"), article(text="B")) == [
        "published",
        "updated",
        "duplicate",
    ]
    assert [record.version for record in worker.records()] == [1, 2]


def test_a_consumer_that_lost_its_entry_writes_nothing(worker: Worker, redis: Redis, keys: Keys) -> None:
    entry = worker.take()
    thief = Worker(redis, keys, name="worker-2")
    claimed = thief.inbox.claim()
    assert claimed is not None
    assert claimed.entry.id == entry.id
    assert worker.published(article(), entry=entry).fenced
    assert worker.records() == []
    assert not thief.published(article(), entry=claimed.entry).fenced
    assert len(worker.records()) == 1


def test_a_repeated_call_changes_nothing(worker: Worker) -> None:
    entry = worker.take()
    worker.published(article(), entry=entry)
    assert worker.published(article(), entry=entry).fenced
    assert (len(worker.records()), len(worker.outcomes())) == (1, 1)


def test_the_entry_leaves_the_inbox_in_the_step_that_publishes(worker: Worker, redis: Redis, keys: Keys) -> None:
    worker.publish(article())
    assert redis.xlen(keys.inbox) == 0
    assert cast("dict[str, int]", redis.xpending(keys.inbox, "workers"))["pending"] == 0


def test_flat_fields_say_what_consumers_filter_by(worker: Worker, redis: Redis, keys: Keys) -> None:
    worker.publish(article(language="ar", status="withheld"))
    fields = cast("list[tuple[bytes, Fields]]", redis.xrange(keys.articles))[0][1]
    assert {k.decode(): v.decode() for k, v in fields.items() if k != b"data"} == {
        "uri": "urn:wirecopy:desk:1", "version": "1", "status": "withheld", "language": "ar", "source": "desk",
    }  # fmt: skip


def test_routes_get_what_their_filter_lets_through(redis: Redis, keys: Keys) -> None:
    arabic = Route(name="arabic", language=("ar",))
    worker = Worker(redis, keys, routes=(Route(name="x", source=("nobody",)), arabic))
    worker.publish(article("urn:a", language="ar-EG"))
    worker.publish(article("urn:b", language="en"))
    assert [record.uri for record in worker.records(keys.route("arabic"))] == ["urn:a"]
    assert worker.records(keys.route("x")) == []


def test_a_rejection_keeps_the_bytes_and_the_way_back(worker: Worker, redis: Redis, keys: Keys) -> None:
    entry = worker.take(b"\x00broken")
    worker.published(rejection_of(entry, Code.BINARY, "it is binary"), entry=entry)
    listed = list(rejected.entries(redis, keys, code="binary"))
    assert [one.rejection.message for one in listed] == ["it is binary"]
    assert list(rejected.entries(redis, keys, code="empty")) == []
    rejected.replay(redis, keys, listed[0])
    again = worker.inbox.waiting(1, 0)[0]
    assert (again.payload, again.item_id) == (b"\x00broken", entry.item_id)
    assert list(rejected.entries(redis, keys)) == []


def test_an_item_of_many_rejected_stories_is_replayed_once(worker: Worker, redis: Redis, keys: Keys) -> None:
    entry = worker.take(b"three bad stories")
    bad = [rejection_of(entry, Code.NO_BODY, "for this test").model_copy(update={"story": n}) for n in range(3)]
    worker.published(*bad, entry=entry)
    first, second, _ = rejected.entries(redis, keys)
    assert rejected.replay(redis, keys, second) is not None
    assert rejected.replay(redis, keys, first) is None, "it went in with the other"
    assert list(rejected.entries(redis, keys)) == []
    assert redis.xlen(keys.inbox) == 1


def test_a_replayed_item_is_what_it_was_when_first_received(worker: Worker, redis: Redis, keys: Keys) -> None:
    fields = {"payload": "?", "format": "morse", "transport.etag": "e1", "url": "https://a.example/", "source": "desk"}
    redis.xadd(keys.urgent, fields)  # type: ignore[arg-type]  # redis-py's invariant dict
    (entry,) = worker.inbox.waiting(1, 0)
    worker.published(rejection_of(entry, Code.UNKNOWN_FORMAT, "for this test"), entry=entry)
    rejected.replay(redis, keys, next(rejected.entries(redis, keys)))
    (again,) = worker.inbox.waiting(1, 0)
    assert again.lane == "urgent"
    assert again.item() == entry.item()


def test_a_replay_publishes_nothing_again_of_an_item_with_two_readings_of_a_story(worker: Worker) -> None:
    readings = (article(text="A", story=0), article(text="B", story=1))
    entry = worker.take()
    worker.published(*readings, entry=entry)
    assert worker.publish(*readings, item_id=entry.item_id) == ["stale", "duplicate"]
    assert worker.texts() == ["A", "B"]


def test_an_article_that_no_json_can_hold_costs_only_itself(worker: Worker) -> None:
    first, second = worker.take(), worker.take()
    results = worker.publisher.publish(
        [Reading(first, [article().model_copy(update={"headline": "\ud800"})]), Reading(second, [article("urn:good")])]
    )
    assert [one.outcomes for one in results] == [(("rejected", None),), (("published", 1),)]
    assert worker.outcomes()[0].code == "publish_failed"


def test_where_a_stream_is_no_stream_the_item_stays_in_the_inbox(worker: Worker, redis: Redis, keys: Keys) -> None:
    redis.set(keys.articles, "misplaced")
    entry = worker.take()
    with pytest.raises(ResponseError, match="MISPLACED"):
        worker.published(article(), entry=entry)
    assert redis.xlen(keys.inbox) == 1
    redis.delete(keys.articles)
    assert worker.published(article(), entry=entry).outcomes == (("published", 1),)


def test_an_item_the_server_cannot_publish_becomes_a_rejection(worker: Worker, redis: Redis, keys: Keys) -> None:
    entry = worker.take(at="5-0")
    broken = article().model_copy(update={"provenance": article().provenance.model_copy(update={"story": 0})})
    redis.hset(
        keys.story(broken.uri),
        mapping={"d": "x", "s": "usable", "v": "1", "a": "desk", "w": "", "c": "", "r": "?", "i": "0"},
    )
    assert worker.published(broken, entry=entry).outcomes == (("rejected", None),)
    assert worker.outcomes()[0].code == "publish_failed"


# Embargo --------------------------------------------------------------------------------------------------------------


def embargoed(text: str, wire_version: str | None = None) -> Article:
    return article(text=text, wire_version=wire_version, embargoed_until=datetime.now(UTC) + SOON)


def test_a_reading_under_embargo_is_kept_aside(worker: Worker, redis: Redis, keys: Keys) -> None:
    assert worker.publish(embargoed("A")) == ["embargoed"]
    assert worker.records() == []
    assert books(redis, keys).embargoed == 1


def test_a_newer_reading_replaces_the_one_kept_aside(worker: Worker, redis: Redis, keys: Keys) -> None:
    worker.publish(embargoed("A"))
    assert worker.publish(embargoed("B")) == ["embargoed"]
    assert [outcome.outcome for outcome in worker.outcomes()] == ["embargoed", "superseded", "embargoed"]
    assert books(redis, keys).balanced


def test_an_older_reading_does_not_replace_the_one_kept_aside(worker: Worker) -> None:
    worker.publish(embargoed("B", wire_version="2"))
    assert worker.publish(embargoed("A", wire_version="1")) == ["stale"]


def test_a_newer_repeat_of_what_is_kept_aside_makes_older_readings_stale(worker: Worker) -> None:
    until = datetime.now(UTC) + SOON
    for version in ("1", "3"):
        worker.publish(article(text="A", wire_version=version, embargoed_until=until))
    assert worker.publish(article(text="B", wire_version="2", embargoed_until=until)) == ["stale"]


def test_a_stranger_cannot_remove_what_is_kept_aside(worker: Worker, redis: Redis, keys: Keys) -> None:
    worker.publish(article(text="A", wire_version="1"))
    worker.publish(embargoed("B", wire_version="2"))
    worker.publish(article(text="A", wire_version="3", authority="stranger"))
    assert books(redis, keys).embargoed == 1


def test_one_embargo_that_cannot_be_lifted_keeps_no_other(worker: Worker, redis: Redis, keys: Keys) -> None:
    for uri in ("urn:a", "urn:b"):
        worker.publish(article(uri, embargoed_until=datetime.now(UTC) + timedelta(milliseconds=50)))
    redis.hset(keys.held("urn:a"), "authority", "somebody else")
    redis.hset(
        keys.story("urn:a"), mapping={"d": "x", "s": "usable", "v": "1", "a": "desk", "w": "", "c": "", "r": "1-0", "i": "0"}
    )
    eventually(lambda: release_due(redis, keys, worker.publisher, server_ms(redis)))
    assert [record.uri for record in worker.records()] == ["urn:b"]


def test_a_kill_removes_what_is_kept_aside_and_is_published(worker: Worker, redis: Redis, keys: Keys) -> None:
    worker.publish(embargoed("A"))
    assert worker.publish(article(text="kill", status="canceled")) == ["published"]
    assert books(redis, keys).embargoed == 0
    assert [record.status for record in worker.records()] == ["canceled"]


def test_a_reading_kept_aside_is_published_once_when_its_time_has_come(worker: Worker, redis: Redis, keys: Keys) -> None:
    held = article(text="A", embargoed_until=datetime.now(UTC) + timedelta(milliseconds=150))
    assert worker.publish(held) == ["embargoed"]
    assert worker.publisher.release(keys.held(held.uri)) is None, "it is not yet time"
    assert eventually(lambda: worker.publisher.release(keys.held(held.uri))) is not None
    assert worker.publisher.release(keys.held(held.uri)) is None
    assert (worker.texts(), [o.outcome for o in worker.outcomes()]) == (["A"], ["embargoed", "published"])
    assert books(redis, keys).balanced


# Books ----------------------------------------------------------------------------------------------------------------


def test_the_books_balance(worker: Worker, redis: Redis, keys: Keys) -> None:
    worker.publish(article("urn:a"), article("urn:b"))
    worker.publish(article("urn:a"))
    worker.publish(embargoed("E"))
    entry = worker.take(b"")
    assert books(redis, keys).waiting == 1
    worker.published(rejection_of(entry, Code.EMPTY, "nothing in it"), entry=entry)
    found = books(redis, keys)
    assert found.balanced
    assert (found.accepted, found.done, found.stories) == (4, 4, 5)
    assert found.outcomes["published"] == 2


@pytest.mark.parametrize(
    ("lower", "higher"), [("1.9", "1.10"), ("1", "1.0.1"), ("", "1"), ("2", "10"), ("20210122T1", "20210122T2")]
)
def test_wire_versions_are_compared_by_their_number_parts(lower: str, higher: str) -> None:
    assert wire_order(lower) < wire_order(higher)


def test_a_wire_version_of_trailing_zeros_says_nothing_more() -> None:
    assert wire_order("1") == wire_order("1.0") == wire_order("v01")
