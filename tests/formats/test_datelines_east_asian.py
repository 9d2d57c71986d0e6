"""Datelines of Chinese, Japanese and Korean stories, and the reporters that stand in and after them."""

from datetime import UTC, date, datetime

import pytest

from worker.normalise.dateline import dateline_alone, split_dateline

REFERENCE = datetime(2026, 4, 1, tzinfo=UTC)
BODIES = {"本文", "본문", "正文"}

FORMS = [
    ("【新華社北京1月21日】本文", "北京", date(2026, 1, 21), "新華社"),
    ("【新華社北京４月２６日】本文", "北京", date(2026, 4, 26), "新華社"),
    ("(중국 칭다오=신화통신) 본문", "중국 칭다오", None, "신화통신"),
    ("新华社北京1月25日电正文", "北京", date(2026, 1, 25), "新华社"),
    ("新华社北京1月25日电 题：正文", "北京", date(2026, 1, 25), "新华社"),
    ("新华社北京2024年1月25日专电 正文", "北京", date(2024, 1, 25), "新华社"),
    ("新华社北京１月２５日电　正文", "北京", date(2026, 1, 25), "新华社"),
    ("新华社北京1月25日电  题：正文", "北京", date(2026, 1, 25), "新华社"),
    ("新华社北京1月25日电题:正文", "北京", date(2026, 1, 25), "新华社"),
    ("新华社北京1月25日体育专电 正文", "北京", date(2026, 1, 25), "新华社"),
    ("新华社北京、上海1月25日电 正文", "北京、上海", date(2026, 1, 25), "新华社"),
    ("新华社北京/上海1月25日电 正文", "北京/上海", date(2026, 1, 25), "新华社"),
    ("新华社“青鸟2”号1月25日电正文", "“青鸟2”号", date(2026, 1, 25), "新华社"),
    ("新华社1月25日电正文", None, date(2026, 1, 25), "新华社"),
    ("新華社北京1月25日電正文", "北京", date(2026, 1, 25), "新華社"),
    ("新华社北京12月31日电正文", "北京", date(2025, 12, 31), "新华社"),
    ("【新華社ワシントン・北京1月21日】　本文", "ワシントン・北京", date(2026, 1, 21), "新華社"),
    ("【新華社北京2025年１月２１日】本文", "北京", date(2025, 1, 21), "新華社"),
    ("（중국 칭다오＝신화통신） 본문", "중국 칭다오", None, "신화통신"),
    ("(서울=연합뉴스) 본문", "서울", None, "연합뉴스"),
]


@pytest.mark.parametrize(("paragraph", "place", "day", "agency"), FORMS)
def test_a_dateline_is_split_into_place_day_and_agency(
    paragraph: str, place: str | None, day: date | None, agency: str
) -> None:
    split = split_dateline(paragraph)
    assert split is not None
    found = split.day.resolve(REFERENCE, "line 1")[0] if split.day else None
    assert (split.place, found, split.agency) == (place, day, agency)
    assert split.body in BODIES
    assert paragraph.startswith(split.text)


@pytest.mark.parametrize(
    ("paragraph", "byline"),
    [
        ("新华社北京1月25日电（记者李安、王禾）正文", "李安、王禾"),
        ("新华社北京1月25日电(记者 李安 王禾) 正文", "李安 王禾"),
        ("新华社北京1月25日电（记者：李安）正文", "李安"),
        ("新华社北京1月25日电（新华社记者李安）正文", "李安"),
        ("新華社北京1月25日電（記者李安）正文", "李安"),
        ("新华社北京1月25日电（记者A、B）正文", "A、B"),
        ("【新華社北京1月21日=記者 李安】本文", "李安"),
        ("【新華社北京1月21日】（記者=李安）本文", "李安"),
        ("(서울=연합뉴스) 홍길동 기자 = 본문", "홍길동"),
        ("(서울=연합뉴스) 홍길동 김철수 기자=본문", "홍길동 김철수"),
        ("(베이징=연합뉴스) 홍길동 특파원 = 본문", "홍길동"),
    ],
)
def test_reporters_named_beside_a_dateline_are_its_byline(paragraph: str, byline: str) -> None:
    split = split_dateline(paragraph)
    assert split is not None
    assert split.byline == byline
    assert split.body in BODIES


@pytest.mark.parametrize(
    "paragraph",
    ["新华社北京1月25日电 题：正文", "新华社北京1月25日电（记者李安）题：正文", "新华社北京1月25日电题：正文"],
)
def test_a_dateline_may_say_that_the_title_follows(paragraph: str) -> None:
    split = split_dateline(paragraph)
    assert split is not None
    assert (split.before_title, split.body) == (True, "正文")


@pytest.mark.parametrize("line", ["（新华社北京1月8日电）", "(新华社北京1月8日电)", "（新华社北京1月8日电 ）"])
def test_a_chinese_story_may_end_with_its_dateline(line: str) -> None:
    split = dateline_alone(line)
    assert split is not None
    assert (split.place, split.agency, split.body) == ("北京", "新华社", "")


@pytest.mark.parametrize(
    "paragraph",
    [
        "新华社记者在现场看到",
        "新华社记者李安1月25日电话采访了渔民",
        "新华社记者1月25日在港口看到",
        "新华社于1月25日发表文章",
        "据新华社北京1月25日电",
        "【新華社の記者】本文",
        "(서울=가나통신) 본문",
        "(서울) 본문",
    ],
)
def test_what_only_resembles_a_dateline_stays_in_the_text(paragraph: str) -> None:
    assert split_dateline(paragraph) is None
