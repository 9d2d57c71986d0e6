"""The real story, all the way: enqueued, read by worker processes, published, consumed; again, changed, killed."""

from tests.seed import assert_as_expected, needs_seed, payload
from tests.support import Service
from worker.client import Client
from worker.store.connection import connect
from worker.store.kill import kill

pytestmark = needs_seed


def test_the_real_story_goes_all_the_way(service: Service) -> None:
    story = payload()
    service.start_worker()
    with Client(service.server.url) as client:

        def outcome_of(data: bytes) -> str:
            item_id = client.enqueue(data, source="xinhua-ar")
            (outcome,) = client.wait([item_id])[item_id]
            return f"{outcome.outcome} {outcome.version}"

        assert outcome_of(story) == "published 1"
        assert outcome_of(story) == "duplicate 1"
        (record,) = client.consume(start="first", idle_seconds=0.1)
        assert_as_expected(record.article)

        assert outcome_of(story.replace("30 شخصا".encode(), "32 شخصا".encode())) == "updated 2"
        with connect(service.server.url) as redis:
            assert kill(redis, service.keys, record.article.uri, "for this test") == "updated"
        assert outcome_of(story) == "stale 3"
        statuses = [(r.article.version, r.article.status) for r in client.consume(start="first", idle_seconds=0.1)]
    assert statuses == [(1, "usable"), (2, "usable"), (3, "canceled")]
    assert service.books().balanced
