"""Lines of Xinhua's pages that are no paragraphs, as they are copied: furniture, slugs, names, glued headers."""

from datetime import UTC, datetime

import pytest

from schemas import Article
from tests.formats.items import read_one

ENGLISH = "Source: Xinhua| 2026-03-05 20:52:56"
ARABIC = "2026-03-05 20:52:56|arabic.news.cn"
LEAD = "HARBOR, March 5 (Xinhua) -- Boats returned."
ARABIC_LEAD = "عدن 5 مارس 2026 (شينخوا) عادت القوارب."
CREATED = datetime(2026, 3, 5, 12, 52, 56, tzinfo=UTC)


def article_of(*lines: str) -> Article:
    article = read_one("\n".join(lines).encode())
    assert isinstance(article, Article), article
    assert article.provenance.format == "xinhua_page"
    return article


@pytest.mark.parametrize(
    "line",
    [
        "Video\u00a0PlayerClose",
        "Video  Player   Close",
        "\u202bالصور\u202c",
        "حجم\u00a0الخط | اطبع",
        "الكلمات الرئيسية : قوارب، ميناء",
        "الكلمات\u00a0الرئيسية：قوارب",
    ],
)
def test_furniture_is_told_with_any_spaces_and_direction_marks(line: str) -> None:
    article = article_of("القوارب تعود", ARABIC, line, ARABIC_LEAD, "غادرت مساء.", line)
    assert article.paragraphs == ("عادت القوارب.", "غادرت مساء.")


@pytest.mark.parametrize("header", [ARABIC, ENGLISH, "2026-03-05 20:52:56 | Xinhua", "Xinhua | 2026-03-05 20:52:56"])
def test_the_player_may_be_glued_to_any_field_of_the_header(header: str) -> None:
    article = article_of("Boats return", f"{header}Video PlayerClose", LEAD)
    assert article.version_created == CREATED
    assert article.paragraphs == ("Boats returned.",)


@pytest.mark.parametrize("lines", [(SLUG := "(HARBOR DAYS)SEA-HARBOR-BOATS (CN)", ENGLISH), (ENGLISH, SLUG)])
def test_a_slug_is_no_headline_where_a_line_stands_between_the_header_and_the_dateline(lines: tuple[str, ...]) -> None:
    article = article_of(*lines, "Boats return", LEAD, "They left.")
    assert (article.headline, article.slugline) == ("Boats return", SLUG)
    assert article.paragraphs == ("Boats returned.", "They left.")
    assert article.media == ()


def test_a_slug_is_the_headline_where_nothing_else_can_be() -> None:
    article = article_of("(HARBOR DAYS)SEA-HARBOR-BOATS (CN)", ENGLISH, LEAD, "They left.")
    assert article.headline == "(HARBOR DAYS)SEA-HARBOR-BOATS (CN)"


def test_the_host_may_stand_in_a_further_line_of_the_header() -> None:
    article = article_of(
        "新華網韓國語 >> 기사 본문", "배들이 돌아왔다", "kr.news.cn | 2026-03-05 20:52:56", "배들이 돌아왔다고 한다."
    )
    assert article.provider is not None
    assert article.provider.domain == "kr.news.cn"


@pytest.mark.parametrize(
    ("line", "names"), [("by Hanna Veldt, Joris Palm", "Hanna Veldt, Joris Palm"), ("By Hanna Veldt", "Hanna Veldt")]
)
def test_a_line_of_by_and_names_above_the_text_is_the_byline(line: str, names: str) -> None:
    article = article_of("Boats return", ENGLISH, line, LEAD)
    assert (article.byline, article.paragraphs) == (names, ("Boats returned.",))


def test_a_sentence_that_begins_with_by_is_text() -> None:
    article = article_of("Boats return", ENGLISH, "By Monday all had returned", "They left.")
    assert (article.byline, article.paragraphs) == (None, ("By Monday all had returned", "They left."))


@pytest.mark.parametrize("title", ["渔船归来", "渔港的早晨"])
def test_the_reporters_may_stand_below_the_title_that_a_chinese_dateline_announces(title: str) -> None:
    article = article_of(
        "渔船归来",
        "2026-03-05 20:52 来源：新华社",
        f"新华社石滩3月5日电 题：{title}",
        "新华社记者王小明、李大海",
        "渔船回来了。",
    )
    assert article.byline == "王小明、李大海"
    assert [author.name for author in article.authors] == ["王小明", "李大海"]
    assert article.paragraphs[-1] == "渔船回来了。"
    assert "王小明" not in "".join(article.paragraphs)


def test_a_paragraph_that_names_a_reporter_is_text() -> None:
    lines = (
        "渔船归来",
        "2026-03-05 20:52 来源：新华社",
        "新华社石滩3月5日电 渔船回来了。",
        "新华社记者王小明",
        "他们在等。",
    )
    assert article_of(*lines).paragraphs == ("渔船回来了。", "新华社记者王小明", "他们在等。")


@pytest.mark.parametrize(
    "lines",
    [
        ("\u202bعاجل: القوارب تعود\u202c",),
        ("عاجل\u200f: القوارب تعود",),
        ("\u202bعاجل\u202c", "القوارب تعود"),
        ("\u2067(عاجل)\u2069", "القوارب تعود"),
    ],
)
def test_flags_are_told_with_direction_marks_around_them(lines: tuple[str, ...]) -> None:
    article = article_of(*lines, ARABIC, ARABIC_LEAD)
    assert (article.headline, article.urgency) == ("القوارب تعود", 2)
    assert [genre.name for genre in article.genres] == ["عاجل"]


def test_the_credit_of_a_caption_is_told_with_direction_marks_behind_it() -> None:
    article = article_of("القوارب تعود", ARABIC, "\u202bقارب في الميناء (شينخوا/سامي ناصر)\u202c", ARABIC_LEAD)
    assert [picture.credit for picture in article.media] == ["شينخوا/سامي ناصر"]


def test_a_headline_below_the_header_may_begin_with_by() -> None:
    article = article_of(ENGLISH, "By Sea Alone", LEAD)
    assert (article.headline, article.byline) == ("By Sea Alone", None)
