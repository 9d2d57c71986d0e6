"""The uri of a story: the same for every delivery of it, another for every other story."""

import json
from hashlib import sha256
from pathlib import Path

import pytest

from schemas import Article, Source
from tests.formats.items import RECEIVED, item_of
from worker.draft import Draft
from worker.normalise.identity import Lead, canonical_url, content_digest, uri_of
from worker.pipeline import read

SAMPLES = Path(__file__).parents[2] / "samples"
LEAD = Lead("xinhua", RECEIVED.date(), "Harbour reopens", "Boats went out.")


def read_sample(name: str, source: Source | None = None, url: str | None = None) -> Article:
    (result,) = read(item_of((SAMPLES / name).read_bytes(), url=url), source)
    assert isinstance(result, Article)
    return result


@pytest.mark.parametrize(
    "identifier", ["urn:newsml:wire.example:2026:1", "tag:wire.example,2026:1", "https://wire.example/1?a=B"]
)
def test_an_id_that_is_global_as_written_is_kept(identifier: str) -> None:
    assert uri_of(Draft(wire_id=identifier), "anyone", LEAD) == (identifier, "wire_id")


def test_any_other_id_is_put_under_its_authority() -> None:
    assert uri_of(Draft(wire_id="1"), "wire.example", LEAD) == ("urn:wirecopy:wire.example:1", "wire_id")
    assert uri_of(Draft(wire_id="a b:ü"), "w:x", LEAD) == ("urn:wirecopy:w%3Ax:a%20b%3A%C3%BC", "wire_id")


def test_the_document_number_goes_before_the_address() -> None:
    draft = Draft(document_number="139700001", url="https://wire.example/story")
    assert uri_of(draft, "xinhua", LEAD) == ("urn:wirecopy:xinhua:139700001", "document_number")


def test_the_canonical_address_is_the_identity_of_a_story_without_a_number() -> None:
    draft = Draft(url="HTTPS://Wire.Example:443/Story?id=1&utm_source=x#top")
    assert uri_of(draft, "xinhua", LEAD) == ("https://wire.example/Story?id=1", "canonical_url")


def test_a_story_without_any_id_is_known_by_provider_day_headline_and_lead() -> None:
    uri, basis = uri_of(Draft(), "xinhua", LEAD)
    assert basis == "digest"
    assert uri.startswith("urn:wirecopy:xinhua:digest-")
    assert uri_of(Draft(), "xinhua", Lead("xinhua", RECEIVED.date(), "HARBOUR  reopens", "Boats went out."))[0] == uri
    others = [
        Lead("reuters", LEAD.date, LEAD.headline, LEAD.paragraph),
        Lead("xinhua", None, LEAD.headline, LEAD.paragraph),
        Lead("xinhua", LEAD.date, "Harbour closes", LEAD.paragraph),
        Lead("xinhua", LEAD.date, LEAD.headline, "Boats stayed."),
    ]
    assert len({uri, *(uri_of(Draft(), "xinhua", lead)[0] for lead in others)}) == 5


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://Wire.Example:80", "http://wire.example/"),
        ("http://wire.example:8080/a", "http://wire.example:8080/a"),
        ("https://u:p@wire.example/a;b=1?x=&fbclid=1&y=2&gclid=3&UTM_medium=m", "https://wire.example/a;b=1?x=&y=2"),
        ("https://wire.example/أخبار?q=%20", "https://wire.example/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1?q=%20"),
        ("https://[2001:DB8::1]/a", "https://[2001:db8::1]/a"),
        ("ftp://wire.example/a", None),
        ("https://[broken/a", None),
        ("https://wire.example:port/", None),
        ("wire.example/a", None),
    ],
)
def test_an_address_is_made_canonical_without_changing_what_it_names(url: str, expected: str | None) -> None:
    assert canonical_url(url) == expected


@pytest.mark.parametrize(
    ("url", "number"),
    [
        ("https://arabic.news.cn/2026-03/02/c_139711112.htm", "139711112"),
        ("https://arabic.news.cn/20260302/0123456789abcdef0123456789abcdef/c.html", "0123456789abcdef0123456789abcdef"),
    ],
)
def test_the_address_of_a_page_gives_its_document_number(url: str, number: str) -> None:
    article = read_sample("02-xinhua-ar-urgent.txt", url=url)
    assert article.uri == f"urn:wirecopy:test:{number}"
    assert article.url == url
    assert [(alt.role, alt.value) for alt in article.alt_ids] == [("document_number", number)]


def test_the_same_number_from_two_authorities_is_two_stories() -> None:
    one = read_sample("01-xinhua-ar.txt", Source(id="page", provider="xinhua"))
    other = read_sample("01-xinhua-ar.txt", Source(id="copy", url="https://copy.example/list"))
    assert one.uri == "urn:wirecopy:xinhua:139700001"
    assert other.uri == "urn:wirecopy:copy.example:139700001"


def test_no_address_is_recorded_that_was_not_given() -> None:
    assert read_sample("01-xinhua-ar.txt").url is None


def test_the_content_digest_is_of_canonical_json_that_holds_only_what_was_said() -> None:
    (article,) = read(item_of(b"Harbour reopens\n\nBoats went out on Monday.\n"), Source(id="test", language="en"))
    assert isinstance(article, Article)
    content = {
        "direction": "ltr",
        "headline": "Harbour reopens",
        "language": "en",
        "paragraphs": ["Boats went out on Monday."],
        "uri": article.uri,
        "word_count": 5,
    }
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"))
    assert article.identity.content_digest == sha256(canonical.encode()).hexdigest()


def test_the_content_digest_is_the_same_for_every_version_number() -> None:
    article = read_sample("01-xinhua-ar.txt")
    assert content_digest(article.model_copy(update={"version": 7})) == article.identity.content_digest
