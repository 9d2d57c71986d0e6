"""How fast HTTP intake is: `make bench-intake`. Against a bare handler of the same server, in alternation, on one machine.

uvicorn with two worker processes and with one, as `wirecopy web` runs it, on a real server that syncs each write to disk.
The bare handler reads the same body and answers an empty 202: what it takes is HTTP, what Wirecopy takes more is its own.
Bodies are sample 01, one a request, and 100 of them as NDJSON. The load comes from one process over keep-alive
connections, each of which waits for its answer; nothing reads the inbox, which is emptied between runs.

Everything shares the machine: `load`, `web` and `redis` say who took how much of the processor time of a run.
"""

import array
import asyncio
import json
import multiprocessing
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, cast

import uvloop
from starlette.types import Receive, Scope, Send

from tests.support import ROOT, eventually, free_port
from worker.cli.embedded import embedded_server
from worker.cli.processes import kill_group
from worker.store.connection import connect

if TYPE_CHECKING:
    from redis import Redis

ROUNDS, SECONDS, WARM_UP_SECONDS = 3, 3.0, 0.5
CONNECTIONS = 32
LINES = 100
TOKEN = "bench-token"  # noqa: S105  # of a server that lives as long as the benchmark
SAMPLE = (ROOT / "samples" / "01-xinhua-ar.txt").read_bytes()
TICKS = os.sysconf("SC_CLK_TCK")


async def bare(scope: Scope, receive: Receive, send: Send) -> None:
    """Read the body and answer an empty 202: the least that an ASGI application can do with an item."""
    if scope["type"] == "lifespan":
        for event in ("startup", "shutdown"):
            await receive()
            await send({"type": f"lifespan.{event}.complete"})
        return
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 202, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})


@dataclass(frozen=True)
class Load:
    """What a run of the load generator found: latencies in ms, processor time in seconds."""

    requests: int
    seconds: float
    p50: float
    p99: float
    cpu: float


class Caller(asyncio.Protocol):
    """A keep-alive connection that sends a request as soon as the last one is answered with 202."""

    def __init__(self, request: bytes, until: float) -> None:
        self.request, self.until = request, until
        self.latencies = array.array("d")
        self.done = asyncio.get_running_loop().create_future()
        self._answer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send the first request."""
        self._transport = cast("asyncio.Transport", transport)
        self._send()

    def data_received(self, data: bytes) -> None:
        """Take what came; when the answer is whole, send the next request."""
        self._answer += data
        head, blank, body = self._answer.partition(b"\r\n\r\n")
        if not blank or len(body) < int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]):
            return
        if not head.startswith(b"HTTP/1.1 202"):
            self._fail(f"not 202: {self._answer[:500]!r}")
            return
        now = time.perf_counter()
        self.latencies.append(now - self._sent_at)
        if now < self.until:
            self._send()
        else:
            self.done.set_result(None)
            self._transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        """Say so where it was not expected."""
        self._fail(f"the connection was closed ({error})")

    def _fail(self, why: str) -> None:
        if not self.done.done():
            self.done.set_exception(RuntimeError(why))

    def _send(self) -> None:
        self._answer = b""
        self._sent_at = time.perf_counter()
        self._transport.write(self.request)


def generate(control: Connection) -> None:
    """Be the load generator: for each (port, request, connections, seconds) answer the Load that was found."""
    while (job := control.recv()) is not None:
        control.send(uvloop.run(_calls(*job)))


async def _calls(port: int, request: bytes, connections: int, seconds: float) -> Load:
    began, cpu_before = time.perf_counter(), _own_cpu()
    callers = [Caller(request, began + seconds) for _ in range(connections)]
    loop = asyncio.get_running_loop()
    for caller in callers:
        await loop.create_connection(lambda caller=caller: caller, "127.0.0.1", port)  # type: ignore[misc]
    await asyncio.gather(*(caller.done for caller in callers))
    took, cpu = time.perf_counter() - began, _own_cpu() - cpu_before
    latencies = [one * 1000 for caller in callers for one in caller.latencies]
    cuts = statistics.quantiles(latencies, n=100)
    return Load(len(latencies), took, cuts[49], cuts[98], cpu)


def _own_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def cpu_of(pids: list[int]) -> float:
    """Return the processor time that processes have taken, in seconds."""
    total = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def children_of(pid: int) -> list[int]:
    """Return a process and all that it started."""
    own = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]
    return [pid, *(one for child in own for one in children_of(child))]


@dataclass(frozen=True)
class Web:
    """A running web server."""

    port: int
    pids: list[int]


@contextmanager
def web(app: list[str], workers: int, environment: dict[str, str], log: Path) -> Iterator[Web]:
    """Run uvicorn for as long as the context lasts."""
    port = free_port()
    options = ["--workers", str(workers), "--loop", "uvloop", "--http", "httptools", "--no-access-log"]
    with log.open("ab") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "uvicorn", *app, "--port", str(port), "--log-level", "info", *options],
            env=os.environ | environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True,
        )  # fmt: skip
    started = log.read_bytes().count(b"startup complete")
    try:
        eventually(lambda: log.read_bytes().count(b"startup complete") >= started + workers or process.poll() is not None)
        yield Web(port, children_of(process.pid))
    finally:
        kill_group(process)


def request_of(body: bytes, media_type: str) -> bytes:
    """Return a request as it is on the wire."""
    head = (
        f"POST /v1/items HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {TOKEN}\r\n"
        f"Content-Type: {media_type}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def line(name: str, *figures: str) -> None:
    """Print one line of the table."""
    print(f"{name:<42}" + "".join(f"{figure:>13}" for figure in figures), flush=True)


@dataclass(frozen=True)
class Body:
    """What is sent again and again, over so many connections."""

    title: str
    request: bytes
    items: int
    connections: int


@dataclass(frozen=True)
class Run:
    """One run of a body against one server. cpu: seconds of the load generator, the web server and Redis."""

    rate: float
    p50: float
    p99: float
    cpu: tuple[float, float, float]


@dataclass(frozen=True)
class Bench:
    """What all runs share: the load generator, and the server that Wirecopy writes to."""

    generator: Connection
    redis: "Redis"
    redis_pid: int

    def run(self, server: Web, body: Body) -> Run:
        """Put load on a server, and empty the inbox."""
        self._load(server, body, WARM_UP_SECONDS)
        web_before, redis_before = cpu_of(server.pids), cpu_of([self.redis_pid])
        load = self._load(server, body, SECONDS)
        cpu = (load.cpu, cpu_of(server.pids) - web_before, cpu_of([self.redis_pid]) - redis_before)
        self.redis.flushall()
        return Run(load.requests * body.items / load.seconds, load.p50, load.p99, cpu)

    def compare(self, title: str, bare: Web, ours: Web, body: Body) -> None:
        """Run a body against both in alternation and print the medians, and the median of the ratios."""
        pairs = [(self.run(bare, body), self.run(ours, body)) for _ in range(ROUNDS)]
        ratio = statistics.median(own.rate / least.rate for least, own in pairs)
        show(f"{title}: bare", [least for least, _ in pairs], "1")
        show(f"{title}: wirecopy", [own for _, own in pairs], f"{ratio:.2f}")

    def _load(self, server: Web, body: Body, seconds: float) -> Load:
        self.generator.send((server.port, body.request, body.connections, seconds))
        load: Load = self.generator.recv()
        return load


def show(title: str, runs: list[Run], ratio: str) -> None:
    """Print the medians of runs as a line of the table."""
    rate, p50, p99 = (
        statistics.median(figures) for figures in zip(*((one.rate, one.p50, one.p99) for one in runs), strict=True)
    )
    shares = [sum(one.cpu[i] for one in runs) for i in range(3)]
    line(title, f"{rate:,.0f}", ratio, f"{p50:.2f}", f"{p99:.2f}", *(f"{share / sum(shares):.0%}" for share in shares))


def bodies() -> list[Body]:
    """Return what is sent."""
    envelope = json.dumps({"payload": SAMPLE.decode()}, ensure_ascii=False).encode() + b"\n"
    single = request_of(SAMPLE, "text/plain; charset=utf-8")
    return [
        Body("one item a request", single, 1, CONNECTIONS),
        Body(f"NDJSON of {LINES}", request_of(envelope * LINES, "application/x-ndjson"), LINES, 4),
        Body("one item, one connection", single, 1, 1),
    ]


@contextmanager
def load_generator() -> Iterator[Connection]:
    """Run the load generator in a process of its own, and give the line to it."""
    context = multiprocessing.get_context("spawn")
    control, theirs = context.Pipe()
    process = context.Process(target=generate, args=(theirs,))
    process.start()
    try:
        yield control
    finally:
        control.send(None)
        process.join()


def main() -> None:
    """Run everything and print it."""
    with (
        tempfile.TemporaryDirectory() as name,
        embedded_server() as server,
        connect(server.url) as redis,
        load_generator() as generator,
    ):
        bench = Bench(generator, redis, int(redis.info("server")["process_id"]))
        sources = Path(name) / "sources.toml"
        digest = sha256(TOKEN.encode()).hexdigest()
        sources.write_text(f'[[source]]\nid = "bench"\nkind = "push"\ntoken_hashes = ["{digest}"]\n', encoding="utf-8")
        environment = {
            "PYTHONPATH": str(ROOT), "WIRECOPY_REDIS_URL": server.url, "WIRECOPY_SOURCES_FILE": str(sources),
            "WIRECOPY_LOG_LEVEL": "warning",
        }  # fmt: skip
        print(f"an item of {len(SAMPLE):,} bytes; {CONNECTIONS} connections, 4 with NDJSON; {os.cpu_count()} cores")
        line("", "items/s", "of bare", "p50, ms", "p99, ms", "load", "web", "redis")
        for workers in (2, 1):
            log = Path(name) / f"log-{workers}"
            log.touch()
            with (
                web(["bench.intake:bare", "--interface", "asgi3"], workers, environment, log) as bare_web,
                web(["worker.web.app:create_app", "--factory"], workers, environment, log) as ours,
            ):
                for body in bodies():
                    bench.compare(f"{workers} of it, {body.title}", bare_web, ours, body)


if __name__ == "__main__":
    main()
