"""Fetching from a server that misbehaves."""

import asyncio
import gzip
import sys
import time
import tracemalloc
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from email.utils import formatdate
from pathlib import Path

import brotli
import pytest

from schemas.errors import FetchFailed
from tests.sources.fetching import AGENT, Noted, failure, fetch, source
from tests.support import free_port
from tests.tls import Certificates, certificates
from tests.web import Handler, Out, Request, answer, endless, head, raw, redirect, site, validated
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


def test_redirects_are_followed_and_each_hop_takes_a_turn() -> None:
    with site() as s:
        s.route("/a", redirect(s.url("/b#part", host="127.0.0.2")))
        s.route("/b", redirect("c?x=1", 307))
        s.route("/c", answer(FEED))
        turns = Noted()
        fetched = fetch(source(s.url("/a")), turns=turns)
        assert (fetched.body, fetched.url) == (FEED, s.url("/c?x=1", host="127.0.0.2"))
        assert turns.hosts == ["127.0.0.1", "127.0.0.2", "127.0.0.2"]
        assert turns.most_held == 1


@pytest.mark.parametrize(
    ("statuses", "is_moved"),
    [([301], True), ([308, 301], True), ([302], False), ([301, 302], False), ([307, 301], False), ([303], False)],
)
def test_only_permanent_redirects_move_an_address(statuses: list[int], is_moved: bool) -> None:
    with site() as s:
        for at, status in enumerate(statuses):
            s.route(f"/{at}", redirect(f"/{at + 1}", status))
        s.route(f"/{len(statuses)}", answer(FEED))
        assert fetch(source(s.url("/0"))).moved_to == (s.url(f"/{len(statuses)}") if is_moved else None)


def test_redirect_loops_are_found_at_once() -> None:
    with site() as s:
        s.route("/a", redirect("/b", 301))
        s.route("/b", redirect("/a#again"))
        assert failure(source(s.url("/a"))).code == "redirect_loop"
        assert len(s.requests) == 2


def test_the_eleventh_redirect_is_one_too_many() -> None:
    with site() as s:
        for number in range(11):
            s.route(f"/{number}", redirect(f"/{number + 1}"))
        s.route("/11", answer(FEED))
        assert fetch(source(s.url("/1"))).body == FEED
        assert failure(source(s.url("/0"))).code == "too_many_redirects"


@pytest.mark.parametrize(
    "location", ["", "ftp://news.example/", "http://user:word@news.example/", "http://[", "http://:80/"]
)
def test_a_redirect_to_what_cannot_be_asked_is_a_failure(location: str) -> None:
    with site() as s:
        s.route("/a", redirect(location))
        assert failure(source(s.url("/a"))).code == "bad_redirect"


def test_a_redirect_without_a_place_is_a_failure() -> None:
    with site() as s:
        s.route("/a", answer(status=301))
        assert failure(source(s.url("/a"))).code == "bad_redirect"


def test_a_redirect_in_odd_bytes_goes_where_it_says() -> None:
    with site() as s:
        s.route("/a", raw(b"HTTP/1.1 302 Found\r\nLocation: /\xd0\xbd \xff\r\nContent-Length: 0\r\n\r\n"))
        s.route("/%D0%BD%20%FF", answer(FEED))
        assert fetch(source(s.url("/a"))).body == FEED


def test_secrets_go_to_the_source_s_own_site_alone(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("wörd\n")
    (tmp_path / "key").write_text("k-1\n")
    with site() as s:
        s.route("/feed", redirect(s.url("/there", host="127.0.0.2")))
        s.route("/there", redirect(s.url("/back")))
        s.route("/back", answer(FEED))
        asked = source(
            s.url("/feed"),
            headers={"X-Desk": "1", "user-agent": "Desk/1"},
            header_files={"X-Key": str(tmp_path / "key")},
            username="reader",
            password_file=str(tmp_path / "password"),
        )
        assert fetch(asked).body == FEED
        first, away, back = (request.headers for request in s.requests)
        assert first["authorization"] == "Basic cmVhZGVyOnfDtnJk"
        assert (first["x-key"], first["x-desk"], first["user-agent"]) == ("k-1", "1", "Desk/1")
        assert not {"authorization", "x-key", "x-desk"} & away.keys()
        assert away["user-agent"] == AGENT
        assert back["authorization"] == first["authorization"]


def test_another_port_and_another_page_s_site_get_no_secrets(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("t-1")
    with site() as s, site() as other:
        for one in (s, other):
            one.route("/page", answer(FEED))
        asked = source(s.url("/feed"), token_file=str(tmp_path / "token"))
        fetch(asked, s.url("/page"))
        fetch(asked, other.url("/page"))
        assert s.requests[0].headers["authorization"] == "Bearer t-1"
        assert "authorization" not in other.requests[0].headers


def test_a_fall_back_from_https_takes_no_secrets_along(tmp_path: Path, certified: Certificates) -> None:
    (tmp_path / "token").write_text("t-1")
    with site(certified.authority, tls=True) as s, site() as plain:
        s.route("/feed", redirect(plain.url("/feed")))
        plain.route("/feed", answer(FEED))
        asked = source(s.url("/feed"), token_file=str(tmp_path / "token"), ca_file=str(certified.ca_file))
        assert fetch(asked).body == FEED
        assert "authorization" in s.requests[0].headers
        assert "authorization" not in plain.requests[0].headers


@pytest.mark.parametrize("text", [None, "", "two\nlines"])
def test_a_secret_that_cannot_be_used_is_told_by_its_file(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "key").write_text(text)
    failed = failure(source("http://127.0.0.1/", header_files={"X-Key": str(tmp_path / "key")}))
    assert failed.code == "not_readable"
    assert "key" in failed.message.lower()
    assert "lines" not in failed.message


def test_cookies_are_not_kept() -> None:
    with site() as s:
        s.route("/feed", answer(FEED, headers={"Set-Cookie": "a=b; Path=/"}))
        asked = source(s.url("/feed"))

        async def twice() -> None:
            async with Web(AGENT) as web:
                for _ in range(2):
                    await web.get(asked, asked.url, Noted())

        asyncio.run(twice())
        assert "cookie" not in s.requests[1].headers


def test_connections_are_used_again_but_not_across_the_guard() -> None:
    with site() as s:
        s.route("/feed", answer(FEED))
        free, guarded = source(s.url("/feed")), source(s.url("/feed"), allow_private=False)

        async def in_turn() -> str:
            async with Web(AGENT) as web:
                for _ in range(3):
                    await web.get(free, free.url, Noted())
                with pytest.raises(FetchFailed) as failed:
                    await web.get(guarded, guarded.url, Noted())
            return failed.value.code

        assert asyncio.run(in_turn()) == "private_address"
        assert s.connections == 1


def test_beyond_so_many_open_connections_none_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("worker.sources.web.MOST_KEPT", 5)
    with site() as s:
        s.route("/feed", answer(FEED))
        asked = source(s.url("/feed"))

        async def many_hosts() -> None:
            async with Web(AGENT) as web:
                for number in range(20):
                    await web.get(asked, s.url("/feed", host=f"127.0.1.{number}"), Noted())

        asyncio.run(many_hosts())
        kept = [request for request in s.requests if request.headers.get("connection") != "close"]
        assert 5 <= len(kept) <= 7


def test_a_kept_connection_that_was_closed_meanwhile_is_no_failure() -> None:
    async def close_after(_request: Request, out: Out) -> None:
        await out.answer(FEED)
        out.close()

    with site() as s:
        s.route("/feed", close_after)
        asked = source(s.url("/feed"))

        async def twice() -> list[bytes]:
            async with Web(AGENT) as web:
                return [(await web.get(asked, asked.url, Noted())).body for _ in range(2)]

        assert asyncio.run(twice()) == [FEED, FEED]


def test_nobody_there_is_told() -> None:
    assert failure(source(f"http://127.0.0.1:{free_port()}/")).code == "refused"


def test_a_name_without_address_is_told() -> None:
    assert failure(source("http://nosuch.invalid/")).code == "dns"


def test_tls_is_checked_against_the_source_s_own_authorities(certified: Certificates) -> None:
    with site(certified.authority, tls=True) as s:
        s.route("/feed", answer(FEED))
        assert fetch(source(s.url("/feed"), ca_file=str(certified.ca_file))).body == FEED
        assert fetch(source(s.url("/feed", host="localhost"), ca_file=str(certified.ca_file))).body == FEED
        assert failure(source(s.url("/feed"))).code == "tls"
        assert failure(source(s.url("/feed", host="127.0.0.2"), ca_file=str(certified.ca_file))).code == "tls"


def test_http_where_tls_was_asked_for_is_told() -> None:
    with site() as s:
        assert failure(source(s.url("/feed").replace("http:", "https:"))).code == "tls"


def test_a_client_certificate_is_shown_to_the_source_s_own_site_alone(certified: Certificates) -> None:
    with site(certified.authority, tls=True, asks_certificate=True) as s:
        s.route("/feed", answer(FEED))
        files = {"ca_file": str(certified.ca_file), "certificate_file": str(certified.certificate_file)}
        own = source(s.url("/feed"), **files, key_file=str(certified.key_file))
        other = source("https://127.0.0.9/feed", **files, key_file=str(certified.key_file))
        without = source(s.url("/feed"), ca_file=str(certified.ca_file))

        async def in_turn() -> list[FetchFailed]:
            failures = []
            async with Web(AGENT) as web:
                assert (await web.get(own, own.url, Noted())).body == FEED
                for one in (other, without):
                    with pytest.raises(FetchFailed) as failed:
                        await web.get(one, own.url, Noted())
                    failures.append(failed.value)
            return failures

        for failed in asyncio.run(in_turn()):
            assert failed.code in ("tls", "cut")  # TLS 1.3 says it too late for asyncio to pass it on
            assert "certificate" in failed.message
        assert len(s.requests) == 1


def test_certificates_that_cannot_be_used_are_told_by_their_files(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("no certificate")
    for file in ("ca.pem", "nowhere.pem"):
        failed = failure(source("https://127.0.0.1/", ca_file=str(tmp_path / file)))
        assert failed.code == "not_readable"
        assert file in failed.message


def test_a_proxy_is_asked_for_http_and_tunnels_https(certified: Certificates) -> None:
    with site(certified.authority) as proxy:
        proxy.route("/feed", answer(b"plain"), host="news.example")
        proxy.route("/feed", answer(b"secure"), host="secure.example")
        facts = {"proxy": proxy.url(), "allow_private": False, "ca_file": str(certified.ca_file)}
        assert fetch(source("http://news.example/feed", **facts)).body == b"plain"
        assert fetch(source("https://secure.example/feed", **facts)).body == b"secure"


def test_the_proxy_of_the_settings_is_taken_where_a_source_has_none() -> None:
    with site() as proxy:
        proxy.route("/feed", answer(FEED), host="news.example")
        asked = source("http://news.example/feed")

        async def once() -> bytes:
            async with Web(AGENT, proxy.url()) as web:
                return (await web.get(asked, asked.url, Noted())).body

        assert asyncio.run(once()) == FEED


def test_proxies_of_the_environment_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    with site() as s:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")
        s.route("/feed", answer(FEED))
        assert fetch(source(s.url("/feed"))).body == FEED


def test_a_proxy_that_would_not_is_told() -> None:
    async def no_tunnels(_request: Request, out: Out) -> None:
        await out.answer(status=407)

    with site() as proxy:
        proxy.route("/feed", no_tunnels)
        assert failure(source("http://news.example/feed", proxy=proxy.url())).code == "proxy"
    gone = f"http://127.0.0.1:{free_port()}"
    assert failure(source("http://news.example/feed", proxy=gone)).code == "proxy"
    assert failure(source("https://news.example/feed", proxy=gone)).code == "proxy"


def test_messages_hold_no_query() -> None:
    with site() as s:
        assert "secret" not in failure(source(s.url("/feed?key=secret"))).message
        assert "secret" not in failure(source(f"http://127.0.0.1:{free_port()}/?key=secret")).message
