"""What users of other ingest systems hit, and is right here: the deciding, with real wire items on a real server.

tests/formats/test_incumbents.py has the reading; test_publish.py and test_kill.py have every rule of deciding by itself.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import cast

import pytest
from redis import Redis

from schemas import Article
from schemas.streams import Fields, outcome_of_entry
from tests.formats.wires import GUID, g2_item, g2_message, newsml_1, newsml_1_item, ninjs
from tests.support import eventually
from worker.client import Client
from worker.drain import Drain
from worker.store.embargo import release_due
from worker.store.keys import Keys
from worker.store.outcomes import books
from worker.store.retention import server_ms
from worker.store.routes import Route

CANCELED = '<pubStatus qcode="stat:canceled"/>'
ROUTES = (Route(name="english", language=("en",)), Route(name="others", language=("ar",)))


class Desk:
    """Whoever sends items of one source, and the worker that reads them."""

    def __init__(self, client: Client, redis: Redis, keys: Keys) -> None:
        self.client, self.redis, self.keys = client, redis, keys
        self.drain = Drain(redis, keys, routes=ROUTES)

    def send(self, payload: str) -> list[str]:
        """Put an item in and return what became of each of its stories."""
        item_id = self.client.enqueue(payload, source="wire")
        return eventually(lambda: self._outcomes(item_id))

    def _outcomes(self, item_id: str) -> list[str]:
        self.drain.run(0.02)
        entries = cast("list[tuple[bytes, Fields]]", self.redis.xrange(self.keys.outcomes))
        outcomes = [outcome_of_entry(fields) for _, fields in entries]
        return [outcome.outcome for outcome in outcomes if outcome.item_id == item_id]

    def records(self, stream: str | None = None) -> list[Article]:
        """What was published to the articles stream, or to another."""
        entries = cast("list[tuple[bytes, Fields]]", self.redis.xrange(stream or self.keys.articles))
        return [Article.read_json(fields[b"data"]) for _, fields in entries]


@pytest.fixture
def desk(client: Client, redis: Redis, keys: Keys) -> Iterator[Desk]:
    """A desk on an empty server; afterwards its books balance."""
    desk = Desk(client, redis, keys)
    yield desk
    assert books(redis, keys).balanced


def test_the_same_version_with_a_newer_timestamp_is_an_update(desk: Desk) -> None:
    first = g2_item(version="1", created="2026-07-23T09:15:00Z")
    again = g2_item(version="1", created="2026-07-23T09:25:00Z")
    assert [desk.send(one) for one in (first, again, again)] == [["published"], ["updated"], ["duplicate"]]
    assert [record.version for record in desk.records()] == [1, 2]


def test_the_same_version_and_timestamp_with_a_changed_body_is_an_update(desk: Desk) -> None:
    assert desk.send(g2_item("<p>The bridge is 40 metres long.</p>")) == ["published"]
    assert desk.send(g2_item("<p>The bridge is 400 metres long.</p>")) == ["updated"]
    corrected = desk.records()[-1]
    assert corrected.paragraphs == ("The bridge is 400 metres long.",)
    assert "wire_version_reused" in [note.code for note in corrected.provenance.notes]


def test_version_1_10_stands_above_1_9(desk: Desk) -> None:
    ninth = ninjs("<p>The ninth.</p>", version="1.9")
    tenth = ninjs("<p>The tenth.</p>", version="1.10")
    assert [desk.send(one) for one in (ninth, tenth, ninth)] == [["published"], ["updated"], ["stale"]]
    assert desk.records()[-1].paragraphs == ("The tenth.",)


@pytest.mark.parametrize(
    ("kill", "late"),
    [
        (g2_item(version="3", status=CANCELED), g2_item("<p>Older.</p>", version="2")),
        (g2_item(version="3", status=CANCELED), g2_item("<p>Made later.</p>", version="2", created="2026-07-23T10:00:00Z")),
        (ninjs(version="3", pubstatus="canceled"), ninjs("<p>Older.</p>", version="2")),
        (
            newsml_1(newsml_1_item(revision="3")).replace('Status FormalName="Usable"', 'Status FormalName="Canceled"'),
            newsml_1(newsml_1_item("Older.", revision="2")),
        ),
    ],
    ids=["NewsML-G2", "NewsML-G2, a newer timestamp", "ninjs", "NewsML 1"],
)
def test_a_late_older_revision_after_a_kill_stays_stale(desk: Desk, kill: str, late: str) -> None:
    first = late.replace("Older.", "First.").replace("Made later.", "First.")
    assert [desk.send(one) for one in (first, kill, late)] == [["published"], ["updated"], ["stale"]]
    assert [record.status for record in desk.records()] == ["usable", "canceled"]


def test_a_kill_of_a_story_that_never_came_keeps_it_away(desk: Desk) -> None:
    assert desk.send(g2_item(version="3", status=CANCELED)) == ["published"]
    assert [desk.send(g2_item(version=version)) for version in "12"] == [["stale"], ["stale"]]
    assert [record.status for record in desk.records()] == ["canceled"]


def test_a_kill_reaches_all_who_have_the_story_and_what_is_kept_aside_of_it(desk: Desk, redis: Redis, keys: Keys) -> None:
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    assert desk.send(g2_item(version="1")) == ["published"]
    assert desk.send(g2_item("<p>More.</p>", version="2", management=f"<embargoed>{tomorrow}</embargoed>")) == ["embargoed"]
    assert desk.send(g2_item(version="3", status=CANCELED)) == ["updated"]
    assert [record.status for record in desk.records()] == ["usable", "canceled"]
    assert [record.status for record in desk.records(keys.route("english"))] == ["usable", "canceled"]
    assert [record.status for record in desk.records(keys.route("others"))] == ["canceled"], "it passes their filter too"
    assert {record.uri for record in desk.records()} == {GUID}
    assert books(redis, keys).embargoed == 0


def test_a_kill_in_one_format_reaches_the_story_that_came_in_another(desk: Desk) -> None:
    assert desk.send(ninjs(version="1")) == ["published"]
    assert desk.send(g2_message(g2_item(version="2", status=CANCELED))) == ["updated"]
    assert [record.status for record in desk.records()] == ["usable", "canceled"]


@pytest.mark.parametrize("name", ["NewsML-G2", "ninjs"])
def test_an_embargo_is_enforced(desk: Desk, redis: Redis, keys: Keys, name: str) -> None:
    until = (datetime.now(UTC) + timedelta(seconds=1)).isoformat()
    held = ninjs(embargoed=until) if name == "ninjs" else g2_item(management=f"<embargoed>{until}</embargoed>")
    assert desk.send(held) == ["embargoed"]
    assert desk.records() == []
    assert release_due(redis, keys, desk.drain.publisher, server_ms(redis)) == 0, "it is not yet time"
    assert eventually(lambda: release_due(redis, keys, desk.drain.publisher, server_ms(redis)))
    assert [(record.uri, record.status) for record in desk.records()] == [(GUID, "usable")]


def test_an_embargo_that_cannot_be_read_publishes_nothing(desk: Desk) -> None:
    assert desk.send(g2_item(management="<embargoed>the day after</embargoed>")) == ["rejected"]
    assert desk.send(ninjs(embargoed="the day after")) == ["rejected"]
    assert desk.records() == []
