"""5. The service. Celery keeps worker processes at the inbox; the clock starts what is missing."""

import statistics
import time

from celery import Celery

from tests.fundamentals.test_1_reading import PAGE
from tests.support import Service, eventually, page
from worker.client import Client
from worker.store.connection import connect


def test_an_item_put_in_comes_out_within_milliseconds_and_a_killed_worker_delays_it_only(service: Service) -> None:
    worker = service.start_worker()
    with Client(service.server.url) as client:
        client.wait([client.enqueue(PAGE)])

        started = time.perf_counter()
        item_id = client.enqueue(PAGE.replace("مئة ألف", "مئتي ألف"))
        (outcome,) = client.wait([item_id])[item_id]
        assert outcome.outcome == "updated"
        assert time.perf_counter() - started < 0.5  # measured: 1 ms

        service.kill_worker(worker)
        waiting = client.enqueue(PAGE.replace("مئة ألف", "ألف"))
        service.start_worker()
        assert client.wait([waiting])[waiting][0].version == 3
    assert service.books().balanced


def test_one_plain_xadd_reaches_a_waiting_consumer_in_milliseconds(service: Service) -> None:
    service.start_worker()
    with Client(service.server.url) as client, connect(service.server.url) as redis:
        client.wait([client.enqueue("Warm up\n\nSo that the worker is there, and has loaded what it needs.\n")])
        records = client.consume(start="first", idle_seconds=10)
        next(records)
        took = []
        for number in range(30):
            started = time.perf_counter()
            redis.xadd("{wirecopy}:inbox", {"payload": page(number)})
            assert next(records).article.uri.endswith(str(139_000_000 + number))
            took.append(time.perf_counter() - started)
    assert statistics.median(took) < 0.05  # measured: 1.1 ms, and 4.3 ms for the slowest of a hundred


def test_celery_users_enqueue_with_a_task(service: Service) -> None:
    service.start_worker()
    broker = f"redis+socket{service.server.url.removeprefix('unix')}"
    app = Celery(broker=broker, set_as_current=False)
    app.conf.broker_transport_options = {"global_keyprefix": "{wirecopy}:celery:"}
    app.send_task("wirecopy.enqueue", kwargs={"payload": PAGE, "source": "desk"}, queue="enqueue")
    assert eventually(service.published) == [("urn:wirecopy:desk:131099999", 1)]
    app.close()
