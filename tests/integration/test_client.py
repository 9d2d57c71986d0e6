"""What other services do: put in, follow, acknowledge, take up again. On a real server, sync and async."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import cast

import pytest
from redis import Redis

from schemas import Article
from schemas.errors import BadRecord, IntakeFull, ItemTooLarge, NotFound, ServerUnreachable
from schemas.streams import Fields, is_item_id
from tests.store import Worker, article
from tests.support import item
from worker.cli.embedded import EmbeddedServer, embedded_server
from worker.client import AsyncClient, Client, Delivery, Filters
from worker.store.keys import Keys
from worker.store.kill import kill


@pytest.fixture
def published(redis: Redis, keys: Keys) -> Worker:
    """Five articles, one of each kind that matters to a reader."""
    worker = Worker(redis, keys)
    worker.publish(article("urn:1", language="ar"))
    worker.publish(article("urn:2", language="ar-EG", authority="agency"))
    worker.publish(article("urn:3", language="en"))
    worker.publish(article("urn:4", language="en", status="withheld"))
    worker.publish(article("urn:5", language="en", status="canceled"))
    return worker


def uris(records: Iterator[Delivery]) -> list[str]:
    return [record.article.uri for record in records]


def test_without_a_group_a_reader_sees_everything_from_the_start(published: Worker, client: Client) -> None:
    assert uris(client.consume(start="first", idle_seconds=0.05)) == ["urn:1", "urn:2", "urn:3", "urn:5"]


def test_withheld_articles_are_given_only_when_asked_for(published: Worker, client: Client) -> None:
    only_withheld = Filters(status=("withheld",))
    assert uris(client.consume(start="first", filters=only_withheld, idle_seconds=0.05)) == ["urn:4"]


def test_a_language_lets_its_regions_through(published: Worker, client: Client) -> None:
    assert uris(client.consume(start="first", filters=Filters(status=("usable",), language=("ar",)), idle_seconds=0.05)) == [
        "urn:1",
        "urn:2",
    ]


def test_a_source_can_be_chosen(published: Worker, client: Client) -> None:
    usable_of_agency = Filters(status=("usable",), source=("agency",))
    assert uris(client.consume(start="first", filters=usable_of_agency, idle_seconds=0.05)) == ["urn:2"]


def test_a_kill_passes_the_filters_of_language_and_source(
    published: Worker, client: Client, redis: Redis, keys: Keys
) -> None:
    kill(redis, keys, "urn:2", "an error")
    for filters in (Filters(source=("agency",)), Filters(language=("fr",), source=("nobody",))):
        last = list(client.consume(start="first", filters=filters, idle_seconds=0.05))[-1].article
        assert (last.uri, last.status) == ("urn:2", "canceled")
    assert uris(client.consume(start="first", filters=Filters(uri=("urn:1",)), idle_seconds=0.05)) == ["urn:1"]


def test_new_means_what_comes_after_the_call(published: Worker, client: Client) -> None:
    assert uris(client.consume(idle_seconds=0.05)) == []


def test_a_reader_resumes_after_an_entry_or_from_a_time(published: Worker, client: Client) -> None:
    second = list(client.consume(start="first", idle_seconds=0.05))[1]
    assert uris(client.consume(start=second.id, idle_seconds=0.05)) == ["urn:3", "urn:5"]
    when = datetime.fromtimestamp(int(second.id.split("-")[0]) / 1000, UTC)
    assert "urn:2" in uris(client.consume(start=when, idle_seconds=0.05))
    assert uris(client.consume(start=when + timedelta(hours=1), idle_seconds=0.05)) == []


def test_a_naive_time_is_refused(client: Client) -> None:
    naive = datetime(2026, 11, 23)  # noqa: DTZ001  # the mistake under test
    with pytest.raises(ValueError, match="aware"):
        list(client.consume(start=naive, idle_seconds=0.05))


def test_a_start_that_is_no_position_is_refused(client: Client) -> None:
    with pytest.raises(ValueError, match="yesterday"):
        list(client.consume(start="yesterday", idle_seconds=0.05))


def test_a_group_shares_records_and_remembers_them(published: Worker, client: Client) -> None:
    for record in client.consume(group="desk", start="first", idle_seconds=0.05):
        record.ack()
    assert uris(client.consume(group="desk", start="first", idle_seconds=0.05)) == []
    published.publish(article("urn:6"))
    assert uris(client.consume(group="desk", idle_seconds=0.05)) == ["urn:6"]


def test_a_consumer_that_comes_back_under_its_name_gets_what_it_did_not_acknowledge(
    published: Worker, client: Client
) -> None:
    assert len(uris(client.consume(group="desk", consumer="one", start="first", idle_seconds=0.05))) == 4
    assert len(uris(client.consume(group="desk", consumer="two", idle_seconds=0.05))) == 0, "they are the first one's"
    assert len(uris(client.consume(group="desk", consumer="one", idle_seconds=0.05))) == 4


def test_what_nobody_acknowledged_is_given_to_another_consumer(published: Worker, client: Client) -> None:
    uris(client.consume(group="desk", start="first", idle_seconds=0.05))
    again = list(client.consume(group="desk", reclaim_seconds=0.01, idle_seconds=0.05))
    assert {(record.article.uri, record.failures) for record in again} >= {("urn:1", 1)}


def test_a_record_that_fails_again_and_again_goes_to_the_dead_letters(redis: Redis, keys: Keys, client: Client) -> None:
    Worker(redis, keys).publish(article("urn:poison"))
    deliveries = list(client.consume(group="desk", start="first", reclaim_seconds=0.01, idle_seconds=0.5, max_deliveries=3))
    assert [record.failures for record in deliveries] == [0, 1, 2]
    ((_, fields),) = cast("list[tuple[bytes, Fields]]", redis.xrange(keys.dead("desk")))
    assert fields[b"reason"] == b"not acknowledged after 3 deliveries"
    assert Article.read_json(fields[b"data"]).uri == "urn:poison"
    assert cast("dict[str, int]", redis.xpending(keys.articles, "desk"))["pending"] == 0


def test_a_record_that_was_fetched_and_never_shown_has_not_failed(published: Worker, client: Client) -> None:
    first = next(iter(records := client.consume(group="desk", start="first", max_deliveries=1, idle_seconds=0.05)))
    assert first.article.uri == "urn:1"
    records.close()  # type: ignore[attr-defined]  # as leaving the loop does
    again = list(client.consume(group="desk", max_deliveries=2, reclaim_seconds=0.02, idle_seconds=0.1))
    assert [(r.article.uri, r.failures) for r in again if r.article.uri != "urn:1"][:3] == [
        ("urn:2", 0), ("urn:3", 0), ("urn:5", 0),
    ]  # fmt: skip


def test_a_consumer_that_leaves_with_nothing_in_hand_is_taken_off_its_group(
    published: Worker, client: Client, redis: Redis, keys: Keys
) -> None:
    for record in client.consume(group="desk", start="first", idle_seconds=0.05):
        record.ack()
    assert redis.xinfo_consumers(keys.articles, "desk") == []


def test_a_dead_letter_on_a_full_server_waits_and_keeps_nothing_else_waiting() -> None:
    with embedded_server() as server, Client(server.url) as client, Redis.from_url(server.url) as redis:
        keys = Keys()
        redis.xadd(keys.articles, {"uri": "urn:x", "data": "{}"})
        Worker(redis, keys).publish(article("urn:good"))
        redis.xgroup_create(keys.articles, "desk", id="0")
        redis.config_set("maxmemory", "1")
        (good,) = client.consume(group="desk", idle_seconds=0.1)
        assert good.article.uri == "urn:good"
        good.ack()
        with pytest.raises(NotFound, match="full server"):
            uris(client.consume(group="new", idle_seconds=0.1))
        redis.config_set("maxmemory", "0")
        uris(client.consume(group="desk", reclaim_seconds=0.01, idle_seconds=0.1))
        assert redis.xlen(keys.dead("desk")) == 1


def test_an_unreadable_record_stops_a_reader_but_only_costs_a_group_that_record(
    redis: Redis, keys: Keys, client: Client
) -> None:
    flat = {"uri": "urn:x", "version": "1", "status": "usable", "language": "en", "source": "s", "data": "{}"}
    redis.xadd(keys.articles, flat)  # type: ignore[arg-type]  # redis-py's invariant dict
    Worker(redis, keys).publish(article("urn:good"))
    assert uris(client.consume(group="desk", start="first", idle_seconds=0.05)) == ["urn:good"]
    assert redis.xlen(keys.dead("desk")) == 1
    with pytest.raises(BadRecord, match="articles entry"):
        list(client.consume(start="first", idle_seconds=0.05))


def test_a_record_of_a_newer_service_is_read_without_the_fields_this_client_does_not_know(
    redis: Redis, keys: Keys, client: Client
) -> None:
    Worker(redis, keys).publish(article("urn:1"))
    ((_, fields),) = cast("list[tuple[bytes, Fields]]", redis.xrange(keys.articles))
    newer = fields[b"data"].replace(b'{"version"', b'{"mood":"sunny","version"').replace(b'"basis"', b'"why":[1],"basis"')
    redis.xadd(keys.articles, {**fields, b"data": newer})  # type: ignore[dict-item]
    assert uris(client.consume(start="first", idle_seconds=0.05)) == ["urn:1", "urn:1"]


def test_a_route_is_followed_like_the_articles(redis: Redis, keys: Keys, client: Client) -> None:
    redis.xadd(keys.route("sport"), {"uri": "urn:1"})
    redis.delete(keys.route("sport"))
    assert uris(client.consume(route="sport", start="first", idle_seconds=0.05)) == []


def test_a_reader_goes_on_when_the_server_comes_back(own_server: EmbeddedServer) -> None:
    with Client(own_server.url) as client:
        records = client.consume(start="first", idle_seconds=20)
        with Redis.from_url(own_server.url) as redis:
            Worker(redis, Keys()).publish(article("urn:1"))
        assert next(records).article.uri == "urn:1"
        own_server.stop()
        own_server.start()
        with Redis.from_url(own_server.url) as redis:
            Worker(redis, Keys()).publish(article("urn:2"))
        assert next(records).article.uri == "urn:2"


# Putting in -----------------------------------------------------------------------------------------------------------


def test_an_item_is_in_the_inbox_when_enqueue_returns(client: Client, redis: Redis, keys: Keys) -> None:
    item_id = client.enqueue(b"payload", source="desk", media_type="text/plain", url="https://news.example/1")
    ((entry_id, fields),) = cast("list[tuple[bytes, Fields]]", redis.xrange(keys.inbox))
    assert entry_id.decode() == item_id
    assert fields == {
        b"payload": b"payload", b"source": b"desk", b"media_type": b"text/plain", b"url": b"https://news.example/1",
    }  # fmt: skip


@pytest.mark.parametrize(
    "payload",
    [
        "عاجل: زلزال",
        "URGENT - Quake",
        "FLASH: Quake",
        b"\x01eca061 1 i 211 ccccb\r\n",
        b"\x16\x16\x01W2870 US\r\nf l\x13\x11 BC",
    ],
)
def test_what_looks_urgent_goes_into_the_urgent_inbox(
    client: Client, redis: Redis, keys: Keys, payload: str | bytes
) -> None:
    assert client.enqueue(payload).startswith("u")
    assert (redis.xlen(keys.inbox), redis.xlen(keys.urgent)) == (0, 1)


@pytest.mark.parametrize("payload", ["Urgently needed: rain", "عاجلا أم آجلا", b"\x01eca061 4 i 211 ccccb\r\n"])
def test_what_only_begins_like_it_does_not(client: Client, redis: Redis, keys: Keys, payload: str | bytes) -> None:
    client.enqueue(payload)
    assert (redis.xlen(keys.inbox), redis.xlen(keys.urgent)) == (1, 0)


def test_what_the_producer_says_of_urgency_counts(client: Client, redis: Redis, keys: Keys) -> None:
    client.enqueue("FLASH", urgent=False)
    client.enqueue("a quiet story", urgent=True)
    assert (redis.xlen(keys.inbox), redis.xlen(keys.urgent)) == (1, 1)


def test_a_filling_server_takes_nothing_more() -> None:
    with embedded_server("--maxmemory", "16mb") as server, Client(server.url) as client:
        large = (item(b"x" * 100_000) for _ in range(200))
        with pytest.raises(IntakeFull, match="try again"):
            client.enqueue_many(large)
        with Redis.from_url(server.url) as redis:
            assert redis.info("memory")["used_memory"] < 0.75 * 16 * 1024 * 1024


def test_an_item_beyond_64_mib_is_not_taken(client: Client) -> None:
    with pytest.raises(ItemTooLarge):
        client.enqueue(b"x" * (64 * 1024 * 1024 + 1))


def test_a_server_that_is_not_there_is_named_as_such() -> None:
    with Client("redis://127.0.0.1:1") as client, pytest.raises(ServerUnreachable):
        client.enqueue("text")


def test_waiting_gives_every_outcome_of_a_large_item(client: Client, redis: Redis, keys: Keys) -> None:
    worker = Worker(redis, keys)
    for number in range(700):
        worker.publish(article(f"urn:{number}"))
    entry = worker.take()
    worker.published(*[article(f"urn:story:{n}", story=n) for n in range(2_000)], entry=entry)
    assert len(client.wait([worker.outcomes()[0].item_id, entry.item_id])[entry.item_id]) == 2_000


@pytest.mark.parametrize("item_id", ["yesterday", "١-١", "99999999999999999999-0", ""])
def test_what_is_no_item_id_is_found_out(item_id: str) -> None:
    assert not is_item_id(item_id)


def test_the_async_client_does_the_same(server: EmbeddedServer, redis: Redis, keys: Keys) -> None:
    async def scenario() -> tuple[list[str], list[str], list[str]]:
        async with AsyncClient(server.url) as wire:
            ids = await wire.enqueue_many(item(f"item {n}".encode()) for n in range(250))
            one = await wire.enqueue("one more")
            worker = Worker(redis, keys)
            for n in range(3):
                worker.publish(article(f"urn:{n}"))
            seen = []
            async for record in wire.consume(group="desk", start="first", idle_seconds=0.05):
                seen.append(record.article.uri)
                await record.ack()
            waited = await wire.wait([worker.outcomes()[0].item_id, one], timeout=0.05)
            return [*ids, one], seen, [o.outcome for found in waited.values() for o in found]

    ids, seen, outcomes = asyncio.run(scenario())
    assert len(set(ids)) == 251
    assert seen == ["urn:0", "urn:1", "urn:2"]
    assert outcomes == ["published"]
