"""ANPA 1312 as it is really sent: what got lost on the way, urgency, takes and identity, times."""

import re
from collections.abc import Callable

import pytest

from schemas import Article, Rejection
from schemas.urgency import looks_urgent
from tests.formats.anpa_items import ITEM, SLUG, TRAILER, URI, article_of, articles_of, with_lines, with_take
from tests.formats.items import item_of
from worker.formats.anpa_1312_takes import slug_of_header, slug_of_line
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


@pytest.mark.parametrize(("word", "urgency"), [("FLASH", 1), ("BULLETIN", 2), ("URGENT", 3), ("Bulletin", 2)])
def test_a_word_of_urgency_before_the_headline_counts_and_is_a_genre(word: str, urgency: int) -> None:
    payload = ITEM.replace("^Ferry sails again<", f"^{word}<\n^Ferry sails again<")
    article = article_of(payload)
    assert (article.urgency, article.headline, article.genres[0].name) == (urgency, "Ferry sails again", word)
    assert looks_urgent(payload.encode()) or not word.isupper()


# Takes and identity ------------------------------------------------------------------------------------------------

REPLACING = [
    ("1stLd", "1st Ld"),
    ("2ndLd", "2nd Ld"),
    ("10thLd", "10th Ld"),
    ("1stLd-Writethru", "1st Ld-Writethru"),
    ("1stLd-Writethru", "1st Ld - Writethru"),
    ("7thWritethru", "7th Writethru"),
    ("Writethru", "Writethru"),
    ("1stLd-Writethru", None),
    ("1stSub", "1st Sub"),
    ("Sub", "Sub"),
    ("Correction", "Correction"),
    ("Corrective", "CORRECTIVE"),
    ("Correct", "Correct"),
    ("Bjt", "Bjt"),
    ("1stLd a0512", "1st Ld, a0512"),
]


@pytest.mark.parametrize(("take", "in_line"), REPLACING)
def test_a_take_that_replaces_is_the_same_story(take: str, in_line: str | None) -> None:
    article = article_of(with_take(take, in_line))
    assert (article.uri, article.follows, article.status, article.slugline) == (URI, None, "usable", "LT--Ferry Sails")
    assert article.genres[0].name == (in_line or take).removesuffix(", a0512")
    assert article.identity.wire_version is None


@pytest.mark.parametrize(
    ("take", "in_line", "apart"),
    [
        ("1stAdd", "1st Add", "add-1"),
        ("Add1", "Add 1", "add-1"),
        ("Add", "Add", "add-2870"),
        ("1stLd-1stAdd", "1st Ld-1st Add", "add-1"),
        ("More", "More", "more-2870"),
        ("1stTake", "1st Take", "take-1"),
        ("2ndTake", "2nd Take", "take-2"),
        ("1stAdd", None, "add-1"),
        ("1stInsert", "1st Insert", "insert-1"),
    ],
)
def test_an_addition_is_a_story_of_its_own_that_follows(take: str, in_line: str | None, apart: str) -> None:
    article = article_of(with_take(take, in_line))
    assert (article.uri, article.follows, article.status) == (f"{URI}-{apart}", URI, "usable")


@pytest.mark.parametrize(
    ("take", "in_line"), [("Advisory", "Advisory"), ("Adv", "Adv"), ("Advisory", None), ("", "ADVISORY")]
)
def test_an_advisory_follows_its_story_and_is_withheld(take: str, in_line: str | None) -> None:
    article = article_of(with_take(take, in_line))
    assert (article.uri, article.follows, article.status) == (f"{URI}-advisory-2870", URI, "withheld")
    assert article.provenance.notes[0].code == "for_editors"


@pytest.mark.parametrize(
    "slug", ["AP-News-Digest", "AP-Sports-Digest", "Photo-Advisory", "AP--Photo-Digest", "Advisory", "AP-NewsBudget"]
)
def test_a_digest_is_for_editors_and_follows_nothing(slug: str) -> None:
    article = article_of(ITEM.replace("LT--Ferry-Sails", slug).replace(SLUG, ""))
    assert (article.status, article.follows, article.identity.basis) == ("withheld", None, "slug")


@pytest.mark.parametrize(
    "slug", ["US--Travel-Advisory", "Police-Kill", "ROAD-KILL", "State-Budget", "Digestive-Aid", "Add-Ons", "Killdeer"]
)
def test_a_story_about_such_a_thing_is_a_story(slug: str) -> None:
    article = article_of(ITEM.replace("LT--Ferry-Sails", slug).replace(SLUG, ""))
    assert (article.status, article.follows, article.slugline) == ("usable", None, slug)


@pytest.mark.parametrize(
    "take", ["KILL", "Kill", "1stLd-KILL", "Withhold", "WITHHOLD", "Elimination", "Eliminate", "Mandatory Kill"]
)
@pytest.mark.parametrize("cut", [None, "\x03", "^Ferry", "^BC"])
def test_a_kill_cancels_the_story_however_little_of_it_came(take: str, cut: str | None) -> None:
    item = with_take(take, take)
    article = article_of(item[: item.index(cut)] if cut else item)
    year = "2026" if cut else "2013"
    assert (article.uri, article.status) == (URI.replace("2013", year), "canceled")
    assert article.version_created is None or cut is None


@pytest.mark.parametrize("line", ["KILL", "BULLETIN KILL", "MANDATORY KILL", "KILL KILL KILL", "ELIMINATION"])
def test_a_line_that_orders_to_kill_does_so_without_a_take(line: str) -> None:
    article = article_of(with_lines(f"{line}<"))
    assert (article.uri, article.status, article.genres[0].name) == (URI, "canceled", line)


@pytest.mark.parametrize("slug", ["KILL-LT--Ferry-Sails", "LT--Ferry-Sails-KILL"])
def test_a_kill_in_capitals_may_stand_in_the_keyword(slug: str) -> None:
    article = article_of(ITEM.replace("LT--Ferry-Sails", slug))
    assert (article.uri, article.status) == (URI, "canceled")


@pytest.mark.parametrize("version", ["AM-", "PM-", "AP-", "BC-", "bc-", ""])
def test_the_version_is_no_part_of_the_identity(version: str) -> None:
    assert article_of(ITEM.replace("BC-", version)).uri == URI


@pytest.mark.parametrize("letter", ["f", "b"])
def test_a_flash_or_bulletin_may_be_a_headline_alone(letter: str) -> None:
    item = ITEM.replace("r l ", f"{letter} l ")
    article = article_of(item[: item.index("^By")] + TRAILER)
    assert (article.headline, article.paragraphs) == ("Ferry sails again", ())


def test_other_stories_without_text_are_refused() -> None:
    (result,) = read(item_of((ITEM[: ITEM.index("^By")] + TRAILER).encode()))
    assert isinstance(result, Rejection)
    assert result.code == "no_body"


def test_an_advisory_of_a_note_alone_is_not_refused() -> None:
    item = with_take("Advisory", "Advisory")
    article = article_of(item[: item.index("^Ferry")] + "^Eds: A lead will move by 1800GMT.<\n" + TRAILER)
    assert (article.status, article.headline) == ("withheld", "LT--Ferry Sails Advisory")
    assert article.editor_note == "Eds: A lead will move by 1800GMT."


def test_services_days_and_slugs_tell_stories_apart() -> None:
    others = [ITEM, ITEM.replace("W2870", "A2870"), ITEM.replace("11-13", "11-14"), ITEM.replace("Ferry", "Boat")]
    assert len({article_of(other).uri for other in others}) == 4


def test_a_take_after_midnight_is_the_same_story_if_it_is_filed_under_the_same_day() -> None:
    late = article_of(with_take("1stLd", "1st Ld").replace("11-13-13 1509", "11-14-13 0030"))
    assert (late.uri, str(late.version_created)) == (URI, "2013-11-14 00:30:00+00:00")


def test_a_story_filed_at_the_end_of_a_year_keeps_its_year() -> None:
    article = article_of(ITEM.replace("11-13 0466", "12-31 0466").replace("11-13-13 1509", "01-01-14 0030"))
    assert article.uri.endswith("-2013-12-31")


def test_alerts_that_share_one_slug_are_told_apart_by_their_number() -> None:
    alert = ITEM.replace("LT--Ferry-Sails", "APNewsAlert").replace(SLUG, "^BC-APNewsAlert,12<\n")
    first, second = article_of(alert), article_of(alert.replace("W2870", "W2871"))
    assert (first.identity.basis, first.uri) == ("transmission", "urn:wirecopy:test:w-2870-2013-11-13")
    assert first.uri != second.uri


@pytest.mark.parametrize(
    ("line", "keyword", "takes"),
    [
        ("BC-LT--Ferry Sails, 1st Ld-Writethru,466", "LT--Ferry Sails", ("1st Ld-Writethru",)),
        ("PM-Ferry Sails, 1st Ld-Writethru, a0512,300", "Ferry Sails", ("1st Ld-Writethru",)),
        ("BC-Ferry,ADV15-16,466", "Ferry", ("ADV15-16",)),
        ("AM-Ferry, 2nd Ld, Bjt,0466", "Ferry", ("2nd Ld", "Bjt")),
        ("BC-Ferry, Boats, 1st Ld,466", "Ferry, Boats", ("1st Ld",)),
        ("Ferry-Markets, 7th Writethru", "Ferry-Markets", ("7th Writethru",)),
        ("BC-FERRY-KRT", "FERRY-KRT", ()),
        ("BC-Ferry 1st Ld", "Ferry", ("1st Ld",)),
    ],
)
def test_a_slug_line_is_keyword_take_and_count(line: str, keyword: str, takes: tuple[str, ...]) -> None:
    slug = slug_of_line(line)
    assert (slug.keyword, slug.takes) == (keyword, takes)


def test_header_and_slug_line_give_the_same_key() -> None:
    assert slug_of_header("BC-LT--Ferry-Sails 1stLd TB06").key == slug_of_line("BC-LT--Ferry Sails, 1st Ld,466").key


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
