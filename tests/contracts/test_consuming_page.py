"""The programs of docs/consuming.md do what the page says: each is run as it stands, on a real server with records in it."""

import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pytest
from redis import Redis

from schemas.streams import Fields
from tests.store import Worker, article
from tests.support import ROOT
from worker.cli.embedded import EmbeddedServer, embedded_server
from worker.drain import Drain
from worker.store.connection import connect
from worker.store.keys import Keys
from worker.store.kill import kill

PAGE = (ROOT / "docs" / "consuming.md").read_text(encoding="utf-8")
SAMPLE = ROOT / "samples" / "05-xinhua-en.txt"
RUN_SECONDS = 100.0

_SECTION = re.compile(r"^## (.+)$", re.MULTILINE)
_PROGRAM = re.compile(r"^```(?:python|sh|js|go)\n((?:#|//) (([a-z]+)\w*(\.\w+))\n.*?)^```$", re.MULTILINE | re.DOTALL)
_FENCE = re.compile(r"^```\w+$", re.MULTILINE)
_SQL = re.compile(r"^```sql\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Program:
    """A program on the page. Its first line gives its file name, and that what it does: read, share, put or look."""

    section: str
    name: str
    does: str
    suffix: str
    text: str

    @property
    def leaves_withheld_out(self) -> bool:
        """The Python client's filters leave withheld records out unless asked; the other programs look at all three."""
        return "filters=wanted" in self.text


def programs() -> list[Program]:
    """Every program on the page, in order."""
    sections = _SECTION.split(PAGE)[1:]
    return [
        Program(section, found[1], found[2], found[3], found[0])
        for section, text in zip(sections[::2], sections[1::2], strict=True)
        for found in _PROGRAM.findall(text)
    ]


PROGRAMS = programs()


def those_that(does: str, with_word: str = "") -> pytest.MarkDecorator:
    """Run a test with every program of a kind, or with those of them that have a word in whatever case."""
    chosen = [program for program in PROGRAMS if program.does == does and with_word in program.text.lower()]
    return pytest.mark.parametrize("program", chosen, ids=[f"{one.section}: {one.name}" for one in chosen])


@pytest.fixture(scope="module")
def tcp_server() -> Iterator[tuple[EmbeddedServer, str]]:
    """A server that answers on a port of loopback too, and its address there."""
    with closing(socket.create_server(("127.0.0.1", 0))) as held:
        port = held.getsockname()[1]
    with embedded_server("--port", str(port), "--bind", "127.0.0.1") as server:
        yield server, f"redis://127.0.0.1:{port}"


@pytest.fixture
def redis(tcp_server: tuple[EmbeddedServer, str]) -> Iterator[Redis]:
    """A connection to that server, empty."""
    with connect(tcp_server[0].url) as connection:
        connection.flushall()
        yield connection


@pytest.fixture
def address(tcp_server: tuple[EmbeddedServer, str]) -> str:
    """The server's address."""
    return tcp_server[1]


@pytest.fixture
def published(redis: Redis, keys: Keys) -> Worker:
    """Stories: one updated, one of a region's language, one in a language nobody asks for, one withheld, two killed."""
    worker = Worker(redis, keys)
    worker.publish(article("urn:bridge", "It opens.", language="ar"))
    worker.publish(article("urn:bridge", "It opened.", language="ar"))
    worker.publish(article("urn:river", language="ar-EG"))
    worker.publish(article("urn:fleuve", language="fr"))
    worker.publish(article("urn:storm"))
    worker.publish(article("urn:quiet", status="withheld"))
    kill(redis, keys, "urn:storm", reason=None)
    kill(redis, keys, "urn:gone", reason=None)
    return worker


EVERY_VERSION = [
    "show urn:bridge 1", "show urn:bridge 2", "show urn:river 1", "show urn:fleuve 1", "show urn:storm 1",
    "take down urn:quiet 1", "take down urn:storm 2", "take down urn:gone 1",
]  # fmt: skip


def run(program: Program, address: str, folder: Path, given: bytes = b"") -> list[str]:
    """Run a program to its end in a folder, and return the lines it printed. Skips where what it needs is not here."""
    file = folder / program.name
    file.write_text(program.text, encoding="utf-8")
    command, where = START[program.suffix](file)
    environment = os.environ | {"REDIS_URL": address}
    done = subprocess.run(
        [*command, str(file)], cwd=where, env=environment, input=given, capture_output=True, timeout=RUN_SECONDS, check=False
    )
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    return done.stdout.decode().splitlines()


Start = tuple[list[str], Path]


def start_python(file: Path) -> Start:
    """With this Python, which has both clients."""
    return [sys.executable, "-W", "error"], file.parent


def start_shell(file: Path) -> Start:
    """With sh, where redis-cli is."""
    needs("redis-cli", "install redis-tools")
    return ["sh", "-u"], file.parent


def start_node(file: Path) -> Start:
    """With node, where the package is. It looks for packages beside the program."""
    needs("node", "install Node 20 or newer")
    packages = folder_of("TEST_NODE_FOLDER", "node_modules/redis", "npm install redis") / "node_modules"
    (file.parent / "node_modules").symlink_to(packages.resolve())
    return ["node"], file.parent


def start_go(file: Path) -> Start:
    """With go, in a module that requires the package."""
    needs("go", "install Go 1.22 or newer")
    return ["go", "run"], folder_of("TEST_GO_FOLDER", "go.mod", "go mod init x && go get github.com/redis/go-redis/v9")


START = {".py": start_python, ".sh": start_shell, ".mjs": start_node, ".go": start_go}


def needs(tool: str, advice: str) -> None:
    """Skip where a tool is not on the path."""
    if shutil.which(tool) is None:
        pytest.skip(f"no {tool} here: {advice}")


def folder_of(variable: str, holds: str, advice: str) -> Path:
    """Return the folder named in a variable, where a package was installed; skip where there is none."""
    named = os.environ.get(variable)
    if not named or not (Path(named) / holds).exists():
        pytest.skip(f"{variable} names no folder with {holds}: make a folder, run `{advice}` in it, and name it there")
    return Path(named)


def test_the_page_has_the_same_programs_for_each_of_the_five_ways() -> None:
    assert len(_FENCE.findall(PAGE)) == len(PROGRAMS) + len(_SQL.findall(PAGE)), "no example is left out"
    found: dict[str, list[str]] = {}
    for program in PROGRAMS:
        found.setdefault(program.section, []).append(program.does)
    assert found == {
        "Python client": ["read", "share", "share", "put"],
        "redis-py": ["read", "share", "put"],
        "redis-cli": ["read", "share", "put", "look"],
        "Node": ["read", "share", "put"],
        "Go": ["read", "share", "put"],
    }


@those_that("read")
def test_a_reader_sees_what_it_asks_for_from_the_first_entry_on(
    program: Program, published: Worker, address: str, tmp_path: Path
) -> None:
    headline = "" if program.suffix == ".sh" else " Bridge opens"
    shown = [f"show urn:{story}{headline}" for story in ("bridge 1", "bridge 2", "river 1", "storm 1")]
    taken_down = ["take down urn:quiet 1", "take down urn:storm 2", "take down urn:gone 1"]
    if program.leaves_withheld_out:
        taken_down = taken_down[1:]
    assert run(program, address, tmp_path) == shown + taken_down


@those_that("share")
def test_a_group_takes_over_from_the_dead_and_does_each_version_once(
    program: Program, published: Worker, redis: Redis, keys: Keys, address: str, tmp_path: Path
) -> None:
    leave_to_the_dead(redis, keys, entries=2)
    come_again(redis, keys, entries=1)
    assert run(program, address, tmp_path) == EVERY_VERSION
    (group,) = cast("list[dict[str, object]]", redis.xinfo_groups(keys.articles))
    assert (group["pending"], group["lag"]) == (0, 0), "all is read and acknowledged"


@those_that("share", "xgroup")
def test_a_group_that_is_not_there_is_made_and_begins_with_the_first_entry(
    program: Program, published: Worker, address: str, tmp_path: Path
) -> None:
    assert run(program, address, tmp_path) == EVERY_VERSION


def leave_to_the_dead(redis: Redis, keys: Keys, entries: int) -> None:
    """Give the group's first entries to a consumer that was last seen two minutes ago."""
    redis.xgroup_create(keys.articles, "desk", id="0")
    reply = redis.xreadgroup("desk", "dead", {keys.articles: ">"}, count=entries)
    ((_, taken),) = cast("list[tuple[bytes, list[tuple[bytes, Fields]]]]", reply)
    redis.xclaim(keys.articles, "desk", "dead", 0, [entry_id for entry_id, _ in taken], idle=120_000, justid=True)


def come_again(redis: Redis, keys: Keys, entries: int) -> None:
    """Put the first entries into the stream once more: old versions that come after newer ones."""
    first = cast("list[tuple[bytes, dict[bytes, bytes]]]", redis.xrange(keys.articles, count=entries))
    for _, fields in first:
        redis.xadd(keys.articles, fields)  # type: ignore[arg-type]


@those_that("put")
def test_an_item_put_in_with_one_command_is_published(
    program: Program, redis: Redis, keys: Keys, address: str, tmp_path: Path
) -> None:
    (item_id,) = run(program, address, tmp_path, given=SAMPLE.read_bytes())
    Drain(redis, keys).run(0.05)
    (record,) = Worker(redis, keys).records()
    assert (record.provenance.item_id, record.provenance.source) == (item_id, "desk")
    assert record.provenance.raw_size == SAMPLE.stat().st_size


@those_that("look")
def test_a_look_shows_what_a_group_holds_and_what_it_gave_up_on(
    program: Program, published: Worker, redis: Redis, keys: Keys, address: str, tmp_path: Path
) -> None:
    leave_to_the_dead(redis, keys, entries=1)
    redis.xadd(keys.dead("desk"), {"reason": "not acknowledged after 5 deliveries", "uri": "urn:poison"})
    lines = run(program, address, tmp_path)
    assert {"desk", "lag", "dead", "not acknowledged after 5 deliveries", "urn:poison"} <= set(lines)


def test_the_statement_keeps_the_newest_version_whatever_comes_again() -> None:
    (statement,) = _SQL.findall(PAGE)
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("CREATE TABLE stories (uri PRIMARY KEY, version INTEGER, status, data)")
        for version, status in ((1, "usable"), (2, "usable"), (3, "canceled"), (2, "usable"), (3, "usable")):
            database.execute(statement, ("urn:storm", version, status, "{}"))
        assert database.execute("SELECT version, status FROM stories").fetchall() == [(3, "canceled")]
