"""Folding for keys and comparisons; never for text that is shown."""

import re
import unicodedata

# Marks of the Latin, Greek, Cyrillic and Arabic scripts, tatweel, and the format characters that do not show.
_IGNORED = re.compile(
    "[\u0300-\u036f\u0610-\u061a\u064b-\u0652\u0656-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"
    "\u0640\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
_ALEF = re.compile("ا[\u0653-\u0655]|ٱ")
_OTHER_DIGIT = re.compile(r"[^\D0-9]")
_COMMA = re.compile(" ?[,،、] ?")
_SPACE = re.compile(r"\s+")


def fold(text: str) -> str:
    """Return the key of a text: NFKC, no case, marks, tatweel or format characters; اأإآٱ, ىي, ةه, digits as one.

    Space is collapsed, commas are one comma without space around it. Applying it twice changes nothing.
    """
    if not text.isascii():
        text = _fold_letters(text)
    # Space first: an expression that looks for commas behind any amount of it tries every space of a long row again.
    return _COMMA.sub(",", _SPACE.sub(" ", text.casefold())).strip()


def _fold_letters(text: str) -> str:
    # Twice, because a compatibility letter can hold a capital (℡) and a small letter a mark (İ).
    spread = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    spread = _ALEF.sub("ا", _IGNORED.sub("", spread))
    spread = spread.replace("ى", "ي").replace("ة", "ه")
    spread = _OTHER_DIGIT.sub(lambda digit: str(unicodedata.decimal(digit[0])), spread)
    return unicodedata.normalize("NFKC", spread)
