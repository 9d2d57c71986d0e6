"""The feed splitter: one feed document becomes one wire item for each entry, which reads as the entry does in the feed."""

import time
from pathlib import Path

import pytest

from schemas import Article, Source
from schemas.errors import Unreadable
from tests.formats.items import item_of
from worker.formats.feed_parts import Feed, Hints
from worker.formats.feed_split import split
from worker.formats.registry import choose
from worker.pipeline import read

TWINS = sorted((Path(__file__).parent / "feed").glob("*.xml"))
WHOLE = [path for path in TWINS if path.stem not in ("nasty-billion-laughs", "nasty-cut-short")]
SOURCE = Source(id="test", url="https://feeds.example/wire/all.xml")


def split_text(text: str, *repeated: str) -> Feed:
    return split(text.encode(), None, SOURCE, frozenset(repeated))


def rss(items: str, head: str = "") -> str:
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>T</title>{head}{items}</channel></rss>'


def item(guid: str = "", link: str = "", title: str = "A title") -> str:
    guid = f'<guid isPermaLink="false">{guid}</guid>' if guid else ""
    link = f"<link>{link}</link>" if link else ""
    return f"<item><title>{title}</title>{guid}{link}<description>Some text.</description></item>"


def keys_of(feed: Feed) -> list[str]:
    return [entry.key for entry in feed.entries]


@pytest.mark.parametrize("path", WHOLE, ids=lambda path: path.stem)
def test_the_items_of_a_feed_read_as_the_whole_does(path: Path) -> None:
    whole = read(item_of(path.read_bytes()), SOURCE)
    feed = split(path.read_bytes(), None, SOURCE)
    parts = [result for entry in feed.entries for result in read(item_of(feed.item(entry)), SOURCE)]
    assert len(parts) == len(whole)
    for part, same in zip(parts, whole, strict=True):
        assert type(part) is type(same)
        if isinstance(part, Article) and isinstance(same, Article):
            assert part.model_dump(exclude={"provenance"}) == same.model_dump(exclude={"provenance"})


@pytest.mark.parametrize("path", WHOLE, ids=lambda path: path.stem)
def test_splitting_an_item_again_changes_nothing(path: Path) -> None:
    feed = split(path.read_bytes(), None, SOURCE)
    for entry in feed.entries:
        again = split(feed.item(entry), feed.media_type, SOURCE)
        assert again.entries == (entry,)
        assert again.item(again.entries[0]) == feed.item(entry)


@pytest.mark.parametrize("path", WHOLE, ids=lambda path: path.stem)
def test_an_item_is_recognised_by_its_bytes_and_by_its_media_type(path: Path) -> None:
    feed = split(path.read_bytes(), None, SOURCE)
    for entry in feed.entries:
        assert choose(item_of(feed.item(entry)), SOURCE).name == "feed"
        assert choose(item_of(feed.item(entry), media_type=feed.media_type), SOURCE).name == "feed"


def test_an_entry_is_known_by_its_guid_else_its_link_else_its_own_text() -> None:
    feed = split_text(rss(item("g1", "https://a.example/1") + item("", "/2") + item()))
    guid, link, digest = keys_of(feed)
    assert (guid, link) == ("g1", "https://feeds.example/2")
    assert digest.startswith("digest-")
    assert keys_of(split_text(rss(item(title="Another title")))) != [digest]


def test_a_guid_with_two_links_is_repeated_and_its_entries_are_known_by_their_links_too() -> None:
    feed = split_text(
        rss(item("0", "https://a.example/1") + item("0", "https://a.example/2") + item("1", "https://a.example/3"))
    )
    assert feed.repeated == {"0"}
    assert keys_of(feed) == ["0 https://a.example/1", "0 https://a.example/2", "1"]
    assert [entry.repeated for entry in feed.entries] == [True, True, False]
    assert [b'guid="repeated"' in feed.item(entry) for entry in feed.entries] == [True, True, False]


def test_an_entry_that_stands_twice_in_a_feed_is_one_entry() -> None:
    feed = split_text(rss(item("0", "https://a.example/1") * 2))
    assert feed.repeated == frozenset()
    assert keys_of(feed) == ["0", "0"]


def test_a_guid_that_was_repeated_once_stays_so() -> None:
    feed = split_text(rss(item("0", "https://a.example/3")), "0")
    assert feed.repeated == {"0"}
    assert keys_of(feed) == ["0 https://a.example/3"]
    (article,) = read(item_of(feed.item(feed.entries[0])))
    assert isinstance(article, Article)
    assert (article.uri, article.identity.basis) == ("https://a.example/3", "canonical_url")


def test_an_item_has_what_its_entry_needs_of_the_head_and_no_more() -> None:
    head = "<language>ar</language><copyright>C</copyright><image><title>no</title></image><description>no</description>"
    feed = split_text(rss(item("1"), head))
    text = feed.item(feed.entries[0]).decode()
    assert "<language>ar</language>" in text
    assert "<copyright>C</copyright>" in text
    assert "no</" not in text


def test_a_long_head_is_not_repeated_in_every_item() -> None:
    head = f"<copyright>{'C' * 100_000}</copyright>" + "<link>https://a.example/</link>" * 1000
    attributes = "".join(f' xmlns:a{number}="https://a.example/{number}"' for number in range(1000))
    feed = split_text(rss(item("1"), head).replace("<rss", f"<rss{attributes}"))
    assert len(feed.item(feed.entries[0])) < 20_000


def test_what_stands_behind_the_entries_is_read_as_head() -> None:
    feed = split_text(rss(item("1") + "<ttl>5</ttl><language>fr</language>"))
    assert feed.hints.ttl == 300
    assert b"<language>fr</language>" in feed.item(feed.entries[0])


def test_a_feed_says_how_often_it_is_to_be_polled() -> None:
    head = """<ttl>60</ttl><skipHours><hour>0</hour><hour>24</hour><hour>7</hour><hour>25</hour><hour>x</hour></skipHours>
    <skipDays><day>Monday</day><day>Sunday</day><day>Someday</day></skipDays>
    <sy:updatePeriod> hourly </sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>"""
    hints = split_text(rss("", head)).hints
    assert hints == Hints(ttl=3600, update_interval=1800, skip_hours=frozenset((0, 7)), skip_days=frozenset((0, 6)))
    assert split_text(rss("")).hints == Hints()
    assert split_text(rss("", "<ttl>-1</ttl><sy:updatePeriod>often</sy:updatePeriod>")).hints == Hints()


@pytest.mark.parametrize(
    ("document", "kind"),
    [
        (rss(""), "rss20"),
        ('<rss version="0.91"><channel/></rss>', "rss091"),
        ('<feed xmlns="http://www.w3.org/2005/Atom"/>', "atom10"),
        ('<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:entry/></a:feed>', "atom10"),
        ('<feed version="0.3" xmlns="http://purl.org/atom/ns#"/>', "atom03"),
        ('<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"/>', "rdf"),
        ("<Channel/>", "cdf"),
    ],
)
def test_the_kind_of_a_feed_is_told_by_its_root(document: str, kind: str) -> None:
    assert split_text(document).kind == kind


def test_an_atom_entry_alone_is_a_feed_of_one() -> None:
    text = '<entry xmlns="http://www.w3.org/2005/Atom"><id>tag:a.example,2026:1</id><title>One</title></entry>'
    feed = split_text(text)
    assert keys_of(feed) == ["tag:a.example,2026:1"]
    (article,) = read(item_of(feed.item(feed.entries[0])))
    assert isinstance(article, Article)
    assert article.headline == "One"


@pytest.mark.parametrize(
    ("payload", "said"),
    [
        (
            b"<html><head><link rel='stylesheet' href='/a'><link rel=alternate type='application/rss+xml' href='/rss.xml'>",
            "/rss.xml",
        ),
        (b"<!DOCTYPE html><title>Gone</title>", "an HTML page, and it names no feed"),
        (b"<nitf><head/></nitf>", "its root is <nitf>"),
        (b"Too many requests", "begins with 'Too many requests'"),
        (b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>', "its root is <rdf:rdf>"),
    ],
)
def test_what_is_no_feed_is_refused_with_what_it_is(payload: bytes, said: str) -> None:
    with pytest.raises(Unreadable, match="no feed") as caught:
        split(payload, "text/html", SOURCE)
    assert caught.value.code == "unknown_format"
    assert said in caught.value.message


def test_an_empty_answer_is_refused() -> None:
    with pytest.raises(Unreadable) as caught:
        split(b"  \n", None, SOURCE)
    assert caught.value.code == "empty"


@pytest.mark.parametrize(
    "declared",
    [
        '<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">',
        '<!ENTITY a SYSTEM "file:///etc/passwd">',
        '<!-- \' --><!entity a "b">',
        '<!ENTITY % p "x"> %p; <!ENTITY a "b">',
    ],
)
def test_a_feed_that_declares_entities_is_refused(declared: str) -> None:
    with pytest.raises(Unreadable) as caught:
        split_text(f"<!DOCTYPE rss [{declared}]>{rss(item('1'))}")
    assert caught.value.code == "unsafe_xml"


def test_a_feed_cut_short_gives_its_whole_entries_and_says_so() -> None:
    feed = split_text(rss(item("1") + item("2")).partition("</item></channel>")[0])
    assert keys_of(feed) == ["1"]
    assert feed.truncated


def test_ten_thousand_entries_are_taken_apart_in_seconds() -> None:
    text = rss("".join(item(f"g{number}", f"https://a.example/{number}") for number in range(10_000)))
    started = time.perf_counter()
    assert len(split_text(text).entries) == 10_000
    assert time.perf_counter() - started < 5  # a scan that starts again for each entry takes minutes
