"""Which addresses may be fetched."""

import pytest

from schemas.errors import FetchFailed
from tests.sources.fetching import failure, fetch, source
from tests.web import answer, redirect, site
from worker.sources.guard import is_public, refuse_inside, shown, web_address

PRIVATE = [
    "0.0.0.0",  # noqa: S104
    "127.0.0.1", "127.9.9.9", "0.1.2.3", "10.1.2.3", "100.64.0.1", "100.127.255.255", "169.254.169.254",
    "172.16.0.1", "172.31.255.255", "192.168.1.1", "192.0.0.8", "192.0.2.1", "198.18.0.1", "198.51.100.7", "203.0.113.7",
    "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:0:127.0.0.1", "fe80::1", "fe80::1%eth0",
    "fc00::1", "fd12:3456::1", "fec0::1", "ff02::1", "2001:db8::1", "2001::1", "3fff::1", "100::1", "5f00::1",
    "2002:7f00:1::", "2002:c0a8:101::1", "64:ff9b::127.0.0.1", "64:ff9b::a00:1", "64:ff9b:1::8.8.8.8",
    "2606:4700::1%eth0", "", "name.example", "1.2.3",
]  # fmt: skip
PUBLIC = ["8.8.8.8", "100.63.0.1", "172.32.0.1", "192.0.1.1", "223.255.255.255", "2606:4700::1111", "::ffff:8.8.8.8",
          "2002:808:808::1", "64:ff9b::8.8.8.8"]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_addresses_of_inside_and_of_nowhere_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "127.3.2.1", "localhost", "localhost.", "2130706433", "0x7f000001", "0x7f.1", "017700000001", "127.1", "0",
     "0.0.0", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "１２７.0.0.1", "LOCALHOST"],
)  # fmt: skip
def test_no_way_to_write_loopback_gets_past_the_guard(host: str) -> None:
    with site() as s:
        s.route("/feed", answer(b"secret"))
        asked = source(f"http://{host}:{s.port}/feed", allow_private=False)
        assert failure(asked).code == "private_address"
        assert s.connections == 0


def test_a_source_may_be_allowed_private_addresses() -> None:
    with site() as s:
        s.route("/feed", answer(b"inside"))
        assert fetch(source(s.url("/feed"))).body == b"inside"


@pytest.mark.parametrize("host", ["localhost", "x.localhost", "router", "db.internal", "nas.local", "127.1", "0x7f000001",
                                  "[::1]", "169.254.169.254"])  # fmt: skip
def test_what_shows_itself_as_inside_is_refused_before_a_proxy_is_asked(host: str) -> None:
    with pytest.raises(FetchFailed) as failed:
        refuse_inside(web_address(f"http://{host}/"))
    assert failed.value.code == "private_address"


def test_a_proxy_on_loopback_may_be_used_and_is_not_asked_for_what_is_inside() -> None:
    with site() as s:
        s.route("/feed", answer(b"news"))
        s.route("/moved", redirect("http://127.0.0.1/feed"))
        asked = source("http://news.example/feed", allow_private=False, proxy=s.url())
        assert fetch(asked).body == b"news"
        assert failure(asked, "http://news.example/moved").code == "private_address"
        assert failure(asked, "http://localhost/feed").code == "private_address"
        assert [(request.host, request.path) for request in s.requests] == [
            ("news.example", "/feed"),
            ("news.example", "/moved"),
        ]


@pytest.mark.parametrize(
    "url",
    ["ftp://news.example/", "file:///etc/passwd", "//news.example/", "news.example/feed", "", "http://", "http:///feed",
     "http://user@news.example/", "http://user:word@news.example/", "http://@news.example/", "http://news.example:0/",
     "http://news.example:99999/", "http://news.example:x/", "http://a..example/", f"http://{'a' * 64}.example/", "http://[::1/",
     "http://news.example/a\r\nHost: other", "http://news.example/" + "a" * 9000, "http://" + "a." * 200 + "example/",
     "javascript:alert(1)", "gopher://127.0.0.1:6379/_FLUSHALL"],
)  # fmt: skip
def test_what_is_no_plain_web_address_is_refused(url: str) -> None:
    with pytest.raises(FetchFailed) as failed:
        web_address(url)
    assert failed.value.code == "bad_address"


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("HTTP://News.Example", "http://news.example/"),
        ("http://news.example:80/a#part", "http://news.example/a"),
        ("https://news.example:443/?q=%2F%2f+%41", "https://news.example/?q=%2F%2f+%41"),
        ("http://news.example/خبر عاجل?q=é", "http://news.example/%D8%AE%D8%A8%D8%B1%20%D8%B9%D8%A7%D8%AC%D9%84?q=%C3%A9"),
        ("http://новости.example/", "http://xn--b1amnebsh.example/"),
        ("http://news.example/a\udcff", "http://news.example/a%FF"),
        ("http://[2606:4700::1111]:8080/", "http://[2606:4700::1111]:8080/"),
        ("  http://news.example/a  ", "http://news.example/a"),
    ],
)
def test_addresses_are_asked_for_in_one_form(written: str, asked: str) -> None:
    assert str(web_address(written)) == asked


def test_messages_show_no_query() -> None:
    assert shown(web_address("https://news.example/feed?key=secret")) == "https://news.example/feed"
