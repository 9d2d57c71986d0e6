"""Paragraphs from lines: those that were wrapped are joined, those of lists, tables and poems stay lines.

Blank lines and indents part paragraphs. Without them, a line is a paragraph unless the text is plainly wrapped: then each
line is so full that the first word of the next would not have fitted.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from worker.draft import Paragraph
from worker.formats.lines import Line

_INDENT = re.compile(r"\u3000|\t| {2,8}(?=\S)")
_WIDEST = 120  # lines of wrapped text are shorter
_NARROWEST = 30
_SHORT = 0.6  # of the width: a line that ends so early was not wrapped
_MOST = 0.7  # of the lines must be full, and end no sentence, for text without blank lines to be wrapped
_FEWEST_BREAKS = 3
_LONG_LINES = 4  # a long line says as much against wrapping as this many shorter ones for it
_SENTENCE_END = re.compile(r"[.。؟!?۔।！？][\"”»')）]?$")
_LIST_ITEM = re.compile(r"[-–—*•▪◦●■]\s?\S|\(?\d{1,3}\s?[.)]\s|\(?[a-zأ-ي]\)\s")
_BEFORE_A_LIST = (":", "：", ";", "؛", ".", "。")
_COLUMNS = re.compile(r"\S(?:\t++| {3,}+)\S")
_FIRST_WORD = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]|\S{1,40}")


def at_indents(block: list[Line], raw: list[str]) -> Iterator[list[Line]]:
    """Part a block where a line is indented and others are not: it begins a paragraph, as on paper.

    raw: all lines of the text as they are.
    """
    indents = [_INDENT.match(raw[line.number - 1]) for line in block]
    if not any(indents[1:]) or (all(indents) and not any(one and one[0] == "\u3000" for one in indents)):
        yield block
        return
    if any(map(_is_item, block)):  # what is indented below an item goes on with it
        yield block
        return
    starts = [0, *(index for index, indent in enumerate(indents) if indent and index), len(block)]
    yield from (block[start:end] for start, end in pairwise(starts))


def paragraphs_of(blocks: list[list[Line]]) -> Iterator[Paragraph]:
    """Give the paragraphs of blocks; each begins on the line that is its place."""
    width = _width(blocks)
    is_one = len(blocks) == 1
    if is_one and not _is_plainly_wrapped(blocks[0], width):
        width = 0
    for block in blocks:
        for lines in _parted(block, width, ends_sentences=is_one):
            yield Paragraph("\n".join(line.text for line in lines), lines[0].where)


def _width(blocks: list[list[Line]]) -> int:
    """Return the width at which a text was wrapped, 0 if its lines are too long for that."""
    lengths = [len(line.text) for block in blocks for line in block]
    breaks = len(lengths) - len(blocks)
    wrapped = [length for length in lengths if length <= _WIDEST]
    if not wrapped or (len(lengths) - len(wrapped)) * _LONG_LINES > breaks:
        return 0
    return max(wrapped)


def _is_plainly_wrapped(block: list[Line], width: int) -> bool:
    breaks = list(pairwise(block))
    if len(breaks) < _FEWEST_BREAKS or width < _NARROWEST:
        return False
    full = sum(not _SENTENCE_END.search(line.text) and _length_with_next(line, after) > width for line, after in breaks)
    return full >= len(breaks) * _MOST


def _parted(block: list[Line], width: int, *, ends_sentences: bool) -> Iterator[list[Line]]:
    """Part a block where a line does not go on with the one before it; width 0: at each line."""
    lines = block[:1]
    for line, after in pairwise(block):
        if not width or _begins_anew(line, after, lines[0], width, ends_sentences=ends_sentences):
            yield lines
            lines = []
        lines.append(after)
    yield lines


def _begins_anew(line: Line, after: Line, first: Line, width: int, *, ends_sentences: bool) -> bool:
    """Whether the line after another begins a paragraph, an item of a list or a row of a table."""
    if _is_item(after) and (_is_item(first) or line.text.endswith(_BEFORE_A_LIST)):
        return True
    if _COLUMNS.search(line.text) or _COLUMNS.search(after.text):
        return True
    length = _length_with_next(line, after)
    return length <= width * _SHORT or (ends_sentences and length <= width and bool(_SENTENCE_END.search(line.text)))


def _is_item(line: Line) -> bool:
    return bool(_LIST_ITEM.match(line.text))


def _length_with_next(line: Line, after: Line) -> int:
    """Return how long a line were with the first word of the next; of Chinese and Japanese, with the first letter."""
    word = _FIRST_WORD.match(after.text)
    return len(line.text) + 1 + (len(word[0]) if word else 0)
