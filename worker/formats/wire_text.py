"""Wire text without a format of its own: a headline, then paragraphs; blank lines part them, or each line is one.

The dateline and an agency's signature at the end stay in their paragraphs: they are the same in every format.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from schemas import Source, WireItem
from worker.draft import Draft, Part
from worker.formats.blocks import blocks_of, leading_flags, names_of, paragraphs_of, split_byline
from worker.formats.decode import decode
from worker.formats.flags import flag_alone, split_flags, urgency_of
from worker.formats.lines import Line, lines_of
from worker.formats.other_kinds import is_of_other_kind

_LONGEST_HEADLINE = 300
_HEADLINE_LINES = 3
_SENTENCE_END = re.compile(r"[.。؟!?۔।][\"”»')）]?$")


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
        story = story_of(list(lines_of(decoded.text)))
        yield replace(story, url=item.url, charset=decoded.charset, notes=decoded.notes)


def story_of(lines: list[Line]) -> Draft:
    """Return the story in lines of text, its headline first."""
    flags, lines = leading_flags(lines)
    headline_lines, blocks = _headline_and_blocks(lines)
    byline, blocks = split_byline(blocks)
    paragraphs = tuple(paragraphs_of(blocks))
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
    return Draft(
        headline=headline,
        paragraphs=paragraphs,
        byline=names_of(byline),
        urgency=urgency_of(tuple(words)),
        flags=tuple(words),
        parts=tuple(parts),
    )


def _headline_and_blocks(lines: list[Line]) -> tuple[list[Line], list[list[Line]]]:
    """Part the headline, of up to three lines, from the blocks between blank lines.

    The first block is the headline if more follow and no line of it ends a sentence; else its first line is.
    """
    blocks = blocks_of(lines)
    if not blocks:
        return [], []
    first, others = blocks[0], blocks[1:]
    is_headline = len(first) <= _HEADLINE_LINES and not any(_SENTENCE_END.search(line.text) for line in first)
    if not others or not is_headline or sum(len(line.text) for line in first) > _LONGEST_HEADLINE:
        headline, rest = first[:1], first[1:]
    else:
        byline = next((index for index, line in enumerate(first) if index and names_of(line)), len(first))
        headline, rest = first[:byline], first[byline:]
    if len(headline[0].text) > _LONGEST_HEADLINE:
        return [], blocks
    return headline, [rest, *others] if rest else others
