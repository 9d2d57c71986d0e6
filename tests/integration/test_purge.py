"""Legal removal: nothing of the story is left in any key, consumers are told, and it stays away."""

import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import cast

import pytest
from redis import Redis

from schemas import NoteCode, Rejection
from schemas.errors import NotFound
from schemas.streams import Fields
from tests.integration.conftest import STORY, Run
from tests.store import NOON, Worker, article
from tests.support import page
from worker.client import Client
from worker.drain import Drain
from worker.store import raw
from worker.store.keys import Keys
from worker.store.kill import bare_notice, kill
from worker.store.outcomes import books
from worker.store.purge import purge_item, purge_story
from worker.store.routes import Route

ARABIC = Route(name="arabic", language=("ar",))
URI = "urn:wirecopy:desk:139000001"
NAME_TO_GO = "اسم لا يجوز ذكره"


@pytest.fixture
def drain(redis: Redis, keys: Keys) -> Drain:
    return Drain(redis, keys, routes=(ARABIC,))


@pytest.fixture
def item_id(client: Client, drain: Drain) -> str:
    """A story published twice, on a route too; a consumer gave up on it. Returns the id of its first item."""
    first = client.enqueue(page(1, f"قال {NAME_TO_GO} إن الجسر سيفتح."), source="desk")
    client.enqueue(page(1, f"قال {NAME_TO_GO} إن الجسر فتح.", minute=5), source="desk")
    client.enqueue(page(2), source="desk")
    drain.run(0.1)
    for _ in range(3):
        list(client.consume(group="desk", start="first", idle_seconds=0.05, max_deliveries=1, reclaim_seconds=0.01))
    return first


def everything(redis: Redis, keys: Keys) -> str:
    """All that any key holds, payloads unpacked, as one text."""
    found: list[str] = []
    for key in (name.decode() for name in cast("list[bytes]", redis.keys("*"))):
        if redis.type(key) == b"stream":
            entries = cast("list[tuple[bytes, Fields]]", redis.xrange(key))
            found += [value.decode() for _, fields in entries for value in fields.values()]
        elif key.startswith(keys.raw("")) and redis.type(key) == b"string":
            found.append(raw.fetch(redis, keys, key.removeprefix(keys.raw(""))).decode())
        elif redis.type(key) == b"hash":
            found += [value.decode() for value in cast("list[bytes]", redis.hvals(key))]
    return "\n".join(found)


def test_nothing_of_a_purged_story_is_left_anywhere(redis: Redis, keys: Keys, item_id: str) -> None:
    assert everything(redis, keys).count(NAME_TO_GO) >= 6, "records, route, dead letters, payloads"
    purged = purge_story(redis, keys, URI, "court order", (ARABIC,))
    assert (purged.records, purged.payloads, purged.dead_letters, purged.stories) == (4, 2, 2, [URI])
    assert NAME_TO_GO not in everything(redis, keys)
    assert "افتتاح جسر جديد في مدينة النور رقم 1" not in everything(redis, keys), "nor its headline"
    assert books(redis, keys).balanced


def test_its_neighbours_stay(redis: Redis, keys: Keys, client: Client, item_id: str) -> None:
    purge_story(redis, keys, URI, None, (ARABIC,))
    left = {record.article.uri: record.article.status for record in client.consume(start="first", idle_seconds=0.05)}
    assert left == {URI: "canceled", "urn:wirecopy:desk:139000002": "usable"}


def test_consumers_are_told_by_a_bare_canceled_version(redis: Redis, keys: Keys, item_id: str) -> None:
    purge_story(redis, keys, URI, "court order", (ARABIC,))
    for stream in (None, keys.route("arabic")):
        (notice,) = [record for record in Worker(redis, keys).records(stream) if record.uri == URI]
        assert (notice.version, notice.status, notice.headline, notice.paragraphs) == (3, "canceled", URI, ())
        assert [note.code for note in notice.provenance.notes] == ["purged_by_operator"]


def test_sent_again_it_is_stale_and_its_payload_is_not_kept(
    redis: Redis, keys: Keys, client: Client, drain: Drain, item_id: str
) -> None:
    purge_story(redis, keys, URI, None, (ARABIC,))
    again = client.enqueue(page(1, f"{NAME_TO_GO} مرة أخرى."), source="desk")
    drain.run(0.1)
    assert [one.outcome for one in client.wait([again])[again]] == ["stale"]
    assert NAME_TO_GO not in everything(redis, keys)


def test_a_story_killed_before_can_be_purged_and_its_kill_is_told_again_bare(redis: Redis, keys: Keys, item_id: str) -> None:
    kill(redis, keys, URI, "an error", (ARABIC,))
    purge_story(redis, keys, URI, None, (ARABIC,))
    assert NAME_TO_GO not in everything(redis, keys)
    assert [(one.version, one.headline) for one in Worker(redis, keys).records() if one.uri == URI] == [(4, URI)]


def test_what_is_under_embargo_goes_too(redis: Redis, keys: Keys) -> None:
    worker = Worker(redis, keys)
    worker.publish(article("urn:held", f"{NAME_TO_GO}", embargoed_until=datetime.now(UTC) + timedelta(hours=1)))
    purge_story(redis, keys, "urn:held", None)
    assert NAME_TO_GO not in everything(redis, keys)
    assert books(redis, keys).balanced


def test_an_item_is_purged_with_all_its_stories_rejections_and_its_payload(
    redis: Redis, keys: Keys, client: Client, drain: Drain, item_id: str
) -> None:
    assert purge_item(redis, keys, item_id, None, (ARABIC,)).stories == [URI]
    rejected = client.enqueue(f"{NAME_TO_GO}\n\n2021-01-22 20:00:14|arabic.news.cn\n".encode(), source="desk")
    drain.run(0.1)
    assert NAME_TO_GO in everything(redis, keys)
    purged = purge_item(redis, keys, rejected, None)
    assert (purged.stories, purged.rejections, purged.payloads) == ([], 1, 1)
    assert NAME_TO_GO not in everything(redis, keys)


def test_an_item_nobody_knows_is_not_found(redis: Redis, keys: Keys) -> None:
    with pytest.raises(NotFound, match="1-1"):
        purge_item(redis, keys, "1-1", None)


def test_many_versions_go_and_what_was_read_from_a_payload_that_no_record_names(redis: Redis, keys: Keys) -> None:
    worker = Worker(redis, keys)
    for number in range(600):
        worker.publish(article("urn:1", f"{NAME_TO_GO} {number}"))
    worker.published(article("urn:1", f"{NAME_TO_GO} 599"), entry=worker.take(NAME_TO_GO.encode()))
    foreign = Rejection.model_validate(
        {"code": "foreign_uri", "message": NAME_TO_GO, "source": "x", "uri": "urn:1", "received_at": NOON,
         "raw_digest": sha256(b"foreign").hexdigest(), "raw_size": 7}
    )  # fmt: skip
    worker.published(foreign, entry=worker.take(b"foreign"))
    purged = purge_story(redis, keys, "urn:1", None)
    assert (purged.records, purged.rejections) == (600, 1)
    assert NAME_TO_GO not in everything(redis, keys)
    assert "foreign" not in everything(redis, keys).replace("foreign_uri", "")


@pytest.mark.parametrize("letter", [{"uri": URI}, {"uri": URI, "data": "{}"}, {"uri": URI, "data": "not JSON"}])
def test_a_dead_letter_that_cannot_be_read_goes_like_the_others(
    redis: Redis, keys: Keys, item_id: str, letter: dict[str, str]
) -> None:
    redis.xadd(keys.dead("desk"), cast("dict[str | bytes, str | bytes]", {**letter, "reason": NAME_TO_GO}))  # type: ignore[arg-type]
    assert purge_story(redis, keys, URI, None, (ARABIC,)).dead_letters == 3
    assert NAME_TO_GO not in everything(redis, keys)


def test_two_purges_at_once_leave_a_notice(redis: Redis, keys: Keys, item_id: str) -> None:
    purge_story(redis, keys, URI, None, (ARABIC,))
    purge_story(redis, keys, URI, None, (ARABIC,))
    assert {one.status for one in Worker(redis, keys).records() if one.uri == URI} == {"canceled"}


def test_a_story_forgotten_and_come_again_goes_with_its_old_versions(redis: Redis, keys: Keys) -> None:
    worker = Worker(redis, keys)
    worker.publish(article("urn:1", NAME_TO_GO))
    redis.delete(keys.story("urn:1"))
    assert purge_story(redis, keys, "urn:1", None).records == 1
    assert [(one.version, one.status) for one in worker.records()] == [(1, "canceled")]


def test_the_stream_of_a_route_that_nobody_declares_any_more_is_purged_and_told_too(
    redis: Redis, keys: Keys, item_id: str
) -> None:
    purge_story(redis, keys, URI, None)
    assert [one.status for one in Worker(redis, keys).records(keys.route("arabic")) if one.uri == URI] == ["canceled"]
    assert NAME_TO_GO not in everything(redis, keys)


def test_an_operators_word_counts_whoever_the_story_belongs_to_by_then(redis: Redis, keys: Keys) -> None:
    notices = [
        bare_notice(redis, keys, "urn:1", None, code) for code in (NoteCode.KILLED_BY_OPERATOR, NoteCode.PURGED_BY_OPERATOR)
    ]
    worker = Worker(redis, keys)
    worker.publish(article("urn:1", authority="agency"))
    assert worker.publisher.kill(notices[0]).outcomes == (("updated", 2),)
    assert worker.publisher.purge(notices[1]).outcomes == (("updated", 3),)
    assert worker.publish(article("urn:1", "again", authority="agency")) == ["stale"]


def test_no_payload_that_holds_a_purged_story_is_kept_even_with_others_in_it(redis: Redis, keys: Keys) -> None:
    purge_story(redis, keys, "urn:1", None)
    worker = Worker(redis, keys)
    entry = worker.take(NAME_TO_GO.encode())
    done = worker.published(article("urn:1", NAME_TO_GO), article("urn:2", story=1), entry=entry)
    assert [outcome for outcome, _ in done.outcomes] == ["stale", "published"]
    assert NAME_TO_GO not in everything(redis, keys)


def test_payloads_of_killed_stories_are_kept_like_any_other(redis: Redis, keys: Keys) -> None:
    kill(redis, keys, "urn:1", None)
    worker = Worker(redis, keys)
    worker.published(article("urn:1"), entry=worker.take(b"late"))
    assert raw.fetch(redis, keys, sha256(b"late").hexdigest()) == b"late"


def test_the_append_only_file_is_written_anew(run: Run, redis: Redis, keys: Keys, client: Client, drain: Drain) -> None:
    client.enqueue(page(1, NAME_TO_GO), source="desk")
    drain.run(0.1)
    done = run("purge", URI, "--yes", "--reason", "court order")
    assert (done.returncode, done.stdout.split(":", 4)[-1].split(",")[0]) == (0, " removed 2 records"), (
        "of the articles and of the route"
    )
    info = cast("dict[str, int]", redis.info("persistence"))
    assert info["aof_rewrite_in_progress"] or info["aof_rewrites"] > 0


def test_a_uri_that_nobody_knew_is_said_to_be_killed_all_the_same(run: Run) -> None:
    assert "urn:nosuch: was not known; killed all the same" in run("purge", "urn:nosuch", "--yes").stdout


def test_it_is_not_done_unasked(run: Run, redis: Redis, keys: Keys, client: Client) -> None:
    client.enqueue(STORY, source="desk")
    Drain(redis, keys).run(0.1)
    uri = Worker(redis, keys).records()[0].uri
    done = run("purge", uri)
    assert (done.returncode, "--yes" in done.stderr) == (2, True)
    assert json.loads(run("show", uri, "--json").stdout)["status"] == "usable"
    assert run("purge", "not a uri", "--yes").returncode == 2
