"""Polling, from a real HTTP server into a real inbox: what comes in, what is remembered, when it is asked again."""

import time
from email.utils import formatdate

import pytest
from redis import Redis

from tests.polling import Polling, entry, numbered, rss
from tests.web import answer, raw, redirect, validated

RSS = {"Content-Type": "application/rss+xml"}


def titles(polling: Polling) -> list[str]:
    """The numbers of the entries in the inbox, in order."""
    return [item.payload.decode().partition("<title>Bridge ")[2].partition(" ")[0] for item in polling.items()]


def test_each_entry_of_a_feed_becomes_one_item_the_oldest_first(polling: Polling) -> None:
    polling.site.route("/feed", answer(numbered([3, 2, 1]), headers=RSS))
    polling.feed()
    tally = polling.run()
    assert (tally.polls, tally.items, tally.failures) == (1, 3, 0)
    assert titles(polling) == ["1", "2", "3"]
    item = polling.items()[0]
    assert (item.source, item.url) == ("feed", polling.site.url("/feed"))
    assert item.media_type == "application/rss+xml; charset=utf-8"
    assert b"Bridge 2" not in item.payload


def test_a_feed_that_has_not_changed_brings_nothing(polling: Polling) -> None:
    polling.site.route("/feed", answer(numbered([2, 1]), headers=RSS))
    polling.feed()
    polling.run()
    assert polling.again().items == 0
    assert polling.state().polls == 2


def test_only_new_and_changed_entries_come_in(polling: Polling) -> None:
    polling.site.route("/feed", answer(numbered([2, 1]), headers=RSS))
    polling.feed()
    polling.run()
    polling.site.route("/feed", answer(rss(entry(3), entry(2), entry(1, "The bridge was closed again.")), headers=RSS))
    assert polling.again().items == 2
    assert titles(polling) == ["1", "2", "1", "3"]


def test_validators_are_sent_and_a_304_brings_nothing(polling: Polling) -> None:
    polling.site.route("/feed", validated(numbered([1]), '"v1"'))
    polling.feed()
    polling.run()
    for _ in range(3):
        assert polling.again().items == 0
    sent = [request.headers.get("if-none-match") for request in polling.site.asked("/feed")]
    assert sent[0] is None
    assert sent.count('"v1"') >= 2  # one in a hundred is without
    assert polling.state().failures == 0


def test_last_modified_is_sent_back_as_it_came(polling: Polling) -> None:
    date = formatdate(usegmt=True)
    polling.site.route("/feed", answer(numbered([1]), headers=RSS | {"Last-Modified": date}))
    polling.feed()
    polling.run()
    for _ in range(3):
        polling.again()
    assert date in [request.headers.get("if-modified-since") for request in polling.site.asked("/feed")]


def test_a_body_that_changes_under_the_same_etag_is_read_when_it_is_seen(polling: Polling) -> None:
    polling.site.route("/feed", answer(numbered([1]), headers=RSS | {"ETag": '"same"'}))
    polling.feed()
    polling.run()
    polling.site.route("/feed", answer(numbered([2, 1]), headers=RSS | {"ETag": '"same"'}))
    assert polling.again().items == 1


def test_the_first_poll_takes_the_first_entries_and_the_rest_counts_as_seen(polling: Polling) -> None:
    polling.site.route("/feed", answer(numbered(range(50, 0, -1)), headers=RSS))
    polling.feed(first_entries=5)
    polling.run()
    assert titles(polling) == ["46", "47", "48", "49", "50"]
    polling.site.route("/feed", answer(numbered(range(51, 0, -1)), headers=RSS))
    assert polling.again().items == 1


def test_more_entries_than_one_poll_takes_come_with_the_next_ones(polling: Polling) -> None:
    polling.site.route("/feed", validated(numbered([1]), '"1"'))
    polling.feed(max_entries=4)
    polling.run()
    polling.site.route("/feed", validated(numbered(range(11, 0, -1)), '"2"'))
    assert [polling.again().items for _ in range(4)] == [4, 4, 2, 0]
    assert titles(polling) == [str(number) for number in range(1, 12)]


def test_what_is_left_comes_even_where_the_etag_stays_the_same(polling: Polling) -> None:
    polling.site.route("/feed", validated(numbered([1]), '"same"'))
    polling.feed(max_entries=4)
    polling.run()
    polling.site.route("/feed", answer(numbered(range(9, 0, -1)), headers=RSS | {"ETag": '"same"'}))
    polling.again()
    polling.site.route("/feed", validated(numbered(range(9, 0, -1)), '"same"'))
    polling.again()
    assert titles(polling) == [str(number) for number in range(1, 10)]


def test_entries_of_a_feed_that_was_empty_at_first_are_new(polling: Polling) -> None:
    polling.site.route("/feed", answer(rss(), headers=RSS))
    polling.feed(first_entries=0)
    polling.run()
    polling.site.route("/feed", answer(numbered([2, 1]), headers=RSS))
    assert polling.again().items == 2


def test_entries_that_share_an_id_and_differ_are_not_taken_for_changes_of_each_other(polling: Polling) -> None:
    shared = [entry(1, text, guid="same") for text in ("It was closed again.", "It was opened.")]
    polling.site.route("/feed", answer(rss(*shared), headers=RSS))
    polling.feed()
    assert polling.run().items == 2
    polling.site.route("/feed", answer(rss(entry(2), *shared), headers=RSS))
    assert polling.again().items == 1
    polling.site.route("/feed", answer(rss(entry(3), entry(2), *shared), headers=RSS))
    assert polling.again().items == 1


@pytest.mark.parametrize("title", [b"URGENT: Bridge", b"<![CDATA[\xd8\xb9\xd8\xa7\xd8\xac\xd9\x84: x]]>", b"Flash - x"])
def test_an_entry_with_an_urgent_title_goes_into_the_urgent_inbox(polling: Polling, title: bytes) -> None:
    polling.site.route("/feed", answer(numbered([1]).replace(b"Bridge 1 opens", title), headers=RSS))
    polling.feed()
    polling.run()
    assert len(polling.items("urgent")) == 1


def test_an_urgent_source_reads_all_its_entries_first(polling: Polling) -> None:
    polling.site.route("/feed", answer(numbered([1, 2]), headers=RSS))
    polling.feed(urgent=True)
    polling.run()
    assert len(polling.items("urgent")) == 2


def test_a_json_feed_is_taken_entry_by_entry(polling: Polling) -> None:
    body = (
        '{"version": "https://jsonfeed.org/version/1.1", "title": "Bridges", "items": ['
        '{"id": "2", "title": "Two", "content_text": "b"}, {"id": "1", "title": "One", "content_text": "a"}]}'
    )
    polling.site.route("/feed", answer(body.encode(), headers={"Content-Type": "application/feed+json"}))
    polling.feed()
    assert polling.run().items == 2
    assert (polling.items()[0].media_type or "").startswith("application/feed+json")


def test_what_is_no_feed_is_a_failure_that_says_what_it_is(polling: Polling) -> None:
    polling.site.route(
        "/feed", answer(b"<!doctype html><html><body>Moved</body></html>", headers={"Content-Type": "text/html"})
    )
    polling.feed()
    assert polling.run().failures == 1
    state = polling.state()
    assert (state.failures, state.polls) == (1, 1)
    assert "HTML" in (state.error or "")


def test_a_failure_is_tried_again_ever_less_often_and_forgotten_with_the_first_success(polling: Polling) -> None:
    polling.site.route("/feed", answer(status=500))
    polling.feed()
    polling.run()
    first = polling.delay()
    polling.again()
    polling.again()
    assert polling.delay() > first * 1.5
    assert polling.state().failures == 3
    assert (polling.state().error or "").startswith("server_error")
    polling.site.route("/feed", answer(numbered([1]), headers=RSS))
    polling.again()
    assert (polling.state().failures, polling.state().error) == (0, None)


def test_a_body_cut_short_brings_nothing_and_the_next_poll_all(polling: Polling) -> None:
    whole = numbered([2, 1])
    polling.site.route("/feed", raw(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(whole), whole[:-50])))
    polling.feed()
    polling.run()
    assert polling.items() == []
    assert (polling.state().error or "").startswith("cut")
    polling.site.route("/feed", answer(whole, headers=RSS))
    assert polling.again().items == 2


def test_a_document_that_ends_within_an_entry_is_read_again(polling: Polling) -> None:
    whole = numbered([1, 2])
    polling.site.route("/feed", validated(whole[:-90], '"half"'))
    polling.feed()
    polling.run()
    assert titles(polling) == ["1"]
    assert polling.state().etag is None
    polling.site.route("/feed", validated(whole, '"whole"'))
    polling.again()
    assert titles(polling) == ["1", "2"]
    assert polling.state().trouble is None


def test_a_document_that_always_ends_too_early_is_asked_for_no_more_often_than_others(polling: Polling) -> None:
    polling.site.route("/feed", answer(numbered([1, 2])[:-90], headers=RSS))
    polling.feed()
    polling.run()
    assert polling.delay() >= 300
    assert "ends within" in (polling.state().trouble or "")


@pytest.mark.parametrize("status", [200, 429, 503])
def test_retry_after_in_seconds_is_waited_for_on_any_status(polling: Polling, status: int) -> None:
    polling.site.route("/feed", answer(numbered([1]), status, {"Retry-After": "7200"}))
    polling.feed()
    polling.run()
    assert 7200 <= polling.delay() <= 7200 * 1.1


def test_retry_after_as_a_date_is_waited_for(polling: Polling) -> None:
    polling.site.route("/feed", answer(b"", 429, {"Retry-After": formatdate(time.time() + 5000, usegmt=True)}))
    polling.feed()
    polling.run()
    assert 4990 <= polling.delay() <= 5500


@pytest.mark.parametrize(
    ("head", "headers", "least"),
    [
        ("<ttl>120</ttl>", {}, 7200),
        ("", {"Cache-Control": "max-age=5000"}, 5000),
        ("<ttl>60</ttl>", {"Cache-Control": "max-age=60"}, 3600),
    ],
)
def test_what_the_feed_or_its_headers_ask_for_is_waited_for(
    polling: Polling, head: str, headers: dict[str, str], least: int
) -> None:
    polling.site.route("/feed", answer(numbered([1], head=head), headers=RSS | headers))
    polling.feed()
    polling.run()
    assert least <= polling.delay() <= least * 1.1
    polling.again()
    assert least <= polling.delay() <= least * 1.1


def test_410_stops_the_polling_and_says_so_until_somebody_orders_a_poll(polling: Polling) -> None:
    polling.site.route("/feed", answer(status=410))
    polling.feed()
    polling.run()
    assert polling.state().gone
    assert polling.row().due_ms is None
    assert "410" in (polling.state().why or "")
    polling.site.route("/feed", answer(numbered([1]), headers=RSS))
    assert polling.again().items == 1
    assert not polling.state().gone
    assert polling.row().due_ms is not None


def test_a_permanent_redirect_is_remembered_once_it_was_seen_repeatedly(polling: Polling) -> None:
    polling.site.route("/feed", redirect("/new", 301))
    polling.site.route("/new", answer(numbered([1]), headers=RSS))
    polling.feed()
    polling.run()
    for _ in range(6):
        polling.again()
    assert len(polling.site.asked("/feed")) == 5
    assert len(polling.site.asked("/new")) == 7
    assert polling.state().moved_to == polling.site.url("/new")


def test_a_temporary_redirect_is_not_remembered(polling: Polling) -> None:
    polling.site.route("/feed", redirect("/new", 302))
    polling.site.route("/new", answer(numbered([1]), headers=RSS))
    polling.feed()
    polling.run()
    for _ in range(6):
        polling.again()
    assert len(polling.site.asked("/feed")) == 7
    assert polling.state().moved_to is None


def test_an_address_moved_to_that_fails_is_forgotten_for_the_declared_one(polling: Polling) -> None:
    polling.site.route("/feed", redirect("/new", 308))
    polling.site.route("/new", answer(numbered([1]), headers=RSS))
    polling.feed()
    polling.run()
    for _ in range(5):
        polling.again()
    polling.site.route("/new", answer(status=404))
    polling.site.route("/feed", answer(numbered([2, 1]), headers=RSS))
    assert polling.again().items == 0
    assert polling.again().items == 1


def test_an_address_moved_to_that_brings_something_else_for_long_is_forgotten_for_the_declared_one(polling: Polling) -> None:
    polling.site.route("/feed", redirect("/new", 308))
    polling.site.route("/new", answer(numbered([1]), headers=RSS))
    polling.feed()
    polling.run()
    for _ in range(5):
        polling.again()
    polling.site.route(
        "/new", answer(b"<!doctype html><html><body>For sale</body></html>", headers={"Content-Type": "text/html"})
    )
    polling.site.route("/feed", answer(numbered([2, 1]), headers=RSS))
    assert [polling.again().items for _ in range(6)] == [0, 0, 0, 0, 0, 1]


def test_another_declared_address_begins_anew(polling: Polling) -> None:
    polling.site.route("/feed", validated(numbered([1]), '"1"'))
    polling.site.route("/other", validated(numbered([1]), '"1"'))
    polling.feed()
    polling.run()
    polling.feed(path="/other")
    polling.again()
    assert [request.headers.get("if-none-match") for request in polling.site.asked("/other")] == [None]
    assert polling.state().polls == 1


def test_private_addresses_are_not_fetched_unless_the_source_allows_them(polling: Polling) -> None:
    polling.feed(allow_private=False)
    polling.run()
    assert (polling.state().error or "").startswith("private_address")
    assert polling.site.requests == []


def test_the_interval_follows_what_the_feed_publishes(polling: Polling, redis: Redis) -> None:
    polling.site.route("/feed", answer(numbered([1]), headers=RSS))
    polling.feed(min_interval=10)
    polling.run()
    assert polling.state().mean_gap is None
    for number in range(2, 8):
        polling.site.route("/feed", answer(numbered(range(number, 0, -1)), headers=RSS))
        polling.again()
    assert polling.delay() <= 11
    assert polling.state().delivered == 7
