"""Deaths around HTTP intake: what was accepted is in, and goes in once; what is under way is answered."""

import http.client
import ssl
from contextlib import suppress
from pathlib import Path

import pytest
from redis import Redis

from tests.intake.serving import DESK, Web, answer_of, ask, declare, entries, head
from tests.support import eventually, page
from tests.tls import certificates
from worker.cli.embedded import EmbeddedServer
from worker.store.connection import connect
from worker.store.keys import Keys


def test_a_process_killed_after_acceptance_and_before_its_answer_takes_the_same_key_in_once(
    server: EmbeddedServer, redis: Redis, keys: Keys, tmp_path: Path
) -> None:
    sources = declare(tmp_path)
    with Web(server.url, sources, app="tests.faults.dying_web:create_app") as dying:
        eventually(lambda: _is_up(dying))
        with pytest.raises((http.client.HTTPException, OSError)):
            dying.put(page(1), Idempotency_Key="k-1")
        assert dying.process.wait(10) == -9
    assert len(entries(redis, keys)) == 1
    with Web(server.url, sources) as web:
        again = web.put(page(1), Idempotency_Key="k-1")
    assert again.said["repeated"] is True
    assert [entry["payload"] for entry in entries(redis, keys)] == [page(1)]


def test_a_request_under_way_is_answered_before_the_process_ends(
    server: EmbeddedServer, redis: Redis, keys: Keys, tmp_path: Path
) -> None:
    with Web(server.url, declare(tmp_path)) as web, web.raw() as connection, web.raw() as idle:
        connection.sendall(head(10) + b"half ")
        assert web.put(page(1)).status == 202  # so it has begun to read the other one by now
        web.process.terminate()
        assert idle.recv(1) == b"", "an idle connection is closed"
        connection.sendall(b"whole")
        answer = answer_of(connection)
        assert [answer.status, answer.headers["connection"]] == [202, "close"]
        assert web.process.wait(10) == 0
    assert [entry["payload"] for entry in entries(redis, keys)] == [page(1), b"half whole"]


def test_while_the_server_is_gone_nothing_is_said_to_be_accepted(own_server: EmbeddedServer, tmp_path: Path) -> None:
    own_server.kill()
    with Web(own_server.url, declare(tmp_path)) as web:
        health, put = web.ask("GET", "/healthz"), web.put(page(1), Idempotency_Key="k-1")
        assert [health.status, health.code, put.status, put.code] == [503, "server_unreachable"] * 2
        assert int(put.headers["retry-after"]) >= 1
        own_server.start()
        eventually(lambda: web.ask("GET", "/healthz").status == 200)
        assert len(web.put(page(1), Idempotency_Key="k-1").ids) == 1
        own_server.kill()
        assert [web.ask("GET", "/healthz").status, web.put(page(2)).status] == [503, 503]
        own_server.start()
        assert [web.ask("GET", "/healthz").status, web.put(page(1), Idempotency_Key="k-1").said["repeated"]] == [200, True]
        assert web.told().count("Traceback") == 0
    with connect(own_server.url) as redis:
        assert len(entries(redis, Keys())) == 1


def test_several_processes_share_a_port_with_tls_and_end_together(
    server: EmbeddedServer, redis: Redis, keys: Keys, tmp_path: Path
) -> None:
    made = certificates(tmp_path / "tls")
    own = made.authority.issue_cert("localhost")
    own.cert_chain_pems[0].write_to_path(str(tmp_path / "web.pem"))
    own.private_key_pem.write_to_path(str(tmp_path / "web.key"))
    options = ["--workers", "2", "--tls-certificate", str(tmp_path / "web.pem"), "--tls-key", str(tmp_path / "web.key")]
    trusted = ssl.create_default_context(cafile=str(made.ca_file))
    with Web(server.url, declare(tmp_path), options=options) as web:
        assert web.address.startswith("https://")
        connection = http.client.HTTPSConnection("localhost", web.port, timeout=20, context=trusted)
        assert ask(connection, "POST", "/v1/items", page(1), token=DESK).status == 202
        connection.close()
        assert web.terminate() == 0
    assert len(entries(redis, keys)) == 1


def _is_up(web: Web) -> bool:
    with suppress(OSError):
        return web.ask("GET", "/healthz").status == 200
    return False
