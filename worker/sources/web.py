"""Fetching over HTTP, for hundreds of sources at once: bounded in time, size and memory, and nowhere it should not go."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from io import BytesIO
from ssl import SSLError
from time import time
from types import TracebackType
from typing import Protocol, Self
from urllib.parse import urljoin

import aiohttp
from multidict import CIMultiDict, CIMultiDictProxy
from yarl import URL

from schemas.errors import FetchFailed
from schemas.web_source import WebSource
from worker.encodings import ACCEPT_ENCODING, Unpacker
from worker.sources import freshness
from worker.sources.connections import MOST_KEPT, Connections, Names
from worker.sources.credentials import own_headers, tls_context
from worker.sources.guard import (
    PrivateAddress,
    any_socket,
    guarded_socket,
    private,
    refuse_inside,
    refuse_literal,
    shown,
    web_address,
)

ACCEPT_FEED = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.8"
MOST_REDIRECTS = 10
REDIRECTS = (301, 302, 303, 307, 308)
PERMANENT = (301, 308)

SMALL_BODY = 256 * 1024
LARGE_AT_ONCE = 8
"""Bodies beyond SMALL_BODY that are read at one time: hundreds of ten MiB would take gigabytes."""

CODES = {
    401: "forbidden",
    403: "forbidden",
    404: "not_found",
    407: "proxy",
    410: "gone",
    429: "rate_limited",
}


class Turns(Protocol):
    """Politeness, kept by the caller."""

    def at(self, host: str) -> AbstractAsyncContextManager[None]:
        """Wait until a host (lower case, no port) may be asked, and hold a place at it until left."""
        ...


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a fetch gave."""

    status: int
    """200 or 304."""
    url: str
    """The address that gave it, after redirects."""
    headers: Mapping[str, str]
    """Names in lower case; repeated ones joined by a comma. freshness.py says what they mean."""
    body: bytes
    """Decompressed; empty with 304."""
    moved_to: str | None
    """Where permanent redirects alone (301, 308) led; None without any, or if one on the way was temporary."""


@dataclass(frozen=True, slots=True)
class _Answer:
    """200 or 304 with its body, or a redirect."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class _Allowance:
    """The seconds that one fetch may still take."""

    def __init__(self, seconds: float) -> None:
        self._left = seconds

    @asynccontextmanager
    async def spend(self) -> AsyncIterator[asyncio.Timeout]:
        """Raise TimeoutError once they are spent."""
        loop = asyncio.get_running_loop()
        started = loop.time()
        try:
            async with asyncio.timeout(max(self._left, 0.0)) as limit:
                yield limit
        finally:
            self._left -= loop.time() - started


class Web:
    """Fetches for many sources; connections and names are shared between them where that is safe. One per poll task."""

    def __init__(self, user_agent: str, proxy: str | None = None) -> None:
        self._user_agent = user_agent
        self._proxy = proxy
        self._large = asyncio.Semaphore(LARGE_AT_ONCE)

    async def __aenter__(self) -> Self:
        """Make the pools; connections come with the fetches."""
        self._names = Names()
        # Pools of their own: a connection that one source may have is not there for another that may not.
        self._guarded = Connections(self._names, guarded_socket)
        self._free = Connections(self._names, any_socket)
        self._proxied = Connections(self._names, any_socket)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close every connection."""
        for connections in (self._guarded, self._free, self._proxied):
            await connections.session.close()
        await self._names.close()

    async def get(
        self,
        source: WebSource,
        url: str,
        turns: Turns,
        *,
        conditions: Mapping[str, str] | None = None,
        accept: str = ACCEPT_FEED,
        redirects: int = MOST_REDIRECTS,
    ) -> Fetched:
        """Fetch an address as a source says: its timeout (waiting for turns not counted), sizes, secrets, proxy.

        conditions: If-None-Match and If-Modified-Since. Every hop of a redirect takes a turn of its own.
        Raises FetchFailed; its codes:
        timeout, dns, refused, tls, proxy             no answer (refused: no connection; proxy: the proxy would not)
        private_address, bad_address                  not asked at all
        cut, protocol, bad_encoding, too_large        an answer that is none, or too much of one
        bad_redirect, redirect_loop, too_many_redirects
        gone (410), not_found (404), forbidden (401, 403), rate_limited (429), server_error (5xx), status (any other)
        not_readable                                  a secret, certificate or header of the source that cannot be used
        """
        address = web_address(url)
        headers = {"Accept": accept, **(conditions or {})}
        allowance = _Allowance(source.timeout)
        seen: set[URL] = set()
        statuses: list[int] = []
        while True:
            seen.add(address)
            async with turns.at(address.raw_host or ""):
                answer = await self._ask(source, address, headers, allowance)
            if answer.status not in REDIRECTS:
                break
            statuses.append(answer.status)
            address = _led_to(address, answer)
            if address in seen:
                raise FetchFailed("redirect_loop", f"{shown(address)} redirects to itself", status=answer.status)
            if len(statuses) > redirects:
                raise FetchFailed("too_many_redirects", f"more than {redirects} redirects, the last to {shown(address)}")
        if answer.status == 304 and not conditions:
            raise FetchFailed("protocol", f"{shown(address)} answered 304, though nothing was known before", status=304)
        is_moved = bool(statuses) and all(status in PERMANENT for status in statuses)
        # Bytes that are no UTF-8 come as lone surrogates, which nothing could store.
        told = {name: value.encode("utf-8", "replace").decode() for name, value in answer.headers.items()}
        return Fetched(answer.status, str(address), told, answer.body, str(address) if is_moved else None)

    async def _ask(self, source: WebSource, address: URL, headers: Mapping[str, str], allowance: _Allowance) -> _Answer:
        proxy = source.proxy or self._proxy
        connections = self._connections(source, address, proxy)
        is_home = address.origin() == web_address(source.url).origin()
        sent = CIMultiDict({"User-Agent": self._user_agent, "Accept-Encoding": ACCEPT_ENCODING, **headers})
        if is_home:
            sent.update(own_headers(source))
        if connections.open_sockets > MOST_KEPT:
            sent["Connection"] = "close"
        context = tls_context(source, with_certificate=is_home and address.scheme == "https")
        if proxy and proxy.startswith("https:") and is_home and source.certificate_file:
            raise FetchFailed(
                "not_readable", "certificate_file goes with an http:// proxy only: it would be shown to the proxy"
            )
        request = connections.session.get(address, headers=sent, allow_redirects=False, proxy=proxy, ssl=context)
        with _failures(address, proxy):
            async with allowance.spend() as limit, request as response:
                told = _headers(response.headers)
                if response.status in REDIRECTS or response.status == 304:
                    return _Answer(response.status, told, b"")
                if response.status != 200:
                    raise _refused(address, response.status, told)
                return _Answer(200, told, await self._body(response, told, source.max_bytes, limit))

    def _connections(self, source: WebSource, address: URL, proxy: str | None) -> Connections:
        if source.allow_private:
            return self._free
        if proxy is None:
            refuse_literal(address)
            return self._guarded
        refuse_inside(address)
        return self._proxied

    async def _body(
        self, response: aiohttp.ClientResponse, headers: Mapping[str, str], most: int, limit: asyncio.Timeout
    ) -> bytes:
        unpacker = Unpacker(headers.get("content-encoding", ""))
        _check_size(response.content_length or 0, most)
        body = BytesIO()
        received = 0
        async with AsyncExitStack() as held:
            is_large = False
            async for data in response.content.iter_any():
                received += len(data)
                _check_size(received, most)
                for piece in unpacker.feed(data):
                    _check_size(body.tell() + len(piece), most)
                    body.write(piece)
                    if is_large:
                        await asyncio.sleep(0)  # others go on while much is unpacked
                    elif body.tell() > SMALL_BODY:
                        is_large = True
                        await held.enter_async_context(self._turn_of_the_large(limit))
            unpacker.end()
            return body.getvalue()

    @asynccontextmanager
    async def _turn_of_the_large(self, limit: asyncio.Timeout) -> AsyncIterator[None]:
        """Wait until few other large bodies are read. The wait is ours, not the site's: it does not count as time taken."""
        loop = asyncio.get_running_loop()
        left = (limit.when() or loop.time()) - loop.time()
        limit.reschedule(None)
        async with self._large:
            limit.reschedule(loop.time() + left)
            yield


def _led_to(address: URL, answer: _Answer) -> URL:
    location = answer.headers.get("location", "")
    if not location:
        raise FetchFailed("bad_redirect", f"{shown(address)} redirects to nowhere", status=answer.status)
    try:
        return web_address(urljoin(str(address), location.strip()))
    except (FetchFailed, ValueError) as error:
        raise FetchFailed("bad_redirect", f"{shown(address)} redirects badly: {error}", status=answer.status) from error


def _headers(headers: CIMultiDictProxy[str]) -> Mapping[str, str]:
    joined: dict[str, str] = {}
    for name, value in headers.items():
        known = joined.get(name.lower())
        joined[name.lower()] = value if known is None else f"{known}, {value}"
    return joined


def _check_size(size: int, most: int) -> None:
    if size > most:
        raise FetchFailed("too_large", f"the body has more than {most:,} bytes (max_bytes)")


def _refused(address: URL, status: int, headers: Mapping[str, str]) -> FetchFailed:
    code = CODES.get(status, "server_error" if status >= 500 else "status")
    message = f"{shown(address)} answered {status}"
    return FetchFailed(code, message, status=status, retry_after=freshness.retry_after(headers, time()))


@contextmanager
def _failures(address: URL, proxy: str | None) -> Iterator[None]:
    """Turn what the client raises into FetchFailed."""
    at = shown(address)
    try:
        yield
    except TimeoutError as error:
        raise FetchFailed("timeout", f"{at} took too long") from error
    except aiohttp.ClientHttpProxyError as error:
        raise FetchFailed("proxy", f"the proxy answered {error.status} for {at}", status=error.status) from error
    except aiohttp.ClientSSLError as error:
        raise FetchFailed("tls", f"{at}: {error}") from error
    except aiohttp.ClientConnectorError as error:
        raise _not_connected(address, proxy, error) from error
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
        if isinstance(error.__cause__, SSLError):
            raise FetchFailed("tls", f"{at}: {error.__cause__}") from error
        # With TLS 1.3 a refused client certificate looks like this, and asyncio drops the alert that says so.
        hint = "; it may want another client certificate, or one at all" if address.scheme == "https" else ""
        raise FetchFailed("cut", f"{at} closed the connection before it answered{hint}") from error
    except aiohttp.ClientPayloadError as error:
        raise FetchFailed("cut", f"{at} closed the connection in the middle of its answer") from error
    except aiohttp.InvalidURL as error:
        raise FetchFailed("bad_address", f"{at} is no address that can be asked") from error
    except (aiohttp.ClientError, ValueError) as error:
        raise FetchFailed("protocol", f"{at} answered what is no HTTP: {str(error)[:200]}") from error


def _not_connected(address: URL, proxy: str | None, error: aiohttp.ClientConnectorError) -> FetchFailed:
    at, reason = shown(address), error.os_error
    if isinstance(reason, PrivateAddress):
        return private(address)
    if isinstance(reason, TimeoutError):
        return FetchFailed("timeout", f"{at} does not answer")
    if proxy:
        return FetchFailed("proxy", f"the proxy cannot be reached for {at}: {reason}")
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return FetchFailed("dns", f"the name of {at} has no address: {reason}")
    return FetchFailed("refused", f"{at} takes no connection: {reason}")
