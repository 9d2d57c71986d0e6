"""What may stand at the end of a story's last paragraph: a mark that says whether it ends there."""

import re
from typing import NamedTuple

from worker.normalise.text import DIRECTION_MARKS, blank_marks

_REACH = 40
_END_MARK = re.compile(r"\bEnditem\.?$")
# A word of French and Spanish too: only after the end of a sentence, a number, or on a line of its own.
_FIN = re.compile(r"(?:(?<=[.!?…»”\"’')\]])\s{0,3}|(?<=\d)\s{1,3}|^)Fin\.?$")
_WAN = re.compile(r"[(\uff08]\s?完\s?[)\uff09]$")
_TO_BE_CONTINUED = re.compile(
    r"[(\[\uff08]\s{0,3}[.…]{0,4}\s{0,3}يتبع\s{0,3}[.…]{0,4}\s{0,3}[)\]\uff09]\s{0,3}[.…]{0,4}$|^يتبع\s{0,3}[.…]{0,4}$"
)


class Ending(NamedTuple):
    """A paragraph without what stood at its end, and that: the mark as written, the agency of a signature."""

    rest: str
    mark: str
    agency: str | None = None


def split_end_mark(paragraph: str) -> Ending | None:
    """Split off `Enditem`, `Fin` or `（完）`, with which Xinhua's stories end."""
    return (
        _split_off(_END_MARK, "Enditem", paragraph)
        or _split_off(_FIN, "Fin", paragraph)
        or _split_off(_WAN, "完", paragraph)
    )


def split_to_be_continued(paragraph: str) -> Ending | None:
    """Split off `(يتبع)`, with which Xinhua says that more will follow."""
    return _split_off(_TO_BE_CONTINUED, "يتبع", paragraph)


def _split_off(pattern: re.Pattern[str], needed: str, paragraph: str) -> Ending | None:
    match, start = _at_end(pattern, needed, paragraph)
    return Ending(_before(paragraph, start), match[0].strip()) if match else None


def _at_end(pattern: re.Pattern[str], needed: str, paragraph: str) -> tuple[re.Match[str] | None, int]:
    """Search the end of a paragraph, with spaces for its direction marks; return the match and its place.

    What the pattern needs is looked for first: nearly all paragraphs end without any of this.
    """
    offset = max(0, len(paragraph) - _REACH)
    if needed not in paragraph[offset:]:
        return None, 0
    match = pattern.search(blank_marks(paragraph[offset:]).rstrip())
    return match, match.start() + offset if match else 0


def _before(paragraph: str, end: int) -> str:
    return paragraph[:end].rstrip(f" \u00a0\u3000{DIRECTION_MARKS}")
