"""Times as written -> aware UTC datetimes, with a note where the wire did not state the zone."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from schemas import Code, Note, NoteCode
from schemas.errors import Unreadable
from worker.draft import WrittenTime
from worker.normalise.date_words import AMBIGUOUS_ZONES, ZONE_HOURS
from worker.normalise.stamps import read_stamp
from worker.normalise.written_dates import Written, read_written

# ISO 8601-1, 5.4.2.1, extended and basic, and the headers of agencies' pages, which only differ in the space.
# NITF 3.1 leaves out the T of the basic form (YYYYMMDD000000-HHMM); wires mix both forms.
_EXTENDED = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?:\s{0,3}T\s{0,3}|\s{1,3})"
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,12}))?)?"
    r"\s?(?P<zone>Z|[+-]\d{2}(?::?\d{2})?)?",
    re.IGNORECASE,
)
_BASIC = re.compile(
    r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})[T ]?"
    r"(?P<hour>\d{2}):?(?P<minute>\d{2})(?::?(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,12}))?)?"
    r"\s?(?P<zone>Z|[+-]\d{2}(?::?\d{2})?)?",
    re.IGNORECASE,
)


_YEARS = range(1800, 2201)
_ZERO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Moment:
    """A time in UTC, its day as written, and what was assumed of it."""

    utc: datetime
    day: date
    notes: tuple[Note, ...] = ()


def read_time(written: WrittenTime, source_zone: str | None, received: datetime) -> Moment:
    """Return the moment a written time means.

    The zone is the one stated; else the source's; else the format's known one; else UTC. All but a stated one leave
    a note, and so does a day without a time, of which the beginning is taken. A transmission's missing year is the one
    nearest to its receipt.
    Raises Unreadable (impossible_date) for what is no time or could be two, with its place; of what is often wrong, for
    years of no story (Hijri and Persian ones, zero dates of programs) as well.
    """
    text = written.text.strip()
    name = source_zone or written.known_zone or "UTC"
    try:
        match = _EXTENDED.fullmatch(text) or _BASIC.fullmatch(text)
        moment = _numbers(match, name) if match else _date_in_words(written, name, received)
    except (ValueError, OverflowError) as error:
        raise _impossible(written, str(error)) from error
    if written.doubtful and (moment.utc == _ZERO or moment.utc.year not in _YEARS):
        raise _impossible(written, "no day of any story")
    return moment


def _numbers(match: re.Match[str], name: str) -> Moment:
    stated = match["zone"]
    year, month, day, hour, minute = (int(match[part]) for part in ("year", "month", "day", "hour", "minute"))
    second = int(match["second"] or 0)
    local = Written(year, month, day, hour, minute, second, int((match["fraction"] or "0").ljust(6, "0")[:6]))
    utc = _local_time(local, _stated_zone(stated) if stated else ZoneInfo(name)).astimezone(UTC)
    return Moment(utc, date(year, month, day), () if stated else (Note(code=NoteCode.TIMEZONE_ASSUMED, detail=name),))


def _date_in_words(written: WrittenTime, name: str, received: datetime) -> Moment:
    stamp = read_stamp(written.text.strip(), received) if written.is_stamp else None
    found = stamp.written if stamp else read_written(written.text)
    if found is None:
        raise _impossible(written, "no date and time, or one that could be two")
    zone, is_assumed = _zone_of(found, name)
    notes = [Note(code=NoteCode.TIMEZONE_ASSUMED, detail=name)] if is_assumed else []
    if not found.has_time:
        notes.append(Note(code=NoteCode.TIME_OF_DAY_ASSUMED))
    if stamp and stamp.year_is_inferred:
        notes.append(Note(code=NoteCode.YEAR_INFERRED, detail=f"{written.text}: {found.year}"))
    utc = _local_time(found, zone).astimezone(UTC)
    return Moment(utc, date(found.year, found.month, found.day), tuple(notes))


def _zone_of(found: Written, name: str) -> tuple[tzinfo, bool]:
    """Return the zone, and whether it is the assumed one: none is stated, or an abbreviation that several have."""
    assumed = ZoneInfo(name)
    if isinstance(found.zone, timedelta):
        return timezone(found.zone), False
    if found.zone is None:
        return assumed, True
    if found.zone in AMBIGUOUS_ZONES:
        own = (_local_time(found, assumed).tzname() or "").lower()
        if found.zone == own or found.zone not in ZONE_HOURS:
            return assumed, True
        return timezone(timedelta(hours=ZONE_HOURS[found.zone])), False
    return ZoneInfo(found.zone), False


def _local_time(written: Written, zone: tzinfo) -> datetime:
    hour, second = written.hour, written.second
    beyond = timedelta()
    if hour == 24 and written.minute == 0 and second == 0:  # ISO 8601: the end of the day
        hour, beyond = 0, timedelta(days=1)
    elif second == 60:  # a leap second
        second, beyond = 59, timedelta(seconds=1)
    year, month, day, *_ = written
    return datetime(year, month, day, hour, written.minute, second, written.microsecond, zone) + beyond


def _stated_zone(text: str) -> tzinfo:
    if text in "Zz":
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    hours, minutes = int(digits[:2]), int(digits[2:])
    if minutes > 59:
        raise ValueError("minutes of the zone must be in 0..59")
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if text[0] == "-" else offset)


def _impossible(written: WrittenTime, reason: str) -> Unreadable:
    return Unreadable(Code.IMPOSSIBLE_DATE, f"{written.text[:60]!r}: {reason}", written.where)
