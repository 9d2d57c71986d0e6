"""What is kept how long, and for whom."""

from hashlib import sha256
from typing import cast

import pytest
from redis import Redis

from schemas import Code
from schemas.errors import NotFound
from tests.store import Worker, article
from worker.cli.embedded import embedded_server
from worker.store import raw, retention
from worker.store.connection import connect
from worker.store.inbox import rejection_of
from worker.store.keys import Keys
from worker.store.publish import Retention
from worker.store.retention import StreamLimits

MINUTE = 60_000


@pytest.fixture
def worker(redis: Redis, keys: Keys) -> Worker:
    worker = Worker(redis, keys)
    for number in range(1000):
        redis.xadd(keys.articles, {"uri": f"urn:{number}"}, id=f"{number + 1}-0")
    return worker


def trimmed(
    redis: Redis, keys: Keys, *, entries: int = 10_000, now_ms: int = 0, full: bool = False, cap: int = 10_000
) -> int:
    limits = StreamLimits(entries=entries, age_ms=MINUTE, hard_cap=cap)
    return retention.trim_articles(redis, keys, keys.articles, limits, now_ms, full)


def read_and_acknowledge(redis: Redis, keys: Keys, count: int, acknowledged: int) -> None:
    redis.xgroup_create(keys.articles, "desk", id="0")
    entries = cast(
        "list[tuple[bytes, list[tuple[bytes, object]]]]", redis.xreadgroup("desk", "one", {keys.articles: ">"}, count=count)
    )
    redis.xack(keys.articles, "desk", *[entry_id for entry_id, _ in entries[0][1][:acknowledged]])


def test_entries_go_by_age(worker: Worker, redis: Redis, keys: Keys) -> None:
    assert trimmed(redis, keys, now_ms=MINUTE + 501) == 500


def test_entries_go_by_count_in_whole_nodes(worker: Worker, redis: Redis, keys: Keys) -> None:
    assert 300 <= trimmed(redis, keys, entries=600) <= 400


def test_what_a_group_has_not_read_is_spared(worker: Worker, redis: Redis, keys: Keys) -> None:
    read_and_acknowledge(redis, keys, count=300, acknowledged=300)
    assert trimmed(redis, keys, entries=10, now_ms=10 * MINUTE) == 300


def test_what_a_group_has_not_acknowledged_is_spared(worker: Worker, redis: Redis, keys: Keys) -> None:
    read_and_acknowledge(redis, keys, count=300, acknowledged=200)
    assert trimmed(redis, keys, entries=10, now_ms=10 * MINUTE) == 200


def test_a_group_gone_for_too_long_is_not_waited_for(worker: Worker, redis: Redis, keys: Keys) -> None:
    redis.xgroup_create(keys.articles, "never-used", id="0")
    assert trimmed(redis, keys, now_ms=10 * MINUTE) == 0, "it is new"
    three_days = StreamLimits().group_idle_ms
    assert trimmed(redis, keys, now_ms=10 * MINUTE + three_days + 1) == 1000


def test_a_group_made_anew_is_new_again(worker: Worker, redis: Redis, keys: Keys) -> None:
    redis.xgroup_create(keys.articles, "desk", id="0")
    trimmed(redis, keys, now_ms=10 * MINUTE)
    redis.xgroup_destroy(keys.articles, "desk")
    trimmed(redis, keys, now_ms=0)
    redis.xgroup_create(keys.articles, "desk", id="0")
    assert trimmed(redis, keys, now_ms=10 * MINUTE + StreamLimits().group_idle_ms + 1) == 0


def test_a_group_set_back_is_spared_what_it_will_read_again(worker: Worker, redis: Redis, keys: Keys) -> None:
    read_and_acknowledge(redis, keys, count=500, acknowledged=499)
    redis.xgroup_setid(keys.articles, "desk", "0")
    assert trimmed(redis, keys, now_ms=10 * MINUTE) == 0


def test_one_call_trims_all_there_is_to_trim(redis: Redis, keys: Keys) -> None:
    with redis.pipeline(transaction=False) as pipeline:
        for _ in range(25_000):
            pipeline.xadd(keys.articles, {"uri": "urn:1"})
        pipeline.execute()
    assert trimmed(redis, keys, entries=1_000, now_ms=1) >= 23_900


def test_beyond_the_hard_cap_nobody_is_waited_for(worker: Worker, redis: Redis, keys: Keys) -> None:
    read_and_acknowledge(redis, keys, count=2, acknowledged=1)
    assert trimmed(redis, keys, cap=500) >= 400


def test_short_of_memory_everything_acknowledged_goes(worker: Worker, redis: Redis, keys: Keys) -> None:
    read_and_acknowledge(redis, keys, count=300, acknowledged=300)
    assert trimmed(redis, keys, full=True) == 300


def test_short_of_memory_nothing_goes_that_nobody_has_read(worker: Worker, redis: Redis, keys: Keys) -> None:
    assert trimmed(redis, keys, full=True) == 0


# Payloads -------------------------------------------------------------------------------------------------------------


def test_payloads_are_kept_once_compressed_and_can_be_had_back(redis: Redis, keys: Keys) -> None:
    worker = Worker(redis, keys)
    payload = "نص الخبر ".encode() * 500
    digest = ""
    for _ in range(2):
        entry = worker.take(payload)
        worker.published(article(), entry=entry)
        digest = _digest(payload)
    assert raw.fetch(redis, keys, digest) == payload
    assert redis.strlen(keys.raw(digest)) < len(payload) / 10
    assert redis.zcard(keys.raw_accepted) == 1


def test_payloads_of_published_items_are_not_kept_beyond_their_share(redis: Redis, keys: Keys) -> None:
    worker = Worker(redis, keys, retention=Retention(raw_bytes=60))
    for number in range(5):
        worker.published(article(f"urn:{number}"), entry=worker.take(b"payload %d" % number))
    kept = int(cast("bytes", redis.hget(keys.counters, "raw_accepted_bytes")))
    assert 0 < kept <= 60
    assert redis.zcard(keys.raw_accepted) < 5


def test_payloads_of_rejected_items_have_a_budget_of_their_own(redis: Redis, keys: Keys) -> None:
    worker = Worker(redis, keys)
    for number in range(5):
        entry = worker.take(b"payload %d" % number)
        worker.published(rejection_of(entry, Code.BINARY, "for this test"), entry=entry)
    budget = raw.rejected(keys)
    assert (redis.zcard(keys.raw_rejected), redis.zcard(keys.raw_accepted)) == (5, 0)
    most = raw.size(redis, keys, budget) // 2
    raw.drop_beyond(redis, keys, budget, most)
    assert 0 < raw.size(redis, keys, budget) <= most
    kept = sum(redis.exists(keys.raw(_digest(b"payload %d" % number))) for number in range(5))
    assert 0 < kept == redis.zcard(keys.raw_rejected) < 5


def test_a_payload_rejected_later_moves_from_one_budget_to_the_other(redis: Redis, keys: Keys) -> None:
    worker = Worker(redis, keys)
    worker.published(article(), entry=worker.take(b"payload"))
    entry = worker.take(b"payload")
    worker.published(rejection_of(entry, Code.BINARY, "for this test"), entry=entry)
    assert raw.size(redis, keys, raw.accepted(keys)) == 0
    assert raw.size(redis, keys, raw.rejected(keys)) > 0
    assert raw.drop_expired(redis, keys, retention.server_ms(redis) + 25 * 3600 * 1000) == 0
    assert raw.fetch(redis, keys, _digest(b"payload")) == b"payload"


def test_a_full_server_is_trimmed_and_relieved_of_payloads() -> None:
    with embedded_server() as server, connect(server.url) as redis:
        keys = Keys()
        worker = Worker(redis, keys, retention=Retention(raw_accepted_ms=1))
        for number in range(20):
            worker.published(article(f"urn:{number}"), entry=worker.take(b"payload %d" % number))
        redis.xgroup_create(keys.articles, "made, and not yet used", id="$")
        redis.config_set("maxmemory", "1")
        later = retention.server_ms(redis) + 1000
        assert retention.trim_articles(redis, keys, keys.articles, StreamLimits(), later, full=True) == 20
        assert raw.drop_expired(redis, keys, later) == 20


def test_no_payload_of_a_published_item_is_kept_where_that_is_asked_for(redis: Redis, keys: Keys) -> None:
    worker = Worker(redis, keys, retention=Retention(raw_accepted_ms=0))
    worker.published(article(), entry=worker.take(b"payload"))
    with pytest.raises(NotFound, match="no longer kept"):
        raw.fetch(redis, keys, _digest(b"payload"))


def test_expired_payloads_leave_the_count(redis: Redis, keys: Keys) -> None:
    worker = Worker(redis, keys)
    worker.published(article(), entry=worker.take(b"payload"))
    assert raw.drop_expired(redis, keys, retention.server_ms(redis)) == 0
    assert raw.drop_expired(redis, keys, retention.server_ms(redis) + 25 * 3600 * 1000) == 1
    assert redis.hget(keys.counters, "raw_accepted_bytes") == b"0"


def _digest(payload: bytes) -> str:
    return sha256(payload).hexdigest()
