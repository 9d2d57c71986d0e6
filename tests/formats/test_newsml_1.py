"""NewsML 1: what a news item's id, status and components come to, whatever shape an agency gives them."""

import base64
from pathlib import Path

import pytest

from schemas import Article, Rejection
from schemas.article import NoteCode
from tests.formats.items import item_of, read_one
from tests.formats.newsml_1_items import (
    ENGLISH,
    LINES,
    TEXT,
    URN,
    component,
    content,
    identified,
    item_in,
    rejected,
    story_in,
)
from worker.pipeline import explain, read

HERE = Path(__file__).parent / "newsml_1"


@pytest.mark.parametrize(
    ("identity", "uri"),
    [
        (identified(f"{URN}:1"), URN),
        (identified(f"{URN}:1N"), URN),
        (identified(f"{URN}:2U1", revision="2"), URN),
        (identified(URN, revision="7"), URN),
        (identified(f"{URN}:1", revision="7"), URN),
        (identified("", revision="7"), URN),
        (identified("b1"), URN),
        (identified("urn:newsml:www.gull.example:b1"), "urn:newsml:www.gull.example:b1"),
        (identified("urn:newsml:www.gull.example:b1:3", revision="3"), "urn:newsml:www.gull.example:b1"),
        (identified("urn:newsml:gull.example:c2:1"), URN),
        (identified("urn:newsml:gull.example:20261020:sea:77", item="sea:77"), "urn:newsml:gull.example:20261020:sea:77"),
        (identified("urn:newsml:gull.example:20261020:77:1", item="77"), "urn:newsml:gull.example:20261020:77"),
        (identified("urn:newsml:gull.example:20261020:1:1", item="1"), "urn:newsml:gull.example:20261020:1"),
        (identified("", item="77"), "urn:newsml:gull.example:20261020:77"),
        (identified("", item="sea:77", revision="3"), "urn:newsml:gull.example:20261020:sea:77"),
        (identified("urn:newsml:gull.example:2026-10-20T10:00:00Z:b1:1", day="2026-10-20T10:00:00Z"),
         "urn:newsml:gull.example:2026-10-20T10:00:00Z:b1"),
        (identified("", provider="", day=""), "urn:wirecopy:test:b1"),
        (identified("tag:gull.example,2026:b1", provider="", day="", item=""), "tag:gull.example,2026:b1"),
    ],
)  # fmt: skip
def test_the_id_is_the_public_one_without_its_revision_or_made_of_its_parts(identity: str, uri: str) -> None:
    assert story_in(LINES + ENGLISH + TEXT, identity=identity).uri == uri


def test_all_revisions_of_an_item_are_one_story_and_say_which_they_are() -> None:
    revisions = [
        story_in(LINES + ENGLISH + TEXT, identity=identified(f"{URN}:{number}", revision=str(number)))
        for number in range(1, 12)
    ]
    assert {one.uri for one in revisions} == {URN}
    assert [one.identity.wire_version for one in revisions] == [str(number) for number in range(1, 12)]


@pytest.mark.parametrize(
    ("management", "status", "embargo"),
    [
        ('<Status FormalName="Usable"/>', "usable", None),
        ("", "usable", None),
        ('<Status FormalName="stat:withheld"/>', "withheld", None),
        ('<Status FormalName="CANCELLED"/>', "canceled", None),
        ('<Status FormalName="Embargoed"/>', "withheld", None),
        ('<Status FormalName="Who knows"/>', "withheld", None),
        ('<Status FormalName=""/>', "usable", None),
        ('<Status FormalName="Embargoed"/><StatusWillChange><DateAndTime/></StatusWillChange>', "withheld", None),
        ('<Status FormalName="Embargoed"/><StatusWillChange><DateAndTime>20261101T120000+0100</DateAndTime>'
         "</StatusWillChange>", "usable", "2026-11-01T11:00:00+00:00"),
        ('<Status FormalName="Withheld"/><StatusWillChange><FutureStatus FormalName="Usable"/>'
         "<DateAndTime>20261101T120000Z</DateAndTime></StatusWillChange>", "usable", "2026-11-01T12:00:00+00:00"),
        ('<Status FormalName="Usable"/><Instruction FormalName="Delete"/>', "canceled", None),
        ('<Status FormalName="Usable"/><Instruction FormalName="Delete"><RevisionStatus Revision="1"/></Instruction>',
         "usable", None),
        ('<Status FormalName="Usable"/><Instruction FormalName="Rectify"><RevisionStatus><Status FormalName="Canceled"/>'
         "</RevisionStatus></Instruction>", "usable", None),
    ],
)  # fmt: skip
def test_the_status_is_the_items_own_and_an_embargo_ends_when_it_says(
    management: str, status: str, embargo: str | None
) -> None:
    story = story_in(LINES + ENGLISH + TEXT, management=management)
    assert story.status == status
    assert (story.embargoed_until.isoformat() if story.embargoed_until else None) == embargo


def test_a_test_transmission_is_no_news() -> None:
    assert rejected(LINES + TEXT, management='<NewsItemType FormalName="Test"/>') == "not_news"


PARAGRAPH = "The harbour is open again."


@pytest.mark.parametrize(
    "inside",
    [
        content("The harbour is open again."),
        content("<p>The harbour is open again.</p>"),
        content("<P>The harbour is open again.</P>"),
        content("<![CDATA[The harbour is open again.]]>"),
        content("<![CDATA[<p>The <b>harbour</b> is open again.</p>]]>"),
        content("&lt;p&gt;The harbour is open again.&lt;/p&gt;"),
        content("<![CDATA[<html><head><title>No</title></head><body><p>The harbour is open again.</p></body></html>]]>"),
        content("<html><head><title>No</title></head><body><div><p>The harbour is open again.</p></div></body></html>"),
        content(
            '<x:html xmlns:x="http://www.w3.org/1999/xhtml"><x:body><x:p>The harbour is open again.</x:p></x:body></x:html>'
        ),
        content("<body><p>The harbour is open again.</p></body>"),
        content("<body.content><p>The harbour is open again.</p></body.content>"),
        content("<body><body.head/><body.content><block><p>The harbour is open again.</p></block></body.content></body>"),
        content("<nitf><body><body.content><p>The harbour is open again.</p></body.content></body></nitf>"),
        content(
            '<![CDATA[<?xml version="1.0" encoding="UTF-16"?>\n<!DOCTYPE nitf SYSTEM "nitf.dtd">\n'
            "<nitf><body><body.content><p>The harbour is open again.</p></body.content></body></nitf>]]>"
        ),
        f'<ContentItem><Encoding Notation="base64"><DataContent>{base64.b64encode(PARAGRAPH.encode()).decode()}\n'
        "</DataContent></Encoding></ContentItem>",
        "<DataContent>The harbour is open again.</DataContent>",
    ],
)
def test_the_text_is_read_in_whatever_form_it_stands(inside: str) -> None:
    story = story_in(LINES + ENGLISH + inside)
    assert story.paragraphs == (PARAGRAPH,)
    assert story.headline == "Harbour open"
    assert story.kind == "text"


def test_what_the_nitf_within_says_fills_what_the_news_item_leaves_open() -> None:
    nitf = (
        '<nitf><head><docdata><doc-id id-string="other"/><key-list><keyword key="boats"/></key-list></docdata></head>'
        "<body><body.head><hedline><hl1>Another headline</hl1></hedline><byline>By Ada Fenn</byline></body.head>"
        '<body.content><p>GULLHAVEN (AP) - Boats left.</p><media media-type="image"><media-reference source="https://'
        'gull.example/a.jpg"/><media-caption>Boats</media-caption></media></body.content></body></nitf>'
    )
    story = story_in(LINES + ENGLISH + content(nitf))
    assert (story.uri, story.headline, story.byline) == (URN, "Harbour open", "Ada Fenn")
    assert story.keywords == ("boats",)
    assert [one.caption for one in story.media] == ["Boats"]
    assert story_in(ENGLISH + content(nitf)).headline == "Another headline"


@pytest.mark.parametrize("data", ["!!!", "AAA"])
def test_text_that_says_to_be_base64_and_is_not_costs_the_story(data: str) -> None:
    encoded = f'<ContentItem><Encoding Notation="base64"><DataContent>{data}</DataContent></Encoding></ContentItem>'
    assert rejected(LINES + encoded) == "malformed"


def test_text_in_an_encoding_that_is_not_known_costs_the_story() -> None:
    encoded = '<ContentItem><Encoding Notation="uuencode"><DataContent>begin</DataContent></Encoding></ContentItem>'
    assert rejected(LINES + encoded) == "malformed"


def test_alternatives_of_one_text_are_one_text_the_best_form_of_it() -> None:
    plain = component(content("The harbour is open again."))
    marked = component(content("<p>The <b>harbour</b> is open again.</p>"))
    for inside in (plain + marked, marked + plain):
        story = story_in(component(LINES + ENGLISH + inside, attributes='EquivalentsList="yes"'))
        assert (story.paragraphs, story.body_html) == ((PARAGRAPH,), "<p>The <b>harbour</b> is open again.</p>")


def test_a_text_that_comes_twice_is_there_once_even_where_nothing_says_so() -> None:
    plain = content("The harbour is open again.", '<Format FormalName="text"/>')
    marked = content("<p>The <b>harbour</b> is open again.</p><p>Boats left.</p>", '<Format FormalName="html"/>')
    assert story_in(LINES + ENGLISH + component(plain) + component(marked)).paragraphs == (PARAGRAPH, "Boats left.")


def test_parts_of_one_story_are_one_article() -> None:
    story = story_in(
        ENGLISH
        + component(content("Harbour open"), "Headline")
        + component(content("After a year"), "Sub-Title")
        + component(content("In short: open."), "Abstract")
        + component(content("<p>The harbour is open again.</p>"), "Body")
        + component(
            '<ContentItem Href="https://gull.example/a.jpg"><MediaType FormalName="Photo"/></ContentItem>', "Picture"
        )
        + component(content("Boats at noon"), "Caption")
        + component(content("Gull/Ada Fenn"), "Credit")
        + component(content("Photos follow"), "Editor's note")
    )
    assert (story.headline, story.subheadline, story.summary) == ("Harbour open", "After a year", "In short: open.")
    assert (story.paragraphs, story.credit, story.editor_note) == ((PARAGRAPH,), "Gull/Ada Fenn", "Photos follow")
    assert [(one.kind, one.caption, len(one.renditions)) for one in story.media] == [("picture", "Boats at noon", 1)]


def test_pictures_without_captions_of_their_own_are_several_unless_their_roles_are_sizes() -> None:
    def photo(name: str, role: str) -> str:
        return component(
            f'<ContentItem Href="https://gull.example/{name}.jpg"><MediaType FormalName="Photo"/></ContentItem>', role
        )

    def count(inside: str) -> list[int]:
        story = story_in(LINES + ENGLISH + component(TEXT, "Main") + component(inside, "Photos"))
        return [len(one.renditions) for one in story.media]

    assert count(photo("a", "Photo") + photo("b", "Photo")) == [1, 1]
    assert count(photo("a", "Thumbnail") + photo("b", "Preview") + photo("c", "HighRes")) == [3]


def test_a_component_in_each_language_is_a_story_in_each_and_the_items_own_language_has_its_id() -> None:
    def version(language: str, headline: str, text: str) -> str:
        lines = f"<NewsLines><HeadLine>{headline}</HeadLine></NewsLines>"
        described = f'<DescriptiveMetadata><Language FormalName="{language}"/></DescriptiveMetadata>'
        return component(lines + described + content(f"<p>{text}</p>"))

    inside = version("fr", "Le port est ouvert", "Les bateaux partent.") + version("en", "Harbour open", "Boats leave.")
    picture = component('<ContentItem Href="https://gull.example/a.jpg"><MediaType FormalName="Photo"/></ContentItem>')
    payload = item_in(inside + picture).replace(b"<NewsItem>", b'<NewsItem xml:lang="en">')
    stories = [one for one in read(item_of(payload)) if isinstance(one, Article)]
    assert {one.language: one.uri for one in stories} == {"fr": f"{URN}#fr", "en": URN}
    assert [one.headline for one in stories] == ["Le port est ouvert", "Harbour open"]
    assert [len(one.media) for one in stories] == [1, 1]


def brief(headline: str, text: str) -> str:
    lines = f"<NewsLines><HeadLine>{headline}</HeadLine></NewsLines>"
    return component(f"{lines}<ContentItem><DataContent><p>{text}</p></DataContent></ContentItem>")


def test_briefs_under_one_headline_are_one_story_which_a_bare_cancellation_reaches() -> None:
    digest = story_in(LINES + ENGLISH + brief("Bees", "Two hives.") + brief("A clock", "It runs backwards."))
    assert (digest.uri, digest.headline) == (URN, "Harbour open")
    assert digest.paragraphs == ("Bees", "Two hives.", "A clock", "It runs backwards.")
    kill = item_in("", management='<Status FormalName="Canceled"/>')
    assert [(one.uri, one.status) for one in read(item_of(kill)) if isinstance(one, Article)] == [(URN, "canceled")]


def test_a_cancellation_that_comes_with_the_components_reaches_the_story_of_each() -> None:
    payload = item_in(brief("Bees", "Two hives.") + brief("A clock", "It runs backwards."))
    stories = [one for one in read(item_of(payload)) if isinstance(one, Article)]
    kills = read(item_of(payload.replace(b"<NewsManagement>", b'<NewsManagement><Status FormalName="Canceled"/>')))
    assert [one.uri for one in stories] == [f"{URN}#1", f"{URN}#2"]
    assert [(one.uri, one.status) for one in kills if isinstance(one, Article)] == [
        (f"{URN}#1", "canceled"),
        (f"{URN}#2", "canceled"),
    ]


PHOTO = '<ContentItem Href="https://gull.example/a.jpg"><MediaType FormalName="Photo"/></ContentItem>'


def test_a_short_text_beside_a_picture_is_its_caption_though_no_role_says_so() -> None:
    story = story_in(LINES + ENGLISH + component(PHOTO + content("Boats at noon")) + component(TEXT))
    assert (story.paragraphs, [one.caption for one in story.media]) == ((PARAGRAPH,), ["Boats at noon"])


def test_a_picture_beside_the_text_takes_neither_its_headline_nor_its_byline() -> None:
    lines = "<NewsLines><HeadLine>Harbour open</HeadLine><ByLine>By Ada Fenn</ByLine></NewsLines>"
    story = story_in(lines + ENGLISH + TEXT + PHOTO)
    assert story.byline == "Ada Fenn"
    assert [(one.caption, one.credit) for one in story.media] == [(None, None)]


def test_lines_of_a_text_that_is_all_preformatted_are_joined_as_those_of_plain_text() -> None:
    text = "\n   The harbour is open again after a long\nwinter.\n   Boats left at noon for the island of\nSelby.\n"
    story = story_in(LINES + ENGLISH + content(f"<pre>{text}</pre>"))
    assert story.paragraphs == (
        "The harbour is open again after a long winter.",
        "Boats left at noon for the island of Selby.",
    )


def test_an_alert_with_a_dash_for_its_text_has_no_text() -> None:
    story = story_in(LINES + ENGLISH + content("<p>-</p>"))
    assert (story.headline, story.paragraphs) == ("Harbour open", ())


@pytest.mark.parametrize(
    ("lines", "byline", "authors"),
    [
        (["Par Élodie DUVAL"], "Élodie DUVAL", ["Élodie DUVAL"]),
        (["Von Jan Kos", "und Eva Au"], "Jan Kos, Eva Au", ["Jan Kos", "Eva Au"]),
        (["新华社记者王小明"], "王小明", []),
        (["Ruth Cole, LA PRESSE CANADIENNE"], "Ruth Cole, LA PRESSE CANADIENNE", ["Ruth Cole"]),
        (["Wien APA"], "Wien APA", []),
    ],
)
def test_a_byline_loses_what_is_no_name(lines: list[str], byline: str, authors: list[str]) -> None:
    written = "".join(f"<ByLine>{line}</ByLine>" for line in lines)
    story = story_in(f"<NewsLines><HeadLine>Harbour open</HeadLine>{written}</NewsLines>{ENGLISH}{TEXT}")
    assert (story.byline, [one.name for one in story.authors]) == (byline, authors)


def test_a_box_with_a_language_left_in_from_a_template_is_no_story_of_its_own() -> None:
    box = component(
        f"{LINES}<ContentItem><DataContent><p>Built in 1788.</p></DataContent></ContentItem>", "Box", 'xml:lang="de"'
    )
    main = component(LINES + TEXT, "Main", 'xml:lang="en"')
    assert story_in(main + box).paragraphs == (PARAGRAPH, "Built in 1788.")


@pytest.mark.parametrize(
    ("name", "tag"), [("eng", "en"), ("EN", "en"), ("English", "en"), ("en", "en"), ("hun", "hu"), ("ces", "cs")]
)
def test_a_language_is_a_tag_whatever_the_item_calls_it(name: str, tag: str) -> None:
    described = f'<DescriptiveMetadata><Language FormalName="{name}"/></DescriptiveMetadata>'
    assert story_in(LINES + described + TEXT).language == tag


def test_lines_in_the_storys_language_count_before_others() -> None:
    lines = (
        '<NewsLines><HeadLine xml:lang="fr">Le port</HeadLine><HeadLine xml:lang="en">Harbour open</HeadLine></NewsLines>'
    )
    assert story_in(lines + ENGLISH + TEXT).headline == "Harbour open"


def test_what_is_named_by_a_topic_of_the_document_has_that_topics_name() -> None:
    topics = (
        '<TopicSet Duid="s"><Topic Duid="a"><TopicType FormalName="Company"/><FormalName>GULL.X</FormalName>'
        '<Description xml:lang="de">Möwe AG</Description><Description xml:lang="en">Gull Inc.</Description></Topic>'
        '<Topic Duid="b"><TopicType FormalName="Genre"/><FormalName>BG1</FormalName><Description>Background</Description>'
        "</Topic>"
        '<Topic Duid="c"><TopicType FormalName="Person"/><FormalName>Ada Fenn</FormalName></Topic></TopicSet>'
    )
    described = (
        '<DescriptiveMetadata><Language FormalName="en"/><Genre FormalName="BG1" Vocabulary="#s"/>'
        '<TopicOccurrence Topic="#a"/><TopicOccurrence Topic="#missing"/></DescriptiveMetadata>'
    )
    made = '<AdministrativeMetadata><Creator><Party FormalName="AF" Topic="#c"/></Creator></AdministrativeMetadata>'
    story = story_in(LINES + made + described + TEXT, head=topics)
    assert [(one.name, one.code) for one in story.organisations] == [("Gull Inc.", "GULL.X")]
    assert [(one.name, one.code) for one in story.genres] == [("Background", "BG1")]
    assert [one.name for one in story.authors] == ["Ada Fenn"]


def test_a_creator_who_is_not_said_to_be_a_person_is_no_author() -> None:
    made = '<AdministrativeMetadata><Creator><Party FormalName="Gull Media"/></Creator></AdministrativeMetadata>'
    assert story_in(LINES + made + ENGLISH + TEXT).authors == ()


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (b"<NewsML><Catalog Href='x'/><TopicSet FormalName='Towns'><Topic/></TopicSet></NewsML>", "not_news"),
        (b"<NewsML><NewsEnvelope><DateAndTime>20261020T100000Z</DateAndTime></NewsEnvelope></NewsML>", "no_story"),
        (b"<NewsML><NewsItem><NewsComponent><Role FormalName='Main'/></NewsComponent></NewsItem></NewsML>", "no_story"),
        (b"<NewsML><NewsItem><NewsComponent><NewsLines><HeadLine>Cut", "truncated"),
        (b"<NewsItem/>", "not_news"),
    ],
)
def test_a_document_without_news_text_says_why(payload: bytes, code: str) -> None:
    result = read_one(payload)
    assert isinstance(result, Rejection)
    assert result.code == code
    assert result.where


def test_a_news_item_alone_is_a_document() -> None:
    payload = item_in(LINES + ENGLISH + TEXT).removeprefix(b"<NewsML>").removesuffix(b"</NewsML>")
    result = read_one(payload)
    assert isinstance(result, Article)
    assert (result.uri, result.provenance.format) == (URN, "newsml_1")


def test_a_time_that_cannot_be_read_costs_itself() -> None:
    story = story_in(LINES + ENGLISH + TEXT, management="<FirstCreated>soon</FirstCreated>")
    assert story.first_created is None
    assert [one.code for one in story.provenance.notes] == [NoteCode.DATE_UNREADABLE]


def test_each_thing_read_is_explained_with_its_line() -> None:
    (reading,) = explain(item_of((HERE / "afp-text-with-pictures.xml").read_bytes()))
    told = {(part.role, part.text): part.where for part in reading.parts}
    assert told["headline", "Le pont de Valmontagne rouvre après deux ans de travaux"] == "line 35"
    assert told["time", "20261012T081455Z"] == "line 26"
    assert told["keyword", "ponts"] == "line 69"
    assert told["media", "https://photos.afp.example/bus.jpg"] == "line 129"


# Small pieces of news items, put together in any way.
