"""The names line between headline and text: `By NAME`, `Von NAME, dpa`, `Par NAME`, perhaps over two lines."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from worker.formats.lines import Line

_LINE = re.compile(r"(?:By|BY|by|Von|VON|von|Par|PAR|par|Por|POR|Av|Di|Door)\s{1,3}(?P<names>[^\W\d_].{1,120})")
_AND = r"(?:and|und|et|y|e|og|och|en)"
_AND_FIRST = re.compile(rf"{_AND}\s(?P<names>.{{2,120}})")
_AND_LAST = re.compile(rf"(?:,|\s{_AND})$")
_BETWEEN = re.compile(rf"\s{{0,3}},\s{{0,3}}(?:{_AND}\s{{1,3}})?|\s{{1,3}}{_AND}\s{{1,3}}|\s{{0,3}}[/&]\s{{0,3}}")
_SMALL = re.compile(
    r"(?:and|und|et|og|och|en|de|du|des|del|della|di|da|van|der|den|von|zu|zur|ten|ter|bin|ibn|al|el|la|le|af|av|dos|y|e|i)"
)
_AGENCY = re.compile(r"\(?(?:dpa(?:-[A-Za-z]{2,12})?|apa|sda|ats|ansa|stt|epd|kna|ntb|efe|lusa|anp|sid|[A-Z]{2,5})\)?")
_NAME = re.compile(r"[^\W\d_]{1,20}(?:[-'’][^\W\d_]{1,20}){0,3}|[^\W\d_]\.(?:-?[^\W\d_]\.)?|Dr\.|Prof\.")
_SMALL_BEGINNING = ("d'", "d’")
_IN_BRACKETS = re.compile(r"\s{1,3}\([A-Za-z-]{2,16}\)")
_AFFILIATION = re.compile(r"[^\W\d_][^.!?:;=()\d]{2,60}")
_MOST_WORDS = 14
_LONGEST_ACRONYM = 3


class NamesLine(NamedTuple):
    """The names without the word before them, and how many lines they take."""

    names: str
    lines: int


def names_line(lines: list[Line]) -> NamesLine | None:
    """Return the names in the first of some lines, with what of the following ones belongs to them; None if it has none."""
    match = _LINE.fullmatch(_text(lines[0])) if lines else None
    if match is None or not _are_names(match["names"]):
        return None
    first = match["names"].strip()
    second = _text(lines[1]) if len(lines) > 1 else ""
    if not second:
        return NamesLine(first.rstrip(" ,"), 1)
    if other := _LINE.fullmatch(second):
        if _are_names(other["names"]):
            return NamesLine(f"{first.rstrip(' ,')}, {other['names'].strip()}", 2)
    elif _AND_LAST.search(first) or _AND_FIRST.fullmatch(second):
        if _AGENCY.fullmatch(second) or _are_names(_AND_FIRST.sub(r"\g<names>", second)):
            return NamesLine(f"{first} {second}", 2)
    elif _is_affiliation(second, lines[2:3]):
        return NamesLine(first.rstrip(" ,"), 2)
    return NamesLine(first.rstrip(" ,"), 1)


def people_of(names: str) -> Iterator[str]:
    """Give the persons of a names line, none unless each part of it is plainly a person or an agency."""
    bare = _IN_BRACKETS.sub("", names)
    pieces = [piece.strip() for piece in _BETWEEN.split(bare) if piece.strip()]
    persons = [piece for piece in pieces if not _AGENCY.fullmatch(piece)]
    if all(map(_is_person, persons)):
        yield from persons


def _text(line: Line) -> str:
    text = line.text.strip() if len(line.text) <= 200 else ""
    return text.removesuffix("=").rstrip()


def _are_names(text: str) -> bool:
    """Whether a line holds names and nothing else. "By Monday all had returned" is none."""
    words = re.sub("[,/&]", " ", text).split()
    if not words or len(words) > _MOST_WORDS:
        return False
    names = sum(map(_is_name, words))
    if not all(_is_name(word) or _SMALL.fullmatch(word) or _AGENCY.fullmatch(word) for word in words):
        return False
    return names > 1 or (names == 1 and _AGENCY.fullmatch(words[-1]) is not None)


def _is_name(word: str) -> bool:
    return _NAME.fullmatch(word) is not None and (word[0].isupper() or word.startswith(_SMALL_BEGINNING))


def _is_person(piece: str) -> bool:
    """Whether a piece is two names or more, with nothing but small words between, and no agency behind."""
    words = piece.split()
    if sum(map(_is_name, words)) < 2 or not all(_is_name(word) or _SMALL.fullmatch(word) for word in words):
        return False
    if piece.isupper() or not _AGENCY.fullmatch(words[-1]):
        return True
    return _is_family_name(words[-1]) and sum(map(_is_name, words[:-1])) < 2


def _is_family_name(word: str) -> bool:
    """Whether a word in capitals may be a family name, as agencies write it: Élodie DUVAL."""
    return len(word) > _LONGEST_ACRONYM and word.isupper() and not _AGENCY.fullmatch(word.lower())


def _is_affiliation(text: str, following: list[Line]) -> bool:
    """Whether a line below names says whose they are: a few words above a blank line or an indent."""
    if not _AFFILIATION.fullmatch(text) or len(text.split()) > 5:
        return False
    return bool(following) and (not following[0].text.strip() or following[0].text.startswith(("  ", "\t")))
