"""Whether what stands before a day or an agency can be a place, and where it begins after a caption glued to it.

In scripts with capitals a place is of words with capitals; in Arabic it is told from a sentence by what places never hold.
"""

import re

from worker.normalise.date_words import NOT_OF_THE_DATE
from worker.normalise.keys import fold
from worker.normalise.place_words import AT_NO_BEGINNING, AT_NO_END, IN_NO_PLACE, OPENERS, PREPOSITIONS, WITHIN_NAMES
from worker.normalise.text import DIRECTION_MARKS

EDGES = f" \u00a0\u3000{DIRECTION_MARKS}"
"""What may stand around any part of a dateline."""

_AROUND = f"{EDGES},،٬，、-–—−ـ_/"
_MOST_WORDS = 6
_LONGEST = 60
_CAPTION_WORDS = 3

_NEVER = re.compile(r"[\d:;؛；!?؟！？\"“”«»„*•▪·=|@#%+<>\[\]{}~…。]|\w\.(?:com|org|net)\b")
_COUNTRY = re.compile(r"\s?[(\uff08][^()/\uff08\uff09]{2,40}[)\uff09](?=\s{0,3}(?:[,،，/–—-]|$))")
# Where a caption ends that is glued before a dateline. Latin full stops also end abbreviations: not after four letters.
_CAPTION_END = re.compile(
    r"(?:(?<=\w\w\w\w)\.(?!,)|(?<=[\u0600-\u06ff])\.|[!?؟)»”\"。\uff09])\s{0,3}|(?<=[a-z]{3})(?=[A-Z]{2})"
)
_WORD = re.compile(r"[^\W\d_][^\s,،/()–—]*")

_ARABIC = re.compile("[\u0621-\u064a]")
_NAMES_AN_AGENCY = re.compile(
    r"وكال|[أا]نباء|\bبرس\b|\bagen(?:cy|ce|cia|tur|zia)\b|\bpresse?\b|\breuters\b|\bxinhua\b|агентств", re.IGNORECASE
)


def place_in(text: str) -> str | None:
    """Return a place without the commas and dashes around it, None if nothing is left."""
    place = text.strip(_AROUND)
    return (place.rstrip(".") if _ARABIC.search(place) else place) or None


def place_start(before: str, *, has_day: bool, has_dash: bool) -> int | None:
    """Return where the place begins: after a caption glued before it, 0 where there is none, None where it can be no place.

    has_day: a day stands between the place and the agency; captions are glued only to such. has_dash: a dash follows.
    """
    if not before.strip(EDGES) or _begins_a_story(before, has_day=has_day, has_dash=has_dash):
        return 0
    if not has_day:
        return None
    for end in reversed([end.end() for end in _CAPTION_END.finditer(before)]):
        place = before[end:]
        if len(before[:end].split()) > _CAPTION_WORDS and _begins_a_story(place, has_day=True, has_dash=has_dash):
            return end
    return None


def _begins_a_story(text: str, *, has_day: bool, has_dash: bool) -> bool:
    """Whether a text is a place, and neither "In London Jan. 3 (AP)" nor "Smith Jan. 3 (AP)" of a sentence.

    A comma, capitals or a dash make a dateline of it; Arabic has no capitals.
    """
    if not is_place(text):
        return False
    if has_day and has_dash:
        return True
    is_in_capitals = text == text.upper()
    begins_a_sentence = not is_in_capitals and text.split(maxsplit=1)[0].lower() in OPENERS
    return not begins_a_sentence and (has_dash or is_in_capitals or text.rstrip(EDGES)[-1] in ",،，-–—/")


def is_place(text: str) -> bool:
    """Whether a text can be the name of a place, or of several, with its country beside it or in brackets."""
    if len(text) > _LONGEST or _NEVER.search(text):
        return False
    name = _COUNTRY.sub("", text).strip(_AROUND).rstrip(".")
    if text.lstrip(EDGES)[:1] in "-–—/" or "(" in name or "\uff08" in name or _CAPTION_END.search(name):
        return False
    words = _WORD.findall(name)
    if len(words) > _MOST_WORDS or _NAMES_AN_AGENCY.search(name):
        return False
    if _ARABIC.search(name):
        return _is_arabic_name(_WORD.findall(_as_folded(name)))
    return _is_name_with_capitals(name, words)


def is_told_of(place: str) -> bool:
    """Whether a place is told of as in a caption: "Fog in Berlin", جانب من المعرض."""
    return not PREPOSITIONS.isdisjoint(place.split())


def _as_folded(name: str) -> str:
    """Fold what differs in the words of place_words; the whole of keys.fold takes five times as long."""
    return name.replace("أ", "ا").replace("إ", "ا").replace("آ", "ا").replace("ى", "ي").replace("ة", "ه")


def _is_arabic_name(words: list[str]) -> bool:
    return words[-1] not in AT_NO_END and words[0] not in AT_NO_BEGINNING and IN_NO_PLACE.isdisjoint(words)


def _is_name_with_capitals(name: str, words: list[str]) -> bool:
    if not words or words[-1] in WITHIN_NAMES or all(fold(word.rstrip(".")) in NOT_OF_THE_DATE for word in words):
        return False
    return words[0] not in WITHIN_NAMES and all(
        word in WITHIN_NAMES or word != word.lower() or word == word.upper() for word in words
    )
