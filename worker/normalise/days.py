"""The day in a dateline: `22 يناير 2021`, `21 ديسمبر/كانون الأول 2015`, `Dec. 13`, `28 décembre`, `1月21日`, `22/1/2021`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from schemas import Code, Note, NoteCode
from schemas.errors import Unreadable
from worker.normalise.months import MONTH, WEEKDAY, month_number

_YEAR = r"(?P<year>\d{4})(?!\d)(?:\s{0,2}(?:م|г(?:ода)?\.?)(?!\w))?"
_HIJRI = (
    r"(?:\d{1,2}\s{1,2}[^\W\d]{2,10}(?:\s[^\W\d]{2,10})?\s{1,2}\d{4}\s?(?:هـ?)?"
    r"[\s,،]{0,2}[-–—]?\s?(?P<open>\()?الموافق\s{1,2})?"
)
_START = r"(?:(?<!\w)|(?<=[\u0621-\u064a])(?=\d))"  # بغداد22 يناير
# What a match needs is looked for first: month names are a hundred alternatives.
_SHAPE_OF_DAY_FIRST = r"\d|(?:ال)?[أا]ول"
_SHAPE_OF_MONTH_FIRST = r"[^\W\d_]{2,12}(?:\s{1,3}[^\W\d_]{2,7})?\.?\s{0,2}\d"
_DAY_FIRST = re.compile(
    rf"{_START}(?={_SHAPE_OF_DAY_FIRST}){_HIJRI}{_START}(?P<day>\d{{1,2}}|(?:ال)?[أا]ول)(?:er|ro|st|nd|rd|th|[º°.])?"
    rf"\s{{0,2}}(?:de\s|of\s|من\s)?\s?(?P<month>{MONTH})\.?"
    rf"(?:(?:\s?[/(–-]\s?|\s)(?=[^\W\d_])(?P<again>{MONTH})\s?\)?)?(?:(?:[\s,،٬，.]|del?\s|عام\s|سنة\s){{0,4}}{_YEAR})?(?(open)\s?\))",
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(
    rf"(?<!\w)(?={_SHAPE_OF_MONTH_FIRST})(?P<month>{MONTH})(?P<again>)\.?\s{{0,2}}(?P<day>\d{{1,2}})(?!\d)(?:st|nd|rd|th)?"
    rf"(?:\s?[,，]?\s{{0,2}}{_YEAR})?",
    re.IGNORECASE,
)
# Of two numbers the first is the day in Arabic; elsewhere it may be the month, so these are read in Arabic alone.
_DAY_IN_NUMBERS = re.compile(
    rf"(?<!\w)(?<!\d[/-])(?P<day>\d{{1,2}})\s?(?P<sign>[/-])\s?(?P<month>\d{{1,2}})(?P<again>)\s?(?P=sign)\s?{_YEAR}"
)
_YEAR_IN_NUMBERS = re.compile(
    r"(?<!\w)(?<!\d[/-])(?P<year>\d{4})(?P<again>)\s?(?P<sign>[/-])\s?(?P<month>\d{1,2})\s?(?P=sign)\s?"
    r"(?P<day>\d{1,2})(?!\d)"
)
# Before an equals sign, LISBONNE 15/06 (AFP) = …, and an Arabic agency with a dash: برلين 15-7 (اف ب) - …
_DAY_AND_MONTH = re.compile(
    r"(?<![\w/.-])(?P<day>0?[1-9]|[12][0-9]|3[01])(?P<sign>[/-])(?P<month>0?[1-9]|1[0-2])(?P<again>)"
    r"(?:(?P=sign)(?P<year>\d{4}))?[\s,]{0,3}$"
)
_WORDED = (_DAY_FIRST, _MONTH_FIRST)
_NUMBERED = (_DAY_IN_NUMBERS, _YEAR_IN_NUMBERS)
_ARABIC = re.compile("[\u0621-\u064a]")
_AFTER = re.compile(rf"[\s.,،٬，]{{0,4}}(?:[(\uff08]\s?{WEEKDAY}\s?[)\uff09])?[\s.,،٬，–—-]{{0,4}}")
_LONGEST = 90


@dataclass(frozen=True, slots=True)
class Day:
    """A day as written, where it stands in its text, and its numbers; the year is None where it is not written."""

    text: str
    start: int
    end: int
    year: int | None
    month: int
    again: int | None
    day: int

    def resolve(self, reference: datetime | None, where: str) -> tuple[date | None, tuple[Note, ...]]:
        """Return the date. A missing year is the one that puts it nearest to the reference; without one it is None.

        Raises Unreadable (impossible_date) for a day the calendar does not have.
        """
        if self.again not in (None, self.month):
            raise _impossible(self.text, "its two months differ", where)
        if self.year is not None:
            return self._in_year(self.year, where), ()
        self._in_year(2000, where)  # a leap year: what is impossible there is impossible in any
        if reference is None:
            return None, ()
        near = [found for year in range(reference.year - 1, reference.year + 2) if (found := self._possible(year))]
        if not near:
            return None, ()
        nearest = min(near, key=lambda found: abs((found - reference.date()).days))
        return nearest, (Note(code=NoteCode.YEAR_INFERRED, detail=f"{self.text}: {nearest.year}"),)

    def _in_year(self, year: int, where: str) -> date:
        try:
            return date(year, self.month, self.day)
        except ValueError as error:
            raise _impossible(self.text, str(error), where) from error

    def _possible(self, year: int) -> date | None:
        try:
            return date(year, self.month, self.day)
        except ValueError:
            return None


def day_at_end(head: str, agency: str) -> Day | None:
    """Find the day that a dateline's head ends with, before its agency; a weekday in brackets may follow it."""
    offset = max(0, len(head) - _LONGEST)
    tail = head[offset:]
    patterns = (*_WORDED, *_NUMBERED) if _ARABIC.search(agency) or _ARABIC.search(tail) else _WORDED
    for match in _matches(patterns, tail, len(tail)):
        if _AFTER.fullmatch(tail, match.end()):
            return _day_of(match, offset)
    return None


def day_in_numbers_at_end(head: str) -> Day | None:
    """Find the day in two or three numbers, the day of the month first, that a dateline's head ends with."""
    match = _DAY_AND_MONTH.search(head, max(0, len(head) - _LONGEST))
    return _day_of(match, 0) if match else None


def day_with_year(text: str, end: int) -> tuple[Day, int] | None:
    """Find the first full day, year included, before the position; return it and where it and its weekday end."""
    patterns = (_DAY_FIRST, *_NUMBERED) if _ARABIC.search(text, 0, end) else (_DAY_FIRST,)
    for match in _matches(patterns, text, end):
        if match["year"]:
            after = _AFTER.match(text, match.end())
            return _day_of(match, 0), after.end() if after else match.end()
    return None


def _matches(patterns: tuple[re.Pattern[str], ...], text: str, end: int) -> Iterator[re.Match[str]]:
    for pattern in patterns:
        yield from pattern.finditer(text, 0, end)


def numbered_day(text: str, year: str | None, month: str, day: str) -> Day:
    """Make the day of a Chinese or Japanese dateline from its numbers."""
    return Day(text, 0, len(text), int(year) if year else None, int(month), None, int(day))


def _day_of(match: re.Match[str], offset: int) -> Day:
    year, month, again, day = match["year"], match["month"], match["again"], match["day"]
    return Day(
        text=match[0].strip(),
        start=match.start() + offset,
        end=match.end() + offset,
        year=int(year) if year else None,
        month=int(month) if month.isdigit() else month_number(month),
        again=month_number(again) if again else None,
        day=int(day) if day.isdigit() else 1,
    )


def _impossible(text: str, reason: str, where: str) -> Unreadable:
    return Unreadable(Code.IMPOSSIBLE_DATE, f"dateline {text[:60]!r}: {reason}", where)
