"""3. Publishing. One script on the server decides what a reading is and writes everything in one step.

`drain` is what a worker does all day: take entries, read them, publish. Here it is called by hand.
"""

import pytest
from redis import Redis

from tests.fundamentals.test_1_reading import PAGE
from worker.client import Client
from worker.drain import Drain
from worker.store import stories
from worker.store.keys import Keys
from worker.store.outcomes import books, of_item


@pytest.fixture
def put(client: Client, redis: Redis, keys: Keys) -> "Put":
    return Put(client, Drain(redis, keys), keys)


class Put:
    """Puts a page in, drains, and says what became of it."""

    def __init__(self, client: Client, drain: Drain, keys: Keys) -> None:
        self.client, self.drain, self.keys = client, drain, keys

    def __call__(self, page: str, source: str = "desk") -> str:
        item_id = self.client.enqueue(page, source=source)
        self.drain.run(0.05)
        (outcome,) = of_item(self.drain.redis, self.keys, item_id)
        return f"{outcome.outcome} {outcome.version or ''}".strip()


def test_new_changed_and_unchanged(put: Put) -> None:
    assert put(PAGE) == "published 1"
    assert put(PAGE) == "duplicate 1"
    assert put(PAGE.replace("مئة ألف", "مئتي ألف")) == "updated 2"


def test_an_older_reading_never_replaces_a_newer_one(put: Put) -> None:
    assert put(PAGE.replace("09:30:00", "11:00:00")) == "published 1"
    assert put(PAGE) == "stale 1"


def test_the_current_record_of_a_story_is_found_by_its_uri(put: Put, redis: Redis, keys: Keys) -> None:
    put(PAGE)
    put(PAGE.replace("مئة ألف", "مئتي ألف"))
    current = stories.current(redis, keys, "urn:wirecopy:desk:131099999")
    assert (current.version, "مئتي ألف" in current.paragraphs[0]) == (2, True)


def test_another_source_cannot_reach_the_story_of_this_one(put: Put) -> None:
    put(PAGE, source="desk")
    assert put(PAGE, source="stranger") == "published 1", "its number is another story: urn:wirecopy:stranger:…"


def test_every_story_has_one_outcome_and_the_books_balance(put: Put, redis: Redis, keys: Keys) -> None:
    for page in (PAGE, PAGE, "", PAGE.replace("مئة", "مئتي")):
        put(page)
    found = books(redis, keys)
    assert {name: count for name, count in found.outcomes.items() if count} == {
        "published": 1, "updated": 1, "duplicate": 1, "rejected": 1,
    }  # fmt: skip
    assert found.balanced
