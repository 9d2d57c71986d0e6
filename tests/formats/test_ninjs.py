"""ninjs: one reader for 1.x, 2.x, 3.x and their dialects; nothing wrong in an item costs more than what is wrong."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas import Article, Rejection, Source
from tests.formats.items import item_of
from tests.formats.ninjs_items import STORY, STORY_3, article, contents, rejection
from worker.formats.ninjs import Ninjs
from worker.formats.registry import choose
from worker.normalise.language import language_of
from worker.pipeline import read


@pytest.fixture(scope="module", autouse=True)
def _detector() -> None:
    """Load the language detector's model once: it takes longer than any reading."""
    language_of(None, None, "Boats went out of the harbour again.")


@given(st.permutations(list(STORY_3)))
def test_the_order_of_keys_makes_no_difference(keys: list[str]) -> None:
    payload = json.dumps({key: STORY_3[key] for key in keys}).encode()
    assert choose(item_of(payload), Source(id="test")).name == Ninjs().name
    assert contents(payload) == contents(json.dumps(STORY_3).encode())


@given(st.permutations(list(STORY_3)))
def test_a_story_is_recognised_by_its_beginning_when_its_first_value_fills_it(keys: list[str]) -> None:
    long = STORY_3 | {
        "headlines": [{"role": "main", "value": "Ferry returns " * 500}],
        "bodies": [{"contentType": "text/html", "value": "<p>Text.</p>" * 900}],
    }
    first = next(key for key in keys if key in ("headlines", "bodies"))
    assert Ninjs().sniff(json.dumps({first: long[first]} | {key: long[key] for key in keys})[:4096])


@pytest.mark.parametrize(
    "text",
    [
        '{"version": "https://jsonfeed.org/version/1.1", "items": [{"uri": "a", "headline": "b"}]}',
        '{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "a", "copyrightHolder": "b", "uri": "c"}',
        '{"products": [{"id": 1, "title": "Shirt", "body_html": "<p>Cotton</p>", "vendor": "x"}]}',
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": {}}]}',
        '{"name": "package", "version": "1.0.0", "description": "x", "urgency": 1}',
        '{"response": {"docs": [{"uri": "nyt://article/1", "headline": {"main": "a"}, "multimedia": []}]}}',
        '[1, 2, 3]',
        '[{"id": 1, "userId": 2, "title": "a", "body": "b"}]',
        '{"uri": "a", "title": "b", "body": "c"}',
        '{"urn": "urn:li:1", "headline": "Engineer"}',
        '{"category_list": {"categories": [{"id": 1, "description_text": "x"}]}}',
        '{"$schema": "http://json-schema.org/draft-07/schema", "properties": {"versioncreated": {"type": "string"}}}',
        '{"title": "ninjs", "properties": {"pubstatus" : {"enum": ["usable"]}, "uri": {"type": "string"}}}',
        "The ferry is back.",
        "[AP] The ferry is back.",
    ],
)  # fmt: skip
def test_other_json_is_not_taken(text: str) -> None:
    assert not Ninjs().sniff(text)


@pytest.mark.parametrize(
    "wrapped",
    [
        lambda one: one,
        lambda one: [one],
        lambda one: {"items": [one]},
        lambda one: {"_items": [one], "_meta": {"total": 1}},
        lambda one: {"total": 1, "limit": 20, "item": [one], "events": {}},
        lambda one: {"api_version": "2.2", "data": {"updated": "x", "items": [{"meta": {}, "item": one}]}},
        lambda one: {"id": "1", "api_version": "2.2", "data": {"item": one}},
        lambda one: {"entries": [one]},
        lambda one: {"hits": {"total": 1, "hits": [{"_id": "1", "_source": one}]}},
        lambda one: {"response": {"docs": {"documents": [one]}}},
        lambda one: {"data": [one]},
        lambda one: {"uri": "https://lantern.example/feed", "title": "Feed", "type": "feed", "items": [one]},
    ],
)  # fmt: skip
@pytest.mark.parametrize("story", [STORY, STORY_3], ids=["1.x", "3.x"])
def test_what_interfaces_wrap_around_a_story_makes_no_difference(wrapped: object, story: dict[str, object]) -> None:
    assert callable(wrapped)
    payload = json.dumps(wrapped(story)).encode()
    assert choose(item_of(payload), Source(id="test")).name == Ninjs().name
    assert contents(payload) == contents(json.dumps(story).encode())


@pytest.mark.parametrize("between", ["\n", "\r\n", "", " ", "\n\n", ",\n", "\n\x1e"])
def test_stories_in_a_row_are_read_however_they_are_parted(between: str) -> None:
    texts = [
        json.dumps(STORY | {"uri": f"urn:lantern:{number}"}, indent=indent) for number in (1, 2) for indent in (None, 1)
    ]
    found = read(item_of(between.join(texts).encode()))
    uris = [one.uri for one in found if isinstance(one, Article)]
    assert uris == ["urn:lantern:1", "urn:lantern:1", "urn:lantern:2", "urn:lantern:2"]


def test_an_answer_without_stories_has_none() -> None:
    (result,) = read(item_of(b'{"items": [], "pubstatus_filter": "usable"}', media_type="application/ninjs+json"))
    assert isinstance(result, Rejection)
    assert result.code == "no_story"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32", "latin-1", "windows-1252"])
def test_a_story_is_read_in_any_charset_that_its_bytes_or_its_media_type_show(encoding: str) -> None:
    text = json.dumps(STORY | {"headline": "Café über"}, ensure_ascii=False, indent=1)
    (result,) = read(item_of(text.encode(encoding), media_type=f"application/ninjs+json; charset={encoding}"))
    assert isinstance(result, Article)
    assert result.headline == "Café über"


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("usable", "usable"),
        ("Usable", "usable"),
        ("stat:usable", "usable"),
        ("http://cv.iptc.org/newscodes/pubstatusg2/usable", "usable"),
        ("canceled", "canceled"),
        ("cancelled", "canceled"),
        ("stat:canceled", "canceled"),
        ("withheld", "withheld"),
        ("embargoed", "withheld"),
        ("commissioned", "withheld"),
        ("replaced", "withheld"),
        ("on hold until noon", "withheld"),
        (None, "usable"),
        (3.5, "withheld"),
        ({"a": "withheld"}, "usable"),
    ],
)
def test_a_status_that_nobody_knows_is_no_leave_to_publish(written: object, read_as: str) -> None:
    assert article(pubstatus=written).status == read_as


@pytest.mark.parametrize("field", [{"editorialtypes": ["Kill"]}, {"signals": ["newscontent", "Elimination"]}])
def test_a_kill_among_the_editorial_types_is_one_whatever_the_status_says(field: dict[str, object]) -> None:
    assert article(**field).status == "canceled"


@pytest.mark.parametrize("fields", [{"pubstatus": "canceled"}, {"pubstatus": "canceled", "type": "composite"}])
def test_a_kill_without_headline_and_text_still_kills(fields: dict[str, object]) -> None:
    killed = article(headline=None, body_text=None, **fields)
    assert (killed.status, killed.uri, killed.headline) == ("canceled", STORY["uri"], STORY["uri"])


@pytest.mark.parametrize("written", ["noon", True, 17, {"until": "noon"}, ["noon"], "2026-13-01T00:00:00Z", "embargoed"])
@pytest.mark.parametrize("name", ["embargoed", "embargoedUntil"])
def test_an_embargo_that_cannot_be_read_keeps_the_story_back(name: str, written: object) -> None:
    assert rejection(**{name: written}) == "impossible_date"


@pytest.mark.parametrize("written", ["", "  ", False, None, [], {}, "0001-01-01T00:00:00"])
def test_an_embargo_that_is_none_keeps_nothing_back(written: object) -> None:
    assert article(embargoed=written).embargoed_until is None


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("2026-11-02T08:00:00.5Z", "2026-11-02T08:00:00.500000Z"),
        ("2026-11-02T08:00:00.123456789+05:30", "2026-11-02T02:30:00.123456Z"),
        ("2026-11-02T08:00:00-0330", "2026-11-02T11:30:00Z"),
        ("2026-11-02T08:00:00+0000", "2026-11-02T08:00:00Z"),
        ("20261102T080000+0200", "2026-11-02T06:00:00Z"),
    ],
)
def test_times_keep_their_fraction_and_their_offset(written: str, utc: str) -> None:
    assert article(versioncreated=written).model_dump(mode="json")["version_created"] == utc


@pytest.mark.parametrize(
    ("written", "read_as"),
    [(1, 1), (9, 9), ("4", 4), (4.0, 4), (0, None), (10, None), (4.5, None), (True, None), ("high", None), (None, None)],
)
def test_an_urgency_is_a_whole_number_from_one_to_nine(written: object, read_as: int | None) -> None:
    assert article(urgency=written).urgency == read_as


@pytest.mark.parametrize(
    ("fields", "paragraphs"),
    [
        ({"body_text": "Plain.", "body_html": "<p>One.</p><p>Two.</p>"}, ["One.", "Two."]),
        ({"body_text": "Plain.", "body_xhtml": "<p>One.</p>"}, ["One."]),
        ({"body_text": "Plain.", "body_html": "", "body_xhtml": " "}, ["Plain."]),
        ({"body_text": "<p>One.</p><p>Two.</p>"}, ["One.", "Two."]),
        ({"body_text": "One.\n\nTwo."}, ["One.", "Two."]),
        ({"body_text": None, "body_richtext": "<p>One.</p>"}, ["One."]),
        ({"body_text": None, "body_custom": "Own words."}, ["Own words."]),
        ({"body_caption": "A caption.", "body_summary": "<p>Short.</p>"}, ["The ferry is back."]),
        ({"body_text": None, "bodies": [{"value": "Only text."}]}, ["Only text."]),
        ({"body_text": None, "bodies": ["Only text."]}, ["Only text."]),
        (
            {"body_text": None, "bodies": [{"role": "main", "value": "Plain."}, {"role": "main", "value": "<p>M.</p>"}]},
            ["M."],
        ),
        (
            {"body_text": None, "bodies": [{"role": "caption", "value": "<p>C.</p>"}, {"role": "main", "value": "Main."}]},
            ["Main."],
        ),
        (
            {"body_text": "Plain.", "body_nitf": "<p>One</p><hl2>Two</hl2><p>Three &amp; four</p>"},
            ["One", "Two", "Three & four"],
        ),
        (
            {
                "body_text": None,
                "body_nitf": '<?xml version="1.0" encoding="iso-8859-1"?><!DOCTYPE nitf SYSTEM "nitf.dtd"><nitf><head/>'
                "<body><body.head><hedline><hl1>Hl</hl1></hedline></body.head><body.content><p>Só one.</p></body.content>"
                "</body></nitf>",
            },
            ["Só one."],
        ),
        ({"body_text": None, "body_nitf": "<p>Broken <b>NITF.</p><p>Still read.</p>"}, ["Broken NITF.", "Still read."]),
        ({"body_html": "<p>one <b>two</b> three</p><ul><li>four</li></ul>"}, ["one two three", "four"]),
        ({"body_text": None, "news": ["One.", "Two <b>and</b> three."]}, ["One.", "Two and three."]),
        ({"body_text": None, "bodyXhtml": "<p>One.</p><p>Two.</p>"}, ["One.", "Two."]),
        ({"body_html": "&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;"}, ["One.", "Two."]),
    ],
)
def test_of_several_bodies_the_one_with_most_structure_counts(fields: dict[str, object], paragraphs: list[str]) -> None:
    assert list(article(**fields).paragraphs) == paragraphs


@pytest.mark.parametrize(
    ("fields", "headline", "subheadline"),
    [
        ({"headline_subhead": "Second"}, "Ferry returns", "Second"),
        ({"headline_seo": "ferry seo"}, "Ferry returns", None),
        ({"headline": None, "headline_main": "Main"}, "Main", None),
        ({"headline": None, "headlines": [{"value": "Only"}]}, "Only", None),
        ({"headline": None, "headlines": [{"role": "seo", "value": "S"}, {"role": "own", "value": "Own"}]}, "Own", None),
        ({"headline": None, "headlines": [{"role": "seo", "value": "Only one"}]}, "Only one", None),
        (
            {"headline": None, "headlines": [{"role": "hld:main", "value": "M"}, {"role": "subheadline", "value": "S"}]},
            "M",
            "S",
        ),
        ({"headline": None, "title": "Title"}, "Title", None),
        ({"headline": None}, "The ferry is back.", None),
        ({"headline": "<p>Ferry <em>returns</em> &amp; rests</p>"}, "Ferry returns & rests", None),
        ({"headline_extended": "Ferry returns"}, "Ferry returns", None),
        ({"subhead": "After three weeks"}, "Ferry returns", "After three weeks"),
    ],
)
def test_the_headline_is_the_main_one_and_the_second_its_subheadline(
    fields: dict[str, object], headline: str, subheadline: str | None
) -> None:
    found = article(**fields)
    assert (found.headline, found.subheadline) == (headline, subheadline)


def test_a_flag_before_the_headline_says_how_urgent_it_is() -> None:
    found = article(headline="عاجل: العبّارة عادت", language="ar")
    assert (found.headline, found.urgency, [one.name for one in found.genres]) == ("العبّارة عادت", 2, ["عاجل"])


@pytest.mark.parametrize("version", [3, "3", 3.5, "1.10"])
def test_a_version_is_kept_as_written_and_is_no_part_of_the_identity(version: object) -> None:
    found = article(version=version, uri=f"tag:lantern.example,2026:ferry:{version}")
    assert (found.uri, found.identity.wire_version) == (STORY["uri"], str(version))


def test_aps_session_in_an_address_is_no_part_of_the_identity() -> None:
    first, second = (article(uri=f"https://api.ap.org/media/v/content/17?qt={token}&et=0").uri for token in "ab")
    assert first == second == "https://api.ap.org/media/v/content/17"
    assert article(uri="https://lantern.example/story?id=17").uri == "https://lantern.example/story?id=17"


@pytest.mark.parametrize(
    ("fields", "provider"),
    [
        ({"infosources": [{"name": "Helper"}, {"name": "AFP", "role": "provider"}]}, ("afp", "Agence France-Presse")),
        ({"source": "Lantern", "infosources": [{"name": "AFP"}]}, (None, "Lantern")),
        ({"uri": "urn:newsml:dpa.com:20090101:261102-99-1"}, ("dpa", "Deutsche Presse-Agentur")),
        ({"uri": "tag:reuters.com,2026:newsml_L1", "infosource": [{"name": "Helper"}]}, ("reuters", "Reuters")),
        ({"uri": "tag:reuters.com.lantern.example,2026:newsml_L1"}, None),
        ({"copyrightholder": "TT"}, ("tt", "Tidningarnas Telegrambyrå")),
        ({"copyrightholder": "Tom Hale"}, None),
    ],
)
def test_the_provider_is_whom_the_item_names_then_whose_its_id_is(
    fields: dict[str, object], provider: tuple[str | None, str] | None
) -> None:
    found = article(**fields).provider
    assert (found and (found.code, found.name)) == provider


@pytest.mark.parametrize(
    ("written", "subject"),
    [
        ({"name": "a", "uri": "http://cv.iptc.org/newscodes/mediatopic/04000000"}, ("a", "mediatopic/04000000", None, None)),
        ({"name": "a", "qcode": "medtop:04000000"}, ("a", "mediatopic/04000000", "medtop:04000000", "medtop")),
        ({"name": "a", "literal": "subj:04000000"}, ("a", "subjectcode/04000000", "subj:04000000", "subj")),
        ({"name": "a", "code": "04000000", "scheme": "medtop"}, ("a", "mediatopic/04000000", "medtop:04000000", "medtop")),
        ({"code": "04000000", "name": "a"}, ("a", None, "04000000", None)),
        ({"code": 17, "scheme": "own"}, (None, None, "17", "own")),
        ({"name": "a", "uri": "medtop:04000000"}, ("a", "mediatopic/04000000", "medtop:04000000", "medtop")),
        ("transport", ("transport", None, None, None)),
        (
            "http://cv.iptc.org/newscodes/mediatopic/04000000",
            ("economy, business and finance", "mediatopic/04000000", None, None),
        ),
    ],
)
def test_subjects_are_read_in_every_way_that_they_are_written(written: object, subject: tuple[str | None, ...]) -> None:
    (found,) = article(subject=[written]).subjects
    uri = found.uri.removeprefix("http://cv.iptc.org/newscodes/") if found.uri else None
    assert (found.name, uri, found.code, found.scheme) == subject


@pytest.mark.parametrize(
    ("field", "subject"),
    [
        ({"medtop": ["20000763"]}, ("information technology and computer science", "medtop:20000763", "medtop")),
        ({"iptc": ["04015000"]}, (None, "subj:04015000", "subj")),
        ({"sector": "INR"}, (None, "INR", None)),
        ({"iptc": ["Transport"]}, ("Transport", None, None)),
    ],
)
def test_fields_that_hold_codes_alone_give_codes(field: dict[str, object], subject: tuple[str | None, ...]) -> None:
    (found,) = article(**field).subjects
    assert (found.name, found.code, found.scheme) == subject


@pytest.mark.parametrize(
    ("fields", "byline", "authors"),
    [
        ({"byline": "By Ida Marlow and Tom Hale"}, "Ida Marlow and Tom Hale", [("Ida Marlow", None), ("Tom Hale", None)]),
        ({"byline": ["By Ida Marlow", "Tom Hale"]}, "Ida Marlow, Tom Hale", [("Ida Marlow", None), ("Tom Hale", None)]),
        ({"byline": "Ida Marlow, Harbour"}, "Ida Marlow, Harbour", []),
        (
            {"bylines": [{"by": "By TOM HALE", "title": "STF"}], "photographer": {"name": "Tom Hale"}},
            "TOM HALE",
            [("Tom Hale", "STF")],
        ),
    ],
)
def test_each_author_is_named_once(fields: dict[str, object], byline: str, authors: list[tuple[str, str | None]]) -> None:
    found = article(**fields)
    assert (found.byline, [(one.name, one.role) for one in found.authors]) == (byline, authors)


@pytest.mark.parametrize("signature", ["AAP im/th", "/ritzau/", "(©NTB)", "dpa ab xyz"])
@pytest.mark.parametrize("name", ["body_html", "body_text"])
def test_the_line_that_an_agency_signs_with_is_none_of_the_text(name: str, signature: str) -> None:
    html = f"<div><p>The ferry is back.</p><p>{signature}</p><p>&nbsp;</p></div>"
    text = f"The ferry is back.\n\n{signature}\n"
    found = article(**{"body_text": None, name: html if name == "body_html" else text})
    assert list(found.paragraphs) == ["The ferry is back."]
    assert found.credit == signature.strip("/(©)").split()[0]
    assert list(article(**{"body_text": None, name: f"<p>{signature}</p>"}).paragraphs) == [signature]
