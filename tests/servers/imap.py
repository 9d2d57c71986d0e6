"""A real IMAP server: pymap in a thread, on two loopback ports (TLS, STARTTLS), with an account for each test.

pymap opens a folder by its name for each command, not once for a session: a folder made anew amid a look has other mails
under the UIDs that the look knows.
"""

import asyncio
import json
import re
import ssl
import threading
from argparse import Namespace
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import TypeVar

import trustme
from proxyprotocol.noop import ProxyProtocolNoop
from proxyprotocol.reader import ProxyProtocolReader
from pymap.backend.dict import Config, Login
from pymap.backend.dict.filter import FilterSet
from pymap.backend.dict.mailbox import MailboxData, MailboxSet
from pymap.imap import IMAPServer
from pymap.parsing.message import AppendMessage
from pymap.parsing.specials.flag import Flag
from pymap.user import UserMetadata
from pysasl import SASLAuth
from pysasl.creds.plain import PlainCredentials
from pysasl.creds.server import ServerCredentials
from pysasl.hashing import Cleartext
from pysasl.mechanism import ChallengeResponse, Mechanism, ServerChallenge, ServerMechanism
from pysasl.mechanism.plain import PlainMechanism

from tests.support import eventually

T = TypeVar("T")

NAME = "mail.example"
ANY = ("\\Seen", "\\Answered", "\\Flagged", "\\Deleted", "\\Draft", "\\*")


class _Folder(MailboxData):
    permits: Sequence[str] = ANY

    @property
    def permanent_flags(self) -> frozenset[Flag]:
        return frozenset(map(Flag, self.permits))


class _Folders(MailboxSet):
    def __init__(self) -> None:
        super().__init__()
        self._inbox = _Folder(self._content_cache, self._thread_cache)

    async def make(self, name: str) -> _Folder:
        """Make a folder, or make it anew, empty."""
        folder = _Folder(self._content_cache, self._thread_cache)
        if name == "INBOX":
            self._inbox = folder
        else:
            self._set[name] = folder
        return folder


class _Bearer(ServerMechanism):
    """OAUTHBEARER and XOAUTH2: a token that is not the account's is answered with why, then refused (RFC 7628, 3.2.3)."""

    def __init__(self, name: bytes, pattern: bytes, login: Login) -> None:
        super().__init__(name)
        self._pattern, self._login = re.compile(pattern), login

    def server_attempt(self, responses: Sequence[ChallengeResponse]) -> tuple[ServerCredentials, None]:
        if not responses:
            raise ServerChallenge(b"")
        match = self._pattern.fullmatch(responses[0].response)
        assert match, responses[0].response
        user, token = match[1].decode(), match[2].decode()
        known = self._login.users_dict.get(user)
        if (known is None or known.password != token) and len(responses) == 1:
            raise ServerChallenge(json.dumps({"status": "invalid_token", "scope": "mail"}).encode())
        return PlainCredentials(user, token), None


class _AsWritten(Cleartext):
    """Passwords as they are: the library's own takes ASCII alone."""

    def verify(self, value: str, digest: str) -> bool:
        return value == digest


class _Ways(SASLAuth):
    """Ways to log in that are offered; the command LOGIN, which pymap takes for PLAIN, goes besides."""

    def get_server(self, name: bytes) -> ServerMechanism | None:
        return PlainMechanism(name) if name == b"PLAIN" else super().get_server(name)


class _Config(Config):
    offered: Sequence[Mechanism] = ()

    @property
    def tls_auth(self) -> SASLAuth:
        return _Ways(self.offered)


@dataclass
class Account:
    """A user's mailbox, and what others do with it meanwhile."""

    user: str
    password: str = field(repr=False)
    folders: _Folders = field(repr=False)
    server: "ImapServer" = field(repr=False)

    def set_password(self, password: str) -> None:
        """Change the password."""
        self.password = password
        self.server.login.users_dict[self.user] = UserMetadata(self.server.config, self.user, password=password)

    def deliver(self, mail: bytes, folder: str = "INBOX", *flags: str) -> int:
        """Put a mail into a folder; return its UID."""
        return self.server.run(self._append([mail], folder, flags))[0]

    def deliver_all(self, mails: Sequence[bytes], folder: str = "INBOX") -> list[int]:
        """Put mails into a folder; return their UIDs."""
        return self.server.run(self._append(mails, folder, ()))

    def make(self, folder: str, *, permits: Sequence[str] = ANY, read_only: bool = False) -> None:
        """Make a folder, or make it anew: empty, with another UIDVALIDITY. permits: flags that it keeps."""

        async def make() -> None:
            made = await self.folders.make(folder)
            made.permits, made._readonly = permits, read_only

        self.server.run(make())

    def flags(self, folder: str = "INBOX") -> dict[int, set[str]]:
        """Return the flags of each mail, by UID."""
        held = self.server.run(self.folders.get_mailbox(folder))
        return {uid: {flag.value.decode() for flag in mail.permanent_flags} for uid, mail in held._messages.items()}

    def remove(self, uid: int, folder: str = "INBOX") -> None:
        """Remove a mail for good."""

        async def remove() -> None:
            await (await self.folders.get_mailbox(folder)).delete([uid])

        self.server.run(remove())

    async def _append(self, mails: Sequence[bytes], folder: str, flags: Sequence[str]) -> list[int]:
        held = await self.folders.get_mailbox(folder)
        set_flags = frozenset(map(Flag, flags))
        return [(await held.append(AppendMessage(mail, datetime.now(UTC), set_flags))).uid for mail in mails]


@dataclass
class ImapServer:
    """A running server."""

    ca_file: Path
    config: _Config
    login: Login
    loop: asyncio.AbstractEventLoop
    tls_port: int = 0
    starttls_port: int = 0
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    def account(self) -> Account:
        """Make an account, with an INBOX."""
        user, password = f"desk-{next(self._numbers)}@{NAME}", 'pass wörd "1" \\'
        folders = _Folders()
        self.config.set_cache[user] = (folders, FilterSet())
        account = Account(user, password, folders, self)
        account.set_password(password)
        return account

    def run(self, doing: Coroutine[object, object, T]) -> T:
        """Do something in the server's loop."""
        return asyncio.run_coroutine_threadsafe(doing, self.loop).result(10)

    @contextmanager
    def offering(self, *names: str) -> Iterator[None]:
        """Offer these ways to log in besides the command LOGIN: PLAIN, OAUTHBEARER, XOAUTH2."""
        before = self.config.offered
        self.config.offered = [_mechanism(name, self.login) for name in names]
        try:
            yield
        finally:
            self.config.offered = before


@contextmanager
def imap_server(folder: Path) -> Iterator[ImapServer]:
    """Run a server, whose certificates go to a folder, and are for localhost."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost").configure_cert(context)
    loop, stop, running = asyncio.new_event_loop(), asyncio.Event(), list[ImapServer]()

    async def serve() -> None:
        args = Namespace(passlib_cfg=None, proxy_protocol=None)
        config = _Config(
            args, host=None, port=0, demo_data=False, demo_user="", demo_password="", ssl_context=context,
            hash_context=_AsWritten(), proxy_protocol=ProxyProtocolNoop(), reject_dnsbl=False, invalid_user_sleep=0.0,
        )  # fmt: skip
        config.apply_context()
        login = Login(config)
        config.offered = [_mechanism("PLAIN", login)]
        answer = ProxyProtocolReader(ProxyProtocolNoop()).get_callback(IMAPServer(login, config))
        tls = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context)
        plain = await asyncio.start_server(answer, "127.0.0.1", 0)
        ports = [one.sockets[0].getsockname()[1] for one in (tls, plain)]
        running.append(ImapServer(folder / "ca.pem", config, login, loop, *ports))
        await stop.wait()
        for server in (tls, plain):
            server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    try:
        eventually(lambda: running)
        yield running[0]
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()


def _mechanism(name: str, login: Login) -> Mechanism:
    patterns = {
        "OAUTHBEARER": rb"n,a=([^,]+),\x01auth=Bearer ([^\x01]+)\x01\x01",
        "XOAUTH2": rb"user=([^\x01]+)\x01auth=Bearer ([^\x01]+)\x01\x01",
    }
    return _Bearer(name.encode(), patterns[name], login) if name in patterns else PlainMechanism(name.encode())
