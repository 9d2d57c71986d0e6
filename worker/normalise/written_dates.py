"""Dates as feeds and mails write them: RFC 822 and its kin, six languages, numbers alone. Nothing ambiguous is guessed.

    text -> folded -> time of day, half of the day, zone -> what is left is the date, and every word of it is known

Weekdays are not checked against the date: feeds have them wrong more often than the date.
"""

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from worker.normalise.date_words import (
    AFTER_NOON,
    AMBIGUOUS_ZONES,
    BEFORE_NOON,
    MONTH_NUMBERS,
    NOT_OF_THE_DATE,
    ZONE_HOURS,
    ZONE_PLACES,
)
from worker.normalise.keys import fold

LONGEST = 120
"""Characters that a date has at most."""

_UNIX = re.compile(r"(?P<seconds>\d{10})(?:(?P<milliseconds>\d{3})|\.\d{1,9})?")
_FIRST_UNIX, _LAST_UNIX = (datetime(year, 1, 1, tzinfo=UTC).timestamp() for year in (1990, 2100))
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?")
_PLACE_OF_ZONE = re.compile(r"(?<![\w/])[A-Z][A-Za-z]{1,20}(?:/[A-Za-z][A-Za-z0-9_+-]{1,30}){1,2}(?![\w/])")
_COMMENT = re.compile(r"\([^()]{0,80}\)|\[ ?\]")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)t(?=\d)")
_SIGNS = str.maketrans({"−": "-", "–": "-", "年": "-", "년": "-", "月": "-", "월": "-", "日": " ", "일": " "})
_CLOCK = str.maketrans({"时": ":", "時": ":", "点": ":", "시": ":", "分": ":", "분": ":", "秒": " ", "초": " "})
_HAN_HALF = re.compile("(?P<before>上午|午前|오전)|下午|午後|오후")
_UHR = re.compile(r"(\d{1,2})\.(\d{2})(?= ?uhr)")
_TIME = re.compile(
    r"(?<![\d:.])(?P<hour>\d{1,2})(?: ?: ?| ?h ?)(?P<minute>\d{2})(?: ?: ?(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?"
    r"(?![\d:]*\d) ?:?"
)
_HOUR = re.compile(r"(?<![\d:.])(?P<hour>\d{1,2})(?P<minute>)(?P<second>)(?P<fraction>) ?(?=[ap]\.?m\b)")
_HALF = re.compile(r" ?(?P<half>[ap]\.? ?m\b\.?|[^\W\d_]{1,6})(?!\w)")
_OFFSET = re.compile(r"[ ,]?(?:(?:utc|gmt|ut) ?)?(?P<sign>[+-])(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?(?![\d/.-])")
_LETTER = re.compile(r" ?[a-ik-z](?![\w'])")
_NUMERIC = re.compile(r"(?<!\d)(\d{1,4})([-/.]) ?(\d{1,2})\2 ?(\d{1,4})(?!\d)")
_PIECE = re.compile(r"(?P<number>\d+)|(?P<word>[^\W\d_]+(?:'[^\W\d_]+)?)|[ ,./;:|'،—-]")
_FIRST_YEAR = 1800  # earlier ones are Hijri
_CORRESPONDING = fold("الموافق")
_OF_THE_YEAR = fold("م")  # Anno Domini; after a time of day it is past noon
_MONTH_OR_WEEKDAY = "mar"


class Written(NamedTuple):
    """A date's numbers. zone: hours from UTC, an IANA name, an abbreviation that is ambiguous, None if not stated."""

    year: int
    month: int
    day: int
    hour: int = 0
    minute: int = 0
    second: int = 0
    microsecond: int = 0
    zone: timedelta | str | None = None
    has_time: bool = True


@lru_cache(maxsize=1024)  # a story's times are often one, and those of a feed repeat
def read_written(text: str) -> Written | None:
    """Return what a date says; None for what is no date, or could be two."""
    if len(text) > LONGEST:
        return None
    place, text = _place_of_zone(text)
    text = fold(text).translate(_SIGNS)
    if _CORRESPONDING in text:  # two calendars name one day, and of the Hijri one nothing is known here
        either = (read_written(half) for half in text.split(_CORRESPONDING, 1))
        return next((day for day in either if day and day.year >= _FIRST_YEAR), None)
    if found := _unix(text) or _compact(text):
        return found if found.zone is not None else found._replace(zone=place)
    half = _HAN_HALF.search(text)
    text = _HAN_HALF.sub(" ", _COMMENT.sub(" ", _COMMENT.sub(" ", text))).translate(_CLOCK)  # a comment can hold one
    text = _UHR.sub(r"\1:\2", _BETWEEN_DIGITS.sub(" ", text))
    time = _TIME.search(text) or _HOUR.search(text)
    if time is None:
        day, zone = _day(text)
        return day and day._replace(zone=place or zone, has_time=False)
    is_late, end = _half(text, time.end())
    if half:
        is_late = half["before"] is None
    stated, end = _zone(text, end)
    if _TIME.search(text, end):
        return None
    hour = _hour(int(time["hour"]), is_late)
    day, zone = _day(f"{text[: time.start()]} {text[end:]}")
    if day is None or hour is None:
        return None
    return day._replace(
        hour=hour,
        minute=int(time["minute"] or 0),
        second=int(time["second"] or 0),
        microsecond=int((time["fraction"] or "0").ljust(6, "0")[:6]),
        zone=place or (stated if stated is not None else zone),
    )


def _place_of_zone(text: str) -> tuple[str | None, str]:
    """Take the name of a zone (America/Los_Angeles) out of a text."""
    for match in _PLACE_OF_ZONE.finditer(text):
        try:
            return ZoneInfo(match[0]).key, f"{text[: match.start()]} {text[match.end() :]}"
        except (ValueError, OSError, ZoneInfoNotFoundError):
            continue
    return None, text


def _unix(text: str) -> Written | None:
    match = _UNIX.fullmatch(text)
    if match is None or not _FIRST_UNIX <= int(match["seconds"]) < _LAST_UNIX:
        return None
    moment = datetime.fromtimestamp(int(match["seconds"]), UTC)
    microsecond = int(match["milliseconds"] or 0) * 1000
    return Written(*moment.timetuple()[:6], microsecond=microsecond, zone=timedelta())


def _compact(text: str) -> Written | None:
    match = _COMPACT.fullmatch(text)
    if match is None:
        return None
    year, month, day, *time = (int(group) for group in match.groups() if group)
    hour, minute, second = (*time, 0, 0, 0)[:3]
    return Written(year, month, day, hour, minute, second, has_time=bool(time))


def _half(text: str, place: int) -> tuple[bool | None, int]:
    """Return whether a time is past noon, None if that is not said, and where the word for it ends."""
    match = _HALF.match(text, place)
    word = match["half"].replace(".", "").replace(" ", "") if match else ""
    if match and word in AFTER_NOON | BEFORE_NOON:
        return word in AFTER_NOON, match.end()
    return None, place


def _hour(hour: int, is_late: bool | None) -> int | None:
    """Return the hour of 24; None where the half of the day contradicts it."""
    if is_late is None or (is_late and 12 < hour < 24):
        return hour
    return hour % 12 + 12 * is_late if 0 <= hour <= 12 else None


def _zone(text: str, place: int) -> tuple[timedelta | None, int]:
    """Return the offset or the letter that follows a time. Letters say nothing but UTC (RFC 2822, 4.3)."""
    if match := _OFFSET.match(text, place):
        offset = timedelta(hours=int(match["hours"]), minutes=int(match["minutes"] or 0))
        if int(match["hours"]) <= 15 and int(match["minutes"] or 0) < 60:
            return (-offset if match["sign"] == "-" else offset), match.end()
    if match := _LETTER.match(text, place):
        return timedelta(), match.end()
    return None, place


def _day(text: str) -> tuple[Written | None, timedelta | str | None]:
    """Return the day and the abbreviation of a zone; no day if anything in the text is neither."""
    numeric = _NUMERIC.search(text)
    if numeric:
        text = f"{text[: numeric.start()]} {text[numeric.end() :]}"
    numbers: list[str] = []
    words: list[str] = []
    place = 0
    while place < len(text):
        match = _PIECE.match(text, place)
        if match is None:
            return None, None
        if match["number"]:
            numbers.append(match["number"])
        elif match["word"]:
            words.append(match["word"])
        place = match.end()
    months, zone, are_known = _words(words)
    if not are_known:
        return None, None
    if numeric:
        return (None if numbers or months else _numbers_alone(numeric)), zone
    return (_with_month(numbers, next(iter(months))) if len(months) == 1 else None), zone


def _words(words: list[str]) -> tuple[set[int], timedelta | str | None, bool]:
    """Return the months and the zone among words, and whether all of them are known."""
    months: dict[str, int] = {}
    zone: timedelta | str | None = None
    before = ""
    for index, word in enumerate(words):
        pair = f"{word} {words[index + 1]}" if index + 1 < len(words) else ""
        if pair in MONTH_NUMBERS or word in MONTH_NUMBERS:
            name = pair if pair in MONTH_NUMBERS else word
            months[name] = MONTH_NUMBERS[name]
        elif f"{before} {word}" in MONTH_NUMBERS or word in NOT_OF_THE_DATE or word == _OF_THE_YEAR:
            pass
        elif zone is None and word in AMBIGUOUS_ZONES:
            zone = word
        elif word in ZONE_PLACES:
            zone = ZONE_PLACES[word] if zone is None else zone
        elif word in ZONE_HOURS:
            zone = timedelta(hours=ZONE_HOURS[word]) if zone is None else zone
        else:
            return set(), None, False
        before = word
    if len(months) > 1:
        months.pop(_MONTH_OR_WEEKDAY, None)
    return set(months.values()), zone, True


def _with_month(numbers: list[str], month: int) -> Written | None:
    """The year has four digits, or it is the second of two (RFC 2822, 4.3)."""
    if len(numbers) != 2:
        return None
    year, day = sorted(numbers, key=len, reverse=True) if len(numbers[0]) != len(numbers[1]) else reversed(numbers)
    if len(day) > 2 or len(year) not in (1, 2, 4):
        return None
    return Written(_full_year(year), month, int(day))


def _numbers_alone(match: re.Match[str]) -> Written | None:
    """Year first, or year last: then the day comes first between dots, and elsewhere only if no month has its number."""
    first, mark, second, third = match.groups()
    if len(first) == 4:
        return Written(int(first), int(second), int(third)) if len(third) <= 2 else None
    if len(first) > 2 or len(third) not in (2, 4):
        return None
    if mark == ".":
        return Written(_full_year(third), int(second), int(first))
    if len(third) == 2:
        return None
    if int(first) > 12 or first == second:
        return Written(int(third), int(second), int(first))
    return Written(int(third), int(first), int(second)) if int(second) > 12 else None


def _full_year(digits: str) -> int:
    year = int(digits)
    return year if len(digits) == 4 else year + (2000 if year < 50 else 1900)
