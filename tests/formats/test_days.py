"""Days in datelines: the names of months by region and language, their first in words, numbers, missing years."""

from collections.abc import Iterable
from datetime import UTC, date, datetime

import pytest

from worker.normalise.days import Day, day_at_end, numbered_day
from worker.normalise.months import MONTHS, month_number

REFERENCE = datetime(2026, 4, 1, tzinfo=UTC)


def resolved(day: Day | None) -> date | None:
    assert day is not None
    return day.resolve(REFERENCE, "line 1")[0]


@pytest.mark.parametrize(
    ("names", "months"),
    [
        ("يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر", range(1, 13)),
        ("جانفي فيفري مارس أفريل ماي جوان جويلية أوت سبتمبر أكتوبر نوفمبر ديسمبر", range(1, 13)),
        ("شباط آذار نيسان أيار حزيران تموز آب أيلول", range(2, 10)),
        ("شباط اذار نيسان ايار حزيران تموز اب ايلول", range(2, 10)),
        ("ابريل إبريل أغشت شتمبر غشت شتنبر يوليوز نونبر دجنبر دجمبر", (4, 4, 8, 9, 8, 9, 7, 11, 12, 12)),
        ("Jan. Feb. March April May June July Aug. Sept. Oct. Nov. Dec.", range(1, 13)),
        ("janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.", range(1, 13)),
        ("ene feb mar abr may jun jul ago sep oct nov dic", range(1, 13)),
        ("янв. февр. марта апр. мая июня июля авг. сент. окт. нояб. дек.", range(1, 13)),
    ],
)
def test_months_are_known_by_region_and_language_with_and_without_a_full_stop(names: str, months: Iterable[int]) -> None:
    for name, month in zip(names.split(), months, strict=True):
        for written in (name, name.rstrip("."), name.upper()):
            assert resolved(day_at_end(f"X, 7 {written} 2025 ", "AFP")) == date(2025, month, 7), written


@pytest.mark.parametrize(
    ("name", "month"),
    [
        ("كانون الثاني", 1),
        ("كانون ثاني", 1),
        ("تشرين الأول", 10),
        ("تشرين الاول", 10),
        ("تشرين الثاني", 11),
        ("كانون الأول", 12),
    ],
)
def test_months_of_two_words_are_read(name: str, month: int) -> None:
    assert resolved(day_at_end(f"دمشق 7 {name} 2025 ", "رويترز")) == date(2025, month, 7)


def test_the_pattern_finds_every_name_there_is() -> None:
    for name, month in MONTHS.items():
        assert resolved(day_at_end(f"X, 7 {name} 2025 ", "AFP")) == date(2025, month, 7), name
        assert month_number(name) == month


@pytest.mark.parametrize(
    "written",
    [
        "21 ديسمبر/كانون الأول 2015",
        "21 ديسمبر / كانون الأول 2015",
        "21 ديسمبر-كانون الأول 2015",
        "21 ديسمبر كانون الأول 2015",
        "21 كانون الأول (ديسمبر) 2015",
        "٢١ ديسمبر ٢٠١٥",
        "21 ديسمبر عام 2015م",
        "9 ربيع الأول 1437هـ - الموافق 21 ديسمبر 2015م",
        "Dec. 21, 2015",
        "December 21st , 2015",
        "21st of December, 2015",
        "21 de diciembre de 2015",
        "21 décembre 2015",
        "21 декабря 2015 года",
        "２１ déc ２０１５",
        "21 ديسمبر 2015 (الإثنين)",
        "21 ديسمبر 2015 ( الاثنين )",
    ],
)
def test_a_day_is_read_however_it_is_written(written: str) -> None:
    day = day_at_end(f"X, {written} ", "شينخوا")
    assert day is not None
    assert resolved(day) == date(2015, 12, 21)
    assert day.start == 3


@pytest.mark.parametrize("first", ["أول", "اول", "الأول من", "الاول من", "أول من", "1", "١"])
def test_the_first_of_a_month_may_be_in_words(first: str) -> None:
    day = day_at_end(f"بكين {first} يناير 2024 ", "شينخوا")
    assert resolved(day) == date(2024, 1, 1)


def test_numbers_are_read_in_arabic_alone_where_the_day_comes_first() -> None:
    assert resolved(day_at_end("القاهرة 3/1/2021 ", "شينخوا")) == date(2021, 1, 3)
    assert day_at_end("LONDON, 3/1/2021 ", "Reuters") is None


@pytest.mark.parametrize("head", ["", "LONDON, ", "LONDON, 3 ", "LONDON, May ", "LONDON, 3 May 2021 and ", "13 May Street "])
def test_what_is_no_day_is_none(head: str) -> None:
    assert day_at_end(head, "AFP") is None


@pytest.mark.parametrize(
    ("month", "day", "reference", "expected"),
    [
        ("12", "31", datetime(2026, 1, 1, tzinfo=UTC), date(2025, 12, 31)),
        ("1", "1", datetime(2025, 12, 31, 16, tzinfo=UTC), date(2026, 1, 1)),
        ("１", "１", datetime(2026, 1, 1, tzinfo=UTC), date(2026, 1, 1)),
        ("2", "29", datetime(2023, 3, 1, tzinfo=UTC), date(2024, 2, 29)),
        ("1", "1", None, None),
    ],
)
def test_a_missing_year_is_the_one_nearest_to_the_reference_over_new_year(
    month: str, day: str, reference: datetime | None, expected: date | None
) -> None:
    found, notes = numbered_day("x", None, month, day).resolve(reference, "line 1")
    assert found == expected
    assert [note.code for note in notes] == (["year_inferred"] if expected else [])
