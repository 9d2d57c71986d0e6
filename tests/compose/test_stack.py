"""What docker-compose.yml promises, on a real engine. Started by `make compose-test`; the tests build on one another."""

import json
import re
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from typing import cast

import pytest
from redis import Redis
from redis.exceptions import RedisError

from schemas.errors import ServerUnreachable
from tests.compose.conftest import KEYS, SITE, TOKEN, Stack
from tests.support import ROOT, eventually, item, page
from worker.client import Client
from worker.store.heartbeats import Kind, heartbeats
from worker.store.retention import server_ms

pytestmark = [pytest.mark.compose, pytest.mark.timeout(900)]

SERVICES = ("redis", "worker", "worker-poll", "web", "beat")
numbers = iter(range(1_000_000))


def published(stack: Stack) -> "Counter[str]":
    """How often each uri is in the articles stream."""
    with stack.operator() as redis:
        entries = cast("list[tuple[bytes, dict[bytes, bytes]]]", redis.xrange(KEYS.articles))
    return Counter(fields[b"uri"].decode() for _, fields in entries)


def uris(wanted: list[int]) -> set[str]:
    return {f"urn:wirecopy:desk:{139_000_000 + number}" for number in wanted}


def assert_each_came_out_once(stack: Stack, wanted: list[int]) -> None:
    eventually(lambda: stack.books().waiting == 0, 120)
    found = published(stack)
    assert uris(wanted) <= set(found), "an accepted item is missing"
    assert {found[uri] for uri in uris(wanted)} == {1}, "a story came out twice"
    assert stack.books().balanced


class Load:
    """Items put in without a pause, from a thread, by a producer outside the stack."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.accepted: list[int] = []
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> "Load":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ending.set()
        self._thread.join()

    def _run(self) -> None:
        with self.stack.producer() as client:
            while not self._ending.wait(0.01):
                batch = [next(numbers) for _ in range(20)]
                while not self._put_in(client, batch) and not self._ending.wait(0.1):
                    pass

    def _put_in(self, client: Client, batch: list[int]) -> bool:
        """Put a batch in; where the server is away it is put in again, as the client's documentation says."""
        try:
            client.enqueue_many(item(page(number)) for number in batch)
        except (ServerUnreachable, RedisError):
            return False
        self.accepted += batch
        return True


@pytest.fixture
def two_workers(stack: Stack) -> Iterator[list[str]]:
    stack.run("env", "WIRECOPY_WORKERS=2", "docker", "compose", "up", "--wait", "--no-deps", "worker")
    yield stack.containers("worker")
    stack.compose("up", "--wait", "--no-deps", "worker")


def test_it_comes_up_healthy_from_a_bare_clone(stack: Stack) -> None:
    for service in SERVICES:
        (container,) = stack.containers(service)
        assert cast("dict[str, str]", stack.inspect(container)["State"]["Health"])["Status"] == "healthy"
    (access,) = stack.containers("access")
    assert stack.inspect(access)["State"]["ExitCode"] == 0
    done = stack.cli("doctor")
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("service", [*SERVICES, "access"])
def test_every_container_has_no_more_rights_than_it_needs(stack: Stack, service: str) -> None:
    facts = stack.inspect(stack.containers(service)[0])
    host, config = facts["HostConfig"], facts["Config"]
    assert host["ReadonlyRootfs"] is True
    assert host["CapDrop"] == ["ALL"]
    assert host["Privileged"] is False
    assert cast("list[str]", host["SecurityOpt"])[0].startswith("no-new-privileges")
    assert cast("int", host["Memory"]) > 0
    assert str(config["User"]).split(":")[0] not in ("", "0", "root")
    if service != "access":
        assert cast("dict[str, str]", host["RestartPolicy"])["Name"] == "unless-stopped"


def test_no_password_is_in_an_environment_a_command_or_a_log(stack: Stack) -> None:
    secrets = [stack.password(user) for user in ("producer", "consumer", "operator")]
    for service, user in (("worker", "worker"), ("web", "intake")):
        secrets.append(stack.compose("exec", "-T", service, "cat", f"/access/{user}/password").strip())
    assert min(len(secret) for secret in secrets) >= 40
    said = stack.compose("logs") + "".join(
        json.dumps(stack.inspect(container)) for service in SERVICES for container in stack.containers(service)
    )
    assert not [secret for secret in secrets if secret in said]


@pytest.mark.parametrize(("service", "user"), [("worker", "worker"), ("web", "intake")])
def test_a_service_sees_no_other_users_password(stack: Stack, service: str, user: str) -> None:
    seen = stack.compose("exec", "-T", service, "find", "/access", "-type", "f")
    assert seen.split() == [f"/access/{user}/password"]


def test_an_item_posted_with_a_token_comes_out_and_one_without_is_refused(stack: Stack) -> None:
    def ask(method: str, path: str, token: str, body: bytes | None = None) -> tuple[int, dict[str, object]]:
        connection = HTTPConnection("127.0.0.1", stack.web_port, timeout=60)
        with closing(connection):
            connection.request(method, path, body, {"Authorization": f"Bearer {token}", "Content-Type": "text/plain"})
            answer = connection.getresponse()
            return answer.status, cast("dict[str, object]", json.loads(answer.read()))

    story = b"Bridge opens over HTTP\n\nThe bridge in Northtown opened on Monday, the mayor said.\n"
    status, taken = ask("POST", "/v1/items", TOKEN, story)
    assert status == 202, taken
    (item_taken,) = cast("list[dict[str, str]]", taken["items"])
    status, state = ask("GET", f"{item_taken['url']}?wait=30", TOKEN)
    (outcome,) = cast("list[dict[str, str]]", state["outcomes"])
    assert (status, outcome["outcome"]) == (200, "published")
    status, article = ask("GET", f"/v1/articles/{outcome['uri']}", TOKEN)
    assert (status, article["headline"]) == (200, "Bridge opens over HTTP")
    assert ask("POST", "/v1/items", "wcp_none", story)[0] == 401
    assert outcome["uri"] in published(stack)


def test_the_samples_go_in_and_come_out_by_the_cli_service(stack: Stack) -> None:
    done = stack.cli("enqueue", "samples", "--wait")
    outcomes = Counter(line.split(": ")[1].split()[0] for line in done.stdout.splitlines())
    assert (outcomes, done.returncode) == ({"published": 26, "updated": 1, "rejected": 1}, 1), "one sample is broken"
    consumed = stack.cli("consume", "--from", "first", "--source", "default", "--count", "26", "--json").stdout
    assert sum(json.loads(line)["language"] == "ar" for line in consumed.splitlines()) == 15


def test_a_declared_feed_is_polled_and_one_added_to_the_file_too(stack: Stack) -> None:
    def delivered() -> dict[str, int]:
        lines = stack.cli("sources", "list", "--json").stdout.splitlines()
        return {row["id"]: row["delivered"] for row in map(json.loads, lines)}

    eventually(lambda: delivered() == {"site": 2}, 60)
    sources = stack.sources / "sources.toml"
    added = SITE.replace('"site"', '"other"').replace("09-feed-rss.xml", "10-feed-atom.xml")
    new = sources.with_name("new")
    new.write_text(sources.read_text() + added)
    new.replace(sources)  # as editors do
    eventually(lambda: delivered() == {"site": 2, "other": 2}, 60)
    assert "2 polled: 2 ok" in stack.cli("status").stdout


def test_the_records_come_out_by_plain_redis_cli_and_only_that_is_allowed(stack: Stack) -> None:
    password = stack.password("consumer")
    redis_cli = (
        "docker",
        "compose",
        "exec",
        "-T",
        "-e",
        f"REDISCLI_AUTH={password}",
        "redis",
        "redis-cli",
        "--user",
        "consumer",
    )
    assert "سرنديب" in stack.run(*redis_cli, "XRANGE", KEYS.articles, "-", "+").stdout
    refused = stack.run(*redis_cli, "XADD", KEYS.articles, "*", "uri", "urn:forged").stdout
    assert refused.startswith("NOPERM")


def test_logs_are_json_lines_with_batches_and_rejections(stack: Stack) -> None:
    lines = stack.run("docker", "logs", stack.containers("worker")[0]).stderr.splitlines()
    events = [json.loads(line)["event"] for line in lines]
    assert {"batch", "rejected"} <= set(events)


def test_a_worker_container_killed_midway_loses_nothing(stack: Stack) -> None:
    wanted = [next(numbers) for _ in range(20_000)]
    before = stack.books().done
    with stack.producer() as client:
        client.enqueue_many(item(page(number)) for number in wanted)
    eventually(lambda: stack.books().done > before + 100)
    stack.compose("kill", "--signal", "KILL", "worker")
    assert stack.books().waiting > 0, "it was too fast to be killed with anything in hand"
    stack.compose("up", "--wait", "--no-deps", "worker")
    assert_each_came_out_once(stack, wanted)


def test_a_server_container_killed_under_load_loses_nothing_accepted(stack: Stack) -> None:
    with Load(stack) as load:
        eventually(lambda: len(load.accepted) > 500)
        stack.compose("kill", "--signal", "KILL", "redis")
        before = len(load.accepted)
        stack.compose("up", "--wait")
        eventually(lambda: len(load.accepted) > before)
    assert_each_came_out_once(stack, load.accepted)


def test_a_restart_of_the_server_undoes_nothing(stack: Stack) -> None:
    eventually(lambda: stack.books().waiting == 0, 60)
    story = next(uri for uri in published(stack) if uri.startswith("urn:wirecopy:desk:"))
    assert "killed" in stack.cli("kill", story).stdout
    before = _ends_of_streams(stack)
    stack.compose("restart", "redis")
    stack.compose("up", "--wait")
    assert json.loads(stack.cli("show", story, "--json").stdout)["status"] == "canceled"
    assert _ends_of_streams(stack) == before, "something was done again"
    assert "CRITICAL" not in stack.run("docker", "logs", stack.containers("redis")[0]).stdout


def _ends_of_streams(stack: Stack) -> list[object]:
    with stack.operator() as redis:
        streams = (KEYS.inbox, KEYS.articles, KEYS.outcomes, KEYS.rejected)
        return [cast("dict[str, object]", redis.xinfo_stream(stream))["last-generated-id"] for stream in streams]


def test_workers_restarted_one_by_one_under_load_lose_nothing(stack: Stack, two_workers: list[str]) -> None:
    with Load(stack) as load:
        for worker in two_workers:
            sent = len(load.accepted)
            eventually(lambda sent=sent: len(load.accepted) > sent + 200)  # type: ignore[misc]
            stack.run("docker", "stop", "--time", "30", worker)
            assert stack.inspect(worker)["State"]["ExitCode"] == 0, "it did not end in order within its grace"
            assert stack.cli("enqueue", "samples/05-xinhua-en.txt", "--wait").returncode == 0, "nobody works meanwhile"
            stack.run("docker", "start", worker)
            eventually(lambda worker=worker: _beats(stack, worker))  # type: ignore[misc]
    assert_each_came_out_once(stack, load.accepted)


def _beats(stack: Stack, container: str) -> bool:
    with stack.operator() as redis:
        return any(one.node.endswith(container[:12]) for one in heartbeats(redis, KEYS))


def test_a_second_clock_does_no_harm(stack: Stack) -> None:
    stack.compose("up", "--wait", "--no-deps", "--scale", "beat=2", "beat")
    with stack.operator() as redis:
        eventually(lambda: _clocks_alive(redis) == 2)
        assert len(list(redis.scan_iter(KEYS.lease("ingest:*")))) == 2
    wanted = [next(numbers) for _ in range(500)]
    with stack.producer() as client:
        client.enqueue_many(item(page(number)) for number in wanted)
    assert_each_came_out_once(stack, wanted)
    stack.compose("up", "--wait", "--no-deps", "--scale", "beat=1", "beat")


def _clocks_alive(redis: Redis) -> int:
    now_ms = server_ms(redis)
    return sum(one.kind == Kind.CLOCK and one.is_alive(now_ms) for one in heartbeats(redis, KEYS))


def commands_of(heading: str) -> str:
    """Return the shell block under a heading of docs/operating.md."""
    text = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    found = re.search(rf"^#+ {heading}\n.*?^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert found, f"docs/operating.md has no commands under {heading!r}"
    return found[1]


def test_a_back_up_made_as_the_page_says_is_restored_as_the_page_says(stack: Stack) -> None:
    eventually(lambda: stack.books().waiting == 0, 60)
    before, books_before = published(stack), stack.books()
    try:
        stack.run("bash", "-euc", commands_of("Back up"))
        wanted = [next(numbers)]
        with stack.producer() as client:
            client.wait(client.enqueue_many([item(page(wanted[0]))]))
        stack.run("bash", "-euc", commands_of("Restore"))
    finally:
        (ROOT / "wirecopy-backup.tar").unlink(missing_ok=True)
    assert published(stack) == before
    assert stack.books() == books_before
    with stack.producer() as client:
        client.wait(client.enqueue_many([item(page(wanted[0]))]))
    assert_each_came_out_once(stack, wanted)


def test_it_stops_in_order_and_comes_back_with_what_it_had(stack: Stack) -> None:
    before = published(stack)
    with Load(stack) as load:
        eventually(lambda: len(load.accepted) > 200)
        stack.compose("stop")
    for service in SERVICES:
        for container in stack.containers(service):
            assert stack.inspect(container)["State"]["ExitCode"] == 0, f"{service} did not end in order"
            if service != "redis":
                logs = stack.run("docker", "logs", container)
                assert [json.loads(line)["event"] for line in logs.stderr.splitlines()]
                assert logs.stdout == ""
    with pytest.raises(RedisError), stack.operator() as redis:
        redis.ping()
    stack.compose("up", "--wait")
    assert_each_came_out_once(stack, load.accepted)
    assert not before - published(stack)
