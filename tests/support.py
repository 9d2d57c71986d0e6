"""What tests share: wire items to make, workers to run, conditions to wait for."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar, cast

from schemas import WireItem
from worker.cli.embedded import EmbeddedServer
from worker.cli.processes import celery, kill_group
from worker.store.connection import connect
from worker.store.inbox import Inbox
from worker.store.keys import Keys
from worker.store.outcomes import Books, books

T = TypeVar("T")

ROOT = Path(__file__).parents[1]
RECEIVED = datetime(2021, 1, 22, 16, 0, tzinfo=UTC)

# Short, so that tests of death and revival take seconds.
QUICK = {
    "WIRECOPY_HEARTBEAT_SECONDS": "1.5",
    "WIRECOPY_LEASE_SECONDS": "1",
    "WIRECOPY_SLICE_SECONDS": "1",
}


def page(number: int, body: str = "قال مسؤول محلي إن الجسر الجديد سيفتح أمام حركة المرور.", minute: int = 0) -> bytes:
    """A page in Xinhua's shape whose document number is 139000000 + number."""
    document = 139_000_000 + number
    return (
        f"افتتاح جسر جديد في مدينة النور رقم {number}\n\n2021-01-22 20:{minute:02d}:14|arabic.news.cn\n\n"
        f"النور 22 يناير 2021 (شينخوا) {body}\n\nوأضاف المسؤول أن العمل استغرق عامين.\n\n"
        f"010020070790{'0' * 11}011100001{document}1\n"
    ).encode()


def item(payload: bytes, source: str = "desk", **facts: object) -> WireItem:
    """A wire item received at a fixed time."""
    return WireItem.model_validate({"payload": payload, "source": source, "received_at": RECEIVED, **facts})


def eventually(condition: Callable[[], T], seconds: float = 30.0) -> T:
    """Wait until a condition gives something true, and return it; fail with what it gave last."""
    until = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < until, f"not so within {seconds} s: last {value!r}"
        time.sleep(0.02)
    return value


def free_port() -> int:
    """Return a loopback port that nobody listens on now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@dataclass
class Service:
    """Workers and a clock as children of a test."""

    server: EmbeddedServer
    app: str = "worker"
    settings: Mapping[str, str] = field(default_factory=dict)
    """What is set besides; WIRECOPY_REDIS_URL too."""
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    beat: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        self.keys = Keys("wirecopy")
        self.environment = {"WIRECOPY_REDIS_URL": self.server.url, "PYTHONPATH": str(ROOT), **QUICK, **self.settings}
        self.log = self.server.folder / "service.log"

    def __enter__(self) -> Self:
        self.beat = celery(["-A", self.app, "beat", "--loglevel", "WARNING", "--pidfile="], self.environment, self.log)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for process in (*self.workers, self.beat):
            if process is not None and process.poll() is None:
                kill_group(process)
        if error is not None:
            print(self.log.read_text(errors="replace")[-4000:])  # noqa: T201  # shown where the test failed

    def start_worker(self, *options: str) -> subprocess.Popen[bytes]:
        """Start one more worker."""
        worker = celery(
            ["-A", self.app, "worker", "--hostname", f"w{len(self.workers)}@%h", "--loglevel", "WARNING",
             "--without-gossip", "--without-mingle", "--without-heartbeat", *options],
            self.environment, self.log,
        )  # fmt: skip
        self.workers.append(worker)
        return worker

    def kill_worker(self, worker: subprocess.Popen[bytes]) -> None:
        """End a worker and its processes as kill -9 does."""
        kill_group(worker)
        self.workers.remove(worker)

    def supervise(self) -> None:
        """Start anew whichever worker ended by itself: Celery's does where a process of its pool dies while it starts."""
        for worker in [one for one in self.workers if one.poll() is not None]:
            self.workers.remove(worker)
            self.start_worker()

    def pool_processes(self) -> list[int]:
        """Return the process ids of the workers' pools."""
        found = []
        for worker in self.workers:
            for thread in Path(f"/proc/{worker.pid}/task").iterdir():
                found += [int(pid) for pid in (thread / "children").read_text().split()]
        return found

    def kill_pool_process(self, pid: int) -> None:
        """End one process of a pool as kill -9 does."""
        os.kill(pid, signal.SIGKILL)

    def books(self) -> Books:
        """Read the books."""
        with connect(self.server.url) as redis:
            Inbox(redis, self.keys, "test").open()
            return books(redis, self.keys)

    def published(self) -> list[tuple[str, int]]:
        """Return uri and version of every entry of the articles stream."""
        with connect(self.server.url) as redis:
            entries = cast("list[tuple[bytes, dict[bytes, bytes]]]", redis.xrange(self.keys.articles))
        return [(fields[b"uri"].decode(), int(fields[b"version"])) for _, fields in entries]
