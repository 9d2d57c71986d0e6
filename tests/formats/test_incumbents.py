"""What users of other ingest systems hit, and is right here: the reading.

The deciding is in tests/integration/test_incumbents.py, on a real server.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from schemas import Article, Rejection, Source
from tests.formats.items import RECEIVED, item_of, read_one
from tests.formats.wires import GUID, TEXT, g2_item, g2_message, newsml_1, newsml_1_item, ninjs, nitf
from worker.pipeline import read

SAMPLES = Path(__file__).parents[2] / "samples"
WRITTEN_AT = datetime(2026, 7, 23, 9, 15, tzinfo=UTC)


def article_of(text: str | bytes) -> Article:
    result = read_one(text if isinstance(text, bytes) else text.encode())
    assert isinstance(result, Article), result
    return result


def notes_of(article: Article) -> list[str]:
    return [note.code for note in article.provenance.notes]


# Reading


def test_a_g2_body_in_xhtml_keeps_its_inline_markup_and_its_lists() -> None:
    article = article_of(g2_item("<p>one <b>two</b> three</p><ul><li>four</li><li>fi<i>v</i>e</li></ul><p>six</p>"))
    assert article.paragraphs == ("one two three", "four", "five", "six")
    assert article.body_html == "<p>one <b>two</b> three</p><ul><li>four</li><li>fi<i>v</i>e</li></ul><p>six</p>"


@pytest.mark.parametrize(
    "odd",
    [
        g2_item(status=""),
        g2_item(version=None),
        g2_item(status="", version=None),
        g2_item(status="<pubStatus/>", version=""),
        g2_item(status='<pubStatus qcode="agency:strange"/>', version="one"),
    ],
    ids=["no pubStatus", "no version", "neither", "empty ones", "strange ones"],
)
def test_a_g2_item_without_pubstatus_or_version_costs_its_message_nothing(odd: str) -> None:
    message = g2_message(g2_item(guid=f"{GUID}0"), odd, g2_item(guid=f"{GUID}2"))
    results = read(item_of(message.encode()))
    assert [one.uri if isinstance(one, Article) else one.code for one in results] == [f"{GUID}0", GUID, f"{GUID}2"]
    assert isinstance(results[1], Article)
    assert results[1].paragraphs == (TEXT,)


@pytest.mark.parametrize(
    ("written", "time"),
    [
        ("2026-07-23T09:15:00Z", WRITTEN_AT),
        ("2026-07-23T09:15:00+00:00", WRITTEN_AT),
        ("2026-07-23T09:15:00.000Z", WRITTEN_AT),
        ("2026-07-23T09:15:00.5Z", WRITTEN_AT + timedelta(milliseconds=500)),
        ("2026-07-23T09:15:00.123456+00:00", WRITTEN_AT + timedelta(microseconds=123456)),
        ("2026-07-23T11:15:00+02:00", WRITTEN_AT),
        ("2026-07-23T11:15:00.000+0200", WRITTEN_AT),
        ("2026-07-23T14:45:00+05:30", WRITTEN_AT),
        ("2026-07-23T05:45:00-03:30", WRITTEN_AT),
        ("2026-07-22T22:15:00-11:00", WRITTEN_AT),
    ],
)
@pytest.mark.parametrize("name", ["versioncreated", "versionCreated"])
def test_ninjs_takes_fractions_of_seconds_and_any_offset(name: str, written: str, time: datetime) -> None:
    times: dict[str, object] = {"versioncreated": None, name: written}
    article = article_of(ninjs(fields=times))
    assert article.version_created == time
    assert notes_of(article) == []


@pytest.mark.parametrize(
    "written",
    [
        "20260723T111500+0200",
        "20260723T111500+02:00",
        "2026-07-23T11:15:00+0200",
        "20260723T091500Z",
        "20260723T091500+0000",
    ],
)
def test_newsml_1_takes_an_offset_without_colon(written: str) -> None:
    article = article_of(newsml_1(newsml_1_item(created=written)))
    assert (article.version_created, article.first_created) == (WRITTEN_AT, WRITTEN_AT)


@pytest.mark.parametrize(
    "payload",
    [
        g2_item(created="2026-07-23T11:15:00"),
        newsml_1(newsml_1_item(created="20260723T111500")),
        nitf(created="20260723T111500"),
        ninjs(versioncreated="2026-07-23T11:15:00"),
    ],
    ids=["NewsML-G2", "NewsML 1", "NITF", "ninjs"],
)
def test_a_time_without_offset_takes_the_zone_of_its_source_and_never_comes_out_naive(payload: str) -> None:
    (in_paris,) = read(item_of(payload.encode()), Source(id="test", zone="Europe/Paris"))
    assert isinstance(in_paris, Article)
    assert in_paris.version_created == WRITTEN_AT
    assert "timezone_assumed" in notes_of(in_paris)
    times = [value for _, value in article_of(payload) if isinstance(value, datetime)]
    assert times
    assert all(one.utcoffset() == timedelta(0) for one in times)


@pytest.mark.parametrize("head", ["", "<doc-id/>", '<doc-id id-string=""/>', '<doc-id id-string="  " regsrc="wire"/>'])
def test_a_nitf_file_without_doc_id_has_an_identity_the_same_each_time(head: str) -> None:
    first = article_of(nitf(head=head))
    later = item_of(nitf(head=head).encode()).model_copy(
        update={"received_at": RECEIVED + timedelta(days=400), "item_id": "2-1", "filename": "other.xml"}
    )
    (again,) = read(later)
    assert isinstance(again, Article)
    assert again.uri == first.uri
    other = nitf("Boats went out of the harbour again.", head=head).replace("Bridge opens", "Harbour opens")
    assert article_of(other).uri != first.uri


@pytest.mark.parametrize("name", ["15-iptc-7901.txt", "16-anpa-1312.txt"])
def test_a_transmission_that_comes_again_is_the_same_story_at_each_reading(name: str) -> None:
    payload = (SAMPLES / name).read_bytes()
    later = item_of(payload).model_copy(update={"received_at": RECEIVED + timedelta(days=400), "item_id": "2-1"})
    first, again = read(item_of(payload)), read(later)
    assert [one.uri for one in first if isinstance(one, Article)] == [one.uri for one in again if isinstance(one, Article)]
    assert all(isinstance(one, Article) for one in first)


@pytest.mark.parametrize(
    "text", ["À Nîmes, l’œuvre coûte 20 €.", "Zażółć gęślą jaźń w mieście.", "افتتح الجسر الجديد في المدينة."]
)
def test_a_transmission_of_iptc_7901_in_utf_8_is_read_as_that(text: str) -> None:
    payload = f"\x01eca062 4 i 211 ccccb\r\n\r\nBridge/\r\n\x02Bridge opens =\r\n\r\n   {text}\r\n\x03231115 JUL 26\r\n\x04"
    article = article_of(payload)
    assert (article.provenance.format, article.paragraphs) == ("iptc_7901", (text,))


# What agencies call their own categories, side by side and mixed with known ones.
STRANGE = ("xx:1", "xx:2", "medtop:04000000", "unknown", "xx:3", "xx:4")


@pytest.mark.parametrize(
    "payload",
    [
        g2_item(content="".join(f'<subject qcode="{code}"/>' for code in STRANGE)),
        ninjs(subject=[{"code": code} for code in STRANGE]),
    ],
    ids=["NewsML-G2", "ninjs"],
)
def test_unknown_category_codes_are_all_kept_as_written_and_taken_for_nothing_else(payload: str) -> None:
    subjects = article_of(payload).subjects
    assert tuple(subject.code for subject in subjects) == STRANGE
    assert [subject.code for subject in subjects if subject.uri] == ["medtop:04000000"]


@pytest.mark.parametrize(
    "payload",
    [
        g2_item(content='<subject qcode="medtop:20000344"><name xml:lang="en">bridge building</name></subject>'),
        ninjs(subject=[{"code": "medtop:20000344", "name": "bridge building"}]),
        ninjs(subjects=[{"uri": "http://cv.iptc.org/newscodes/mediatopic/20000344", "name": "bridge building"}]),
        newsml_1(newsml_1_item()).replace(
            "<ContentItem>",
            '<DescriptiveMetadata><SubjectCode><Subject FormalName="20000344" Vocabulary="urn:newsml:iptc.org:mediatopic" '
            'Scheme="medtop"/></SubjectCode></DescriptiveMetadata><ContentItem>',
        ),
        nitf().replace(
            "<docdata>",
            '<tobject><tobject.subject tobject.subject.refnum="20000344" tobject.subject.ipr="medtop" '
            'tobject.subject.type="bridge building"/></tobject><docdata>',
        ),
    ],
    ids=["NewsML-G2", "ninjs", "ninjs, an address", "NewsML 1", "NITF"],
)
def test_media_topics_are_kept(payload: str) -> None:
    (subject,) = article_of(payload).subjects
    assert any("20000344" in (said or "") for said in (subject.code, subject.uri))


def test_subject_codes_of_2012_and_media_topics_stand_side_by_side() -> None:
    codes = ("subj:04000000", "medtop:04000000")
    article = article_of(g2_item(content="".join(f'<subject qcode="{code}"/>' for code in codes)))
    assert [(one.code, one.uri) for one in article.subjects] == [
        ("subj:04000000", "http://cv.iptc.org/newscodes/subjectcode/04000000"),
        ("medtop:04000000", "http://cv.iptc.org/newscodes/mediatopic/04000000"),
    ]


@pytest.mark.parametrize("standard", ["2.0", "2.1", "3.0", "3.1"])
def test_ninjs_2_and_3_are_read(standard: str) -> None:
    article = article_of(
        ninjs(
            body_html=None,
            headline=None,
            pubstatus=None,
            versioncreated=None,
            standard={"name": "ninjs", "version": standard},
            pubStatus="usable",
            versionCreated="2026-07-23T11:15:00+02:00",
            headlines=[{"role": "main", "contentType": "text/plain", "value": "Bridge opens"}],
            bodies=[{"role": "main", "contentType": "text/html", "value": f"<p>{TEXT}</p>"}],
            subjects=[{"uri": "http://cv.iptc.org/newscodes/mediatopic/04000000", "name": "economy"}],
        )
    )
    assert (article.headline, article.paragraphs, article.version_created) == ("Bridge opens", (TEXT,), WRITTEN_AT)
    assert [subject.uri for subject in article.subjects] == ["http://cv.iptc.org/newscodes/mediatopic/04000000"]


@pytest.mark.parametrize(
    ("payload", "root"),
    [(g2_item("<p>&many;</p>"), "newsItem"), (newsml_1(newsml_1_item("&many;")), "NewsML"), (nitf("&many;"), "nitf")],
    ids=["NewsML-G2", "NewsML 1", "NITF"],
)
def test_no_entity_of_xml_is_expanded(payload: str, root: str) -> None:
    declared = f'<!DOCTYPE {root} [<!ENTITY some "{"expanded " * 1_000}"><!ENTITY many "{"&some;" * 1_000}">]>'
    start = payload.index(f"<{root}")
    result = read_one((payload[:start] + declared + payload[start:]).encode())
    assert isinstance(result, Rejection)
    assert result.code == "unsafe_xml"
    assert len(result.model_dump_json()) < 2_000
