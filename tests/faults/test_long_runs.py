"""The long fault runs: `make faults`. Many items, many kills of everything that can be killed, and then the books."""

import random
import threading
import time
from collections import Counter

import pytest

from schemas.errors import ServerUnreachable
from tests.support import Service, eventually, item, page
from worker.client import Client

ITEMS = 30_000
KILLS_OF_PROCESSES, KILLS_OF_WORKERS, KILLS_OF_THE_SERVER = 30, 8, 5


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_30000_items_amid_kills_of_processes_workers_and_the_server(service: Service) -> None:
    for _ in range(2):
        service.start_worker()
    accepted: set[int] = set()
    sent: set[int] = set()
    failed: list[BaseException] = []

    def produce() -> None:
        try:
            with Client(service.server.url) as client:
                for start in range(0, ITEMS, 100):
                    numbers = range(start, start + 100)
                    sent.update(numbers)
                    try:
                        ids = client.enqueue_many(item(page(number)) for number in numbers)
                    except ServerUnreachable:
                        continue  # not known whether they were accepted: sent, but not to be counted on
                    assert len(ids) == len(numbers)
                    accepted.update(numbers)
                    time.sleep(0.02)
        except BaseException as error:
            failed.append(error)
            raise

    producer = threading.Thread(target=produce)
    producer.start()
    chance = random.Random(7)
    kills = ["process"] * KILLS_OF_PROCESSES + ["worker"] * KILLS_OF_WORKERS + ["server"] * KILLS_OF_THE_SERVER
    chance.shuffle(kills)
    for kill in kills:
        time.sleep(chance.uniform(0.05, 0.6))
        service.supervise()
        if kill == "process" and (pids := service.pool_processes()):
            service.kill_pool_process(chance.choice(pids))
        elif kill == "worker":
            service.kill_worker(chance.choice(service.workers))
            service.start_worker()
        elif kill == "server":
            service.server.kill()
            service.server.start()
    producer.join()
    assert not failed

    def all_done() -> bool:
        service.supervise()
        return service.books().waiting == 0

    eventually(all_done, 300)

    published = Counter(service.published())
    out = {int(uri.rpartition(":")[2]) - 139_000_000 for uri, _ in published}
    assert accepted <= out, "an accepted item was lost"
    assert out <= sent, "something came out that was never put in"
    assert set(published.values()) == {1}, "a story came out twice"
    assert service.books().balanced
