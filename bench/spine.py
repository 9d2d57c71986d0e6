"""How fast the spine is: `make bench`. Ratios are of one run; the figures themselves differ from machine to machine.

Client, server and workers share the machine. Every item is a story of about 6 kB with a document number of its own.
"""

import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import cast

from schemas import WireItem
from worker.cli.embedded import embedded_server
from worker.cli.processes import service
from worker.client import Client
from worker.drain import Drain
from worker.observe import logs
from worker.pipeline import read
from worker.settings import settings
from worker.store.connection import connect
from worker.store.keys import Keys
from worker.store.outcomes import books

PARAGRAPH = (
    "وقال مدير المشروع إن أعمال البناء في الجسر الجديد انتهت قبل موعدها بشهرين كاملين، "
    "وإن حركة المرور ستبدأ الأسبوع المقبل. "
)


def items(count: int, start: int = 0) -> list[WireItem]:
    """Stories in the shape of a Xinhua page."""
    body = "\n\n".join(f"{PARAGRAPH * 3}" for _ in range(9))
    return [
        WireItem(
            payload=(
                f"افتتاح جسر جديد رقم {number}\n\n2026-11-22 23:41:14|arabic.news.cn\nVideo PlayerClose\n\n"
                f"النور 22 نوفمبر 2026 (شينخوا) {body}\n\nالصور\n\n010020070790{'0' * 11}011100001{139_000_000 + number}1\n"
            ).encode(),
            source="bench",
            received_at=datetime.now(UTC),
        )
        for number in range(start, start + count)
    ]


def rate(count: int, work: Callable[[], object]) -> float:
    """Return how many a second."""
    started = time.perf_counter()
    work()
    return count / (time.perf_counter() - started)


def redis_position(url: str) -> str:
    """Return the id of the newest article."""
    with connect(url) as redis:
        newest = cast("list[tuple[bytes, object]]", redis.xrevrange(Keys().articles, count=1))
    return newest[0][0].decode()


def row(name: str, figure: str) -> None:
    """Print one line."""
    sys.stdout.write(f"{name:<58}{figure:>20}\n")


def main(count: int = 6_000) -> None:
    """Run everything and print it."""
    sample = items(count)
    row("size of an item, bytes", f"{len(sample[0].payload):,}")
    pipeline = rate(1_000, lambda: [read(item) for item in sample[:1_000]])
    row("reading alone, one core, items/s", f"{pipeline:,.0f}")
    with (
        embedded_server() as server,
        Client(server.url) as client,
        connect(server.url) as redis,
        (server.folder / "drain.log").open("w") as log,
    ):
        logs.configure(settings(), stream=log)
        row("enqueue, items/s", f"{rate(count, lambda: client.enqueue_many(sample)):,.0f}")
        drain = Drain(redis, Keys())

        def empty() -> None:
            while books(redis, Keys()).waiting:
                drain.run(0.05)

        alone = rate(count, empty)
        row("drain in one process, items/s", f"{alone:,.0f}")
        row("  of reading alone", f"{alone / pipeline:.2f}")
    with (
        embedded_server() as server,
        Client(server.url) as client,
        service({"WIRECOPY_REDIS_URL": server.url}, server.folder / "service.log"),
    ):
        client.wait([client.enqueue("Warm up\n\nSo that every process has started.\n")])
        position = redis_position(server.url)
        started = time.perf_counter()
        ids = client.enqueue_many(sample)
        seen = sum(1 for _ in zip(range(count), client.consume(start=position, idle_seconds=5), strict=False))
        end_to_end = seen / (time.perf_counter() - started)
        row("enqueue, two processes, one consumer reading, items/s", f"{end_to_end:,.0f}")
        row("  of reading alone", f"{end_to_end / pipeline:.2f}")
        client.wait(ids[-1:])
        latencies = []
        position = redis_position(server.url)
        records = client.consume(start=position, idle_seconds=5)
        for item in items(200, start=count):
            started = time.perf_counter()
            client.enqueue(item.payload, source="bench")
            next(records)
            latencies.append((time.perf_counter() - started) * 1000)
        cuts = statistics.quantiles(latencies, n=100)
        row("idle: enqueue to consumer, p50 and p99, ms", f"{cuts[49]:.1f}  {cuts[98]:.1f}")


if __name__ == "__main__":
    main()
