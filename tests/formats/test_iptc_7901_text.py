"""The text of IPTC 7901: names, keywords, notes to editors, signatures, tables, charsets."""

import pytest

from schemas import Article, Source
from tests.formats.iptc_items import STORY, article_of, codes_of, story_of
from tests.formats.items import item_of
from worker.pipeline import explain


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
