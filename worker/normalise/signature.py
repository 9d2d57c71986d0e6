"""An agency's signature at the end of a story: `(د ب أ)`, `--(بترا)`, in its last paragraph or a paragraph of its own."""

import re

from worker.normalise.ending import Ending
from worker.normalise.keys import fold
from worker.normalise.place_words import AT_NO_END, IN_NO_PLACE
from worker.normalise.provider import AGENCY
from worker.normalise.text import DIRECTION_MARKS, blank_marks

_REACH = 60
_DASH = "[-–—―_－*]"
_AT_END = re.compile(
    rf"(?P<dashes>(?:(?<!\S)|(?={_DASH}{{2}})){_DASH}{{1,3}}\s{{0,2}})?"
    rf"(?<![(\uff08\w])(?P<text>[(\uff08]\s?(?P<agency>{AGENCY})\s?[)\uff09]\s?[.。]?)(?:\s?{_DASH}{{1,3}})?$",
    re.IGNORECASE,
)
# "… informó el Ayuntamiento. EFE": the only agency seen to sign with its bare name.
_BARE = re.compile(r"(?<=[.!?»”\"]\s)(?P<agency>EFE)$")
_STOP = re.compile(r"[.!?؟۔。！？…»”\"’)\uff09\]]\s{0,3}$")
_ARABIC = re.compile("[\u0621-\u064a]")
# "… reported the Associated Press (AP)." only explains the letters.
_NAMES_AN_AGENCY = re.compile(r"وكال|أنباء|انباء|برس|\bagen|\bnews|\bpress", re.IGNORECASE)
_NAME_REACH = 60
# "… حسبما نقلت (رويترز)": the sentence goes on into the brackets.
_GOES_ON = AT_NO_END | IN_NO_PLACE | set(map(fold, ("بحسب", "حسب", "وفق", "وفقا", "حسبما", "مثل")))


def split_signature(paragraph: str) -> Ending | None:
    """Split off the signature of an agency that is known, or of several; None where there is none."""
    offset = max(0, len(paragraph) - _REACH)
    tail = paragraph[offset:]
    if ")" not in tail and "\uff09" not in tail:
        bare = _BARE.search(tail.rstrip())
        return Ending(paragraph[: bare.start() + offset].rstrip(), bare["agency"], bare["agency"]) if bare else None
    tail = blank_marks(tail).rstrip()
    match = _AT_END.search(tail)
    if match is None:
        return None
    start = match.start() + offset
    if not (match["dashes"] or _is_signature(blank_marks(paragraph[max(0, start - _NAME_REACH) : start]), match["agency"])):
        return None
    return Ending(paragraph[:start].rstrip(f" \u00a0\u3000{DIRECTION_MARKS}"), match["text"].strip(), match["agency"])


def _is_signature(before: str, agency: str) -> bool:
    """Whether an agency in brackets signs the text before it: after a full stop, alone, or in Arabic after any words.

    In scripts with capitals such letters often end a sentence of their own: "an advanced placement (AP)".
    """
    if not before.strip() or _STOP.search(before):
        return True
    if not _ARABIC.search(agency) or _NAMES_AN_AGENCY.search(before):
        return False
    return fold(before.rsplit(maxsplit=1)[-1]) not in _GOES_ON
