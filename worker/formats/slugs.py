"""Xinhua's slugs, lines that name a story for editors: `(TWO SESSIONS)CHINA-BEIJING-OPENING (CN)`."""

import re

# An occasion in front or a country's code at the end, or both.
_WORDS = r"[A-Z][A-Z0-9.'’&/ ]{0,39}(?:[-–][A-Z0-9.'’&/ ]{1,40}){2,8}"
_OCCASION = r"\([A-Z0-9 ,'’&.-]{2,60}\)"
_SLUG = re.compile(rf"{_OCCASION}{_WORDS}(?:\([A-Z]{{2}}\))?|{_WORDS}\([A-Z]{{2}}\)")


def is_slug(line: str) -> bool:
    """Whether a line is nothing but a slug."""
    return bool(_SLUG.fullmatch(line))
