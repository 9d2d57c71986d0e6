"""Wire text without a format of its own: a headline, then paragraphs; blank lines part them, or each line is one.

The dateline and an agency's signature at the end stay in their paragraphs: they are the same in every format.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from schemas import Source, WireItem
from worker.draft import Draft, Paragraph, Part
from worker.formats.decode import decode
from worker.formats.flags import flag_alone, split_flags, urgency_of
from worker.formats.lines import Line, lines_of
from worker.formats.other_kinds import is_of_other_kind

_LONGEST_HEADLINE = 300
_HEADLINE_LINES = 3
_SENTENCE_END = re.compile(r"[.。؟!?۔।][\"”»')）]?$")
_BYLINE = re.compile(r"(?:By|BY|Von|Par)\s{1,3}(?P<names>[^\W\d_][^.!?:;\"]{1,80})")
# What may be small in a byline: words between names, words of names, one agency. "By Monday all had returned" is none.
_SMALL_WORD = re.compile(r"(?:and|et|und|de|du|des|del|della|di|da|van|der|den|von|zu|bin|ibn|al|el|la|le|dpa),?")


@dataclass(frozen=True, slots=True)
class WireText:
    """Generic wire text; the last resort for what is text at all."""

    name: str = "wire_text"
    media_types: tuple[str, ...] = ("text/plain",)

    def sniff(self, head: str) -> bool:
        """Whether it begins like text of no other kind."""
        return not is_of_other_kind(head)

    def read(self, item: WireItem, source: Source) -> Iterator[Draft]:
        """Give the one story. Raises Unreadable for bytes that are no text."""
        decoded = decode(item, source)
        flags, lines = _leading_flags(list(lines_of(decoded.text)))
        headline_lines, blocks = _headline_and_blocks(lines)
        byline, blocks = _byline(blocks)
        paragraphs = tuple(_paragraphs(blocks))
        parts = [Part("flag", line.text, line.where) for line in flags]
        words = [flag for line in flags if (flag := flag_alone(line.text))]
        headline = None
        if headline_lines:
            first, *others = headline_lines
            before, beginning = split_flags(first.text)
            words += before
            parts += [Part("flag", flag, first.where) for flag in before]
            lines_left = [Line(first.number, beginning), *others]
            headline = "\n".join(line.text for line in lines_left)
            parts += [Part("headline", line.text, line.where) for line in lines_left]
        if byline:
            parts.append(Part("byline", byline.text, byline.where))
        parts += [Part("paragraph", paragraph.text, paragraph.where) for paragraph in paragraphs]
        yield Draft(
            headline=headline,
            paragraphs=paragraphs,
            byline=_names(byline),
            urgency=urgency_of(tuple(words)),
            flags=tuple(words),
            url=item.url,
            charset=decoded.charset,
            parts=tuple(parts),
            notes=decoded.notes,
        )


def _leading_flags(lines: list[Line]) -> tuple[list[Line], list[Line]]:
    """Part the lines that are only a flag (عاجل, URGENT) from the story after them."""
    count = next((index for index, line in enumerate(lines) if not flag_alone(line.text)), len(lines))
    return lines[:count], lines[count:]


def _headline_and_blocks(lines: list[Line]) -> tuple[list[Line], list[list[Line]]]:
    """Part the headline, of up to three lines, from the blocks between blank lines.

    The first block is the headline if more follow and no line of it ends a sentence; else its first line is.
    """
    blocks = _blocks(lines)
    if not blocks:
        return [], []
    first, others = blocks[0], blocks[1:]
    is_headline = len(first) <= _HEADLINE_LINES and not any(_SENTENCE_END.search(line.text) for line in first)
    if not others or not is_headline or sum(len(line.text) for line in first) > _LONGEST_HEADLINE:
        headline, rest = first[:1], first[1:]
    else:
        byline = next((index for index, line in enumerate(first) if index and _names(line)), len(first))
        headline, rest = first[:byline], first[byline:]
    if len(headline[0].text) > _LONGEST_HEADLINE:
        return [], blocks
    return headline, [rest, *others] if rest else others


def _blocks(lines: list[Line]) -> list[list[Line]]:
    """Group lines that follow each other without a blank line."""
    blocks: list[list[Line]] = []
    last = -1
    for line in lines:
        if line.number != last + 1 or not blocks:
            blocks.append([])
        blocks[-1].append(line)
        last = line.number
    return blocks


def _byline(blocks: list[list[Line]]) -> tuple[Line | None, list[list[Line]]]:
    """Take the names line off that may stand between headline and text."""
    if not blocks or not _names(blocks[0][0]):
        return None, blocks
    line, *rest = blocks[0]
    return line, [rest, *blocks[1:]] if rest else blocks[1:]


def _names(byline: Line | None) -> str | None:
    """Return the names of a line that is `By` and names, None for any other line."""
    match = _BYLINE.fullmatch(byline.text) if byline else None
    if match is None or any(word[0].islower() and not _SMALL_WORD.fullmatch(word) for word in match["names"].split()):
        return None
    return match["names"]


def _paragraphs(blocks: list[list[Line]]) -> Iterator[Paragraph]:
    """A block is a paragraph; text in one block has a paragraph on each line."""
    if len(blocks) == 1:
        blocks = [[line] for line in blocks[0]]
    for block in blocks:
        yield Paragraph("\n".join(line.text for line in block), block[0].where)
