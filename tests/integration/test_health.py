"""Status and doctor: what is wrong, and what to do, without Celery's remote control."""

import os
import signal
import socket
import time
from pathlib import Path
from typing import cast

import pytest
from redis import Redis

from tests.integration.conftest import Run
from tests.store import Worker, article
from tests.support import Service, eventually, free_port, item, page
from worker.cli.embedded import EmbeddedServer, embedded_server
from worker.cli.processes import end
from worker.client import Client
from worker.observe.checks import Finding, findings
from worker.observe.state import State, look
from worker.settings import Settings
from worker.store import heartbeats, retention
from worker.store.connection import connect
from worker.store.heartbeats import Kind
from worker.store.keys import Keys

SETTINGS = Settings()


@pytest.fixture
def well(redis: Redis, keys: Keys) -> State:
    """A service in which all is well."""
    Worker(redis, keys).publish(article())
    redis.xgroup_create(keys.articles, "desk", "0")
    heartbeats.beat(redis, keys, "worker@a", Kind.WORKER, 2)
    heartbeats.beat(redis, keys, "beat@a", Kind.CLOCK)
    with_bounds = look(redis, keys).server.model_copy(update={"memory_most": 2**30, "user": "operator"})
    return look(redis, keys).model_copy(update={"server": with_bounds, "streams": ()})


def troubles(state: State, settings: Settings = SETTINGS) -> list[tuple[str, str]]:
    return [(one.check, one.level) for one in findings(state, settings) if one.level != "ok"]


def changed(state: State, **server: object) -> State:
    return state.model_copy(update={"server": state.server.model_copy(update=server)})


def test_where_all_is_well_nothing_is_said(well: State) -> None:
    assert troubles(well) == []


@pytest.mark.parametrize(
    ("facts", "check", "level"),
    [
        ({"version": "7.1.9", "name": "redis"}, "version", "problem"),
        ({"version": "7.2.12", "name": "valkey"}, "version", "problem"),
        ({"role": "slave"}, "role", "problem"),
        ({"append_only": False}, "persistence", "problem"),
        ({"append_works": False}, "persistence", "problem"),
        ({"append_fsync": "no"}, "persistence", "warning"),
        ({"append_fsync": "everysec"}, "persistence", "warning"),
        ({"eviction": "allkeys-lru"}, "eviction", "problem"),
        ({"memory_most": 0}, "memory", "warning"),
        ({"memory_used": 2**30 * 0.6}, "memory", "warning"),
        ({"memory_used": 2**30 * 0.7}, "memory", "problem"),
        ({"clock_ahead_seconds": 2.0}, "clock", "warning"),
        ({"clock_ahead_seconds": -2.0}, "clock", "warning"),
        ({"user": "default"}, "access", "warning"),
    ],
)
def test_what_is_wrong_with_the_server_is_found(well: State, facts: dict[str, object], check: str, level: str) -> None:
    assert troubles(changed(well, **facts)) == [(check, level)]


@pytest.mark.parametrize("version", ["7.2.0", "8.0.2", "8.6.0-rc1"])
def test_servers_new_enough_are_taken(well: State, version: str) -> None:
    assert troubles(changed(well, version=version, name="redis")) == []


def test_every_trouble_says_what_to_do(well: State) -> None:
    wrong = changed(well, append_only=False, role="slave", eviction="volatile-ttl", memory_most=0, user="default")
    found = [one for one in findings(wrong.model_copy(update={"beats": ()}), SETTINGS) if one.level != "ok"]
    assert len(found) == 7
    assert all(one.advice for one in found)


def test_a_service_without_worker_or_clock_is_found(redis: Redis, keys: Keys, well: State) -> None:
    heartbeats.sign_off(redis, keys, "worker@a")
    heartbeats.sign_off(redis, keys, "beat@a")
    assert troubles(well.model_copy(update={"beats": look(redis, keys).beats})) == [
        ("workers", "problem"),
        ("beat", "problem"),
    ]
    heartbeats.beat(redis, keys, "poll@a", Kind.WORKER, 0)
    heartbeats.beat(redis, keys, "beat@a", Kind.CLOCK)
    assert troubles(well.model_copy(update={"beats": look(redis, keys).beats})) == [("workers", "problem")]


def test_one_that_fell_silent_is_named_and_forgotten_after_an_hour(redis: Redis, keys: Keys, well: State) -> None:
    now_ms = retention.server_ms(redis)
    redis.hset(keys.workers, "worker@gone 1", f"worker 2 {now_ms - 60_000}")
    (found,) = [
        one for one in findings(well.model_copy(update={"beats": look(redis, keys).beats}), SETTINGS) if one.level != "ok"
    ]
    assert (found.check, "worker@gone" in found.message) == ("heartbeats", True)
    redis.hset(keys.workers, "worker@gone 1", f"worker 2 {now_ms - 3_700_000}")
    heartbeats.forget_gone(redis, keys, now_ms)
    assert [one.node for one in heartbeats.heartbeats(redis, keys)] == ["beat@a", "worker@a"]


def test_a_heartbeat_of_another_version_stops_nobody_and_is_forgotten(redis: Redis, keys: Keys) -> None:
    redis.hset(keys.workers, "worker@old", "2 1795453009054")
    heartbeats.beat(redis, keys, "worker@a", Kind.WORKER, 2)
    assert heartbeats.slots_wanted(redis, keys, retention.server_ms(redis)) == 2
    heartbeats.forget_gone(redis, keys, retention.server_ms(redis))
    assert [one.node for one in heartbeats.heartbeats(redis, keys)] == ["worker@a"]
    assert redis.hlen(keys.workers) == 1


def test_items_that_wait_too_long_are_found(redis: Redis, keys: Keys, well: State) -> None:
    redis.xadd(keys.urgent, {"payload": "x"}, id=f"{retention.server_ms(redis) - 61_000}-0")
    state = look(redis, keys)
    assert (state.lanes[0].lane, state.lanes[0].waiting, state.lanes[0].oldest_seconds > 60) == ("urgent", 1, True)
    assert troubles(well.model_copy(update={"lanes": state.lanes})) == [("inbox", "problem")]


def test_what_a_dead_worker_holds_is_found(redis: Redis, keys: Keys, well: State) -> None:
    Worker(redis, keys, "dead").take()
    state = look(redis, keys)
    assert (state.lanes[1].in_hand, state.lanes[1].held_by_dead) == (1, 1)
    assert troubles(well.model_copy(update={"lanes": state.lanes})) == [("claims", "warning")]


def test_groups_show_who_reads_and_who_does_not(redis: Redis, keys: Keys, client: Client, well: State) -> None:
    Worker(redis, keys).publish(article("urn:2"))
    for record in client.consume(group="other", start="first", idle_seconds=0.05):
        if record.article.uri == "urn:2":
            record.ack()
    (stream,) = look(redis, keys).streams
    shown = {group.name: (group.consumers, group.pending, group.lag) for group in stream.groups}
    assert (stream.name, stream.entries) == ("articles", 2)
    assert shown == {"desk": (0, 0, 2), "other": (1, 1, 0)}
    assert troubles(well.model_copy(update={"streams": (stream,)})) == [("groups", "warning")], "nobody reads for desk"


def test_a_group_that_fell_silent_and_dead_letters_are_found(redis: Redis, keys: Keys, well: State) -> None:
    (stream,) = look(redis, keys).streams
    (group,) = stream.groups
    silent = group.model_copy(update={"consumers": 1, "idle_seconds": 7_200.0, "dead_letters": 3})
    state = well.model_copy(update={"streams": (stream.model_copy(update={"groups": (silent,)}),)})
    assert troubles(state) == [("groups", "warning"), ("groups", "warning")]
    full = well.model_copy(update={"streams": (stream.model_copy(update={"groups": (), "entries": 900_000}),)})
    assert troubles(full) == [("retention", "problem")]


def test_books_that_do_not_balance_are_found(redis: Redis, keys: Keys, well: State) -> None:
    redis.hincrby(keys.counters, "published", 1)
    state = look(redis, keys)
    assert not state.books.balanced
    assert troubles(well.model_copy(update={"books": state.books})) == [("books", "problem")]


def test_status_shows_it_as_a_table_and_as_json(run: Run, redis: Redis, keys: Keys, well: State) -> None:
    shown = run("status").stdout
    assert "worker@a" in shown
    assert "they balance" in shown
    told = State.read_json(run("status", "--json").stdout)
    assert (told.books.accepted, [one.name for one in told.streams]) == (1, ["articles"])


def test_status_of_a_server_never_used_shows_nothing_and_fails_nothing(run: Run) -> None:
    done = run("status", "--json")
    assert (done.returncode, State.read_json(done.stdout).books.balanced) == (0, True)


def test_doctor_exits_1_where_there_is_a_problem(run: Run, redis: Redis, keys: Keys, well: State) -> None:
    assert run("doctor").returncode == 0
    heartbeats.sign_off(redis, keys, "worker@a")
    done = run("doctor", "--json")
    problems = [Finding.read_json(line) for line in done.stdout.splitlines() if '"problem"' in line]
    assert (done.returncode, [one.check for one in problems]) == (1, ["workers"])
    assert "→ start one" in run("doctor").stdout


def test_doctor_says_so_where_the_server_is_away(run: Run) -> None:
    done = run("doctor", "--json", WIRECOPY_REDIS_URL="redis://127.0.0.1:1")
    found = [Finding.read_json(line) for line in done.stdout.splitlines()]
    assert (done.returncode, [(one.check, one.level) for one in found]) == (3, [("settings", "ok"), ("server", "problem")])


def test_doctor_names_settings_that_cannot_be(run: Run, tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_text("[[source]]")
    done = run("doctor", WIRECOPY_SOURCES_FILE="sources.toml")
    assert (done.returncode, "sources.toml" in done.stdout) == (4, True)
    assert run("doctor", WIRECOPY_BATCH_ITEMS="none").returncode == 4


def test_a_nodes_health_is_its_heartbeat(run: Run, redis: Redis, keys: Keys) -> None:
    node = f"worker@{socket.gethostname()}"
    assert run("doctor", "--node", "worker@%h").returncode == 1
    heartbeats.beat(redis, keys, node, Kind.WORKER)
    assert run("doctor", "--node", "worker@%h").returncode == 0
    redis.hset(keys.workers, f"{node} {os.getpid()}", f"worker 2 {retention.server_ms(redis) - 16_000}")
    assert run("doctor", "--node", "worker@%h").returncode == 1


def test_two_workers_of_one_name_are_two(redis: Redis, keys: Keys) -> None:
    redis.hset(keys.workers, "worker@a 999999", f"worker 2 {retention.server_ms(redis)}")
    heartbeats.beat(redis, keys, "worker@a", Kind.WORKER, 2)
    assert heartbeats.slots_wanted(redis, keys, retention.server_ms(redis)) == 4
    heartbeats.sign_off(redis, keys, "worker@a")
    assert heartbeats.slots_wanted(redis, keys, retention.server_ms(redis)) == 2


def test_a_nodes_health_is_told_within_seconds_where_the_server_hangs(run: Run) -> None:
    with embedded_server(port=free_port()) as hanging, connect(hanging.url) as redis:
        pid = cast("dict[str, int]", redis.info("server"))["process_id"]
        os.kill(pid, signal.SIGSTOP)
        started = time.monotonic()
        done = run("doctor", "--node", "worker@%h", WIRECOPY_REDIS_URL=hanging.tcp_url)
        os.kill(pid, signal.SIGCONT)
    assert done.returncode == 0
    assert time.monotonic() - started < 10


def test_a_server_that_says_little_of_itself_is_no_error(well: State) -> None:
    silent = changed(well, role=None, eviction=None, append_only=None)
    assert troubles(silent) == [("persistence", "warning"), ("eviction", "warning")]


def test_a_group_with_a_name_that_is_no_text_stops_neither_trimming_nor_status(
    redis: Redis, keys: Keys, well: State
) -> None:
    redis.xgroup_create(keys.articles, cast("str", b"\xff"), "0")
    (stream,) = look(redis, keys).streams
    assert [group.name for group in stream.groups] == ["desk", "\\xff"]
    limits = retention.StreamLimits(age_ms=0, group_idle_ms=0)
    assert retention.trim_articles(redis, keys, keys.articles, limits, retention.server_ms(redis) + 1, False) == 1


def test_a_group_behind_a_deletion_is_not_taken_for_one_that_read_all(redis: Redis, keys: Keys, well: State) -> None:
    worker = Worker(redis, keys)
    for number in range(4):
        worker.publish(article(f"urn:{number}"))
    redis.xdel(keys.articles, cast("list[tuple[bytes, object]]", redis.xrange(keys.articles))[2][0])
    (stream,) = look(redis, keys).streams
    assert stream.groups[0].lag is None
    assert troubles(well.model_copy(update={"streams": (stream,)})) == [("groups", "warning")]


def test_a_server_that_is_away_is_not_the_nodes_fault(run: Run) -> None:
    done = run("doctor", "--node", "worker@%h", WIRECOPY_REDIS_URL="redis://127.0.0.1:1")
    assert (done.returncode, "does not answer" in done.stderr) == (0, True)


def test_a_running_service_is_well_and_says_so_when_its_worker_dies(own_server: EmbeddedServer) -> None:
    with Service(own_server) as service, Client(own_server.url) as client, Redis.from_url(own_server.url) as redis:
        worker = service.start_worker()
        client.wait(client.enqueue_many(item(page(number)) for number in range(200)))
        eventually(lambda: _problems(redis, service.keys) == [])
        end(worker)
        assert _problems(redis, service.keys) == ["workers"]


def _problems(redis: Redis, keys: Keys) -> list[str]:
    return [one.check for one in findings(look(redis, keys), SETTINGS) if one.level == "problem"]
