"""The text of ANPA 1312: lines of their own before the story, typesetting, tables, hostile lengths."""

import time

import pytest

from tests.formats.anpa_items import HEADER, ITEM, PRIORITY, TRAILER, article_of, with_lines
from tests.formats.items import item_of
from worker.formats.anpa_1312_text import columns, display
from worker.pipeline import read

HALF_A_MEBIBYTE = 524_288

# Lines of their own ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "byline", "authors", "role"),
    [
        (["By HANNA VELDT="], "HANNA VELDT", ["HANNA VELDT"], None),
        (["By HANNA VELDT<"], "HANNA VELDT", ["HANNA VELDT"], None),
        (["BY HANNA VELDT="], "HANNA VELDT", ["HANNA VELDT"], None),
        (["By HANNA VELDT and JORIS PALM="], "HANNA VELDT and JORIS PALM", ["HANNA VELDT", "JORIS PALM"], None),
        (
            ["By HANNA VELDT, JORIS PALM and O. RASK="],
            "HANNA VELDT, JORIS PALM and O. RASK",
            ["HANNA VELDT", "JORIS PALM", "O. RASK"],
            None,
        ),
        (["By HANNA VELDT and=", "JORIS PALM="], "HANNA VELDT and JORIS PALM", ["HANNA VELDT", "JORIS PALM"], None),
        (["By HANNA VELDT=", "AP Sports Writer="], "HANNA VELDT", ["HANNA VELDT"], "AP Sports Writer"),
        (
            ["By JOHN Q. VELDT JR.=", "AP Economics Writer="],
            "JOHN Q. VELDT JR.",
            ["JOHN Q. VELDT JR."],
            "AP Economics Writer",
        ),
        (["By The Associated Press="], "The Associated Press", [], None),
        (["By HANNA VELDT of The Associated Press="], "HANNA VELDT of The Associated Press", ["HANNA VELDT"], None),
        (["By Hanna van der Veldt<"], "Hanna van der Veldt", ["Hanna van der Veldt"], None),
        (["Por HANNA VELDT="], "HANNA VELDT", ["HANNA VELDT"], None),
    ],
)
def test_bylines_are_read_as_agencies_write_them(
    lines: list[str], byline: str, authors: list[str], role: str | None
) -> None:
    article = article_of(with_lines("Ferry sails<", *lines))
    assert (article.headline, article.byline, [one.name for one in article.authors]) == ("Ferry sails", byline, authors)
    assert {one.role for one in article.authors} <= {role}
    assert len(article.paragraphs) == 2


@pytest.mark.parametrize(
    "credit",
    [
        "Information from: Harbor Gazette, http://www.gazette.example<",
        "Associated Press=",
        "The Associated Press=",
        "The Harbor Gazette=",
        "c.2013 Harbor News Service<",
    ],
)
def test_the_line_below_the_names_is_the_credit(credit: str) -> None:
    article = article_of(with_lines("Ferry sails<", "By HANNA VELDT=", credit))
    assert (article.byline, article.credit, len(article.paragraphs)) == ("HANNA VELDT", credit[:-1], 2)


@pytest.mark.parametrize(
    "note",
    [
        "AP Photo XNP101, XNP102<",
        "AP Photos XNP101-105<",
        "With AP Photos<",
        "Photos XNP101<",
        "AP Graphic FERRY<",
        "Eds: UPDATES with quotes.<",
        "Eds: UPDATES with\nquotes.<",
        "EDITORS: Note language in graf 3.<",
        "Editor's note: Moved early.<",
        "UPDATES with quotes.<",
        "ADDS byline.<",
        "Moving on general news services.<",
        "For release Sunday, Nov. 17<",
        "$adv17<",
        "With: Ferry-Box<",
        "LEADS with 4 grafs to add quotes<",
        "(For use by Harbor News Service clients)<",
    ],
)
@pytest.mark.parametrize("before", [True, False])
def test_notes_to_editors_are_never_the_story(note: str, before: bool) -> None:
    lines = (note, "Ferry sails<") if before else ("Ferry sails<", note)
    article = article_of(with_lines(*lines, "By HANNA VELDT="))
    assert (article.headline, article.editor_note) == ("Ferry sails", note.rstrip("<").replace("\n", " "))
    assert article.paragraphs == ("The ferry sailed on Wednesday.", "It was full.")


@pytest.mark.parametrize(
    "headline",
    [
        "With boats gone, harbor falls silent",
        "Moving day for the old ferry",
        "Video of rescue spreads",
        "Photos show a full ferry",
        "Editors quit over ferry story",
        "By the sea, a town waits",
        "By ferry and on foot",
        "Von der Leyen in Paris",
        "Update on ferry comes Monday",
        "LEADS IN FERRY CASE RUN DRY",
        "Adding up the ferry's cost",
        "Kill switch stops ferry",
        "More boats than ever",
        "Flash floods close pier",
    ],
)
def test_a_headline_that_begins_like_a_note_is_a_headline(headline: str) -> None:
    article = article_of(with_lines(f"{headline}<", "By HANNA VELDT="))
    assert (article.headline, article.editor_note, article.byline, article.status) == (
        headline,
        None,
        "HANNA VELDT",
        "usable",
    )


@pytest.mark.parametrize("lines", [["Ferry sails<", "after two winters<"], ["Ferry sails\nafter two winters<"]])
def test_a_headline_may_run_over_lines(lines: list[str]) -> None:
    assert article_of(with_lines(*lines)).headline == "Ferry sails after two winters"


def test_without_a_headline_the_first_sentence_serves_and_stays_in_the_text() -> None:
    article = article_of(with_lines("AP Photo XNP101<"))
    assert article.headline == article.paragraphs[0] == "The ferry sailed on Wednesday."
    assert "headline_from_text" in [note.code for note in article.provenance.notes]


@pytest.mark.parametrize(
    ("begin", "place"),
    [
        ("HARBOR CITY _ ", "HARBOR CITY"),
        ("KETTHOLM, Norland _ ", "KETTHOLM, Norland"),
        ("ST. OLE'S -- ", "ST. OLE'S"),
    ],
)
def test_a_place_alone_before_a_dash_is_the_dateline(begin: str, place: str) -> None:
    article = article_of(ITEM.replace("VELDHAVEN (AP) _ ", begin))
    assert article.dateline
    assert (article.dateline.text, article.dateline.place, article.dateline.agency) == (place, place, None)
    assert article.paragraphs[0] == "The ferry sailed on Wednesday."


@pytest.mark.parametrize("begin", ["CORRECTION _ ", "_ ", "Veldhaven _ ", "FERRY-BOATS _ ", "EDITORS _ "])
def test_what_is_no_place_before_a_dash_stays_in_the_text(begin: str) -> None:
    article = article_of(ITEM.replace("VELDHAVEN (AP) _ ", begin))
    assert article.dateline is None
    assert article.paragraphs[0] == f"{begin.replace('_', '—')}The ferry sailed on Wednesday."


def test_an_apposition_is_no_dateline() -> None:
    article = article_of(ITEM.replace("VELDHAVEN (AP) _ The ferry", "NATO _ the alliance _"))
    assert article.paragraphs[0] == "NATO — the alliance — sailed on Wednesday."


def test_names_may_stand_indented_above_the_text() -> None:
    article = article_of(
        with_lines("Ferry sails<").replace("\t   VELDHAVEN", "\t   By Hanna Veldt\n\t   AP Sports Writer\n\t   VELDHAVEN")
    )
    assert (article.byline, article.authors[0].role, len(article.paragraphs)) == ("Hanna Veldt", "AP Sports Writer", 2)


def test_the_headings_of_a_table_are_no_headline() -> None:
    text = with_lines("Standings<", "All Times EST<").replace("\x13\x11", "\x13\x12")
    article = article_of(text)
    assert (article.headline, article.paragraphs[0]) == ("Standings", "All Times EST")


# Text --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("a ferry _ the first _ came", "a ferry — the first — came"),
        ("mail boat_office@ferry.example", "mail boat_office@ferry.example"),
        ("on Twitter: @_veldt", "on Twitter: @_veldt"),
        ("``It sails,'' she said", "“It sails,” she said"),
        ("``He said `no,''' she said", "“He said ‘no,’” she said"),
        ("the '90s and don't", "the '90s and don't"),
        ("3{1/2} meters", "3½ meters"),
        ("3 {1/2} meters", "3½ meters"),
        ("3{1-8}", "3⅛"),
        ("5 {7/16}", "5 7/16"),
        ("{1/2}", "½"),
        ("{sic}", "{sic}"),
        ("%MDBO%Ferry%MDNM% sails", "Ferry sails"),
        ("100% of 50% of it", "100% of 50% of it"),
        ("a\x0ebold\x0f word", "abold word"),
        ("2 < 3 = no", "2 < 3 = no"),
    ],
)
def test_typesetting_is_read_and_what_only_resembles_it_stays(written: str, shown: str) -> None:
    assert display(written) == shown


@pytest.mark.parametrize(
    ("line", "tabular", "row"),
    [
        ("\x10Terns;48;35\x08", False, "Terns | 48 | 35"),
        ("\x08Terns;48;35\x10<", True, "Terns | 48 | 35"),
        ("\x10Terns\x08\x1048\x08\x1035\x08<", False, "Terns | 48 | 35"),
        ("Terns;48;35<", True, "Terns | 48 | 35"),
        ("Terns    48    35", True, "Terns | 48 | 35"),
        ("Terns\t48\t35<", True, "Terns | 48 | 35"),
        ("Terns;;35", True, "Terns |  | 35"),
        ("He came; she left.", True, None),
        ("Terns;48;35", False, None),
        ("Terns 5, Gulls 3<", True, None),
        ("Boats\x08 came; all left", False, None),
    ],
)
def test_rows_of_tables_are_told_from_text(line: str, tabular: bool, row: str | None) -> None:
    assert columns(line, tabular=tabular) == row


def test_wrapped_lines_are_one_paragraph_and_rules_end_one() -> None:
    text = "\t   One\ntwo\nthree.\n\n   Four.\n^Five<\n^___<\n\t   Six\nseven\n(MORE)\n"
    article = article_of(HEADER + PRIORITY + "\x02^Ferry<\n" + text + TRAILER)
    assert article.paragraphs == ("One two three.", "Four.", "Five", "Six seven")
    assert "to_be_continued" in [note.code for note in article.provenance.notes]


def test_the_length_of_a_profile_is_text() -> None:
    article = article_of(ITEM.replace("It was full.", "(PROFILE (COUNT:466))"))
    assert article.paragraphs[1] == "(PROFILE (COUNT:466))"


# Hostile lengths ---------------------------------------------------------------------------------------------------

HOSTILE = {
    "headers": "W2870 asian\nr a  BC-x 11-13 0400\n" * 12_000,
    "SOH": "a\x01" * (HALF_A_MEBIBYTE // 2),
    "carets": "^a<" * (HALF_A_MEBIBYTE // 3),
    "dashes": "_ " * (HALF_A_MEBIBYTE // 2),
    "quotes": "`a " * (HALF_A_MEBIBYTE // 3),
    "fractions": "{1/" * (HALF_A_MEBIBYTE // 3),
    "codes": "%AB" * (HALF_A_MEBIBYTE // 3),
    "columns": "\x10;\x08" * (HALF_A_MEBIBYTE // 3),
    "semicolons": ";a" * (HALF_A_MEBIBYTE // 2),
    "gaps": "a  " * (HALF_A_MEBIBYTE // 3),
    "lines of their own": "^x\n" * 24_000,
    "indents": "\t a\n" * 24_000,
    "trailers": "AP-WF-11-13-13 1509GMT<\n" * 20_000,
    "names": "^By A " + "and A " * (HALF_A_MEBIBYTE // 6),
    "takes": "^BC-x, " + "1stLd-" * (HALF_A_MEBIBYTE // 6),
    "notes": "(EDS " * (HALF_A_MEBIBYTE // 5),
    "MORE": "(MORE" * (HALF_A_MEBIBYTE // 5),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize(
    "frame", ["{}", HEADER + PRIORITY + "{}", ITEM[: ITEM.index("\x03")] + "{}"], ids=["all", "after header", "in text"]
)
def test_half_a_mebibyte_of_anything_is_read_in_linear_time(text: str, frame: str) -> None:
    item = item_of(frame.format(text).encode()).model_copy(update={"format": "anpa_1312"})
    started = time.perf_counter()
    assert read(item)
    assert time.perf_counter() - started < 5
