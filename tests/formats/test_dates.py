"""Dates as feeds, mails and pages write them; what could be two dates is none."""

import time
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.errors import Unreadable
from tests.formats.items import RECEIVED
from worker.draft import WrittenTime
from worker.normalise.dates import Moment, read_time

ZONED = {
    # RFC 822, RFC 2822 and what is written for them
    "Mon, 23 Nov 2026 10:20:30 +0300": "2026-11-23T07:20:30",
    "23 Nov 2026 10:20 GMT": "2026-11-23T10:20:00",
    "Mon,23 Nov 2026 10:20:30GMT": "2026-11-23T10:20:30",
    "Sun, 23 Nov 26 10:20:30 EST": "2026-11-23T15:20:30",
    "Mon, 23 Nov 99 10:20:30 UT": "1999-11-23T10:20:30",
    "Mon, 23 Nov 2026 10:20:30 Z": "2026-11-23T10:20:30",
    "Mon, 23 Nov 2026 10:20:30 A": "2026-11-23T10:20:30",
    "Mon, 23 Nov 2026 10:20:30 PDT": "2026-11-23T17:20:30",
    "Mon, 23 Nov 2026 10:20:30 CST": "2026-11-23T16:20:30",
    "Mon, 23 Nov 2026 10:20:30 +0000 (UTC)": "2026-11-23T10:20:30",
    "Mon, 23 Nov 2026 10:20:30 +0000 GMT": "2026-11-23T10:20:30",
    "Mon, 23 Nov 2026 24:00:00 GMT": "2026-11-24T00:00:00",
    "Tue, 23 Nov 2026 10:20:60 GMT": "2026-11-23T10:21:00",
    "Monday, 23-Nov-26 10:20:30 GMT": "2026-11-23T10:20:30",
    "Mon Nov 23 10:20:30 UTC 2026": "2026-11-23T10:20:30",
    "Mon Nov 23 2026 10:20:30 GMT+0300 (Arabian Standard Time)": "2026-11-23T07:20:30",
    "Mon, 23 Nov 2026 10:20:30 +0300 (Arab Standard Time (Harbour))": "2026-11-23T07:20:30",
    # zones as people write them
    "Nov. 23, 2026 10:20 a.m. ET": "2026-11-23T15:20:00",
    "July 23, 2026 10:20 AM PT": "2026-07-23T17:20:00",
    "23 Nov 2026 10:20 UTC+3": "2026-11-23T07:20:00",
    "23 Nov 2026 10:20 GMT-05:00": "2026-11-23T15:20:00",
    "23 Nov 2026 10:20 America/Los_Angeles": "2026-11-23T18:20:00",
    "2026-11-23T10:20:30+03:00[Europe/Moscow]": "2026-11-23T07:20:30",
    "2026-07-23 10:20:30 Europe/Paris": "2026-07-23T08:20:30",
    "2026-11-23 10:20:30 MSK": "2026-11-23T07:20:30",
    "1998.11.05T22:37-0300": "1998-11-06T01:37:00",
    # seconds and milliseconds since 1970
    "1795431600": "2026-11-23T11:00:00",
    "1795431600123": "2026-11-23T11:00:00.123000",
    # other languages
    "Пн, 23 ноя 2026 10:20:30 +0300": "2026-11-23T07:20:30",
    "23 ноября 2026 г., 10:20 МСК": "2026-11-23T07:20:00",
    "lun., 23 nov. 2026 10:20:30 +0100": "2026-11-23T09:20:30",
    "Di., 3. März 2026 10:20:30 MEZ": "2026-03-03T09:20:30",
    "الإثنين 23 تشرين الثاني 2026 - 10:20 بتوقيت غرينتش": "2026-11-23T10:20:00",
}
UNZONED = {
    "Mon Nov 23 10:20:30 2026": "2026-11-23T10:20:30",
    "November 23, 2026 10:20 AM": "2026-11-23T10:20:00",
    "Nov. 23rd, 2026, 12:05 a.m.": "2026-11-23T00:05:00",
    "Nov 23, 2026 at 3pm": "2026-11-23T15:00:00",
    "10:20, 23 Nov 2026": "2026-11-23T10:20:00",
    "الاثنين، ٢٣ نوفمبر/تشرين الثاني ٢٠٢٦، الساعة ١٠:٢٠ مساءً": "2026-11-23T22:20:00",
    "23 كانون الأول 2026 10:20 ص": "2026-12-23T10:20:00",
    "23 شتنبر 2026م 12:20 م": "2026-09-23T12:20:00",
    "lundi 23 novembre 2026 à 10h20": "2026-11-23T10:20:00",
    "mar. 24 nov. 2026 10:20": "2026-11-24T10:20:00",
    "понедельник, 23 ноябрь 2026 10:20": "2026-11-23T10:20:00",
    "Montag, 23. November 2026 10.20 Uhr": "2026-11-23T10:20:00",
    "lunes, 23 de noviembre de 2026 10:20": "2026-11-23T10:20:00",
    "2026年11月23日 10:20": "2026-11-23T10:20:00",
    "2026年11月23日 星期一 下午3:20:05": "2026-11-23T15:20:05",
    "2026년 11월 23일 오후 3:20": "2026-11-23T15:20:00",
    "23/11/2026 10:00": "2026-11-23T10:00:00",
    "11/23/2026 10:00": "2026-11-23T10:00:00",
    "04/04/2026 10:00": "2026-04-04T10:00:00",
    "23.11.2026 10:00": "2026-11-23T10:00:00",
    "03.04.2026 10:00": "2026-04-03T10:00:00",
    "2026/11/23 10:00": "2026-11-23T10:00:00",
    "20261123102030": "2026-11-23T10:20:30",
    "202611231020": "2026-11-23T10:20:00",
    "Publié le 23/11/2026 à 10h20": "2026-11-23T10:20:00",
    "تم النشر: 23 نوفمبر 2026 10:20": "2026-11-23T10:20:00",
    "segunda-feira, 23 de novembro de 2026 10:20": "2026-11-23T10:20:00",
    "lunedì 23 novembre 2026 10:20": "2026-11-23T10:20:00",
    "23 Kasım 2026 10:20": "2026-11-23T10:20:00",
}
DAYS = {
    "2026-11-23": "2026-11-23",
    "20261123": "2026-11-23",
    "1er décembre 2026": "2026-12-01",
    "23.11.26": "2026-11-23",
    "٢٣/١١/٢٠٢٦": "2026-11-23",
    "2026年11月23日": "2026-11-23",
    "23 كانون الثاني 2026": "2026-01-23",
    "الاثنين 13 جمادى الآخرة 1448هـ - الموافق 23 نوفمبر 2026م": "2026-11-23",
    "13/06/1448 الموافق 23/11/2026": "2026-11-23",
    "23 نوفمبر 2026 الموافق 13 جمادى الآخرة 1448": "2026-11-23",
}
NO_DAYS_OF_STORIES = [
    "1405/09/02 10:20",
    "13/06/1448",
    "23/11/2569 10:20",
    "0001-01-01T00:00:00Z",
    "Mon, 30 Nov -0001 00:00:00 +0000",
    "1970-01-01T00:00:00Z",
    "Wed, 31 Dec 1969 19:00:00 -0500",
]
UNREADABLE = [
    "03/04/2026 10:00",
    "23/11/26",
    "23 Nov",
    "Nov 2026",
    "2026",
    "10:20",
    "yesterday",
    "3 days ago",
    "23 Nov 2026 10:20 and more",
    "23 Nov 24 Dec 2026",
    "23 Nov Dec 2026",
    "23 Nov 2026 10:20 11:30",
    "31 Feb 2026 10:00",
    "23 Nov 2026 25:00",
    "23 Nov 2026 13:20 AM",
    "23 محرم 1448",
    "179543160",
    "9999999999",
    "23 Nov 2026 10:20 XYZ",
    "23 Nov 2026 10:20 Nowhere/City",
    "",
]


def read(text: str, zone: str | None = None) -> Moment:
    return read_time(WrittenTime(text, "entry 1 pubDate"), zone, RECEIVED)


def codes_of(moment: Moment) -> list[str]:
    return [note.code for note in moment.notes]


@pytest.mark.parametrize(("text", "utc"), ZONED.items(), ids=ZONED)
def test_a_date_with_its_zone_is_read_as_it_stands(text: str, utc: str) -> None:
    moment = read(text, "Asia/Tokyo")
    assert (moment.utc.isoformat(), codes_of(moment)) == (f"{utc}+00:00", [])


@pytest.mark.parametrize(("text", "utc"), UNZONED.items(), ids=UNZONED)
def test_a_date_without_a_zone_is_in_the_assumed_one(text: str, utc: str) -> None:
    moment = read(text)
    assert (moment.utc.isoformat(), codes_of(moment)) == (f"{utc}+00:00", ["timezone_assumed"])


@pytest.mark.parametrize(("text", "day"), DAYS.items(), ids=DAYS)
def test_a_day_alone_is_its_beginning(text: str, day: str) -> None:
    moment = read(text)
    assert moment.utc.isoformat() == f"{day}T00:00:00+00:00"
    assert codes_of(moment) == ["timezone_assumed", "time_of_day_assumed"]


@pytest.mark.parametrize("text", NO_DAYS_OF_STORIES)
def test_years_of_other_calendars_and_zero_dates_of_programs_are_none(text: str) -> None:
    with pytest.raises(Unreadable):
        read_time(WrittenTime(text, "entry 1 pubDate", doubtful=True), None, RECEIVED)


@pytest.mark.parametrize("text", UNREADABLE)
def test_what_is_no_date_or_could_be_two_is_unreadable(text: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read(text)
    assert (caught.value.code, caught.value.where) == ("impossible_date", "entry 1 pubDate")


@pytest.mark.parametrize(
    ("abbreviation", "zone", "hour"),
    [("CST", "Asia/Shanghai", 2), ("IST", "Asia/Kolkata", 5), ("IST", "Asia/Jerusalem", 8), ("BST", "Asia/Dhaka", 4)],
)
def test_an_abbreviation_of_several_zones_is_the_sources_with_a_note(abbreviation: str, zone: str, hour: int) -> None:
    moment = read(f"Mon, 23 Nov 2026 10:30:00 {abbreviation}", zone)
    assert moment.utc.hour == hour
    assert [(note.code, note.detail) for note in moment.notes] == [("timezone_assumed", zone)]


@given(st.text(max_size=150))
def test_any_text_is_a_date_or_is_unreadable(text: str) -> None:
    try:
        found: Moment | str = read(text)
    except Unreadable as error:
        found = error.code
    assert found == "impossible_date" or (isinstance(found, Moment) and found.utc.tzinfo is UTC)


@given(st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)), st.integers(-840, 840))  # noqa: DTZ001
def test_a_date_of_rfc_2822_is_read_back(naive: datetime, minutes: int) -> None:
    moment = naive.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=minutes)))
    assert read(format_datetime(moment)).utc == moment


@pytest.mark.parametrize("piece", ["1", "1:", "a", "(", " ", "+", "نوفمبر ", "1/", "A/", "年", "[", ".", "am "])
def test_a_long_date_is_refused_at_once(piece: str) -> None:
    started = time.perf_counter()
    with pytest.raises(Unreadable):
        read(piece * 1_000_000)
    with pytest.raises(Unreadable):
        read((piece * 120)[:120])
    assert time.perf_counter() - started < 1
