"""Splitting the dateline off a paragraph, in the forms seen on wires; what only resembles one stays in the text.

The agency in brackets or slashes is found first and what stands before it read as place and day: that is what all
alphabetic forms share. Agencies in doubled brackets are running text. Chinese, Japanese, Korean and three forms of
single agencies have a pattern of their own.
"""

import re
from dataclasses import dataclass, replace

from worker.normalise.days import Day, day_at_end, day_with_year, numbered_day
from worker.normalise.provider import AGENCY

_REACH = 700  # characters in which a dateline must end; captions glued before one are at most about 500
_PLACE_REACH = 120
_PLACE_WORDS = 6
_PLACE_LENGTH = 60

_CREDIT = re.compile(rf"(?<!\()\(\s?(?P<a>{AGENCY})\s?\)(?!\))|(?<!/)/\s?(?P<b>{AGENCY})\s?/(?!/)", re.IGNORECASE)
_AFTER_CREDIT = re.compile(r"\s{0,3}\.?\s{0,3}(?P<dash>[-–—_]{1,3})?\s{0,3}")
_AROUND_PLACE = " \u00a0,،.-–—/"
# Where a caption ends that is glued before a dateline. Latin full stops also end abbreviations: not after four letters.
_CAPTION_END = re.compile(r"(?:(?<=\w\w\w\w)\.|(?<=[\u0600-\u06ff])\.|[!?؟)»”\"])\s{0,3}|(?<=[a-z]{3})(?=[A-Z]{2})")

_BY_WAM = re.compile(r"(?P<place>[^\W\d]{2,20}(?: [^\W\d]{2,20}){0,3}) - (?P<agency>وام)")
_GLUED_WORD = re.compile(r"ت|ر[أاؤ]")  # وامت…, وامرأة: "and" and a word, not the agency with the text glued to it
_ZH = re.compile(
    r"(?P<text>(?P<agency>新[华華]社)\s?(?P<place>[^\W\d]{1,15}?)(?:(?P<year>\d{4})年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})日"
    r"[专專]?[电電](?:[题題][:\uff1a])?)\s?(?:[(\uff08]记者\s?(?P<byline>[^()\uff08\uff09]{1,80})[)\uff09])?\s{0,3}"
)
_JA = re.compile(
    r"(?P<text>【(?P<agency>新華社)(?P<place>[^\W\d]{1,20}?)(?:(?P<year>\d{4})年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})日】)\s{0,3}"
)
_KO = re.compile(r"(?P<text>\((?P<place>[^()=\d]{1,40})=(?P<agency>신화통신)\))\s{0,3}")
_ZH_LAST_LINE = re.compile(rf"[(\uff08]{_ZH.pattern}[)\uff09]")


@dataclass(frozen=True, slots=True)
class Split:
    """A paragraph without its dateline, and the parts of the dateline. The caption stood before it, glued to it."""

    body: str
    text: str
    place: str | None = None
    day: Day | None = None
    agency: str | None = None
    byline: str | None = None
    caption: str | None = None


def split_dateline(paragraph: str) -> Split | None:
    """Split a clean paragraph that begins with a dateline; None if it does not."""
    first = paragraph[:1]
    if first in "新【(":
        for pattern in (_ZH, _JA, _KO):
            if match := pattern.match(paragraph):
                return _numbered(match, paragraph[match.end() :])
    return _credited(paragraph) or _of_slash(paragraph) or _of_wam(paragraph)


def dateline_alone(paragraph: str) -> Split | None:
    """Read a last line that is nothing but a Chinese dateline in brackets, （新华社北京1月8日电）."""
    match = _ZH_LAST_LINE.fullmatch(paragraph)
    return replace(_numbered(match, ""), text=paragraph) if match else None


def _numbered(match: re.Match[str], body: str) -> Split:
    parts = match.groupdict()
    day = numbered_day(parts["text"], parts["year"], parts["month"], parts["day"]) if "day" in parts else None
    return Split(body, parts["text"], parts["place"], day, parts["agency"], parts.get("byline"))


def _credited(paragraph: str) -> Split | None:
    """`بغداد 22 يناير 2021 (شينخوا) …`, `BEIJING, Dec. 13 (Xinhua) -- …`, `(AP) — …`, `Baghdad / NINA / - …`."""
    for credit in _CREDIT.finditer(paragraph, 0, _REACH):
        after = _AFTER_CREDIT.match(paragraph, credit.end())
        end = after.end() if after else credit.end()
        head = paragraph[: credit.start()]
        day = day_at_end(head)
        if day is None and not (after and after["dash"]):  # an agency named in the text
            continue
        before = head[: day.start] if day else head
        caption, place = _caption_and_place(before)
        if place is None or (caption and not place and not day):
            continue
        text = paragraph[len(caption) : credit.end()].strip()
        return Split(paragraph[end:], text, place or None, day, credit["a"] or credit["b"], caption=caption.strip() or None)
    return None


def _caption_and_place(before: str) -> tuple[str, str | None]:
    """Tell a glued caption from the place after it: empty where there is none, None where it cannot be a place."""
    if _is_place(before):
        return "", before.strip(_AROUND_PLACE)
    ends = [end.end() for end in _CAPTION_END.finditer(before)]
    for end in reversed(ends):
        if len(before[:end].split()) > 3 and _is_place(before[end:]):
            return before[:end], before[end:].strip(_AROUND_PLACE)
    return "", None


def _is_place(text: str) -> bool:
    if len(text) > _PLACE_LENGTH or any(letter.isdigit() for letter in text):
        return False
    return len(text.split()) <= _PLACE_WORDS and not _CAPTION_END.search(text.rstrip(_AROUND_PLACE))


def _of_slash(paragraph: str) -> Split | None:
    """`بكين 24 فبراير 2016 / ذكرت …`: no agency."""
    slash = paragraph.rfind(" / ", 0, _PLACE_REACH)
    found = day_with_year(paragraph, slash) if slash > 0 else None
    if found is None:
        return None
    day, end = found
    place = paragraph[: day.start]
    slash = paragraph.find("/", end)
    if paragraph[end:slash].strip() or not place.strip() or not _is_place(place):
        return None
    return Split(paragraph[slash + 1 :].lstrip(), paragraph[:end].strip(), place.strip(_AROUND_PLACE), day)


def _of_wam(paragraph: str) -> Split | None:
    """`نيويورك - وام …`, sometimes glued to the text."""
    match = _BY_WAM.match(paragraph)
    if match is None or _GLUED_WORD.match(paragraph, match.end()):
        return None
    return Split(paragraph[match.end() :].lstrip(" -–—:"), match[0], match["place"], None, match["agency"])
