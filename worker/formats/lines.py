"""Text by lines, each with its place."""

import itertools
import re
from collections.abc import Iterator
from typing import NamedTuple

from schemas import Code
from schemas.errors import Unreadable

_MOST_LINES = 50_000
_EDGES = " \t\u00a0\u3000\ufeff\u200b\u200e\u200f\u061c"
_DIRECTION_MARK = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")  # UAX 9, 2


class Line(NamedTuple):
    """A line and its number from 1."""

    number: int
    text: str

    @property
    def where(self) -> str:
        """Its place, as notes and rejections give it."""
        return f"line {self.number}"

    def split(self, position: int) -> tuple["Line", "Line"]:
        """Part the line in two, each without white space and direction marks at its ends."""
        return Line(self.number, self.text[:position].strip(_EDGES)), Line(self.number, self.text[position:].strip(_EDGES))


def blank_marks(text: str) -> str:
    """Return a text of the same length with a space for each direction mark: they stand between any two words."""
    return _DIRECTION_MARK.sub(" ", text)


def lines_of(text: str) -> Iterator[Line]:
    """Give the lines that hold anything, stripped. All of Unicode's line ends count (UAX 14, BK CR LF NL).

    Raises Unreadable (too_large) beyond 50,000 lines: 10 MiB of two-byte lines took half a minute to read.
    """
    lines = text.splitlines()
    for number, raw in enumerate(lines[:_MOST_LINES], 1):
        if stripped := raw.strip(_EDGES):
            yield Line(number, stripped)
    _refuse_too_many(lines)


def raw_lines_of(text: str) -> Iterator[Line]:
    """Give all lines as they are, blank and indented ones too. Raises Unreadable (too_large) beyond 50,000 lines."""
    lines = text.splitlines()
    yield from itertools.starmap(Line, enumerate(lines[:_MOST_LINES], 1))
    _refuse_too_many(lines)


def _refuse_too_many(lines: list[str]) -> None:
    if len(lines) > _MOST_LINES:
        message = f"more than {_MOST_LINES} lines; a story has a few hundred"
        raise Unreadable(Code.TOO_LARGE, message, f"line {_MOST_LINES + 1}")
