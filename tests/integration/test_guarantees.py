"""What docs/guarantees.md promises and no other test shows."""

import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from redis import Redis

from schemas import WireItem
from schemas.errors import IntakeFull, ItemTooLarge, ServerUnreachable
from schemas.streams import Fields
from tests.store import Worker, article
from tests.support import eventually, item, page
from worker.cli.embedded import EmbeddedServer, embedded_server
from worker.client import Client
from worker.drain import Bounds, Drain
from worker.store.connection import connect
from worker.store.keys import Keys
from worker.store.outcomes import books
from worker.store.publish import Retention
from worker.store.retention import StreamLimits, server_ms, trim_articles

CUTS = 16


def uris(redis: Redis, keys: Keys) -> "Counter[str]":
    """How often each uri is in the articles stream."""
    entries = cast("list[tuple[bytes, Fields]]", redis.xrange(keys.articles))
    return Counter(fields[b"uri"].decode() for _, fields in entries)


def drain_all(redis: Redis, keys: Keys) -> None:
    """Drain until nothing waits, as a worker whose predecessors are soon given up on."""
    drain = Drain(redis, keys, bounds=Bounds(items=4, heartbeat=0.2))

    def is_empty() -> bool:
        drain.run(0.05)
        return books(redis, keys).waiting == 0

    eventually(is_empty)


def test_what_is_refused_is_not_in_the_inbox(keys: Keys) -> None:
    with embedded_server("--maxmemory", "32mb") as server, Client(server.url) as client, connect(server.url) as redis:
        redis.setrange("filler", 24 * 1024 * 1024, b"x")
        with pytest.raises(IntakeFull):
            client.enqueue(page(1))
        redis.delete("filler")
        with pytest.raises(ItemTooLarge):
            client.enqueue(bytes(65 * 1024 * 1024))
        assert redis.exists(keys.inbox, keys.urgent) == 0
        client.enqueue(page(1))
        assert redis.xlen(keys.inbox) == 1


def test_items_sent_again_after_no_answer_come_out_once(own_server: EmbeddedServer, keys: Keys) -> None:
    def items(killing: bool) -> Iterator[WireItem]:
        for number in range(300):
            if killing and number == 150:
                own_server.kill()
            yield item(page(number))

    with Client(own_server.url) as client:
        with pytest.raises(ServerUnreachable):
            client.enqueue_many(items(killing=True))
        own_server.start()
        client.enqueue_many(items(killing=False))
    with connect(own_server.url) as redis:
        drain_all(redis, keys)
        found = books(redis, keys)
        assert (found.outcomes["published"], found.outcomes["duplicate"]) == (300, 100), "a hundred were in already"
        assert set(uris(redis, keys).values()) == {1}


def test_an_append_only_file_cut_off_anywhere_leaves_no_item_half_done(own_server: EmbeddedServer, keys: Keys) -> None:
    with Client(own_server.url) as client, connect(own_server.url) as redis:
        for start in range(0, 24, 6):
            client.enqueue_many(item(page(number)) for number in range(start, start + 6))
            drain_all(redis, keys)
    own_server.kill()
    (file,) = Path(own_server.folder).glob("appendonlydir/*.incr.aof")
    whole = file.read_bytes()
    waiting, done = 0, 0
    for cut in random.Random(23).sample(range(len(whole)), CUTS):
        file.write_bytes(whole[:cut])
        own_server.start()
        with connect(own_server.url) as redis:
            found = books(redis, keys)
            assert found.balanced
            assert found.done == found.outcomes["published"] == uris(redis, keys).total()
            waiting += found.waiting
            done += found.done
            drain_all(redis, keys)
            came_out = uris(redis, keys)
        assert (len(came_out), came_out.total()) == (found.accepted, found.accepted), "all that is there comes out, once"
        own_server.kill()
    assert waiting, "no cut fell between an item's acceptance and its end"
    assert done, "no cut fell behind the end of an item"


def test_a_story_not_seen_for_too_long_is_new_again_and_a_killed_one_never_is(redis: Redis, keys: Keys) -> None:
    worker = Worker(redis, keys, retention=Retention(state_ms=300))
    worker.publish(article("urn:killed", status="canceled"))
    assert [worker.publish(article("urn:a", text=text)) for text in "AB"] == [["published"], ["updated"]]
    eventually(lambda: not redis.exists(keys.story("urn:a")))
    assert worker.publish(article("urn:a", text="C")) == ["published"]
    assert worker.publish(article("urn:killed", text="back")) == ["stale"]
    assert [record.version for record in worker.records() if record.uri == "urn:a"] == [1, 2, 1]


def test_a_group_whose_consumers_fell_silent_is_not_waited_for(redis: Redis, keys: Keys, client: Client) -> None:
    worker = Worker(redis, keys)
    for number in range(3):
        worker.publish(article(f"urn:{number}"))
    assert len(list(client.consume(group="desk", start="first", idle_seconds=0.05))) == 3, "none is acknowledged"

    def trimmed(group_idle_ms: int) -> int:
        limits = StreamLimits(age_ms=1, group_idle_ms=group_idle_ms)
        return trim_articles(redis, keys, keys.articles, limits, server_ms(redis) + 1_000, full=True)

    assert trimmed(group_idle_ms=3_600_000) == 0
    assert eventually(lambda: trimmed(group_idle_ms=1)) == 3
