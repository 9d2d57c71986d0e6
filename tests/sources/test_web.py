"""Fetching from a server that misbehaves."""

import asyncio
import gzip
import sys
import time
import tracemalloc
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from email.utils import formatdate

import brotli
import pytest

from tests.sources.fetching import AGENT, Noted, failure, fetch, source
from tests.tls import Certificates, certificates
from tests.web import Handler, Out, Request, answer, endless, head, raw, site, validated
from worker.sources.web import LARGE_AT_ONCE, SMALL_BODY, Fetched, Web

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

FEED = b"<rss><channel><title>Norwick</title></channel></rss>"


@pytest.fixture(scope="module")
def certified(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return certificates(tmp_path_factory.mktemp("tls"))


def test_a_fetch_gives_body_headers_and_address() -> None:
    with site() as s:
        s.route("/feed", answer(FEED, headers={"ETag": '"1"', "X-A": "1", "x-a": "2"}))
        fetched = fetch(source(s.url("/feed?a=b%2Fc#part")))
        assert (fetched.status, fetched.body, fetched.moved_to) == (200, FEED, None)
        assert fetched.url == s.url("/feed?a=b%2Fc")
        assert fetched.headers["etag"] == '"1"'
        assert fetched.headers["x-a"] == "1, 2"
        assert s.requests[0].headers["user-agent"] == AGENT


def test_headers_in_odd_bytes_are_text_all_the_same() -> None:
    with site() as s:
        s.route("/feed", raw(b'HTTP/1.1 200 OK\r\nETag: "\xe9"\r\n\r\n', FEED))
        assert fetch(source(s.url("/feed"))).headers["etag"] == '"?"'


def test_an_empty_body_is_a_body() -> None:
    with site() as s:
        s.route("/feed", answer(b""))
        assert fetch(source(s.url("/feed"))).body == b""


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [("gzip", gzip.compress(FEED, mtime=0)), ("br", brotli.compress(FEED)), ("zstd", zstd.compress(FEED))],
)
def test_a_compressed_body_is_undone_and_was_asked_for(encoding: str, packed: bytes) -> None:
    with site() as s:
        s.route("/feed", answer(packed, headers={"Content-Encoding": encoding}))
        assert fetch(source(s.url("/feed"))).body == FEED
        assert encoding in s.requests[0].headers["accept-encoding"]


def test_conditions_are_sent_and_304_has_no_body() -> None:
    with site() as s:
        s.route("/feed", validated(FEED, '"7"'))
        fetched = fetch(source(s.url("/feed")), conditions={"If-None-Match": '"7"'})
        assert (fetched.status, fetched.body) == (304, b"")


def test_304_that_claims_a_length_ends_all_the_same() -> None:
    with site() as s:
        s.route("/feed", answer(status=304, headers={"Content-Length": "1000"}))
        assert fetch(source(s.url("/feed")), conditions={"If-None-Match": '"7"'}).status == 304


def test_304_that_nobody_asked_for_is_a_failure() -> None:
    with site() as s:
        s.route("/feed", answer(status=304))
        assert failure(source(s.url("/feed"))).code == "protocol"


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (401, "forbidden"), (403, "forbidden"), (404, "not_found"), (410, "gone"), (429, "rate_limited"),
        (500, "server_error"), (503, "server_error"), (599, "server_error"), (204, "status"), (206, "status"),
        (300, "status"), (400, "status"),
        (418, "status"),
    ],
)  # fmt: skip
def test_each_status_has_a_code(status: int, code: str) -> None:
    with site() as s:
        s.route("/feed", answer(status=status))
        failed = failure(source(s.url("/feed")))
        assert (failed.code, failed.status, failed.retry_after) == (code, status, None)


def test_a_failure_says_when_to_come_again_in_seconds_or_by_date() -> None:
    with site() as s:
        s.route("/seconds", answer(status=429, headers={"Retry-After": "90"}))
        s.route("/date", answer(status=503, headers={"Retry-After": formatdate(time.time() + 90, usegmt=True)}))
        assert failure(source(s.url("/seconds"))).retry_after == 90
        assert failure(source(s.url("/date"))).retry_after == pytest.approx(90, abs=5)


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (b"", "cut"),
        (b"HTTP/1.1 200 OK\r\nContent-", "cut"),
        (head(200, {"Content-Length": "1000"}) + FEED, "cut"),
        (head(200, {"Transfer-Encoding": "chunked"}) + b"5\r\nhello\r\n", "cut"),
        (head(200, {"Transfer-Encoding": "chunked"}) + b"nothing\r\nhello\r\n", "protocol"),
        (head(200, {"Content-Length": "-5"}), "protocol"),
        (head(200, {"Content-Length": "5, 7"}) + b"hello", "protocol"),
        (b"SSH-2.0-OpenSSH_9.9\r\n", "protocol"),
        (b"<html>an answer without a head</html>\r\n\r\n", "protocol"),
        (b"HTTP/1.1 two hundred\r\n\r\n", "protocol"),
        (head(200, {"Content-Encoding": "gzip"}) + FEED, "bad_encoding"),
        (head(200, {"Content-Encoding": "gzip"}) + gzip.compress(FEED * 100, mtime=0)[:-20], "cut"),
        (head(200, {"Content-Encoding": "rot13"}) + FEED, "bad_encoding"),
        (head(200, {"Content-Length": "20000000"}), "too_large"),
    ],
)  # fmt: skip
def test_an_answer_that_is_none_fails_with_its_code(sent: bytes, code: str) -> None:
    with site() as s:
        s.route("/feed", raw(sent))
        assert failure(source(s.url("/feed"))).code == code


def test_more_bytes_than_the_length_says_are_left_alone() -> None:
    with site() as s:
        s.route("/feed", raw(head(200, {"Content-Length": str(len(FEED))}) + FEED + b"HTTP/1.1 200 OK\r\n\r\nmore"))
        assert fetch(source(s.url("/feed"))).body == FEED


def test_a_body_without_length_ends_with_the_connection() -> None:
    with site() as s:
        s.route("/feed", raw(b"HTTP/1.0 200 OK\r\n\r\n", FEED))
        assert fetch(source(s.url("/feed"))).body == FEED


@pytest.mark.parametrize(
    "slow",
    [
        raw(b"HTTP/1.1 200 OK\r\n", *[b"X-A: 1\r\n"] * 100, between=0.1),
        raw(head(200, {"Content-Length": "100"}), *[b"x"] * 100, between=0.1),
        answer(FEED, seconds=20.0),
    ],
    ids=["headers", "body", "at all"],
)
def test_a_slow_answer_ends_with_the_time_of_the_source(slow: Handler) -> None:
    with site() as s:
        s.route("/feed", slow)
        started = time.monotonic()
        assert failure(source(s.url("/feed"), timeout=0.5)).code == "timeout"
        assert time.monotonic() - started < 2


def test_redirects_have_the_same_time_together() -> None:
    async def slowly_on(request: Request, out: Out) -> None:
        await asyncio.sleep(0.2)
        number = int(request.path.rpartition("?")[2])
        await out.answer(status=302, headers={"Location": f"/?{number + 1}"})

    with site() as s:
        s.route("/", slowly_on)
        assert failure(source(s.url("/?0"), timeout=0.7)).code == "timeout"
        assert 3 <= len(s.requests) <= 4


def test_waiting_for_a_turn_takes_nothing_of_the_time() -> None:
    class Late(Noted):
        @asynccontextmanager
        async def at(self, host: str) -> AsyncIterator[None]:
            await asyncio.sleep(0.5)
            async with super().at(host):
                yield

    with site() as s:
        s.route("/feed", answer(FEED))
        assert fetch(source(s.url("/feed"), timeout=0.3), turns=Late()).body == FEED


def test_headers_without_end_are_stopped() -> None:
    with site() as s:
        s.route("/many", endless(b"HTTP/1.1 200 OK\r\n", b"X-A: 1\r\n" * 100))
        s.route("/long", endless(b"HTTP/1.1 200 OK\r\nX-A: ", b"x" * 1000))
        s.route("/interim", endless(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"))
        assert failure(source(s.url("/many"))).code == "protocol"
        assert failure(source(s.url("/long"))).code == "protocol"
        assert failure(source(s.url("/interim"), timeout=0.5)).code == "timeout"


def test_a_body_without_end_is_stopped_at_the_limit() -> None:
    with site() as s:
        s.route("/feed", endless(b"HTTP/1.0 200 OK\r\n\r\n", b"x" * 10_000))
        s.route("/chunks", endless(head(200, {"Transfer-Encoding": "chunked"}), b"2710\r\n" + b"x" * 10_000 + b"\r\n"))
        assert failure(source(s.url("/feed"), max_bytes=1_000_000)).code == "too_large"
        assert failure(source(s.url("/chunks"), max_bytes=1_000_000)).code == "too_large"


def test_a_body_as_long_as_the_limit_passes_and_one_byte_more_does_not() -> None:
    with site() as s:
        s.route("/feed", answer(gzip.compress(bytes(500_000)), headers={"Content-Encoding": "gzip"}))
        assert len(fetch(source(s.url("/feed"), max_bytes=500_000)).body) == 500_000
        assert failure(source(s.url("/feed"), max_bytes=499_999)).code == "too_large"


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd"])
def test_a_bomb_takes_little_more_memory_than_the_limit(encoding: str) -> None:
    packed = {"gzip": gzip.compress, "br": brotli.compress, "zstd": zstd.compress}[encoding](bytes(50_000_000))
    with site() as s:
        s.route("/feed", answer(packed, headers={"Content-Encoding": encoding}))
        tracemalloc.start()
        try:
            assert failure(source(s.url("/feed"), max_bytes=2_000_000)).code == "too_large"
            _, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert most < 5_000_000


def test_of_many_large_bodies_few_are_read_at_once() -> None:
    size, fetches = 20 * SMALL_BODY, 30

    async def in_pieces(_request: Request, out: Out) -> None:  # so that the server, counted too, buffers little
        await out.write(head(200, {"Content-Length": str(size)}))
        for _ in range(size // 65_536):
            await out.write(piece)

    with site() as s:
        asked, piece = source(s.url("/feed"), timeout=60), bytes(65_536)
        s.route("/feed", in_pieces)

        async def length(web: Web) -> int:
            return len((await web.get(asked, asked.url, Noted())).body)

        async def all_at_once() -> list[int]:
            async with Web(AGENT) as web:
                return await asyncio.gather(*(length(web) for _ in range(fetches)))

        tracemalloc.start()
        try:
            assert set(asyncio.run(all_at_once())) == {size}
            _, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert most < 1.2 * LARGE_AT_ONCE * size + fetches * 4 * SMALL_BODY < fetches * size / 1.5


def test_waiting_behind_other_large_bodies_takes_nothing_of_the_time() -> None:
    with site() as s:
        s.route("/feed", answer(bytes(2 * SMALL_BODY)))
        asked = source(s.url("/feed"), timeout=0.5)

        async def behind_others() -> Fetched:
            async with Web(AGENT) as web, AsyncExitStack() as others:
                for _ in range(LARGE_AT_ONCE):
                    await others.enter_async_context(web._large)
                fetching = asyncio.create_task(web.get(asked, asked.url, Noted()))
                await asyncio.sleep(1.0)
                assert not fetching.done()
                await others.aclose()
                return await fetching

        assert len(asyncio.run(behind_others()).body) == 2 * SMALL_BODY
