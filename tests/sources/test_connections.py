"""Connections: kept, guarded, in TLS, through proxies; and what is told where there is none."""

import asyncio
import sys
from pathlib import Path

import pytest

from schemas.errors import FetchFailed
from tests.sources.fetching import AGENT, Noted, failure, fetch, source
from tests.support import free_port
from tests.tls import Certificates, certificates
from tests.web import Out, Request, answer, site
from worker.sources.web import Web

if sys.version_info >= (3, 14):
    pass
else:
    pass

FEED = b"<rss><channel><title>Norwick</title></channel></rss>"


@pytest.fixture(scope="module")
def certified(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return certificates(tmp_path_factory.mktemp("tls"))


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
