"""The line to a mailbox's server: it can be cut at any moment, and one command brings no more bytes than it may."""

import socket
import ssl
from contextlib import suppress
from imaplib import IMAP4

from imapclient import IMAPClient

from schemas.errors import FetchFailed


class Line:
    """What a thread waits for, and another one can end. most: bytes that the server may answer a command with."""

    def __init__(self, at: str, most: int) -> None:
        self.is_cut = False
        self.connection: IMAP4 | None = None
        self._at, self._most = at, most
        self._came = 0

    def cut(self) -> None:
        """Have the call under way fail now, and all others."""
        self.is_cut = True
        if self.connection is not None:
            with suppress(OSError, AttributeError):
                # Not the TLS socket's own shutdown, which takes TLS off under the thread that reads.
                socket.socket.shutdown(self.connection.sock, socket.SHUT_RDWR)

    def begin_command(self) -> None:
        """Count from here."""
        self._came = 0

    def count(self, size: int) -> None:
        """Count bytes that are about to be read. Raises FetchFailed too_large: a server may say of a mail what it likes."""
        self._came += size
        if self._came > self._most:
            raise FetchFailed("too_large", f"{self._at} answers one command with more than {self._most:,} bytes")


class Client(IMAPClient):  # type: ignore[misc]  # which has no types
    """imapclient's, on such a line."""

    def __init__(self, line: Line, host: str, port: int | None, context: ssl.SSLContext | None, timeout: float) -> None:
        self._line = line
        super().__init__(host, port, ssl=context is not None, ssl_context=context, timeout=timeout)
        # imapclient has imaplib tell its log all that comes, mails included, whether the log is kept or not.
        self._imap.debug = 0

    def _create_IMAP4(self) -> IMAP4:  # noqa: N802  # imapclient's name
        return _Connection(self._line, self.host, self.port, self.ssl_context, self._timeout.connect)


class _Connection(IMAP4):
    def __init__(self, line: Line, host: str, port: int, context: ssl.SSLContext | None, timeout: float) -> None:
        self._line, self._context = line, context
        line.connection = self
        super().__init__(host, port, timeout)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        made = socket.create_connection((self.host, self.port), timeout)
        try:
            # imaplib says the end of some commands in a packet of its own, which would wait for the last one's receipt.
            made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self._context is None:
                return made
            made = self._context.wrap_socket(made, server_hostname=self.host, do_handshake_on_connect=False)
            self.sock = made  # so that the line can be cut amid the handshake
            if self._line.is_cut:
                raise ConnectionAbortedError("the line was cut")
            made.do_handshake()
        except BaseException:
            made.close()
            raise
        return made

    def read(self, size: int) -> bytes:
        self._line.count(size)
        return super().read(size)

    def readline(self) -> bytes:
        line = super().readline()
        self._line.count(len(line))
        return line
