"""Typesetting of ANPA 1312: marks at the ends of lines, dashes, quotes, fractions, columns of tables."""

import re

_BOXES = ("\x08", "\x10")  # BS and DLE enclose columns of a table, `;` parts them
_BOX = re.compile(r";?[\x08\x10]++;?")
_TIGHT = re.compile(r";\S")  # in running text a space follows
_CONTROLS = dict.fromkeys((*range(9), *range(11, 32), 127))
_EDGES = "".join(map(chr, (*range(0x21), 0x7F, 0xA0, 0xFEFF)))
_CODES = re.compile(r"%(?:MD|md)[A-Za-z]{2}%|%[A-Z]{2,6}%")  # %MDBO%: bold from here on
_DASH = re.compile(r"(?<!\S)_{1,2}(?=\s|$|[^\W_])|(?<=[^\W_])_{1,2}(?=\s|$)|(?<=[,.)”\"])_{1,2}(?=\s|$)")
_FRACTION = re.compile(r"(?P<space>(?<=[0-9]) )?\{ ?(?P<over>[0-9]{1,2})[/-](?P<under>[0-9]{1,3}) ?\}")
_FRACTIONS = {
    "1/2": "½", "1/3": "⅓", "2/3": "⅔", "1/4": "¼", "3/4": "¾", "1/5": "⅕", "2/5": "⅖", "3/5": "⅗", "4/5": "⅘",
    "1/6": "⅙", "5/6": "⅚", "1/8": "⅛", "3/8": "⅜", "5/8": "⅝", "7/8": "⅞",
}  # fmt: skip
_SINGLE_QUOTES = re.compile(r"(?<![^\s“(\[—])`(?=\S)(?P<quoted>[^`]{1,300}?)'(?!\w)")
_WIDE_GAP = re.compile(r"(?<=\S)(?:\t[\t ]*+| {3,}|(?<![.!?:”\"]) {2})(?=\S)")


def bare(text: str) -> str:
    """Return a line without control characters and spaces at its ends."""
    return text.strip(_EDGES)


def without_marks(text: str, *, centred: bool) -> str:
    """Return a bare line without the marks that begin a line (^) and end it flush (<, @<) or centred (=)."""
    ends = "<>= \t" if centred else "<> \t"
    begun = text.lstrip("^ \t")
    ended = begun.rstrip(ends)
    return ended[:-1].rstrip() if ended.endswith("@") and len(ended) < len(begun) else ended


def display(text: str) -> str:
    """Return text as it is meant to be shown: dashes for _, quotes for `` and '', ½ for {1/2}, no other codes.

    A `_` in an address or a name of an account stays, and so do braces around anything but a fraction.
    """
    text = without_codes(text.translate(_CONTROLS))
    if "_" in text:
        text = _DASH.sub("—", text)
    if "{" in text:
        text = _FRACTION.sub(_fraction, text)
    if "''" in text:
        text = text.replace("'''", "'”").replace("''", "”")
    return _SINGLE_QUOTES.sub(r"‘\g<quoted>’", text.replace("``", "“")) if "`" in text else text


def codes_in(text: str) -> list[str]:
    """Return the codes for the typesetting device in a text, `%MDBO%`."""
    return _CODES.findall(text) if "%" in text else []


def without_codes(text: str) -> str:
    """Return a text without the codes for the typesetting device."""
    return _CODES.sub("", text) if "%" in text else text


def columns(text: str, *, tabular: bool) -> str | None:
    """Return the columns of a row joined by ` | `; None for a line that is no row.

    Where the header says that the matter is tabular, semicolons, tabs and wide gaps part columns without BS and DLE too.
    """
    inner = without_marks(text.strip(" \t"), centred=False)
    boxed = _BOX.sub(";", inner) if inner[:1] in _BOXES or inner[-1:] in _BOXES else inner
    cells = without_marks(bare(boxed).strip("; \t"), centred=False)
    if ";" in cells and (boxed is not inner or (tabular and _TIGHT.search(cells))):
        parts = cells.split(";")
    elif tabular and _WIDE_GAP.search(cells):
        parts = _WIDE_GAP.split(cells)
    elif tabular and boxed is not inner:
        parts = [cells]
    else:
        return None
    return " | ".join(display(bare(part)) for part in parts)


def _fraction(match: re.Match[str]) -> str:
    written = f"{int(match['over'])}/{int(match['under'])}"
    return _FRACTIONS.get(written, f" {written}" if match["space"] else written)
