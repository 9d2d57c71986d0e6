"""The digits below the text of a page of Xinhua, which hold the number of the document."""

import re

from worker.formats.lines import Line

# Channel code, 20 constant digits, document number, one digit. The number is the `c_` number of the page's address.
TAIL_CODE = re.compile(r"01[0-9]{10}[0-9]{20}(?P<number>[0-9]{9,10})[0-9]")
_MARKS = " \u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_GLUED = re.compile(rf"(?<=[^0-9]){TAIL_CODE.pattern}[{_MARKS}]{{0,3}}$")
# Without a header beside it, it has to have zeros where all codes seen have them. What begins with 01 is found fast.
_ZEROED = r"01(?<![0-9]01)[0-9]{10}0{10}[0-9]{10}[0-9]{9,10}[0-9]"
_CERTAIN = re.compile(rf"{_ZEROED}(?=[\s\u200e\u200f\u202c\u2069]{{0,9}}$)", re.MULTILINE)
_CERTAIN_BYTES = re.compile(rf"{_ZEROED}(?![0-9])".encode())
_ZEROS = "0" * 10
_LONGEST = 47
_LAST_LINES = 8
_LAST_BYTES = 1000


def has_tail_code(text: str) -> bool:
    """Whether a line of a text is, or ends with, what can only be a tail code."""
    return _ZEROS in text and _CERTAIN.search(text) is not None


def number_of_tail_code(text: str) -> str | None:
    """Return the document number of a tail code, direction marks around it or not; None for any other text."""
    match = TAIL_CODE.fullmatch(text.strip(_MARKS))
    return match["number"] if match else None


def tail_code_in(lines: list[Line]) -> str | None:
    """Return the tail code of a page: the last of the lines that are like one, None if there is none."""
    return next((line.text for line in reversed(lines) if number_of_tail_code(line.text)), None)


def with_tail_code_apart(lines: list[Line]) -> list[Line]:
    """Return the lines with the tail code as a line of its own, where it is glued to the text of one of the last."""
    for index in range(len(lines) - 1, max(-1, len(lines) - 1 - _LAST_LINES), -1):
        text = lines[index].text
        if number_of_tail_code(text):
            break
        ends_with_digit = text.rstrip(_MARKS)[-1:].isdigit()
        if ends_with_digit and (glued := _GLUED.search(text, max(0, len(text) - _LONGEST))):
            return [*lines[:index], *lines[index].split(glued.start()), *lines[index + 1 :]]
    return lines


def tail_code_of(payload: bytes) -> str | None:
    """Return what can only be a tail code in the end of a payload, of which formats else see the beginning."""
    end = payload[-_LAST_BYTES:].replace(b"\0", b"")  # digits of UTF-16 have zeros between them
    match = _CERTAIN_BYTES.search(end)
    return match[0].decode("ascii") if match else None
