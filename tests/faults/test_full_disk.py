"""The server's disk is full: nothing that was accepted is lost, and all else is taken once there is room."""

from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from tests.intake.serving import DESK, Web
from tests.servers.imap import imap_server
from tests.servers.post import Looks, Post, mail
from tests.support import Service, eventually, page
from worker.cli.embedded import EmbeddedServer, embedded_server, server_binary
from worker.store.connection import connect
from worker.store.keys import Keys

BLOCKS = 500  # of 512 bytes: less than the files of the folder take
REQUESTS, FILES, MAILS = 20, 300, 250

SOURCES = """
[[source]]
id = "desk"
provider = "xinhua"
token_hashes = ["{digest}"]

[[source]]
id = "spool"
kind = "folder"
url = "{folder}"
provider = "xinhua"
complete = "renamed"
min_interval = 1
"""


@pytest.fixture
def program(tmp_path: Path) -> Path:
    return tmp_path / "server"


@pytest.fixture
def server_on_a_small_disk(program: Path) -> Iterator[EmbeddedServer]:
    """A server whose file takes so many bytes and no more. A write beyond them fails as it does on a full disk."""
    program.write_text(f"#!/bin/sh\ntrap '' XFSZ\nulimit -f {BLOCKS}\nexec {server_binary()} \"$@\"\n")
    program.chmod(0o700)
    with embedded_server(binary=program) as server:
        yield server


def test_a_full_disk_loses_nothing_that_was_accepted_and_doubles_nothing_that_is_sent_again(
    server_on_a_small_disk: EmbeddedServer, program: Path, tmp_path: Path
) -> None:
    server, folder, sources = server_on_a_small_disk, tmp_path / "in", tmp_path / "sources.toml"
    folder.mkdir()
    for number in range(1000, 1000 + FILES):
        (folder / f"{number}.txt").write_bytes(page(number))
    sources.write_text(SOURCES.format(digest=sha256(DESK.encode()).hexdigest(), folder=folder))
    quick = {"WIRECOPY_SOURCES_FILE": str(sources), "WIRECOPY_POLL_LEASE_SECONDS": "1"}
    with Service(server, settings=quick) as service, Web(server.url, sources) as web:

        def put(number: int) -> int:
            return web.put(page(number), Idempotency_Key=f"k-{number}").status

        assert [put(number) for number in range(REQUESTS)] == [202] * REQUESTS
        service.start_worker()
        eventually(lambda: web.ask("GET", "/healthz").status == 503)
        more = range(REQUESTS, 2 * REQUESTS)
        assert {put(number) for number in more} == {503}
        assert "Short write" in (server.folder / "server.log").read_text()
        assert 0 < len(list(folder.glob("*.txt"))) < FILES
        make_room(server, program)
        assert {put(number) for number in more} == {202}
        eventually(lambda: _published(service) == 2 * REQUESTS + FILES, 60)
        eventually(lambda: not list(folder.glob("*.txt")))
        eventually(lambda: service.books().waiting == 0)
        assert set(Counter(service.published()).values()) == {1}
        assert len(list((folder / "done").iterdir())) == FILES
        assert service.books().balanced
        outcomes = {outcome: count for outcome, count in service.books().outcomes.items() if count}
        assert outcomes == {"published": 2 * REQUESTS + FILES}


def test_mails_that_a_full_disk_keeps_out_stay_unflagged_until_there_is_room(
    server_on_a_small_disk: EmbeddedServer, program: Path, tmp_path: Path
) -> None:
    server = server_on_a_small_disk
    mails = [mail(number, "x" * 1000) for number in range(MAILS)]
    with imap_server(tmp_path) as imap, connect(server.url) as redis:
        post = Post(imap.account(), Looks(server.url, redis, Keys("wirecopy")), tmp_path)
        uids = post.account.deliver_all(mails)
        assert "server" in (post.look().state.trouble or "")
        assert "Short write" in (server.folder / "server.log").read_text()
        flagged = post.flagged()
        assert 0 < len(flagged) < MAILS
        make_room(server, program)
        assert {int(one.transport["uid"]) for one in post.items()} >= flagged
        assert post.look().state.trouble is None
        assert post.flagged() == set(uids)
        assert sorted(one.payload for one in post.items()) == sorted(mails)


def make_room(server: EmbeddedServer, program: Path) -> None:
    program.write_text(f'#!/bin/sh\nexec {server_binary()} "$@"\n')
    server.kill()  # it has ended by itself; this takes note of it
    server.start()


def _published(service: Service) -> int:
    service.supervise()
    return len(service.published())
