"""Words before a headline that say how urgent a story is or what kind it is."""

import re

from worker.formats.lines import blank_marks

_LONGEST_ALONE = 60
_REACH = 100
_URGENCY = {"flash": 1, "urgent": 2, "عاجل": 2, "avance": 2}  # ninjs: 1 is the highest
_TAKE = r"(?i:\d{1,2}(?:st|nd|rd|th) LD(?:[ -]Writethru)?+)"
# In small letters avance is a word with which Spanish headlines begin.
_FLAG = rf"(?i:urgent|flash)|عاجل|AVANCE|[A-Z][a-z]{{2,15}} Focus|[A-Z]{{3,16}} FOCUS|{_TAKE}"
# Other marks than a colon follow only the Arabic word and a take: "Flash - a dog's life" is a headline.
_BEFORE_HEADLINE = re.compile(
    rf"\s{{0,3}}(?:[(\[]?(?P<flag>{_FLAG})[)\]]?\s{{0,3}}[:\uff1a]"
    rf"|(?P<take>{_TAKE})-"
    r"|[(\[]?(?P<urgent>عاجل)(?:[)\]]?\s{0,3}[/|–—-]{1,2}|(?<=[(\[]عاجل)[)\]]))\s{0,3}(?=\S)"
)
_ALONE = re.compile(rf"\s{{0,3}}[(\[]?(?P<flag>{_FLAG})[)\]]?\s{{0,3}}[:\uff1a!/]?\s{{0,3}}")


def flag_alone(line: str) -> str | None:
    """Return the flag that a line consists of, direction marks around it or not; None if it holds anything else."""
    match = _ALONE.fullmatch(_blanked(line)) if len(line) <= _LONGEST_ALONE else None
    return match["flag"] if match else None


def split_flags(headline: str) -> tuple[tuple[str, ...], str]:
    """Return the flags before a headline, as written, and the headline after them."""
    flags = []
    position = 0
    text = _blanked(headline[:_REACH])
    while match := _BEFORE_HEADLINE.match(text, position):
        flags.append(match["flag"] or match["take"] or match["urgent"])
        position = match.end()
    return tuple(flags), headline[position:]


def _blanked(line: str) -> str:
    return line if line.isascii() else blank_marks(line)


def urgency_of(flags: tuple[str, ...]) -> int | None:
    """Return the highest urgency the flags state, 1 the highest; None if they state none."""
    return min((_URGENCY[flag.lower()] for flag in flags if flag.lower() in _URGENCY), default=None)
