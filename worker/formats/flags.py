"""Words before a headline that say how urgent a story is or what kind it is."""

import re

_URGENCY = {"flash": 1, "urgent": 2, "عاجل": 2}  # ninjs: 1 is the highest
_TAKE = r"\d(?:st|nd|rd|th) L[Dd](?:[ -]Writethru)?+"
_FLAG = rf"(?i:urgent|flash)|عاجل|[A-Z][a-z]{{2,15}} Focus|{_TAKE}"
# Other marks than a colon follow only the Arabic word and a take: "Flash - a dog's life" is a headline.
_BEFORE_HEADLINE = re.compile(
    rf"(?:[(\[]?(?P<flag>{_FLAG})[)\]]?\s{{0,3}}[:\uff1a]"
    rf"|(?P<take>{_TAKE})-"
    r"|[(\[]?(?P<urgent>عاجل)(?:[)\]]?\s{0,3}[/|–—-]{1,2}|(?<=[(\[]عاجل)[)\]]))\s{0,3}(?=\S)"
)
_ALONE = re.compile(rf"[(\[]?(?P<flag>{_FLAG})[)\]]?\s{{0,3}}[:\uff1a!/]?")


def flag_alone(line: str) -> str | None:
    """Return the flag that a line consists of, None if it holds anything else."""
    match = _ALONE.fullmatch(line)
    return match["flag"] if match else None


def split_flags(headline: str) -> tuple[tuple[str, ...], str]:
    """Return the flags before a headline, as written, and the headline after them."""
    flags = []
    position = 0
    while match := _BEFORE_HEADLINE.match(headline, position):
        flags.append(match["flag"] or match["take"] or match["urgent"])
        position = match.end()
    return tuple(flags), headline[position:]


def urgency_of(flags: tuple[str, ...]) -> int | None:
    """Return the highest urgency the flags state, 1 the highest; None if they state none."""
    return min((_URGENCY[flag.lower()] for flag in flags if flag.lower() in _URGENCY), default=None)
