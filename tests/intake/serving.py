"""HTTP intake as a process of its own, and how tests speak to it."""

import base64
import hmac
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Self, cast

from redis import Redis

from tests.support import ROOT
from worker.store.keys import Keys

SECRET = "whsec_" + base64.b64encode(b"what only two know").decode()
READER = "token-of-reader"
DESK = "token-of-desk"

# Small, so that tests of limits are quick.
TIGHT = {
    "WIRECOPY_WEB_MAX_REQUEST_BYTES": "200000",
    "WIRECOPY_WEB_MAX_ITEMS": "30",
    "WIRECOPY_WEB_MAX_BYTES_UNDER_WAY": "450000",
    "WIRECOPY_WEB_BODY_SECONDS": "2",
    "WIRECOPY_MAX_ITEM_BYTES": "100000",
    "WIRECOPY_WEB_READER_TOKEN_HASHES": json.dumps([sha256(READER.encode()).hexdigest()]),
}


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def said(self) -> dict[str, object]:
        """Its JSON."""
        return cast("dict[str, object]", json.loads(self.body))

    @property
    def code(self) -> object:
        """The code of a problem."""
        assert self.headers["content-type"] == "application/problem+json"
        assert self.said["status"] == self.status
        return self.said["code"]

    @property
    def ids(self) -> list[str]:
        """Ids of the items that were accepted."""
        assert self.status == 202, self.body
        items = cast("list[dict[str, str]]", self.said["items"])
        assert all(item["url"] == f"/v1/items/{item['id']}" for item in items)
        return [item["id"] for item in items]


@dataclass
class Web:
    """A process of `wirecopy web`, or of another command that listens in its place, for as long as the context lasts."""

    redis_url: str
    sources: Path
    settings: Mapping[str, str] = field(default_factory=dict)
    options: Sequence[str] = ()
    app: str | None = None
    """Another application to serve, by uvicorn's own command line."""
    port: int = 0

    def __enter__(self) -> Self:
        command = ["-m", "worker.cli", "web", "--port", "0", *self.options]
        if self.app is not None:
            with socket.socket() as found:
                found.bind(("127.0.0.1", 0))
                self.port = int(found.getsockname()[1])
            command = ["-m", "uvicorn", "--factory", self.app, "--port", str(self.port)]
        others = {name: value for name, value in os.environ.items() if not name.startswith("WIRECOPY_")}
        own = {"WIRECOPY_REDIS_URL": self.redis_url, "WIRECOPY_SOURCES_FILE": str(self.sources), "PYTHONPATH": str(ROOT)}
        self.log = self.sources.parent / f"web-{os.urandom(4).hex()}.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, *command], env={**others, **own, **self.settings}, stdout=subprocess.PIPE, stderr=log
            )
        if self.app is None:
            assert self.process.stdout is not None
            self.address = self.process.stdout.readline().decode().strip()
            assert self.address, self.told()
            self.port = int(self.address.rpartition(":")[2])
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()
        if error is not None:
            print(self.told()[-4000:])  # noqa: T201  # shown where the test failed

    def told(self) -> str:
        """Return its log so far."""
        return self.log.read_text(encoding="utf-8")

    def terminate(self) -> int:
        """End it as an orchestrator does, and return its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(20)

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        *,
        token: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send one request and return what comes back."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            return ask(connection, method, path, body, token=token, headers=headers)
        finally:
            connection.close()

    def put(
        self,
        body: bytes,
        media_type: str | None = "text/plain",
        *,
        query: str = "",
        token: str | None = DESK,
        **headers: str,
    ) -> Answer:
        """Put items in; headers are given with _ for -."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if media_type is not None:
            named["Content-Type"] = media_type
        return self.ask("POST", f"/v1/items{query}", body, token=token, headers=named)

    def raw(self) -> socket.socket:
        """Return a connection to write to as one likes."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=20)


def ask(
    connection: http.client.HTTPConnection,
    method: str,
    path: str,
    body: bytes | None = None,
    *,
    token: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """Send one request over a connection and return what comes back."""
    shown = {"Authorization": f"Bearer {token}"} if token is not None else {}
    connection.request(method, path, body, {**shown, **(headers or {})})
    response = connection.getresponse()
    return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, response.read())


def token_of(source: str) -> str:
    """Return the token of one of the sources that declare() writes."""
    return f"token-of-{source}"


def head(size: int, token: str = DESK, more: str = "") -> bytes:
    """Return the head of a request that puts a text of so many bytes in."""
    return (
        f"POST /v1/items HTTP/1.1\r\nHost: wire.example\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: text/plain\r\nContent-Length: {size}\r\n{more}\r\n"
    ).encode()


def answer_of(connection: socket.socket) -> Answer:
    """Read the answer to a request that was written by hand."""
    response = http.client.HTTPResponse(connection)
    response.begin()
    return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, response.read())


def signed(
    body: bytes, message_id: str, *, at: float | None = None, secret: bytes = b"what only two know"
) -> dict[str, str]:
    """Return the headers of Standard Webhooks for a body, with _ for -."""
    moment = str(int(time.time() if at is None else at))
    digest = hmac.digest(secret, f"{message_id}.{moment}.".encode() + body, "sha256")
    return {
        "webhook_id": message_id,
        "webhook_timestamp": moment,
        "webhook_signature": f"v1,AAAA v1,{base64.b64encode(digest).decode()}",
    }


def entries(redis: Redis, keys: Keys) -> list[dict[str, bytes]]:
    """Return the fields of all items in the inbox, those that are urgent first."""
    found = [
        entry
        for key in (keys.urgent, keys.inbox)
        for entry in cast("list[tuple[bytes, dict[bytes, bytes]]]", redis.xrange(key))
    ]
    return [{name.decode(): value for name, value in fields.items()} for _, fields in found]


def declare(folder: Path) -> Path:
    """Write a sources.toml with the sources of these tests, whose tokens are token-of-<id>; return its path."""
    (folder / "secret").write_text(f"{SECRET}\n")
    (folder / "plain-secret").write_text("no base64 here\n")
    tables = [
        _table("desk"),
        _table("other"),
        _table("fast", urgent="true"),
        _table("limited", items_per_minute="3"),
        _table("signed", signature_secret_file=f'"{folder / "secret"}"'),
        _table("plainly", signature_secret_file=f'"{folder / "plain-secret"}"'),
        _table("unset", signature_secret_file=f'"{folder / "missing"}"'),
        _table("twin-a", shared="token-of-twins"),
        _table("twin-b", shared="token-of-twins"),
    ]
    file = folder / "sources.toml"
    file.write_text("\n".join(tables), encoding="utf-8")
    return file


def _table(source: str, *, shared: str | None = None, **fields: str) -> str:
    digest = sha256((shared or token_of(source)).encode()).hexdigest()
    more = "".join(f"{name} = {value}\n" for name, value in fields.items())
    return f'[[source]]\nid = "{source}"\ntoken_hashes = ["{digest}"]\n{more}'
