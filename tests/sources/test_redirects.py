"""Redirects: followed by hand, hop by hop, and no secret goes along."""

import sys
from pathlib import Path

import pytest

from tests.sources.fetching import AGENT, Noted, failure, fetch, source
from tests.tls import Certificates, certificates
from tests.web import answer, raw, redirect, site

if sys.version_info >= (3, 14):
    pass
else:
    pass

FEED = b"<rss><channel><title>Norwick</title></channel></rss>"


@pytest.fixture(scope="module")
def certified(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return certificates(tmp_path_factory.mktemp("tls"))


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
