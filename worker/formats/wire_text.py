"""Wire text without a format of its own: a headline, then paragraphs, parted by blank lines, by indents or each a line.

The dateline and an agency's signature at the end stay in their paragraphs: they are the same in every format.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from schemas import Source, WireItem
from worker.draft import Draft, Part
from worker.formats.blocks import blocks_of, leading_flags, names_of, split_byline
from worker.formats.decode import decode
from worker.formats.flags import flag_alone, split_flags, urgency_of
from worker.formats.lines import Line, lines_of
from worker.formats.other_kinds import is_of_other_kind
from worker.formats.slugs import is_slug
from worker.formats.wrapped import at_indents, paragraphs_of

_LONGEST_HEADLINE = 300
_HEADLINE_LINES = 3
_INDENTED = re.compile(r"[\n\r][ \t\u3000]")
# "… in the U.S." ends no headline: its second line may follow.
_SENTENCE_END = re.compile(r"(?:(?<![.\s][A-Z])\.|[。؟!?۔।])[\"”»')）]?$")


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
        raw = decoded.text.splitlines() if _INDENTED.search(decoded.text) else None
        story = story_of(list(lines_of(decoded.text)), raw)
        yield replace(story, url=item.url, charset=decoded.charset, notes=decoded.notes)


def story_of(lines: list[Line], raw: list[str] | None = None) -> Draft:
    """Return the story in lines of text, its headline first. raw: all lines as they are, where indents count."""
    flags, lines = leading_flags(lines)
    slugs, lines = _leading_slugs(lines)
    blocks = blocks_of(lines)
    if raw:
        blocks = [piece for block in blocks for piece in at_indents(block, raw)]
    headline_lines, blocks = _headline_and_blocks(blocks)
    byline, blocks = split_byline(blocks)
    paragraphs = tuple(paragraphs_of(blocks))
    parts = [Part("flag", line.text, line.where) for line in flags]
    parts += [Part("slug", line.text, line.where) for line in slugs]
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
        slugline=slugs[0].text if slugs else None,
        urgency=urgency_of(tuple(words)),
        flags=tuple(words),
        parts=tuple(parts),
    )


def _leading_slugs(lines: list[Line]) -> tuple[list[Line], list[Line]]:
    """Part the slugs from the story below them; the last line is none."""
    count = next((index for index, line in enumerate(lines[:-1]) if not is_slug(line.text)), len(lines[:-1]))
    return lines[:count], lines[count:]


def _headline_and_blocks(blocks: list[list[Line]]) -> tuple[list[Line], list[list[Line]]]:
    """Part the headline, of up to three lines, from the blocks between blank lines.

    The first block is the headline if more follow and no line of it ends a sentence; else its first line is.
    """
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
