"""The lines of an ANPA 1312 text put together: lines of their own, wrapped paragraphs, rows of tables."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from worker.draft import Part, Role
from worker.formats.anpa_1312_frame import Piece
from worker.formats.anpa_1312_text import bare, codes_in, columns, display, without_codes, without_marks

_MOST_LINES = 6  # of what stands alone before the text
_LONGEST_ALONE = 600
_LONGEST_WRAPPED = 120  # longer lines are no part of a wrapped paragraph
_INDENT = re.compile("[\x00-\x08\x0b-\x1f\x7f]*+(?:\t| {2})")
_FLUSH = re.compile("<[\x00-\x20\x7f]*+$")
_ALONE = re.compile(r"[\^<=\W_]{3,}|\^?[(\-_\s]{0,4}MORE[)\-_\s<]{0,4}")  # a rule; the mark that more will follow
_ENDED = re.compile("[<=][\x00-\x20\x7f]*+$")


@dataclass(slots=True)
class Unit:
    """A line of its own, a paragraph over the lines it is wrapped to, or a row of a table; the piece it begins with."""

    index: int
    where: str
    lines: list[str]
    is_own: bool = False
    row: str | None = None

    @property
    def written(self) -> str:
        """Its text as written."""
        return bare("\n".join(self.lines))

    @property
    def text(self) -> str:
        """Its text as it is meant to be shown, without the marks at its ends."""
        if self.row is not None:
            return self.row
        return display("\n".join(without_marks(bare(line), centred=self.is_own) for line in self.lines)).strip()

    @property
    def is_centred(self) -> bool:
        """Whether it ends with the mark of a centred line."""
        return self.written.endswith("=")

    def parts(self, role: Role) -> list[Part]:
        """Return it as a part of this role, and the codes for the typesetting device in it as others."""
        codes = (Part("furniture", code, self.where) for code in codes_in(self.written))
        return [Part(role, bare(without_codes(self.written)), self.where), *codes]


def units_before_text(pieces: list[Piece], *, tabular: bool) -> Iterator[Unit]:
    """Give the lines of their own that may stand before the text.

    It begins with an indent, a row of a table, or a line that neither begins nor ends as they do, if any line does.
    """
    marked = any(piece.written.startswith("^") for piece in pieces)
    indented = any(_INDENT.match(piece.line.text) for piece in pieces if piece.written)
    unit: Unit | None = None
    for index, piece in enumerate(pieces):
        raw, written = piece.line.text, piece.written
        own, ended = written.startswith("^"), _ENDED.search(raw) is not None
        if unit and (own or not written or not _is_open(unit)):
            yield unit
            unit = None
        if not written:
            continue
        if unit:
            unit.lines.append(raw)
            continue
        if not own and (_INDENT.match(raw) or (marked and not ended) or len(raw) > _LONGEST_ALONE):
            return
        if columns(raw, tabular=tabular) is not None:
            return
        unit = Unit(index, piece.line.where, [raw], is_own=True)
        if not marked and not indented and len(raw) > _LONGEST_WRAPPED:
            return
    if unit:
        yield unit


def units_of_text(pieces: list[Piece], *, tabular: bool) -> Iterator[Unit]:
    """Give the paragraphs, the lines of their own between them and the rows of tables."""
    unit: Unit | None = None
    for index, piece in enumerate(pieces):
        raw, written = piece.line.text, piece.written
        if piece.mark and not written:  # no blank line, but a control character alone
            continue
        row = columns(raw, tabular=tabular) if written else None
        begins = written.startswith("^") or bool(_INDENT.match(raw)) or row is not None or _stands_alone(written)
        if unit and piece.line.where == unit.where and written:
            _glue(unit, raw)
            continue
        if unit and (begins or not written or not _goes_on(unit, tabular=tabular)):
            yield unit
            unit = None
        if not written:
            continue
        if unit:
            unit.lines.append(raw)
        else:
            unit = Unit(index, piece.line.where, [raw], written.startswith("^"), row)
    if unit:
        yield unit


def _glue(unit: Unit, raw: str) -> None:
    """Add what is glued to the end of a unit's first line: one place has one paragraph."""
    unit.lines.append(raw)
    if unit.row is not None:
        unit.row = f"{unit.row} {display(without_marks(bare(raw), centred=True))}"


def _stands_alone(written: str) -> bool:
    return _ALONE.fullmatch(written) is not None


def _is_open(unit: Unit) -> bool:
    """Whether a line that begins with the mark goes on in the next one: it has no mark at its end."""
    first, last = unit.lines[0], unit.lines[-1]
    return bare(first).startswith("^") and not _ENDED.search(last) and len(unit.lines) < _MOST_LINES


def _goes_on(unit: Unit, *, tabular: bool) -> bool:
    """Whether a paragraph may go on in the next line: it is no row, and its last line is neither ended nor overlong."""
    last = unit.lines[-1]
    if (
        unit.row is not None
        or _stands_alone(bare(last))
        or len(last) > _LONGEST_WRAPPED
        or (_ENDED if unit.is_own else _FLUSH).search(last)
    ):
        return False
    return not tabular or _INDENT.match(unit.lines[0]) is not None
