"""An operator's kill: final, whoever sent the story and whatever it was."""

from datetime import UTC, datetime, timedelta

import pytest
from redis import Redis

from schemas import Source
from tests.store import NOON, Worker, article
from tests.support import page
from worker.client import Client
from worker.drain import Drain
from worker.store.keys import Keys
from worker.store.kill import kill
from worker.store.outcomes import books
from worker.store.routes import Route

URI = "urn:wirecopy:desk:1"


@pytest.fixture
def worker(redis: Redis, keys: Keys) -> Worker:
    return Worker(redis, keys)


def test_a_kill_publishes_a_canceled_version_without_the_text(worker: Worker, redis: Redis, keys: Keys) -> None:
    worker.publish(article(language="ar"))
    assert kill(redis, keys, URI, "court order") == "updated"
    last = worker.records()[-1]
    assert (last.version, last.status, last.paragraphs) == (2, "canceled", ())
    assert (last.headline, last.language, last.editor_note) == ("Bridge opens", "ar", "court order")
    assert [note.code for note in last.provenance.notes] == ["killed_by_operator"]


def test_nothing_comes_after_it(worker: Worker, redis: Redis, keys: Keys) -> None:
    worker.publish(article(wire_version="1"))
    kill(redis, keys, URI, None)
    assert worker.publish(article(text="later", wire_version="2")) == ["stale"]
    assert kill(redis, keys, URI, None) == "stale"
    assert books(redis, keys).balanced


def test_it_outranks_a_story_that_says_it_was_made_tomorrow(worker: Worker, redis: Redis, keys: Keys) -> None:
    worker.publish(article(created=NOON + timedelta(days=36_500)))
    assert kill(redis, keys, URI, None) == "updated"


def test_it_needs_not_be_of_the_storys_own_source(worker: Worker, redis: Redis, keys: Keys) -> None:
    worker.publish(article(authority="agency"))
    assert kill(redis, keys, URI, None) == "updated"
    assert worker.records()[-1].identity.authority == "agency"


def test_a_story_never_seen_can_be_killed_in_advance(worker: Worker, redis: Redis, keys: Keys) -> None:
    assert kill(redis, keys, "urn:future", None) == "published"
    assert worker.publish(article("urn:future")) == ["stale"]


def test_what_is_kept_under_embargo_goes_with_it(worker: Worker, redis: Redis, keys: Keys) -> None:
    worker.publish(article(authority="agency", embargoed_until=datetime.now(UTC) + timedelta(hours=1)))
    assert kill(redis, keys, URI, None) == "published"
    found = books(redis, keys)
    assert (found.embargoed, found.outcomes["superseded"], found.balanced) == (0, 1, True)


def test_routes_carry_it_too(worker: Worker, redis: Redis, keys: Keys) -> None:
    arabic = Route(name="arabic", language=("ar",))
    Worker(redis, keys, routes=(arabic,)).publish(article(language="ar"))
    kill(redis, keys, URI, None, (arabic,))
    assert [record.status for record in worker.records(keys.route("arabic"))] == ["usable", "canceled"]


def test_it_passes_every_filter_of_a_route_but_that_of_status(worker: Worker, redis: Redis, keys: Keys) -> None:
    narrow = Route(name="narrow", language=("ar",), source=("agency",), provider=("agency",), max_urgency=3)
    usable = Route(name="usable", status=("usable",))
    kill(redis, keys, URI, None, (narrow, usable))
    assert [record.uri for record in worker.records(keys.route("narrow"))] == [URI]
    assert worker.records(keys.route("usable")) == []


def test_a_page_killed_by_its_uri_stays_killed(client: Client, redis: Redis, keys: Keys) -> None:
    drain = Drain(redis, keys, {"desk": Source(id="desk", provider="xinhua")})
    client.enqueue(page(1), source="desk")
    drain.run(0.05)
    kill(redis, keys, "urn:wirecopy:xinhua:139000001", "retracted")
    client.enqueue(page(1, body="نص آخر تماما.", minute=30), source="desk")
    drain.run(0.05)
    statuses = [record.article.status for record in client.consume(start="first", idle_seconds=0.05)]
    assert statuses == ["usable", "canceled"]
