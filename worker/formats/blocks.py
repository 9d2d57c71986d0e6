"""The text of a story in lines: the flags before it, blocks between blank lines, the names line."""

import re

from worker.formats.flags import flag_alone
from worker.formats.lines import Line

_BYLINE = re.compile(r"(?:By|BY|by|Von|VON|Par|PAR)\s{1,3}(?P<names>[^\W\d_][^.!?:;\"]{1,80})")
# What may be small in a byline: words between names, words of names, one agency. "By Monday all had returned" is none.
_SMALL_WORD = re.compile(
    r"(?:and|et|und|de|du|des|del|della|di|da|van|der|den|von|zu|bin|ibn|al|el|la|le|dpa|writers?),?|(?:al|el|d)[-'’]\w.*"
)
# Days and months begin with capitals too: "By Monday", "By March"; but "By June Holm".
_NO_NAME = re.compile(
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August|September|October"
    r"|November|December)(?:\s\d.*)?"
)


def leading_flags(lines: list[Line]) -> tuple[list[Line], list[Line]]:
    """Part the lines that are only a flag (عاجل, URGENT) from the story after them."""
    count = next((index for index, line in enumerate(lines) if not flag_alone(line.text)), len(lines))
    return lines[:count], lines[count:]


def blocks_of(lines: list[Line]) -> list[list[Line]]:
    """Group lines that follow each other without a blank line."""
    blocks: list[list[Line]] = []
    last = -1
    for line in lines:
        if line.number != last + 1 or not blocks:
            blocks.append([])
        blocks[-1].append(line)
        last = line.number
    return blocks


def split_byline(blocks: list[list[Line]]) -> tuple[Line | None, list[list[Line]]]:
    """Take the names line off that may stand between headline and text."""
    if not blocks or not names_of(blocks[0][0]):
        return None, blocks
    line, *rest = blocks[0]
    return line, [rest, *blocks[1:]] if rest else blocks[1:]


def names_of(byline: Line | None) -> str | None:
    """Return the names of a line that is `By` and names, None for any other line."""
    match = _BYLINE.fullmatch(byline.text) if byline else None
    if match is None or _NO_NAME.fullmatch(match["names"]):
        return None
    if any(word[0].islower() and not _SMALL_WORD.fullmatch(word) for word in match["names"].split()):
        return None
    return match["names"]
