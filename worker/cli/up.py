"""`wirecopy up`: the whole service on this machine, for development, until interrupted."""

import fcntl
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from schemas.errors import SetUpError

# What would lead the processes to another server than the embedded one.
_OF_ANOTHER_SERVER = ("REDIS_URL", "REDIS_USERNAME", "REDIS_PASSWORD_FILE", "BROKER_URL", "TLS_")


def up(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Loopback port of the server.")] = 6379,
    web_port: Annotated[int, typer.Option(min=0, max=65535, help="Loopback port of HTTP intake; 0: none.")] = 8080,
    sources: Annotated[
        Path | None,
        typer.Option(help="sources.toml: what to poll, and what is declared of sources; read anew when it changes."),
    ] = None,
    data: Annotated[
        Path | None, typer.Option(help="Folder to keep the server's data in; without it, all goes at the end.")
    ] = None,
) -> None:
    """Run a server, a worker, the clock and HTTP intake until interrupted, for development. Their logs go to standard error.

    Settings from the environment hold, but for the server's address. In another terminal `wirecopy enqueue`, `consume` and
    `status` find this server by themselves on port 6379, on another one by WIRECOPY_REDIS_URL.

    Example: wirecopy up --sources sources.example.toml --data ./wirecopy-data
    """
    from worker.cli.embedded import EmbeddedServer
    from worker.cli.processes import service
    from worker.sources_file import declared_sources

    if sources is not None:
        declared_sources(sources)  # a file that cannot be read is told at once
    stopping = _stopping()
    _check_free(port, "--port")
    if web_port:
        _check_free(web_port, "--web-port, or none by --web-port 0")
    with _folder(data) as folder:
        server = EmbeddedServer(folder, port=port)
        server.start()
        try:
            with service(_environment(server.url, sources), None, web_port) as processes:
                print(f"WIRECOPY_REDIS_URL={server.tcp_url}", flush=True)
                at = _web_address(web_port, stopping, processes) if web_port else ""
                print(f"wirecopy: running{at}; Ctrl-C ends it", file=sys.stderr)
                _stand_by(stopping, processes)
        finally:
            server.stop()


def _stopping() -> threading.Event:
    """Return an event that is set once somebody interrupts or terminates this process."""
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    return stopping


def _web_address(port: int, stopping: threading.Event, processes: list[subprocess.Popen[bytes]]) -> str:
    """Wait until HTTP intake listens, and say where."""
    while not stopping.wait(0.1) and all(process.poll() is None for process in processes):
        with socket.socket() as trial:
            if trial.connect_ex(("127.0.0.1", port)) == 0:
                break
    return f", HTTP intake on http://127.0.0.1:{port}"


def _check_free(port: int, option: str) -> None:
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", port))
        except OSError as error:
            raise SetUpError(f"port {port} is taken ({error.strerror}); choose another by {option}") from error


@contextmanager
def _folder(data: Path | None) -> Iterator[Path]:
    if data is None:
        with tempfile.TemporaryDirectory(prefix="wirecopy-", ignore_cleanup_errors=True) as temporary:
            yield Path(temporary)
    else:
        try:
            data.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SetUpError(f"{data} cannot be a folder: {error.strerror}") from error
        with (data / "in-use").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise SetUpError(f"another `wirecopy up` keeps its data in {data}; name another folder") from error
            yield data.resolve()


def _environment(url: str, sources: Path | None) -> dict[str, str]:
    """Our settings for the processes: as they are here, but for the server and the sources named."""
    others = tuple(f"WIRECOPY_{name}" for name in _OF_ANOTHER_SERVER)
    own = {name: value for name, value in os.environ.items() if name.startswith("WIRECOPY_")}
    kept = {name: value for name, value in own.items() if not name.startswith(others)}
    declared = {"WIRECOPY_SOURCES_FILE": str(sources.resolve())} if sources else {}
    return kept | declared | {"WIRECOPY_REDIS_URL": url}


def _stand_by(stopping: threading.Event, processes: list[subprocess.Popen[bytes]]) -> None:
    while not stopping.wait(0.5):
        if any(process.poll() is not None for process in processes):
            raise SetUpError("the worker, the clock or HTTP intake ended by itself; what it said stands above")
