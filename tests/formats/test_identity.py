"""The uri of a story: the same for every delivery of it, another for every other story."""

import json
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from schemas import Article, Source
from schemas.errors import Unreadable
from tests.formats.items import RECEIVED, item_of
from worker.draft import Draft, IdOfDay, WrittenTime
from worker.normalise.dates import read_time
from worker.normalise.identity import Identified, Lead, canonical_url, content_digest, identify
from worker.pipeline import read

SAMPLES = Path(__file__).parents[2] / "samples"
LEAD = Lead("xinhua", RECEIVED.date(), "Harbour reopens", "Boats went out.")


def read_sample(name: str, source: Source | None = None, url: str | None = None) -> Article:
    (result,) = read(item_of((SAMPLES / name).read_bytes(), url=url), source)
    assert isinstance(result, Article)
    return result


def identified(draft: Draft, authority: str = "xinhua", lead: Lead = LEAD) -> Identified:
    return identify(draft, authority, date(2013, 11, 13), lead)


@pytest.mark.parametrize(
    "identifier", ["urn:newsml:wire.example:2026:1", "tag:wire.example,2026:1", "https://wire.example/1?a=B"]
)
def test_an_id_that_is_global_as_written_is_kept(identifier: str) -> None:
    assert identified(Draft(wire_id=identifier), "anyone") == (identifier, "wire_id", None)


def test_any_other_id_is_put_under_its_authority() -> None:
    assert identified(Draft(wire_id="1"), "wire.example").uri == "urn:wirecopy:wire.example:1"
    assert identified(Draft(wire_id="a b:ü"), "w:x").uri == "urn:wirecopy:w%3Ax:a%20b%3A%C3%BC"


@pytest.mark.parametrize(
    ("identifier", "version", "uri"),
    [
        ("urn:newsml:wire.example:20131113:boats:3", "3", "urn:newsml:wire.example:20131113:boats"),
        ("urn:newsml:wire.example:20131113:boats:3N", "3", "urn:newsml:wire.example:20131113:boats"),
        ("urn:newsml:wire.example:20131113T120000Z:boats:12U", None, "urn:newsml:wire.example:20131113T120000Z:boats"),
        ("urn:newsml:wire.example:20131113:boats", "3", "urn:newsml:wire.example:20131113:boats"),
        ("urn:newsml:wire.example:20131113:4711", "4711", "urn:newsml:wire.example:20131113:4711"),
        ("tag:wire.example,2013:newsml_boats:3", "3", "tag:wire.example,2013:newsml_boats"),
        ("tag:wire.example,2013:newsml_boats:2", "3", "tag:wire.example,2013:newsml_boats:2"),
        ("tag:wire.example,2013:3", "3", "tag:wire.example,2013:3"),
        ("https://wire.example/items/3", "3", "https://wire.example/items/3"),
    ],
)
def test_the_version_that_ends_an_id_is_no_part_of_the_identity(identifier: str, version: str | None, uri: str) -> None:
    assert identified(Draft(wire_id=identifier, wire_version=version)).uri == uri


def test_the_document_number_goes_before_the_address() -> None:
    draft = Draft(document_number="139700001", url="https://wire.example/story")
    assert identified(draft) == ("urn:wirecopy:xinhua:139700001", "document_number", None)


def test_the_canonical_address_is_the_identity_of_a_story_without_a_number() -> None:
    draft = Draft(url="HTTPS://Wire.Example:443/Story?id=1&utm_source=x#top")
    assert identified(draft) == ("https://wire.example/Story?id=1", "canonical_url", None)


def test_a_transmission_is_known_by_service_number_and_day() -> None:
    draft = Draft(of_day=IdOfDay("transmission", "eca", "062"), url="https://wire.example/story")
    assert identified(draft, "wire.example") == ("urn:wirecopy:wire.example:eca-062-2013-11-13", "transmission", None)


def test_the_takes_of_a_story_share_its_slug_and_day_and_what_is_apart_follows_it() -> None:
    story = identified(Draft(of_day=IdOfDay("slug", "W", "LT--Boats Return")), "wire.example")
    addition = identified(Draft(of_day=IdOfDay("slug", "W", "LT--Boats Return", "1stAdd")), "wire.example")
    assert story.uri == "urn:wirecopy:wire.example:w-lt--boats%20return-2013-11-13"
    assert addition == (f"{story.uri}-1stadd", "slug", story.uri)


def test_without_its_day_neither_number_nor_slug_identifies_a_story() -> None:
    draft = Draft(of_day=IdOfDay("transmission", "eca", "062"))
    assert identify(draft, "wire.example", None, LEAD).basis == "digest"


@pytest.mark.parametrize(
    ("stamp", "year", "utc"),
    [
        ("131137 GMT Nov 13", 2013, "2013-11-13T11:37"),
        ("131137 Nov 13", 2013, "2013-11-13T11:37"),
        ("131137 MEZ Dez. 94", 1994, "1994-12-13T10:37"),
        ("131137 GMT Nov 2013", 2013, "2013-11-13T11:37"),
        ("131137 GMT Nov", 2026, "2026-11-13T11:37"),
        ("301137 GMT Dez", 2025, "2025-12-30T11:37"),
        ("291137 GMT Feb", 2024, "2024-02-29T11:37"),
        ("11-13-13 1509GMT", 2013, "2013-11-13T15:09"),
        ("11-13-13 1009EST", 2013, "2013-11-13T15:09"),
        ("11-13", 2026, "2026-11-13T00:00"),
    ],
)
def test_the_stamp_of_a_transmission_gives_its_day_and_time(stamp: str, year: int, utc: str) -> None:
    received = datetime(2026, 2, 1, 12, tzinfo=UTC) if year != 2026 else RECEIVED
    moment = read_time(WrittenTime(stamp, "line 9", is_stamp=True), None, received)
    assert (moment.day.year, moment.utc.isoformat()[:16]) == (year, utc)


@pytest.mark.parametrize(
    "months",
    [
        "Jän Feb Mär Apr Mai Jun Jul Aug Sep Okt Nov Dez",
        "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
        "jan fév mar avr mai juin juil aoû sep oct nov déc",
        "JANV FEVR MARS AVRIL MAI JUIN JUIL AOUT SEPT OCT NOV DEC",
        "ENE FEB MAR ABR MAY JUN JUL AGO SET OCT NOV DIC",
        "gen feb mar apr mag giu lug ago set ott nov dic",
        "jan feb mars april maj juni juli aug sept okt nov des",
        "januari februari marts apr mei jun jul augusti septiembre okt november desember",
    ],
)
def test_the_months_of_stamps_are_read_in_the_languages_of_the_agencies(months: str) -> None:
    stamps = [WrittenTime(f"131137 GMT {name} 13", "line 9", is_stamp=True) for name in months.split()]
    assert [read_time(stamp, None, RECEIVED).utc.month for stamp in stamps] == list(range(1, 13))


@pytest.mark.parametrize(
    ("zone", "hour"), [("GMT", 11), ("UTC", 11), ("TU", 11), ("MEZ", 10), ("CET", 10), ("HEC", 10), ("MESZ", 9), ("CEST", 9)]
)
def test_the_zone_of_a_stamp_is_read_as_agencies_write_it(zone: str, hour: int) -> None:
    moment = read_time(WrittenTime(f"131137 {zone} Jul 13", "line 9", is_stamp=True), "Asia/Tokyo", RECEIVED)
    assert (moment.utc.hour, moment.notes) == (hour, ())


def test_a_zone_that_nobody_knows_is_the_sources() -> None:
    moment = read_time(WrittenTime("131137 XYZ Jul 13", "line 9", is_stamp=True), "Asia/Tokyo", RECEIVED)
    assert (moment.utc.hour, [note.code for note in moment.notes]) == (2, ["timezone_assumed"])


@pytest.mark.parametrize("stamp", ["301137 GMT Feb", "311137 GMT Nov 13", "13-13-13 1509GMT", "11-13-13 2509GMT", "13 GMT"])
def test_an_impossible_stamp_is_refused_with_its_place(stamp: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read_time(WrittenTime(stamp, "line 9", is_stamp=True), None, RECEIVED)
    assert (caught.value.code, caught.value.where) == ("impossible_date", "line 9")


def test_a_story_without_any_id_is_known_by_provider_day_headline_and_lead() -> None:
    uri, basis, _ = identified(Draft())
    assert basis == "digest"
    assert uri.startswith("urn:wirecopy:xinhua:digest-")
    assert identified(Draft(), lead=Lead("xinhua", RECEIVED.date(), "HARBOUR  reopens", "Boats went out.")).uri == uri
    others = [
        Lead("reuters", LEAD.date, LEAD.headline, LEAD.paragraph),
        Lead("xinhua", None, LEAD.headline, LEAD.paragraph),
        Lead("xinhua", LEAD.date, "Harbour closes", LEAD.paragraph),
        Lead("xinhua", LEAD.date, LEAD.headline, "Boats stayed."),
    ]
    assert len({uri, *(identified(Draft(), lead=lead).uri for lead in others)}) == 5


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
