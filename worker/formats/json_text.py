"""JSON as wires have it: texts that can be encoded, numbers that can be held, and of broken JSON what is whole."""

import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from schemas import Code
from schemas.errors import Unreadable

_LONGEST_NUMBER = 1_000  # digits; Python reads 4,300
_MOST_PIECES = 5_000  # of a broken list; the pipeline takes none of more than 1,000 stories
_BETWEEN_VALUES = re.compile(r"[\s,\x1e\ufeff]*+")  # commas and U+001E (RFC 7464) may stand between the values of a sequence
_LIST = re.compile(r"\s*+\[")
_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[\[\]{},]', re.DOTALL)
# A string that was not ended ends with its line here, and costs no other element; one may hold line breaks above.
_TOKEN_OF_LINE = re.compile(r'"(?:[^"\\\n]++|\\.)*+"?|[\[\]{},]')
# Where an object begins after what no JSON has before one: here the next of a row begins, whatever is wrong before it.
_NEXT = re.compile(r'(?:\}[ \t\x1e]{0,9}|[^\s,:\[{][ \t\r]{0,9}\n[\s\x1e]{0,99})(?=\{\s{0,99}")')
_MOST_BROKEN = 50  # documents of a row
_LINE_OF_OBJECT = re.compile(r"[\s,\x1e\ufeff]*+\{")

Object = Mapping[str, object]
"""A JSON object."""


class Value(NamedTuple):
    """A JSON value and the line it begins on, counted from 1; None where it is all of the text."""

    value: object
    line: int | None


def text_of(of: Object, name: str) -> str | None:
    """Return a text that holds anything; halves of surrogate pairs, which cannot be encoded, are replaced."""
    value = of.get(name)
    if not isinstance(value, str) or not value.strip():
        return None
    return encodable(value)


def encodable(text: str) -> str:
    """Return a text whose halves of surrogate pairs are joined, and replaced where they have no partner."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def list_of(of: Object, name: str) -> list[object]:
    """Return a list, empty for anything else."""
    value = of.get(name)
    return value if isinstance(value, list) else []


def read_json(text: str) -> object:
    """Return the value of a JSON text; NaN, Infinity and numbers that are too large become None.

    Raises Unreadable (malformed, truncated) with the line.
    """
    text = text.lstrip("\ufeff")
    try:
        value: object = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise _broken(error, text, 0) from error
    except RecursionError as error:
        raise _too_deep("line 1") from error
    return value


def read_values(text: str, lists: re.Pattern[str]) -> Iterator[Value | Unreadable]:
    """Give the values of a text: of one document, of documents in a row, one a line; of a broken one what is whole.

    lists: what stands before the list of stories in a broken document; each of its elements is then a value.
    """
    text = text.lstrip("\ufeff")
    try:
        yield Value(read_json(text), None)
        return
    except Unreadable as error:
        first = error
    if _is_object_a_line(text):
        yield from _by_lines(text)
        return
    start = _end_of_first(text)
    if start is not None and _BETWEEN_VALUES.fullmatch(text, start) is None:
        yield from _in_a_row(text)
        return
    begin = _LIST.match(text) or lists.search(text)
    read = [_elements(text, begin.end(), token) for token in (_TOKEN, _TOKEN_OF_LINE)] if begin else [[]]
    elements = max(read, key=lambda found: sum(isinstance(one, Value) for one in found))
    if len(elements) > 1:
        yield from elements
    elif start is None and _NEXT.search(text):
        yield from _in_a_row(text)
    else:
        yield first


def _nothing(_: str) -> None:
    """NaN and Infinity are no JSON."""


def _whole(digits: str) -> int | None:
    return int(digits) if len(digits) <= _LONGEST_NUMBER else None


def _real(digits: str) -> float | None:
    number = float(digits)
    return number if math.isfinite(number) else None


_DECODER = json.JSONDecoder(strict=False, parse_constant=_nothing, parse_int=_whole, parse_float=_real)


def _broken(error: json.JSONDecodeError, text: str, lines_before: int) -> Unreadable:
    where = f"line {error.lineno + lines_before}"
    if error.msg.startswith("Unterminated string") or error.pos >= len(text.rstrip()):
        return Unreadable(Code.TRUNCATED, f"the JSON ends before its end: {error.msg}", where)
    return Unreadable(Code.MALFORMED, f"no JSON: {error.msg}", where)


def _too_deep(where: str) -> Unreadable:
    return Unreadable(Code.MALFORMED, "its objects and lists stand within each other deeper than can be read", where)


def _value(text: str, line: int) -> Value | Unreadable:
    try:
        return Value(_DECODER.decode(text), line)
    except json.JSONDecodeError as error:
        return _broken(error, text, line - 1)
    except RecursionError:
        return _too_deep(f"line {line}")


def _is_object_a_line(text: str) -> bool:
    """Whether there are several lines, and each begins an object, as in NDJSON."""
    lines = [line for line in text.split("\n") if line.strip()]
    return len(lines) > 1 and all(map(_LINE_OF_OBJECT.match, lines))


def _by_lines(text: str) -> Iterator[Value | Unreadable]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield _value(line.strip(" \t\r,\x1e\ufeff"), number)


def _end_of_first(text: str) -> int | None:
    """Return where the first value ends, None if it is broken."""
    try:
        return _DECODER.raw_decode(text, _start(text, 0))[1]
    except (ValueError, RecursionError):
        return None


def _start(text: str, place: int) -> int:
    match = _BETWEEN_VALUES.match(text, place)
    return match.end() if match else place


def _in_a_row(text: str) -> Iterator[Value | Unreadable]:
    """Give the documents of a text; after one that is broken it goes on with the next that can be told apart."""
    place, line, counted, broken = _start(text, 0), 1, 0, 0
    while place < len(text) and broken < _MOST_BROKEN:
        line, counted = line + text.count("\n", counted, place), place
        try:
            value, end = _DECODER.raw_decode(text, place)
        except (json.JSONDecodeError, RecursionError) as error:
            yield _broken(error, text, 0) if isinstance(error, json.JSONDecodeError) else _too_deep(f"line {line}")
            following = _NEXT.search(text, place + 1)
            place, broken = following.end() if following else len(text), broken + 1
        else:
            yield Value(value, line)
            place = _start(text, end)


def _elements(text: str, begin: int, token: re.Pattern[str]) -> list[Value | Unreadable]:
    """Return the elements of the list that begins at a place, up to its end or that of the text."""
    found: list[Value | Unreadable] = []
    line, counted = 1, 0
    for place, end in _bounds(text, begin, token):
        line, counted = line + text.count("\n", counted, place), place
        found.append(_value(text[place:end], line))
    return found


def _bounds(text: str, begin: int, token: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Give where the elements of a list begin and end."""
    depth, start, count = 0, _start(text, begin), 0
    for sign in token.finditer(text, begin):
        if sign[0] in "[{":
            depth += 1
        elif depth:
            depth -= sign[0] in "]}"
        elif sign[0] in "],}":
            if start < sign.start():
                yield start, sign.start()
            start, count = _start(text, sign.end()), count + 1
            if sign[0] != "," or count == _MOST_PIECES:
                return
    if start < len(text):
        yield start, len(text)
