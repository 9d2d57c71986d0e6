"""Text by lines, each with its place."""

from collections.abc import Iterator
from typing import NamedTuple

from schemas import Code
from schemas.errors import Unreadable

_MOST_LINES = 50_000
_EDGES = " \t\u00a0\u3000\ufeff\u200b\u200e\u200f\u061c"


class Line(NamedTuple):
    """A line that is not blank, without the white space and direction marks at its ends, and its number from 1."""

    number: int
    text: str

    @property
    def where(self) -> str:
        """Its place, as notes and rejections give it."""
        return f"line {self.number}"


def lines_of(text: str) -> Iterator[Line]:
    """Give the lines that hold anything. All of Unicode's line ends count (UAX 14, BK CR LF NL).

    Raises Unreadable (too_large) beyond 50,000 lines: 10 MiB of two-byte lines took half a minute to read.
    """
    for number, raw in enumerate(text.splitlines(), 1):
        if number > _MOST_LINES:
            raise Unreadable(Code.TOO_LARGE, f"more than {_MOST_LINES} lines; a story has a few hundred", f"line {number}")
        if stripped := raw.strip(_EDGES):
            yield Line(number, stripped)
