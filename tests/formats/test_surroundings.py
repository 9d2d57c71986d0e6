"""What stands around a story's text: repeated headlines, flags, slugs, bylines, headers, end marks, signatures."""

import pytest

from schemas import Article
from tests.formats.items import read_one

HEADER = "2021-01-22 23:41:14|arabic.news.cn"
ENGLISH = "Source: Xinhua| 2021-03-05 20:52:56"
LEAD = "HARBOR, March 5 (Xinhua) -- Boats returned."


def article_of(*lines: str, between: str = "\n\n") -> Article:
    article = read_one(between.join(lines).encode())
    assert isinstance(article, Article), article
    return article


def codes(article: Article) -> list[str]:
    return [note.code for note in article.provenance.notes]


def test_a_lead_that_ends_with_the_headline_stays() -> None:
    article = article_of("Boats return", "GULL ROCK (Reuters) - Boats return", "More boats follow.")
    assert article.paragraphs == ("Boats return", "More boats follow.")
    assert article.dateline is not None


def test_words_that_are_no_flag_of_the_story_are_no_repeated_headline() -> None:
    assert article_of("Rain", "There was rain", "It stopped.").paragraphs == ("There was rain", "It stopped.")


def test_the_only_paragraph_stays_though_it_repeats_the_headline() -> None:
    assert article_of("Boats return", "Boats return.").paragraphs == ("Boats return.",)


@pytest.mark.parametrize("again", ["Boats “return”", 'Boats "return".', "Urgent: Boats «return»", "boats return!"])
def test_a_repeated_headline_may_differ_in_punctuation_and_keep_its_flag(again: str) -> None:
    article = article_of('Urgent: Boats "return"', again, "They were back on Monday.")
    assert article.paragraphs == ("They were back on Monday.",)
    assert "headline_repeated" in codes(article)


@pytest.mark.parametrize(
    ("written", "headline", "flags"),
    [
        ("1st LD-Writethru-China Focus: Boats", "Boats", ["1st LD-Writethru", "China Focus"]),
        ("3rd Ld-Writethru-Boats", "Boats", ["3rd Ld-Writethru"]),
        ("1st LD Writethru: Boats", "Boats", ["1st LD Writethru"]),
        ("(عاجل) القوارب", "القوارب", ["عاجل"]),
        ("عاجل - القوارب", "القوارب", ["عاجل"]),
        ("Flash - a dog", "Flash - a dog", []),
        ("1st LD-Writethru Boats", "1st LD-Writethru Boats", []),
        ("عاجل القوارب", "عاجل القوارب", []),
    ],
)
def test_flags_are_taken_off_the_headline(written: str, headline: str, flags: list[str]) -> None:
    article = article_of(written, "They were back on Monday.")
    assert (article.headline, [genre.name for genre in article.genres]) == (headline, flags)


@pytest.mark.parametrize("line", ["(LA) 3-2", "NBA-WEST (LA)", "Urgent", "عاجل", "EAST-WEST-NORTH (LA)", "Close"])
def test_a_line_of_the_body_is_neither_flag_nor_slug_nor_furniture(line: str) -> None:
    article = article_of("Results", ENGLISH, LEAD, line, "End of list.", between="\n")
    assert article.paragraphs == ("Boats returned.", line, "End of list.")
    assert (article.slugline, article.urgency) == (None, None)


@pytest.mark.parametrize("headline", ["PSG-LYON 2-1 (AET)", "EAST-WEST-NORTH (LA)", "(TWO WORDS)EAST-WEST-NORTH (LA)"])
def test_the_only_line_before_the_header_is_the_headline(headline: str) -> None:
    article = article_of(headline, ENGLISH, LEAD)
    assert (article.headline, article.slugline) == (headline, None)


def test_a_slug_may_stand_beside_the_headline_before_the_header() -> None:
    article = article_of("(TWO WORDS)EAST-WEST-NORTH (LA)", "Boats return", ENGLISH, LEAD)
    assert (article.headline, article.slugline) == ("Boats return", "(TWO WORDS)EAST-WEST-NORTH (LA)")


@pytest.mark.parametrize(
    "header",
    [
        f"{ENGLISH}|Editor:",
        f"{ENGLISH}|Editor: Ines Holm Video PlayerClose",
        f"{ENGLISH}|Editor: Ines Holm|",
        f"{ENGLISH} Video PlayerClose",
        "\u200fSource:\u200e Xinhua\u200f|\u200e2021-03-05 20:52:56",
    ],
)
def test_an_english_header_is_found_with_what_may_be_missing_or_glued(header: str) -> None:
    article = article_of("Boats return", header, LEAD)
    assert article.version_created is not None
    assert article.paragraphs == ("Boats returned.",)
    assert [person.name for person in article.people] == (["Ines Holm"] if "Holm" in header else [])
    assert ("boilerplate_removed" in codes(article)) == ("Player" in header)


@pytest.mark.parametrize(
    "header", [f"{HEADER}|", HEADER.upper(), f"{HEADER} Video PlayerClose", HEADER.replace("|", "\u200f|\u200e")]
)
def test_an_arabic_header_is_found_with_what_may_be_glued(header: str) -> None:
    article = article_of("عودة القوارب", header, "عادت القوارب إلى الميناء.")
    assert article.provider is not None
    assert article.provider.domain == "arabic.news.cn"


def test_reporters_and_slugs_before_a_dateline_are_no_captions() -> None:
    article = article_of("Boats return", ENGLISH, "by our staff in the harbor", "A-B C D-E", LEAD)
    assert article.paragraphs == ("by our staff in the harbor", "A-B C D-E", "Boats returned.")
    assert article.media == ()


def test_outside_a_page_lines_before_a_dateline_stay_text() -> None:
    article = article_of("Boats return", "A view of the harbor", "Another view of it", LEAD)
    assert article.paragraphs == ("A view of the harbor", "Another view of it", "Boats returned.")
    assert article.media == ()


@pytest.mark.parametrize(
    ("line", "byline"),
    [
        ("By Martha Ellwood and Jim Ho, AP", "Martha Ellwood and Jim Ho, AP"),
        ("Von HANNA WEISS, dpa", "HANNA WEISS, dpa"),
        ("Par Anne de Brie et Luc Noir", "Anne de Brie et Luc Noir"),
        ("By Monday all boats had returned", None),
    ],
)
def test_a_byline_is_of_names(line: str, byline: str | None) -> None:
    assert article_of("Boats return", line, "They were back.").byline == byline


@pytest.mark.parametrize(
    ("last", "rest"),
    [
        ("عادت القوارب (د ب أ).", "عادت القوارب"),
        ("عادت القوارب (د ب أ)", "عادت القوارب"),
        ("عادت القوارب.\u200f (\u202bد ب أ\u202c)\u200f", "عادت القوارب."),
        ("\u202bعادت القوارب. (د ب أ)\u202c", "عادت القوارب."),
        ("عادت القوارب. -- (د ب أ)", "عادت القوارب."),
    ],
)
def test_a_signature_is_read_with_stops_marks_and_dashes(last: str, rest: str) -> None:
    article = article_of("عودة القوارب", "كان الضباب كثيفا.", last)
    assert (article.paragraphs[-1], article.credit) == (rest, "د ب أ")


@pytest.mark.parametrize(
    "last", ["حسبما ذكرت وكالة الأنباء الألمانية (د ب أ).", "He told the Associated Press (AP).", "لـ(د ب أ)"]
)
def test_letters_that_only_explain_an_agencys_name_are_no_signature(last: str) -> None:
    assert article_of("عودة القوارب", "كان الضباب كثيفا.", last).paragraphs[-1] == last


def test_end_marks_of_xinhua_are_words_in_other_stories() -> None:
    article = article_of("Boats return", "GULL ROCK (Reuters) - Boats returned.", "He typed Enditem")
    assert article.paragraphs[-1] == "He typed Enditem"


MARKED_UP = """<nitf><body><body.head><hedline><hl1>Boats return</hl1></hedline><byline>By JANE DOE</byline>
<dateline>HARBOR, March 5</dateline></body.head><body.content>{}</body.content></body></nitf>"""


def marked_up(*paragraphs: str) -> Article:
    return article_of(MARKED_UP.format("".join(f"<p>{text}</p>" for text in paragraphs)))


def test_names_line_and_dateline_that_are_apart_are_not_repeated_in_the_text() -> None:
    article = marked_up("(Adds quote)", "By Jane Doe", "HARBOR, March 5 (Reuters) - Boats returned.", "More followed.")
    assert article.paragraphs == ("(Adds quote)", "Boats returned.", "More followed.")
    assert article.byline == "JANE DOE"
    assert article.dateline is not None
    assert (article.dateline.place, article.dateline.agency) == ("HARBOR", "Reuters")


def test_a_dateline_of_another_place_further_down_stays() -> None:
    article = marked_up("Boats returned.", "HILLTOWN, March 5 (Reuters) - So did buses.")
    assert article.paragraphs == ("Boats returned.", "HILLTOWN, March 5 (Reuters) - So did buses.")


@pytest.mark.parametrize("initials", ["ab/cd", "abc/de/fgh"])
def test_the_initials_of_the_desk_that_end_a_story_are_taken_off(initials: str) -> None:
    article = marked_up("Boats returned.", initials)
    assert article.paragraphs == ("Boats returned.",)
    assert "end_mark_removed" in codes(article)


@pytest.mark.parametrize("ending", ["and/or not", "AB/CD", "Boats/ships", "a/b", "see wire.example/ab"])
def test_other_words_with_slashes_stay(ending: str) -> None:
    assert marked_up("Boats returned.", ending).paragraphs == ("Boats returned.", ending)


def test_efe_signs_with_its_bare_name() -> None:
    article = marked_up("HARBOR, 5 mar (EFE).- Volvieron.", "Eran veinte. EFE", "ab/cd")
    assert article.paragraphs == ("Volvieron.", "Eran veinte.")
    assert article.credit == "EFE"
