"""robots.txt as RFC 9309 has it."""

import asyncio
import time
from collections import OrderedDict

import pytest

from schemas.errors import FetchFailed
from tests.sources.fetching import AGENT, Noted, source
from tests.support import free_port
from tests.web import Site, answer, redirect, site
from worker.sources.robots import Origins, Robots, parsed
from worker.sources.web import Web


def allowed(s: Site, *urls: str, **facts: object) -> list[bool | None]:
    """Ask for addresses, one after the other."""

    async def ask() -> list[bool | None]:
        async with Web(AGENT) as web:
            robots = Robots(web)
            return [await robots.allows(source(s.url("/feed"), **facts), url, Noted()) for url in urls]

    return asyncio.run(ask())


def test_the_rules_for_us_are_kept_and_those_for_others_are_not() -> None:
    with site() as s:
        theirs = b"User-agent: *\nDisallow: /\n\n"
        ours = b"User-agent: WIRECOPY/2.0 # us\nDisallow: /private\nAllow: /private/open\nDisallow: /*.pdf$\n"
        s.route("/robots.txt", answer(theirs + ours))
        paths = ["/news", "/private/1", "/private/open/1", "/a.pdf", "/a.pdf.html"]
        assert allowed(s, *(s.url(path) for path in paths)) == [True, False, True, False, True]


def test_without_rules_for_us_those_for_all_count() -> None:
    with site() as s:
        s.route(
            "/robots.txt",
            answer(b"User-agent: otherbot\nuser-agent: Wirecopy-Image\nDisallow: /\n\nUser-agent: *\nDisallow: /private\n"),
        )
        assert allowed(s, s.url("/news"), s.url("/private")) == [True, False]


def test_it_is_asked_for_once_however_many_ask_at_once() -> None:
    with site() as s:
        s.route("/robots.txt", answer(b"User-agent: *\nDisallow: /private", seconds=0.1))

        async def ask() -> list[bool | None]:
            async with Web(AGENT) as web:
                robots, asked = Robots(web), source(s.url("/feed"))
                return await asyncio.gather(*(robots.allows(asked, s.url(f"/{n}"), Noted()) for n in range(20)))

        assert asyncio.run(ask()) == [True] * 20
        assert len(s.requests) == 1


def test_what_it_said_is_known_to_the_next_loop() -> None:
    with site() as s:
        s.route("/robots.txt", answer(b"User-agent: *\nDisallow: /private", seconds=0.05))
        known: Origins = OrderedDict()

        async def ask() -> list[bool | None]:
            async with Web(AGENT) as web:
                robots, asked = Robots(web, known), source(s.url("/feed"))
                return await asyncio.gather(*(robots.allows(asked, s.url(f"/{n}"), Noted()) for n in range(5)))

        for _ in range(3):
            assert asyncio.run(ask()) == [True] * 5
        assert len(s.requests) == 1


def test_each_origin_has_its_own() -> None:
    with site() as s:
        s.route("/robots.txt", answer(b"User-agent: *\nDisallow: /"), host="127.0.0.2")
        assert allowed(s, s.url("/a"), s.url("/a", host="127.0.0.2")) == [True, False]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 418])
def test_a_site_that_has_none_allows_everything(status: int) -> None:
    with site() as s:
        s.route("/robots.txt", answer(status=status))
        assert allowed(s, s.url("/a")) == [True]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_of_a_site_that_cannot_say_now_nobody_knows_for_a_while(status: int) -> None:
    with site() as s:
        s.route("/robots.txt", answer(status=status))
        assert allowed(s, s.url("/a"), s.url("/b")) == [None, None]
        assert len(s.requests) == 1


def test_of_a_site_out_of_reach_nobody_knows() -> None:
    with site() as s:
        assert allowed(s, f"http://127.0.0.1:{free_port()}/a") == [None]


def test_five_redirects_are_followed_and_a_sixth_means_there_is_none() -> None:
    with site() as s:
        for number in range(6):
            s.route(f"/{number}", redirect(f"/{number + 1}"))
        s.route("/6", answer(b"User-agent: *\nDisallow: /"))
        s.route("/robots.txt", redirect("/2"))
        assert allowed(s, s.url("/a")) == [False]
        s.route("/robots.txt", redirect("/1"))
        assert allowed(s, s.url("/a")) == [True]


def test_one_beyond_half_a_mebibyte_is_not_read() -> None:
    with site() as s:
        s.route("/robots.txt", answer(b"#" * 600_000))
        assert allowed(s, s.url("/a")) == [None]


def test_what_is_no_robots_txt_allows_everything() -> None:
    with site() as s:
        s.route("/robots.txt", answer(b"\xff\xfe<html>\x00 nothing here" * 100))
        assert allowed(s, s.url("/a")) == [True]


def test_the_guard_holds_for_it_too() -> None:
    with site() as s:
        s.route("/robots.txt", answer(b""))
        with pytest.raises(FetchFailed, match="private"):
            allowed(s, s.url("/a"), allow_private=False)
        assert s.requests == []


def test_what_is_no_address_is_refused() -> None:
    with site() as s, pytest.raises(FetchFailed, match="http"):
        allowed(s, "ftp://news.example/")


def test_the_delay_it_asks_for_is_told() -> None:
    with site() as s:
        s.route("/robots.txt", answer(b"User-agent: *\nCrawl-delay: 2.5\n"))

        async def ask() -> list[float | None]:
            async with Web(AGENT) as web:
                robots, asked = Robots(web), source(s.url("/feed"))
                return [
                    await robots.crawl_delay(asked, s.url("/", host=host), Noted()) for host in ("127.0.0.1", "127.0.0.2")
                ]

        s.route("/robots.txt", answer(b""), host="127.0.0.2")
        assert asyncio.run(ask()) == [2.5, None]


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"User-agent: bot{n}\n" for n in range(12_000)) + "Disallow: /a\n" * 20_000,
        "".join(f"user   agent\u3000wirecopy{n}\r" for n in range(10_000)) + "Disallow: /a\r" * 20_000,
        "User-agent: *\n" + "Disallow: /*a*a*a*a*a*a*a*b\n" * 15_000,
        "User-agent: *\nDisallow: /" + "*a" * 250_000,
    ],
    ids=["agents", "odd agents", "rules", "stars"],
)
def test_a_hostile_file_takes_a_second_at_most(text: str) -> None:
    started = time.monotonic()
    assert parsed(text[: 512 * 1024]).can_fetch("http://news.example/" + "a" * 2000, "Wirecopy")
    assert time.monotonic() - started < 1
