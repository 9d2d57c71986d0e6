"""What must hold for any bytes taken for a feed, and for any feed that is split."""

import time
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas import Article, Code, Rejection, Source, WireItem
from schemas.errors import Unreadable
from tests.formats.items import item_of
from worker.formats.feed_split import split
from worker.normalise.language import load_model
from worker.pipeline import read

SOURCE = Source(id="test", url="https://feeds.example/all.xml", language="en")
MEBIBYTE = 1_000_000

PIECES = st.sampled_from(
    [
        *(
            f"<{slash}{name}>"
            for slash in ("", "/")
            for name in ("item", "entry", "title", "guid", "link", "id", "author", "name")
        ),
        *(
            f"<{slash}{name}>"
            for slash in ("", "/")
            for name in ("description", "content:encoded", "channel", "rss", "pubDate")
        ),
        "<item rdf:about='https://a.example/1'>",
        "<entry xml:lang='fr' xml:base='/x/'>",
        "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>x</p></div></content>",
        '<link rel="alternate" href="//b.example/2"/>',
        '<link href="http://[bad"/>',
        "<guid>0</guid>",
        "<link>https://a.example/1</link>",
        "<link>https://a.example/2</link>",
        "<title>Harbour reopens</title>",
        "<description>Boats went out.</description>",
        '<enclosure url="/a.mp3" type="audio/mpeg" length="9"/>',
        '<media:content url="b.jpg" width="99999999999999999999"><media:description>x</media:description></media:content>',
        "<georss:where><gml:Point><gml:pos>1 2</gml:pos></gml:Point></georss:where>",
        '<category scheme="s" term="t" label="l"/>',
        "<pubDate>Mon, 23 Nov 2026 10:20:30 GMT</pubDate>",
        "<updated>٢٣ نوفمبر</updated>",
        "<![CDATA[",
        "]]>",
        "<!--",
        "-->",
        "<?x ",
        "?>",
        "<!ENTITY a 'b'>",
        "&amp;",
        "&nbsp;",
        "&#xD800;",
        "&#99999999999999;",
        "&#0;",
        "&lt;p&gt;",
        "&",
        "<",
        ">",
        '"',
        "<br>",
        "<p>",
        "<item/>",
        "<svg>",
        "كلمة",
        "\x0b",
        " ",
    ]
)
ROOTS = st.sampled_from(
    [
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>',
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://base.example/b/">',
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel></channel>',
        '<channel base="https://base.example/">',
        '<entry xmlns="http://www.w3.org/2005/Atom">',
        '<!DOCTYPE rss [ <!ELEMENT x "y"> ]><rss>',
    ]
)
TEXTS = st.lists(st.one_of(PIECES, PIECES, st.text(max_size=20)), max_size=40).map("".join)
FEEDS = st.builds("{}{}".format, ROOTS, TEXTS).map(lambda text: text.replace("\x00", "").encode())


@pytest.fixture(scope="module", autouse=True)
def _models() -> None:
    load_model()


def as_feed(payload: bytes) -> WireItem:
    return item_of(payload).model_copy(update={"format": "feed"})


def content_of(result: Article | Rejection) -> object:
    if isinstance(result, Rejection):
        return result.code
    return result.model_dump(exclude={"provenance"})


@given(st.one_of(st.binary(), FEEDS, TEXTS.map(str.encode)))
@settings(deadline=timedelta(seconds=1), max_examples=300)
def test_whatever_is_taken_for_a_feed_becomes_articles_or_rejections(payload: bytes) -> None:
    results = read(as_feed(payload))
    assert results
    for result in results:
        assert type(result).model_validate_json(result.model_dump_json()) == result
        assert not isinstance(result, Rejection) or result.code != Code.READER_FAILED, result.message


@given(FEEDS)
@settings(deadline=timedelta(seconds=1), max_examples=300)
def test_any_feed_that_is_split_reads_as_the_whole(payload: bytes) -> None:
    try:
        feed = split(payload, None, SOURCE)
    except Unreadable as error:
        refused: str | None = error.code
    else:
        refused = None
    if refused:
        assert [result.code for result in read(as_feed(payload), SOURCE) if isinstance(result, Rejection)] == [refused]
        return
    whole = read(as_feed(payload), SOURCE)
    parts = [result for entry in feed.entries for result in read(as_feed(feed.item(entry)), SOURCE)]
    if feed.truncated or not parts:  # the whole says so; the items know nothing of it
        assert isinstance(whole.pop(), Rejection)
    assert list(map(content_of, parts)) == list(map(content_of, whole))


HOSTILE = {
    "items": "<item>",
    "ended items": "</item>",
    "empty items": "<item/>",
    "nested titles": "<item><title>",
    "titles": "<title>",
    "leaves": "<title><link>",
    "character data": "<![CDATA[",
    "ends of character data": "]]>",
    "comments": "<!--",
    "instructions": "<?x",
    "declarations": "<!x",
    "attributes": "<item a='",
    "more attributes": ' a="<item ',
    "attributes of one tag": " a='b'",
    "ampersands": "&",
    "references": "&#60;",
    "bad references": "&#xFFFFFFFF",
    "names": "&nbsp",
    "angles": "<",
    "ends": ">",
    "ends of nothing": "</",
    "spaces": " ",
    "links": "<link>https://a.example/</link>",
    "guids": "<guid>1</guid>",
    "document types": '<!DOCTYPE [">',
    "categories": "<category>a</category>",
    "authors": "<author>a@b (c)</author>",
    "pictures": "<media:content url='https://a.example/1.jpg'>",
    "points": "<georss:where><gml:pos>1 2",
    "divisions": "<div>",
    "breaks": "<br/>",
    "letters": "a",
}
FRAMES = {
    "bare": "{}",
    "in a channel": "<rss><channel>{}",
    "in a tag": "<rss {}><channel><item><title>x</title></item></channel></rss>",
    "in an entry": "<rss><channel><item><title>x</title>{}</item></channel></rss>",
    "in a title": "<feed><entry><title type='html'>{}</title><content>x</content></entry></feed>",
    "in a text": "<rss><channel><item><title>x</title><description>{}</description></item></channel></rss>",
    "in a date": "<rss><channel><item><title>x</title><pubDate>{}</pubDate></item></channel></rss>",
}


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("frame", FRAMES.values(), ids=FRAMES.keys())
def test_repetition_of_anything_in_a_feed_is_read_in_linear_time(piece: str, frame: str) -> None:
    payload = frame.format(piece * (MEBIBYTE // 16 // len(piece))).encode()
    started = time.perf_counter()
    assert read(as_feed(payload), SOURCE)
    assert time.perf_counter() - started < 2  # a quadratic scan takes longer than that for a single entry


@pytest.mark.parametrize("name", ["items", "nested titles", "character data", "attributes", "ampersands"])
def test_a_mebibyte_of_anything_in_a_feed_is_read_in_seconds(name: str) -> None:
    payload = f"<rss><channel>{HOSTILE[name] * (MEBIBYTE // len(HOSTILE[name]))}".encode()
    started = time.perf_counter()
    assert read(as_feed(payload), SOURCE)
    assert time.perf_counter() - started < 10  # hours, if it were quadratic
