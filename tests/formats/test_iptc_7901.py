"""The frame of IPTC 7901: what may be lost, doubled or written otherwise, and is read all the same; header, stamp, end."""

from datetime import timedelta

import pytest

from schemas import Article, Source
from schemas.urgency import looks_urgent
from tests.formats.iptc_items import HEADER, STORY, URI, article_of, codes_of, content_of
from tests.formats.items import item_of
from worker.pipeline import read


@pytest.mark.parametrize(
    "payload",
    [
        STORY.replace("\n", "\r\n"),
        STORY.replace("\n", "\r"),
        STORY.replace("\n", "\x1f"),
        STORY.replace("\n", "\x1f\r\n"),
        STORY.replace("\x01", "").replace("\x02", "").replace("\x03", "").replace("\x04", "").replace("\x7f", ""),
        STORY.replace("\x01", ""),
        STORY.replace("\x02", ""),
        STORY.replace("\x03", ""),
        STORY.replace("\x04", ""),
        STORY.replace("\x01", "\x01\x01")
        .replace("\x02", "\x02\x02")
        .replace("\x03", "\x03\x03")
        .replace("\x04", "\x04\x04"),
        STORY.replace("\x01", "\x16\x16\x01\r\n"),
        STORY.replace("\x02", "\x02\n"),
        STORY.replace("\n\x03", "\n\n\x03\n"),
        STORY.replace("\n\x03131137 GMT Nov 13", "\n131137 GMT Nov 13\n\x03"),
        STORY.replace(" =\n", "=\n"),
        STORY.replace(" =\n", " =  \n"),
        STORY.replace("\n\n", "\n"),
        STORY.replace("Boote kehren zurück =", "Boote kehren\nzurück ="),
        STORY.replace("Boote kehren zurück =", "Boote kehren zurück"),
        STORY.replace("Hafen-Boote/\n\x02", "\x02Hafen-Boote/\n"),
        STORY.replace("Hafen-Boote/\n\x02Boote kehren zurück =\n", "Hafen-Boote/\nBoote kehren zurück =\n\x02"),
        STORY.replace("Hafen-Boote/", "Hafen-Boote"),
        STORY.replace("   ", "\t"),
        STORY.replace("\n   Alle", "\n\nAlle"),
        STORY.translate(dict.fromkeys((1, 2, 3, 4, 127))).replace("\n", "\n     "),
        f"\r\n\r\n\x7f\x7f\x7f{STORY}\x7f\r\n",
        f"{STORY}\r\n\x1a",
        STORY.encode("utf-8-sig"),
        STORY.encode("utf-16"),
        STORY.encode("latin-1"),
    ],
)
def test_whatever_was_lost_or_doubled_on_the_way_the_record_is_the_same(payload: str | bytes) -> None:
    assert content_of(article_of(payload)) == content_of(article_of(STORY))


@pytest.mark.parametrize(
    "header",
    [
        "bdt1234 4 pl 12 dpa 0061",
        "BDT123 4 PL 0012 dpa 0061",
        "Sda031 4 ei",
        "EXT010 4 GEN 0336 F BELGA-0102",
        "apa0061 4 1 77",
        "afp007  4  i  211",
    ],
)
def test_service_number_priority_and_category_are_read_however_they_are_spaced_and_cased(header: str) -> None:
    article = article_of(STORY.replace("eca062 4 i 211 ccccb   dpa 061", header))
    service, _, category, *_ = header.split()
    assert article.alt_ids[0].model_dump() == {"role": "transmission", "value": service}
    assert (article.urgency, article.subjects[0].code, article.subjects[0].scheme) == (4, category, "iptc7901")


@pytest.mark.parametrize("priority", [1, 2, 3, 4, 5, 6, 9])
def test_the_priority_is_the_urgency(priority: int) -> None:
    assert article_of(STORY.replace(" 4 i ", f" {priority} i ")).urgency == priority


@pytest.mark.parametrize("prefix", ["", "\x01", "\x16\x16\x01", "\r\n\r\n\x7f\x7f\x01", "\ufeff\x01", "ZCZC abc\n\x01"])
@pytest.mark.parametrize("header", ["eca062 {} i 211 ccccb", "BDT1234  {} pl   dpa 061", "Sda031 {} eco"])
@pytest.mark.parametrize("priority", [1, 2, 3, 4, 9])
def test_what_goes_into_the_urgent_inbox_is_what_has_priority_1_or_2(prefix: str, header: str, priority: int) -> None:
    payload = STORY.replace("\x01eca062 4 i 211 ccccb", prefix + header.format(priority)).encode()
    assert article_of(payload).urgency == priority
    assert looks_urgent(payload) == (priority <= 2)


@pytest.mark.parametrize(
    ("options", "agency_id"),
    [
        ("vvvvb KNA 170123-89-00065#2", "KNA 170123-89-00065#2"),
        ("ccccb   dpa 061", "dpa 061"),
        ("F BELGA-0102", "BELGA-0102"),
        ("F BELGA-....", None),
        ("ccccb", None),
    ],
)
def test_the_agencys_own_id_stands_among_the_options(options: str, agency_id: str | None) -> None:
    article = article_of(STORY.replace("ccccb   dpa 061", options))
    assert {one.role: one.value for one in article.alt_ids}.get("agency_id") == agency_id


def test_a_transmission_is_the_same_story_whenever_it_is_received() -> None:
    item = item_of(STORY.encode())
    later = item.model_copy(update={"received_at": item.received_at + timedelta(days=700)})
    results = [*read(item), *read(item), *read(later)]
    assert {result.uri for result in results if isinstance(result, Article)} == {URI}
    assert len({result.identity.content_digest for result in results if isinstance(result, Article)}) == 1


def test_the_number_of_another_day_or_service_is_another_story() -> None:
    others = [STORY.replace("131137", "141137"), STORY.replace("eca062", "ecb062"), STORY.replace("eca062", "eca063")]
    assert len({URI, *(article_of(other).uri for other in others)}) == 4


@pytest.mark.parametrize(
    ("stamp", "utc"),
    [
        ("131137 GMT Nov 13", "2013-11-13T11:37"),
        ("131137 nov 13", "2013-11-13T10:37"),
        ("131137 MEZ Dez 13", "2013-12-13T10:37"),
        ("131137 MESZ Mär 13", "2013-03-13T09:37"),
        ("131137 HEC déc. 13", "2013-12-13T10:37"),
        ("131137 UTC aoû 2013", "2013-08-13T11:37"),
        ("AFP 131137 GMT FEV 13", "2013-02-13T11:37"),
        ("131137 CET giu 13", "2013-06-13T10:37"),
        ("131137Z SET 13", "2013-09-13T11:37"),
    ],
)
def test_the_stamp_is_read_in_the_agencys_language_and_zone_else_in_the_sources(stamp: str, utc: str) -> None:
    article = article_of(STORY.replace("131137 GMT Nov 13", stamp), Source(id="test", zone="Europe/Berlin"))
    assert article.version_created is not None
    assert article.version_created.isoformat()[:16] == utc
    assert article.identity.basis == "transmission"


def test_without_its_year_a_stamp_is_of_the_year_nearest_to_receipt() -> None:
    article = article_of(STORY.replace("Nov 13", "Nov"))
    assert article.uri == "urn:wirecopy:test:eca-062-2026-11-13"
    assert "year_inferred" in codes_of(article)


@pytest.mark.parametrize("stamp", ["311137 GMT Feb 13", "131137 GMT Xyz 13"])
def test_a_stamp_that_cannot_be_read_costs_the_time_and_not_the_story(stamp: str) -> None:
    article = article_of(STORY.replace("131137 GMT Nov 13", stamp))
    assert (article.version_created, article.identity.basis) == (None, "digest")
    assert "date_unreadable" in codes_of(article)


def test_a_transmission_that_ends_early_is_read_as_far_as_it_came() -> None:
    article = article_of(STORY.encode()[: STORY.encode().index(b"\xc3\xbcck.") + 1])
    assert article.paragraphs == ("Die Boote sind zur",)
    assert "cut_off" in codes_of(article)
    assert article.identity.basis == "digest"


def test_a_number_and_a_word_that_end_a_cut_text_are_no_stamp() -> None:
    article = article_of(f"{HEADER}\x02Boote kehren zurück =\n\n   Am Hafen warteten\n131137 Menschen")
    assert article.paragraphs == ("Am Hafen warteten 131137 Menschen",)


@pytest.mark.parametrize("between", ["", "\n", "\r\n\x7f\x7f\r\n", "NNNN\nZCZC\n"])
def test_transmissions_that_follow_each_other_are_stories_of_their_own(between: str) -> None:
    second = STORY.replace("eca062", "eca063").replace("Boote kehren", "Fähren kehren")
    for join in (STORY + between + second, (STORY + "\n" + between + second).translate(dict.fromkeys((1, 2, 3, 4, 127)))):
        results = read(item_of(join.encode()))
        assert [result.headline for result in results if isinstance(result, Article)] == [
            "Boote kehren zurück",
            "Fähren kehren zurück",
        ]
        assert [result.uri for result in results if isinstance(result, Article)] == [URI, URI.replace("062", "063")]


def test_a_line_of_the_text_that_looks_like_a_header_begins_no_story() -> None:
    article = article_of(
        STORY.replace("zurück.\n", "zurück.\nAF447 3 ans 228 dpa 061\n").replace("\x01", "").replace("\x02", "")
    )
    assert "AF447 3 ans 228 dpa 061" in article.paragraphs[0]
