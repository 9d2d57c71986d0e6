"""`wirecopy sources`, and polling by the service, as a person meets them: a real site, a real server, real processes."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import trustme
from redis import Redis

from schemas import PageListSource, WebSource
from tests.integration.conftest import Run
from tests.polling import entry, numbered, rss
from tests.support import ROOT, Service, eventually, free_port
from tests.web import Site, answer, site
from worker.cli.embedded import EmbeddedServer
from worker.client import Client
from worker.polls import addresses
from worker.sources_file import SourcesFile, declared_sources
from worker.store import source_state
from worker.store.connection import connect
from worker.store.keys import Keys

RSS = {"Content-Type": "application/rss+xml"}
HTML = {"Content-Type": "text/html; charset=utf-8"}
EXAMPLE = ROOT / "sources.example.toml"
QUICK_POLLS = {"WIRECOPY_POLL_HOST_SECONDS": "0", "WIRECOPY_POLL_LEASE_SECONDS": "2"}


@pytest.fixture
def web_site() -> Iterator[Site]:
    with site() as running:
        running.route("/feed", answer(numbered([2, 1]), headers=RSS))
        yield running


@pytest.fixture
def sources(tmp_path: Path, web_site: Site) -> str:
    """The path of a sources.toml with one feed that works and one that does not."""
    path = tmp_path / "sources.toml"
    path.write_text(table("good", web_site.url("/feed")) + table("bad", web_site.url("/missing")))
    return str(path)


def table(name: str, url: str) -> str:
    return (
        f'[[source]]\nid = "{name}"\nkind = "feed"\nurl = "{url}"\nallow_private = true\nlanguage = "en"\n'
        f'provider = "bridges"\nmin_interval = 10\n\n'
    )


def declare(redis: Redis, keys: Keys, sources: str) -> None:
    """Tell the server what a worker would."""
    source_state.declare(redis, keys, addresses(declared_sources(Path(sources))))


# check ---------------------------------------------------------------------------------------------------------------


def test_check_shows_what_would_come_in_and_changes_nothing(run: Run, sources: str, redis: Redis) -> None:
    shown = run("sources", "check", "good", WIRECOPY_SOURCES_FILE=sources, WIRECOPY_REDIS_URL="redis://127.0.0.1:1")
    assert shown.returncode == 0, shown.stderr
    assert "Bridge 1 opens" in shown.stdout
    assert "2 items; polled next in" in shown.stdout
    assert redis.keys("*") == []


def test_check_of_an_address_needs_no_file(run: Run, web_site: Site) -> None:
    shown = run("sources", "check", web_site.url("/feed"), "--allow-private", "--entries", "1", "--json")
    assert shown.returncode == 0, shown.stderr
    (record,) = map(json.loads, shown.stdout.splitlines())
    assert record["headline"] == "Bridge 2 opens"


def test_check_of_a_source_that_fails_says_why(run: Run, sources: str) -> None:
    shown = run("sources", "check", WIRECOPY_SOURCES_FILE=sources)
    assert shown.returncode == 1
    assert "not_found" in shown.stdout
    assert "Bridge 1 opens" in shown.stdout


def test_check_refuses_private_addresses_unless_told(run: Run, web_site: Site) -> None:
    shown = run("sources", "check", web_site.url("/feed"))
    assert shown.returncode == 1
    assert "private_address" in shown.stdout
    assert web_site.requests == []


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["check"], 4, "no source is declared"),
        (["check", "nobody"], 4, "nobody"),
        (["check", "gopher://a.example/x"], 2, "http"),
        (["check", "http://a.example/", "--link-pattern", "["], 2, "regular expression"),
        (["poll", "nobody"], 1, "nobody"),
        (["pause", "nobody"], 1, "nobody"),
        (["list", "--health", "failling"], 2, "never delivered"),
        (["list"], 0, "no worker has declared a source"),
    ],
)
def test_mistakes_are_messages(run: Run, arguments: list[str], code: int, message: str) -> None:
    said = run("sources", *arguments)
    assert said.returncode == code
    assert message in said.stderr
    assert "Traceback" not in said.stderr


# list, poll, pause, status, doctor -----------------------------------------------------------------------------------


def test_list_status_and_doctor_tell_of_sources_in_trouble(
    run: Run, sources: str, redis: Redis, keys: Keys, server: EmbeddedServer
) -> None:
    with Service(server, settings={"WIRECOPY_SOURCES_FILE": sources} | QUICK_POLLS) as service:
        service.start_worker()
        eventually(lambda: len(service.published()) == 2)
        eventually(lambda: all(row.state.polls for row in source_state.rows(redis, keys, ["good", "bad"])))
    listed = run("sources", "list", WIRECOPY_SOURCES_FILE=sources)
    assert listed.returncode == 0, listed.stderr
    assert "failing" in listed.stdout
    assert "not_found" in listed.stdout
    rows = [json.loads(line) for line in run("sources", "list", "--json").stdout.splitlines()]
    assert {row["id"]: row["health"] for row in rows} == {"bad": "failing", "good": "ok"}
    only = run("sources", "list", "--health", "failing", "--json").stdout.splitlines()
    assert [json.loads(line)["id"] for line in only] == ["bad"]
    assert "1 ok, 1 failing" in run("status").stdout or "1 failing, 1 ok" in run("status").stdout
    assert json.loads(run("status", "--json").stdout)["sources"]["troubled"][0]["id"] == "bad"
    assert "bad is failing: not_found" in run("doctor").stdout


def test_a_source_nobody_polls_is_a_problem_for_doctor(run: Run, sources: str, redis: Redis, keys: Keys) -> None:
    declare(redis, keys, sources)
    redis.zadd(keys.polls, {"good": 1})
    shown = run("doctor").stdout
    assert "1 sources are due for more than a minute and nobody polls them" in shown
    assert "OVERDUE" in run("status").stdout


def test_poll_waits_until_a_worker_has_polled(run: Run, sources: str, server: EmbeddedServer, web_site: Site) -> None:
    with Service(server, settings={"WIRECOPY_SOURCES_FILE": sources} | QUICK_POLLS) as service:
        service.start_worker()
        eventually(lambda: len(service.published()) == 2)
        web_site.route("/feed", answer(numbered([3, 2, 1]), headers=RSS))
        shown = run("sources", "poll", "good", "--wait", WIRECOPY_SOURCES_FILE=sources)
        assert shown.returncode == 0, shown.stdout + shown.stderr
        eventually(lambda: len(service.published()) == 3)
        assert run("sources", "poll", "good", "bad", "--wait").returncode == 1
        assert run("sources", "pause", "good").returncode == 0
        assert json.loads(run("sources", "list", "--health", "paused", "--json").stdout)["id"] == "good"


def test_poll_without_a_worker_says_so(run: Run, sources: str, redis: Redis, keys: Keys) -> None:
    declare(redis, keys, sources)
    said = run("sources", "poll", "good", "--wait", "--timeout", "0.5")
    assert said.returncode == 1
    assert "is a worker running?" in said.stderr


def stopped_within(worker: "subprocess.Popen[bytes]", seconds: float) -> bool:
    worker.send_signal(signal.SIGTERM)
    try:
        worker.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True


def test_a_worker_told_to_stop_gives_back_what_it_polls_and_its_successor_polls_at_once(
    sources: str, redis: Redis, keys: Keys, server: EmbeddedServer, web_site: Site
) -> None:
    web_site.route("/slow", answer(numbered([9]), headers=RSS, seconds=60))
    Path(sources).write_text(table("slow", web_site.url("/slow")) + "timeout = 100.0\n")
    with Service(server, settings={"WIRECOPY_SOURCES_FILE": sources} | QUICK_POLLS) as service:
        worker = service.start_worker()
        eventually(lambda: web_site.asked("/slow"))
        assert stopped_within(worker, 15)
        assert not source_state.rows(redis, keys, ["slow"])[0].held
        web_site.route("/slow", answer(numbered([9]), headers=RSS))
        service.workers.clear()
        service.start_worker()  # under the same name
        eventually(service.published, 20)


def test_a_worker_without_a_file_leaves_alone_what_others_declare(
    sources: str, redis: Redis, keys: Keys, server: EmbeddedServer, run: Run
) -> None:
    declare(redis, keys, sources)
    with Service(server, settings=QUICK_POLLS) as service:
        service.start_worker()
        assert run("sources", "poll", "good", "--wait", "--timeout", "5").returncode == 1
    assert sorted(redis.hkeys(keys.declared)) == [b"bad", b"good"]


# sources.toml read anew ----------------------------------------------------------------------------------------------


def test_a_source_added_to_the_file_is_polled_without_a_restart_and_one_removed_no_more(
    sources: str, redis: Redis, keys: Keys, server: EmbeddedServer, web_site: Site
) -> None:
    path = Path(sources)
    with Service(server, settings={"WIRECOPY_SOURCES_FILE": sources} | QUICK_POLLS) as service:
        service.start_worker()
        eventually(lambda: len(service.published()) == 2)
        web_site.route("/more", answer(rss(entry(7)), headers=RSS))
        path.write_text(path.read_text() + table("more", web_site.url("/more")))
        eventually(lambda: len(service.published()) == 3)
        path.write_text(table("more", web_site.url("/more")))
        eventually(lambda: redis.hkeys(keys.declared) == [b"more"])
        assert redis.zrange(keys.polls, 0, -1) == [b"more"]


def test_what_is_declared_of_a_source_holds_for_its_next_items_without_a_restart(
    tmp_path: Path, server: EmbeddedServer
) -> None:
    path = tmp_path / "sources.toml"
    path.write_text('[[source]]\nid = "desk"\nprovider = "first"\n')
    with Service(server, settings={"WIRECOPY_SOURCES_FILE": str(path)}) as service, Client(server.url) as client:
        service.start_worker()
        client.wait([client.enqueue(b"Bridge opens\n\nThe bridge opened on Monday.\n", source="desk")])
        path.write_text('[[source]]\nid = "desk"\nprovider = "second"\n')

        def authority() -> str:
            number = len(service.published())
            text = f"Bridge {number} opens\n\nThe bridge {number} opened on Monday.\n"
            ((outcome,),) = client.wait([client.enqueue(text.encode(), source="desk")]).values()
            return (outcome.uri or "").split(":")[2]

        eventually(lambda: authority() == "second")


def test_a_file_that_breaks_changes_nothing_until_it_is_mended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("worker.sources_file.LOOK_SECONDS", 0.0)
    path = tmp_path / "sources.toml"
    path.write_text('[[source]]\nid = "a"\n')
    file = SourcesFile(path)
    before = file.current()
    assert file.current() is before
    path.write_text("[[source]]\nid = \n")
    assert set(file.current()) == {"a"}
    path.unlink()
    assert set(file.current()) == {"a"}
    path.write_text('[[source]]\nid = "b"\n')
    assert set(file.current()) == {"b"}


# The example file ----------------------------------------------------------------------------------------------------


def story(source: WebSource, number: int) -> bytes:
    """A page in the shape of Xinhua's, with an invented story."""
    text = "The bridge in Northtown was opened on Monday, and the mayor said that it would carry all traffic of the town. "
    return (
        f"<!doctype html><html lang='{source.language}'><head><title>Bridge {number} opens</title></head><body>"
        f"<h1>Bridge {number} opens</h1><div class='article'><p>{text * 3}</p><p>{text * 2}</p>"
        f"<p>Work on bridge {number} took {number % 7 + 2} years.</p></div></body></html>"
    ).encode()


def example_site(running: Site) -> dict[str, WebSource]:
    """Answer for every source of the example file, as its own host would."""
    polled = {one.id: one for one in declared_sources(EXAMPLE).values() if isinstance(one, WebSource)}
    for count, source in enumerate(polled.values()):
        parts = urlsplit(source.url)
        numbers = [139_000_000 + count * 10 + n for n in (1, 2)]
        links = [f"{parts.scheme}://{parts.hostname}/2026-11/23/c_{number}.htm" for number in numbers]
        for number, link in zip(numbers, links, strict=True):
            running.route(urlsplit(link).path, answer(story(source, number), headers=HTML), host=parts.hostname)
        if isinstance(source, PageListSource):
            body, headers = "".join(f"<a href='{link}'>x</a>" for link in links).encode(), HTML
        else:
            body, headers = rss(*(entry(n, link=link, guid=link) for n, link in zip(numbers, links, strict=True))), RSS
        running.route(parts.path or "/", answer(body, headers=headers), host=parts.hostname)
    return polled


def test_the_example_file_runs_in_up(tmp_path: Path) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    with site(authority) as running:
        polled = example_site(running)
        port = free_port()
        environment = {
            **os.environ,
            **QUICK_POLLS,
            "PYTHONPATH": str(ROOT),
            "WIRECOPY_HTTP_PROXY": running.url(""),
            "SSL_CERT_FILE": str(tmp_path / "ca.pem"),
        }
        ports = ["--port", str(port), "--web-port", "0"]
        command = [sys.executable, "-m", "worker.cli", "up", *ports, "--sources", str(EXAMPLE)]
        up = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        try:
            assert up.stdout is not None
            assert up.stdout.readline().startswith("WIRECOPY_REDIS_URL=")
            with connect(f"redis://127.0.0.1:{port}/0") as redis:
                keys = Keys()
                eventually(lambda: redis.xlen(keys.articles) == 2 * len(polled), 60)
                states = {row.id: row.state for row in source_state.rows(redis, keys, polled)}
            assert {one: (state.error, state.trouble) for one, state in states.items()} == dict.fromkeys(
                polled, (None, None)
            )
        finally:
            up.send_signal(signal.SIGINT)
            _, said = up.communicate(timeout=30)
        assert up.returncode == 0, said[-2000:]
