"""Workers at the inbox: slots come back whatever message is lost, two clocks do no harm, upkeep waits behind nothing."""

import time
from datetime import UTC, datetime, timedelta
from typing import cast

import pytest
from redis import Redis

from tests.store import Worker, article
from tests.support import Service, eventually, item, page
from worker.cli.embedded import EmbeddedServer
from worker.cli.processes import celery, end
from worker.client import Client
from worker.store.connection import connect
from worker.store.heartbeats import Kind, heartbeats


def consumers_alive(redis: Redis) -> int:
    return len(cast("list[bytes]", redis.keys("{wirecopy}:alive:*")))


def slots_leased(redis: Redis) -> int:
    return len(cast("list[bytes]", redis.keys("{wirecopy}:lease:ingest:*")))


def test_a_slot_whose_message_was_lost_comes_back(service: Service) -> None:
    service.start_worker()
    with Client(service.server.url) as client, connect(service.server.url) as redis:
        client.wait([client.enqueue(page(1))])
        for name in cast("list[bytes]", redis.keys("{wirecopy}:celery:*")):
            if b"_kombu.binding" not in name:
                redis.delete(name)
        redis.delete("{wirecopy}:lease:ingest:0", "{wirecopy}:lease:ingest:1")
        waiting = client.enqueue(page(2))
        assert client.wait([waiting], timeout=10)[waiting]
    assert service.books().balanced


def test_two_clocks_start_no_more_slots_than_one(service: Service) -> None:
    service.start_worker()
    second_clock = celery(["-A", "worker", "beat", "--loglevel", "WARNING", "--pidfile="], service.environment, service.log)
    try:
        with Client(service.server.url) as client, connect(service.server.url) as redis:
            client.wait([client.enqueue(page(1))])
            most = 0
            until = time.monotonic() + 4
            while time.monotonic() < until:
                client.enqueue(page(2))
                most = max(most, slots_leased(redis))
                time.sleep(0.05)
            assert most <= 2
            assert consumers_alive(redis) <= 3  # a worker has three processes, of which two are at the inbox at a time
    finally:
        end(second_clock)


def test_the_clock_waits_while_no_worker_takes_its_messages(service: Service) -> None:
    queue = service.keys.name("celery:upkeep")
    with connect(service.server.url) as redis:
        eventually(lambda: redis.llen(queue) > 1)
        redis.rpush(queue, *["waiting"] * 30)
        waiting = redis.llen(queue)
        time.sleep(2.5)  # two ticks: that nothing comes cannot be waited for
        assert redis.llen(queue) <= waiting + 1
        redis.delete(queue)
        eventually(lambda: redis.llen(queue) > 1)


def test_workers_come_back_to_the_inbox_without_a_clock(service: Service) -> None:
    assert service.beat is not None
    end(service.beat)
    service.start_worker()
    with Client(service.server.url) as client:
        client.wait([client.enqueue(page(1))])
        service.server.kill()
        service.server.start()
        waiting = client.enqueue(page(2))
        assert client.wait([waiting], timeout=20)[waiting]


def test_slots_go_with_the_workers_that_kept_them(service: Service) -> None:
    with connect(service.server.url) as redis, Client(service.server.url) as client:
        for _ in range(3):
            service.start_worker()
        client.wait([client.enqueue(page(1))])
        eventually(lambda: slots_leased(redis) == 6)
        for worker in service.workers[:2]:
            end(worker)
        eventually(lambda: slots_leased(redis) == 2, 15)
        waiting = client.enqueue(page(2))
        assert client.wait([waiting])[waiting]


@pytest.mark.parametrize(
    ("options", "slots"),
    [(("-c", "4"), 2), (("-c", "2"), 1), (("-c", "1"), 1), (("-c", "1", "-Q", "ingest"), 1), (("-Q", "upkeep,enqueue"), 0)],
)
def test_a_worker_keeps_as_many_slots_as_its_processes_allow(service: Service, options: tuple[str, ...], slots: int) -> None:
    service.start_worker(*options)
    with connect(service.server.url) as redis:
        found = eventually(lambda: [one for one in heartbeats(redis, service.keys) if one.kind == Kind.WORKER])
    assert [one.slots for one in found] == [slots]


def test_workers_and_clocks_beat_and_sign_off_when_they_end_in_order(service: Service) -> None:
    worker = service.start_worker()
    assert service.beat is not None
    with connect(service.server.url) as redis:
        eventually(lambda: {one.kind for one in heartbeats(redis, service.keys)} == {Kind.WORKER, Kind.CLOCK})
        end(worker)
        end(service.beat)
        assert heartbeats(redis, service.keys) == []


def test_an_embargo_ends_while_a_backlog_waits(service: Service) -> None:
    with connect(service.server.url) as redis, Client(service.server.url) as client:
        until = datetime.now(UTC) + timedelta(seconds=1)
        assert Worker(redis, service.keys).publish(article("urn:held", embargoed_until=until)) == ["embargoed"]
        client.enqueue_many(item(page(number)) for number in range(20_000))
        service.start_worker()
        eventually(lambda: ("urn:held", 1) in service.published(), 30)
        assert service.books().waiting > 0, "the backlog was too short to show anything"


def test_settings_reach_the_workers(own_server: EmbeddedServer) -> None:
    routes = '[{"name": "arabic", "language": ["ar"]}]'
    with Service(own_server, settings={"WIRECOPY_ROUTES": routes}) as service, Client(own_server.url) as client:
        service.start_worker()
        client.enqueue(page(1))
        record = next(client.consume(route="arabic", start="first", idle_seconds=20))
        assert record.article.language == "ar"
