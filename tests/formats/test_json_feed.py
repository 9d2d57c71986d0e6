"""JSON Feed: a feed splits into items that read as the whole does, and nothing wrong in it costs more than its own item."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas import Article, Rejection, Source
from schemas.errors import Unreadable
from tests.formats.items import item_of
from worker.formats.json_feed import JsonFeed
from worker.formats.json_feed_document import split_json
from worker.formats.registry import choose
from worker.normalise.language import language_of
from worker.pipeline import read


@pytest.fixture(scope="module", autouse=True)
def _detector() -> None:
    """Load the language detector's model once: it takes longer than any reading."""
    language_of(None, None, "Boats went out of the harbour again.")


VERSION = "https://jsonfeed.org/version/1.1"
ADDRESS = "https://gull.example/feed.json"
SOURCE = Source(id="test", url=ADDRESS)


def feed_of(*items: object, **facts: object) -> bytes:
    return json.dumps({"version": VERSION, "title": "Gull", "items": items, **facts}).encode()


def story(number: int, **facts: object) -> dict[str, object]:
    text = f"The story number {number} has text of its own."
    return {"id": f"s{number}", "title": f"Story {number}", "content_text": text, "language": "en", **facts}


def contents(payload: bytes) -> list[object]:
    """What a reading gives, apart from how it came about and where it stood."""
    results = read(item_of(payload), SOURCE)
    return [
        one.model_dump(exclude={"provenance"}) if isinstance(one, Article) else (one.code, one.message) for one in results
    ]


TEXTS = st.one_of(
    st.sampled_from(["", " ", "a", "https://gull.example/a", "/b", "\ud800", "2026-11-02T08:00:00Z"]), st.text()
)
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), TEXTS),
    lambda values: st.one_of(st.lists(values, max_size=3), st.dictionaries(TEXTS, values, max_size=3)),
    max_leaves=5,
)
AUTHORS = st.lists(st.fixed_dictionaries({}, optional={"name": TEXTS, "url": TEXTS}), max_size=3)
ITEMS = st.one_of(
    VALUES,
    st.fixed_dictionaries(
        {},
        optional={
            "id": st.one_of(VALUES, st.sampled_from(["1", "2", 1, 1.0])),
            "url": st.one_of(VALUES, st.sampled_from(["/1", "/2", "https://gull.example/1", "http://[", "mailto:a"])),
            "external_url": VALUES,
            "title": st.one_of(TEXTS, VALUES),
            "content_text": st.one_of(TEXTS, VALUES),
            "content_html": VALUES,
            "summary": st.one_of(TEXTS, VALUES),
            "image": VALUES,
            "date_published": VALUES,
            "date_modified": VALUES,
            "authors": st.one_of(AUTHORS, VALUES),
            "author": VALUES,
            "tags": VALUES,
            "language": VALUES,
            "attachments": VALUES,
        },
    ),
)
HEADS = st.fixed_dictionaries(
    {},
    optional={
        "title": VALUES,
        "home_page_url": st.one_of(VALUES, st.sampled_from(["https://gull.example/", "/x", "http://["])),
        "feed_url": VALUES,
        "language": VALUES,
        "authors": st.one_of(AUTHORS, VALUES),
        "author": VALUES,
    },
)


@given(HEADS, st.lists(ITEMS, max_size=5))
def test_a_feed_reads_as_its_items_do_one_by_one(head: dict[str, object], items: list[object]) -> None:
    payload = feed_of(*items, **head)
    split = split_json(payload, None, SOURCE)
    assert len(split.entries) == len(items)
    one_by_one = [result for entry in split.entries for result in contents(split.item(entry))]
    assert one_by_one == (contents(payload) if items else [])


@given(HEADS, st.lists(ITEMS, max_size=5))
def test_a_feed_of_anything_becomes_records_that_can_be_sent(head: dict[str, object], items: list[object]) -> None:
    for result in read(item_of(feed_of(*items, **head)), SOURCE):
        assert not isinstance(result, Rejection) or result.code != "reader_failed", result.message
        assert result.model_dump_json().encode("utf-8")


def test_an_entry_is_known_by_its_id_else_its_link_else_what_it_says() -> None:
    split = split_json(feed_of(story(1), {"url": "/2"}, {"title": "a"}, story(4, id=7)), None, SOURCE)
    first, second, third, fourth = (entry.key for entry in split.entries)
    assert (first, second, fourth) == ("s1", "https://gull.example/2", "7")
    assert third.startswith("digest-")


def test_ids_repeated_within_a_feed_or_before_are_told_apart_by_their_links() -> None:
    payload = feed_of(story(1, id="a", url="/1"), story(2, id="a", url="/2"), story(3, id="b", url="/3"))
    split = split_json(payload, None, SOURCE, frozenset({"b"}))
    assert [entry.key for entry in split.entries] == [
        f"{one} https://gull.example/{n}" for one, n in zip("aab", "123", strict=True)
    ]
    assert split.repeated == {"a", "b"}
    uris = [read(item_of(split.item(entry)), SOURCE)[0] for entry in split.entries]
    assert [one.uri for one in uris] == [f"https://gull.example/{number}" for number in (1, 2, 3)]


def test_the_text_of_an_entry_is_the_same_whatever_the_order_of_its_keys() -> None:
    turned = dict(reversed(story(1).items()))
    first, second = split_json(feed_of(story(1), turned), None, SOURCE).entries
    assert first.text == second.text


@pytest.mark.parametrize("text", ["http://jsonfeed.org/version/1", "https://www.jsonfeed.org/version/1.1", VERSION + "/"])
def test_versions_are_recognised_however_they_are_written(text: str) -> None:
    for written in (text, text.replace("/", "\\/")):
        payload = b'{"title": "x", "items": [], "version" : "' + written.encode() + b'"}'
        assert choose(item_of(payload, media_type="application/json"), SOURCE).name == JsonFeed().name


def test_other_json_is_no_json_feed() -> None:
    (result,) = read(item_of(b'{"items": [], "version": "2.0"}', media_type="application/json"))
    assert isinstance(result, Rejection)
    assert result.code == "unknown_format"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32", "windows-1252"])
def test_a_feed_is_read_in_any_charset_that_its_bytes_or_its_media_type_show(encoding: str) -> None:
    text = json.dumps({"version": VERSION, "items": [story(1, title="Café")]}, ensure_ascii=False, indent=1)
    item = item_of(text.encode(encoding), media_type=f"application/feed+json; charset={encoding}")
    (result,) = read(item)
    assert isinstance(result, Article)
    assert result.headline == "Café"


@pytest.mark.parametrize(
    "value", ["[" * 100_000, '{"a":' * 100_000, "1" * 1_000_000, "NaN", "-Infinity", "1e400", '"\\ud800"', "[{}]", "{"]
)
def test_a_hostile_value_costs_its_item_or_its_feed_and_raises_nothing(value: str) -> None:
    payload = f'{{"version": "{VERSION}", "items": [{value}]}}'.encode()
    (result,) = read(item_of(payload))
    assert isinstance(result, Rejection)
    assert result.code in ("unknown_format", "no_story")


@pytest.mark.parametrize("payload", [b"[]", b"5", b'"a"', b"{}", b'{"items": {}}', b"nonsense"])
def test_what_is_no_json_feed_does_not_split(payload: bytes) -> None:
    with pytest.raises(Unreadable):
        split_json(payload, "application/feed+json", SOURCE)


def test_references_and_tags_in_what_should_be_plain_are_read() -> None:
    facts = {"title": "The &#8220;Gull&#8221; &amp; more", "tags": ["A &amp; B"], "summary": "<p>Of it.</p>"}
    (one,) = read(item_of(feed_of(story(1, **facts))), SOURCE)
    assert isinstance(one, Article)
    assert (one.headline, one.keywords, one.summary) == ("The “Gull” & more", ("A & B",), "Of it.")


def test_a_summary_that_is_the_text_is_left_out() -> None:
    (one,) = read(item_of(feed_of({"id": "1", "title": "T", "summary": "Text.", "content_html": "<p>Text.</p>"})), SOURCE)
    assert isinstance(one, Article)
    assert one.summary is None
