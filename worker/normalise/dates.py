"""Times as written -> aware UTC datetimes, with a note where the wire did not state the zone."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from schemas import Code, Note, NoteCode
from schemas.errors import Unreadable
from worker.draft import WrittenTime

# ISO 8601-1, 5.4.2.1, extended and basic, and the headers of agencies' pages, which only differ in the space.
_EXTENDED = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?:\s{0,3}T\s{0,3}|\s{1,3})"
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,12}))?)?"
    r"\s?(?P<zone>Z|[+-]\d{2}(?::?\d{2})?)?",
    re.IGNORECASE,
)
_BASIC = re.compile(
    r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})T"
    r"(?P<hour>\d{2})(?P<minute>\d{2})(?:(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,12}))?)?"
    r"(?P<zone>Z|[+-]\d{2}(?::?\d{2})?)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A time in UTC and what was assumed of it."""

    utc: datetime
    notes: tuple[Note, ...] = ()


def read_time(written: WrittenTime, source_zone: str | None) -> Moment:
    """Return the moment a written time means.

    The zone is the one stated; else the source's; else the format's known one; else UTC. All but a stated one leave
    a note.
    Raises Unreadable (impossible_date) for what is no time, with its place.
    """
    text = written.text.strip()
    match = _EXTENDED.fullmatch(text) or _BASIC.fullmatch(text)
    if match is None:
        raise _impossible(written, "not a date and time of ISO 8601 or of an agency's page")
    stated = match["zone"]
    name = source_zone or written.known_zone or "UTC"
    try:
        zone = _stated_zone(stated) if stated else ZoneInfo(name)
        utc = _local_time(match, zone).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise _impossible(written, str(error)) from error
    return Moment(utc, () if stated else (Note(code=NoteCode.TIMEZONE_ASSUMED, detail=name),))


def _local_time(match: re.Match[str], zone: tzinfo) -> datetime:
    hour, second = int(match["hour"]), int(match["second"] or 0)
    beyond = timedelta()
    if hour == 24 and int(match["minute"]) == 0 and second == 0:  # ISO 8601: the end of the day
        hour, beyond = 0, timedelta(days=1)
    elif second == 60:  # a leap second
        second, beyond = 59, timedelta(seconds=1)
    microsecond = int((match["fraction"] or "0").ljust(6, "0")[:6])
    year, month, day, minute = (int(match[part]) for part in ("year", "month", "day", "minute"))
    return datetime(year, month, day, hour, minute, second, microsecond, zone) + beyond


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
