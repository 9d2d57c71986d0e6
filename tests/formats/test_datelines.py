"""Datelines of the agencies whose wires were seen, and what only resembles one."""

from datetime import UTC, date, datetime

import pytest

from schemas.errors import Unreadable
from worker.normalise.dateline import Split, dateline_alone, split_dateline

REFERENCE = datetime(2026, 4, 1, tzinfo=UTC)

FORMS = [
    ("رام الله 24 فبراير 2020 (شينخوا) قال", "رام الله", date(2020, 2, 24), "شينخوا"),
    ("بكين اول سبتمبر 2008 (شينخوا) قال", "بكين", date(2008, 9, 1), "شينخوا"),
    ("بكين أول أيلول 2008 (شينخوا) قال", "بكين", date(2008, 9, 1), "شينخوا"),
    ("بكين 24 فبراير 2016 / قال", "بكين", date(2016, 2, 24), None),
    ("دمشق 21 ديسمبر/كانون الأول 2015 (شينخوا) قال", "دمشق", date(2015, 12, 21), "شينخوا"),
    ("دمشق 21 كانون الأول (ديسمبر) 2015 (شينخوا) قال", "دمشق", date(2015, 12, 21), "شينخوا"),
    ("الجزائر 5 جويلية 2022 (شينخوا) قال", "الجزائر", date(2022, 7, 5), "شينخوا"),
    ("الرباط 20 غشت 2022 (شينخوا) قال", "الرباط", date(2022, 8, 20), "شينخوا"),
    ("عدن ٣ اذار ٢٠٢١ (شينخوا) قال", "عدن", date(2021, 3, 3), "شينخوا"),
    ("عدن 17 مايو 2024 ( الإثنين) (شينخوا) قال", "عدن", date(2024, 5, 17), "شينخوا"),
    ("عدن (الجمعة) 17 مايو 2024 (شينخوا) قال", "عدن", date(2024, 5, 17), "شينخوا"),
    ("عدن 17 مايو 2024 (شينخوا) (الجمعة) قال", "عدن", date(2024, 5, 17), "شينخوا"),
    ("بكين 24 فبراير 2016 (الأربعاء) / قال", "بكين", date(2016, 2, 24), None),
    ("نيويورك (الأمم المتحدة) 17 مايو 2024 (شينخوا) قال", "نيويورك (الأمم المتحدة)", date(2024, 5, 17), "شينخوا"),
    ("القاهرة 9 يونيو حزيران 2020 (رويترز) - قال", "القاهرة", date(2020, 6, 9), "رويترز"),
    ("القاهرة 9 يونيو-حزيران 2020 (رويترز) - قال", "القاهرة", date(2020, 6, 9), "رويترز"),
    ("القاهرة 9 يونيو حزيران (رويترز) - قال", "القاهرة", date(2026, 6, 9), "رويترز"),
    ("عدن\u200f 17 مايو 2024 \u200f(شينخوا)\u200f قال", "عدن", date(2024, 5, 17), "شينخوا"),
    ("عدن 17\u061c مايو 2024 (\u202bشينخوا\u202c) قال", "عدن", date(2024, 5, 17), "شينخوا"),
    ("نيويورك\u200f - وام\u200f قال", "نيويورك", None, "وام"),
    ("مكة 1 محرم 1444هـ - الموافق 30 يوليو 2022م (شينخوا) قال", "مكة", date(2022, 7, 30), "شينخوا"),
    ("مانيلا، 3 ديسمبر (رويترز) - قال", "مانيلا", date(2025, 12, 3), "رويترز"),
    ("9 يونيو (رويترز) - قال", None, date(2026, 6, 9), "رويترز"),
    ("سانت دينيس (أ ف ب) - قال", "سانت دينيس", None, "أ ف ب"),
    ("سانت دينيس (أ.ف.ب) - قال", "سانت دينيس", None, "أ.ف.ب"),
    ("نيويورك - وام قال", "نيويورك", None, "وام"),
    ("نيويورك - وامقال", "نيويورك", None, "وام"),
    ("BEIJING, Dec. 13 (Xinhua) -- text", "BEIJING", date(2025, 12, 13), "Xinhua"),
    ("ULAN BATOR, Mongolia, Jan. 1(Xinhua) text", "ULAN BATOR, Mongolia", date(2026, 1, 1), "Xinhua"),
    ("ST. LOUIS, Sept. 3 (Xinhua) — text", "ST. LOUIS", date(2026, 9, 3), "Xinhua"),
    ("BEIJING, 24 may (Xinhua) -- texto", "BEIJING", date(2026, 5, 24), "Xinhua"),
    ("CANBERRA (Xinhua) -- texto", "CANBERRA", None, "Xinhua"),
    ("BEIJING, 28 décembre (Xinhua) -- texte", "BEIJING", date(2025, 12, 28), "Xinhua"),
    ("LYON, 1er août (Xinhua) -- texte", "LYON", date(2026, 8, 1), "Xinhua"),
    ("Москва, 14 января /Синьхуа/ -- текст", "Москва", date(2026, 1, 14), "Синьхуа"),
    ("【新華社北京1月21日】本文", "北京", date(2026, 1, 21), "新華社"),
    ("【新華社北京４月２６日】本文", "北京", date(2026, 4, 26), "新華社"),
    ("(중국 칭다오=신화통신) 본문", "중국 칭다오", None, "신화통신"),
    ("新华社北京1月25日电正文", "北京", date(2026, 1, 25), "新华社"),
    ("新华社北京1月25日电 题：正文", "北京", date(2026, 1, 25), "新华社"),
    ("新华社北京2024年1月25日专电 正文", "北京", date(2024, 1, 25), "新华社"),
    ("MOSCOW, January 21. /TASS/. Text", "MOSCOW", date(2026, 1, 21), "TASS"),
    ("Nueva Delhi, 21 ene (EFE).- Texto", "Nueva Delhi", date(2026, 1, 21), "EFE"),
    ("TOKYO (Kyodo) -- Text", "TOKYO", None, "Kyodo"),
    ("SEOUL, Aug. 14 (Yonhap) -- Text", "SEOUL", date(2026, 8, 14), "Yonhap"),
    ("ABU DHABI, 22nd April, 2026 (WAM) -- Text", "ABU DHABI", date(2026, 4, 22), "WAM"),
    ("WASHINGTON, May 12 (AFP) -- Text", "WASHINGTON", date(2026, 5, 12), "AFP"),
    ("LONDON (Reuters) - Text", "LONDON", None, "Reuters"),
    ("WASHINGTON, D.C. (AP) — Text", "WASHINGTON, D.C.", None, "AP"),
    ("WASHINGTON, D.C., March 5 (Xinhua) -- text", "WASHINGTON, D.C.", date(2026, 3, 5), "Xinhua"),
    ("San José (Costa Rica), 2 jun (EFE).- Texto", "San José (Costa Rica)", date(2026, 6, 2), "EFE"),
    ("(AP) — Text", None, None, "AP"),
    ("Baghdad / NINA / - Text", "Baghdad", None, "NINA"),
]

NOT_DATELINES = [
    "LONDON, Jan. 3 ((Reuters) - Text",
    "LONDON, Jan. 3 ((Reuters)) - Text",
    "LONDON, Jan. 3 (Reuters)) - Text",
    "قال المتحدث لوكالة أنباء ((شينخوا)) إن الميناء فتح.",
    "أعلنت الشركة يوم 17 مايو 2024 أنها ستبني مصنعا.",
    "قالت الشركة في بيان نقلته وكالة (رويترز) إن المصنع جاهز.",
    "LONDON, Jan. 3 (Nowhere News) -- Text",
    "The club (AP) had nine members.",
    "المدينة - وامتدت الطوابير أمام المخابز.",
    "新华社记者在现场看到",
]


@pytest.mark.parametrize(("paragraph", "place", "day", "agency"), FORMS)
def test_a_dateline_is_split_into_place_day_and_agency(
    paragraph: str, place: str | None, day: date | None, agency: str | None
) -> None:
    split = split_dateline(paragraph)
    assert split is not None
    found = split.day.resolve(REFERENCE, "line 1")[0] if split.day else None
    assert (split.place, found, split.agency) == (place, day, agency)
    assert split.body in {"قال", "text", "texto", "texte", "текст", "本文", "본문", "正文", "Text", "Texto"}
    assert paragraph.startswith(split.text)
    assert split.caption is None


@pytest.mark.parametrize("paragraph", NOT_DATELINES)
def test_what_only_resembles_a_dateline_stays_in_the_text(paragraph: str) -> None:
    assert split_dateline(paragraph) is None


def test_a_chinese_story_may_end_with_its_dateline() -> None:
    split = dateline_alone("（新华社北京1月8日电）")
    assert split is not None
    assert (split.place, split.agency, split.body) == ("北京", "新华社", "")


def test_reporters_named_in_a_chinese_dateline_are_its_byline() -> None:
    split = split_dateline("新华社北京1月25日电（记者李安、王禾）正文")
    assert split is not None
    assert (split.byline, split.body) == ("李安、王禾", "正文")


@pytest.mark.parametrize(
    ("paragraph", "reference", "expected"),
    [
        ("HILL, Dec. 31 (AP) -- x", datetime(2026, 1, 1, tzinfo=UTC), date(2025, 12, 31)),
        ("HILL, Jan. 1 (AP) -- x", datetime(2025, 12, 31, 16, tzinfo=UTC), date(2026, 1, 1)),
        ("HILL, Feb. 29 (AP) -- x", datetime(2024, 3, 1, tzinfo=UTC), date(2024, 2, 29)),
        ("HILL, Jan. 1 (AP) -- x", None, None),
    ],
)
def test_a_missing_year_is_the_one_nearest_to_the_header(
    paragraph: str, reference: datetime | None, expected: date | None
) -> None:
    split = split_dateline(paragraph)
    assert isinstance(split, Split)
    assert split.day is not None
    found, notes = split.day.resolve(reference, "line 1")
    assert found == expected
    assert [note.code for note in notes] == (["year_inferred"] if expected else [])


def test_a_day_the_calendar_does_not_have_is_refused_with_its_place() -> None:
    split = split_dateline("HILL, Feb. 29, 2023 (AP) -- x")
    assert split is not None
    assert split.day is not None
    with pytest.raises(Unreadable, match="day is out of range") as caught:
        split.day.resolve(REFERENCE, "line 9")
    assert (caught.value.code, caught.value.where) == ("impossible_date", "line 9")
