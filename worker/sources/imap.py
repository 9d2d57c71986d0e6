"""A mailbox by IMAP over TLS (RFC 3501, 9051): the connection, and what is asked of it.

Each call is one question to the server, made in a thread of the connection's own, and bounded by the source's timeout.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from imaplib import IMAP4
from typing import TypeVar, cast
from urllib.parse import urlsplit

from schemas import MailboxSource
from schemas.errors import FetchFailed
from worker.sources.imap_failures import connecting, said, talking
from worker.sources.imap_line import Client, Line
from worker.sources.imap_login import log_in

T = TypeVar("T")

WINDOW = 50_000  # mails searched at a time: imaplib takes no line of more than a million letters, and they are one
LOG_OUT_SECONDS = 3.0
ROOM = 8 * 1024 * 1024  # of an answer, besides the longest mail


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that was opened. UIDs are those of its mails as long as its uidvalidity stays."""

    name: str
    uidvalidity: int
    exists: int
    """How many mails it holds."""
    permitted: frozenset[str] | None
    """Flags that can be set for good, in lower case, \\* for any of one's own; None: the server does not say."""

    def windows(self) -> list[str]:
        """Return which mails to search, one after the other; the empty string is all of them."""
        if self.exists <= WINDOW:
            return [""] if self.exists else []
        firsts = range(1, self.exists + 1, WINDOW)
        return [f"{first}:{first + WINDOW - 1} " for first in firsts[:-1]] + [f"{firsts[-1]}:* "]


@asynccontextmanager
async def connected(source: MailboxSource) -> AsyncIterator["Mailbox"]:
    """Open a mailbox. Raises FetchFailed: dns, refused, timeout, tls, forbidden, cut, protocol, not_readable."""
    mailbox = Mailbox(source)
    try:
        await mailbox.open()
        yield mailbox
        await mailbox.log_out()
    finally:
        mailbox.close()


class Mailbox:
    """A connection to a mailbox.

    Every call raises FetchFailed. After it the connection is of no use, unless it is not_found or read_only: those are of
    one folder.
    """

    def __init__(self, source: MailboxSource) -> None:
        self._source = source
        self._thread = ThreadPoolExecutor(1, "imap")
        self._client: Client | None = None
        self._at = urlsplit(source.url).netloc
        self._line = Line(self._at, source.max_bytes + ROOM)

    async def open(self) -> None:
        """Connect and log in."""
        await self._in_thread(self._connect)
        client = self._connected
        await self._in_thread(partial(log_in, client, self._source, self._at))

    async def open_folder(self, name: str, *, read_only: bool) -> Folder:
        """Open a folder. Raises not_found where the server does not open it, read_only where nothing can be flagged."""
        with self._refusals(f"does not open the folder {name}", "not_found"):
            told = await self._ask(self._connected.select_folder, name, read_only)
        said = cast("dict[bytes, object]", told)
        if not isinstance(said.get(b"UIDVALIDITY"), int):
            raise FetchFailed("protocol", f"{self._at} gives the mails of {name} no lasting numbers (UIDVALIDITY)")
        flags = cast("tuple[bytes, ...] | None", said.get(b"PERMANENTFLAGS"))
        return Folder(
            name=name,
            uidvalidity=cast("int", said[b"UIDVALIDITY"]),
            exists=cast("int", said.get(b"EXISTS", 0)),
            permitted=None if flags is None else frozenset(flag.decode("ascii", "replace").lower() for flag in flags),
        )

    async def search(self, window: str, flag: str) -> list[int]:
        """Return the UIDs of mails in a window without a flag that are not deleted, lowest first."""
        lacking = f"UN{flag[1:].upper()}" if flag.startswith("\\") else f"UNKEYWORD {flag}"
        with self._refusals("does not search"):
            found = await self._ask(self._connected.search, f"{window}{lacking} UNDELETED")
        return sorted(set(cast("list[int]", found)))

    async def sizes(self, uids: list[int]) -> dict[int, int]:
        """Return how long mails are, as the server says; those that are gone are missing."""
        told = await self._fetch(uids, "RFC822.SIZE", "RFC822.SIZE")
        return {uid: size if isinstance(size, int) else 0 for uid, size in told.items()}

    async def mails(self, uids: list[int]) -> dict[int, bytes]:
        """Return mails, without marking them as read; those that are gone are missing, those not given are empty."""
        told = await self._fetch(uids, "BODY.PEEK[]", "BODY[]")
        return {uid: mail if isinstance(mail, bytes) else b"" for uid, mail in told.items()}

    async def piece(self, uid: int, start: int, count: int) -> bytes | None:
        """Return some bytes of a mail, fewer at its end; None where it is gone."""
        told = await self._fetch([uid], f"BODY.PEEK[]<{start}.{count}>", f"BODY[]<{start}>")
        piece = told.get(uid)
        return piece if isinstance(piece, bytes) else None

    async def uidvalidity(self, name: str) -> int | None:
        """Return the uidvalidity that a folder has now."""
        with self._refusals(f"does not tell of the folder {name}"):
            told = await self._ask(self._connected.folder_status, name, ["UIDVALIDITY"])
        return cast("dict[bytes, int]", told).get(b"UIDVALIDITY")

    async def add_flag(self, uids: list[int], flag: str) -> list[int]:
        """Flag mails of the open folder; return those that have no such flag afterwards."""
        with self._refusals("does not flag mails"):
            told = await self._ask(self._connected.add_flags, uids, [flag])
        flags = cast("dict[int, tuple[bytes, ...]]", told)
        return [uid for uid, set_now in flags.items() if flag.lower().encode() not in {one.lower() for one in set_now}]

    async def log_out(self) -> None:
        """Say goodbye, if the server listens."""
        with suppress(FetchFailed, TimeoutError, IMAP4.error):
            async with asyncio.timeout(LOG_OUT_SECONDS):
                await self._ask(self._connected.logout)

    def close(self) -> None:
        """Close the connection, whatever is under way. Waits for nothing."""
        self._line.cut()
        self._thread.submit(self._shut)
        self._thread.shutdown(wait=False)

    async def _fetch(self, uids: list[int], item: str, answered: str) -> dict[int, object]:
        with self._refusals("does not give mails"):
            told = await self._ask(self._connected.fetch, uids, [item])
        return {uid: facts.get(answered.encode()) for uid, facts in cast("dict[int, dict[bytes, object]]", told).items()}

    @property
    def _connected(self) -> Client:
        if self._client is None:
            raise RuntimeError("the mailbox is not open")
        return self._client

    async def _ask(self, call: Callable[..., object], *arguments: object) -> object:
        with talking(self._at):
            return await self._in_thread(partial(call, *arguments))

    async def _in_thread(self, call: Callable[[], T]) -> T:
        self._line.begin_command()
        try:
            async with asyncio.timeout(self._source.timeout):
                return await asyncio.get_running_loop().run_in_executor(self._thread, call)
        except TimeoutError as error:
            self._line.cut()
            message = f"{self._at} took longer than {self._source.timeout:g} s (timeout)"
            raise FetchFailed("timeout", message) from error

    @contextmanager
    def _refusals(self, what: str, code: str = "server_error") -> Iterator[None]:
        """Turn the server's NO and BAD into FetchFailed."""
        try:
            yield
        except IMAP4.readonly as error:
            raise FetchFailed("read_only", f"{self._at}: the folder is read-only, its mails cannot be flagged") from error
        except IMAP4.error as error:
            raise FetchFailed(code, f"{self._at} {what}: {said(error)}") from error

    def _connect(self) -> None:
        parts, timeout = urlsplit(self._source.url), self._source.timeout
        context = _context(self._source)
        is_tls = parts.scheme == "imaps"
        with self._refusals("takes no connection"), connecting(self._at):
            client = Client(self._line, parts.hostname or "", parts.port, context if is_tls else None, timeout)
        self._client = client
        if self._line.is_cut:  # nobody waits for it any more
            self._shut()
        elif not is_tls:
            self._start_tls(client, context)

    def _start_tls(self, client: Client, context: ssl.SSLContext) -> None:
        try:
            with connecting(self._at):
                if client.has_capability("STARTTLS"):
                    client.starttls(context)
                    return
        except IMAP4.error as error:
            raise FetchFailed("tls", f"{self._at} does not begin TLS (STARTTLS): {said(error)}") from error
        raise FetchFailed("tls", f"{self._at} offers no TLS (STARTTLS); nothing was sent. imaps:// is TLS from the start")

    def _shut(self) -> None:
        if self._client is not None:
            with suppress(OSError, AttributeError, ValueError, IMAP4.error):
                self._client.shutdown()


def _context(source: MailboxSource) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=source.ca_file)
    except OSError as error:  # ssl.SSLError too
        raise FetchFailed("not_readable", f"the certificates in {source.ca_file} cannot be used: {error}") from error
