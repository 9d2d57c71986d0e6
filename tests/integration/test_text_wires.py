"""Takes of a text wire on a real server: what replaces a story, what follows it, what kills it, what comes twice."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from typing import cast

import pytest
from redis import Redis

from schemas import Article, Outcome, Source
from schemas.streams import Fields, outcome_of_entry
from worker.drain import Drain
from worker.store.keys import Keys
from worker.store.outcomes import books


def take(words: str, text: str, time: str, number: int, slug: str = "LT--Norland-Ferry") -> bytes:
    """A transmission of ANPA 1312 of the 13th of November 2013."""
    header, line = (f" {words}", f", {words}") if words else ("", "")
    return (
        f"\x16\x16\x01W{number}\x1fasian\nr l \x13\x11  BC-{slug}{header}   11-13 0466\n"
        f"\x02^BC-{slug}{line},466<\n^Norland reopens its longest ferry line<\n\t   VELDHAVEN, Norland (AP) _ {text}\n"
        f"\x03AP-WF-11-13-13 {time}GMT<\n\x0c\n\x04\n"
    ).encode()


LEAD = take("", "The ferry sailed.", "1500", 2870)
WRITETHRU = take("1stLd-Writethru", "The ferry sailed with 400 on board.", "1530", 2880)
KILL = take("KILL", "The story has been killed. The ferry did not sail.", "1600", 2890)
LATE_LEAD = take("2ndLd", "The ferry is to sail.", "1510", 2875)
ADDITION = take("1stAdd", "A band played.", "1505", 2871)


class Wire:
    """A source of transmissions, and the worker that reads them."""

    def __init__(self, redis: Redis, keys: Keys) -> None:
        self.redis, self.keys = redis, keys
        self.drain = Drain(redis, keys, {"wire": Source(id="wire")})
        self._places = count(int(datetime(2013, 11, 13, 17, tzinfo=UTC).timestamp() * 1000))

    def send(self, payload: bytes, at: datetime | None = None) -> str:
        """Put a transmission in, at a time if one is given, and return its outcome."""
        place = int(at.timestamp() * 1000) if at else next(self._places)
        fields = cast("dict[str | bytes, bytes]", {"payload": payload, "source": b"wire"})
        self.redis.xadd(self.keys.inbox, fields, id=f"{place}-0")  # type: ignore[arg-type]  # redis-py's invariant dict
        self.drain.run(0.1)
        return self.outcomes()[-1].outcome

    def outcomes(self) -> list[Outcome]:
        """All outcomes so far."""
        entries = cast("list[tuple[bytes, Fields]]", self.redis.xrange(self.keys.outcomes))
        return [outcome_of_entry(fields) for _, fields in entries]

    def records(self) -> list[Article]:
        """What was published."""
        entries = cast("list[tuple[bytes, Fields]]", self.redis.xrange(self.keys.articles))
        return [Article.read_json(fields[b"data"]) for _, fields in entries]


@pytest.fixture
def wire(redis: Redis, keys: Keys) -> Iterator[Wire]:
    """A wire on an empty server; afterwards its books balance."""
    wire = Wire(redis, keys)
    yield wire
    assert books(redis, keys).balanced
    assert books(redis, keys).waiting == 0


def test_lead_writethru_and_kill_are_versions_of_one_story_and_a_late_older_lead_is_stale(wire: Wire) -> None:
    assert [wire.send(one) for one in (LEAD, WRITETHRU, KILL, LATE_LEAD)] == ["published", "updated", "updated", "stale"]
    records = wire.records()
    assert [(one.version, one.status) for one in records] == [(1, "usable"), (2, "usable"), (3, "canceled")]
    assert {one.uri for one in records} == {"urn:wirecopy:wire:w-ltnorlandferry-2013-11-13"}
    assert records[1].paragraphs == ("The ferry sailed with 400 on board.",)


def test_an_older_lead_after_the_writethru_is_stale_without_a_kill_too(wire: Wire) -> None:
    assert [wire.send(one) for one in (LEAD, WRITETHRU, LATE_LEAD)] == ["published", "updated", "stale"]


def test_the_number_of_a_lead_does_not_order_since_its_count_begins_anew(wire: Wire) -> None:
    third = take("3rdLd-Writethru", "The ferry sailed at night.", "0300", 2100)
    first = take("1stLd-Writethru", "The ferry sailed at noon.", "1200", 2500)
    assert [wire.send(one) for one in (third, first)] == ["published", "updated"]


def test_an_addition_is_a_record_of_its_own_that_follows_the_story(wire: Wire) -> None:
    assert [wire.send(one) for one in (LEAD, ADDITION)] == ["published", "published"]
    lead, addition = wire.records()
    assert addition.uri != lead.uri
    assert (addition.version, addition.follows) == (1, lead.uri)


def test_the_same_bytes_are_a_duplicate_at_once_and_months_later(wire: Wire) -> None:
    assert [wire.send(one) for one in (LEAD, LEAD)] == ["published", "duplicate"]
    assert wire.send(LEAD, datetime(2014, 2, 1, tzinfo=UTC)) == "duplicate"
    assert wire.send(LEAD, datetime(2014, 9, 30, tzinfo=UTC)) == "duplicate"
    assert len(wire.records()) == 1


def test_a_kill_of_a_story_never_seen_is_published_and_keeps_the_story_away(wire: Wire) -> None:
    assert [wire.send(one) for one in (KILL, LEAD, WRITETHRU)] == ["published", "stale", "stale"]
    assert [one.status for one in wire.records()] == ["canceled"]


def test_a_kill_whose_trailer_and_text_are_lost_still_kills(wire: Wire) -> None:
    assert wire.send(LEAD) == "published"
    assert wire.send(KILL[: KILL.index(b"^Norland")]) == "updated"
    assert [one.status for one in wire.records()] == ["usable", "canceled"]


def test_a_correction_whose_trailer_is_lost_counts_by_its_arrival(wire: Wire) -> None:
    correction = take("Correction", "The ferry sailed late.", "1540", 2885)
    assert [wire.send(one) for one in (LEAD, correction[: correction.index(b"\x03")])] == ["published", "updated"]


def test_a_take_after_midnight_updates_the_story_of_the_day_before(wire: Wire) -> None:
    late = take("2ndLd", "The ferry sailed all night.", "1630", 2899).replace(b"11-13-13 1630", b"11-14-13 0010")
    assert [wire.send(one) for one in (LEAD, late)] == ["published", "updated"]


def test_two_stories_in_one_file_and_an_advisory_go_their_own_ways(wire: Wire) -> None:
    advisory = take("Advisory", "A lead will move.", "1502", 2872)
    wire.send(LEAD + take("", "The pier opened.", "1501", 2873, slug="LT--Norland-Pier") + advisory)
    assert [(one.outcome, one.version) for one in wire.outcomes()] == [("published", 1)] * 3
    assert [one.status for one in wire.records()] == ["usable", "usable", "withheld"]
