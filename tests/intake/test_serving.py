"""`wirecopy web`: how it starts, what it logs, and what it does not start with."""

import json
import socket
import subprocess
import sys
from pathlib import Path

from tests.intake.serving import Web
from worker.cli.embedded import EmbeddedServer


def test_without_any_token_it_warns_and_at_level_debug_it_tells_of_each_request(
    server: EmbeddedServer, tmp_path: Path
) -> None:
    sources = tmp_path / "sources.toml"
    sources.write_text('[[source]]\nid = "desk"\n')
    with Web(server.url, sources, {"WIRECOPY_LOG_LEVEL": "debug"}) as web:
        web.put(b"secret", query="?filename=secret")
        web.ask("GET", "/secret")
        assert web.terminate() == 0
    lines = [json.loads(line) for line in web.told().splitlines()]
    assert [line["level"] for line in lines if line["event"] == "no_tokens"] == ["warning"]
    requests = [(line["method"], line["route"], line["status"]) for line in lines if line["event"] == "request"]
    assert requests == [("POST", "/v1/items", 401), ("GET", None, 404)]
    assert "secret" not in web.told()


def test_what_it_cannot_start_with_is_told(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert f"127.0.0.1 port {port} cannot be listened on" in _told("--port", port)
    (tmp_path / "no.pem").write_text("no certificate")
    told = _told("--port", "0", "--tls-certificate", str(tmp_path / "no.pem"), "--tls-key", str(tmp_path / "no.pem"))
    assert "cannot be used for TLS" in told


def _told(*options: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "worker.cli", "web", *options], capture_output=True, text=True, timeout=30, check=False
    )
    assert done.returncode == 4
    return done.stderr
