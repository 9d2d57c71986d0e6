"""The day in a dateline: `22 يناير 2021`, `21 ديسمبر/كانون الأول 2015`, `Dec. 13`, `28 décembre`, `1月21日`."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from schemas import Code, Note, NoteCode
from schemas.errors import Unreadable
from worker.normalise.months import MONTH, WEEKDAY, month_number

_YEAR = r"(?P<year>\d{4})(?!\d)(?:\s{0,2}(?:م|г\.?)(?!\w))?"
_HIJRI = r"(?:\d{1,2}\s{1,2}[^\W\d]{2,10}(?:\s[^\W\d]{2,10})?\s{1,2}\d{4}\s?(?:هـ?)?\s?[-–—]?\s?الموافق\s{1,2})?"
_DAY_FIRST = re.compile(
    rf"{_HIJRI}(?<!\w)(?P<day>\d{{1,2}}|[أا]ول)(?:er|st|nd|rd|th|º)?\s{{0,2}}(?:de\s|من\s)?\s?(?P<month>{MONTH})\.?"
    rf"(?:(?:\s?[/(-]\s?|\s)(?P<again>{MONTH})\s?\)?)?(?:(?:[\s,،.]|de\s|عام\s){{0,4}}{_YEAR})?",
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(
    rf"(?<!\w)(?P<month>{MONTH})(?P<again>)\.?\s{{0,2}}(?P<day>\d{{1,2}})(?!\d)(?:st|nd|rd|th)?(?:,?\s{{0,2}}{_YEAR})?",
    re.IGNORECASE,
)
_AFTER = re.compile(rf"[\s.,،]{{0,4}}(?:[(\uff08]\s?{WEEKDAY}\s?[)\uff09])?[\s.,،]{{0,4}}")
_LONGEST = 90


@dataclass(frozen=True, slots=True)
class Day:
    """A day as written, where it stands in its text, and its numbers; the year is None where it is not written."""

    text: str
    start: int
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


def day_at_end(head: str) -> Day | None:
    """Find the day that a dateline's head ends with; a weekday in brackets may follow it."""
    offset = max(0, len(head) - _LONGEST)
    tail = head[offset:]
    for pattern in (_DAY_FIRST, _MONTH_FIRST):
        for match in pattern.finditer(tail):
            if _AFTER.fullmatch(tail, match.end()):
                return _day_of(match, offset)
    return None


def day_with_year(text: str, end: int) -> tuple[Day, int] | None:
    """Find the first full day, year included, before the position; return it and where it and its weekday end."""
    for match in _DAY_FIRST.finditer(text, 0, end):
        if match["year"]:
            after = _AFTER.match(text, match.end())
            return _day_of(match, 0), after.end() if after else match.end()
    return None


def numbered_day(text: str, year: str | None, month: str, day: str) -> Day:
    """Make the day of a Chinese or Japanese dateline from its numbers."""
    return Day(text, 0, int(year) if year else None, int(month), None, int(day))


def _day_of(match: re.Match[str], offset: int) -> Day:
    year, again = match["year"], match["again"]
    return Day(
        text=match[0].strip(),
        start=match.start() + offset,
        year=int(year) if year else None,
        month=month_number(match["month"]),
        again=month_number(again) if again else None,
        day=int(match["day"]) if match["day"].isdigit() else 1,
    )


def _impossible(text: str, reason: str, where: str) -> Unreadable:
    return Unreadable(Code.IMPOSSIBLE_DATE, f"dateline {text[:60]!r}: {reason}", where)
