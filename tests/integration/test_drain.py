"""The batch loop on a real server: what is taken first, what is found again, what cannot be read."""

from typing import cast

import pytest
from redis import Redis
from redis.exceptions import ConnectionError as RedisConnectionError

from schemas import Article, Code, Source
from schemas.streams import Fields
from tests.store import Worker
from tests.support import page
from worker.cli.embedded import embedded_server
from worker.client import Client
from worker.drain import Bounds, Drain, Tally
from worker.store import raw, rejected
from worker.store.connection import connect
from worker.store.inbox import Inbox, consumers, forget_dead_consumers, rejection_of
from worker.store.keys import Keys
from worker.store.leases import beat
from worker.store.outcomes import books


@pytest.fixture
def drain(redis: Redis, keys: Keys) -> Drain:
    return Drain(redis, keys, {"desk": Source(id="desk", provider="xinhua")})


def drained(drain: Drain) -> Tally:
    """Run until the inbox is empty."""
    tally = drain.run(0.2)
    assert books(drain.redis, drain.keys).waiting == 0
    return tally


def headlines(redis: Redis, keys: Keys) -> list[str]:
    entries = cast("list[tuple[bytes, Fields]]", redis.xrange(keys.articles))
    return [Article.read_json(fields[b"data"]).headline for _, fields in entries]


def test_a_plain_xadd_with_one_field_is_enough(drain: Drain, redis: Redis, keys: Keys) -> None:
    redis.xadd(keys.inbox, {"payload": "Bridge opens\n\nThe bridge in Northtown opened on Monday.\n"})
    assert drained(drain).stories == 1
    assert headlines(redis, keys) == ["Bridge opens"]


def test_urgent_items_are_read_before_those_that_came_earlier(
    drain: Drain, client: Client, redis: Redis, keys: Keys
) -> None:
    for number in range(5):
        client.enqueue(page(number), source="desk")
    client.enqueue(page(99), source="desk", urgent=True)
    drained(drain)
    assert headlines(redis, keys)[0].endswith("99")


def test_the_source_decides_who_speaks_for_the_story(drain: Drain, client: Client, redis: Redis, keys: Keys) -> None:
    client.enqueue(page(1), source="desk")
    drained(drain)
    ((_, fields),) = cast("list[tuple[bytes, Fields]]", redis.xrange(keys.articles))
    assert fields[b"uri"] == b"urn:wirecopy:xinhua:139000001"


def test_an_entry_whose_delivery_got_lost_is_found_again(drain: Drain, client: Client, redis: Redis, keys: Keys) -> None:
    client.enqueue(page(1), source="desk")
    drain.inbox.open()
    assert len(drain.inbox.waiting(10, 0)) == 1, "delivered, and then the reply is lost"
    assert drained(drain).stories == 1


def test_a_batch_takes_as_much_as_bytes_allow(client: Client, redis: Redis, keys: Keys) -> None:
    drain = Drain(redis, keys, bounds=Bounds(items=50, bytes=20_000))
    body = "نص طويل جدا. " * 400
    for number in range(30):
        client.enqueue(page(number, body=body))
    drained(drain)
    assert drain._batch_items <= 3  # each is about 9 kB


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"text": "no payload here"}, "bad_entry"),
        ({"payload": "Headline\n\nBody of it.\n", "item_id": "yesterday"}, "bad_entry"),
        ({"payload": "Headline\n\nBody of it.\n", "source": "s" * 300}, "bad_entry"),
        ({"payload": ""}, "empty"),
        ({"payload": "Headline\n\nBody of it.\n", "format": "morse"}, "unknown_format"),
        ({"payload": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"}, "binary"),
    ],
)
def test_an_entry_that_cannot_be_read_is_rejected_with_its_bytes(
    drain: Drain, redis: Redis, keys: Keys, fields: dict[str, str | bytes], code: str
) -> None:
    redis.xadd(keys.inbox, fields)  # type: ignore[arg-type]  # redis-py's invariant dict
    drained(drain)
    (entry,) = rejected.entries(redis, keys)
    assert entry.rejection.code == code
    assert entry.rejection.message
    assert books(redis, keys).balanced
    assert redis.exists(keys.raw(entry.rejection.raw_digest))


def test_an_item_over_10_mib_is_rejected_with_its_bytes(drain: Drain, client: Client, redis: Redis, keys: Keys) -> None:
    client.enqueue(b"Headline\n\n" + b"x" * (10 * 1024 * 1024))
    drained(drain)
    (entry,) = rejected.entries(redis, keys)
    assert (entry.rejection.code, entry.rejection.where) == ("too_large", "byte 10485760")
    assert len(raw.fetch(redis, keys, entry.rejection.raw_digest)) == entry.rejection.raw_size > 10 * 1024 * 1024


def test_an_entry_with_an_id_beyond_all_time_is_read_like_any_other(drain: Drain, redis: Redis, keys: Keys) -> None:
    redis.xadd(keys.inbox, {"payload": page(1)}, id="18446744073709551615-1")
    assert drained(drain).stories == 1


def test_what_a_dead_consumer_held_is_taken_over_entry_by_entry(drain: Drain, redis: Redis, keys: Keys) -> None:
    dead = Worker(redis, keys, name="dead")
    for number in range(3):
        dead.take(page(number))
    tally = drained(drain)
    assert (tally.claimed, tally.stories) == (3, 3)
    assert redis.hlen(keys.alone) == 0


def test_what_a_consumer_with_a_heartbeat_holds_is_left_to_it(drain: Drain, redis: Redis, keys: Keys) -> None:
    slow = Worker(redis, keys, name="slow")
    slow.take(page(1))
    beat(redis, keys.alive("slow"), 60)
    assert drain.run(0.1).claimed == 0


def test_an_entry_tried_alone_too_often_is_quarantined_unread(drain: Drain, redis: Redis, keys: Keys) -> None:
    dead = Worker(redis, keys, name="dead")
    entry = dead.take(page(1))
    redis.hset(keys.alone, f"{keys.inbox} {entry.id}", "3")
    assert drained(drain).quarantined == 1
    (quarantined,) = rejected.entries(redis, keys)
    assert quarantined.rejection.code == "killed_worker"
    rejected.replay(redis, keys, quarantined)
    assert drained(drain).stories == 1
    assert headlines(redis, keys), "once mended and replayed it comes out"


def test_tries_of_an_entry_do_not_count_for_the_one_of_the_same_id_in_the_other_lane(
    drain: Drain, redis: Redis, keys: Keys
) -> None:
    Worker(redis, keys, name="dead").take(page(1), at="1000-0")
    redis.hset(keys.alone, f"{keys.urgent} 1000-0", "3")
    assert drained(drain).quarantined == 0


def test_what_was_trimmed_while_a_dead_consumer_held_it_is_let_go(drain: Drain, redis: Redis, keys: Keys) -> None:
    dead = Worker(redis, keys, name="dead")
    entries = [dead.take(page(number)) for number in range(4)]
    redis.xdel(keys.inbox, *[entry.id for entry in entries[:3]])
    assert drain.run(0.1).stories == 1
    assert cast("dict[str, int]", redis.xpending(keys.inbox, "workers"))["pending"] == 0


def test_only_a_dead_consumer_that_holds_nothing_is_forgotten(drain: Drain, redis: Redis, keys: Keys) -> None:
    Worker(redis, keys, name="holds").take(page(1))
    gone = Worker(redis, keys, name="gone")
    entry = gone.take(page(2))
    gone.published(rejection_of(entry, Code.EMPTY, "for this test"), entry=entry)
    living = Inbox(redis, keys, "living")
    living.waiting(1, 0)
    beat(redis, keys.alive("living"), 60)
    forget_dead_consumers(redis, keys)
    assert {name for name, _ in consumers(redis, keys, "normal")} == {"holds", "living"}


def test_a_server_that_goes_away_stops_the_loop_with_everything_still_in_the_inbox() -> None:
    with embedded_server() as server, connect(server.url) as redis:
        drain = Drain(redis, Keys())
        redis.xadd(Keys().inbox, {"payload": page(1)})
        server.kill()
        with pytest.raises(RedisConnectionError):
            drain.run(0.2)
        server.start()
        assert drain.run(0.2).stories == 1
