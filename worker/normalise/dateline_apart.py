"""A dateline that the wire has apart from the text: all of it is the dateline, so only its parts are looked for."""

import re

from worker.normalise.dateline import Split, dateline_alone, split_dateline
from worker.normalise.days import day_at_end
from worker.normalise.provider import AGENCY_AS_IS, AGENCY_AT_END
from worker.normalise.text import blank_marks

_SIGNS = ("", " -- ", " - ", " = ")
"""What may stand after a dateline, of which some forms are only told with their own."""
_AROUND = " \t\u00a0-–—_"
_CREDIT = re.compile(rf"[(/–—-]\s{{0,2}}(?P<agency>{AGENCY_AS_IS})\s?[)/]?", re.IGNORECASE)
# Behind a day, an agency in its own case, and whoever stands in brackets: HARBOUR CITY, March 1 AAP; …, March 1 (Kestrel).
# SCRANTON, PA is in Pennsylvania.
_AFTER_DAY = re.compile(
    rf"(?<=\s)(?P<agency>{AGENCY_AT_END})$|[(\uff08]\s?(?P<other>[^\W\d][^()\uff08\uff09\d]{{0,39}})[)\uff09]$"
)
_PLACE = re.compile(r"[^\W\d_][^\d()/\[\]]{1,59}")
_AROUND_PLACE = " \t\u00a0,،:;-–—"
_FULL_STOP = re.compile(r"(?<=\w\w)\.$")  # that of HALIFAX, N.S. belongs to the name
_REACH = 300


def read_dateline(written: str) -> Split:
    """Read a clean dateline. What is found of place, day and agency is given; in forms not known, all may be None."""
    text = written.strip(_AROUND)
    for sign in _SIGNS:
        split = split_dateline(f"{text}{sign}")
        if split and not split.body and not split.caption:
            return split
    if split := dateline_alone(text):
        return split
    shown = blank_marks(text[:_REACH])
    credit = next((match for match in _CREDIT.finditer(shown) if match.end() == len(shown)), None)
    after_day = _AFTER_DAY.search(shown) if credit is None else None
    if after_day and day_at_end(shown[: after_day.start()], after_day["agency"] or after_day["other"]):
        credit = after_day
    before = shown[: credit.start()] if credit else shown
    agency = next(filter(None, credit.groups()), None) if credit else None
    day = day_at_end(before, agency or "")
    place = _PLACE.match(before[: day.start] if day else before)
    if credit is None and day:  # HARBOUR CITY--(BUSINESS WIRE)--March 12, 2024
        city = before[: day.start].rstrip(_AROUND)
        agency = next((match["agency"] for match in _CREDIT.finditer(city) if match.end() == len(city)), None)
    name = _FULL_STOP.sub("", place[0].strip(_AROUND_PLACE)) if place else ""
    return Split(body="", text=text, place=name or None, day=day, agency=agency)
