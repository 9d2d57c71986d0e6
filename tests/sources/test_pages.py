"""Pages: those that a feed's entries point to, and those that a list links to."""

import asyncio
import time
from itertools import pairwise

import pytest

from schemas import Article
from tests.polling import Polling, entry, rss
from tests.web import Out, Request, answer
from worker.pipeline import read
from worker.store.source_state import Pace

RSS = {"Content-Type": "application/rss+xml"}
HTML = {"Content-Type": "text/html; charset=utf-8"}


def page(number: int) -> bytes:
    """A story's page."""
    text = (
        f"The bridge number {number} was opened on Monday, and the mayor of Northtown said that it would carry all traffic. "
    )
    return (
        f"<!doctype html><html lang='en'><head><title>Bridge {number} opens</title>"
        f"<meta property='og:title' content='Bridge {number} opens'></head><body><article><h1>Bridge {number} opens</h1>"
        + f"<p>{text * 3}</p><p>{text * 2}</p><p>Work took {number + 2} years.</p></article></body></html>"
    ).encode()


def full_text(polling: Polling, numbers: list[int]) -> None:
    """A feed whose entries point to pages of the site."""
    entries = [entry(number, "Teaser.", polling.site.url(f"/story/{number}")) for number in numbers]
    polling.site.route("/feed", answer(rss(*entries), headers=RSS))
    if "feed" not in polling.sources:
        polling.feed(full_text=True)
    for number in numbers:
        polling.site.route(f"/story/{number}", answer(page(number), headers=HTML))


def index(polling: Polling, *numbers: int) -> None:
    """A page that links to stories, and elsewhere."""
    links = "".join(f"<li><a href='/story/{number}#top'>Bridge {number}</a></li>" for number in numbers)
    body = f"<html><body><a href='/about'>About</a><ul>{links}</ul><a href='mailto:x@y.example'>Mail</a></body></html>"
    polling.site.route("/list", answer(body.encode(), headers=HTML))
    for number in numbers:
        polling.site.route(f"/story/{number}", answer(page(number), headers=HTML))


def paths(polling: Polling) -> list[str]:
    """What was asked for, in order."""
    return [request.path for request in polling.site.requests]


def test_an_entrys_page_goes_into_the_inbox_with_the_entry(polling: Polling) -> None:
    full_text(polling, [2, 1])
    assert polling.run().items == 2
    assert paths(polling) == ["/feed", "/robots.txt", "/story/1", "/story/2"]
    (article,) = read(polling.items()[0], polling.sources["feed"])
    assert isinstance(article, Article), article
    assert article.headline == "Bridge 1 opens"
    assert article.paragraphs[-1] == "Work took 3 years."
    assert "page_text_taken" in [note.code for note in article.provenance.notes]


def test_pages_are_fetched_of_new_entries_only(polling: Polling) -> None:
    full_text(polling, [1])
    polling.run()
    full_text(polling, [2, 1])
    polling.again()
    assert paths(polling)[3:] == ["/feed", "/robots.txt", "/story/2"]


def test_a_page_that_robots_txt_forbids_is_not_fetched_and_the_entry_comes_alone(polling: Polling) -> None:
    full_text(polling, [1])
    polling.site.route("/robots.txt", answer(b"User-agent: *\nDisallow: /story/"))
    polling.run()
    assert paths(polling) == ["/feed", "/robots.txt"]
    assert (polling.items()[0].media_type or "").startswith("application/rss+xml")
    assert "robots" in (polling.state().trouble or "")


def test_a_page_that_is_not_there_leaves_the_entry_alone(polling: Polling) -> None:
    full_text(polling, [1])
    polling.site.route("/story/1", answer(status=404))
    assert polling.run().items == 1
    assert (polling.items()[0].media_type or "").startswith("application/rss+xml")


def test_a_page_that_fails_is_tried_three_times_before_the_entry_comes_alone(polling: Polling) -> None:
    full_text(polling, [1])
    polling.site.route("/story/1", answer(status=500))
    assert [polling.run().items, polling.again().items, polling.again().items, polling.again().items] == [0, 0, 1, 0]
    assert len(polling.site.asked("/story/1")) == 3


def test_a_page_that_comes_at_the_second_try_comes_whole(polling: Polling) -> None:
    full_text(polling, [1])
    polling.site.route("/story/1", answer(status=502))
    polling.run()
    assert polling.delay() <= 11
    polling.site.route("/story/1", answer(page(1), headers=HTML))
    assert polling.again().items == 1
    assert (polling.items()[0].media_type or "").startswith("multipart/related")


def test_a_site_that_wants_a_pause_gets_it_before_its_other_pages(polling: Polling) -> None:
    full_text(polling, [3, 2, 1])
    polling.site.route("/story/2", answer(b"", 429, {"Retry-After": "4000"}))
    polling.run()
    assert polling.site.asked("/story/3") == []
    assert polling.delay() >= 4000
    polling.site.route("/story/2", answer(page(2), headers=HTML))
    assert polling.again().items == 2


def test_a_page_whose_site_always_wants_a_pause_is_given_up_too(polling: Polling) -> None:
    full_text(polling, [3, 2, 1])
    polling.site.route("/story/1", answer(b"", 503, {"Retry-After": "2"}))
    taken = [polling.run().items, *(polling.again().items for _ in range(3))]
    assert taken == [0, 0, 1, 2]
    assert polling.site.asked("/story/3") != []


def test_the_pause_that_one_host_wants_does_not_keep_the_pages_of_another(polling: Polling) -> None:
    other = polling.site.url("/story/2", host="127.0.0.2")
    polling.site.route("/feed", answer(rss(entry(2, link=other), entry(1, link=polling.site.url("/story/1"))), headers=RSS))
    polling.site.route("/story/1", answer(b"", 429, {"Retry-After": "4000"}))
    polling.site.route("/story/2", answer(page(2), headers=HTML))
    polling.feed(full_text=True)
    assert polling.run().items == 1
    assert polling.delay() >= 4000


def test_the_third_try_of_a_page_does_not_come_within_seconds(polling: Polling) -> None:
    full_text(polling, [1])
    polling.site.route("/story/1", answer(status=502))
    polling.run()
    polling.again()
    assert polling.delay() >= 300


@pytest.mark.parametrize("status", [429, 503])
def test_pages_wait_while_nobody_knows_what_robots_txt_says(polling: Polling, status: int) -> None:
    full_text(polling, [2, 1])
    polling.site.route("/robots.txt", answer(status=status))
    assert polling.run().items == 0
    assert "robots_unknown" in (polling.state().trouble or "")
    assert polling.delay() >= 600
    polling.site.route("/robots.txt", answer(b""))
    assert polling.again().items == 2
    assert {(item.media_type or "").partition(";")[0] for item in polling.items()} == {"multipart/related"}


def test_where_nobody_knows_for_long_the_entries_come_alone(polling: Polling) -> None:
    full_text(polling, [2, 1])
    polling.site.route("/robots.txt", answer(status=500))
    assert [polling.run().items, polling.again().items, polling.again().items] == [0, 0, 2]


def test_messages_about_pages_leave_out_what_may_be_a_key(polling: Polling) -> None:
    index(polling, 1)
    polling.page_list(path="/list?key=secret", pattern="nothing")
    link = polling.site.url("/story/1") + "?key=secret"
    polling.site.route("/robots.txt", answer(b"User-agent: *\nDisallow: /story/"))
    polling.site.route("/feed", answer(rss(entry(1, link=link)), headers=RSS))
    polling.feed(full_text=True)
    polling.run()
    assert "robots" in (polling.state().trouble or "")
    assert "link_pattern" in (polling.state("list").error or "")
    assert "secret" not in f"{polling.state().trouble} {polling.state('list').error}"


@pytest.mark.parametrize(
    ("charset", "head", "header"),
    [
        ("utf-8", "", "text/html"),
        ("windows-1256", "<meta charset=windows-1256>", "text/html"),
        ("windows-1256", "", "text/html; charset=windows-1256"),
        ("utf-8", "<?xml version='1.0' encoding='utf-8'?>", "text/html; charset=iso-8859-1"),
    ],
)
def test_a_list_is_read_in_its_charset(polling: Polling, charset: str, head: str, header: str) -> None:
    body = f"{head}<html><body><a href='/story/1/وصلة'>x</a></body></html>".encode(charset)
    polling.site.route("/list", answer(body, headers={"Content-Type": header}))
    polling.site.route("/story/1/%D9%88%D8%B5%D9%84%D8%A9", answer(page(1), headers=HTML))
    polling.page_list()
    assert polling.run().items == 1


def test_pages_wait_for_their_hosts_turn(polling: Polling) -> None:
    polling.pace = Pace(at_once=1, seconds=0.1, lease_seconds=10)
    full_text(polling, [3, 2, 1])
    polling.run()
    times = [request.at for request in polling.site.requests]
    assert times[-1] - times[0] >= 0.4
    assert {request.at_once for request in polling.site.requests} == {1}


def test_two_feeds_with_pages_at_each_others_hosts_do_not_wait_for_each_other_for_ever(polling: Polling) -> None:
    polling.pace = Pace(at_once=1, seconds=0.05, lease_seconds=10)
    hosts = ("127.0.0.1", "127.0.0.2")
    polling.site.route("/story/1", answer(page(1), headers=HTML))
    for name, host, other in (("one", *hosts), ("two", *reversed(hosts))):
        link = polling.site.url("/story/1", host=other)
        polling.site.route(f"/{name}", answer(rss(entry(1, link=link)), headers=RSS, seconds=0.3))
        polling.feed(name, url=polling.site.url(f"/{name}", host=host), full_text=True)
    until = time.monotonic() + 10
    assert polling.run(keep_going=lambda: time.monotonic() < until).items == 2
    assert time.monotonic() < until
    assert {request.at_once for request in polling.site.requests} == {1}


def test_a_poll_that_waits_for_another_to_ask_for_robots_txt_holds_no_place_at_the_host(polling: Polling) -> None:
    held: list[int] = []

    async def robots(_request: Request, out: Out) -> None:
        await asyncio.sleep(0.5)  # the other poll comes to want it meanwhile
        held.append(polling.redis.zcard(polling.keys.asking("127.0.0.1")))
        await out.answer(b"User-agent: *\nAllow: /")

    full_text(polling, [2, 1])
    polling.feed("other", full_text=True)
    polling.site.route("/robots.txt", robots)
    assert polling.run().items == 4
    assert held == [1]


def test_pages_of_private_addresses_are_not_fetched(polling: Polling) -> None:
    body = rss(entry(1, "Text.", "http://127.0.0.1:1/secret"))
    polling.site.route("/feed", answer(body, headers=RSS))
    source = polling.feed(full_text=True)
    polling.sources["feed"] = source.model_copy(update={"allow_private": False})
    polling.run()
    assert (polling.state().error or "").startswith("private_address")


def test_the_links_of_a_page_that_fit_are_fetched_the_last_first(polling: Polling) -> None:
    index(polling, 3, 2, 1)
    polling.page_list()
    assert polling.run().items == 3
    assert paths(polling) == ["/list", "/robots.txt", "/story/1", "/story/2", "/story/3"]
    item = polling.items()[0]
    assert (item.url, item.media_type) == (polling.site.url("/story/1"), "text/html; charset=utf-8")
    assert item.transport == {"found_on": polling.site.url("/list")}
    (article,) = read(item, polling.sources["list"])
    assert isinstance(article, Article), article
    assert article.uri == polling.site.url("/story/1")


def test_only_new_links_are_fetched(polling: Polling) -> None:
    index(polling, 2, 1)
    polling.page_list()
    polling.run()
    index(polling, 3, 2, 1)
    assert polling.again().items == 1
    assert polling.again().items == 0
    assert len(polling.site.asked("/story/1")) == 1


def test_the_first_poll_of_a_list_takes_the_first_links(polling: Polling) -> None:
    index(polling, 5, 4, 3, 2, 1)
    polling.page_list(first_entries=2)
    polling.run()
    assert paths(polling)[2:] == ["/story/4", "/story/5"]
    index(polling, 6, 5, 4, 3, 2, 1)
    assert polling.again().items == 1


def test_a_list_without_a_link_that_fits_is_a_failure_that_says_so(polling: Polling) -> None:
    index(polling, 1)
    polling.page_list(pattern=r"/article/\d+")
    polling.run()
    assert "link_pattern" in (polling.state("list").error or "")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"<base href='/deep/'><a href='story/1'>x</a>", "/deep/story/1"),
        (b"<a href=' \n/story/1 '>x</a>", "/story/1"),
        (b"<a HREF=/story/1>x<a href=/story/1>again", "/story/1"),
        (b"<a href='http://[bad/story/1'>x</a><a href='/story/1'>y</a>", "/story/1"),
        ("<a href='/story/1/وصلة'>x</a>".encode(), "/story/1/%D9%88%D8%B5%D9%84%D8%A9"),
    ],
)
def test_links_are_read_as_browsers_read_them(polling: Polling, body: bytes, expected: str) -> None:
    polling.site.route("/list", answer(body, headers=HTML))
    polling.site.route(expected, answer(page(1), headers=HTML))
    polling.page_list()
    assert polling.run().items == 1
    assert paths(polling)[-1] == expected


def test_pages_of_a_list_that_robots_txt_forbids_are_told_of_and_not_asked_for_again(polling: Polling) -> None:
    index(polling, 2, 1)
    polling.site.route("/robots.txt", answer(b"User-agent: Wirecopy\nDisallow: /story/1"))
    polling.page_list()
    assert polling.run().items == 1
    assert "robots" in (polling.state("list").trouble or "")
    assert polling.again().items == 0
    assert polling.site.asked("/story/1") == []


def test_the_pause_that_robots_txt_asks_for_is_made_between_pages(polling: Polling) -> None:
    full_text(polling, [3, 2, 1])
    polling.site.route("/robots.txt", answer(b"User-agent: *\nCrawl-delay: 0.3"))
    polling.run()
    times = [request.at for request in polling.site.requests if request.path.startswith("/story/")]
    assert min(after - before for before, after in pairwise(times)) >= 0.25
