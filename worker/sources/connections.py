"""Connections to sites: pooled, their number bounded, those that may go anywhere apart from those that may not."""

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from weakref import WeakSet

from aiohttp import AddrInfoType, ClientSession, ClientTimeout, DummyCookieJar, SocketFactoryType, TCPConnector
from aiohttp.abc import AbstractResolver, ResolveResult

KEPT_SECONDS = 30.0
MOST_KEPT = 400
"""Open sockets beyond which none is kept for the next request: a process often may have 1,024 files."""
CONNECT_SECONDS = 10.0
NAMES_SECONDS = 300
MOST_NAMES = 10_000
LOOK_UPS = 64
MOST_HEADERS = 128
LONGEST_HEADER = 32 * 1024


class Names(AbstractResolver):
    """Looks names up in threads of its own: hundreds at once, and a slow name server holds up nothing else of the loop."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(LOOK_UPS, thread_name_prefix="names")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Return a name's numeric addresses. Raises OSError where it has none."""
        look_up = partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM, family=family, flags=socket.AI_ADDRCONFIG)
        try:
            found = await asyncio.get_running_loop().run_in_executor(self._threads, look_up)
        except UnicodeError as error:  # no name at all, by the codec that getaddrinfo uses
            raise OSError(str(error)) from error
        if not found:
            raise OSError("the name has no address")
        return [
            ResolveResult(
                hostname=host,
                host=str(at[0]),
                port=port,
                family=kind,
                proto=proto,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for kind, _, proto, _, at in found
        ]

    async def close(self) -> None:
        """Let the threads end; what still waits for a name server ends with its answer."""
        self._threads.shutdown(wait=False, cancel_futures=True)


class Connections:
    """A session whose connections are made by one socket factory, and how many of its sockets are open."""

    def __init__(self, names: Names, factory: SocketFactoryType) -> None:
        self._factory = factory
        self._sockets: WeakSet[socket.socket] = WeakSet()
        connector = TCPConnector(
            resolver=names,
            socket_factory=self._open,
            limit=0,  # how many at once is the caller's to say
            keepalive_timeout=KEPT_SECONDS,
            ttl_dns_cache=NAMES_SECONDS,
            dns_cache_max_size=MOST_NAMES,
        )
        self.session = ClientSession(
            connector=connector,
            cookie_jar=DummyCookieJar(),
            auto_decompress=False,
            trust_env=False,
            timeout=ClientTimeout(total=None, sock_connect=CONNECT_SECONDS),
            read_bufsize=64 * 1024,
            max_line_size=LONGEST_HEADER,
            max_field_size=LONGEST_HEADER,
            max_headers=MOST_HEADERS,
        )

    @property
    def open_sockets(self) -> int:
        """How many sockets are open, in use or kept."""
        return len(self._sockets)

    def _open(self, info: AddrInfoType) -> socket.socket:
        made = self._factory(info)
        self._sockets.add(made)
        return made
