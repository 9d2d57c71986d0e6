"""A dateline that the wire has apart from the text: all of it is the dateline, so only its parts are looked for."""

import re

from worker.normalise.dateline import Split, split_dateline
from worker.normalise.days import day_at_end
from worker.normalise.provider import AGENCY_AS_IS
from worker.normalise.text import blank_marks

_DASH = " -- "
_AROUND = " \t\u00a0-–—_"
_CREDIT = re.compile(rf"[(/–—-]\s{{0,2}}(?P<agency>{AGENCY_AS_IS})\s?[)/]?", re.IGNORECASE)
_PLACE = re.compile(r"[^\W\d_][^\d()/\[\]]{1,59}")
_AROUND_PLACE = " \t\u00a0,،:;-–—"
_FULL_STOP = re.compile(r"(?<=\w\w)\.$")  # that of HALIFAX, N.S. belongs to the name
_REACH = 300


def read_dateline(written: str) -> Split:
    """Read a clean dateline. What is found of place, day and agency is given; in forms not known, all may be None."""
    text = written.strip(_AROUND)
    for whole in (text, f"{text}{_DASH}"):
        split = split_dateline(whole)
        if split and not split.body and not split.caption:
            return split
    shown = blank_marks(text[:_REACH])
    credit = next((match for match in _CREDIT.finditer(shown) if match.end() == len(shown)), None)
    before = shown[: credit.start()] if credit else shown
    day = day_at_end(before, credit["agency"] if credit else "")
    place = _PLACE.match(before[: day.start] if day else before)
    name = _FULL_STOP.sub("", place[0].strip(_AROUND_PLACE)) if place else ""
    return Split(body="", text=text, place=name or None, day=day, agency=credit["agency"] if credit else None)
