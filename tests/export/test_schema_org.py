"""Articles as NewsArticle of schema.org."""

import json
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings

from schemas import Article, Concept, Media, Person, Rendition
from tests.export.articles import FILES, articles, articles_in, file_name
from tests.export.schema_org_rules import broken_rules
from tests.export.test_ninjs import FULL
from tests.store import article
from worker.export.schema_org import json_line, news_article


class Scripts(HTMLParser):
    """The text of the scripts in a page, and every tag in it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def test_an_article_becomes_a_news_article() -> None:
    document = news_article(FULL)
    assert (document["@type"], document["@id"], document["version"]) == ("NewsArticle", "tag:desk.example,2026:1", 3)
    assert (document["headline"], document["alternativeHeadline"]) == (
        "Ferry back in service",
        "Crossing takes nine minutes",
    )
    assert document["articleBody"] == "The ferry sails again.\n\nIt was away for a year."
    assert (document["dateline"], document["locationCreated"]["name"]) == ("OSLO, May 1 (NTB)", "OSLO")
    assert document["sourceOrganization"]["name"] == document["publisher"]["name"] == "Norsk Telegrambyrå"
    assert document["isBasedOn"] == {"@id": "tag:desk.example,2026:0"}


def test_what_is_for_editors_is_not_in_it() -> None:
    assert "Replaces version 2" not in json_line(FULL)


@pytest.mark.parametrize("status", ["withheld", "canceled"])
def test_of_a_story_that_may_not_be_shown_nothing_is_shown(status: str) -> None:
    document = news_article(FULL.model_copy(update={"status": status}))
    assert set(document) == {
        "@context", "@type", "@id", "version", "creativeWorkStatus", "datePublished", "dateModified",
        "sourceOrganization", "publisher",
    }  # fmt: skip
    assert document["creativeWorkStatus"] == status
    assert broken_rules(document) == []


def test_a_story_counts_as_published_when_its_embargo_ends() -> None:
    assert news_article(FULL)["datePublished"] == "2026-05-01T12:00:00.500000Z"
    before = FULL.model_copy(update={"embargoed_until": datetime(2026, 4, 30, tzinfo=UTC)})
    assert news_article(before)["datePublished"] == news_article(before)["dateModified"] == "2026-05-01T09:30:00Z"
    first = before.model_copy(update={"first_created": datetime(2026, 4, 30, 8, tzinfo=UTC)})
    assert news_article(first)["datePublished"] == "2026-04-30T08:00:00Z"


def test_a_names_line_is_a_credit_unless_its_authors_are_known() -> None:
    assert (news_article(FULL)["author"], news_article(FULL)["creditText"]) == (
        [{"@type": "Person", "name": "Ada Noor", "jobTitle": "reporter"}], "NTB",
    )  # fmt: skip
    unnamed = news_article(FULL.model_copy(update={"authors": ()}))
    assert "author" not in unnamed
    assert unnamed["creditText"] == "Ada Noor, NTB"


def test_the_editor_is_nobody_whom_the_story_mentions() -> None:
    document = news_article(FULL)
    assert document["editor"] == [{"@type": "Person", "name": "Bo Lind"}]
    assert document["mentions"] == [{"@type": "Person", "name": "Cy Ahl", "@id": "https://people.example/cy"}]


def test_subjects_are_terms_of_their_schemes() -> None:
    assert news_article(FULL)["about"] == [
        {
            "@type": "DefinedTerm",
            "name": "transport",
            "termCode": "medtop:20000337",
            "@id": "http://cv.iptc.org/newscodes/mediatopic/20000337",
        },
        {"@type": "DefinedTerm", "name": "KU", "termCode": "KU", "inDefinedTermSet": "iptc7901"},
    ]


def test_a_pictures_other_sizes_are_encodings_of_it() -> None:
    files = (
        Rendition(href="https://img.example/a.jpg", size=90_000),
        Rendition(href="https://img.example/a-small.jpg", width=90),
    )
    document = news_article(
        FULL.model_copy(update={"media": (Media(kind="picture", caption="A ferry.", renditions=files),)})
    )
    assert document["associatedMedia"] == [
        {
            "@type": "ImageObject",
            "contentUrl": "https://img.example/a.jpg",
            "contentSize": "90000 B",
            "caption": "A ferry.",
            "encoding": [{"@type": "ImageObject", "contentUrl": "https://img.example/a-small.jpg", "width": 90}],
        }
    ]
    assert document["image"] == ["https://img.example/a.jpg"]


def test_terms_of_use_are_an_address_or_a_work_with_their_text() -> None:
    def usage(terms: str) -> object:
        return news_article(FULL.model_copy(update={"usage_terms": terms}))["usageInfo"]

    assert usage("https://desk.example/terms") == "https://desk.example/terms"
    assert usage("Not for archives.") == {"@type": "CreativeWork", "text": "Not for archives."}
    assert usage("https://desk.example/terms apply") == {"@type": "CreativeWork", "text": "https://desk.example/terms apply"}


def test_a_bare_story_has_what_every_story_has() -> None:
    document = news_article(article("urn:x:1").model_copy(update={"version_created": None, "language": "und"}))
    assert set(document) == {
        "@context", "@type", "@id", "version", "creativeWorkStatus", "headline", "wordCount", "articleBody",
    }  # fmt: skip


@pytest.mark.parametrize("path", FILES, ids=file_name)
def test_every_sample_and_twin_keeps_the_rules(path: Path) -> None:
    assert [broken for one in articles_in(path) for broken in broken_rules(news_article(one))] == []


@given(articles)
@settings(deadline=None)
def test_whatever_an_article_holds_its_document_keeps_the_rules_and_stays_in_its_script(made: Article) -> None:
    line = json_line(made)
    assert "\n" not in line
    assert json.loads(line) == news_article(made)
    assert broken_rules(json.loads(line)) == []
    page = Scripts()
    page.feed(f'<script type="application/ld+json">{line}</script><p>')
    page.close()
    assert (page.tags, page.text) == (["script", "p"], line)


def test_a_text_cannot_end_the_script_it_stands_in() -> None:
    evil = FULL.model_copy(update={"headline": "</script><script>alert(1)//<!-- &amp; \u2028"})
    line = json_line(evil)
    assert not {"<", ">", "&", "\u2028"} & set(line)
    assert json.loads(line)["headline"] == evil.headline


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ({"@context": "https://elsewhere.example"}, "$: no context of schema.org"),
        ({"@type": "NewsStory"}, "$: 'NewsStory' is no type that is used"),
        ({"edNote": "x"}, "$: a NewsArticle has no edNote"),
        ({"datePublished": "today"}, "$.datePublished: 'today' is none of what it takes"),
        ({"author": {"@type": "Place", "name": "x"}}, "$.author: Place is none of what it takes"),
        ({"author": {"@type": "Person", "caption": "x"}}, "$.author: a Person has no caption"),
        ({"author": {"@id": "urn:x:1"}}, "$.author: a reference, which it does not take"),
        ({"wordCount": "ten"}, "$.wordCount: 'ten' is none of what it takes"),
    ],
)
def test_the_rules_see_what_breaks_them(change: dict[str, object], broken: str) -> None:
    assert broken_rules({**news_article(FULL), **change}) == [broken]


def test_concepts_without_a_name_are_called_by_their_code_or_address() -> None:
    concepts = (Concept(code="46.5,7.25", scheme="georss:point"), Concept(uri="https://places.example/1"))
    document = news_article(FULL.model_copy(update={"places": concepts, "people": (Person(name="Bo", uri="person 7"),)}))
    assert document["contentLocation"] == [
        {
            "@type": "Place",
            "name": "46.5,7.25",
            "identifier": [{"@type": "PropertyValue", "propertyID": "georss:point", "value": "46.5,7.25"}],
        },
        {"@type": "Place", "name": "https://places.example/1", "@id": "https://places.example/1"},
    ]
    assert document["mentions"] == [{"@type": "Person", "name": "Bo", "identifier": "person 7"}]
