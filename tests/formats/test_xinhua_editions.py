"""Pages of Xinhua in eight languages: headers, captions, reporters, end marks, footers, tail codes."""

import time
from datetime import UTC, datetime

import pytest

from schemas import Article, Source
from tests.formats.items import item_of, read_one
from worker.formats.registry import choose
from worker.pipeline import read

ENGLISH = "Source: Xinhua| 2026-03-05 20:52:56"
LEAD = "HARBOR, March 5 (Xinhua) -- Boats returned."
TAIL = "010020070790000000000000011100001397654321"


def article_of(*lines: str, between: str = "\n") -> Article:
    article = read_one(between.join(lines).encode())
    assert isinstance(article, Article), article
    assert article.provenance.format == "xinhua_page"
    return article


def format_of(text: str) -> str:
    return choose(item_of(text.encode()), Source(id="test")).name


def codes(article: Article) -> list[str]:
    return [note.code for note in article.provenance.notes]


HEADERS = [
    ("2026-03-05 20:52:56|arabic.news.cn", "ar", datetime(2026, 3, 5, 12, 52, 56, tzinfo=UTC)),
    ("٢٠٢٦-٠٣-٠٥ ٢٠:٥٢:٥٦ | arabic.news.cn", "ar", datetime(2026, 3, 5, 12, 52, 56, tzinfo=UTC)),
    ("arabic.news.cn | 2026-03-05 20:52", "ar", datetime(2026, 3, 5, 12, 52, tzinfo=UTC)),
    ("\u202b2026-03-05 20:52:56\u200f|\u200earabic.news.cn\u202c", "ar", datetime(2026, 3, 5, 12, 52, 56, tzinfo=UTC)),
    ("Source: Xinhua| 2026-03-05 20:52:56|Editor: Xiang Bo", "en", datetime(2026, 3, 5, 12, 52, 56, tzinfo=UTC)),
    ("Source:Xinhua丨2026-03-05 20:52:56", "en", datetime(2026, 3, 5, 12, 52, 56, tzinfo=UTC)),
    ("Source: Xinhua ｜ ２０２６-０３-０５　２０：５２：５６", "en", datetime(2026, 3, 5, 12, 52, 56, tzinfo=UTC)),
    ("Xinhua  2026:03:05.20:52", "es", datetime(2026, 3, 5, 12, 52, tzinfo=UTC)),
    ("Xinhua | 05. 03. 2026", "es", datetime(2026, 3, 4, 16, tzinfo=UTC)),
    ("Xinhua|5.3.2026", "es", datetime(2026, 3, 4, 16, tzinfo=UTC)),
    ("French.xinhuanet.com | Publié le 2026-03-05 à 20:52", "fr", datetime(2026, 3, 5, 12, 52, tzinfo=UTC)),
    ("french.xinhuanet.com|Publié le\u00a02026-03-05\u00a0à\u00a020:52", "fr", datetime(2026, 3, 5, 12, 52, tzinfo=UTC)),
    ("( 2026-03-05 ) 稿件来源:新华每日电讯", "zh", datetime(2026, 3, 4, 16, tzinfo=UTC)),
    ("（２０２６-０３-０５）稿件来源：新华每日电讯", "zh", datetime(2026, 3, 4, 16, tzinfo=UTC)),
    ("2026-03-05 20:52:56 来源：新华社", "zh", datetime(2026, 3, 5, 12, 52, 56, tzinfo=UTC)),
    ("2026年03月05日 20:52 | 来源：新华社 | 责任编辑：赵一", "zh", datetime(2026, 3, 5, 12, 52, tzinfo=UTC)),
    ("新華網韓國語 >> 기사 본문", "ko", None),
    ("Russian.News.Cn | 2026-03-05 20:52:56 | Редактор: Вера Лужина", "ru", datetime(2026, 3, 5, 12, 52, 56, tzinfo=UTC)),
]


@pytest.mark.parametrize(("header", "language", "created"), HEADERS, ids=lambda one: str(one)[:30])
def test_the_header_of_each_edition_gives_its_language_and_beijing_time(
    header: str, language: str, created: datetime | None
) -> None:
    body = {"ar": "عادت القوارب إلى الميناء صباح اليوم.", "ko": "배들이 돌아왔다.", "zh": "渔船今天早上回来了。"}
    article = article_of("A headline", header, body.get(language, LEAD))
    assert article.version_created == created
    assert ("timezone_assumed" in codes(article)) == (created is not None)
    assert ("time_of_day_assumed" in codes(article)) == (created is not None and created.hour == 16)
    corrected = "language_corrected" in codes(article)  # the headline is English
    assert corrected or article.language == language


@pytest.mark.parametrize(("header", "language", "created"), HEADERS, ids=lambda one: str(one)[:30])
def test_a_header_may_stand_above_the_headline(header: str, language: str, created: datetime | None) -> None:
    article = article_of(header, "Boats return", "They were back on Monday.")
    assert (article.headline, article.paragraphs) == ("Boats return", ("They were back on Monday.",))
    assert article.version_created == created


@pytest.mark.parametrize(
    "lines",
    [
        ("Source: Xinhua", "2026-03-05 20:52:56", "Editor: Zhao Lin"),
        ("Editor: Zhao Lin", "2026-03-05 20:52:56", "Source: Xinhua"),
        ("2026-03-05 20:52:56 | English.news.cn", "Editor: Zhao Lin"),
        ("Editor: Zhao Lin | 2026-03-05 20:52:56", "English.news.cn"),
    ],
)
def test_a_header_may_be_on_several_lines_in_any_order(lines: tuple[str, ...]) -> None:
    article = article_of("Boats return", *lines, LEAD)
    assert article.version_created == datetime(2026, 3, 5, 12, 52, 56, tzinfo=UTC)
    assert [(person.name, person.role) for person in article.people] == [("Zhao Lin", "editor")]
    assert article.language == "en"
    assert article.paragraphs == ("Boats returned.",)


def test_further_lines_of_a_header_may_stand_on_the_other_side_of_the_headline() -> None:
    article = article_of("新華網韓國語 >> 기사 본문", "배들이 돌아왔다", "2026-03-05 20:52:56", "배들이 항구로 돌아왔다.")
    assert article.version_created == datetime(2026, 3, 5, 12, 52, 56, tzinfo=UTC)
    assert article.paragraphs == ("배들이 항구로 돌아왔다.",)


@pytest.mark.parametrize(
    "line",
    [
        "Source: Reuters| 2026-03-05 20:52:56",
        "Xinhua reported on 2026-03-05",
        "Xinhua",
        "2026-03-05 20:52:56",
        "arabic.courier.example|2026-03-05 20:52:56",
        "2026-03-05 20:52:56|news.cn.example",
        "Source: Xinhuanet Weekly| 2026-03-05",
        "稿件来源:海岸晚报 2026-03-05",
        "Xinhua | 05. 03.",
        "Editor: Zhao Lin",
        "Boats: they return | 2026-03-05 20:52:56",
        "Xinhua | Boats return | 2026-03-05",
    ],
)
def test_a_line_that_only_resembles_a_header_is_none(line: str) -> None:
    assert format_of(f"Boats return\n{line}\nBoats returned on Monday.") == "wire_text"


def test_a_page_of_pictures_has_captions_and_no_text() -> None:
    article = article_of(
        "(HARBOR DAYS)SEA-HARBOR-BOATS (CN)", ENGLISH, "Boats leave. (Xinhua/Li Wei)", "Men wave. (Xinhua/Li Wei)"
    )
    assert article.paragraphs == ()
    assert [one.caption for one in article.media] == ["Boats leave. (Xinhua/Li Wei)", "Men wave. (Xinhua/Li Wei)"]
    assert "headline_only" in codes(article)


def test_a_header_in_the_middle_of_the_text_is_text() -> None:
    article = article_of(
        "Boats return", ENGLISH, LEAD, "Xinhua | 10. 02. 2026", "Editor: nobody", "They left again.", *"abcdefghij"
    )
    assert article.paragraphs[1:4] == ("Xinhua | 10. 02. 2026", "Editor: nobody", "They left again.")
    assert article.people == ()


def test_the_editor_may_stand_below_the_text() -> None:
    article = article_of("Boats return", ENGLISH, LEAD, "They left again. Enditem", "Editor: Zhao Lin", TAIL)
    assert article.paragraphs == ("Boats returned.", "They left again.")
    assert [person.name for person in article.people] == ["Zhao Lin"]


def test_editors_are_people_each() -> None:
    article = article_of("渔船归来", "2026-03-05 20:52 来源：新华社", "渔船今天早上回来了。", "【责任编辑：赵一、吴岚】")
    assert [(person.name, person.role) for person in article.people] == [("赵一", "editor"), ("吴岚", "editor")]


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("记者王小明", ["王小明"]),
        ("记者王小明、李大海", ["王小明", "李大海"]),
        ("记者 王小明，李大海", ["王小明", "李大海"]),
        ("记者王小明 李大海", ["王小明", "李大海"]),
        ("记者王小明、记者李大海", ["王小明", "李大海"]),
        ("记者张 三、李四", ["张 三", "李四"]),
        ("记者张 三", ["张 三"]),
        ("记者约翰·史密斯、张三", ["约翰·史密斯", "张三"]),
        ("记者王小明、实习生李四", ["王小明", "李四"]),
        ("记者王小明 2人", []),
    ],
)
@pytest.mark.parametrize("brackets", ["()", "（）"])
def test_reporters_in_brackets_are_the_byline_and_authors(written: str, names: list[str], brackets: str) -> None:
    lead = f"新华社石滩3月5日电{brackets[0]}{written}{brackets[1]}渔船今天早上回来了。"
    article = article_of("渔船归来", "2026-03-05 20:52 来源：新华社", lead)
    assert article.byline == written.removeprefix("记者").strip()
    assert [person.name for person in article.authors] == names
    assert [person.role for person in article.authors if person.role] == (["实习生"] if "实习生" in written else [])


@pytest.mark.parametrize(
    ("caption", "credit"),
    [
        ("Boats at the quay. (Xinhua/Li Wei)", "Xinhua/Li Wei"),
        ("Boats at the quay. (Xinhua/Li Wei).", "Xinhua/Li Wei"),
        ("Boats at the quay. (Photo by Ines Holm/Xinhua)", "Photo by Ines Holm/Xinhua"),
        ("قوارب في الميناء. (شينخوا/سامي)", "شينخوا/سامي"),
        ("قوارب في الميناء. (شينخوا / سامي)\u200f", "شينخوا / سامي"),
        ("항구의 배들. (사진/신화통신)", "사진/신화통신"),
        ("图为渔船。新华社记者 李维摄", "新华社记者 李维摄"),
        ("图为渔船。（新华社记者李维摄）", "新华社记者李维摄"),
        ("图为渔船。新华社记者 李 维 摄。", "新华社记者 李 维 摄"),
    ],
)
def test_captions_between_paragraphs_are_media_with_their_credit(caption: str, credit: str) -> None:
    article = article_of("Boats return", ENGLISH, LEAD, caption, "They left again.")
    assert article.paragraphs == ("Boats returned.", "They left again.")
    assert [(one.kind, one.caption, one.credit) for one in article.media] == [("picture", caption.strip("\u200f"), credit)]


@pytest.mark.parametrize(
    "line",
    [
        "He works for Xinhua (Xinhua)",
        "The price rose (see p. 3)",
        "新华社记者看到，渔民正在拍摄。",
        "Words (Xinhua/A) and more",
    ],
)
def test_a_paragraph_that_only_names_the_agency_is_no_caption(line: str) -> None:
    assert line in article_of("Boats return", ENGLISH, LEAD, line, "They left again.").paragraphs


@pytest.mark.parametrize(
    "glued", ["图为渔船。新华社记者 李维摄", "图为渔船。（新华社记者 李维摄）", "图为渔船。新华社记者 李维摄 "]
)
def test_a_chinese_caption_may_be_glued_before_the_dateline(glued: str) -> None:
    article = article_of("渔船归来", "2026-03-05 20:52 来源：新华社", f"{glued}新华社石滩3月5日电 渔船今天早上回来了。")
    assert article.paragraphs == ("渔船今天早上回来了。",)
    assert [one.caption for one in article.media] == [glued.strip()]
    assert article.dateline is not None
    assert article.dateline.place == "石滩"


def test_a_korean_caption_may_be_glued_before_the_dateline() -> None:
    line = "항구의 배들. (사진/신화통신)(중국 돌섬=신화통신) 배들이 돌아왔다."
    article = article_of("新華網韓國語 >> 기사 본문", "배들이 돌아왔다", line, "다시 떠났다.")
    assert article.paragraphs == ("배들이 돌아왔다.", "다시 떠났다.")
    assert [one.caption for one in article.media] == ["항구의 배들. (사진/신화통신)"]


@pytest.mark.parametrize("mark", [" Fin", ".Fin", " Fin.", "  Fin", "\nFin", " Enditem", "Enditem", "\nEnditem"])
def test_end_marks_are_taken_off(mark: str) -> None:
    article = article_of("Boats return", "Xinhua | 05. 03. 2026", f"{LEAD}{mark}".replace("..", "."))
    assert article.paragraphs == ("Boats returned.",)
    assert "end_mark_removed" in codes(article)


@pytest.mark.parametrize("last", ["Le film s'appelle La Fin", "Huckleberry Fin", "Il a lu Fin."])
def test_fin_is_a_word_after_other_words(last: str) -> None:
    assert article_of("Boats return", "Xinhua | 05. 03. 2026", LEAD, last).paragraphs[-1] == last


@pytest.mark.parametrize(
    "mark",
    [" (يتبع)", "(يتبع)", " (يتبع).", " (يتبع)...", " (يتبع ...)", " ( يتبع… )", "\n(يتبع)", "\n(يتبع..)", "\nيتبع",
     "\nيتبع..."," \u200f(\u202bيتبع\u202c)\u200f", "\n（يتبع）", "\n(يتبع)\nالصور", "\n[يتبع]\nحجم الخط | اطبع"],
)  # fmt: skip
def test_to_be_continued_is_read_with_dots_on_its_own_line_and_before_furniture(mark: str) -> None:
    lead = "النور 5 مارس 2026 (شينخوا) عادت القوارب."
    article = article_of("عودة القوارب", "2026-03-05 20:52:56|arabic.news.cn", f"{lead}{mark}")
    assert article.paragraphs == ("عادت القوارب.",)
    assert codes(article).count("to_be_continued") == 1


@pytest.mark.parametrize("last", ["يتبع القارب سربا من الطيور", "قال إن القارب (يتبع) السرب", "السرب يتبع"])
def test_follows_is_a_word_elsewhere(last: str) -> None:
    lead = "النور 5 مارس 2026 (شينخوا) عادت القوارب."
    article = article_of("عودة القوارب", "2026-03-05 20:52:56|arabic.news.cn", lead, last)
    assert article.paragraphs[-1] == last


def test_what_follows_a_footer_belongs_to_the_page() -> None:
    page = (
        "新華網韓國語 >> 기사 본문",
        "배들이 돌아왔다",
        "배들이 항구로 돌아왔다.",
        "핫 갤러리",
        "등대",
        TAIL,
        "추천 기사: 봄",
    )
    article = article_of(*page)
    assert article.paragraphs == ("배들이 항구로 돌아왔다.",)
    (removed, tail) = article.provenance.notes
    assert (removed.code, removed.detail) == ("boilerplate_removed", "핫 갤러리; 등대; 추천 기사: 봄")
    assert (tail.code, article.alt_ids[0].value) == ("tail_code_removed", "139765432")


def test_a_footer_is_none_before_the_storys_end_mark() -> None:
    asked = "Vous avez une question, disait l'affiche."
    lead = "PORT, 5 mars (Xinhua) -- Les bateaux sont rentrés."
    article = article_of(
        "Retour des bateaux", "French.xinhuanet.com | Publié le 2026-03-05 à 20:52", lead, asked, "Ils sont repartis. Fin",
        "Vous avez une question, une remarque ?", "Ecrivez-nous",
    )  # fmt: skip
    assert article.paragraphs == ("Les bateaux sont rentrés.", asked, "Ils sont repartis.")


@pytest.mark.parametrize(
    ("written", "flag", "urgency"),
    [
        ("AVANCE: Sismo en Islas del Coral", "AVANCE", 2),
        ("URGENT: Quake off Coral Islands", "URGENT", 2),
        ("Urgent : séisme aux îles du Corail", "Urgent", 2),
        ("عاجل : هزة أرضية", "عاجل", 2),
        ("CHINA FOCUS: Boats return", "CHINA FOCUS", None),
        ("12th LD-Writethru: Boats return", "12th LD-Writethru", None),
        ("2ND LD-WRITETHRU: Boats return", "2ND LD-WRITETHRU", None),
        ("Avance: los trenes vuelven", None, None),
        ("AVANCE los trenes vuelven", None, None),
    ],
)
def test_flags_of_the_editions_say_how_urgent_a_story_is(written: str, flag: str | None, urgency: int | None) -> None:
    article = article_of(written, ENGLISH, LEAD)
    assert [genre.name for genre in article.genres] == ([flag] if flag else [])
    assert article.urgency == urgency
    assert article.headline == (written.partition(":")[2].strip() if flag else written)


@pytest.mark.parametrize("end", ["\n", "\n\nالصور\n", " ", "\u200f\n", "\u202c", "\nالصور\nحجم الخط | اطبع\n"])
@pytest.mark.parametrize("before", ["\n", "", " ", "\n\u202b", "\u200f"])
def test_a_tail_code_without_a_header_gives_the_identity(before: str, end: str) -> None:
    text = f"عودة القوارب\n\nالنور 5 مارس 2026 (شينخوا) عادت القوارب.{before}{TAIL}{end}"
    for long in (text, text.replace("عادت", "عادت " * 3000)):
        article = article_of(long)
        assert article.uri == "urn:wirecopy:test:139765432"
        assert article.paragraphs[0].endswith("القوارب.")
        assert len(article.paragraphs) == 1


@pytest.mark.parametrize(
    "line", ["٠١٠٠٢٠٠٧٠٧٩٠٠٠٠٠٠٠٠٠٠٠٠٠٠١١١٠٠٠٠١٣٩٧٦٥٤٣٢١", "1" * 42, "01" * 21, TAIL[:-2], TAIL + "00", f"1{TAIL}"]
)
def test_other_digits_are_no_tail_code(line: str) -> None:
    text = f"عودة القوارب\n\nالنور 5 مارس 2026 (شينخوا) عادت القوارب.\n\n{line}\n"
    assert format_of(text) == "wire_text"


def test_a_tail_code_makes_no_page_of_what_is_no_text() -> None:
    story = f"<item><description>x\n{TAIL}\n</description></item>"
    feed = f"<?xml version='1.0'?><rss version='2.0'><channel>{story}</channel></rss>"
    assert format_of(feed) == "feed"
    assert format_of(feed.replace("x\n", "x" * 9000 + "\n")) == "feed"


def test_a_page_whose_format_is_named_may_have_lost_its_header() -> None:
    text = "Кленовск открыл музей дождя\n\nКленовск, 14 января /Синьхуа/ -- Музей открылся в среду.\n\nСредняя Азия."
    (result,) = read(item_of(text.encode()).model_copy(update={"format": "xinhua_page"}))
    assert isinstance(result, Article)
    assert result.paragraphs == ("Музей открылся в среду.", "Средняя Азия.")


def test_a_page_of_another_site_that_names_xinhua_as_its_source_is_that_sites() -> None:
    text = "石滩渔港5日重新开放，约四十艘渔船在日出之前出海，这是两年来的第一次，渔民们都跑到码头上来看。"
    body = f"<div>2026-03-05 20:52 来源：新华社</div><article><p>新华社石滩3月5日电 {text}</p><p>{text}</p></article>"
    page = f"<!doctype html><html lang=zh><title>渔船归来</title><body><h1>渔船归来</h1>{body}</body></html>".encode()
    times = []
    for url in ("https://courier.example/1", "http://www.news.cn/20260305/0123456789abcdef0123456789abcdef/c.html"):
        (result,) = read(item_of(page, url=url, media_type="text/html"))
        assert isinstance(result, Article)
        assert result.provider is not None
        assert result.provider.code == "xinhua"
        times.append(result.version_created)
    assert times == [None, datetime(2026, 3, 5, 12, 52, tzinfo=UTC)]


HOSTILE = {
    "sources": "Xinhua\n",
    "times": "2026-03-05 20:52:56\n",
    "bars": "|",
    "fields": "Source: Xinhua|",
    "captions": "(Xinhua/",
    "closed captions": "(Xinhua/A)\n",
    "Chinese credits": "新华社记者",
    "glued captions": "新华社记者摄",
    "tail codes": TAIL + "\n",
    "zeros": "0",
    "codes without end": "01" + "0" * 39 + "\n",
    "to be continued": "(يتبع)",
    "footers": "추천 기사:\n",
    "Fin": "Fin.Fin ",
    "brackets": "【责任编辑：",
    "spaces": " ",
    "editors": "Editor: A\n",
}


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("header", [f"Boats\n{ENGLISH}\n{LEAD}\n", "Boats\n"])
def test_a_megabyte_of_anything_is_read_in_seconds(piece: str, header: str) -> None:
    payload = (header + piece * (1_000_000 // len(piece.encode()))).encode()
    begin = time.perf_counter()
    assert read(item_of(payload).model_copy(update={"format": "xinhua_page"}))
    assert time.perf_counter() - begin < 5
