"""Logs of real workers: one JSON object a line; no wire text, no secrets, nothing that could be taken for another line."""

import traceback
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from celery import Celery
from kombu import Exchange
from redis.exceptions import RedisError

from schemas.errors import ServerUnreachable, SetUpError
from tests.logs import HOSTILE, OF_MESSAGES, PASSWORD, PAYLOAD, assert_nothing_raw, lines_of, told
from tests.support import QUICK, ROOT, Service, eventually, free_port, item, page
from worker import process as process_module
from worker.cli.embedded import EmbeddedServer, embedded_server
from worker.cli.processes import service
from worker.client import AsyncClient, Client
from worker.drain import Drain
from worker.settings import settings
from worker.store.connection import connect
from worker.store.keys import Keys

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
