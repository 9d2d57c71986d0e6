"""An FTP server on loopback, in a thread, with TLS or without."""

import logging
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import trustme

with warnings.catch_warnings():
    # It is written with the standard library's asyncore, which Python 3.11 says will go; with 3.12 it brings its own.
    warnings.filterwarnings("ignore", "The async(ore|hat) module is deprecated", DeprecationWarning)
    from pyftpdlib.authorizers import DummyAuthorizer
    from pyftpdlib.handlers import DTPHandler, FTPHandler, TLS_DTPHandler, TLS_FTPHandler
    from pyftpdlib.ioloop import IOLoop
    from pyftpdlib.servers import FTPServer

USER, PASSWORD = "wire", "open sesame ß"
LONGEST_WAIT = 0.02

logging.getLogger("pyftpdlib").setLevel(logging.CRITICAL)


@dataclass
class Ftp:
    """A server, and how it misbehaves."""

    root: Path
    port: int = 0
    cut_after: int | None = None
    """Bytes of a file after which both its connections end."""
    lose_after: int | None = None
    """Bytes of a file after which the data connection ends, and all is said to be well."""
    stall: bool = False
    """Whether files do not come at all."""

    def behave(self) -> None:
        """Be a good server again."""
        self.cut_after, self.lose_after, self.stall = None, None, False


@contextmanager
def ftp_server(
    root: Path, certificate: trustme.LeafCert | None = None, *, machine_listing: bool = True, rights: str = "elradfmwMT"
) -> Iterator[Ftp]:
    """Serve a folder to one user until the end. certificate: it speaks TLS, and insists on it."""
    serving = Ftp(root)
    loop = IOLoop()
    server = FTPServer(("127.0.0.1", 0), _handler(serving, certificate, machine_listing, rights), ioloop=loop)
    serving.port = server.address[1]
    ended = threading.Event()

    def serve() -> None:
        while not ended.is_set():
            loop.loop(timeout=LONGEST_WAIT, blocking=False)
        server.close_all()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield serving
    finally:
        ended.set()
        thread.join()


def _handler(serving: Ftp, certificate: trustme.LeafCert | None, machine_listing: bool, rights: str) -> type:
    authorizer = DummyAuthorizer()
    authorizer.add_user(USER, PASSWORD, str(serving.root), perm=rights)
    base, data_base = (FTPHandler, DTPHandler) if certificate is None else (TLS_FTPHandler, TLS_DTPHandler)

    class Data(data_base):  # type: ignore[misc, valid-type]  # pyftpdlib has no types
        def send(self, data: bytes) -> int:
            if self.cmd_channel.sends_file and serving.stall:
                return 0
            most = serving.cut_after if serving.lose_after is None else serving.lose_after
            if not self.cmd_channel.sends_file or most is None:
                return int(super().send(data))
            sent = int(super().send(data[: max(most - self.get_transmitted_bytes(), 0)]))
            if self.get_transmitted_bytes() + sent >= most:
                self._end_early()
            return sent

        def _end_early(self) -> None:
            if serving.lose_after is None:
                self.cmd_channel.close()
            else:
                self._resp = ("226 Transfer complete.", None)
            self.close()

    class Handler(base):  # type: ignore[misc, valid-type]  # pyftpdlib has no types
        dtp_handler = Data
        use_sendfile = False
        unicode_errors = "surrogateescape"
        auth_failed_timeout = 0
        max_login_attempts = 2
        sends_file = False

        def pre_process_command(self, line: str, cmd: str, arg: str) -> None:
            self.sends_file = cmd == "RETR"
            super().pre_process_command(line, cmd, arg)

    Handler.authorizer = authorizer
    Handler.proto_cmds = {name: what for name, what in base.proto_cmds.items() if machine_listing or name[:3] != "MLS"}
    if certificate is not None:
        Handler.tls_control_required = Handler.tls_data_required = True
        Handler.ssl_context = _context(certificate)
    return Handler


def _context(certificate: trustme.LeafCert) -> object:
    from OpenSSL import SSL

    context = SSL.Context(SSL.TLS_SERVER_METHOD)
    certificate.configure_cert(context)
    return context
