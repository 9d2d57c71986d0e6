"""What may stand at the end of a story's last paragraph: a mark that says whether it ends there, a signature."""

import re
from typing import NamedTuple

from worker.normalise.provider import AGENCY
from worker.normalise.text import DIRECTION_MARKS, blank_marks

_REACH = 40
_END_MARK = re.compile(r"\bEnditem\.?$")
_TO_BE_CONTINUED = re.compile(r"\(\s?يتبع\s?\)\s?\.?$")
# After a full stop, dashes or nothing it is a signature. After other text it may be: see _NAMES_AN_AGENCY.
_SIGNATURE = re.compile(
    rf"(?P<apart>(?<=[.!?؟۔»”\"])\s{{0,3}}|(?<!\S)-{{1,2}}\s?|-{{2}}\s?|^)?(?<![(\w])(?P<text>\(\s?(?P<agency>{AGENCY})\s?\)\.?)$",
    re.IGNORECASE,
)
# "… reported the Associated Press (AP)." only explains the letters.
_NAMES_AN_AGENCY = re.compile(r"وكال|أنباء|انباء|برس|\bagen|\bnews|\bpress", re.IGNORECASE)
_NAME_REACH = 60


class Ending(NamedTuple):
    """A paragraph without what stood at its end, and that: the mark as written, the agency of a signature."""

    rest: str
    mark: str
    agency: str | None = None


def split_end_mark(paragraph: str) -> Ending | None:
    """Split off `Enditem`, with which Xinhua's stories end."""
    return _split_off(_END_MARK, "Enditem", paragraph)


def split_to_be_continued(paragraph: str) -> Ending | None:
    """Split off `(يتبع)`, with which Xinhua says that more will follow."""
    return _split_off(_TO_BE_CONTINUED, "يتبع", paragraph)


def split_signature(paragraph: str) -> Ending | None:
    """Split off `(د ب أ)` or `--(بترا)`, which say who supplied the story."""
    match, start = _at_end(_SIGNATURE, ")", paragraph)
    if match is None:
        return None
    if match["apart"] is None and _NAMES_AN_AGENCY.search(paragraph, max(0, start - _NAME_REACH), start):
        return None
    return Ending(_before(paragraph, start), match["text"], match["agency"])


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
