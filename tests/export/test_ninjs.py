"""Articles as ninjs 3.1."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings

from schemas import AltId, Article, Concept, Dateline, Media, Person, Provider, Rendition
from tests.export.articles import FILES, articles, articles_in, file_name
from tests.export.ninjs_rules import broken_rules
from tests.store import article
from worker.export.ninjs import json_line, ninjs

FULL = article("tag:desk.example,2026:1").model_copy(
    update={
        "version": 3,
        "urgency": 4,
        "version_created": datetime(2026, 5, 1, 9, 30, tzinfo=UTC),
        "embargoed_until": datetime(2026, 5, 1, 12, 0, 0, 500000, tzinfo=UTC),
        "headline": "Ferry back in service",
        "subheadline": "Crossing takes nine minutes",
        "summary": "The ferry sails again.",
        "paragraphs": ("The ferry sails again.", "It was away for a year."),
        "body_html": "<p>OSLO, May 1 (NTB) - The ferry sails again.</p><p>It was away for a <em>year</em>.</p>",
        "word_count": 10,
        "byline": "Ada Noor",
        "authors": (Person(name="Ada Noor", role="reporter"),),
        "people": (Person(name="Bo Lind", role="editor"), Person(name="Cy Ahl", uri="https://people.example/cy")),
        "dateline": Dateline(text="OSLO, May 1 (NTB)", place="OSLO"),
        "subjects": (
            Concept(name="transport", uri="http://cv.iptc.org/newscodes/mediatopic/20000337", code="medtop:20000337"),
            Concept(code="KU", scheme="iptc7901"),
        ),
        "keywords": ("ferry",),
        "provider": Provider(code="ntb", name="Norsk Telegrambyrå", domain="ntb.no"),
        "credit": "NTB",
        "editor_note": "Replaces version 2.",
        "media": (
            Media(
                kind="picture",
                caption="The ferry at its pier.",
                credit="Di Moe / NTB",
                renditions=(Rendition(href="https://img.example/a b.jpg", media_type="image/jpeg", width=800, height=600),),
            ),
        ),
        "url": "https://desk.example/ferry",
        "alt_ids": (AltId(role="document_number", value="42"),),
        "follows": "tag:desk.example,2026:0",
    }
)


def test_an_article_becomes_a_document_of_the_standard() -> None:
    document = ninjs(FULL)
    assert document["standard"] == {
        "name": "ninjs", "version": "3.1", "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#",
    }  # fmt: skip
    assert (document["uri"], document["version"], document["pubStatus"], document["urgency"]) == (
        "tag:desk.example,2026:1", "3", "usable", 4,
    )  # fmt: skip
    assert [(one["role"], one["value"]) for one in document["headlines"]] == [
        ("main", "Ferry back in service"),
        ("subheadline", "Crossing takes nine minutes"),
    ]
    assert document["edNote"] == "Replaces version 2."


def test_times_are_in_utc_and_keep_their_fractions() -> None:
    assert ninjs(FULL)["versionCreated"] == "2026-05-01T09:30:00Z"
    assert ninjs(FULL)["embargoedUntil"] == "2026-05-01T12:00:00.500000Z"


def test_the_dateline_stands_before_the_text_and_among_the_descriptions() -> None:
    document = ninjs(FULL)
    assert document["located"] == "OSLO"
    assert [(one["role"], one["value"]) for one in document["descriptions"]] == [
        ("summary", "The ferry sails again."),
        ("dateline", "OSLO, May 1 (NTB)"),
    ]
    assert document["bodies"][1]["value"] == "OSLO, May 1 (NTB) -- The ferry sails again.\n\nIt was away for a year."


def test_the_body_is_there_as_markup_and_as_plain_text_with_its_words_counted() -> None:
    html, plain = ninjs(FULL)["bodies"]
    assert (html["contentType"], html["value"]) == ("text/html", FULL.body_html)
    assert (plain["contentType"], plain["wordCount"], plain["charCount"]) == ("text/plain", 10, 45)


def test_authors_and_the_people_of_the_story_are_told_apart() -> None:
    assert ninjs(FULL)["people"] == [
        {"name": "Ada Noor", "rel": "author: reporter"},
        {"name": "Bo Lind", "rel": "editor"},
        {"name": "Cy Ahl", "uri": "https://people.example/cy"},
    ]


def test_a_code_whose_scheme_it_does_not_say_gets_a_uri_that_does_and_keywords_are_subjects() -> None:
    assert ninjs(FULL)["subjects"][1:] == [
        {"uri": "urn:wirecopy:code:iptc7901:KU", "literal": "KU"},
        {"name": "ferry", "rel": "keyword"},
    ]


def test_the_provider_has_its_code_and_its_domain_and_the_credit_is_a_source_too() -> None:
    assert ninjs(FULL)["infoSources"] == [
        {
            "name": "Norsk Telegrambyrå",
            "role": "provider",
            "literal": "ntb",
            "contactInfo": [{"type": "domain", "value": "ntb.no"}],
        },
        {"name": "NTB", "role": "credit"},
    ]


def test_pictures_are_associations_with_a_uri_below_the_storys() -> None:
    picture, before = ninjs(FULL)["associations"]
    assert (picture["uri"], picture["type"], picture["by"]) == ("tag:desk.example,2026:1#media-1", "picture", "Di Moe / NTB")
    assert picture["descriptions"][0]["value"] == "The ferry at its pier."
    assert picture["renditions"] == [
        {"name": "file 1", "href": "https://img.example/a%20b.jpg", "contentType": "image/jpeg", "width": 800, "height": 600}
    ]
    assert (before["uri"], before["rel"]) == ("tag:desk.example,2026:0", "follows")


def test_the_address_is_among_the_other_identifiers() -> None:
    assert ninjs(FULL)["altIds"] == [
        {"role": "url", "value": "https://desk.example/ferry"},
        {"role": "document_number", "value": "42"},
    ]


def test_what_is_unknown_is_left_out() -> None:
    bare = ninjs(article("urn:x:1").model_copy(update={"language": "und", "kind": "hologram"}))
    assert not {"type", "language", "urgency", "by", "associations", "people", "infoSources", "embargoedUntil"} & set(bare)


@pytest.mark.parametrize("path", FILES, ids=file_name)
def test_every_sample_and_twin_keeps_the_rules_of_the_schema(path: Path) -> None:
    assert [broken for one in articles_in(path) for broken in broken_rules(ninjs(one))] == []


@given(articles)
@settings(deadline=None)
def test_whatever_an_article_holds_its_document_keeps_the_rules_of_the_schema(made: Article) -> None:
    line = json_line(made)
    assert "\n" not in line
    assert broken_rules(json.loads(line)) == []


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ({"uri": "no uri"}, "$.uri: 'no uri' is no URI"),
        ({"uri": "https://desk.example/é"}, "$.uri: 'https://desk.example/é' is no URI"),
        ({"pubStatus": "cancelled"}, "$.pubStatus: 'cancelled' is none of ('usable', 'withheld', 'canceled')"),
        ({"urgency": 0}, "$.urgency: 0 is no integer from 1 to 9"),
        ({"urgency": "4"}, "$.urgency: '4' is no integer from 1 to 9"),
        ({"versioncreated": "2026-05-01T09:30:00Z"}, "$: ninjs knows no versioncreated"),
        ({"versionCreated": "2026-05-01T09:30:00"}, "$.versionCreated: '2026-05-01T09:30:00' is no date-time"),
        ({"versionCreated": "2026-02-30T09:30:00Z"}, "$.versionCreated: '2026-02-30T09:30:00Z' is no date-time"),
        ({"bodies": [{"role": "main"}]}, "$.bodies[0]: value is missing"),
        ({"headlines": {"value": "x"}}, "$.headlines: {'value': 'x'} is no list"),
        ({"associations": [{"uri": "urn:x:1"}]}, "$.associations[0]: name is missing"),
        (
            {"associations": [{"uri": "urn:x:1", "name": "a", "qcode": "b"}]},
            "$.associations[0]: ninjs knows no qcode",
        ),
        ({"renditions": [{"href": "https://img.example/"}]}, "$.renditions[0]: name is missing"),
        ({"subjects": [{"name": "x", "qcode": "y"}]}, "$.subjects[0]: ninjs knows no qcode"),
        ({"standard": {"title": "ninjs"}}, "$.standard: ninjs knows no title"),
    ],
)  # fmt: skip
def test_the_rules_see_what_breaks_them(change: dict[str, object], broken: str) -> None:
    assert broken_rules({**ninjs(FULL), **change}) == [broken]
    assert broken_rules({"headlines": []}) == ["$: uri is missing"]
