"""What stands below the text of a transmission: signatures of the desk, notes to editors, sections for them."""

import re
from typing import NamedTuple

from worker.draft import Part
from worker.formats.lines import Line

LONGEST_NOTE = 900
"""Letters of a note to editors."""

MOST_NOTES = 12
"""Notes that are looked for above the text, and below it."""

_LINES_OF_END = 60

_LINES_OF_ADDRESS = 6
_LONGEST_SIGNATURE = 160

_SENTENCE = re.compile(r"[.!?:…][\"”»«“')\]]{0,2}$")
# Sections that reach to the end of the text.
_SECTION = re.compile(
    r"#{1,3} ?(?:dpa-)?Notizblock\b.{0,80}|#{2,3} \S.{0,80}|(?:dpa-)?Notizblock:?"
    r"|.{0,60}\bnicht zur Veröffentlichung bestimmt\b.{0,20}",
    re.IGNORECASE,
)
_ASTERISKS = re.compile(r"(?:\* ?){3,8}")
# Paragraphs that are for editors, before the text or below it.
NOTE = re.compile(
    r"(?:Redaktion|Redaktioneller Hinweis|Redaktionelle Hinweise|Hinweis an die Redaktion(?:en)?|Kontakte?|Ansprechpartner"
    r"|Rückfragehinweis|Autor(?:in|en)?|Authors?|Eds?|Editors|Note to editors|Achtung,? Redaktionen|dpa-Kontakte?"
    r"|Contacts?)\s?:",
    re.IGNORECASE,
)
_DESKS = "dpa|apa|afp|ats|sda|kna|epd|sid|rtr|ansa|stt|ntb|tt|belga|anp|efe|lusa|ap"
_DESK = re.compile(_DESKS, re.IGNORECASE)
_SIGNATURE_OF_WORDS = re.compile(rf"(?:[a-z]{{2,6}}|(?i:{_DESKS}))(?:-[a-z]{{2,6}})?(?:[ /][a-z0-9]{{1,6}}){{1,7}}")
_SURE = re.compile(rf"(?<![A-Za-z0-9])(?:(?i:{_DESKS})|[b-df-hj-np-tv-xz]{{2,6}}|[a-z]{{0,4}}[0-9]{{1,3}})(?![A-Za-z0-9])")
_SIGNATURE = re.compile(
    r"\(?(?:[A-Za-z]{1,6}[-/]){0,6}[A-Za-z]{1,6}/[A-Za-z]{0,6}\)?(?: [A-Z]{2,6})?"  # VDH/FUL/, abc/de AFP, (ats/xyz)
    r"|/[A-Za-z]{2,8}/?|\*{3} ?OTS-ORIGINALTEXT\b.{0,140}|\(Schluss\)(?: [\w/-]{1,20}){0,2}|\./\.[A-Za-z]{0,8}"
    r"|\([A-Za-z]{2,6} ?[-–/] ?[A-Za-z0-9][A-Za-z0-9./#-]{2,30}\)",
    re.IGNORECASE,
)


class Below(NamedTuple):
    """What stands below the text: its parts, the notes to editors, the signatures."""

    parts: tuple[Part, ...]
    notes: tuple[str, ...]
    signatures: tuple[str, ...]


def take_below(lines: list[Line]) -> tuple[list[Line], Below]:
    """Part the text from what stands below it."""
    parts: list[Part] = []
    notes: list[str] = []
    signatures: list[str] = []
    begin = next((index for index in range(1, len(lines)) if _begins_section(lines, index)), None)
    if begin is not None:
        section, marks = _without_signature(lines[begin:], signatures)
        shown = [line for line in section if line.text.strip()]
        notes += [line.text.strip() for line in shown]
        parts = [*(Part("editor_note", line.text.strip(), line.where) for line in shown), *marks]
        lines = lines[:begin]
    for _ in range(MOST_NOTES):
        rest, marks = _without_signature(lines, signatures)
        rest, block = _without_note(rest)
        parts = [*block, *marks, *parts]
        notes = [*(part.text for part in block), *notes]
        if len(rest) == len(lines):
            break
        lines = rest
    return lines, Below(tuple(parts), tuple(notes), tuple(signatures))


def _begins_section(lines: list[Line], index: int) -> bool:
    """Whether a line begins a section for editors; asterisks do where one follows them, elsewhere they part a text."""
    text = lines[index].text.strip()
    if _ASTERISKS.fullmatch(text):
        text = next((line.text.strip() for line in lines[index + 1 : index + 4] if line.text.strip()), "")
        if NOTE.match(text):
            return True
    return _SECTION.fullmatch(text) is not None


def _without_signature(lines: list[Line], signatures: list[str]) -> tuple[list[Line], list[Part]]:
    """Take the desk's signature off the end; the paragraph before it has ended."""
    lines = _stripped(lines)
    if not lines:
        return lines, []
    *before, last = lines
    text = last.text.strip()
    stands_alone = not before or not before[-1].text.strip() or indent(last) >= 2
    ends = (
        stands_alone or _SENTENCE.search(before[-1].text.strip()[-4:]) is not None or _is_signature(before[-1].text.strip())
    )
    if not before or not ends or not _is_signature(text):
        return lines, []
    signatures.insert(0, text)
    return _stripped(before), [Part("signature", text, last.where)]


def _is_signature(text: str) -> bool:
    return len(text) <= _LONGEST_SIGNATURE and bool(
        _DESK.fullmatch(text) or _SIGNATURE.fullmatch(text) or (_SIGNATURE_OF_WORDS.fullmatch(text) and _SURE.search(text))
    )


def _without_note(lines: list[Line]) -> tuple[list[Line], list[Part]]:
    """Take the last block off if it is for editors; it begins after a blank line, with an indent or with the note's word."""
    begin = len(lines)
    while begin and len(lines) - begin < _LINES_OF_END and lines[begin - 1].text.strip():
        begin -= 1
        if NOTE.match(lines[begin].text.strip()) or (indent(lines[begin]) >= 2 and not _is_of_address(lines, begin)):
            break
    block = lines[begin:]
    if not begin or not block:
        return lines, []
    text = "\n".join(line.text.strip() for line in block)
    if not NOTE.match(text) and not (text[0] == "[" and is_bracketed(text)):
        return lines, []
    return _stripped(lines[:begin]), [Part("editor_note", text, block[0].where)]


def _is_of_address(lines: list[Line], index: int) -> bool:
    """Whether an indented line goes on with a note above it: one of a few lines, name, telephone, that end no sentence."""
    begin = max(0, len(lines) - _LINES_OF_ADDRESS)
    notes = [number for number in range(begin, index) if NOTE.match(lines[number].text.strip())]
    between = lines[notes[-1] + 1 :] if notes else []
    return bool(between) and all(line.text.strip() and not _SENTENCE.search(line.text.strip()) for line in between)


def _stripped(lines: list[Line]) -> list[Line]:
    """Without the blank lines at the end."""
    count = len(lines)
    while count and not lines[count - 1].text.strip():
        count -= 1
    return lines[:count]


def is_bracketed(text: str) -> bool:
    """Whether brackets are around all of a text: `(Berichtigung: …)`, `[…]`."""
    text = text.removesuffix("=").strip()
    if len(text) < 3 or len(text) > LONGEST_NOTE or text[0] + text[-1] not in ("()", "[]"):
        return False
    depth = 0
    for index, letter in enumerate(text):
        depth += (letter in "([") - (letter in ")]")
        if depth == 0 and index < len(text) - 1:
            return False
    return depth == 0


def indent(line: Line) -> int:
    """Return by how many columns a line is indented; a tab goes to the next of every four."""
    begin = line.text[: len(line.text) - len(line.text.lstrip(" \t\u00a0"))]
    return len(begin.expandtabs(4))
