"""ANPA 1312 as it is really sent: what got lost on the way, urgency, times."""

import re
from collections.abc import Callable

import pytest

from schemas import Article, Rejection
from schemas.urgency import looks_urgent
from tests.formats.anpa_items import ITEM, SLUG, URI, article_of, articles_of, with_lines, with_take
from tests.formats.items import item_of
from worker.formats.anpa_1312_frame import begins_transmission
from worker.pipeline import read

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f]")

# Lost, doubled, glued ----------------------------------------------------------------------------------------------

LOSSES: dict[str, Callable[[str], str]] = {
    "SYN": lambda text: text.replace("\x16", ""),
    "SOH": lambda text: text.replace("\x01", ""),
    "STX": lambda text: text.replace("\x02", ""),
    "ETX": lambda text: text.replace("\x03", ""),
    "FF and EOT": lambda text: text.replace("\x0c\n", "").replace("\x04\n", ""),
    "US": lambda text: text.replace("\x1f", " "),
    "US without a space": lambda text: text.replace("\x1f", ""),
    "DC3 and DC1": lambda text: text.replace("\x13\x11", "  "),
    "DC3 and DC1 without a space": lambda text: text.replace(" \x13\x11  ", " "),
    "all control characters": lambda text: CONTROL.sub("", text),
    "all of them, made spaces": lambda text: CONTROL.sub(" ", text),
    "nothing, but doubled": lambda text: "".join(letter * (1 + (letter in "\x01\x02\x03\x04\x16\x1f")) for letter in text),
    "tabs": lambda text: text.replace("\t", ""),
    "the line between the headers": lambda text: text.replace("asian\n", "asian "),
    "the line before the text": lambda text: text.replace("0466\n\x02", "0466"),
    "the lines between those of their own": lambda text: text.replace("<\n^", "<^").replace("=\n^", "=^"),
    "the slug line": lambda text: text.replace(SLUG, ""),
    "selector codes": lambda text: text.replace("\x1fasian", ""),
    "the word count": lambda text: text.replace(" 0466", ""),
    "the end of the trailer": lambda text: text.replace("GMT<", "GMT"),
    "the version": lambda text: text.replace("BC-", ""),
    "nothing, but with CR LF": lambda text: text.replace("\n", "\r\n"),
    "nothing, but after blank lines": lambda text: "\r\n\n  \n\x7f\x7f\n" + text,
    "nothing, but as UTF-16": lambda text: text,
    "nothing, but with another number": lambda text: text.replace("W2870", "W287"),
    "nothing, but in small letters": lambda text: text.replace("W2870", "w2870"),
    "nothing, but with long selector codes": lambda text: text.replace("asian", "fbnational-----"),
    "nothing, but with CR CR LF": lambda text: text.replace("\n", "\r\r\n"),
    "the line end before the text": lambda text: text.replace("=\n\t", "=\t"),
    "nothing, but with dashes for selectors": lambda text: text.replace("asian", "-----"),
    "nothing, but in capitals": lambda text: text.replace("r l", "R L"),
}


@pytest.mark.parametrize("lost", LOSSES)
def test_what_is_lost_on_the_way_changes_nothing(lost: str) -> None:
    text = LOSSES[lost](ITEM)
    (result,) = read(item_of(text.encode("utf-16") if lost.endswith("UTF-16") else text.encode()))
    assert isinstance(result, Article), result
    assert result.provenance.format == "anpa_1312"
    assert (result.uri, result.headline, result.byline, result.credit) == (
        URI,
        "Ferry sails again",
        "HANNA VELDT",
        "Associated Press",
    )
    assert result.paragraphs == ("The ferry sailed on Wednesday.", "It was full.")
    assert str(result.version_created) == "2013-11-13 15:09:00+00:00"
    assert (result.urgency, result.subjects[0].code, result.editor_note) == (5, "l", None)
    assert result.slugline == ("LT--Ferry-Sails" if lost == "the slug line" else "LT--Ferry Sails")


def test_all_line_ends_lost_but_those_of_the_text_lose_nothing() -> None:
    article = article_of(
        "W2870 asian r l BC-Ferry 11-13 0466^BC-Ferry,466<^Ferry sails<\n\tIt sailed. AP-WF-11-13-13 1509GMT<"
    )
    assert article.paragraphs == ("It sailed. AP-WF-11-13-13 1509GMT",)


def test_transmissions_one_after_another_are_stories_of_their_own() -> None:
    other = ITEM.replace("W2870", "W2871").replace("Ferry", "Boat").replace("\x16\x16\x01", "")
    first, second, third = articles_of(ITEM + other + ITEM.replace("Ferry", "Pier").replace("\x0c\n\x04\n", ""))
    assert [one.alt_ids[0].value for one in (first, second, third)] == ["W2870", "W2871", "W2870"]
    assert [one.headline for one in (first, second, third)] == ["Ferry sails again", "Boat sails again", "Pier sails again"]
    assert all(len(one.paragraphs) == 2 for one in (first, second, third))


def test_a_transmission_that_lost_its_header_is_not_lost_behind_another() -> None:
    first, second = articles_of(
        ITEM + "\x02^BC-LT--Pier Opens,12<\n^Pier opens<\n\t   The pier opened.\n\x03AP-WF-11-13-13 1510GMT<\n"
    )
    assert (first.headline, second.headline, second.slugline) == ("Ferry sails again", "Pier opens", "LT--Pier Opens")
    assert second.uri == "urn:wirecopy:test:ltpieropens-2013-11-13"


def test_what_stands_around_a_transmission_is_noted() -> None:
    article = article_of("Received by the harbour office\n" + ITEM + "NNNN\n")
    assert (article.provenance.notes[0].code, article.provenance.notes[0].detail) == (
        "boilerplate_removed",
        "Received by the harbour office; NNNN",
    )
    assert len(article.paragraphs) == 2


@pytest.mark.parametrize(
    "text",
    [
        "I a man 11-13 0466\nText follows\n",
        "P 1 Sun 11-13 2030\nP 2 Mon 11-14 2030\n",
        "A1234 north\nB 5 south 10-11 0800\n",
        "G 5 N-S train 10-11 0930\nG 6 N-S train 10-11 1030\n",
        "T 1000 meters\nA 1 Smith 10-12 3000\n",
        "e e cummings 10-14 1894\nPoem\n",
        "B a c h 03-21 1685\n",
        "AM-radio ^ FM-radio\n^ ^ ^\n",
        "Q1 results\nr 5 11-13 0466\n",
    ],
)
def test_timetables_scores_and_names_are_no_transmission(text: str) -> None:
    assert not begins_transmission(text)


def test_text_without_a_header_is_refused() -> None:
    (result,) = read(item_of(b"Ferry sails\n\nIt sailed.\n").model_copy(update={"format": "anpa_1312"}))
    assert isinstance(result, Rejection)
    assert (result.code, result.where) == ("unknown_format", "line 1")


@pytest.mark.parametrize(("text", "charset"), [("Façade", "utf-8"), ("Façade", "iso8859-1"), ("“Façade”", "cp1252")])
def test_utf_8_wins_if_it_decodes_and_latin_1_is_the_usual_charset(text: str, charset: str) -> None:
    article = article_of(ITEM.replace("It was full.", text).encode(charset))
    assert (article.paragraphs[1], article.provenance.charset) == (text, charset)


# Urgency -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("letter", "urgency"), [("f", 1), ("b", 2), ("u", 3), ("r", 5), ("d", 6), ("s", None), ("a", None), ("F", 1)]
)
@pytest.mark.parametrize(
    "lost",
    [
        "SYN",
        "SOH",
        "US",
        "DC3 and DC1",
        "all control characters",
        "the line between the headers",
        "the version",
        "nothing, but with CR LF",
    ],
)
def test_the_priority_letter_is_the_urgency_and_the_lane(letter: str, urgency: int | None, lost: str) -> None:
    payload = LOSSES[lost](ITEM.replace("r l ", f"{letter} l ")).encode()
    assert article_of(payload).urgency == urgency
    assert looks_urgent(payload) == (urgency is not None and urgency <= 3)


def test_a_bulletin_that_kills_has_the_urgency_of_a_bulletin() -> None:
    assert article_of(with_lines("BULLETIN KILL<")).urgency == 2


@pytest.mark.parametrize(("word", "urgency"), [("FLASH", 1), ("BULLETIN", 2), ("URGENT", 3), ("Bulletin", 2)])
def test_a_word_of_urgency_before_the_headline_counts_and_is_a_genre(word: str, urgency: int) -> None:
    payload = ITEM.replace("^Ferry sails again<", f"^{word}<\n^Ferry sails again<")
    article = article_of(payload)
    assert (article.urgency, article.headline, article.genres[0].name) == (urgency, "Ferry sails again", word)
    assert looks_urgent(payload.encode()) or not word.isupper()


# Times -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("trailer", "utc"),
    [
        ("AP-WF-11-13-13 1509GMT<", "15:09"),
        ("AP-NY-11-13-13 1009EST<", "15:09"),
        ("AP-NR-11-13-13 1009EDT", "14:09"),
        ("NYT-11-13-13 1009EST<", "15:09"),
        ("AP-CS-11-13-13 0909CST<", "15:09"),
        ("AP-WF-11-13-2013 1509 GMT<", "15:09"),
        ("^AP-WF-11-13-13 1509GMT<", "15:09"),
        ("10:09ET 13-11-13<", "15:09"),
        ("AFP-11-13-13 1509GMT<", "15:09"),
        ("RTR-11-13-13 1509GMT\nAP-WF-11-13-13 1512GMT<", "15:09"),
    ],
)
def test_the_trailer_gives_the_time_whoever_sent_it(trailer: str, utc: str) -> None:
    article = article_of(ITEM.replace("AP-WF-11-13-13 1509GMT<", trailer))
    assert f"{article.version_created:%Y-%m-%d %H:%M}" == f"2013-11-13 {utc}"
    assert article.uri == URI
    assert len(article.paragraphs) == 2


def test_a_cut_trailer_leaves_the_headers_day() -> None:
    article = article_of(ITEM[: ITEM.index("\x03")])
    assert f"{article.version_created:%Y-%m-%d %H:%M}" == "2026-11-13 00:00"
    assert article.uri == URI.replace("2013", "2026")


@pytest.mark.parametrize("take", ["1stLd", "Writethru", "Correction", "KILL"])
def test_a_take_that_replaces_has_no_time_rather_than_midnights(take: str) -> None:
    item = with_take(take)
    article = article_of(item[: item.index("\x03")])
    assert (article.version_created, article.uri) == (None, URI.replace("2013", "2026"))


@pytest.mark.parametrize("stamp", ["02-31-13 1509GMT", "11-13-13 2567GMT"])
def test_a_trailer_of_no_day_costs_the_time_and_not_the_story(stamp: str) -> None:
    article = article_of(ITEM.replace("11-13-13 1509GMT", stamp))
    assert (article.version_created, article.provenance.notes[0].code) == (None, "date_unreadable")


@pytest.mark.parametrize(("take", "day"), [("Adv17", "2013-11-17"), ("Adv17-18", "2013-11-17"), ("Adv02", "2013-12-02")])
def test_an_advance_is_embargoed_until_its_day(take: str, day: str) -> None:
    article = article_of(with_take(take, take))
    assert f"{article.embargoed_until:%Y-%m-%d %H:%M}" == f"{day} 05:00"  # midnight in New York
    assert article.uri == URI


def test_an_advance_over_the_end_of_the_year_is_of_the_next() -> None:
    article = article_of(with_take("Adv02").replace("11-13 0466", "12-30 0466").replace("11-13-13", "12-30-13"))
    assert f"{article.embargoed_until:%Y-%m-%d}" == "2014-01-02"
