"""A server filled to the brim by producers that did not ask: it drains, and takes items again."""

import pytest
from redis.exceptions import OutOfMemoryError

from schemas.errors import IntakeFull
from tests.support import Service, eventually, page
from worker.cli.embedded import embedded_server
from worker.client import Client
from worker.store.connection import connect
from worker.store.keys import Keys
from worker.store.retention import memory_share

BODY = "وقال المسؤول إن المشروع سيخدم سكان المدينة والقرى المجاورة لها. " * 60


def _fill(url: str) -> int:
    """Put items in by plain XADD until the server refuses; return how many it took."""
    with connect(url) as redis:
        for number in range(100_000):
            try:
                redis.xadd(Keys().inbox, {"payload": page(number, body=f"{number} {BODY}"), "source": "desk"})
            except OutOfMemoryError:
                return number
    raise AssertionError("the server never filled up")


@pytest.mark.parametrize("running_before", [True, False], ids=["worker was running", "worker started on it"])
def test_a_full_server_drains_and_takes_items_again(running_before: bool) -> None:
    with embedded_server("--maxmemory", "24mb") as server, Service(server) as service:
        with Client(server.url) as client:
            list(client.consume(group="desk", start="first", idle_seconds=0.01))
            if running_before:
                service.start_worker()
                client.wait([client.enqueue(page(0, body=f"0 {BODY}"), source="desk")])
            accepted = _fill(server.url)
            with pytest.raises(IntakeFull):
                client.enqueue(page(accepted), source="desk")
            if not running_before:
                service.start_worker()
            seen = []
            for record in client.consume(group="desk", start="first", idle_seconds=30):
                seen.append(record.article.uri)
                record.ack()
                if len(seen) == accepted:
                    break
            assert sorted(seen) == sorted({f"urn:wirecopy:desk:{139_000_000 + number}" for number in range(accepted)})

            def room() -> bool:
                with connect(server.url) as redis:
                    return memory_share(redis) < 0.7

            eventually(room)
            outcomes = client.wait([client.enqueue(page(accepted), source="desk")])
        assert [one.outcome for found in outcomes.values() for one in found] == ["published"]
        assert service.books().balanced
