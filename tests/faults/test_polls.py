"""Deaths amid polls: no entry of a feed is lost, and none becomes an article twice."""

import os
import random
import signal
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.polling import numbered
from tests.support import Service, eventually
from tests.web import Handler, Site, answer, site
from worker.cli.embedded import EmbeddedServer
from worker.store.connection import connect
from worker.store.source_state import poll_now, rows

ENTRIES, FEEDS = 20, 12


@pytest.fixture
def feeds(tmp_path: Path) -> Iterator[tuple[Site, Path]]:
    """Feeds on a site, and the sources.toml that declares them."""
    with site() as running:
        tables = []
        for number in range(FEEDS):
            running.route(f"/{number}", feed(number))
            tables.append(
                f'[[source]]\nid = "feed-{number}"\nkind = "feed"\nurl = "{running.url(f"/{number}")}"\n'
                f'provider = "bridges"\nlanguage = "en"\nallow_private = true\nmin_interval = 10\nmax_interval = 10\n'
                "first_entries = 100\n"
            )
        (tmp_path / "sources.toml").write_text("\n".join(tables))
        yield running, tmp_path


def feed(number: int, entries: int = ENTRIES, seconds: float = 0.0) -> Handler:
    first = number * 1000
    headers = {"Content-Type": "application/rss+xml"}
    return answer(numbered(range(first + entries, first, -1)), headers=headers, seconds=seconds)


def polled_service(server: EmbeddedServer, folder: Path, **settings: str) -> Service:
    """A service that polls those feeds, whose polls are tried again soon after a death."""
    quick = {"WIRECOPY_POLL_LEASE_SECONDS": "1", "WIRECOPY_POLL_HOST_SECONDS": "0", "WIRECOPY_POLL_HOST_AT_ONCE": "50"}
    declared = {"WIRECOPY_SOURCES_FILE": str(folder / "sources.toml")}
    return Service(server, "tests.faults.hostile_polls", quick | declared | settings)


def published(service: Service) -> int:
    """How many records there are; a worker that ended by itself is started anew, as a supervisor does."""
    service.supervise()
    return len(service.published())


def delivered(service: Service) -> list[int]:
    with connect(service.server.url) as redis:
        return [row.state.delivered for row in rows(redis, service.keys, [f"feed-{number}" for number in range(FEEDS)])]


def assert_each_entry_came_out_once(service: Service, entries: int = ENTRIES) -> None:
    published = Counter(service.published())
    expected = {f"urn:wirecopy:bridges:bridge-{feed * 1000 + n}" for feed in range(FEEDS) for n in range(1, entries + 1)}
    assert {uri for uri, _ in published} == expected
    assert set(published.values()) == {1}
    assert {version for _, version in published} == {1}
    assert service.books().balanced


@pytest.mark.parametrize("moment", ["before_put", "after_put"])
def test_a_poll_killed_between_fetch_and_inbox_or_inbox_and_state_loses_and_doubles_nothing(
    own_server: EmbeddedServer, feeds: tuple[Site, Path], moment: str
) -> None:
    running, folder = feeds
    for number in range(3):
        (folder / f"kill-{number}").touch()
    with polled_service(own_server, folder, POLL_KILLED=moment, POLL_KILLS=str(folder)) as service:
        service.start_worker()
        eventually(lambda: published(service) == ENTRIES * FEEDS and all(delivered(service)), 60)
        eventually(lambda: service.books().waiting == 0)
        assert not list(folder.glob("kill-*"))
        assert len(running.requests) > FEEDS
        assert_each_entry_came_out_once(service)
        if moment == "after_put":
            assert service.books().outcomes["duplicate"] > 0


def test_killing_workers_at_random_while_feeds_change_loses_and_doubles_nothing(
    own_server: EmbeddedServer, feeds: tuple[Site, Path]
) -> None:
    running, folder = feeds
    chance = random.Random(4)
    with polled_service(own_server, folder) as service:
        for _ in range(2):
            service.start_worker()
        for step in range(1, 6):
            for number in range(FEEDS):
                running.route(f"/{number}", feed(number, ENTRIES + step * 3))
            order_polls(service)
            eventually(lambda step=step: len(running.requests) > step * FEEDS // 2)  # type: ignore[misc]
            service.kill_worker(chance.choice(service.workers))
            service.start_worker()
        last = ENTRIES + 15
        order_polls(service)
        eventually(lambda: published(service) >= last * FEEDS, 90)
        eventually(lambda: service.books().waiting == 0)
        assert_each_entry_came_out_once(service, last)


def order_polls(service: Service) -> None:
    with connect(service.server.url) as redis:
        for number in range(FEEDS):
            poll_now(redis, service.keys, f"feed-{number}")


def test_a_frozen_worker_whose_polls_were_taken_over_leaves_no_trace(
    own_server: EmbeddedServer, feeds: tuple[Site, Path]
) -> None:
    running, folder = feeds
    for number in range(FEEDS):
        running.route(f"/{number}", feed(number, seconds=1.0))
    with polled_service(own_server, folder) as service:
        frozen = service.start_worker()
        eventually(lambda: len(running.requests) >= FEEDS, 30)
        os.killpg(frozen.pid, signal.SIGSTOP)
        service.start_worker()
        eventually(lambda: len(service.published()) == ENTRIES * FEEDS, 60)
        os.killpg(frozen.pid, signal.SIGCONT)
        order_polls(service)
        eventually(lambda: min(polls(service)) >= 2, 30)
        eventually(lambda: service.books().waiting == 0)
        assert_each_entry_came_out_once(service)


def polls(service: Service) -> list[int]:
    with connect(service.server.url) as redis:
        return [row.state.polls for row in rows(redis, service.keys, [f"feed-{number}" for number in range(FEEDS)])]
