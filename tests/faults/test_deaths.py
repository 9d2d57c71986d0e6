"""Deaths at any moment: nothing accepted is lost, nothing comes out twice."""

import os
import random
import signal
from collections import Counter

import pytest
from redis import Redis

from tests.support import Service, eventually, item, page
from worker.cli.embedded import EmbeddedServer
from worker.client import Client
from worker.store.connection import connect
from worker.store.inbox import consumers

ITEMS = 2_000


def _uris(numbers: range) -> set[str]:
    return {f"urn:wirecopy:desk:{139_000_000 + number}" for number in numbers}


def _assert_each_came_out_once(service: Service, numbers: range) -> None:
    published = Counter(service.published())
    assert {uri for uri, _ in published} == _uris(numbers), "an accepted item is missing, or one came from nowhere"
    assert set(published.values()) == {1}, "a story came out twice"
    assert {version for _, version in published} == {1}
    assert service.books().balanced


def test_killing_worker_processes_amid_2000_items_loses_none_and_doubles_none(service: Service) -> None:
    for _ in range(2):
        service.start_worker()
    chance = random.Random(23)
    with Client(service.server.url) as client:
        accepted = client.enqueue_many(item(page(number)) for number in range(ITEMS))
        for count, _ in enumerate(accepted, start=1):
            if count % 400 == 0:
                eventually(lambda count=count: service.books().done > count / 4)  # type: ignore[misc]
                if count % 800 == 0:
                    service.kill_worker(service.workers[0])
                    service.start_worker()
                else:
                    service.supervise()
                    service.kill_pool_process(chance.choice(eventually(service.pool_processes)))
    eventually(lambda: service.books().waiting == 0, 60)
    _assert_each_came_out_once(service, range(ITEMS))


def test_a_worker_stopped_past_its_claim_and_continued_writes_nothing(service: Service) -> None:
    stopped = service.start_worker()
    with Client(service.server.url) as client:
        ids = client.enqueue_many(item(page(number)) for number in range(600))
        eventually(lambda: 0 < service.books().done < len(ids), 20)
        _stop_while_it_holds_something(service, stopped.pid)
        service.start_worker()
        eventually(lambda: service.books().waiting == 0)
        before = service.published()
        os.killpg(stopped.pid, signal.SIGCONT)
        service.kill_worker(service.workers[1])
        client.enqueue(page(600), source="desk")
        eventually(lambda: service.books().waiting == 0)
    assert service.published()[: len(before)] == before
    _assert_each_came_out_once(service, range(601))


def _stop_while_it_holds_something(service: Service, group: int) -> None:
    with connect(service.server.url) as redis:
        while True:
            os.killpg(group, signal.SIGSTOP)
            if sum(held for _, held in consumers(redis, service.keys, "normal")):
                return
            assert service.books().waiting, "it was too fast to be stopped with anything in hand"
            os.killpg(group, signal.SIGCONT)


@pytest.mark.parametrize("hostile", ["SEGFAULT", "SPIN"])
def test_an_item_that_kills_or_holds_its_worker_is_quarantined_and_its_neighbours_get_out(
    own_server: EmbeddedServer, hostile: str
) -> None:
    with Service(own_server, app="tests.faults.hostile_app") as service, Client(own_server.url) as client:
        payloads = [page(number) for number in range(100)]
        payloads.insert(50, f"{hostile}\n\nA story that is the end of whoever reads it.\n".encode())
        client.enqueue_many(item(payload) for payload in payloads)
        service.start_worker()
        eventually(lambda: len(service.published()) == 100, 20)
        assert service.books().waiting == 1, "the neighbours wait for nobody"
        eventually(lambda: service.books().waiting == 0, 60)
        assert [outcome for outcome, count in service.books().outcomes.items() if count] == ["published", "rejected"]
        with Redis.from_url(own_server.url) as redis:
            (_, fields), *more = redis.xrange(service.keys.rejected)
        assert (fields[b"code"], more) == (b"killed_worker", [])
        _assert_each_came_out_once(service, range(100))


def test_killing_the_server_and_starting_it_again_loses_nothing_accepted(service: Service) -> None:
    service.start_worker()
    accepted = 0
    with Client(service.server.url) as client:
        for number in range(600):
            client.enqueue(page(number), source="desk")
            accepted += 1
            if accepted % 200 == 0:
                service.server.kill()
                service.server.start()
    eventually(lambda: service.books().waiting == 0, 60)
    _assert_each_came_out_once(service, range(accepted))
