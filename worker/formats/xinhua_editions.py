"""What differs between the editions of Xinhua's pages. A new edition is one entry."""

import re
from dataclasses import dataclass

_TIME = r"(?P<time>\d{4}-\d{1,2}-\d{1,2}\s{1,3}\d{1,2}:\d{2}(?::\d{2})?)"


@dataclass(frozen=True, slots=True)
class Edition:
    """One language's pages. The header names its time `time`, and `domain` and `editor` where it has them."""

    language: str
    header: re.Pattern[str]
    credit: str
    """The agency as datelines have it: a line with it is no headline."""
    furniture: re.Pattern[str]
    """A whole line of the page around the story."""
    caption: re.Pattern[str]
    """A line that ends like this is a picture's caption."""
    end_mark: re.Pattern[str] | None = None
    """At the end of the last paragraph."""
    to_be_continued: re.Pattern[str] | None = None


def _lines(*phrases: str) -> re.Pattern[str]:
    either = "|".join(phrases)
    return re.compile(rf"(?:{either})(?:[\s|:]{{1,3}}(?:{either}))*+[\s|:]{{0,3}}")


_PLAYER = r"Video ?Player(?: ?Close)?"

EDITIONS = (
    Edition(
        language="ar",
        header=re.compile(rf"{_TIME}\s{{0,3}}\|\s{{0,3}}(?P<domain>arabic\.[a-z0-9-]+(?:\.[a-z0-9-]+)*)"),
        credit="(شينخوا)",
        furniture=_lines(_PLAYER, "الصور", "حجم الخط", "اطبع", r"الكلمات الرئيسية(?:\s?:.{0,160})?"),
        caption=re.compile(r"\(شينخوا\s?/[^()]{1,60}\)$"),
        to_be_continued=re.compile(r"\(\s?يتبع\s?\)\s?\.?$"),
    ),
    Edition(
        language="en",
        header=re.compile(
            rf"Source:\s{{0,3}}Xinhua\s{{0,3}}\|\s{{0,3}}{_TIME}"
            r"(?:\s{0,3}\|\s{0,3}Editor:\s{0,3}(?P<editor>[^|]{1,60}))?(?:\s{0,3}\|)?"
        ),
        credit="(Xinhua)",
        furniture=_lines(_PLAYER),
        caption=re.compile(r"\(Xinhua/[^()]{1,60}\)$"),
        end_mark=re.compile(r"\s{0,3}\bEnditem$"),
    ),
)
