"""How fast one poll worker is, and how polite: `make bench-polls`. 10,000 feeds of 200 ms each on 1,000 hosts.

A real worker (queue poll alone) and clock, a real Redis, a real HTTP server in a process of its own. Everything shares the
machine. Half of the feeds have validators and answer 304; the other half send the same body again. In the second round a
tenth of each have a new entry.
"""

import asyncio
import multiprocessing
import os
import sys
import tempfile
import time
from collections import defaultdict
from itertools import pairwise
from multiprocessing.connection import Connection
from pathlib import Path

from tests.web import Out, Request, site
from worker.cli.embedded import embedded_server
from worker.cli.processes import celery, end
from worker.store.connection import connect
from worker.store.keys import Keys
from worker.store.source_state import poll_now, rows

FEEDS, HOSTS, SECONDS, ENTRIES = 10_000, 1_000, 0.2, 10
CHANGED_EVERY = 10
ROUND_SECONDS = 300


def body(number: int, newest: int) -> bytes:
    """A feed with its ten newest entries."""
    entries = "".join(
        f"<item><title>Entry {entry} of feed {number}</title><link>https://news.example/{number}/{entry}</link>"
        f"<guid>{number}-{entry}</guid><pubDate>Mon, 23 Nov 2026 10:00:00 GMT</pubDate>"
        f"<description>{'The bridge in Northtown was opened on Monday. ' * 8}</description></item>"
        for entry in range(newest, newest - ENTRIES, -1)
    )
    return f"<rss version='2.0'><channel><title>Feed {number}</title>{entries}</channel></rss>".encode()


def serve(control: Connection) -> None:
    """Be the site until told to stop: answer its port first, then, for each word, the requests since the last one."""
    newest = [ENTRIES] * FEEDS

    async def feed(request: Request, out: Out) -> None:
        number = int(request.path.rpartition("/")[2])
        await asyncio.sleep(SECONDS)
        etag = f'"{newest[number]}"'
        if number % 2 and request.headers.get("if-none-match") == etag:
            await out.answer(status=304, headers={"ETag": etag})
        else:
            validator = {"ETag": etag} if number % 2 else {}
            await out.answer(body(number, newest[number]), headers={"Content-Type": "application/rss+xml"} | validator)

    with site() as running:
        for number in range(FEEDS):
            running.route(f"/{number}", feed)
        control.send(running.port)
        while control.recv() != "stop":
            control.send([(request.host, request.at, request.at_once) for request in running.requests])
            running.requests.clear()
            for number in range(0, FEEDS, CHANGED_EVERY):
                newest[number] += 1


def host_of(number: int) -> str:
    """The host of a feed: one of the addresses of loopback."""
    host = number % HOSTS
    return f"127.1.{host // 250}.{host % 250 + 1}"


def declare(path: Path, port: int) -> None:
    """Write the sources.toml of all feeds."""
    tables = (
        f'[[source]]\nid = "feed-{number}"\nkind = "feed"\nurl = "http://{host_of(number)}:{port}/{number}"\n'
        "allow_private = true\nfirst_entries = 2\nmin_interval = 3600\n"
        for number in range(FEEDS)
    )
    path.write_text("\n".join(tables))


def polite(requests: list[tuple[str, float, int]]) -> str:
    """Say how each host was asked: the shortest time between two requests to one, and the most at once."""
    times: dict[str, list[float]] = defaultdict(list)
    for host, at, _ in requests:
        times[host].append(at)
    gaps = [after - before for asked in times.values() for before, after in pairwise(sorted(asked))]
    return f"hosts {len(times):,}, shortest gap at one {min(gaps):.2f} s, most at once {max(one for _, _, one in requests)}"


def memory(pid: int) -> int:
    """Return the most memory that a worker's pool process had, in MiB."""
    children = [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    lines = [line for child in children for line in Path(f"/proc/{child}/status").read_text().splitlines()]
    return max(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) // 1024


def main() -> None:
    """Poll them all twice, and print."""
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.Process(target=serve, args=(theirs,))
    server.start()
    at_once = sys.argv[1] if len(sys.argv) > 1 else "500"
    with embedded_server() as redis_server, tempfile.TemporaryDirectory() as folder, connect(redis_server.url) as redis:
        declare(Path(folder) / "sources.toml", ours.recv())
        keys = Keys()
        environment = {
            "WIRECOPY_REDIS_URL": redis_server.url,
            "WIRECOPY_SOURCES_FILE": f"{folder}/sources.toml",
            "WIRECOPY_POLL_AT_ONCE": at_once,
            "WIRECOPY_LOG_LEVEL": "warning",
            "PYTHONPATH": os.pathsep.join(sys.path),
        }
        alone = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
        worker = celery(["-q", "-A", "worker", "worker", "-Q", "poll", "-c", "1", *alone], environment, None)
        beat = celery(["-q", "-A", "worker", "beat", "--pidfile="], environment, None)
        names = [f"feed-{number}" for number in range(FEEDS)]

        def wait_until_polled(times: int) -> float:
            """Wait until each feed was polled so often; return when the last was seen to be, by time.monotonic()."""
            until = time.monotonic() + ROUND_SECONDS
            while time.monotonic() < until:
                time.sleep(0.5)
                if redis.zcount(keys.polls, "-inf", (time.time() + 1800) * 1000) == 0 and all(
                    row.state.polls >= times for row in rows(redis, keys, names)
                ):
                    return time.monotonic()
            raise SystemExit(f"not all feeds were polled within {ROUND_SECONDS} s")

        try:
            for turn in (1, 2):
                before = redis.xlen(keys.inbox)
                if turn == 2:
                    for name in names:
                        poll_now(redis, keys, name)
                wait_until_polled(turn)
                ours.send("next")
                requests = ours.recv()
                seconds = max(at for _, at, _ in requests) - min(at for _, at, _ in requests)
                items = redis.xlen(keys.inbox) - before
                print(
                    f"round {turn}: {len(requests):,} polls in {seconds:.1f} s: {len(requests) / seconds:,.0f} polls/s; "
                    f"{items:,} items; {polite(requests)}; memory {memory(worker.pid)} MiB"
                )
        finally:
            end(worker)
            end(beat)
            ours.send("stop")
            server.join()


if __name__ == "__main__":
    main()
