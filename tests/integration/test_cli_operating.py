"""The command line for those who run the service: users, development server, completion, errors, progress."""

import fcntl
import os
import pty
import signal
import stat
import subprocess
import sys
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest
from redis import Redis

from schemas.streams import Streams
from tests.integration.conftest import STORY, Run
from tests.support import ROOT, eventually, free_port
from worker.cli.embedded import EmbeddedServer, embedded_server
from worker.client import Client
from worker.store import access
from worker.store.keys import Keys

WIRECOPY = [sys.executable, "-m", "worker.cli"]


def environment(**settings: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "200", **settings}


# Users ---------------------------------------------------------------------------------------------------------------


def test_access_makes_users_whose_passwords_let_them_in(run: Run, tmp_path: Path) -> None:
    made = run("access", "users")
    assert made.returncode == 0, made.stderr
    folder = tmp_path / "users"
    with embedded_server("--aclfile", str(folder / "users.acl"), port=free_port()) as server:
        for user in access.USERS:
            password = (folder / user / "password").read_text().strip()
            assert password not in made.stdout + made.stderr + (folder / "users.acl").read_text()
            with Redis.from_url(server.tcp_url, username=user, password=password) as redis:
                assert redis.ping()
        settings = {
            "WIRECOPY_REDIS_URL": server.tcp_url,
            "WIRECOPY_REDIS_USERNAME": "operator",
            "WIRECOPY_REDIS_PASSWORD_FILE": str(folder / "operator" / "password"),
        }
        shown = run("doctor", **settings).stdout
        assert "operator may do what it must" in shown
        assert "user operator" in shown


def test_access_keeps_what_is_there_and_renews_what_is_named(run: Run, tmp_path: Path) -> None:
    run("access", "users")
    before = {user: (tmp_path / "users" / user / "password").read_text() for user in access.USERS}
    assert run("access", "users", "--renew", "producer").returncode == 0
    after = {user: (tmp_path / "users" / user / "password").read_text() for user in access.USERS}
    assert [user for user in access.USERS if before[user] != after[user]] == ["producer"]
    passwords = {user: text.strip() for user, text in after.items()}
    assert (tmp_path / "users" / "users.acl").read_text() == access.acl_file(Streams(), passwords)
    assert run("access", "users", "--renew", "nobody").returncode == 2


def test_password_files_are_for_their_owner_alone(run: Run, tmp_path: Path) -> None:
    run("access", "users")
    modes = [stat.S_IMODE((tmp_path / "users" / user / "password").stat().st_mode) for user in access.USERS]
    assert modes == [0o600] * len(access.USERS)


def test_rights_follow_the_prefix(run: Run, tmp_path: Path) -> None:
    run("access", "users", WIRECOPY_PREFIX="other")
    assert "~{other}:*" in (tmp_path / "users" / "users.acl").read_text()


def health(port: int) -> int | None:
    """What HTTP intake answers on a port, None while nobody listens."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=10)) as web:
        try:
            web.request("GET", "/healthz")
            return web.getresponse().status
        except ConnectionRefusedError:
            return None


# A server and its service for development ----------------------------------------------------------------------------


def test_up_runs_the_service_until_it_is_interrupted(tmp_path: Path) -> None:
    port, web_port = free_port(), free_port()
    with subprocess.Popen(
        [*WIRECOPY, "up", "--port", str(port), "--web-port", str(web_port), "--data", "data"],
        env=environment(WIRECOPY_ROUTES='[{"name": "english", "language": ["en"]}]', WIRECOPY_REDIS_URL="redis://elsewhere"),
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as up:
        try:
            assert up.stdout is not None
            assert up.stdout.readline() == f"WIRECOPY_REDIS_URL=redis://127.0.0.1:{port}/0\n"
            with Client(f"redis://127.0.0.1:{port}") as client:
                waiting = client.enqueue(STORY)
                assert client.wait([waiting], timeout=20)[waiting][0].outcome == "published"
                assert (
                    next(client.consume(route="english", start="first", idle_seconds=5)).article.headline == "Bridge opens"
                )
            assert eventually(lambda: health(web_port)) == 200
        finally:
            up.send_signal(signal.SIGINT)
            _, said = up.communicate(timeout=40)
    assert (up.returncode, '"event": "batch"' in said) == (0, True), said
    assert f"wirecopy: running, HTTP intake on http://127.0.0.1:{web_port}; Ctrl-C ends it" in said
    with EmbeddedServerOn(tmp_path / "data") as server, Redis.from_url(server.url) as redis:
        assert redis.xlen(Streams().articles) == 1, "the folder keeps what was published"


class EmbeddedServerOn:
    """A server on a folder that another left."""

    def __init__(self, folder: Path) -> None:
        self.server = EmbeddedServer(folder)

    def __enter__(self) -> EmbeddedServer:
        self.server.start()
        return self.server

    def __exit__(self, *_: object) -> None:
        self.server.stop()


def test_two_cannot_keep_their_data_in_one_folder(tmp_path: Path) -> None:
    with (tmp_path / "in-use").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = subprocess.run(
            [*WIRECOPY, "up", "--port", str(free_port()), "--data", str(tmp_path)],
            env=environment(), capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
    assert (done.returncode, "another `wirecopy up`" in done.stderr) == (4, True)


def test_up_on_a_port_that_is_taken_says_so() -> None:
    with embedded_server(port=free_port()) as server:
        done = subprocess.run(
            [*WIRECOPY, "up", "--port", str(server.port)],
            env=environment(), capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
    assert (done.returncode, f"port {server.port} is taken" in done.stderr) == (4, True)


# Completion ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "offered"),
    [("wirecopy do", "doctor"), ("wirecopy rejected re", "replay"), ("wirecopy enqueue --so", "--source"),
     ("wirecopy rejected list --code no_", "no_body"), ("wirecopy read --format xin", "xinhua_page"),
     ("wirecopy schema art", "articles_entry")],
)  # fmt: skip
def test_a_shell_completes_verbs_options_and_values(typed: str, offered: str) -> None:
    done = subprocess.run(
        [str(Path(sys.executable).parent / "wirecopy")],
        env=environment(_WIRECOPY_COMPLETE="complete_bash", COMP_WORDS=typed, COMP_CWORD=str(len(typed.split()) - 1)),
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert offered in done.stdout.split()


def test_completion_can_be_set_up(run: Run) -> None:
    assert "--install-completion" in run("--help").stdout


# Errors --------------------------------------------------------------------------------------------------------------


def test_a_wrong_password_is_answered_with_where_to_look(run: Run, tmp_path: Path) -> None:
    (tmp_path / "password").write_text("guessed\n")
    with embedded_server("--requirepass", "right", port=free_port()) as server:
        guessed = {"WIRECOPY_REDIS_URL": server.tcp_url, "WIRECOPY_REDIS_PASSWORD_FILE": "password"}
        for arguments in (["status"], ["enqueue", "password"], ["consume", "--idle", "0.1"]):
            done = run(*arguments, **guessed)
            assert (done.returncode, "WIRECOPY_REDIS_PASSWORD_FILE" in done.stderr) == (3, True), done.stderr
            assert "guessed" not in done.stderr + done.stdout
            assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"WIRECOPY_REDIS_PASSWORD_FILE": "missing"}, "missing"),
        ({"WIRECOPY_REDIS_PASSWORD_FILE": "empty"}, "empty"),
        ({"WIRECOPY_REDIS_USERNAME": "me", "WIRECOPY_REDIS_URL": "redis://you:secret@127.0.0.1"}, "user"),
        ({"WIRECOPY_REDIS_URL": " redis://127.0.0.1"}, "WIRECOPY_REDIS_URL"),
        ({"WIRECOPY_REDIS_URL": "redis://127.0.0.1?socket_timeout=secret"}, "WIRECOPY_REDIS_URL"),
        ({"WIRECOPY_REDIS_URL": "redis://127.0.0.1?username_=secret"}, "WIRECOPY_REDIS_URL"),
        ({"WIRECOPY_TLS_CA_FILE": "empty", "WIRECOPY_REDIS_URL": "redis://127.0.0.1"}, "rediss://"),
        ({"WIRECOPY_TLS_CA_FILE": "missing", "WIRECOPY_REDIS_URL": "rediss://127.0.0.1"}, "missing"),
        ({"WIRECOPY_TLS_CA_FILE": "empty", "WIRECOPY_REDIS_URL": "rediss://127.0.0.1"}, "TLS files"),
        ({"WIRECOPY_REDIS_URL": "redis://127.0.0.1?decode_responses=1"}, "WIRECOPY_REDIS_URL"),
        ({"WIRECOPY_REDIS_URL": "rediss://127.0.0.1?ssl_cert_reqs=secret"}, "WIRECOPY_REDIS_URL"),
        ({"WIRECOPY_REDIS_URL": "redis://127.0.0.1?password=secret"}, "WIRECOPY_REDIS_URL"),
    ],
)
def test_a_set_up_that_cannot_work_is_named(run: Run, tmp_path: Path, settings: dict[str, str], named: str) -> None:
    (tmp_path / "empty").write_text("")
    done = run("status", **{"WIRECOPY_REDIS_URL": "redis://127.0.0.1", **settings})
    assert (done.returncode, named in done.stderr) == (4, True), done.stderr
    assert "secret" not in done.stderr


def test_what_a_user_may_not_do_is_said_with_who_may(run: Run, tmp_path: Path) -> None:
    run("access", "users")
    with embedded_server("--aclfile", str(tmp_path / "users" / "users.acl"), port=free_port()) as server:
        done = run(
            "kill", "urn:1",
            WIRECOPY_REDIS_URL=server.tcp_url,
            WIRECOPY_REDIS_USERNAME="consumer",
            WIRECOPY_REDIS_PASSWORD_FILE="users/consumer/password",  # noqa: S106  # where it is, not what it is
        )  # fmt: skip
    assert (done.returncode, "operator" in done.stderr) == (3, True)


# On a terminal -------------------------------------------------------------------------------------------------------


def on_a_terminal(arguments: list[str], typed: bytes, url: str, folder: Path) -> str:
    """Run `wirecopy` with a terminal for all three streams, type, and return what the screen saw."""
    screen, terminal = pty.openpty()
    with subprocess.Popen(
        [*WIRECOPY, *arguments], env=environment(WIRECOPY_REDIS_URL=url, TERM="xterm"), cwd=folder,
        stdin=terminal, stdout=terminal, stderr=terminal, start_new_session=True,
    ) as process:  # fmt: skip
        os.close(terminal)
        seen = bytearray()
        os.write(screen, typed)
        try:
            while piece := os.read(screen, 4096):
                seen += piece
        except OSError:  # the terminal's last user is gone
            pass
        process.wait(30)
    os.close(screen)
    return seen.decode(errors="replace")


def test_many_items_show_a_progress_bar_on_a_terminal(server: EmbeddedServer, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for number in range(450):
        (tmp_path / "in" / f"{number}.txt").write_text(STORY)
    seen = on_a_terminal(["enqueue", "in"], b"", server.url, tmp_path)
    assert "100%" in seen


def test_reading_from_a_terminal_is_announced(server: EmbeddedServer, tmp_path: Path) -> None:
    seen = on_a_terminal(["enqueue", "-"], b"Head\n\nBody text of it.\n\x04", server.url, tmp_path)
    assert "Ctrl-D ends it" in seen
    with Redis.from_url(server.url) as redis:
        assert redis.xlen(Streams().inbox) == 1


@pytest.mark.parametrize(("answer", "status"), [(b"n\n", "usable"), (b"y\n", "canceled")])
def test_a_purge_asks_first(server: EmbeddedServer, run: Run, tmp_path: Path, answer: bytes, status: str) -> None:
    from tests.store import Worker, article

    with Redis.from_url(server.url) as redis:
        worker = Worker(redis, Keys("wirecopy"))
        worker.publish(article("urn:1"))
        seen = on_a_terminal(["purge", "urn:1"], answer, server.url, tmp_path)
        assert "Remove urn:1 for good?" in seen
        assert worker.records()[-1].status == status


def test_where_putting_in_fails_midway_what_was_accepted_is_said(run: Run, tmp_path: Path, server: EmbeddedServer) -> None:
    (tmp_path / "in").mkdir()
    for number in range(250):
        (tmp_path / "in" / f"{number:03}.txt").write_text(STORY)
    done = run("enqueue", "in", "missing.txt")
    assert (done.returncode, "missing.txt" in done.stderr) == (4, True)
    with Redis.from_url(server.url) as redis:
        assert len(done.stdout.splitlines()) == redis.xlen(Streams().inbox) == 200
