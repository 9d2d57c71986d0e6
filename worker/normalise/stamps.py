"""The day and time at the end of a transmission: `131137 GMT Nov 13` (IPTC 7901), `11-13-13 1509GMT` (ANPA 1312).

What may be missing is the zone, the year and, in an ANPA header that lost its trailer, the time (`11-13`).
"""

import re
from datetime import datetime, timedelta
from typing import NamedTuple

from worker.normalise.date_words import AMBIGUOUS_ZONES, MONTH_NUMBERS, ZONE_HOURS, ZONE_PLACES
from worker.normalise.keys import fold
from worker.normalise.written_dates import Written

_ZONE = r"(?P<zone>[A-Za-z]{1,5})"
_DAY_AND_TIME = re.compile(
    rf"(?P<day>\d{{2}})(?P<hour>\d{{2}})(?P<minute>\d{{2}})\s{{0,3}}(?:{_ZONE}\s{{1,3}})?(?P<name>[^\W\d_]{{3,10}})\.?"
    r"(?:\s{1,3}(?P<year>\d{2}|\d{4}))?"
)
_MONTH_DAY = re.compile(
    r"(?P<month>\d{1,2})-(?P<day>\d{1,2})(?:-(?P<year>\d{2}|\d{4}))?"
    rf"(?:\s{{1,3}}(?P<hour>\d{{2}}):?(?P<minute>\d{{2}})\s?{_ZONE}?)?"
)
# `16:35ET 31-10-14`: a Canadian agency writes the time first, then day and month.
_TIME_FIRST = re.compile(
    rf"(?P<hour>\d{{1,2}}):(?P<minute>\d{{2}})\s?{_ZONE}?\s{{1,3}}(?P<day>\d{{1,2}})-(?P<month>\d{{1,2}})-(?P<year>\d{{4}}|\d{{2}})"
)
# Zones as transmissions alone write them: middle European time, heure d'Europe centrale, temps universel.
_ZONES = {"met": 1, "mest": 2, "hec": 1, "haec": 2, "tu": 0, "tmg": 0}
_FIRST_YEAR_OF_CENTURY = 70  # as POSIX reads two digits: 70 to 99 are of the last century


class Stamp(NamedTuple):
    """A stamp's numbers, and whether the year is not written but the nearest to receipt."""

    written: Written
    year_is_inferred: bool


def read_stamp(text: str, received: datetime) -> Stamp | None:
    """Return what a stamp says, None for what is none. Raises ValueError for a day that no year near receipt has."""
    match = _DAY_AND_TIME.fullmatch(text) or _MONTH_DAY.fullmatch(text) or _TIME_FIRST.fullmatch(text)
    if match is None:
        return None
    parts = match.groupdict()
    month = MONTH_NUMBERS.get(fold(parts["name"])) if parts.get("name") else int(parts["month"])
    if month is None:
        return None
    day, year = int(parts["day"]), parts["year"]
    written = Written(
        year=_year(year) if year else _nearest_year(month, day, received),
        month=month,
        day=day,
        hour=int(parts["hour"] or 0),
        minute=int(parts["minute"] or 0),
        zone=_zone(parts["zone"]),
        has_time=parts["hour"] is not None,
    )
    return Stamp(written, year is None)


def _year(digits: str) -> int:
    number = int(digits)
    if len(digits) > 2:
        return number
    return number + (1900 if number >= _FIRST_YEAR_OF_CENTURY else 2000)


def _nearest_year(month: int, day: int, received: datetime) -> int:
    """Return the year that puts a day nearest to receipt; the 29th of February may be four years off."""
    days = {}
    for year in range(received.year - 4, received.year + 5):
        try:
            days[year] = abs(datetime(year, month, day, tzinfo=received.tzinfo) - received)
        except ValueError:
            continue
    if not days:
        raise ValueError(f"there is no day {day} in month {month}")
    return min(days, key=days.__getitem__)


def _zone(name: str | None) -> timedelta | str | None:
    if name is None:
        return None
    folded = fold(name)
    if folded in AMBIGUOUS_ZONES:
        return folded
    hours = _ZONES.get(folded, ZONE_HOURS.get(folded))
    return ZONE_PLACES.get(folded) if hours is None else timedelta(hours=hours)
