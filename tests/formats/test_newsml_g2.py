"""NewsML-G2 beyond its twins: every kind of item as root, spellings that make no difference, who made it, hostile input."""

import re

import pytest

from schemas import Article, Rejection
from tests.formats.items import item_of, read_one
from tests.formats.newsml_g2_items import NAMESPACE, STORY, article_of, read_story, story
from worker.draft import Draft
from worker.formats import newsml_g2_message
from worker.formats.newsml_g2_item import Message, draft_of
from worker.formats.xml_tree import Node
from worker.pipeline import explain, read


@pytest.mark.parametrize("root", ["packageItem", "planningItem", "conceptItem", "knowledgeItem", "catalogItem"])
def test_an_item_that_is_no_news_is_rejected_where_it_stands_alone(root: str) -> None:
    result = read_one(f'<?xml version="1.0"?>\n<{root} {NAMESPACE} guid="a" version="1"><itemMeta/></{root}>'.encode())
    assert isinstance(result, Rejection)
    assert (result.code, result.where, result.format) == ("not_news", "line 2", "newsml_g2")


def test_a_message_without_items_has_no_story() -> None:
    result = read_one(f"<newsMessage {NAMESPACE}><header/><itemSet/></newsMessage>".encode())
    assert isinstance(result, Rejection)
    assert result.code == "no_story"


def _prefixed(text: str) -> str:
    """The same document with a prefix for all of NewsML-G2."""
    ours = "newsItem|itemMeta|itemClass|provider|versionCreated|contentMeta|headline|contentSet|inlineXML"
    return re.sub(rf"(</?)({ours})\b", r"\1nar:\2", text).replace("xmlns=", "xmlns:nar=", 1)


@pytest.mark.parametrize(
    "payload",
    [
        STORY.encode("utf-8-sig"),
        STORY.replace("UTF-8", "UTF-16").encode("utf-16"),
        STORY.replace("UTF-8", "windows-1252").encode("windows-1252"),
        STORY.replace("\n", "\r\n").encode(),
        _prefixed(STORY).encode(),
        STORY.replace(f" {NAMESPACE}", "").encode(),
        STORY.replace(' guid="tag:kestrel.example,2022:bridge" version="1.10"', "").replace(
            'xml:lang="fr"', 'xml:lang="fr" version="1.10" guid="tag:kestrel.example,2022:bridge"'
        ).encode(),
    ],
    ids=["BOM", "UTF-16", "windows-1252", "CRLF", "prefix", "no namespace", "order of attributes"],
)  # fmt: skip
def test_how_a_document_is_spelled_makes_no_difference(payload: bytes) -> None:
    plain, other = article_of(STORY.encode()), article_of(payload)
    assert other.identity.content_digest == plain.identity.content_digest
    assert (other.uri, other.headline, other.paragraphs) == (
        "tag:kestrel.example,2022:bridge",
        "L’été à Évian",
        ("Un été très chaud.", "Fin."),
    )


def test_the_version_is_kept_as_written_and_is_no_part_of_the_identity() -> None:
    first = article_of(STORY.encode())
    second = article_of(STORY.replace('version="1.10"', 'version="1.9"').encode())
    assert (first.identity.wire_version, second.identity.wire_version) == ("1.10", "1.9")
    assert first.uri == second.uri


@pytest.mark.parametrize("version", ["", 'version="5"', 'version="12"'])
def test_the_version_at_the_end_of_an_id_of_reuters_is_no_part_of_it(version: str) -> None:
    item = f'<newsItem {NAMESPACE} guid="tag:reuters.com,2021:newsml_KBN2CK0QX:5" {version}>'
    meta = (
        '<itemMeta><provider literal="reuters.com"/></itemMeta><contentMeta><headline>Bridge opens</headline></contentMeta>'
    )
    article = article_of(f"{item}{meta}</newsItem>".encode())
    assert article.uri == "tag:reuters.com,2021:newsml_KBN2CK0QX"
    assert article.identity.wire_version == (version.strip('version="') or "5")


@pytest.mark.parametrize(
    ("language", "name"),
    [("fr", "économie"), ("de-AT", "Wirtschaft"), ("en_GB", "economy"), ("EN", "economics"), ("ar", "economics")],
)
def test_a_name_is_taken_in_the_storys_language_else_the_first(language: str, name: str) -> None:
    names = (
        '<name xml:lang="en">economics</name><name xml:lang="en-GB">economy</name><name xml:lang="fr">économie</name>'
        '<name xml:lang="de">Wirtschaft</name><name xml:lang="de" role="nrol:mnemonic">W</name>'
    )
    subject = f'<language tag="{language}"/><subject qcode="medtop:04000000">{names}</subject>'
    assert [one.name for one in read_story(subject).subjects] == [name]


def test_a_scheme_of_the_document_counts_before_that_of_its_message_and_of_iptc() -> None:
    catalog = '<catalog><scheme alias="{}" uri="https://{}.example/"/></catalog>'
    message = (
        f"<newsMessage {NAMESPACE}><header>{catalog.format('kes', 'message')}</header><itemSet>"
        + story('<subject qcode="kes:1"/><subject qcode="medtop:2"/>', more=catalog.format("kes", "item"))
        + story('<subject qcode="kes:1"/><subject qcode="medtop:2"/>', more=catalog.format("medtop", "item"))
        + "</itemSet></newsMessage>"
    )
    uris = [
        [one.uri for one in result.subjects] for result in read(item_of(message.encode())) if isinstance(result, Article)
    ]
    assert uris == [
        ["https://item.example/1", "http://cv.iptc.org/newscodes/mediatopic/2"],
        ["https://message.example/1", "https://item.example/2"],
    ]


def test_subjects_may_be_addresses_words_or_codes_without_a_scheme() -> None:
    subjects = (
        '<subject uri="http://cv.iptc.org/newscodes/mediatopic/04000000"/><subject literal="Bridges"/>'
        '<subject qcode="bridge"/><subject qcode="http://kestrel.example/bridge"/>'
        '<subject type="cpnat:person" qcode="kes:nameless"/>'
    )
    assert [(one.name, one.uri, one.code, one.scheme) for one in read_story(subjects).subjects] == [
        ("economy, business and finance", "http://cv.iptc.org/newscodes/mediatopic/04000000", None, None),
        ("Bridges", None, None, None),
        (None, None, "bridge", None),
        (None, "http://kestrel.example/bridge", None, None),
        (None, None, "kes:nameless", "kes"),
    ]


@pytest.mark.parametrize(
    ("written", "provider"),
    [
        ('<provider qcode="nprov:REUTERS"/>', ("reuters", "Reuters", None)),
        ('<provider uri="http://cv.iptc.org/newscodes/newsprovider/AFP"/>', ("afp", "Agence France-Presse", None)),
        ('<provider uri="https://www.dpa.com/about"/>', ("dpa", "Deutsche Presse-Agentur", "dpa.com")),
        ('<provider qcode="nprov:AP"><name>AP Wire Service</name></provider>', ("ap", "Associated Press", None)),
        ('<provider qcode="kes:20"><name>Kestrel</name></provider>', (None, "Kestrel", None)),
        ("<provider>Kestrel</provider>", (None, "Kestrel", None)),
    ],
)
def test_a_provider_may_be_a_code_a_name_or_an_address(written: str, provider: tuple[str | None, ...]) -> None:
    found = read_story(item=written).provider
    assert found is not None
    assert (found.code, found.name, found.domain) == provider


@pytest.mark.parametrize(
    ("sender", "code"), [("thomsonreuters.com", "reuters"), ("content.dpa.com", "dpa"), ("gateway", None)]
)
def test_who_sent_a_message_is_the_provider_if_that_is_a_known_agency(sender: str, code: str | None) -> None:
    message = f"<newsMessage><header><sender>{sender}</sender></header><itemSet>{story()}</itemSet></newsMessage>"
    provider = article_of(message.encode()).provider
    assert (provider.code if provider else None) == code


def test_a_source_is_the_provider_of_an_item_without_one_and_else_to_be_credited() -> None:
    source = '<infoSource qcode="is:AP"><name>Associated Press</name></infoSource>'
    alone, passed_on = read_story(source), read_story(source, '<provider literal="Kestrel"/>')
    assert alone.provider is not None
    assert (alone.provider.code, alone.credit) == ("ap", None)
    assert passed_on.provider is not None
    assert (passed_on.provider.name, passed_on.credit) == ("Kestrel", "Associated Press")


def test_who_made_it_are_authors_if_they_are_people_and_credited_if_they_are_not() -> None:
    made = (
        '<creator role="crol:writer"><name>Ana Lind</name></creator>'
        '<creator type="cpnat:organisation"><name>Gale</name></creator><creator literal="AFP"/>'
        '<creator qcode="kes:1"/><contributor><name>sp/lrc</name></contributor>'
        "<creator><name>Wind Works</name><organisationDetails/></creator><contributor><name>Tom Berg</name></contributor>"
    )
    article = read_story(made)
    assert [(one.name, one.role) for one in article.authors] == [("Ana Lind", "writer"), ("Tom Berg", None)]
    assert article.credit == "Gale, AFP, Wind Works"


@pytest.mark.parametrize(
    ("zone", "provider", "utc"),
    [
        ("", "STT", "2022-02-08T08:00:00+00:00"),
        ("", "dpa", "2022-02-08T09:00:00+00:00"),
        ("", "Kestrel", "2022-02-08T10:00:00+00:00"),
        ("+05:30", "dpa", "2022-02-08T04:30:00+00:00"),
    ],
)
def test_a_time_without_offset_is_in_the_zone_of_its_agency(zone: str, provider: str, utc: str) -> None:
    item = f'<provider literal="{provider}"/><versionCreated>2022-02-08T10:00:00.5{zone}</versionCreated>'
    created = read_story(item=item).version_created
    assert created is not None
    assert created.replace(microsecond=0).isoformat() == utc
    assert created.microsecond == 500_000


def test_the_zone_of_an_agency_that_is_only_the_source_does_not_count() -> None:
    item = '<provider literal="Kestrel"/><versionCreated>2022-02-08T10:00:00</versionCreated>'
    created = read_story('<infoSource literal="STT"/>', item).version_created
    assert created is not None
    assert created.hour == 10


@pytest.mark.parametrize("where", ["by", "body", "text"])
@pytest.mark.parametrize(
    ("line", "names"), [("By Ana Lind", "Ana Lind"), ("Par Ana LIND et Tom BERG", "Ana LIND et Tom BERG")]
)
def test_a_names_line_is_the_byline_and_what_is_for_the_desk_a_note_in_markup_and_in_markup_as_text(
    where: str, line: str, names: str
) -> None:
    body = "" if where == "by" else f"<p>{line}</p>"
    meta = f"<by>{line}</by>" if where == "by" else ""
    text = f"{body}<p>The bridge opened.</p><section class='nonpublic'><p>For the desk.</p></section>"
    as_text = f"<inlineData contenttype='text/html'><![CDATA[{text}&nbsp;]]></inlineData>"
    as_xml = f"<inlineXML><html><body>{text}</body></html></inlineXML>"
    article = read_story(meta, content=as_text if where == "text" else as_xml)
    assert article.editor_note == "For the desk."
    assert (article.byline, article.paragraphs) == (names, ("The bridge opened.",))


@pytest.mark.parametrize(
    ("written", "byline"),
    [
        ("(di Carlo Neri)", "Carlo Neri"),
        ("Anna Di Marco Rossi", "Anna Di Marco Rossi"),
        ("Text and pictures by Ana Lind", "Text and pictures by Ana Lind"),
    ],
)
def test_only_the_word_that_a_names_line_begins_with_is_none_of_the_names(written: str, byline: str) -> None:
    assert read_story(f"<by>{written}</by>").byline == byline


def test_what_has_the_class_of_a_byline_is_the_byline_and_no_paragraph() -> None:
    body = "<body><h1>Headline</h1><div class='top byline'><p class='byline'>Ana Lind / STT</p></div><p>One.</p></body>"
    article = read_story(content=f"<inlineXML>{body}</inlineXML>")
    assert (article.byline, article.paragraphs) == ("Ana Lind / STT", ("One.",))


def test_an_editor_is_no_author() -> None:
    made = (
        '<creator role="crol:writer"><name>Ana Lind</name></creator><contributor role="ctrol:editor"><name>Tom Berg</name>'
        '</contributor><contributor role="ctrol:descrWriter"><name>June Holm</name></contributor>'
    )
    article = read_story(made)
    assert [one.name for one in article.authors] == ["Ana Lind"]
    assert [(one.name, one.role) for one in article.people] == [("Tom Berg", "editor")]


@pytest.mark.parametrize(
    ("first", "subheadline"), [("kes:subtitle", "Below"), ("kes:kicker", None), ("kes:unknown", None), ("kes:short", None)]
)
def test_a_headline_of_another_role_is_not_taken_for_the_headline(first: str, subheadline: str | None) -> None:
    written = story().replace("<headline>", f'<headline role="{first}">Below</headline><headline role="hl:main">')
    article = article_of(written.encode())
    assert (article.headline, article.subheadline) == ("Headline", subheadline)


def test_the_caption_of_a_video_is_said_to_be_one_else_its_list_of_shots() -> None:
    video = '<itemClass qcode="ninat:video"/>'
    shots, intro = (
        '<description role="d:shotlist">1. A bridge</description>',
        '<description role="d:intro">It opens.</description>',
    )
    both, alone = (
        read_story(one, video) for one in (f'{shots}{intro}<description role="d:caption">A bridge.</description>', shots)
    )
    assert (both.media[0].caption, both.summary, alone.media[0].caption) == ("A bridge.", "It opens.", "1. A bridge")


def test_only_signals_that_say_what_kind_of_story_it_is_are_genres() -> None:
    signals = '<signal qcode="sig:correction"/><signal qcode="sig:atomic"/><signal qcode="apcontentwarning:none"/>'
    assert [one.code for one in read_story(item=signals).genres] == ["sig:correction"]


def test_a_text_that_is_no_more_than_a_picture_with_its_caption_is_one_without_text() -> None:
    figure = "<figure><img src='https://kestrel.example/1.jpg'/><figcaption>The bridge.</figcaption></figure>"
    article = read_story(content=f"<inlineXML>{figure}</inlineXML>")
    assert (article.paragraphs, article.media[0].caption) == ((), "The bridge.")
    assert [note.code for note in article.provenance.notes] == ["headline_only"]


def test_the_footer_of_a_story_is_text_and_that_of_a_page_is_not() -> None:
    text = "<p>One.</p><footer><p>Ana Lind contributed.</p></footer>"
    alone, page = (read_story(content=f"<inlineXML><body>{one}{text}</body></inlineXML>") for one in ("", "<nav>Home</nav>"))
    assert (alone.paragraphs, page.paragraphs) == (("One.", "Ana Lind contributed."), ("One.",))


def test_parts_of_nitf_without_the_rest_are_read_as_nitf() -> None:
    picture = (
        "<media><media-reference source='https://kestrel.example/1.jpg'/><media-caption>A bridge.</media-caption></media>"
    )
    fragment = f"<p>One <location>here</location>.</p><hl2>Two</hl2>{picture}<p>Three.</p>"
    article = read_story(content=f"<inlineXML contenttype='application/nitf+xml'>{fragment}</inlineXML>")
    assert article.paragraphs == ("One here.", "Two", "Three.")
    assert [one.caption for one in article.media] == ["A bridge."]
    blocks = "<block><p>One.</p></block><block><p>Two.</p></block>"
    assert read_story(content=f"<inlineXML>{blocks}</inlineXML>").paragraphs == ("One.", "Two.")


def test_nitf_that_was_escaped_with_its_document_type_is_read_as_nitf() -> None:
    nitf = '<!DOCTYPE nitf SYSTEM "nitf.dtd"><nitf><body><body.head><hedline><hl1>Another</hl1></hedline></body.head>'
    escaped = f"{nitf}<body.content><p>One.</p></body.content></body></nitf>".replace("<", "&lt;")
    assert read_story(content=f"<inlineData>{escaped}</inlineData>").paragraphs == ("One.",)


def test_elements_that_nobody_knows_part_words_unless_they_stand_in_a_line() -> None:
    body = (
        "<story><title>Bridge</title><body><paragraph>The <bold><slanted>bridge</slanted></bold> opened.</paragraph>"
        "<crosshead>Traffic</crosshead><list><listItem>Cars</listItem><listItem>Bicycles</listItem></list></body></story>"
    )
    article = read_story(content=f"<inlineXML contenttype='application/kestrel+xml'>{body}</inlineXML>")
    assert article.paragraphs == ("The bridge opened.", "Traffic", "Cars", "Bicycles")


def test_a_first_paragraph_that_only_begins_like_a_names_line_stays() -> None:
    article = read_story(content="<inlineXML><p>By Monday all had returned.</p><p>So they said.</p></inlineXML>")
    assert (article.byline, article.paragraphs) == (None, ("By Monday all had returned.", "So they said."))


def test_the_title_is_the_headline_of_an_item_without_one_and_the_slug_where_its_agency_has_it_so() -> None:
    bare = story().replace("<headline>Headline</headline>", "")
    titled = bare.replace("<itemMeta>", "<itemMeta><provider literal='{}'/><title>Bridge opens</title>")
    article, of_ap = (article_of(titled.format(name).encode()) for name in ("Kestrel", "AP"))
    assert (article.headline, article.slugline) == ("Bridge opens", None)
    assert (of_ap.headline, of_ap.slugline) == ("Text.", "Bridge opens")


@pytest.mark.parametrize("heading", ["<head><title>Bridge opens</title></head><body>", "<body><h1>Bridge opens</h1>"])
def test_the_heading_of_the_text_is_the_headline_of_an_item_without_any(heading: str) -> None:
    content = f"<inlineXML><html>{heading}<p>It did.</p><p>At noon.</p></body></html></inlineXML>"
    article = article_of(story(content=content).replace("<headline>Headline</headline>", "").encode())
    assert (article.headline, article.paragraphs) == ("Bridge opens", ("It did.", "At noon."))


def test_pictures_of_a_text_are_one_each_and_their_sizes_together() -> None:
    files = [("r:main", "1"), ("r:thumb", "1t"), ("r:main", "2"), ("r:thumb", "2t"), ("", "3"), ("", "4")]
    remote = "".join(
        f"<remoteContent href='https://kestrel.example/{name}.jpg' rendition='{role}'/>" for role, name in files
    )
    article = read_story(item='<itemClass qcode="ninat:text"/>', content=f"<inlineXML><p>Text.</p></inlineXML>{remote}")
    names = [[one.href[-6:-4].strip("/") for one in medium.renditions] for medium in article.media]
    assert (names, article.paragraphs) == ([["1", "1t"], ["2", "2t"], ["3"], ["4"]], ("Text.",))


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ('<remoteContent href="https://kestrel.example/1" contenttype="image/jpeg"/>', "picture"),
        ('<remoteContent href="https://kestrel.example/1" contenttype="video/mp4"/>', "video"),
        ("<inlineXML><p>Text.</p></inlineXML>", "text"),
    ],
)
def test_an_item_of_no_class_is_what_its_content_is(content: str, kind: str) -> None:
    assert read_story(content=content).kind == kind


def test_what_nitf_says_fills_what_the_item_leaves_open_and_nothing_else() -> None:
    nitf = (
        '<inlineXML><nitf><head><docdata><doc-id id-string="other"/><urgency ed-urg="2"/></docdata></head><body><body.head>'
        "<hedline><hl1>Another</hl1><hl2>Below</hl2></hedline></body.head><body.content><p>One <b>two</b>.</p>"
        "</body.content></body></nitf></inlineXML>"
    )
    article = read_story("<urgency>5</urgency>", content=nitf)
    assert (article.uri, article.headline, article.subheadline) == ("tag:kestrel.example,2022:bridge", "Headline", "Below")
    assert (article.urgency, article.paragraphs) == (5, ("One two.",))


def test_an_item_without_an_id_has_that_of_its_nitf() -> None:
    nitf = '<nitf><head><docdata><doc-id id-string="urn:kestrel:77"/></docdata></head><body><p>Text.</p></body></nitf>'
    bare = story(content=f"<inlineXML>{nitf}</inlineXML>").replace('guid="tag:kestrel.example,2022:bridge"', "")
    assert article_of(bare.encode()).uri == "urn:kestrel:77"


def test_a_text_that_is_said_to_be_base64_and_is_not_is_read_as_it_is() -> None:
    article = read_story(content='<inlineData encoding="encd:base64">The bridge opened – at noon.</inlineData>')
    assert article.paragraphs == ("The bridge opened – at noon.",)


def test_each_field_read_is_a_part_with_its_line() -> None:
    (reading,) = explain(item_of(STORY.encode()))
    assert [(part.role, part.text, part.where) for part in reading.parts if part.role != "markup"] == [
        ("id", "tag:kestrel.example,2022:bridge", "line 2"),
        ("id", "1.10", "line 2"),
        ("language", "fr", "line 2"),
        ("provider", "Kestrel", "line 3"),
        ("time", "2022-02-08T10:00:00Z", "line 3"),
        ("headline", "L’été à Évian", "line 4"),
    ]


def test_a_mistake_in_reading_one_item_does_not_cost_its_neighbours(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(node: Node, message: Message) -> Draft:
        if node.get("version") == "2":
            raise ZeroDivisionError
        return draft_of(node, message)

    monkeypatch.setattr(newsml_g2_message, "draft_of", wrong)
    second = story().replace('version="1"', 'version="2"')
    message = f"<newsMessage {NAMESPACE}><itemSet>{story()}{second}{story()}</itemSet></newsMessage>"
    assert [getattr(result, "code", "read") for result in read(item_of(message.encode()))] == [
        "read",
        "reader_failed",
        "read",
    ]
