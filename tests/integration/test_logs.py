"""Logs of real workers: one JSON object a line; no wire text, no secrets, nothing that could be taken for another line."""

import io
import json
import logging
import os
import re
import subprocess
import sys
import traceback
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
import structlog
from celery import Celery
from kombu import Exchange
from pydantic import ValidationError
from redis import Redis
from redis.exceptions import RedisError

from schemas import Source, WireItem
from schemas.errors import ServerUnreachable, SetUpError, Unreadable
from tests.store import Worker, article
from tests.support import QUICK, ROOT, Service, eventually, free_port, item, page
from worker import process as process_module
from worker.cli.embedded import EmbeddedServer, embedded_server
from worker.cli.processes import service
from worker.client import AsyncClient, Client
from worker.draft import Draft
from worker.drain import Drain
from worker.formats import registry
from worker.observe import logs
from worker.settings import Settings, settings
from worker.store import embargo
from worker.store.connection import connect
from worker.store.keys import Keys
from worker.store.retention import server_ms

Line = dict[str, object]

OF_MESSAGES = ("celery.app.trace", "celery.worker.consumer.consumer")

HOSTILE = '\x1b[2J\x1b]0;owned\x07\u202e\u2028\n{"event": "forged", "level": "info"}\r\n'
PAYLOAD = "WORDSOFTHEPAYLOAD"
PASSWORD = "p@ss/wörd 7%hunter"  # noqa: S105


def lines_of(text: str) -> list[Line]:
    """Read a log, every line of it."""
    return [json.loads(line) for line in text.splitlines()]


def told(log: Path, event: str) -> list[Line]:
    """The whole lines of an event so far."""
    whole, _, _ = log.read_text().rpartition("\n")
    return [line for line in lines_of(whole) if line["event"] == event]


def assert_nothing_raw(text: str) -> None:
    unseen = {char for char in text if not char.isprintable() and char != "\n"}
    assert not unseen
    assert PAYLOAD not in text
    assert PASSWORD not in text
    assert quote(PASSWORD, safe="") not in text


# Of a real worker -------------------------------------------------------------------------------------------------------


def environment(url: str, **settings: str) -> dict[str, str]:
    return {"WIRECOPY_REDIS_URL": url, "PYTHONPATH": str(ROOT), **QUICK, **settings}


def test_a_worker_tells_of_each_batch_and_each_rejection_and_hostile_wire_text_forges_nothing(
    own_server: EmbeddedServer,
) -> None:
    log = own_server.folder / "worker.log"
    with service(environment(own_server.url), log), Client(own_server.url) as client:
        good = client.enqueue(f"{PAYLOAD} {HOSTILE}\n\nThe body, {PAYLOAD}.\n".encode(), source=f"desk{HOSTILE}")
        bad = client.enqueue_many(
            [
                item(b"\x89PNG\r\n\x1a\n" + PAYLOAD.encode(), source=HOSTILE, filename=HOSTILE),
                item(f"{PAYLOAD} and no body".encode(), transport={HOSTILE: HOSTILE}),
                item(PAYLOAD.encode(), format=f"morse{HOSTILE}", media_type=HOSTILE, url=HOSTILE),
            ]
        )
        with connect(own_server.url) as redis:
            redis.xadd(Keys().inbox, {"payload": PAYLOAD, "source": HOSTILE * 300, f"transport.{HOSTILE}": b"\xff\x1b"})
        client.wait([good, *bad])
        eventually(lambda: len(told(log, "rejected")) == 4)
        eventually(lambda: sum(int(str(line["items"])) for line in told(log, "batch")) == 5)
        text = log.read_text()
    lines = lines_of(text)
    assert_nothing_raw(text)
    assert [line for line in lines if line["event"] == "forged"] == []
    assert {"worker_ready", "clock_started"} <= {line["event"] for line in lines}
    assert all(line["timestamp"] and line["level"] and line["logger"] for line in lines)
    rejected = {str(line["item_id"]): line for line in lines if line["event"] == "rejected"}
    assert [rejected[item_id]["code"] for item_id in bad] == ["binary", "no_body", "unknown_format"]
    assert str(rejected[bad[0]]["source"]).startswith(r"\x1b[2J\x1b]0;owned\x07\u202e\u2028\n{")
    batches = [line for line in lines if line["event"] == "batch"]
    assert sum(int(str(line.get("published", 0))) for line in batches) == 1
    assert all(line["consumer"] and line["bytes"] and line["seconds"] for line in batches)
    assert not [line for line in lines if "succeeded" in str(line["event"])], "a line for each task is for level debug"


def test_messages_of_celery_that_fail_are_told_of_without_what_is_in_them(own_server: EmbeddedServer) -> None:
    log = own_server.folder / "worker.log"
    broker = f"redis+socket{own_server.url.removeprefix('unix')}"
    app = Celery(broker=broker, set_as_current=False)
    app.conf.broker_transport_options = {"global_keyprefix": "{wirecopy}:celery:"}
    with service(environment(own_server.url), log):
        for called_with in ({"payload": PAYLOAD, "source": PAYLOAD * 20}, {"payload_base64": f"{PAYLOAD}!"}, {PAYLOAD: 1}):
            app.send_task("wirecopy.enqueue", kwargs=called_with, queue="enqueue")
        app.send_task("wirecopy.unknown", args=[PAYLOAD], queue="enqueue")
        with app.connection() as connection:
            producer = connection.Producer(exchange=Exchange("enqueue"), routing_key="enqueue")
            headers = {"id": "1", "task": "wirecopy.enqueue", "argsrepr": PAYLOAD}
            producer.publish({"payload": PAYLOAD})
            producer.publish(PAYLOAD.encode(), content_type="application/json", content_encoding="utf-8", headers=headers)
            producer.publish(PAYLOAD.encode(), content_type="application/x-python-serialize", headers=headers)
        eventually(lambda: len([line for line in lines_of(log.read_text()) if line["logger"] in OF_MESSAGES]) == 7)
        text = log.read_text()
    app.close()
    assert_nothing_raw(text)
    (invalid,) = [line for line in lines_of(text) if "ValidationError" in str(line.get("exception"))]
    error = invalid["exception"]
    assert isinstance(error, dict)
    assert error["message"] == "source: string_too_long"
    assert any(str(place).startswith("worker.tasks:") for place in error["at"])


def test_the_level_on_the_command_line_goes_before_the_settings(own_server: EmbeddedServer) -> None:
    with Service(own_server, settings={"WIRECOPY_LOG_LEVEL": "debug"}) as running:
        running.start_worker()
        with Client(own_server.url) as client:
            client.wait([client.enqueue(page(1))])
            running.server.kill()
            eventually(lambda: "server_failed" in running.log.read_text())
            running.server.start()
    text = running.log.read_text()
    assert '"level": "info"' not in text
    assert '"level": "debug"' not in text


# Secrets ----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def locked() -> Iterator[EmbeddedServer]:
    """A server that asks for a password, on a loopback port."""
    with embedded_server("--requirepass", PASSWORD, port=free_port()) as server:
        yield server


def address(server: EmbeddedServer, password: str = PASSWORD) -> str:
    return f"redis://:{quote(password, safe='')}@127.0.0.1:{server.port}/0"


def test_a_password_is_in_no_log_whether_it_is_right_or_wrong_or_the_server_away(locked: EmbeddedServer) -> None:
    right, wrong = locked.folder / "right.log", locked.folder / "wrong.log"
    with service(environment(address(locked), WIRECOPY_LOG_LEVEL="debug"), right), Client(address(locked)) as client:
        client.wait([client.enqueue(page(1))])
        eventually(lambda: told(right, "batch"))
        locked.kill()
        eventually(lambda: told(right, "server_failed"))
        eventually(lambda: "Cannot connect" in right.read_text())
        locked.start()
    locked_out = address(locked, PASSWORD + PASSWORD)
    with service(environment(locked_out, WIRECOPY_LOG_LEVEL="debug"), wrong):
        eventually(lambda: "AuthenticationError" in wrong.read_text() and "celery.beat" in wrong.read_text())
    for text in (right.read_text(), wrong.read_text()):
        assert_nothing_raw(text)
        assert "hunter" not in text


@pytest.fixture
def held(locked: EmbeddedServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[process_module.Process]:
    """What a process of a server with a password holds."""
    monkeypatch.setenv("WIRECOPY_REDIS_URL", address(locked))
    settings.cache_clear()
    process_module._of.cache_clear()
    yield process_module.process()
    process_module.process().redis.close()
    process_module._of.cache_clear()
    settings.cache_clear()


def test_a_password_is_in_no_repr(held: process_module.Process) -> None:
    url = held.settings.redis_url
    with Client(url) as client:
        client.enqueue(page(1))
        held.redis.ping()
        pools = [held.redis.connection_pool, client._redis.connection_pool]
        things = [settings(), held, held.drain, held.drain.inbox, held.drain.publisher, client, AsyncClient(url)]
        connections = [*pools, *(pool.make_connection() for pool in pools), held.redis, client._redis]
        shown = "".join(f"{thing!r} {thing!s}" for thing in (*things, *connections))
    assert "hunter" not in shown
    assert "REDACTED" in shown, "redis-py hides it in its own"
    assert "redis.client" not in f"{held!r} {held.drain!r}", "and ours do not show those"


def test_a_password_is_in_no_error_and_no_traceback(
    held: process_module.Process, locked: EmbeddedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = address(locked, PASSWORD + PASSWORD)
    raised: list[BaseException] = []
    with Client(wrong) as client, pytest.raises(ServerUnreachable, match="refuses") as refused:
        client.enqueue(page(1))
    raised.append(refused.value)
    with connect(wrong) as redis, pytest.raises(RedisError) as rejected:
        Drain(redis, Keys()).run(0.1)
    raised.append(rejected.value)
    locked.kill()
    with Client(address(locked)) as client, pytest.raises(ServerUnreachable, match="does not answer") as away:
        client.enqueue(page(1))
    raised.append(away.value)
    with pytest.raises(RedisError) as gone:
        held.drain.run(0.1)
    raised.append(gone.value)
    monkeypatch.setenv("WIRECOPY_REDIS_URL", f"http://:{PASSWORD}@host/0")
    settings.cache_clear()
    with pytest.raises(SetUpError) as impossible:
        settings()
    raised.append(impossible.value)
    for error in raised:
        assert "hunter" not in "".join(traceback.format_exception(error)) + str(error) + repr(error)


# The chain in this process ----------------------------------------------------------------------------------------------


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """Where log lines go in this test; afterwards logging is as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield io.StringIO()
    root.handlers, root.level = handlers, level
    for name in (*logs.TALKATIVE, logs.BILLIARD):
        logging.getLogger(name).handlers = []
        logging.getLogger(name).setLevel(logging.NOTSET)
    logging.captureWarnings(False)
    structlog.reset_defaults()


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """It is."""
        return True


class Talkative:
    """A format that logs while it reads, as a library does, and fails."""

    name = "talkative"
    media_types: tuple[str, ...] = ()

    def sniff(self, head: str) -> bool:
        """Whatever it is."""
        return True

    def read(self, item: WireItem, source: Source) -> Iterator[Draft]:
        """Log, and fail."""
        logging.getLogger("some.library").warning("odd characters at %d", 7)
        raise Unreadable("no_story", f"there is none in {PAYLOAD}", "line 1")
        yield Draft()


def test_a_password_that_somebody_logs_is_hidden(stream: io.StringIO) -> None:
    url = f"redis://worker:{quote(PASSWORD, safe='')}@host/0"
    logs.configure(Settings(redis_url=url, broker_url="redis://:brokerspassword@host/0"), stream=stream)
    logging.getLogger("kombu").warning("%s or %r or %s", PASSWORD, PASSWORD, "brokerspassword")
    structlog.get_logger().warning("connecting", url=url, password=[quote(PASSWORD)], **{PASSWORD: 1})
    logging.getLogger("some.library").warning("fetching https://reader:another@feeds.example/?password=third")
    assert_nothing_raw(stream.getvalue())
    assert not [word for word in ("hunter", "brokerspassword", "another", "third") if word in stream.getvalue()]


def test_whatever_is_logged_while_an_item_is_read_carries_its_id(
    stream: io.StringIO, redis: Redis, keys: Keys, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "FORMATS", (Talkative(),))
    logs.configure(Settings(), stream=stream)
    item_id = client.enqueue("x")
    Drain(redis, keys).run(0.1)
    odd, rejected, batch = lines_of(stream.getvalue())
    assert (odd["event"], odd["logger"], odd["item_id"]) == ("odd characters at 7", "some.library", item_id)
    assert (rejected["item_id"], rejected["code"], rejected["where"]) == (item_id, "no_story", "line 1")
    assert "item_id" not in batch
    assert batch["rejected"] == batch["items"] == 1
    assert PAYLOAD not in stream.getvalue()


def test_what_a_dead_worker_held_and_what_is_no_longer_ours_is_told_of(
    stream: io.StringIO, redis: Redis, keys: Keys
) -> None:
    logs.configure(Settings(), stream=stream)
    entry = Worker(redis, keys, name="dead").take(page(1))
    redis.hset(keys.alone, f"{keys.inbox} {entry.id}", "3")
    drain = Drain(redis, keys)
    drain.run(0.1)
    claimed, quarantined, rejected, batch = lines_of(stream.getvalue())
    assert [line["event"] for line in (claimed, quarantined)] == ["claimed", "quarantined"]
    assert claimed["item_id"] == quarantined["item_id"] == rejected["item_id"] == entry.item_id
    assert (rejected["code"], batch["items"]) == ("killed_worker", 1)
    stream.truncate(0)
    paused = Worker(redis, keys, name="paused").take(page(2))
    drain._work([paused], drain.run(0), lambda: True)
    fenced, batch = lines_of(stream.getvalue().lstrip("\0"))
    assert (fenced["event"], fenced["item_id"], batch["items"]) == ("fenced", paused.item_id, 0)


def test_a_story_rejected_in_publishing_is_told_of_like_any_other(
    stream: io.StringIO, redis: Redis, keys: Keys, client: Client
) -> None:
    Worker(redis, keys).publish(article("urn:wirecopy:desk:139000001", authority="somebody"))
    logs.configure(Settings(), stream=stream)
    item_id = client.enqueue(page(1), source="desk")
    Drain(redis, keys).run(0.1)
    rejected, batch = lines_of(stream.getvalue())
    assert (rejected["item_id"], rejected["code"], batch["rejected"]) == (item_id, "foreign_uri", 1)


def test_an_embargo_that_cannot_be_lifted_is_an_error_of_one_line(stream: io.StringIO, redis: Redis, keys: Keys) -> None:
    worker = Worker(redis, keys)
    worker.publish(article("urn:1", PAYLOAD, embargoed_until=datetime.now(UTC) + timedelta(milliseconds=50)))
    redis.hset(keys.held("urn:1"), "authority", "somebody else")
    redis.hset(
        keys.story("urn:1"), mapping={"d": "x", "s": "usable", "v": "1", "a": "desk", "w": "", "c": "", "r": "1-0", "i": "0"}
    )
    logs.configure(Settings(), stream=stream)

    def lines() -> list[Line]:
        embargo.release_due(redis, keys, worker.publisher, server_ms(redis))
        return lines_of(stream.getvalue())

    (line,) = eventually(lines)
    assert (line["level"], line["event"], line["held"]) == ("error", "not_released", keys.held("urn:1"))
    assert line["error"] == "WirecopyError: urn:1 belongs to another authority by now"
    assert PAYLOAD not in stream.getvalue()


def test_an_error_is_one_field_with_places_and_causes_and_without_what_it_quotes(stream: io.StringIO) -> None:
    logs.configure(Settings(), stream=stream)
    log = structlog.get_logger("worker.test")
    try:
        try:
            WireItem.model_validate({"payload": b"x", "source": [PAYLOAD], PAYLOAD: 1, "received_at": PAYLOAD})
        except ValidationError as error:
            raise OSError(28, "No space left on device") from error
    except OSError:
        log.exception("failed", error=KeyError(PAYLOAD), item=item(PAYLOAD.encode()), payload=PAYLOAD.encode())
        log.error("failed", error=Unreadable("no_headline", f"it begins with {PAYLOAD}"), stack_info=True)
    line, other = lines_of(stream.getvalue())
    failed, cause = line["exception"], line["exception"]["cause"]  # type: ignore[index]
    assert isinstance(failed, dict)
    assert (failed["type"], failed["message"]) == ("OSError", "[Errno 28] No space left on device")
    assert failed["at"] == [f"{__name__}:{failed['at'][0].split(':')[1]}"]
    assert cause["message"] == "source: string_type; received_at: datetime_type; …: extra_forbidden"
    assert (line["error"], line["item"], line["payload"]) == ("KeyError", "<WireItem>", f"<{len(PAYLOAD)} bytes>")
    assert other["error"] == "Unreadable"
    assert PAYLOAD not in stream.getvalue()


def test_a_command_that_the_server_refused_is_not_repeated(stream: io.StringIO, redis: Redis, keys: Keys) -> None:
    logs.configure(Settings(), stream=stream)
    redis.set(keys.inbox, "no stream")
    errors: list[RedisError] = []
    for command in (("XADD", keys.inbox, "*", "payload", PAYLOAD), ("NOSUCH", PAYLOAD)):
        with redis.pipeline(transaction=False) as pipeline:
            pipeline.execute_command(*command)  # type: ignore[no-untyped-call]
            with pytest.raises(RedisError) as raised:
                pipeline.execute()
        errors.append(raised.value)
    assert all(PAYLOAD in str(error) for error in errors), "or there is nothing to hide"
    for error in errors:
        structlog.get_logger().warning("server_failed", error=error)
        logging.getLogger("kombu").error("failed: %r", error, exc_info=error)
    lines = lines_of(stream.getvalue())
    assert "WRONGTYPE" in str(lines[0]["error"])
    assert "unknown command" in str(lines[2]["error"])
    assert PAYLOAD not in stream.getvalue()
    redis.delete(keys.inbox)


def test_a_line_that_cannot_be_made_is_told_of_without_what_was_in_it(stream: io.StringIO) -> None:
    class Broken(OSError):
        def __str__(self) -> str:
            raise RuntimeError(PAYLOAD)

    logs.configure(Settings(), stream=stream)
    logging.getLogger("some.library").error("%s and %s", Broken(), PAYLOAD)
    logging.getLogger("some.library").error("%d", PAYLOAD[:1])
    lost, misfit = lines_of(stream.getvalue())
    assert (lost["event"], lost["logger"]) == ("log_line_lost", "some.library")
    assert misfit["event"] == "%d (its arguments do not fit)"
    assert PAYLOAD not in stream.getvalue()


def test_a_warning_of_python_is_one_line_too(stream: io.StringIO) -> None:
    with warnings.catch_warnings():
        logs.configure(Settings(), stream=stream)
        warnings.simplefilter("always")
        warnings.warn("\x1b[31mon several\nlines", DeprecationWarning, stacklevel=1)
    (line,) = lines_of(stream.getvalue())
    assert line["logger"] == "py.warnings"
    assert r"DeprecationWarning: \x1b[31mon several lines" in str(line["event"])


@pytest.mark.parametrize(("chosen", "kind", "is_json"), [
    ("auto", Terminal, False), ("auto", io.StringIO, True), ("json", Terminal, True), ("console", io.StringIO, False),
])  # fmt: skip
def test_a_terminal_gets_lines_to_read_and_anything_else_json(
    stream: io.StringIO, chosen: str, kind: type[io.StringIO], is_json: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WIRECOPY_LOG_FORMAT", chosen)
    monkeypatch.delenv("NO_COLOR", raising=False)
    stream = kind()
    logs.configure(Settings(), stream=stream)
    structlog.get_logger("worker.test").warning(HOSTILE, source=HOSTILE, **{HOSTILE: PAYLOAD.lower()})
    structlog.get_logger("worker.test").error("failed", exc_info=OSError(HOSTILE))
    text = stream.getvalue()
    if is_json:
        assert len(lines_of(text)) == 2
    uncoloured = re.sub(r"\x1b\[[0-9;]+m", "", text)
    assert (uncoloured != text) == (kind is Terminal and not is_json)
    assert_nothing_raw(uncoloured)
    assert "forged" in text
    assert not [line for line in uncoloured.splitlines() if line.startswith('{"event": "forged')]


def test_lines_below_the_level_are_not_written(stream: io.StringIO) -> None:
    logs.configure(Settings(), "warning", stream)
    for name in ("worker.test", "celery.app.trace", "kombu"):
        structlog.get_logger(name).info("no")
        logging.getLogger(name).info("no")
        logging.getLogger(name).warning("yes")
    assert [line["event"] for line in lines_of(stream.getvalue())] == ["yes"] * 3


# The command line and the client ----------------------------------------------------------------------------------------


def run(code: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-c", code]
    return subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, check=True, cwd=ROOT)


def test_store_code_run_by_a_verb_warns_on_standard_error_and_never_on_standard_output(server: EmbeddedServer) -> None:
    code = (
        "import structlog\n"
        "from worker.cli.server import server\n"
        "with server():\n"
        "    structlog.get_logger('worker.store').info('no')\n"
        "    structlog.get_logger('worker.store').warning('yes')\n"
    )
    done = run(code, WIRECOPY_REDIS_URL=server.url)
    assert done.stdout == ""
    assert [line["event"] for line in lines_of(done.stderr)] == ["yes"]


def test_neither_the_client_nor_the_start_of_the_command_line_loads_structlog() -> None:
    run("import sys, worker.client, worker.cli.main; assert 'structlog' not in sys.modules")
