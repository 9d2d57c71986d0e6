"""What may stand in a log line: nothing that forges lines or drives a terminal, no secrets, no payloads, nothing endless.

Text from the wire is hostile, and errors quote what they failed over. So every string has its control and format characters
written out (\\x1b, \\u202e), of other objects only the type is said, and of an error what cannot quote an item.
"""

import json
import math
import re
from collections.abc import Iterable, Mapping
from enum import Enum
from traceback import walk_tb
from types import TracebackType
from urllib.parse import quote, quote_plus

from pydantic import ValidationError

from schemas.errors import BadRecord, Unreadable, WirecopyError

Plain = str | int | float | bool | None | list["Plain"] | dict[str, "Plain"]
"""What JSON can say."""

MOST_CHARACTERS = 500
MOST_BYTES = 3_600  # a line stays below 4 KiB, which a pipe takes whole: lines of several processes do not mix
MOST_ENTRIES = 40
MOST_DEPTH = 6
MOST_FRAMES = 8
MOST_CAUSES = 3

CUT = "…"
HIDDEN = "***"

_PASSWORD = re.compile(r"(://[^\s/?#:@]*:)[^\s/?#]*(@)|([?&]password=)[^\s&#]*()", re.IGNORECASE)
_PASSWORD_CUT = re.compile(r"(://[^\s/?#:@]*:)[^\s/?#]*\Z")

# The server, the broker and the pool speak of themselves in their errors, not of items. But redis-py and the server repeat
# a command that failed, and a command holds payloads.
_OUTSPOKEN = frozenset({"redis.exceptions", "kombu.exceptions.OperationalError", "billiard.exceptions"})
_FROM_THE_POOL = "billiard.einfo.ExceptionWithTraceback"
_FIELD = re.compile(r"[a-z][a-z_]{0,39}")
_COMMAND = re.compile(r"Command # \d+ \(.*\) of pipeline caused error: |,? with args beginning with:.*", re.DOTALL)


class Scrub:
    """Makes what is said in a log line fit for it. Knows the secrets that must not stand there."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        spellings = sorted({one for secret in secrets if secret for one in _spellings(secret)}, key=len, reverse=True)
        self._longest = len(spellings[0]) if spellings else 0
        self._secrets = re.compile("|".join(map(re.escape, spellings))) if spellings else None

    def line(self, event: Mapping[str, object]) -> dict[str, Plain]:
        """Return the keys and values of a line in their order, as far as a line goes."""
        return self._mapping(event, _Room(MOST_BYTES), MOST_DEPTH)

    def text(self, text: str) -> str:
        """Return a text on one line, without secrets, of 500 characters at most."""
        window = text[: MOST_CHARACTERS + self._longest]
        clean = self._secrets.sub(HIDDEN, window) if self._secrets else window
        if len(window) < len(text):  # the cut may go through a password
            clean = _PASSWORD_CUT.sub(rf"\1{HIDDEN}", clean[: len(clean) - self._longest]) + CUT
        clean = visible(_PASSWORD.sub(rf"\1\3{HIDDEN}\2\4", clean))
        return clean if len(clean) <= MOST_CHARACTERS else clean[: MOST_CHARACTERS - 1] + CUT

    def _value(self, value: object, room: "_Room", depth: int) -> Plain:
        if isinstance(value, dict):
            return self._mapping(value, room, depth - 1) if depth else room.text(CUT)
        if isinstance(value, list | tuple | set | frozenset):
            return self._sequence(value, room, depth - 1) if depth else room.text(CUT)
        plain = _plain(value)
        if isinstance(plain, str):
            return room.text(self.text(plain))
        room.count(len(str(plain)))
        return plain

    def _mapping(self, mapping: Mapping[str, object], room: "_Room", depth: int) -> dict[str, Plain]:
        clean: dict[str, Plain] = {}
        room.count(2)
        for key, value in mapping.items():
            if len(clean) == MOST_ENTRIES or room.is_full:
                return clean | {CUT: CUT}
            # Our own names stay: hidden, they would tell a password that is one of them, and lose the field.
            name = room.text(key if _FIELD.fullmatch(key) else self.text(key))
            clean[name] = self._value(value, room, depth)
        return clean

    def _sequence(self, values: Iterable[object], room: "_Room", depth: int) -> list[Plain]:
        clean: list[Plain] = []
        room.count(2)
        for value in values:
            if len(clean) == MOST_ENTRIES or room.is_full:
                return [*clean, CUT]
            clean.append(self._value(value, room, depth))
        return clean


class _Room:
    """The bytes of JSON that are left of a line."""

    def __init__(self, size: int) -> None:
        self._left = size

    @property
    def is_full(self) -> bool:
        return self._left <= 0

    def count(self, size: int) -> None:
        """Count a value, with the comma or colon after it; of a list or an object, the brackets."""
        self._left -= size + 2

    def text(self, text: str) -> str:
        """Count a text, and return it, shortened to what is left."""
        size = len(json.dumps(text))
        if size > self._left:
            text = text[: max(0, self._left) // 12] + CUT  # a character takes twelve bytes at most
            size = len(json.dumps(text))
        self.count(size)
        return text


def visible(text: str) -> str:
    """Return a text with each character that is not seen, or breaks the line, written out: \\n, \\x1b, \\u202e."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def describe(error: BaseException) -> str:
    """Return an error's type, and what it says where that cannot quote an item."""
    message = _message(error)
    return f"{type(error).__name__}: {message}" if message else type(error).__name__


def structured(error: BaseException, trace: TracebackType | None) -> dict[str, object]:
    """Return an error with where it happened and what caused it: no source lines, no variables."""
    if _kind(error) == _FROM_THE_POOL:
        error = error.exc  # type: ignore[attr-defined]  # billiard has no types
    outer = found = _with_places(error, trace)
    for _ in range(MOST_CAUSES):
        cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        if cause is None:
            break
        found["cause"] = inner = _with_places(cause, cause.__traceback__)
        error, found = cause, inner
    return outer


def _with_places(error: BaseException, trace: TracebackType | None) -> dict[str, object]:
    message = _message(error)
    frames = [f"{frame.f_globals.get('__name__')}:{line} {frame.f_code.co_name}" for frame, line in walk_tb(trace)]
    return {"type": _kind(error), **({"message": message} if message else {}), "at": frames[-MOST_FRAMES:]}


def _message(error: BaseException) -> str | None:
    """What an error says; None where it may quote what it failed over."""
    if isinstance(error, ValidationError):
        found = error.errors(include_input=False, include_context=False, include_url=False)
        return "; ".join(f"{_place(one['loc'])}: {one['type']}" for one in found)
    ours = isinstance(error, WirecopyError) and not isinstance(error, Unreadable | BadRecord)
    if ours or isinstance(error, OSError) or not _OUTSPOKEN.isdisjoint((_kind(error), type(error).__module__)):
        return _COMMAND.sub("", str(error))
    return None


def _place(place: tuple[int | str, ...]) -> str:
    """Where in a model: numbers and names of fields; keys that the data brought are left out."""
    return ".".join(str(part) if isinstance(part, int) or _FIELD.fullmatch(part) else CUT for part in place)


def _kind(error: BaseException) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")


def _plain(value: object) -> str | int | float | bool | None:
    """What is said of a single value: of what is no text and no number, its type alone."""
    if isinstance(value, Enum):
        return _plain(value.value)
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int):
        return value if value.bit_length() <= 64 else f"<int of {value.bit_length()} bits>"
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, BaseException):
        return describe(value)
    if isinstance(value, bytes | bytearray | memoryview):
        return f"<{len(value)} bytes>"
    return f"<{type(value).__name__}>"


def _spellings(secret: str) -> Iterable[str]:
    """A secret as it stands in an address, in JSON, in a repr."""
    yield from (secret, quote(secret, safe=""), quote(secret), quote_plus(secret))
    yield from (repr(secret)[1:-1], ascii(secret)[1:-1], repr(secret.encode())[2:-1], json.dumps(secret)[1:-1])
