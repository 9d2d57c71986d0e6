"""`wirecopy sources` for what is delivered: folders, mailboxes, and the tokens of HTTP intake, as a person meets them."""

import json
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from schemas import PushSource
from tests.integration.conftest import STORY, Run
from tests.servers.imap import imap_server
from tests.servers.post import mail
from tests.support import Service, eventually
from worker.cli.embedded import EmbeddedServer
from worker.sources_file import declared_sources

NOWHERE = {"WIRECOPY_REDIS_URL": "redis://127.0.0.1:1"}


@pytest.fixture
def spool(tmp_path: Path) -> Path:
    """A folder with a story, a file that is no story, and one that is not complete."""
    folder = tmp_path / "spool"
    folder.mkdir()
    (folder / "bridge.txt").write_text(STORY)
    (folder / "bell.txt").write_bytes(b"\x07\x00\x07")
    (folder / "river.txt.part").write_text("The river")
    return folder


def names(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def declared(tmp_path: Path, text: str) -> dict[str, str]:
    path = tmp_path / "sources.toml"
    path.write_text(text)
    return {"WIRECOPY_SOURCES_FILE": str(path)}


# check ---------------------------------------------------------------------------------------------------------------


def test_check_of_a_folder_shows_its_articles_and_leaves_every_file_where_it_is(run: Run, spool: Path) -> None:
    before = names(spool)
    shown = run("sources", "check", str(spool), **NOWHERE)
    assert shown.returncode == 0, shown.stderr
    assert "Bridge opens" in shown.stdout
    assert "bell.txt: rejected binary" in shown.stdout
    assert "2 items; nothing was moved, deleted or put in; looked at every 30 s" in shown.stdout
    assert names(spool) == before


def test_check_of_a_declared_folder_reads_as_it_is_declared(run: Run, spool: Path, tmp_path: Path) -> None:
    table = f'[[source]]\nid = "spool"\nkind = "folder"\nurl = "{spool}"\npattern = "b*"\nprovider = "bridges"\n'
    shown = run("sources", "check", "--json", "--entries", "9", **declared(tmp_path, table))
    records = [json.loads(line) for line in shown.stdout.splitlines()]
    assert [one["code"] for one in records if "code" in one] == ["binary"]
    assert [one["provider"]["code"] for one in records if "provider" in one] == ["bridges"]


def test_check_of_a_mailbox_shows_its_articles_and_flags_none(run: Run, tmp_path: Path) -> None:
    with imap_server(tmp_path) as server:
        account = server.account()
        account.deliver_all([mail(1), mail(2), mail(3)])
        (tmp_path / "password").write_text(account.password)
        table = (
            f'[[source]]\nid = "post"\nkind = "mailbox"\nurl = "imaps://localhost:{server.tls_port}"\n'
            f'username = "{account.user}"\npassword_file = "{tmp_path}/password"\nca_file = "{server.ca_file}"\n'
        )
        shown = run("sources", "check", "post", "--entries", "2", **NOWHERE, **declared(tmp_path, table))
        flags = account.flags()
    assert shown.returncode == 0, shown.stdout + shown.stderr
    assert "Bridge 1 opens" in shown.stdout
    assert "2 items; there may be more, --entries shows them; nothing was flagged or put in" in shown.stdout
    assert set(map(len, flags.values())) == {0}


def test_check_of_push_sources_says_whether_http_intake_takes_their_items(run: Run, tmp_path: Path) -> None:
    table = f'[[source]]\nid = "desk"\n\n[[source]]\nid = "wire"\ntoken_hashes = ["{"0" * 64}"]\n'
    shown = run("sources", "check", "desk", "wire", **declared(tmp_path, table))
    assert shown.returncode == 0, shown.stderr
    assert "`wirecopy sources token desk` makes one" in shown.stdout
    assert "HTTP intake takes its items with 1 token" in shown.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["./nowhere"], 1, "is no folder; make it"),
        (["sftp://files.example/in"], 2, "declare the source"),
        (["imaps://mail.example"], 2, "declare the source"),
        (["spool"], 4, "./spool"),
    ],
)
def test_check_says_what_to_do_where_it_cannot_look(run: Run, arguments: list[str], code: int, message: str) -> None:
    said = run("sources", "check", *arguments)
    assert said.returncode == code
    assert message in " ".join((said.stdout + said.stderr).replace("│", " ").split())
    assert "Traceback" not in said.stderr


# token ---------------------------------------------------------------------------------------------------------------


def test_a_token_is_printed_once_with_the_line_that_declares_it(run: Run, tmp_path: Path) -> None:
    made = run("sources", "token", "desk", **NOWHERE)
    token, line = made.stdout.splitlines()
    assert token.startswith("wcp_")
    assert len(token) > 40
    assert sha256(token.encode()).hexdigest() in line
    path = declared(tmp_path, f'[[source]]\nid = "desk"\n{line}\n')["WIRECOPY_SOURCES_FILE"]
    (source,) = declared_sources(Path(path)).values()
    assert isinstance(source, PushSource)
    again = run("sources", "token", "desk", WIRECOPY_SOURCES_FILE=path).stdout.splitlines()
    assert again[0] != token
    assert again[1].startswith(line.removesuffix("]")), "the token there was stays good"


def test_a_token_of_ones_own_is_hashed_and_a_secret_for_signatures_made(run: Run) -> None:
    hashed = run("sources", "token", "--hash", "-", stdin="of my own\n")
    assert hashed.returncode == 4, "one word on one line"
    hashed = run("sources", "token", "--hash", "-", stdin="my-own\n")
    assert hashed.stdout == f'token_hashes = ["{sha256(b"my-own").hexdigest()}"]\n'
    secret = run("sources", "token", "--signature").stdout
    assert secret.startswith("whsec_")
    assert len(secret.strip()) == len("whsec_") + 44


def test_a_token_for_what_is_polled_is_refused(run: Run, spool: Path, tmp_path: Path) -> None:
    table = f'[[source]]\nid = "spool"\nkind = "folder"\nurl = "{spool}"\n'
    said = run("sources", "token", "spool", **declared(tmp_path, table))
    assert said.returncode == 2
    assert "only push sources" in said.stderr


# list, poll, pause ---------------------------------------------------------------------------------------------------


def test_a_folder_is_listed_polled_and_paused_like_any_source(
    run: Run, spool: Path, tmp_path: Path, server: EmbeddedServer
) -> None:
    file = declared(tmp_path, f'[[source]]\nid = "spool"\nkind = "folder"\nurl = "{spool}"\nstable_seconds = 0.1\n')
    with Service(server, settings=file) as service:
        service.start_worker()
        eventually(service.published)
        eventually((spool / "done" / "bridge.txt").exists)
        assert run("sources", "poll", "spool", "--wait", **file).returncode == 0
        assert run("sources", "pause", "spool").returncode == 0
        (row,) = map(json.loads, run("sources", "list", "--json", **file).stdout.splitlines())
        assert (row["kind"], row["health"], row["delivered"]) == ("folder", "paused", 2)
        elsewhere = json.loads(run("sources", "list", "--json").stdout)
        assert (elsewhere["kind"], elsewhere["url"]) == (None, str(spool)), "sources.toml is not on this machine"


# up ------------------------------------------------------------------------------------------------------------------


def test_up_says_that_the_port_of_http_intake_is_taken(tmp_path: Path) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as held:
        port = str(held.getsockname()[1])
        command = [sys.executable, "-m", "worker.cli", "up", "--web-port", port, "--port", "1"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, cwd=tmp_path)
    assert done.returncode == 4
    assert "choose another" in done.stderr
