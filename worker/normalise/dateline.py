"""Splitting the dateline off a paragraph, in the forms seen on wires; what only resembles one stays in the text.

The agency in brackets or slashes is found first and what stands before it read as place and day: that is what all
alphabetic forms share. Agencies in doubled brackets are running text. All patterns look at a text of the same length in
which spaces stand for direction marks; what they find is taken from the text as written.
"""

import re
from itertools import islice
from typing import NamedTuple

from worker.normalise.days import Day, day_at_end, day_in_numbers_at_end, day_with_year, numbered_day
from worker.normalise.east_asian import match_alone, match_east_asian
from worker.normalise.months import WEEKDAY
from worker.normalise.places import EDGES, is_place, is_told_of, place_in, place_start
from worker.normalise.provider import AGENCY, AGENCY_AS_IS, AGENCY_LAST_LETTERS, AGENCY_LETTERS, agency_code
from worker.normalise.text import blank_marks

_REACH = 700  # characters in which a dateline must end; captions glued before one are at most about 500
_PLACE_REACH = 120

_OPENING = re.compile(rf"[(\uff08/]\s?(?=[{AGENCY_LETTERS}Кк])")
# /Корр. ТАСС Иван Иволгин/, /TASS Correspondent Ivan Ivolgin/
_BY_TASS = (
    r"(?:(?<=TASS|ТАСС)\s(?:correspondent\s)?(?P<name>(?-i:[A-ZА-ЯЁ][\w.’'-]{1,20}(?:\s[A-ZА-ЯЁ][\w.’'-]{1,20}){1,2})))?"
)
_CREDIT = re.compile(
    rf"[(\uff08]\s?(?P<a>{AGENCY})\s?[)\uff09](?!\s?[)\uff09])"
    rf"|(?:(?<![^\s.,،])/\s?|/\s)(?:корр\.\s)?(?P<b>{AGENCY}){_BY_TASS}\s?/(?!/)",
    re.IGNORECASE,
)
_DASHES = r"(?:[-–—―‒−－_─]|ـ(?=\s))"
_AFTER_CREDIT = re.compile(
    rf"(?:\s{{0,3}}(?P<weekday>[(\uff08]\s?{WEEKDAY}\s?[)\uff09]))?\s{{0,3}}(?P<comma>[,،，])?[.:\uff1a]?"
    rf"\s{{0,3}}(?P<dash>{_DASHES}(?:\s?{_DASHES}){{0,3}}|=(?=\s))?(?:\s{{0,3}}[/:\uff1a])?(?=(?P<space>\s)?)\s{{0,3}}"
)
_WEEKDAY_AT_END = re.compile(rf"(?:[(\uff08]\s?{WEEKDAY}\s?[)\uff09]|(?<![^\s,،])(?<!يوم\s){WEEKDAY})[\s,،]{{0,3}}$")
_ARABIC = re.compile("[\u0621-\u064a]")
# Their datelines end with the bracket, a full stop or a colon: Bonn (KNA) Die …, Berlin (epd). Die …, Oslo (NTB): Det …
_WITHOUT_DASH = frozenset(("KNA", "epd", "sda", "ats", "Keystone-SDA", "Keystone-ATS"))
_IN_CAPITALS_WITHOUT_DASH = frozenset(("NTB", "SDA", "ATS", "TT"))
_OF_COMMON_LETTERS = frozenset(("ANP", "CP", "TT"))
_OPENING_QUOTES = '"„“«»‹'
_AFTER_ANSA = re.compile(rf"(?P<head>[^\W\d_][^():]{{2,60}}?)\s{_DASHES}\s{{1,3}}")
_IN_BEFORE_DAY = re.compile(r"\sفي\s{0,3}$")

_SLASH = re.compile(r"\s{1,3}/\s{0,3}|/\s{1,3}")
# Agencies without brackets: the dash or colon after them must not be missing.
_SIGN = re.compile(r"[-–—―‒−－_─ـ:/]\s")
_BEFORE_SIGN = "-–—―‒−－_─ـ \u00a0"
_MOST_SIGNS = 5
_BARE = re.compile(rf"(?:^|(?P<comma>[,،])\s?|\s{_DASHES}{{1,2}}\s|\s?/\s?|(?<=\d)\s)(?P<agency>{AGENCY_AS_IS})$")
_BARE_REACH = 40
_TWO = re.compile(r"[/,،]")
_BY_WAM = re.compile(rf"(?P<place>[^\W\d]{{2,20}}(?: [^\W\d]{{2,20}}){{0,3}})\s{{1,2}}{_DASHES}\s{{1,2}}(?P<agency>وام)")
# وامت…, وامرأة, وامريكا, وامام, وامن: "and" and a word, not the agency with the text glued to it.
_GLUED_WORD = re.compile(r"ت|ر[أاؤي]|ام|ها|ن[يه]|(?:ن|س|ل|ه|ور|د)(?!\w)")


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
    head = paragraph[: _REACH + _PLACE_REACH]
    text = blank_marks(head)
    split = _split(text, paragraph)
    return split._replace(has_marks=True) if split and text != head else split


def _split(text: str, paragraph: str) -> Split | None:
    start = len(text) - len(text.lstrip())
    if match := match_east_asian(text, start):
        return _numbered(match, paragraph)
    return (
        _credited(text, paragraph) or _of_slash(text, paragraph) or _of_wam(text, paragraph, start) or _bare(text, paragraph)
    )


def dateline_alone(paragraph: str) -> Split | None:
    """Read a last line that is nothing but a Chinese dateline in brackets, （新华社北京1月8日电）."""
    match = match_alone(paragraph)
    return _numbered(match, paragraph, whole=True) if match else None


def _numbered(match: re.Match[str], written: str, *, whole: bool = False) -> Split:
    parts = match.groupdict()
    text = written if whole else written[match.start("text") : match.end("text")]
    return Split(
        body=_after(written, match.end()),
        text=text,
        place=parts["place"].strip() or None,
        day=numbered_day(parts["text"], parts["year"], parts["month"], parts["day"]) if "day" in parts else None,
        agency=parts["agency"],
        byline=(parts["byline"] or parts.get("name") or "").strip() or None,
        before_title=bool(parts.get("title") or parts.get("later")),
    )


def _credited(text: str, written: str) -> Split | None:
    """`عدن 17 مايو 2024 (شينخوا) …`, `BEIJING, Dec. 13 (Xinhua) -- …`, `(AP) — …`, `Baghdad / NINA / - …`."""
    for opening in _OPENING.finditer(text, 0, _REACH):
        credit = _CREDIT.match(text, opening.start())
        if credit is None or text[: credit.start()].rstrip().endswith(("(", "\uff08")):
            continue
        after = _AFTER_CREDIT.match(text, credit.end())
        if after and (split := _of_ansa(text, written, credit, after) or _before_credit(text, written, credit, after)):
            return split
    return None


def _of_ansa(text: str, written: str, credit: re.Match[str], after: re.Match[str]) -> Split | None:
    """`(ANSA) - ROMA, 15 GIU - …`: place and day stand after the agency."""
    if credit["a"] != "ANSA" or not after["dash"] or text[: credit.start()].strip():
        return None
    match = _AFTER_ANSA.match(text, after.end())
    day = day_at_end(match["head"], credit["a"]) if match else None
    if match is None or day is None or not is_place(match["head"][: day.start]):
        return None
    return Split(
        body=_after(written, match.end()),
        text=written[credit.start() : match.end("head")].strip(EDGES),
        place=place_in(written[match.start() : match.start() + day.start]),
        day=day,
        agency=credit["a"],
    )


def _before_credit(text: str, written: str, credit: re.Match[str], after: re.Match[str]) -> Split | None:
    """Read what stands before an agency as the place and day of a dateline, None if it cannot be that."""
    agency = credit["a"] or credit["b"]
    is_arabic = bool(_ARABIC.search(agency))
    before = text[: credit.start()]
    day = None if after["dash"] == "=" else day_at_end(before, agency)
    if day is None and after["dash"] and (is_arabic or after["dash"] == "="):
        day = day_in_numbers_at_end(before)
    has_sign = bool(after["dash"]) if day else _has_sign(text, credit, after, is_arabic=is_arabic)
    if not (has_sign or (day and (is_arabic or not after["comma"]))):
        return None  # an agency named in the text
    end = day.start if day else credit.start()
    if day and (word := (_IN_BEFORE_DAY if credit["b"] == "وام" else _WEEKDAY_AT_END).search(text[:end])):
        end = word.start()
    start = place_start(text[:end], has_day=day is not None, has_dash=has_sign)
    if start is None:
        return None
    place = place_in(written[start:end])
    if place is None and day and not (after["dash"] or (is_arabic and day.year)):
        return None
    body = _after(written, after.end())
    if day and not after["dash"] and _credits_a_picture(place or "", text[day.end : credit.start() + 1], is_alone=not body):
        return None
    return Split(
        body=body,
        text=written[start : max(credit.end(), after.end("weekday"))].strip(EDGES),
        place=place,
        day=day,
        agency=agency,
        byline=credit["name"],
        caption=written[:start].strip() or None,
    )


def _credits_a_picture(place: str, after_day: str, *, is_alone: bool) -> bool:
    """Whether it is the end of a caption: `… in Berlin, May 3, 2021. (Xinhua)`, a full stop or a place like no city."""
    return (after_day.lstrip().startswith(".") and "/" not in after_day) or (is_alone and is_told_of(place))


def _has_sign(text: str, credit: re.Match[str], after: re.Match[str], *, is_arabic: bool) -> bool:
    """Whether a dash makes a dateline of a place and an agency without a day; the hyphen of `(AP)-based` does not.

    `Scranton (PA) - …` is a city and its state. An equals sign, and letters that many things share, only make one after a
    place in capitals: PARIS (AFP) = …, HALIFAX (CP) — …
    """
    agency = credit["a"]
    in_capitals = text[: credit.start()].isupper()
    if agency == "PA" or (not in_capitals and (agency in _OF_COMMON_LETTERS or after["dash"] == "=")):
        return False
    if not after["dash"]:
        return _ends_without_dash(text, credit, after, in_capitals=in_capitals)
    is_glued = after.start("dash") == after.start() and not after["space"] and after.end() < len(text)
    return is_arabic or after["dash"] != "-" or not is_glued


def _ends_without_dash(text: str, credit: re.Match[str], after: re.Match[str], *, in_capitals: bool) -> bool:
    """Whether the agency has no dash after it and a sentence begins: Bonn (KNA) Die …, STOCKHOLM (TT) De …"""
    first = (credit["a"] or "").partition("/")[0]
    is_plain = in_capitals or text[credit.end() : credit.end() + 1] in (".", ":")
    if after["comma"] or not (first in _WITHOUT_DASH or (is_plain and first in _IN_CAPITALS_WITHOUT_DASH)):
        return False
    return text[after.end() : after.end() + 3].lstrip(_OPENING_QUOTES)[:1].isupper()


def _of_slash(text: str, written: str) -> Split | None:
    """`بكين 24 فبراير 2016 / ذكرت …`: no agency."""
    if "/" not in text[:_PLACE_REACH] or (found := day_with_year(text, _PLACE_REACH)) is None:
        return None
    day, end = found
    slash = _SLASH.match(text, end) or _SLASH.match(text, len(text[:end].rstrip()))
    if slash is None or text[slash.end() : slash.end() + 1].isdigit() or not is_place(text[: day.start]):
        return None
    return Split(
        body=_after(written, slash.end()),
        text=written[:end].strip(f"{EDGES},،"),
        place=place_in(written[: day.start]),
        day=day,
    )


def _of_wam(text: str, written: str, start: int) -> Split | None:
    """`نيويورك - وام …`, sometimes glued to the text."""
    if "وام" not in text[:_PLACE_REACH]:
        return None
    match = _BY_WAM.match(text, start)
    if match is None or _GLUED_WORD.match(text, match.end()) or not is_place(match["place"]):
        return None
    body = _after(written, match.end()).lstrip(f"{EDGES}-–—ـ:/")
    return Split(body, written[start : match.end()], match["place"], None, match["agency"])


def _bare(text: str, written: str) -> Split | None:
    """`TOKYO, Kyodo - …`, `NARA, Japan, May 3 Kyodo - …`, `القاهرة - رويترز: …`: no brackets, a sign after the agency."""
    for sign in islice(_SIGN.finditer(text, 0, _PLACE_REACH), _MOST_SIGNS):
        head = text[: sign.start()].rstrip(_BEFORE_SIGN)
        if head[-1:] not in AGENCY_LAST_LETTERS:
            continue
        match = _BARE.search(head, max(0, len(head) - _BARE_REACH))
        if match is None:
            continue
        before, agency = head[: match.start()], match["agency"]
        day = day_at_end(before, agency)
        place = before[: day.start] if day else before
        if _is_told_by_name(place.strip(EDGES), agency, has_day=day is not None, has_comma=bool(match["comma"])):
            return Split(
                body=_after(written, sign.end()),
                text=written[: len(head)].strip(EDGES),
                place=place_in(written[: len(place)]),
                day=day,
                agency=agency,
            )
    return None


def _is_told_by_name(place: str, agency: str, *, has_day: bool, has_comma: bool) -> bool:
    """Whether place and agency without brackets are a dateline: both as in no sentence, or two agencies.

    `VIJAYAWADA, AP - …` is a city and its state.
    """
    if agency_code(agency) is None:
        return False
    if not place:
        return not has_day and bool(_TWO.search(agency))
    if not is_place(place) or (agency == "AP" and has_comma and not has_day):
        return False
    return place == place.upper() or (has_day and place.partition(",")[0].isupper())


def _after(written: str, end: int) -> str:
    return written[end:].lstrip(EDGES)
