"""The server is away for a while, again and again: workers go on by themselves once it is back."""

import time

from tests.support import Service, eventually, page
from worker.client import Client


def test_two_workers_go_on_after_every_outage(service: Service) -> None:
    for _ in range(2):
        service.start_worker()
    number = 0
    with Client(service.server.url) as client:
        client.wait([client.enqueue(page(number), source="desk")])
        for _ in range(4):
            service.server.kill()
            time.sleep(3)  # the outage itself: long enough for every slice under way to end in it
            service.server.start()
            for _ in range(2):
                number += 1
                waiting = client.enqueue(page(number), source="desk")
                assert client.wait([waiting], timeout=20)[waiting], f"nobody worked on item {number} after an outage"
    assert all(worker.poll() is None for worker in service.workers)
    eventually(lambda: service.books().balanced)
