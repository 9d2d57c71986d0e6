"""Whatever readings come in whatever order, on a real server: versions rise, nothing older replaces, kills hold."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from redis import Redis

from tests.store import NOON, Worker, article
from worker.store.keys import Keys
from worker.store.outcomes import books


@dataclass(frozen=True)
class Told:
    """A reading: what of it decides."""

    text: str
    status: str
    wire_version: str | None
    created: int | None
    authority: str


readings = st.builds(
    Told,
    text=st.sampled_from("ABC"),
    status=st.sampled_from(["usable", "usable", "usable", "withheld", "canceled"]),
    wire_version=st.sampled_from([None, "1", "2", "10"]),
    created=st.sampled_from([None, 1, 2, 3]),
    authority=st.sampled_from(["desk", "desk", "desk", "stranger"]),
)


@pytest.fixture
def worker(redis: Redis, keys: Keys) -> Worker:
    return Worker(redis, keys)


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # each example flushes the server itself
)
@given(told=st.lists(st.lists(readings, min_size=1, max_size=3), min_size=1, max_size=8))
def test_versions_rise_nothing_older_replaces_and_kills_hold(worker: Worker, told: list[list[Told]]) -> None:
    worker.redis.flushall()
    worker.inbox.open()
    for item in told:
        worker.publish(
            *[
                article(
                    text=one.text,
                    status=one.status,
                    wire_version=one.wire_version,
                    created=None if one.created is None else NOON + timedelta(hours=one.created),
                    authority=one.authority,
                    story=number,
                )
                for number, one in enumerate(item)
            ]
        )
    records = worker.records()
    assert [record.version for record in records] == list(range(1, len(records) + 1))
    for earlier, later in pairwise(records):
        assert earlier.status != "canceled", "a killed story stays killed"
        assert (earlier.identity.content_digest, earlier.status) != (later.identity.content_digest, later.status)
    versions = [int(record.identity.wire_version) for record in records if record.identity.wire_version]
    assert versions == sorted(versions), "an older wire version never replaces a newer one"
    assert len({record.identity.authority for record in records}) <= 1, "only one authority speaks for a story"
    found = books(worker.redis, worker.keys)
    assert found.balanced
    assert found.stories == sum(len(item) for item in told)
