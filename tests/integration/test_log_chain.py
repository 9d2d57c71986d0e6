"""The chain that log lines go through, in this process: what is bound, hidden, cut and written out."""

import io
import logging
import os
import re
import subprocess
import sys
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
import structlog
from pydantic import ValidationError
from redis import Redis
from redis.exceptions import RedisError

from schemas import Source, WireItem
from schemas.errors import Unreadable
from tests.logs import HOSTILE, PASSWORD, PAYLOAD, Line, assert_nothing_raw, lines_of
from tests.store import Worker, article
from tests.support import ROOT, eventually, item, page
from worker.cli.embedded import EmbeddedServer
from worker.client import Client
from worker.draft import Draft
from worker.drain import Drain
from worker.formats import registry
from worker.observe import logs
from worker.settings import Settings
from worker.store import embargo
from worker.store.keys import Keys
from worker.store.retention import server_ms


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
