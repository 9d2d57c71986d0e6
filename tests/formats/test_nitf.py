"""NITF: what no twin can say."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas import Article, Rejection
from tests.formats.items import item_of, read_one
from worker.formats.nitf import Nitf
from worker.formats.nitf_names import without_by
from worker.formats.nitf_story import read_nitf
from worker.formats.xml_text import XmlText
from worker.formats.xml_tree import Node, read_document
from worker.pipeline import explain, read

ROOT = Path(__file__).parents[2]
SAMPLE = (ROOT / "samples" / "20-nitf.xml").read_text(encoding="utf-8")
FILES = sorted(Path(__file__).parent.glob("nitf/*.xml"))
LONG = 200_000


def document(head: str = "", above: str = "", text: str = "<p>A boat sails.</p>", end: str = "") -> str:
    """A document with this in its docdata, its body.head, its body.content and its body.end."""
    return (
        f'<nitf xml:lang="en"><head><docdata>{head}</docdata></head><body>'
        f"<body.head><hedline><hl1>A boat</hl1></hedline>{above}</body.head>"
        f"<body.content>{text}</body.content><body.end>{end}</body.end></body></nitf>"
    )


def story_of(xml: str, **known: str) -> Article:
    """What becomes of a document that holds one story."""
    (article,) = read(item_of(xml.encode(), **known))
    assert isinstance(article, Article), article
    return article


def node_of(xml: str, name: str) -> Node:
    (node,) = read_document(XmlText(xml, "utf-8"), frozenset((name,))).stories
    assert isinstance(node, Node)
    return node


@pytest.mark.parametrize("written", ["1", "2", "1.10"])
def test_the_version_is_never_in_the_identity(written: str) -> None:
    article = story_of(document(f'<doc-id regsrc="wire" id-string="7"/><du-key version="{written}" key="k"/>'))
    assert (article.uri, article.identity.wire_version) == ("urn:wirecopy:test:wire%3A7", written)


def test_a_revision_within_a_newsml_id_is_the_version_where_the_wire_gives_no_other() -> None:
    article = story_of(document('<doc-id id-string="urn:newsml:wire.example:20240312:boat:14"/>'))
    assert (article.uri, article.identity.wire_version) == ("urn:newsml:wire.example:20240312:boat", "14")


@pytest.mark.parametrize("written", ["2N", "2U1"])
def test_a_revision_may_say_what_it_is(written: str) -> None:
    article = story_of(document(f'<doc-id id-string="urn:newsml:wire.example:20240312:boat:{written}"/>'))
    assert (article.uri, article.identity.wire_version) == ("urn:newsml:wire.example:20240312:boat", "2")


def test_the_host_of_a_program_is_no_provider() -> None:
    assert story_of(document('<doc-id id-string="urn:newsml:localhost:5000:2024-03-12T08:15:00:a-1"/>')).provider is None


def test_one_id_of_two_registrants_is_two_stories() -> None:
    first, second = (story_of(document(f'<doc-id regsrc="{one}" id-string="7"/>')) for one in ("wire", "press"))
    assert first.uri != second.uri


def test_the_case_of_a_registrant_makes_no_other_story() -> None:
    first, second = (story_of(document(f'<doc-id regsrc="{one}" id-string="7"/>')) for one in ("AFP", "afp"))
    assert first.uri == second.uri


def test_an_id_that_names_its_registrant_or_is_global_is_kept_as_it_is() -> None:
    assert story_of(document('<doc-id regsrc="Wire" id-string="wire-7"/>')).uri == "urn:wirecopy:test:wire-7"
    assert story_of(document('<doc-id regsrc="Wire" id-string="tag:a.example,2024:7"/>')).uri == "tag:a.example,2024:7"


def test_a_story_without_any_id_has_the_same_identity_each_time() -> None:
    first, second = story_of(document()), story_of(document('<urgency ed-urg="2"/>'))
    assert (first.uri, first.identity.basis) == (second.uri, "digest")


def test_a_lone_story_without_any_id_is_known_by_the_address_it_came_from() -> None:
    article = story_of(document(), url="https://wire.example/boat.xml")
    assert (article.uri, article.identity.basis) == ("https://wire.example/boat.xml", "canonical_url")
    named = story_of(document('<doc-id id-string="7"/>'), url="https://wire.example/boat.xml")
    assert (named.uri, named.url) == ("urn:wirecopy:test:7", None)


def test_several_stories_without_any_id_do_not_share_the_address_they_came_from() -> None:
    others = document(text="<p>Another one sails.</p>")
    first, second = read(item_of(f"<nitfs>{document()}{others}</nitfs>".encode(), url="https://wire.example/all.xml"))
    assert first.uri != second.uri


def test_the_date_of_the_dtd_is_no_time_of_the_story() -> None:
    article = story_of(
        '<nitf change.date="October 10, 2003" change.time="19:30"><head><title>A boat sails</title></head></nitf>'
    )
    assert (article.version_created, article.first_created) == (None, None)


@pytest.mark.parametrize(
    "written",
    [
        'norm="20240312T081500+0100"',
        'norm="20240312081500+0100"',
        'norm="20240312T0715Z"',
        'norm="20240312T08:15:00+01:00"',
        'norm="2024-03-12T08:15:00+01:00"',
        'norm="2024-03-12T07:15:00.000Z"',
        'norm="20240312T071500.000Z"',
        'norm="2024-03-12 08:15 +0100"',
        'norm=" 20240312T071500Z "',
        'norm="">Tue, 12 Mar 2024 08:15:00 +0100</date.issue><date.issue',
    ],
)
def test_times_are_read_in_all_the_forms_wires_write(written: str) -> None:
    article = story_of(document(f"<date.issue {written}/>"))
    assert article.version_created is not None
    assert article.version_created.isoformat() == "2024-03-12T07:15:00+00:00"
    assert article.provenance.notes == ()


def test_zeros_for_the_time_of_a_day_west_of_greenwich_begin_that_day_there() -> None:
    article = story_of(document('<date.issue norm="20240312000000-0500"/>'))
    assert article.version_created is not None
    assert article.version_created.isoformat() == "2024-03-12T05:00:00+00:00"


def test_a_release_at_the_time_of_issue_is_no_embargo_unless_it_is_called_one() -> None:
    times = '<date.issue norm="20240312T081500Z"/><date.release norm="20240312T081500Z"/>'
    assert story_of(document(times)).embargoed_until is None
    called = document(times).replace("<docdata>", '<docdata management-status="embargoed">')
    assert story_of(called).embargoed_until is not None


@pytest.mark.parametrize("name", ["date.issue", "date.release", "date.expire"])
def test_a_time_of_zeros_is_none(name: str) -> None:
    article = story_of(document(f'<{name} norm="00000000T000000Z"/>'))
    times = (article.version_created, article.embargoed_until, article.expires)
    assert (times, article.provenance.notes) == ((None, None, None), ())


@pytest.mark.parametrize("when", ["soon", "20240231T000000Z", "20240312T2560Z"])
def test_an_embargo_that_cannot_be_read_does_not_make_the_story_usable(when: str) -> None:
    result = read_one(document(f'<date.release norm="{when}"/>').encode())
    assert isinstance(result, Rejection)
    assert result.code == "impossible_date"


def test_a_story_under_embargo_without_its_end_is_withheld() -> None:
    xml = document().replace("<docdata>", '<docdata management-status="Embargoed">')
    assert story_of(xml).status == "withheld"


def test_an_advisory_is_for_editors_and_so_withheld() -> None:
    article = story_of(document().replace("<docdata>", '<tobject tobject.type="Advisory"/><docdata>'))
    assert (article.status, [note.code for note in article.provenance.notes]) == ("withheld", ["for_editors"])


def test_a_document_that_cancels_itself_is_one_canceled_story() -> None:
    docdata = '<docdata management-doc-idref="7" management-idref-status="canceled">'
    (article,) = read(item_of(document('<doc-id id-string="7"/>').replace("<docdata>", docdata).encode()))
    assert isinstance(article, Article)
    assert article.status == "canceled"


def test_a_kill_said_to_editors_counts_more_than_the_status_that_every_document_has() -> None:
    xml = document('<ed-msg msg-type="kill"/>').replace("<docdata>", '<docdata management-status="usable">')
    assert story_of(xml).status == "canceled"


def test_what_a_document_under_embargo_takes_back_shows_nothing_of_that_document() -> None:
    docdata = '<docdata management-doc-idref="7" management-idref-status="withheld">'
    xml = document('<doc-id id-string="8"/><date.release norm="20990101T000000Z"/>').replace("<docdata>", docdata)
    notice, other = read(item_of(xml.encode()))
    assert isinstance(notice, Article)
    assert isinstance(other, Article)
    assert (notice.headline, notice.status) == ("A boat", "usable")
    assert (other.headline, other.status, other.paragraphs, other.body_html) == ("7", "withheld", (), None)


def test_a_document_that_releases_another_one_makes_no_story_of_that() -> None:
    docdata = '<docdata management-doc-idref="7" management-idref-status="usable">'
    assert story_of(document('<doc-id id-string="8"/>').replace("<docdata>", docdata)).uri.endswith(":8")


@pytest.mark.parametrize(
    ("written", "names", "people"),
    [
        ("By Jo Doe", "Jo Doe", ["Jo Doe"]),
        ("by: Jo Doe", "Jo Doe", ["Jo Doe"]),
        ("Von Imke Beispiel und Karl Muster, dpa", "Imke Beispiel und Karl Muster, dpa", ["Imke Beispiel", "Karl Muster"]),
        ("Par Zoé Exemple", "Zoé Exemple", ["Zoé Exemple"]),
        ("Di Ugo Esempio", "Ugo Esempio", ["Ugo Esempio"]),
        ("Jo Doe", "Jo Doe", ["Jo Doe"]),
        ("Byron Vonnegut", "Byron Vonnegut", ["Byron Vonnegut"]),
        ("Di Esempio", "Di Esempio", ["Di Esempio"]),
        ("By Jo Doe, Political Correspondent", "Jo Doe, Political Correspondent", ["Jo Doe"]),
        ("By Jo Doe<br/>Sports Writer", "Jo Doe, Sports Writer", ["Jo Doe"]),
        ("By The Associated Press", "The Associated Press", []),
        ("dpa", "dpa", []),
        ("By <person>Jo Doe</person><byttl>Editor</byttl>", "Jo Doe", ["Jo Doe"]),
        ("<person>Jo Doe</person><person>Li Bo</person>", "Jo Doe, Li Bo", ["Jo Doe", "Li Bo"]),
        ("By <person><x>Jo</x><y>Doe</y></person>, <org>dpa</org>", "Jo Doe, dpa", ["Jo Doe"]),
    ],
)  # fmt: skip
def test_the_names_line_loses_its_first_word_and_nothing_else(written: str, names: str, people: list[str]) -> None:
    article = story_of(document(above=f"<byline>{written}</byline>"))
    assert (article.byline, [one.name for one in article.authors]) == (names, people)


@given(st.text(max_size=40))
def test_taking_the_first_word_off_a_names_line_never_leaves_a_space_around_it(text: str) -> None:
    assert without_by(text) == without_by(text).strip()


def test_names_below_the_text_are_the_names_line_where_there_is_none_above_it() -> None:
    article = story_of(document(end="<tagline>By Jo Doe</tagline>"))
    assert (article.byline, article.paragraphs) == ("Jo Doe", ("A boat sails.",))
    other = story_of(document(above="<byline>Li Bo</byline>", end="<tagline>By Jo Doe</tagline>"))
    assert (other.byline, other.paragraphs) == ("Li Bo", ("A boat sails.", "By Jo Doe"))


def test_names_that_only_stand_again_below_the_text_are_no_paragraph() -> None:
    article = story_of(document(above="<byline>Jo Doe/TT</byline>", text="<p>One.</p><byline>Jo Doe/TT</byline>"))
    assert (article.byline, article.paragraphs, article.body_html) == ("Jo Doe/TT", ("One.",), "<p>One.</p>")


@pytest.mark.parametrize(
    ("line", "credit"),
    [("dpa ab xyz n1 cd", "dpa"), ("AAP ab/cd", "AAP"), ("/ritzau/", "ritzau"), ("AP-ES-03-12-24 0815EST", "AP")],
)
def test_the_agency_and_the_initials_of_its_desk_below_the_text_are_a_credit(line: str, credit: str) -> None:
    for xml in (document(text=f"<p>One.</p><p>{line}</p>"), document(end=f"<tagline>{line}</tagline>")):
        article = story_of(xml)
        assert (article.credit, len(article.paragraphs)) == (credit, 1)


@pytest.mark.parametrize("line", ["AP reports it.", "Boats ab/cd", "dpa said so today", "A boat"])
def test_a_last_line_that_says_anything_stays_a_paragraph(line: str) -> None:
    article = story_of(document(text=f"<p>One.</p><p>{line}</p>"))
    assert (article.credit, article.paragraphs) == (None, ("One.", line))


def test_the_address_of_the_writer_below_the_text_is_for_editors() -> None:
    article = story_of(document(end='<tagline><a href="mailto:jo@wire.example">jo@wire.example</a></tagline>'))
    assert (article.editor_note, article.paragraphs) == ("jo@wire.example", ("A boat sails.",))


def test_a_holder_that_is_a_whole_notice_is_taken_as_it_is() -> None:
    article = story_of(document('<doc.copyright year="2024" holder="(c) Copyright Wire 2024"/>'))
    assert article.copyright_notice == "(c) Copyright Wire 2024"


def test_a_day_in_the_dateline_gives_its_year_where_nothing_else_says_a_time() -> None:
    above = '<dateline>BAY, <story.date norm="20031230">Dec. 30</story.date></dateline>'
    article = story_of(document(above=above))
    assert article.dateline is not None
    assert str(article.dateline.date) == "2003-12-30"
    dated = story_of(document('<date.issue norm="20031231T080000Z"/>', above=above))
    assert (dated.content_created, dated.dateline) == (None, article.dateline)


def test_what_was_escaped_twice_shows_no_markup_and_no_references() -> None:
    media = "<media><media-caption>&lt;p&gt;A &lt;em&gt;boat&lt;/em&gt;.&lt;/p&gt;</media-caption></media>"
    above = "<abstract>&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;</abstract>"
    xml = document(above=above, text=f"<p>One &amp;amp; two, 3 &lt; 4.</p><p>Ana&amp;#8217;s</p>{media}")
    article = story_of(xml.replace("A boat</hl1>", "&lt;b&gt;A&lt;/b&gt; boat &amp;amp; crew</hl1>"))
    assert (article.headline, article.summary) == ("A boat & crew", "One. Two.")
    assert (article.paragraphs, article.media[0].caption) == (("One & two, 3 < 4.", "Ana’s"), "A boat.")


def test_a_plain_text_with_inline_elements_is_parted_at_its_blank_lines() -> None:
    article = story_of(document(text="One <em>boat</em>.\n\nTwo boats."))
    assert (article.paragraphs, article.body_html) == (
        ("One boat.", "Two boats."),
        "<p>One <em>boat</em>.</p><p>Two boats.</p>",
    )


def test_a_plain_text_and_what_stands_below_it_stay_paragraphs() -> None:
    article = story_of(document(text="One boat.\n\nTwo boats.", end="<tagline>More later.</tagline>"))
    assert (article.paragraphs, article.body_html) == (("One boat.", "Two boats.", "More later."), None)


def test_html_that_stands_in_a_paragraph_as_text_is_read_as_html() -> None:
    article = story_of(
        document(text="<block><p>&lt;p&gt;One &lt;b&gt;boat&lt;/b&gt;.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;</p></block>")
    )
    assert article.paragraphs == ("One boat.", "Two.")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("<location><city>Bay</city><country>Norland</country></location>", "Bay, Norland"),
        ("<location>Bay, <country>Norland</country></location>", "Bay, Norland"),
        ("<person><name.given>Ana</name.given><name.family>Ruiz</name.family></person>", "Ana Ruiz"),
        ("<frac><frac-num>1</frac-num><frac-sep>/</frac-sep><frac-den>2</frac-den></frac>", "1/2"),
        ("<num>1<sup>2</sup></num>", "12"),
        ("<org>Harbour<alt-code idsrc='x' value='y'/></org>s", "Harbours"),
        ("<p.unknown>kept</p.unknown>", "kept"),
    ],
)
def test_parts_of_a_name_do_not_run_together_in_the_text(written: str, shown: str) -> None:
    assert story_of(document(text=f"<p>At {written}.</p>")).paragraphs == (f"At {shown}.",)


def test_two_blocks_with_names_of_their_own_keep_them_in_the_text() -> None:
    blocks = "<block><byline>By Jo Doe</byline><p>One.</p></block><block><byline>By Li Bo</byline><p>Two.</p></block>"
    article = story_of(document(text=blocks))
    assert (article.byline, article.paragraphs) == ("Jo Doe", ("One.", "By Li Bo", "Two."))


def test_a_picture_without_text_is_a_headline_only() -> None:
    article = story_of(document(text='<media media-type="image"><media-caption>A boat.</media-caption></media>'))
    assert (article.paragraphs, [one.caption for one in article.media]) == ((), ["A boat."])


def test_relative_addresses_start_from_where_the_item_came_from() -> None:
    xml = document(text='<p>A boat.</p><media media-type="image"><media-reference source="b.jpg"/></media>')
    (one,) = story_of(xml, url="https://wire.example/news/boat.xml").media
    assert [rendition.href for rendition in one.renditions] == ["https://wire.example/news/b.jpg"]
    assert story_of(xml).media == ()


@pytest.mark.parametrize(
    ("written", "kept"), [("1", 1), ("8", 8), ("9", 9), ("0", None), ("", None), ("high", None), ("²", None)]
)
def test_an_urgency_is_a_digit_from_1_to_9(written: str, kept: int | None) -> None:
    assert story_of(document(f'<urgency ed-urg="{written}"/>')).urgency == kept


@pytest.mark.parametrize("part", ["body", "body.content", "block"])
def test_a_body_or_a_block_by_itself_is_a_draft_that_never_fails_for_what_it_lacks(part: str) -> None:
    text = "<block><dateline>BAY</dateline><p>A boat.</p><media><media-caption>C.</media-caption></media></block>"
    draft = read_nitf(node_of(f"<x><body><body.content>{text}</body.content></body></x>", part))
    assert draft.markup is not None
    assert (draft.headline, draft.wire_id, draft.dateline and draft.dateline.text) == (None, None, "BAY")
    assert ("headline" in draft.lacks, "text" in draft.lacks) == (True, False)
    assert [one.caption for one in draft.media] == ["C."]


def test_an_empty_document_is_a_draft_that_lacks_headline_and_text() -> None:
    assert {"headline", "text"} <= set(read_nitf(node_of("<nitf/>", "nitf")).lacks)


@pytest.mark.parametrize("root", ["document", "nitfs", "items", "NEWS"])
def test_a_root_that_only_holds_documents_is_recognised(root: str) -> None:
    assert Nitf().sniff(f"<?xml version='1.0'?><{root}><n:nitf>")


@pytest.mark.parametrize(
    "head", ["<document><p>", "<rss><nitf>", "<NewsML><nitf>", "<newsMessage><nitf>", "nitf", "<nitfx>", "<html><nitf>", ""]
)
def test_another_root_is_not_taken_for_it(head: str) -> None:
    assert not Nitf().sniff(head)


RECODED: dict[str, Callable[[str], bytes]] = {
    "CRLF": lambda xml: xml.replace("\n", "\r\n").encode(),
    "BOM": lambda xml: b"\xef\xbb\xbf" + xml.encode(),
    "UTF-16": lambda xml: xml.replace("UTF-8", "UTF-16").encode("utf-16"),
    "no document type": lambda xml: xml.replace(xml[xml.index("<!DOCTYPE") : xml.index("<nitf")], "\n").encode(),
    "internal subset": lambda xml: xml.replace('.dtd">', '.dtd" [<!ENTITY % x SYSTEM "y"> %x; <!-- ]> -->]>').encode(),
    "a prefix": lambda xml: re.sub("<(/?)(?=[a-z])", r"<\1n:", xml).encode(),
    "no declaration": lambda xml: xml.partition("\n")[2].encode(),
}


@pytest.mark.parametrize("how", RECODED)
def test_what_makes_no_difference_in_xml_makes_none_in_the_record(how: str) -> None:
    plain, other = read_one(SAMPLE.encode()), read_one(RECODED[how](SAMPLE))
    assert isinstance(plain, Article)
    assert isinstance(other, Article)
    assert other.identity.content_digest == plain.identity.content_digest


def test_each_part_has_its_role_and_its_line() -> None:
    (reading,) = explain(item_of(SAMPLE.encode()))
    lines = {part.role: part.where for part in reversed(reading.parts)}
    assert (lines["id"], lines["byline"], lines["summary"], lines["caption"]) == ("line 12", "line 33", "line 35", "line 51")
    assert {"headline", "time", "dateline", "markup", "media", "subject", "editor_note", "rights"} <= lines.keys()
