"""A real HTTP server on loopback, which misbehaves at byte level wherever a handler tells it to. Runs in a thread.

    with site() as s:
        s.route("/feed", answer(b"<rss/>", headers={"ETag": '"1"'}))
        s.url("/feed")                      # http://127.0.0.1:PORT/feed
        s.url("/feed", host="127.3.2.1")    # the same server as another host: all of 127.0.0.0/8 is here
        s.requests                          # what was asked: method, path, host, headers, when, how many at once

It is an HTTP proxy too, with CONNECT: any host is then answered by the same handlers, in TLS with a certificate made for it.
"""

import asyncio
import ssl
import threading
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from http import HTTPStatus
from urllib.parse import urlsplit

import trustme

from tests.support import eventually


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it came."""

    method: str
    path: str
    """With its query."""
    host: str
    """Without its port."""
    headers: Mapping[str, str]
    """Names in lower case."""
    at: float
    """When it came; time.monotonic()."""
    at_once: int
    """How many requests of its host were being answered then, this one too."""
    connection: int
    """Which connection it came on."""


class Out:
    """Where a handler writes."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self._writer = writer
        self.is_open = True

    async def write(self, data: bytes) -> None:
        """Send bytes as they are."""
        self._writer.write(data)
        await self._writer.drain()

    async def answer(self, body: bytes = b"", status: int = 200, headers: Mapping[str, str] | None = None) -> None:
        """Send a whole answer, with its length unless the headers give one."""
        await self.write(head(status, {"Content-Length": str(len(body)), **(headers or {})}) + body)

    def close(self) -> None:
        """Close the connection once this handler is through."""
        self.is_open = False


Handler = Callable[[Request, Out], Awaitable[None]]


def head(status: int = 200, headers: Mapping[str, str] | None = None) -> bytes:
    """Return status line and headers as sent."""
    known = {one.value: one.phrase for one in HTTPStatus}
    lines = [
        f"HTTP/1.1 {status} {known.get(status, 'Odd')}",
        *(f"{name}: {value}" for name, value in (headers or {}).items()),
    ]
    return "\r\n".join([*lines, "", ""]).encode()


def answer(body: bytes = b"", status: int = 200, headers: Mapping[str, str] | None = None, seconds: float = 0.0) -> Handler:
    """Make a handler that sends a whole answer, after some seconds."""
    data = head(status, {"Content-Length": str(len(body)), **(headers or {})}) + body

    async def handle(_request: Request, out: Out) -> None:
        if seconds:
            await asyncio.sleep(seconds)
        await out.write(data)

    return handle


def redirect(to: str, status: int = 302) -> Handler:
    """Make a handler that redirects."""
    return answer(status=status, headers={"Location": to})


def validated(body: bytes, etag: str) -> Handler:
    """Make a handler that answers 304 to whoever has this ETag."""

    async def handle(request: Request, out: Out) -> None:
        if request.headers.get("if-none-match") == etag:
            await out.write(head(304, {"ETag": etag}))
        else:
            await out.answer(body, headers={"ETag": etag})

    return handle


def raw(*pieces: bytes, between: float = 0.0) -> Handler:
    """Make a handler that sends bytes as they are, some seconds between them, and closes the connection."""

    async def handle(_request: Request, out: Out) -> None:
        out.close()
        for piece in pieces:
            await out.write(piece)
            if between:
                await asyncio.sleep(between)

    return handle


def endless(start: bytes, piece: bytes) -> Handler:
    """Make a handler that sends a start and then a piece again and again, until the other side has enough."""

    async def handle(_request: Request, out: Out) -> None:
        await out.write(start)
        while True:
            await out.write(piece)
            await asyncio.sleep(0)

    return handle


@dataclass
class Site:
    """The server, as tests see it."""

    port: int = 0
    scheme: str = "http"
    requests: list[Request] = field(default_factory=list)
    connections: int = 0
    """How many connections were made so far."""
    _routes: dict[tuple[str | None, str], Handler] = field(default_factory=dict)

    def route(self, path: str, handler: Handler, host: str | None = None) -> None:
        """Answer a path (queries aside), of one host or of all; at any time, and again to answer otherwise."""
        self._routes[host, path] = handler

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        """Return an address here."""
        return f"{self.scheme}://{host}:{self.port}{path}"

    def asked(self, path: str) -> list[Request]:
        """Return the requests of a path (queries aside), in order."""
        return [request for request in self.requests if request.path.partition("?")[0] == path]

    def handler(self, request: Request) -> Handler:
        """Return what answers a request: 404 where nothing is set."""
        path = request.path.partition("?")[0]
        return self._routes.get((request.host, path)) or self._routes.get((None, path)) or NOTHING_HERE


NOTHING_HERE = answer(b"nothing here", 404)


@contextmanager
def site(authority: trustme.CA | None = None, *, tls: bool = False, asks_certificate: bool = False) -> Iterator[Site]:
    """Run the server.

    authority: signs its certificates, made for whatever host is asked; tls and proxied TLS need it.
    asks_certificate: clients must show one of the authority's.
    """
    made = Site(scheme="https" if tls else "http")
    serving = _Serving(made, _Certificates(authority, asks_certificate) if authority else None)
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()
    thread = threading.Thread(target=loop.run_until_complete, args=(serving.run(stop, tls=tls),), name="site")
    thread.start()
    try:
        eventually(lambda: made.port)
        yield made
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()


class _Certificates:
    """Contexts with certificates for any host."""

    def __init__(self, authority: trustme.CA, asks_certificate: bool) -> None:
        self._authority = authority
        self._asks = asks_certificate
        self.context = cache(self._context)

    def _context(self, host: str) -> ssl.SSLContext:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self._authority.issue_cert(host).configure_cert(context)
        if self._asks:
            self._authority.configure_trust(context)
            context.verify_mode = ssl.CERT_REQUIRED
        return context

    def by_name(self, connection: ssl.SSLObject, name: str | None, _context: ssl.SSLContext) -> None:
        """Answer with the certificate of the host that is asked for."""
        if name:
            connection.context = self.context(name)


class _Serving:
    def __init__(self, made: Site, certificates: _Certificates | None) -> None:
        self._site = made
        self._certificates = certificates
        self._answering: Counter[str] = Counter()

    async def run(self, stop: asyncio.Event, *, tls: bool) -> None:
        context = None
        if tls:
            assert self._certificates
            context = self._certificates.context("127.0.0.1")
            context.sni_callback = self._certificates.by_name
        # Linux has no other way to listen on all of 127.0.0.0/8; who comes to another address is turned away below.
        server = await asyncio.start_server(self._connected, "0.0.0.0", 0, ssl=context, backlog=1024, limit=1 << 20)  # noqa: S104
        self._site.port = server.sockets[0].getsockname()[1]
        await stop.wait()
        server.close()
        open_ones = asyncio.all_tasks() - {asyncio.current_task()}
        for task in open_ones:
            task.cancel()
        await asyncio.gather(*open_ones, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._site.connections += 1
        number = self._site.connections
        try:
            if writer.get_extra_info("sockname")[0].startswith("127."):
                with suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
                    while await self._one(reader, writer, number):
                        pass
                    await writer.drain()
        except asyncio.CancelledError:  # the test is over
            writer.transport.abort()
        finally:
            writer.close()
            with suppress(OSError, asyncio.CancelledError):
                await writer.wait_closed()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int) -> bool:
        """Answer one request; whether the connection is to stay."""
        first = await reader.readexactly(1)
        if not first.isalpha():  # TLS where none is spoken, most likely
            writer.write(head(400, {"Connection": "close"}))
            return False
        lines = (first + await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, target, _ = lines[0].split(" ")
        if method == "CONNECT":
            return await self._tunnel(target, writer)
        headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:-2])}
        path = target if target.startswith("/") else _path_of(target)
        host = headers.get("host", "").rpartition(":")[0] or headers.get("host", "")
        self._answering[host] += 1
        try:
            request = Request(method, path, host, headers, time.monotonic(), self._answering[host], number)
            self._site.requests.append(request)
            out = Out(writer)
            await self._site.handler(request)(request, out)
        finally:
            self._answering[host] -= 1
        return out.is_open and headers.get("connection", "").lower() != "close"

    async def _tunnel(self, target: str, writer: asyncio.StreamWriter) -> bool:
        """Be a proxy: say yes, and go on as the host that was asked for."""
        writer.write(head(200))
        await writer.drain()
        host, _, port = target.rpartition(":")
        if port != "80":
            assert self._certificates, "a proxy for https needs an authority"
            await writer.start_tls(self._certificates.context(host))
        return True


def _path_of(target: str) -> str:
    parts = urlsplit(target)
    return f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
