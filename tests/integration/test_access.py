"""The rights of the five users, on a real server: what each needs, and nothing else."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pytest
from kombu import Connection
from redis import Redis
from redis.exceptions import AuthenticationError, NoPermissionError

from schemas.errors import ServerUnreachable
from schemas.streams import Fields
from tests.intake.serving import DESK, Web, declare, token_of
from tests.integration.conftest import SERVERS
from tests.store import Worker, article
from tests.support import ROOT, Service, eventually, free_port, page
from worker.cli.embedded import EmbeddedServer, embedded_server
from worker.client import Client
from worker.observe import rights
from worker.settings import Settings
from worker.store import access
from worker.store.keys import Keys
from worker.store.kill import kill

PASSWORDS = {user: f"{user}-p@ss/wörd" for user in access.USERS}
KEYS = Keys("wirecopy")


@dataclass
class Guarded:
    """A server with users."""

    server: EmbeddedServer

    def url(self, user: str) -> str:
        return f"redis://{user}:{user}-p%40ss%2Fw%C3%B6rd@127.0.0.1:{self.server.port}/0"

    @contextmanager
    def as_(self, user: str) -> Iterator[Redis]:
        with Redis.from_url(self.url(user)) as connection:
            yield connection


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    folder = tmp_path_factory.mktemp("guarded")
    acl = folder / "users.acl"
    acl.write_text(access.acl_file(KEYS, PASSWORDS) + "user tester on >tester allkeys allchannels allcommands\n")
    server = EmbeddedServer(folder, ("--aclfile", str(acl)), free_port())
    server.start()
    try:
        yield Guarded(server)
    finally:
        server.stop()


def as_tester(guarded: Guarded) -> Redis:
    """A connection that may do everything."""
    return Redis.from_url(f"redis://tester:tester@127.0.0.1:{guarded.server.port}/0")


@pytest.fixture(autouse=True)
def records(guarded: Guarded) -> Iterator[None]:
    """Two records and a group; afterwards nothing was refused that the test did not ask for."""
    with as_tester(guarded) as tester:
        tester.flushall()
        worker = Worker(tester, KEYS)
        worker.publish(article("urn:1"))
        worker.publish(article("urn:2"))
        tester.xgroup_create(KEYS.articles, "desk", "0")
        tester.acl_log_reset()
        yield


def test_nobody_gets_in_without_a_user(guarded: Guarded) -> None:
    with Redis.from_url(guarded.server.tcp_url) as nobody, pytest.raises(AuthenticationError):
        nobody.ping()
    with Client(guarded.server.tcp_url) as client, pytest.raises(ServerUnreachable, match="refuses"):
        client.enqueue(b"x")


FORBIDDEN: dict[str, list[tuple[str | bytes, ...]]] = {
    access.CONSUMER: [
        ("XADD", KEYS.articles, "*", "uri", "urn:forged"),
        ("XDEL", KEYS.articles, "0-1"),
        ("XTRIM", KEYS.articles, "MAXLEN", "0"),
        ("XGROUP", "DESTROY", KEYS.articles, "desk"),
        ("XGROUP", "SETID", KEYS.articles, "desk", "$"),
        ("XADD", KEYS.inbox, "*", "payload", "x"),
        ("XRANGE", KEYS.inbox, "-", "+"),
        ("XRANGE", KEYS.rejected, "-", "+"),
        ("DEL", KEYS.articles),
        ("EVAL", "return redis.call('XADD', KEYS[1], '*', 'a', 'b')", "1", KEYS.articles),
        ("HGETALL", KEYS.counters),
        ("FLUSHALL",),
        ("CONFIG", "GET", "*"),
        ("ACL", "LIST"),
        ("KEYS", "*"),
    ],
    access.PRODUCER: [
        ("XREAD", "STREAMS", KEYS.articles, "0"),
        ("XRANGE", KEYS.articles, "-", "+"),
        ("XRANGE", KEYS.inbox, "-", "+"),
        ("XREAD", "STREAMS", KEYS.inbox, "0"),
        ("XREADGROUP", "GROUP", "desk", "me", "STREAMS", KEYS.articles, ">"),
        ("XADD", KEYS.articles, "*", "uri", "urn:forged"),
        ("XADD", KEYS.outcomes, "*", "uri", "urn:forged"),
        ("XDEL", KEYS.inbox, "0-1"),
        ("DEL", KEYS.inbox),
        ("GET", KEYS.raw("0" * 64)),
        ("FLUSHALL",),
    ],
    access.INTAKE: [
        ("XDEL", KEYS.inbox, "0-1"),
        ("XTRIM", KEYS.inbox, "MAXLEN", "0"),
        ("XREADGROUP", "GROUP", "workers", "me", "STREAMS", KEYS.inbox, ">"),
        ("XADD", KEYS.articles, "*", "uri", "urn:forged"),
        ("XADD", KEYS.outcomes, "*", "uri", "urn:forged"),
        ("HSET", KEYS.story("urn:1"), "status", "usable"),
        ("EVAL", "return redis.call('XADD', KEYS[1], '*', 'a', 'b')", "1", KEYS.articles),
        ("EVAL", "return 1", "1", KEYS.story("urn:1")),
        ("GET", KEYS.raw("0" * 64)),
        ("HGETALL", KEYS.counters),
        ("DEL", KEYS.delivered("desk", "key")),
        ("KEYS", "*"),
        ("FLUSHALL",),
        ("CONFIG", "GET", "*"),
    ],
    access.WORKER: [
        ("XGROUP", "DESTROY", KEYS.articles, "desk"),
        ("SET", "elsewhere", "1"),
        ("GET", "elsewhere"),
        ("FLUSHALL",),
        ("CONFIG", "GET", "*"),
        ("ACL", "LIST"),
        ("SHUTDOWN",),
    ],
    access.OPERATOR: [
        ("FLUSHALL",),
        ("FLUSHDB",),
        ("SHUTDOWN",),
        ("CONFIG", "SET", "maxmemory", "1"),
        ("ACL", "SETUSER", "operator", "allcommands"),
        ("ACL", "LIST"),
        ("GET", "elsewhere"),
        ("MONITOR",),
        ("REPLICAOF", "127.0.0.1", "1"),
    ],
}


@pytest.mark.parametrize(
    ("user", "command"),
    [(user, command) for user, commands in FORBIDDEN.items() for command in commands],
    ids=lambda value: value if isinstance(value, str) else " ".join(str(part)[:40] for part in value),
)
def test_a_user_may_not(guarded: Guarded, user: str, command: tuple[str, ...]) -> None:
    with guarded.as_(user) as redis, pytest.raises(NoPermissionError):
        cast("list[bytes]", redis.execute_command(*command))  # type: ignore[no-untyped-call]


def test_http_intake_takes_items_in_and_tells_of_them_with_its_own_rights_alone(guarded: Guarded, tmp_path: Path) -> None:
    worker, intake = ({"WIRECOPY_REDIS_URL": guarded.url(user)} for user in (access.WORKER, access.INTAKE))
    with Service(guarded.server, settings=worker) as service, Web("", declare(tmp_path), intake) as web:
        service.start_worker()
        taken = web.put(page(3), idempotency_key="a")
        assert web.put(page(3), idempotency_key="a").ids == taken.ids
        (limited,) = web.put(page(4), token=token_of("limited")).ids
        (refused,) = web.put(b"\x00\x07", query="?urgent=true").ids
        for item_id, token in ((taken.ids[0], DESK), (limited, token_of("limited")), (refused, DESK)):
            told = web.ask("GET", f"/v1/items/{item_id}?wait=20", token=token)
            assert told.said["state"] == "done", told.body
        uri = cast("list[dict[str, str]]", web.ask("GET", f"/v1/items/{taken.ids[0]}", token=DESK).said["outcomes"])[0][
            "uri"
        ]
        assert web.ask("GET", f"/v1/articles/{uri}", token=DESK).status == 200
        assert web.ask("GET", "/healthz").status == 200
    with as_tester(guarded) as tester:
        assert tester.acl_log() == [], "a command that HTTP intake needs was refused"


def test_health_may_ping_and_nothing_else(guarded: Guarded) -> None:
    with Redis.from_url(f"redis://health:any@127.0.0.1:{guarded.server.port}/0") as redis:
        assert redis.ping()
        with pytest.raises(NoPermissionError):
            redis.xlen(KEYS.articles)


def test_a_consumer_reads_acknowledges_takes_over_and_sets_aside(guarded: Guarded) -> None:
    with Client(guarded.url(access.CONSUMER)) as client:
        assert len(list(client.consume(start="first", idle_seconds=0.1))) == 2
        for record in client.consume(group="new-desk", start="first", idle_seconds=0.1):
            if record.article.uri == "urn:1":
                record.ack()
        for _ in range(3):
            list(client.consume(group="new-desk", idle_seconds=0.1, max_deliveries=1, reclaim_seconds=0.01))
    with guarded.as_(access.OPERATOR) as operator:
        entries = cast("list[tuple[bytes, Fields]]", operator.xrange(KEYS.dead("new-desk")))
        assert [fields[b"uri"] for _, fields in entries] == [b"urn:2"]


def test_the_service_works_for_a_producer_through_a_worker_to_an_operator(guarded: Guarded, tmp_path: Path) -> None:
    (tmp_path / "story.txt").write_bytes(page(2))
    sources = tmp_path / "sources.toml"
    sources.write_text(
        f'[[source]]\nid = "spool"\nkind = "folder"\nurl = "{tmp_path}"\npattern = "*.txt"\nstable_seconds = 0.0\n'
    )
    settings = {"WIRECOPY_REDIS_URL": guarded.url(access.WORKER), "WIRECOPY_SOURCES_FILE": str(sources)}
    with Service(guarded.server, settings=settings) as service, Client(guarded.url(access.PRODUCER)) as producer:
        service.start_worker()
        waiting = [producer.enqueue(page(1), source="desk"), producer.enqueue(b"")]
        found = producer.wait(waiting, timeout=20)
        assert [found[one][0].outcome for one in waiting] == ["published", "rejected"]
        eventually((tmp_path / "done" / "story.txt").exists)
        with as_tester(guarded) as tester:
            slots = eventually(lambda: tester.keys(KEYS.lease("ingest:*")))
            tester.delete(*slots)
            eventually(lambda: tester.keys(KEYS.lease("ingest:*")))
            assert tester.acl_log() == [], "a command that the service needs was refused"


def test_a_worker_may_run_every_command_of_every_script() -> None:
    scripts = [path.read_text(encoding="utf-8") for path in (ROOT / "worker" / "store").glob("*.lua")]
    used = {command.lower() for script in scripts for command in re.findall(r"redis\.p?call\('(\w+)'", script)}
    (grant,) = access.grants(KEYS, access.WORKER)
    assert used - {one.partition("|")[0] for one in grant.commands.split()} == set()
    assert len(used) > 30


@pytest.mark.parametrize("binary", SERVERS.values(), ids=SERVERS.keys())
def test_a_restart_with_these_users_undoes_nothing(tmp_path: Path, binary: Path | None) -> None:
    acl = tmp_path / "users.acl"
    acl.write_text(access.acl_file(KEYS, PASSWORDS))
    with embedded_server("--aclfile", str(acl), port=free_port(), binary=binary) as server:
        guarded = Guarded(server)
        with guarded.as_(access.WORKER) as redis:
            worker = Worker(redis, KEYS)
            worker.publish(article("urn:1"))
            kill(redis, KEYS, "urn:1", None)
            worker.take()
            before = _all_of(redis)
        server.stop()
        server.start()
        with guarded.as_(access.WORKER) as redis:
            assert _all_of(redis) == before
            assert Worker(redis, KEYS).publish(article("urn:1", "again")) == ["stale"]


def _all_of(redis: Redis) -> list[object]:
    """What a restart must leave as it was."""
    streams = [KEYS.inbox, KEYS.articles, KEYS.outcomes]
    facts = [cast("dict[str, object]", redis.xinfo_stream(stream)) for stream in streams]
    pending = redis.xpending(KEYS.inbox, "workers")
    return [*((one["length"], one["last-generated-id"]) for one in facts), redis.hgetall(KEYS.story("urn:1")), pending]


def test_the_user_default_is_off(guarded: Guarded) -> None:
    for attempt in ({"username": "default", "password": ""}, {"username": "default", "password": "x"}, {}):
        url = f"redis://127.0.0.1:{guarded.server.port}"
        with Redis.from_url(url, **attempt) as redis, pytest.raises(AuthenticationError):
            redis.ping()


def test_doctor_finds_users_that_a_restart_would_not_survive(guarded: Guarded) -> None:
    with as_tester(guarded) as tester, guarded.as_(access.OPERATOR) as operator:
        assert {one.level for one in rights.findings(operator, KEYS)} == {"ok"}
        tester.acl_setuser("default", commands=["-@all"])
        tester.acl_setuser("consumer", commands=["-xread"])
        found = {one.message for one in rights.findings(operator, KEYS) if one.level == "problem"}
        tester.acl_load()
    assert len(found) == 2
    assert any("14541" in message for message in found)


def test_user_and_password_go_over_a_unix_socket_too(guarded: Guarded, tmp_path: Path) -> None:
    (tmp_path / "password").write_text(PASSWORDS[access.WORKER])
    held = Settings(redis_url=guarded.server.url, redis_username=access.WORKER, redis_password_file=tmp_path / "password")
    with Redis.from_url(held.server_url) as redis, Connection(held.celery_broker) as broker:
        assert redis.ping()
        broker.ensure_connection(max_retries=1, timeout=3)


def test_the_file_holds_no_password(tmp_path: Path) -> None:
    text = access.acl_file(KEYS, PASSWORDS)
    assert not [password for password in PASSWORDS.values() if password in text]
