"""Splitting the dateline off a paragraph, in the forms seen on wires; what only resembles one stays in the text.

The agency in brackets or slashes is found first and what stands before it read as place and day: that is what all
alphabetic forms share. Agencies in doubled brackets are running text. Chinese, Japanese, Korean and three forms of
single agencies have a pattern of their own. All patterns look at a text of the same length in which spaces stand for
direction marks; what they find is taken from the text as written.
"""

import re
from typing import NamedTuple

from worker.normalise.days import Day, day_at_end, day_with_year, numbered_day
from worker.normalise.months import WEEKDAY
from worker.normalise.provider import AGENCY
from worker.normalise.text import DIRECTION_MARKS, blank_marks

_REACH = 700  # characters in which a dateline must end; captions glued before one are at most about 500
_PLACE_REACH = 120
_PLACE_WORDS = 6
_PLACE_LENGTH = 60

_CREDIT = re.compile(rf"(?<!\()\(\s?(?P<a>{AGENCY})\s?\)(?!\))|(?<!/)/\s?(?P<b>{AGENCY})\s?/(?!/)", re.IGNORECASE)
_AFTER_CREDIT = re.compile(
    rf"(?:\s{{0,3}}(?P<weekday>\(\s?{WEEKDAY}\s?\)))?\s{{0,3}}\.?\s{{0,3}}(?P<dash>[-–—_]{{1,3}})?\s{{0,3}}"
)
_EDGES = f" \u00a0\u3000{DIRECTION_MARKS}"
_AROUND_PLACE = f"{_EDGES},،-–—/"
_WEEKDAY_AT_END = re.compile(rf"\(\s?{WEEKDAY}\s?\)[\s,،]{{0,3}}$")
_COUNTRY_AT_END = re.compile(r"(?<=[\w.])\s?\([^()\d]{2,40}\)$")
# Where a caption ends that is glued before a dateline. Latin full stops also end abbreviations: not after four letters.
_CAPTION_END = re.compile(r"(?:(?<=\w\w\w\w)\.|(?<=[\u0600-\u06ff])\.|[!?؟)»”\"])\s{0,3}|(?<=[a-z]{3})(?=[A-Z]{2})")

_BY_WAM = re.compile(r"(?P<place>[^\W\d]{2,20}(?: [^\W\d]{2,20}){0,3})\s{1,2}-\s{1,2}(?P<agency>وام)")
_GLUED_WORD = re.compile(r"ت|ر[أاؤ]")  # وامت…, وامرأة: "and" and a word, not the agency with the text glued to it
_ZH = re.compile(
    r"(?P<text>(?P<agency>新[华華]社)\s?(?P<place>[^\W\d]{1,15}?)(?:(?P<year>\d{4})年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})日"
    r"[专專]?[电電](?P<title>\s?[题題][:\uff1a])?)\s?(?:[(\uff08]记者\s?(?P<byline>[^()\uff08\uff09]{1,80})[)\uff09])?\s{0,3}"
)
_JA = re.compile(
    r"(?P<text>【(?P<agency>新華社)(?P<place>[^\W\d]{1,20}?)(?:(?P<year>\d{4})年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})日】)\s{0,3}"
)
_KO = re.compile(
    r"(?P<text>\((?P<place>[^()=\d]{1,40})=(?P<agency>신화통신|연합뉴스)\))\s{0,3}"
    r"(?:(?P<byline>[가-힣]{2,4}(?:[ ·][가-힣]{2,4}){0,3}) 기자 = )?"
)
_ZH_LAST_LINE = re.compile(rf"[(\uff08]{_ZH.pattern}[)\uff09]")


class Split(NamedTuple):
    """A paragraph without its dateline, and the parts of the dateline. The caption stood before it, glued to it."""

    body: str
    text: str
    place: str | None = None
    day: Day | None = None
    agency: str | None = None
    byline: str | None = None
    caption: str | None = None
    has_marks: bool = False
    """Direction marks stand in the paragraph."""
    before_title: bool = False
    """The dateline says that the story's title follows it (电题：)."""


def split_dateline(paragraph: str) -> Split | None:
    """Split a clean paragraph that begins with a dateline; None if it does not."""
    text = blank_marks(paragraph)
    split = _split(text, paragraph)
    return split._replace(has_marks=True) if split and text != paragraph else split


def _split(text: str, paragraph: str) -> Split | None:
    start = len(text) - len(text.lstrip())
    if text[start : start + 1] in "新【(":
        for pattern in (_ZH, _JA, _KO):
            if match := pattern.match(text, start):
                return _numbered(match, paragraph)
    return _credited(text, paragraph) or _of_slash(text, paragraph) or _of_wam(text, paragraph, start)


def dateline_alone(paragraph: str) -> Split | None:
    """Read a last line that is nothing but a Chinese dateline in brackets, （新华社北京1月8日电）."""
    match = _ZH_LAST_LINE.fullmatch(paragraph)
    return _numbered(match, paragraph, whole=True) if match else None


def _numbered(match: re.Match[str], written: str, *, whole: bool = False) -> Split:
    parts = match.groupdict()
    text = written if whole else written[match.start("text") : match.end("text")]
    return Split(
        body=_after(written, match.end()),
        text=text,
        place=parts["place"].strip(),
        day=numbered_day(parts["text"], parts["year"], parts["month"], parts["day"]) if "day" in parts else None,
        agency=parts["agency"],
        byline=parts.get("byline"),
        before_title=bool(parts.get("title")),
    )


def _credited(text: str, written: str) -> Split | None:
    """`عدن 17 مايو 2024 (شينخوا) …`, `BEIJING, Dec. 13 (Xinhua) -- …`, `(AP) — …`, `Baghdad / NINA / - …`."""
    for credit in _CREDIT.finditer(text, 0, _REACH):
        after = _AFTER_CREDIT.match(text, credit.end())
        if after is None:
            continue
        day = day_at_end(text[: credit.start()])
        if day is None and not after["dash"]:  # an agency named in the text
            continue
        end = day.start if day else credit.start()
        if weekday := _WEEKDAY_AT_END.search(text[:end]):
            end = weekday.start()
        start = _place_start(text[:end])
        if start is None:
            continue
        return Split(
            body=_after(written, after.end()),
            text=written[start : max(credit.end(), after.end("weekday"))].strip(_EDGES),
            place=written[start:end].strip(_AROUND_PLACE) or None,
            day=day,
            agency=credit["a"] or credit["b"],
            caption=written[:start].strip() or None,
        )
    return None


def _place_start(before: str) -> int | None:
    """Return where the place begins: after a glued caption, 0 where there is none, None where it cannot be a place."""
    if _is_place(before):
        return 0
    ends = [end.end() for end in _CAPTION_END.finditer(before)]
    for end in reversed(ends):
        if len(before[:end].split()) > 3 and before[end:].strip(_AROUND_PLACE) and _is_place(before[end:]):
            return end
    return None


def _is_place(text: str) -> bool:
    if len(text) > _PLACE_LENGTH or any(letter.isdigit() for letter in text):
        return False
    name = text.strip(_AROUND_PLACE).rstrip(".")
    if name.endswith(")"):
        name = _COUNTRY_AT_END.sub("", name)
    return len(name.split()) <= _PLACE_WORDS and not _CAPTION_END.search(name)


def _of_slash(text: str, written: str) -> Split | None:
    """`بكين 24 فبراير 2016 / ذكرت …`: no agency."""
    slash = text.rfind(" / ", 0, _PLACE_REACH)
    found = day_with_year(text, slash) if slash > 0 else None
    if found is None:
        return None
    day, end = found
    place = text[: day.start]
    slash = text.find("/", end)
    if text[end:slash].strip() or not place.strip() or not _is_place(place):
        return None
    return Split(
        body=_after(written, slash + 1),
        text=written[:end].strip(_AROUND_PLACE),
        place=written[: day.start].strip(_AROUND_PLACE),
        day=day,
    )


def _of_wam(text: str, written: str, start: int) -> Split | None:
    """`نيويورك - وام …`, sometimes glued to the text."""
    match = _BY_WAM.match(text, start)
    if match is None or _GLUED_WORD.match(text, match.end()):
        return None
    body = _after(written, match.end()).lstrip(f"{_EDGES}-–—:")
    return Split(body, written[start : match.end()], match["place"], None, match["agency"])


def _after(written: str, end: int) -> str:
    return written[end:].lstrip(_EDGES)
