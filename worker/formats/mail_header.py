"""Fields of a mail's header: from bytes as they came to text (RFC 5322, 2047, 2231), whatever is wrong with them."""

import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import unquote_to_bytes

from schemas import Code, Note, NoteCode, Source, WireItem
from schemas.errors import Unreadable
from worker.formats.decode import Decoded, decode

# A field beyond this counts as not there: RFC 5322 sets 998 a line, and what is read here is mostly one line.
_LONGEST_FIELD = 8192
_FIELD = re.compile(rb"([!-9;-~]{1,100})[ \t]{0,9}:")
_ENVELOPE = (b"From ", b">From ")  # the line before a mail in a mailbox file (RFC 4155)
# The end may be missing, spaces and question marks may be raw: what mail programs make of it, and people read.
_WORD = re.compile(
    r"=\?(?P<charset>[^?\s*]{1,60})(?:\*[^?\s]{0,20})?\?(?P<encoding>[bBqQ])\?(?P<text>(?:[^?=]|=(?!\?)|\?(?!=))*+)"
    r"(?:=?\?=|(?=\s{0,9}=\?)|\Z)"
)
_PARAMETER = re.compile(r";\s{0,9}([^\s=;]{1,60})\s{0,9}=\s{0,9}(?:\"((?:[^\"\\]|\\.)*+)\"?|([^;]*))", re.DOTALL)
_NOT_IN_1252 = re.compile(b"[\x81\x8d\x8f\x90\x9d]")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/=]+")
_UNKNOWN = Source(id="unknown")
NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands in wire items that are made only to be decoded."""


@dataclass(frozen=True, slots=True)
class Header:
    """The fields of a header, the first of each name, unfolded."""

    fields: Mapping[str, bytes] = field(default_factory=dict)
    """By name in lower case."""

    def plain(self, name: str) -> str:
        """Return a field that is ASCII by its nature, empty where it is not there."""
        return self.fields.get(name, b"").decode("latin-1")

    def media_type(self, default: str) -> tuple[str, dict[str, str]]:
        """Return the media type in lower case, and its parameters."""
        essence, parameters = value_and_parameters(self.plain("content-type"))
        return essence if essence.count("/") == 1 else default, parameters


def split_header(data: bytes) -> tuple[Header, bytes]:
    """Part the header from the body at the first blank line; one broken line between fields is left out."""
    fields: dict[str, list[bytes]] = {}
    current: list[bytes] = []
    lines = _Lines(data)
    while (line := lines.take()) is not None:
        if not line.rstrip():
            break
        if line[:1] in (b" ", b"\t"):
            current.append(line)
        elif match := _FIELD.match(line):
            current = [line[match.end() :]]
            fields.setdefault(match[1].decode("ascii").lower(), current)
        elif not fields and line.startswith(_ENVELOPE):
            continue
        elif fields and _FIELD.match(lines.following()):
            current = []
        else:
            lines.give_back(line)
            break
    return Header({name: value for name, texts in fields.items() if (value := _unfolded(texts))}), lines.rest()


class _Lines:
    """The lines of bytes, one after the other."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._place = 0

    def take(self) -> bytes | None:
        """Return the next line with its line end, None after the last."""
        if self._place >= len(self._data):
            return None
        end = self._data.find(b"\n", self._place) + 1 or len(self._data)
        line = self._data[self._place : end]
        self._place = end
        return line

    def following(self) -> bytes:
        """Return the beginning of the next line, and leave it there."""
        return self._data[self._place : self._place + 200]

    def give_back(self, line: bytes) -> None:
        """Make the line taken last the next one again."""
        self._place -= len(line)

    def rest(self) -> bytes:
        """Return what was not taken."""
        return self._data[self._place :]


def _unfolded(lines: list[bytes]) -> bytes:
    value = b" ".join(line.strip() for line in lines).strip()
    return value if len(value) <= _LONGEST_FIELD else b""


def value_and_parameters(written: str) -> tuple[str, dict[str, str]]:
    """Return the value before the parameters in lower case, and the parameters (RFC 2045, 5.1; RFC 2231, 3 and 4).

    Both sides are bytes in the form of Latin-1.
    """
    value, _, _ = written.partition(";")
    plain: dict[str, str] = {}
    pieces: dict[str, dict[int, bytes]] = {}
    charsets: dict[str, str] = {}
    for written_name, quoted, bare in _PARAMETER.findall(written):
        text = re.sub(r"\\(.)", r"\1", quoted) or bare.strip()
        name, star, order = written_name.lower().partition("*")
        number = int(order.rstrip("*")[:3]) if order[:3].rstrip("*").isdecimal() else 0
        if not star:
            plain.setdefault(name, text)
            continue
        if written_name.endswith("*") and text.count("'") >= 2 and not number:
            charsets[name], _, text = text.split("'", 2)
        raw = text.encode("latin-1")
        pieces.setdefault(name, {}).setdefault(number, unquote_to_bytes(raw) if written_name.endswith("*") else raw)
    for name, numbered in pieces.items():
        joined = b"".join(text for _, text in sorted(numbered.items()))
        plain[name] = _bytes_as_text(joined, charsets.get(name), _UNKNOWN).text.encode().decode("latin-1")
    return value.strip().lower(), plain


def text_in(payload: bytes, charset: str | None, source: Source, media_type: str = "text/plain") -> Decoded:
    """Decode text of a mail as `decode` does; where nothing fits, as Windows-1252 or Latin-1, with a note.

    Raises Unreadable: empty, binary, truncated.
    """
    declared = f"{media_type}; charset={charset.strip()}" if charset else media_type
    try:
        return decode(WireItem(payload=payload, source=source.id, media_type=declared, received_at=NO_TIME), source)
    except Unreadable as error:
        is_utf8 = error.code == Code.TRUNCATED and not payload.decode("utf-8", "ignore").isascii()
        if is_utf8 or error.code not in (Code.WRONG_CHARSET, Code.TRUNCATED):
            raise
    assumed = "latin-1" if _NOT_IN_1252.search(payload) else "cp1252"
    return Decoded(payload.decode(assumed), assumed, (Note(code=NoteCode.CHARSET_ASSUMED, detail=assumed),))


def words_of(value: bytes, charset: str | None, source: Source) -> tuple[str, tuple[Note, ...]]:
    """Return the text of a field with its encoded words decoded (RFC 2047), and what had to be assumed.

    charset: that of the mail's text, for fields that hold bytes beyond ASCII as they are.
    """
    raw = _bytes_as_text(value, charset, source)
    runs: list[tuple[str | None, bytes]] = []  # words that follow each other may part a letter's bytes: they are joined
    place = 0
    for word in _WORD.finditer(raw.text):
        between = raw.text[place : word.start()]
        place = word.end()
        follows_a_word = bool(runs) and not between.strip()
        if between and not follows_a_word:
            runs.append((None, between.encode()))
        name, content = word["charset"].lower(), _content_of(word)
        if follows_a_word and runs[-1][0] == name:
            content = runs.pop()[1] + content
        runs.append((name, content))
    decoded = [_bytes_as_text(content, name, source) for name, content in runs]
    notes = (note for one in (raw, *decoded) for note in one.notes)
    return "".join((*(one.text for one in decoded), raw.text[place:])), tuple(notes)


def _content_of(word: re.Match[str]) -> bytes:
    text = word["text"].encode("utf-8")
    return unbase64(text) if word["encoding"] in "bB" else binascii.a2b_qp(text, header=True)


def _bytes_as_text(value: bytes, charset: str | None, source: Source) -> Decoded:
    """Decode a field or word, whatever it holds: binary comes out as Latin-1, and its controls go later."""
    if value.isascii() and not value.count(b"\x1b"):
        return Decoded(value.decode("ascii"), "utf-8")
    try:
        return text_in(value, charset, source)
    except Unreadable:
        return Decoded(value.decode("utf-8", "replace"), "utf-8")


def unbase64(data: bytes) -> bytes:
    """Decode base64 with all its usual faults: foreign letters, padding missing or in the middle, a cut end."""
    pieces = []
    for piece in _NOT_BASE64.sub(b"", data).split(b"="):
        whole = piece[: len(piece) - 1] if len(piece) % 4 == 1 else piece
        pieces.append(binascii.a2b_base64(whole + b"=" * (-len(whole) % 4)))
    return b"".join(pieces)
