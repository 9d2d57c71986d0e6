"""What differs between the editions of Xinhua's pages. A new edition is one entry."""

import re
from dataclasses import dataclass

_TIME = r"(?P<time>\d{4}-\d{1,2}-\d{1,2}\s{1,3}\d{1,2}:\d{2}(?::\d{2})?)"


@dataclass(frozen=True, slots=True)
class Edition:
    """One language's pages. The header names its time `time`, and `domain`, `editor` and `furniture` where it has them."""

    language: str
    header: re.Pattern[str]
    credit: str
    """The agency as datelines have it: a line with it is no headline."""
    furniture: re.Pattern[str]
    """A whole line of the page around the story."""
    caption: re.Pattern[str]
    """A line that ends like this is a picture's caption."""


def _lines(*phrases: str) -> re.Pattern[str]:
    either = "|".join(phrases)
    return re.compile(rf"(?:{either})(?:[\s|:]{{1,3}}(?:{either}))*+[\s|:]{{0,3}}")


_PLAYER = r"Video ?Player(?: ?Close)?"
_END_OF_HEADER = rf"(?:\s{{0,3}}\|)?(?:\s{{1,3}}(?P<furniture>{_PLAYER}))?\s{{0,3}}"

EDITIONS = (
    Edition(
        language="ar",
        header=re.compile(
            rf"\s{{0,3}}{_TIME}\s{{0,3}}\|\s{{0,3}}(?P<domain>(?i:arabic\.[a-z0-9-]+(?:\.[a-z0-9-]+)*)){_END_OF_HEADER}"
        ),
        credit="(شينخوا)",
        furniture=_lines(_PLAYER, "الصور", "حجم الخط", "اطبع", r"الكلمات الرئيسية(?:\s?:.{0,160})?"),
        caption=re.compile(r"\(شينخوا\s?/[^()]{1,60}\)$"),
    ),
    Edition(
        language="en",
        header=re.compile(
            rf"\s{{0,3}}Source:\s{{0,3}}Xinhua\s{{0,3}}\|\s{{0,3}}{_TIME}"
            rf"(?:\s{{0,3}}\|\s{{0,3}}Editor:\s{{0,3}}(?P<editor>[^|]{{0,60}}?))?{_END_OF_HEADER}"
        ),
        credit="(Xinhua)",
        furniture=_lines(_PLAYER),
        caption=re.compile(r"\((?:Xinhua/[^()]{1,60}|Photo by [^()]{1,60}/Xinhua)\)$"),
    ),
)
