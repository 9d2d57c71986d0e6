"""A line that is cut: a TCP proxy in front of a server, which drops a connection after so many bytes of answers."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

PAUSE_SECONDS = 0.02


@dataclass
class Line:
    """A proxy, and what it does to a connection."""

    target: int
    port: int = 0
    cut_after: int | None = None
    """Bytes from the server, counted from when this was set, after which connections end; None: never."""
    silent: bool = False
    """Whether nothing more comes through, though connections stay."""
    dripping: bool = False
    """Whether what comes from the server comes byte by byte, with pauses."""
    passed: int = 0
    """Bytes from the server."""
    sent: bytes = b""
    """What was sent to the server."""
    cut: int = 0
    """How many connections were cut."""
    _ends: list[socket.socket] = field(default_factory=list)

    def cut_in(self, count: int) -> None:
        """Cut after so many more bytes from the server."""
        self.cut_after = self.passed + count

    def mend(self) -> None:
        """Let everything through again."""
        self.cut_after, self.silent, self.dripping = None, False, False

    def pass_on(self, connection: socket.socket) -> None:
        """Connect to the server, and copy both ways until one end closes."""
        server = socket.create_connection(("127.0.0.1", self.target))
        self._ends += [connection, server]
        back = threading.Thread(target=self._copy, args=(server, connection), kwargs={"counted": True})
        back.start()
        self._copy(connection, server, counted=False)
        back.join()

    def close(self) -> None:
        """End all connections."""
        for end in self._ends:
            _end(end)

    def _copy(self, source: socket.socket, to: socket.socket, *, counted: bool) -> None:
        with suppress(OSError):
            while data := source.recv(4096):
                if self.silent:
                    continue
                if not counted:
                    self.sent += data
                elif self._is_cut_after(len(data)):
                    break
                for part in _drops(data) if counted and self.dripping else (data,):
                    to.sendall(part)
        _end(to)
        _end(source)

    def _is_cut_after(self, count: int) -> bool:
        self.passed += count
        is_cut = self.cut_after is not None and self.passed >= self.cut_after
        self.cut += is_cut
        return is_cut


@contextmanager
def line_to(port: int) -> Iterator[Line]:
    """Listen in front of a port of this machine until the end."""
    threads: list[threading.Thread] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        line = Line(port, listening.getsockname()[1])

        def accept() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = listening.accept()
                    threads.append(threading.Thread(target=line.pass_on, args=(connection,)))
                    threads[-1].start()

        accepting = threading.Thread(target=accept)
        accepting.start()
        try:
            yield line
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            accepting.join()
            line.close()
            for thread in threads:
                thread.join()


def _drops(data: bytes) -> Iterator[bytes]:
    for byte in data:
        yield bytes([byte])
        time.sleep(PAUSE_SECONDS)  # no wait for anything: this is what it does


def _end(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()
