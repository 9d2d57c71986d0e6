"""Lines of text -> paragraphs: one begins after a blank line or with an indent; rows of tables and lists stay rows."""

import re
from collections.abc import Iterator
from itertools import pairwise

from worker.draft import Part
from worker.formats.lines import Line

_GAP = re.compile(r"\t[ \t]*+| {3,}+| {2}(?! )(?<![.!?:;] {2})")
_WIDE_GAP = re.compile(r"\t| {3}")
_BULLET = re.compile(r"[-*•–·]{1,2}\s")
_END = re.compile(r"[.!?:…][\"”»«“')\]]{0,2}$")
_LONGEST_ROW = 240
_LONGEST_SUBHEAD = 100
_UNWRAPPED = 120  # columns: lines are wrapped at 60 to 90, or not at all
_USUAL_WIDTH = 65
_NARROW = 50
_FEWEST_LINES = 5  # that show how wide the text is
_INDENT = 2


def paragraphs_of(lines: list[Line]) -> Iterator[tuple[str, Part]]:
    """Give the paragraphs, each as it is to be shown and as the part it is in the item."""
    blocks = list(_blocks(lines))
    width = _width(blocks)
    for block in blocks:
        for group in _groups(block, width, is_only=len(blocks) == 1):
            written = "\n".join(line.text.strip() for line in group)
            yield _shown(group, written), Part("paragraph", written, group[0].where)


def _shown(group: list[Line], written: str) -> str:
    """Rows have bars between their columns; a line of its own that ends in `=` is a subhead."""
    if isinstance(group, _Row):
        return " | ".join(group.cells)
    if len(group) == 1 and written.endswith("=") and len(written) <= _LONGEST_SUBHEAD:
        return written.removesuffix("=").rstrip() or written
    return written


class _Row(list[Line]):
    """The line of a row, and its cells: one where the columns are not plain."""

    def __init__(self, line: Line, cells: list[str]) -> None:
        super().__init__([line])
        self.cells = cells


def _blocks(lines: list[Line]) -> Iterator[list[Line]]:
    """Give the rows of tables, and lines up to a blank one or to an indent."""
    rows = _rows(lines)
    block: list[Line] = []
    for index, line in enumerate(lines):
        if index in rows or not line.text.strip() or _begins_paragraph(line):
            if block:
                yield block
            block = []
        if index in rows:
            yield _Row(line, rows[index])
        elif line.text.strip():
            block.append(line)
    if block:
        yield block


def _begins_paragraph(line: Line) -> bool:
    return line.text.startswith((" " * _INDENT, "\t", "\u00a0\u00a0", "\u3000"))


def _rows(lines: list[Line]) -> dict[int, list[str]]:
    """Return the cells of the lines that are rows of a table, by index: two or more in a row have gaps."""
    cells = [_GAP.split(line.text.strip()) if len(line.text) <= _LONGEST_ROW else [line.text] for line in lines]
    rows = {
        index: row
        for index, row in enumerate(cells)
        if len(row) > 2 and len(_WIDE_GAP.findall(lines[index].text.strip())) > 1
    }
    for (one, first), (two, second) in pairwise(enumerate(lines)):
        if len(cells[one]) < 2 or len(cells[two]) < 2:
            continue
        is_wide = all(_WIDE_GAP.search(line.text.strip()) for line in (first, second))
        if len(cells[one]) == len(cells[two]) and (is_wide or _edges(first) & _edges(second)):
            rows |= {one: cells[one], two: cells[two]}
        elif is_wide:
            rows.setdefault(one, [lines[one].text.strip()])
            rows.setdefault(two, [lines[two].text.strip()])
    return rows


def _edges(line: Line) -> set[int]:
    """Return the columns at which a gap of the line ends, or begins, the latter negative."""
    gaps = list(_GAP.finditer(line.text.rstrip(), len(line.text) - len(line.text.lstrip())))
    return {gap.end() for gap in gaps} | {-gap.start() for gap in gaps}


def _width(blocks: list[list[Line]]) -> int:
    """Return how wide the text is: four of five lines that others follow are no longer. Single long ones do not count."""
    lengths = sorted(len(line.text.rstrip()) for block in blocks for line in block[:-1])
    if len(lengths) >= _FEWEST_LINES:
        return lengths[len(lengths) * 4 // 5]
    return max((*lengths, _USUAL_WIDTH))


def _groups(block: list[Line], width: int, *, is_only: bool) -> Iterator[list[Line]]:
    """Part a block into paragraphs where its lines were not broken for their length."""
    if isinstance(block, _Row) or len(block) == 1:
        yield block
    elif width > _UNWRAPPED:
        yield from ([line] for line in block)
    elif bullets := _bullets(block):
        yield from _parted(block, bullets)
    elif len(block) > 2 and _is_list(block, width):
        yield from ([line] for line in block)
    elif is_only:
        breaks = (index for index, (line, after) in enumerate(pairwise(block), 1) if _ends_paragraph(line, after, width))
        yield from _parted(block, set(breaks))
    else:
        yield block


def _parted(block: list[Line], begins: set[int]) -> Iterator[list[Line]]:
    group: list[Line] = []
    for index, line in enumerate(block):
        if index in begins and group:
            yield group
            group = []
        group.append(line)
    yield group


def _bullets(block: list[Line]) -> set[int]:
    """Return where entries of a list begin; none where a dash only happens to begin a line."""
    begins = {index for index, line in enumerate(block) if _BULLET.match(line.text.strip())}
    first = min(begins, default=0)
    if len(begins) < 2 or (first and not block[first - 1].text.rstrip().endswith((":", "="))):
        return set()
    return begins


def _is_list(block: list[Line], width: int) -> bool:
    """Whether every line begins anew, and every line before it ends although the next word had room."""
    if any(line.text.strip()[0].islower() for line in block):
        return False
    return width < _NARROW or all(_had_room(line, after, width) for line, after in pairwise(block))


def _had_room(line: Line, after: Line, width: int) -> bool:
    word = after.text.strip()[:40].split()[0]
    return len(line.text.rstrip()) + 1 + len(word) <= width - 3


def _ends_paragraph(line: Line, after: Line, width: int) -> bool:
    return (
        _had_room(line, after, width)
        and _END.search(line.text.rstrip()[-4:]) is not None
        and not after.text.strip()[0].islower()
    )
