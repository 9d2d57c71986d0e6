"""The service's processes as children of a command: started in their own group, ended with it."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

STOP_SECONDS = 15.0


def celery(arguments: list[str], environment: Mapping[str, str], log: Path | None) -> subprocess.Popen[bytes]:
    """Start `celery` with arguments, in a process group of its own, its logs appended to a file, or shown."""
    return _python("celery", arguments, environment, log)


def _python(module: str, arguments: list[str], environment: Mapping[str, str], log: Path | None) -> subprocess.Popen[bytes]:
    with ExitStack() as opened:
        return subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            env=_without_our_settings() | dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,  # what Celery says past its logs; and an address that `up` prints itself
            stderr=opened.enter_context(log.open("ab")) if log else None,
            start_new_session=True,
        )


def _without_our_settings() -> dict[str, str]:
    """The environment without settings meant for another server: a broker, a prefix, a file of sources."""
    return {name: value for name, value in os.environ.items() if not name.startswith("WIRECOPY_")}


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process started here orderly, and its whole group where that takes too long."""
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        kill_group(process)


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """End a process started here and all its children as kill -9 does."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@contextmanager
def service(environment: Mapping[str, str], log: Path | None, web_port: int = 0) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Run one worker, the clock, and HTTP intake on a loopback port (0: none) for as long as the context lasts."""
    alone = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    processes = [
        celery(["-q", "-A", "worker", "worker", *alone], environment, log),
        celery(["-q", "-A", "worker", "beat", "--pidfile="], environment, log),
    ]
    if web_port:
        processes.append(_python("worker.cli", ["web", "--port", str(web_port)], environment, log))
    try:
        yield processes
    finally:
        for process in reversed(processes):
            end(process)
