"""The header of a page of Xinhua: lines that hold nothing but the story's time, its source, the edition's host, the editor.

The editions put them in other orders, with bars, brackets and words of their own: `2021-01-22 23:41:14|arabic.news.cn`,
`Source: Xinhua| 2021-03-05 20:52:56|Editor: A B`, `( 2022-01-26 ) 稿件来源:新华每日电讯`. So lines are read field by field.
"""

import re
from collections.abc import Iterable
from itertools import islice
from typing import NamedTuple, TypeVar

from worker.draft import WrittenTime
from worker.formats.lines import Line, lines_of
from worker.formats.xinhua_editions import LANGUAGES, PLAYER_AT_END

_T = TypeVar("_T")

ZONE = "Asia/Shanghai"
LONGEST_SHORT_LINE = 200  # headers, furniture, flags and slugs are far shorter; paragraphs are mostly longer
_MOST_TRIED = 100  # lines that hold some field, until a header is found
_MOST_NEIGHBOURS = 4
_LONGEST_LOOSE_FIELD = 40

# What no header is without; looked for first, because nearly all lines have none of it.
_SIGNS = ("|", "inhua", "XINHUA", "news.cn", "新华", "新華", "\uff5c", "丨", "│")
_FOLDED = str.maketrans(
    {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}  # full width
    | {chr(zero + digit): str(digit) for zero in (0x0660, 0x06F0) for digit in range(10)}
    | dict.fromkeys("丨│\uffe8", "|")
    | dict.fromkeys("\u00a0\u3000\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", " ")
)

# What a line of fields begins with: most lines are told by this in a tenth of the time.
_BEGINNING = re.compile(
    r"[\s|\uff5c丨│\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]*+"
    r"(?:[\d(\uff08【\[稿来來新责責\uff21-\uff3a\uff41-\uff5a]|Source|Editor|Publi|X(?:inhua|INHUA)|[A-Za-z]{2,20}\.(?i:news|xinhua))"
)
_SPACE = r"\s{0,3}"
_TIME = (
    rf"\(?{_SPACE}(?P<french>Publié\sle\s{{1,3}})?"
    r"(?:(?P<year>[0-9]{4})(?:\s?[-/.:年]\s?|\s)(?P<month>[0-9]{1,2})\s?(?P<mark>[-/.:月])\s?(?P<day>[0-9]{1,2})日?"
    r"|(?P<first_day>[0-9]{1,2})\.\s?(?P<then_month>[0-9]{1,2})\.\s?(?P<last_year>[0-9]{4}))(?![0-9])"
    rf"(?:(?:\s{{1,3}}|\.)(?:à\s{{1,3}})?(?P<clock>[0-9]{{1,2}}:[0-9]{{2}}(?::[0-9]{{2}})?))?(?![0-9]){_SPACE}\)?"
)
_PLAYER_NEXT = f"(?={PLAYER_AT_END})"  # it may be glued to any field
_ENDS = rf"(?![\w.-])|{_PLAYER_NEXT}"
_FIELD = re.compile(
    r"(?:"
    rf"(?P<furniture>{PLAYER_AT_END})"
    rf"|(?P<time>{_TIME})"
    rf"|(?P<english_source>Source{_SPACE}:{_SPACE}Xinhua(?:(?!\w)|{_PLAYER_NEXT}))"
    rf"|(?P<chinese_source>(?:稿件)?[来來]源{_SPACE}:{_SPACE}新[华華][^\s|()]{{0,20}})"
    rf"|(?P<domain>(?i:[a-z]{{2,20}}\.(?:news\.cn|xinhuanet\.com))(?:{_ENDS}))"
    rf"|(?P<source>(?:Xinhua|XINHUA)(?:{_ENDS}))"
    rf"|(?P<english_editor>Editor{_SPACE}:{_SPACE}(?P<english_name>[^|]{{0,60}}?){_SPACE}(?=\||$|{PLAYER_AT_END}))"
    rf"|(?P<chinese_editor>[【\[(]?{_SPACE}[责責]任[编編][辑輯]{_SPACE}:{_SPACE}"
    rf"(?P<chinese_name>[^|】\])0-9]{{1,40}}?){_SPACE}(?:[】\])]|(?=\||$)))"
    rf"|(?P<section>新[华華][网網]韓國語{_SPACE}>{{1,2}}{_SPACE}기사{_SPACE}본문)"
    # What else an edition says there, the editor with a label in its language.
    rf"|(?P<other>[^\W\d_][^|:]{{1,20}}:[^|:]{{0,40}}?(?={_SPACE}(?:\||$)))"
    r")[\s|]*+"
)
_SEPARATORS = " \t|"
_WHOLE_TIME = re.compile(_TIME)
_SAYS_WHERE = frozenset(("domain", "source", "english_source", "chinese_source"))
_WORDS_OF = {
    "english_source": "en", "english_editor": "en", "chinese_source": "zh", "chinese_editor": "zh", "section": "ko",
}  # fmt: skip


class Fields(NamedTuple):
    """What one line of a header holds. player: where in the line the player's furniture begins."""

    names: frozenset[str]
    time: WrittenTime | None = None
    domain: str | None = None
    editor: str | None = None
    language: str | None = None
    player: int | None = None

    @property
    def is_editor_alone(self) -> bool:
        """Whether the line only names the editor."""
        return self.names <= {"english_editor", "chinese_editor"}


class Header(NamedTuple):
    """The lines of a header, by number, and what they hold together."""

    lines: dict[int, Fields]
    time: WrittenTime | None = None
    domain: str | None = None
    editor: str | None = None
    language: str | None = None


def may_have_header(text: str) -> bool:
    """Whether a text holds anything that headers are never without."""
    return any(sign in text for sign in _SIGNS)


def has_header(text: str) -> bool:
    """Whether a text has a header. Mostly the first line with a sign of one is it; else all lines are looked at."""
    sign = min((place for sign in _SIGNS if (place := text.find(sign)) >= 0), default=None)
    if sign is None:
        return False
    begin, end = text.rfind("\n", 0, sign) + 1, text.find("\n", sign)
    fields = fields_of(Line(0, text[begin : end if end > 0 else None].strip()))
    return bool(fields and _says_enough(fields.names)) or find_header(list(lines_of(text))) is not None


def find_header(lines: list[Line]) -> Header | None:
    """Find the first lines that together say where and when, or that this is a page of the Korean edition."""
    found = (
        (index, fields)
        for index, line in enumerate(lines)
        if _BEGINNING.match(line.text) and may_have_header(line.text) and (fields := fields_of(line))
    )
    tried = islice(found, _MOST_TRIED)
    return next((header for index, fields in tried if (header := _header(lines, index, fields))), None)


def _says_enough(names: frozenset[str]) -> bool:
    return "section" in names or ("time" in names and not _SAYS_WHERE.isdisjoint(names))


def _header(lines: list[Line], index: int, fields: Fields) -> Header | None:
    """Return the header around one of its lines; None if the lines say too little to be one."""
    before = _neighbours(lines[max(0, index - _MOST_NEIGHBOURS) : index][::-1])
    after = _neighbours(lines[index + 1 : index + 1 + _MOST_NEIGHBOURS])
    found = {**dict(reversed(before.items())), lines[index].number: fields, **after}
    if len(found) == 1:
        return Header(found, *fields[1:5]) if _says_enough(fields.names) else None
    every = tuple(found.values())
    if not _says_enough(frozenset[str]().union(*(one.names for one in every))):
        return None
    return Header(
        lines=found,
        time=_first(one.time for one in every),
        domain=_first(one.domain for one in every),
        editor=_first(one.editor for one in every),
        language=_first(one.language for one in every),
    )


def _first(values: Iterable[_T | None]) -> _T | None:
    return next((value for value in values if value), None)


def _neighbours(lines: list[Line]) -> dict[int, Fields]:
    """Return what the lines hold up to the first that is of no header."""
    found: dict[int, Fields] = {}
    for line in lines:
        fields = fields_of(line)
        if fields is None:
            break
        found[line.number] = fields
    return found


def fields_of(line: Line) -> Fields | None:
    """Return what a line holds that is made of nothing but fields of a header, None for any other line."""
    if len(line.text) > LONGEST_SHORT_LINE or not _BEGINNING.match(line.text):
        return None
    text = _folded(line.text)
    found: dict[str, re.Match[str]] = {}
    position = len(text) - len(text.lstrip(_SEPARATORS))
    while position < len(text):
        match = _FIELD.match(text, position)
        if match is None or match.lastgroup is None:
            return None
        found.setdefault(match.lastgroup, match)
        position = match.end()
    player = found.pop("furniture", None)
    if not found or ("other" in found and not (_SAYS_WHERE & found.keys())):
        return None
    editor = found.get("english_editor") or found.get("chinese_editor")
    name = (editor["english_name"] or editor["chinese_name"]) if editor else None
    return Fields(
        names=frozenset(found),
        time=_time(found["time"], line.where) if "time" in found else None,
        domain=found["domain"]["domain"] if "domain" in found else None,
        editor=name,
        language=_language(found),
        player=player.start() if player else None,
    )


def loose_time_of(line: Line) -> WrittenTime | None:
    """Return the time of a line of short fields between bars, whatever the others say; None for any other line."""
    if len(line.text) > LONGEST_SHORT_LINE or not may_have_header(line.text):
        return None
    fields = [field.strip() for field in _folded(line.text).split("|")]
    times = [match for field in fields if (match := _WHOLE_TIME.fullmatch(field))]
    if len(fields) < 2 or not times or any(len(field) > _LONGEST_LOOSE_FIELD for field in fields):
        return None
    return _time(times[0], line.where)


def time_within(line: Line) -> WrittenTime | None:
    """Return the time, of day too, that a short line holds anywhere; None for any other line."""
    text = _folded(line.text) if len(line.text) <= LONGEST_SHORT_LINE else ""
    match = next((match for match in _WHOLE_TIME.finditer(text) if match["clock"]), None)
    return _time(match, line.where) if match else None


def _folded(text: str) -> str:
    """Return a text of the same length with spaces for marks and the plain form of each digit and sign."""
    return text if text.isascii() else text.translate(_FOLDED)


def _time(match: re.Match[str], where: str) -> WrittenTime:
    year, month, day = match["year"], match["month"], match["day"]
    if year is None:
        year, month, day = match["last_year"], match["then_month"], match["first_day"]
    return WrittenTime(" ".join(filter(None, (f"{year}-{month}-{day}", match["clock"]))), where, ZONE)


def _language(found: dict[str, re.Match[str]]) -> str | None:
    """Return the edition's language: its host says it, or words of its own; the Spanish one is known by its dates."""
    label = found["domain"][0].lower().partition(".")[0] if "domain" in found else None
    if label and label != "www" and label in LANGUAGES:
        return LANGUAGES[label]
    if words := next((_WORDS_OF[name] for name in found if name in _WORDS_OF), None):
        return words
    time = found.get("time")
    if time is None:
        return None
    if time["french"]:
        return "fr"
    return "es" if "source" in found and (time["last_year"] or time["mark"] == ":") else None
