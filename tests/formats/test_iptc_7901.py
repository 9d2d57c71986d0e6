"""Transmissions of IPTC 7901: what may be lost, doubled or written otherwise, and what is read all the same."""

from datetime import timedelta

import pytest

from schemas import Article, Source
from schemas.urgency import looks_urgent
from tests.formats.items import item_of
from worker.pipeline import explain, read

HEADER = "\x01eca062 4 i 211 ccccb   dpa 061\n\nHafen-Boote/\n"
END = "\n\x03131137 GMT Nov 13\n\x7f\x7f\x04"
TEXT = "   Möwenfels (dpa) - Die Boote sind\nzurück.\n   Alle leben."
STORY = f"{HEADER}\x02Boote kehren zurück =\n\n{TEXT}{END}"
URI = "urn:wirecopy:test:eca-062-2013-11-13"


def article_of(payload: str | bytes, source: Source | None = None) -> Article:
    """The article of an item that holds one story."""
    (result,) = read(item_of(payload.encode() if isinstance(payload, str) else payload), source)
    assert isinstance(result, Article), result
    assert result.provenance.format == "iptc_7901"
    return result


def story_of(above: str, text: str = "   Die Boote sind zurück.", keywords: str = "Hafen/") -> Article:
    """The article of a transmission, by what stands in it after STX."""
    return article_of(f"\x01eca062 4 i 211 cc dpa 061\n\n{keywords}\n\x02{above}\n\n{text}{END}")


def codes_of(article: Article) -> list[str]:
    return [str(note.code) for note in article.provenance.notes]


def content_of(article: Article) -> dict[str, object]:
    return article.model_dump(exclude={"provenance"})


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


@pytest.mark.parametrize(
    ("line", "byline", "authors"),
    [
        ("By Jane Example", "Jane Example", ["Jane Example"]),
        ("By JANE EXAMPLE and JOHN Q. PUBLIC =", "JANE EXAMPLE and JOHN Q. PUBLIC", ["JANE EXAMPLE", "JOHN Q. PUBLIC"]),
        ("Von Vera Beispiel, dpa", "Vera Beispiel, dpa", ["Vera Beispiel"]),
        (
            "Von Vera Beispiel und Karl von Muster, dpa",
            "Vera Beispiel und Karl von Muster, dpa",
            ["Vera Beispiel", "Karl von Muster"],
        ),
        ("Von Vera Beispiel (dpa)", "Vera Beispiel (dpa)", ["Vera Beispiel"]),
        ("Von Vera Beispiel,\nKarl Muster, dpa", "Vera Beispiel, Karl Muster, dpa", ["Vera Beispiel", "Karl Muster"]),
        ("Par Anne-Marie d'Exemple", "Anne-Marie d'Exemple", ["Anne-Marie d'Exemple"]),
        ("By Jane Example\nAgence Modele", "Jane Example", ["Jane Example"]),
        ("By Jane Example\nBy John Public", "Jane Example, John Public", ["Jane Example", "John Public"]),
        ("By Jane Example, Editor", "Jane Example, Editor", []),
    ],
)
def test_the_names_line_gives_byline_and_authors(line: str, byline: str, authors: list[str]) -> None:
    article = story_of(f"Boote kehren zurück =\n{line}")
    assert (article.headline, article.byline) == ("Boote kehren zurück", byline)
    assert [author.name for author in article.authors] == authors
    assert article.paragraphs == ("Die Boote sind zurück.",)


@pytest.mark.parametrize(
    "line", ["By Monday all had returned", "Von Montag an wird wieder gefischt", "Par mesure de prudence"]
)
def test_a_line_that_only_begins_like_names_is_text(line: str) -> None:
    article = story_of("Boote kehren zurück =", f"{line}\n\nAlle leben.")
    assert (article.byline, article.paragraphs) == (None, (line, "Alle leben."))


@pytest.mark.parametrize(
    ("keywords", "slugline", "words"),
    [
        ("Germany-politics/", "Germany-politics", ()),
        ("Bundestag/Kinder", "Bundestag/Kinder", ("Bundestag", "Kinder")),
        ("EU/ ENVIRONNEMENT/", "EU/ ENVIRONNEMENT", ("EU", "ENVIRONNEMENT")),
        ("Hafen/\nKüste/", "Hafen/Küste", ("Hafen", "Küste")),
        ("", None, ()),
    ],
)
def test_the_slug_loses_its_end_slash_and_gives_keywords_where_it_has_several(
    keywords: str, slugline: str | None, words: tuple[str, ...]
) -> None:
    article = story_of("Boote kehren zurück =", keywords=keywords)
    assert (article.slugline, article.keywords) == (slugline, words)


@pytest.mark.parametrize(
    ("keywords", "genre"),
    [
        ("Hafen/Korrektur/", "Korrektur"),
        ("Hafen/CORRECTS/", "CORRECTS"),
        ("Hafen/RPT/", "RPT"),
        ("Hafen/LEAD 2/", "LEAD 2"),
        ("Hafen/ZF/", "ZF"),
    ],
)
def test_a_keyword_that_says_what_kind_of_story_it_is_is_a_genre(keywords: str, genre: str) -> None:
    assert [one.name for one in story_of("Boote kehren zurück =", keywords=keywords).genres] == [genre]


def test_keywords_that_only_hold_such_a_word_say_nothing() -> None:
    assert story_of("Boote kehren zurück =", keywords="Leadership/lead/Korrekturen/").genres == ()


@pytest.mark.parametrize(
    "place", ["(Berichtigung: {})\nBoote kehren zurück =", "Boote kehren zurück =\n\n(Berichtigung: {})"]
)
def test_a_correction_in_brackets_is_for_editors_and_a_genre(place: str) -> None:
    article = story_of(place.format("Im ersten Absatz\nheißt es richtig: zurück"))
    assert article.editor_note == "(Berichtigung: Im ersten Absatz heißt es richtig: zurück)"
    assert [one.name for one in article.genres] == ["Berichtigung"]
    assert (article.headline, article.paragraphs) == ("Boote kehren zurück", ("Die Boote sind zurück.",))


def test_a_correction_before_the_headline_is_a_flag() -> None:
    article = story_of("Korrektur: Boote kehren zurück =")
    assert (article.headline, [one.name for one in article.genres]) == ("Boote kehren zurück", ["Korrektur"])


@pytest.mark.parametrize(
    "below",
    [
        "# Notizblock\n\n## Orte\n- Hafen",
        "# dpa-Notizblock\n## Internet\n- [Hafen](http://hafen.example)",
        "## Redaktionelle Hinweise\n- Bild folgt",
        "dpa-Notizblock\nAnsprechpartner: Enno Gerdes",
        "Redaktion: Vera Beispiel,\nTel. 0000",
        "   Kontakt: Vera Beispiel",
        "[Bild verfügbar]",
        "Eds: adds quotes",
        "Author: Vera Beispiel, Tel: 0000",
        "Rückfragehinweis:\n   Hafen Möwenfels, Tel. 0000\n   presse@hafen.example",
        "* * * *\nDie folgenden Informationen sind nicht zur Veröffentlichung bestimmt\nTel. 0000",
        "* * *\n\nRedaktion: Vera Beispiel",
    ],
)
def test_notes_below_the_text_are_for_editors(below: str) -> None:
    article = story_of("Boote kehren zurück =", f"   Die Boote sind zurück.\n\n{below}\n\ndpa vb yyhh n1 ig\n")
    assert article.paragraphs == ("Die Boote sind zurück.",)
    assert article.editor_note == " ".join(below.split())
    assert "end_mark_removed" in codes_of(article)


@pytest.mark.parametrize(
    "signature",
    [
        "dpa wsz jln npr",
        "dpa/lno vb yy n1",
        "ab/cd/ef",
        "VDH/FUL/",
        "(Schluss) vb/kh",
        "(ats/xyz)",
        "./.CVN",
        "/kaek",
        "/ritzau/",
        "AFP",
        "STT vb",
        "APA vb/kh",
        "*** OTS-ORIGINALTEXT PRESSEAUSSENDUNG - WWW.OTS.EXAMPLE ***",
    ],
)
def test_the_desks_signature_is_no_text(signature: str) -> None:
    article = story_of("Boote kehren zurück =", f"   Die Boote sind zurück.\n\n{signature}\n")
    assert article.paragraphs == ("Die Boote sind zurück.",)
    assert [note.detail for note in article.provenance.notes if note.code == "end_mark_removed"] == [signature]


@pytest.mark.parametrize(
    "last",
    [
        "So ist es.",
        "wie es so ist",
        "Hamburg/Bremen",
        "und so weiter und so fort bis zum Ende",
        "wir sind nun satt",
        "map it all",
    ],
)
def test_a_last_line_of_words_is_text(last: str) -> None:
    article = story_of("Boote kehren zurück =", f"   Die Boote sind zurück.\n\n{last}\n")
    assert article.paragraphs == ("Die Boote sind zurück.", last)


@pytest.mark.parametrize(
    "above",
    [
        "Eds: adds quotes\nBoote kehren zurück =",
        "Eds: adds quotes\nBoote kehren zurück",
        "Eds: adds\nquotes\n\nBoote kehren zurück =",
        "(Eds: adds (some)\nquotes)\nBoote kehren zurück =",
        "Boote kehren zurück =\nEds: adds quotes\nVon Vera Beispiel, dpa",
        "Boote kehren zurück =\nEds: adds quotes\n   Möwenfels (dpa) - Alle leben.",
    ],
)
def test_a_note_above_the_text_ends_where_headline_names_or_text_begin(above: str) -> None:
    article = story_of(above)
    assert article.headline == "Boote kehren zurück"
    assert article.editor_note in ("Eds: adds quotes", "(Eds: adds (some) quotes)")
    assert article.byline == ("Vera Beispiel, dpa" if "Von" in above else None)
    assert article.paragraphs[-1] == "Die Boote sind zurück."


def test_asterisks_between_two_parts_of_a_text_end_none_of_it() -> None:
    article = story_of("Boote kehren zurück =", "   Die Boote sind zurück.\n\n* * *\n\n   Alle leben.")
    assert article.paragraphs == ("Die Boote sind zurück.", "* * *", "Alle leben.")
    assert article.editor_note is None


def test_the_signature_above_a_note_is_no_text() -> None:
    article = story_of("Boote kehren zurück =", "   Die Boote sind zurück.\n\ndpa vb xy a3 sn\nAuthor: Vera Beispiel")
    assert (article.paragraphs, article.editor_note) == (("Die Boote sind zurück.",), "Author: Vera Beispiel")


def test_a_paragraph_below_a_question_of_contact_is_text() -> None:
    article = story_of("Boote kehren zurück =", "   Alle leben.\n   Kontakt: Die Boote hielten ihn.\n   So blieb es.")
    assert article.paragraphs == ("Alle leben.", "Kontakt: Die Boote hielten ihn.", "So blieb es.")


@pytest.mark.parametrize("between", ["\n", "\n\n"])
@pytest.mark.parametrize("written", ["Alle leben nach drei Tagen Sturm =", "Alle leben\nnach drei Tagen Sturm ="])
def test_apas_second_headline_has_a_word_before_it(between: str, written: str) -> None:
    article = story_of(f"Boote kehren zurück ={between}Utl.: {written}")
    assert (article.headline, article.subheadline) == ("Boote kehren zurück", "Alle leben nach drei Tagen Sturm")
    assert article.paragraphs == ("Die Boote sind zurück.",)


@pytest.mark.parametrize("end", ["131137 GMT Nov 13\n\x03131137 GMT Nov 13", "131137 GMT Nov 13 \x03131137 GMT Nov 13"])
def test_a_stamp_sent_twice_is_no_text(end: str) -> None:
    readings = explain(item_of(STORY.replace("131137 GMT Nov 13", end).encode()))
    assert [reading.result.paragraphs for reading in readings if isinstance(reading.result, Article)] == [
        ("Die Boote sind zurück.", "Alle leben.")
    ]
    assert [part.role for part in readings[0].parts if part.text == "131137 GMT Nov 13"] == ["time", "furniture"]


def test_without_a_headline_the_beginning_of_the_text_is_one() -> None:
    article = article_of(STORY.replace("Boote kehren zurück =\n", ""))
    assert (article.headline, article.paragraphs) == ("Die Boote sind zurück.", ("Die Boote sind zurück.", "Alle leben."))
    assert "headline_from_text" in codes_of(article)


def test_a_line_of_the_text_that_ends_in_the_sign_is_a_subhead() -> None:
    article = story_of("Boote kehren zurück =", "   Die Boote sind zurück.\n\nDer lange Weg =\n   Alle leben.")
    assert article.paragraphs == ("Die Boote sind zurück.", "Der lange Weg", "Alle leben.")


def test_rows_of_a_table_stay_rows() -> None:
    table = "   Kliff        2:1       3\n   Düne        10:2      13\n\nTang\t1\nMuschel\t2"
    article = story_of("Boote kehren zurück =", f"   Die Boote:\n\n{table}")
    assert article.paragraphs == ("Die Boote:", "Kliff | 2:1 | 3", "Düne | 10:2 | 13", "Tang | 1", "Muschel | 2")


def test_two_spaces_after_a_sentence_make_no_table() -> None:
    text = "   Die Boote sind wieder zurück.  Alle leben noch.\nDer Fang war gering.  Der Sturm war groß."
    assert "|" not in "".join(story_of("Boote kehren zurück =", text).paragraphs)


def test_lines_that_were_not_broken_for_their_length_stay_lines() -> None:
    wrapped = "\n".join(["Die Boote sind nach dem langen Sturm wieder in dem Hafen von Möwenfels"] * 6)
    article = story_of(
        "Boote kehren zurück =", f"   {wrapped}\n\nKliff - Düne 2:1\nTang - Muschel 0:0\nMöwe - Sterne 3:3\n\n- eins\n- zwei"
    )
    assert article.paragraphs[1:] == ("Kliff - Düne 2:1", "Tang - Muschel 0:0", "Möwe - Sterne 3:3", "- eins", "- zwei")
    assert article.paragraphs[0] == wrapped.replace("\n", " ")


def test_unwrapped_lines_are_paragraphs() -> None:
    first, second = ("Die Boote sind zurück. " * 12).strip(), ("Alle leben noch. " * 12).strip()
    assert story_of("Boote kehren zurück =", f"{first}\n{second}").paragraphs == (first, second)


def test_utf_8_is_no_mojibake_and_a_stray_byte_spoils_nothing() -> None:
    payload = STORY.replace("Alle leben.", "Größe zählt für dpa@").encode().replace(b"@", b"\xe9")
    article = article_of(payload)
    assert (article.headline, article.paragraphs[1]) == ("Boote kehren zurück", "Größe zählt für dpaé")
    assert codes_of(article)[0] == "charset_assumed"


@pytest.mark.parametrize(
    ("charset", "payload", "text", "notes"),
    [
        (None, STORY.encode("latin-1"), "zurück.", ["charset_assumed"]),
        (None, STORY.replace("zurück.", "„zurück“").encode("cp1252"), "„zurück“", ["charset_assumed"]),
        ("iso-8859-2", STORY.replace("ü", "ł").encode("iso-8859-2"), "zurłck.", ["charset_assumed"]),
        (
            None,
            STORY.encode("latin-1").replace(b"\xfc", b"\xc8u").replace(b"\xf6", b"\xc8o"),
            "zurück.",
            ["charset_assumed"],
        ),
        (
            "T.61",
            STORY.encode("latin-1").replace(b"\xfc", b"\xc8u").replace(b"\xf6", b"\xc8o"),
            "zurück.",
            ["charset_assumed"],
        ),
        ("DIN_66003", STORY.replace("ü", "}").replace("ö", "|").encode(), "zurück.", ["charset_assumed"]),
        (None, STORY.replace("ü", "}").replace("ö", "|").encode(), "zur}ck.", []),
    ],
)
def test_the_charset_is_the_one_that_fits_else_the_sources_else_latin_1(
    charset: str | None, payload: bytes, text: str, notes: list[str]
) -> None:
    article = article_of(payload, Source(id="test", charset=charset, language="de"))
    assert article.paragraphs[0] == f"Die Boote sind {text}" or article.paragraphs[0].endswith(f"Die Boote sind {text}")
    assert [code for code in codes_of(article) if code.startswith("charset")] == notes


def test_seven_bits_are_german_where_the_words_show_it() -> None:
    text = "Die B{ume und die K}ste sind sch|n, und der Weg f}r das Schiff ist gro~."
    article = story_of("Boote am Hafen =", f"   {text}")
    assert article.paragraphs == ("Die Bäume und die Küste sind schön, und der Weg für das Schiff ist groß.",)
    assert article.provenance.charset == "iso646-de"


@pytest.mark.parametrize(
    "text", ["Caf\xe9 and \xc9cole, na\xefve CAF\xc9S", "\xc4rzte, \xd6l, \xdcbung, \xc4u\xdferung, \xc4nderung"]
)
def test_latin_1_is_not_taken_for_accents_before_their_letters(text: str) -> None:
    article = article_of(STORY.replace("Alle leben.", text).encode("latin-1"))
    assert article.paragraphs[1] == text


def test_braces_around_words_are_braces() -> None:
    text = "The tags {a} | {b} and the und der die das of it ~ stay."
    assert story_of("Boats are back =", f"   {text}").paragraphs == (text,)


def test_every_part_says_what_it_was_taken_for() -> None:
    (reading,) = explain(item_of(STORY.encode()))
    assert [(part.role, part.where) for part in reading.parts] == [
        ("header", "line 1"),
        ("slug", "line 3"),
        ("headline", "line 4"),
        ("dateline", "line 6"),
        ("paragraph", "line 6"),
        ("paragraph", "line 8"),
        ("time", "line 9"),
    ]
