"""Many items in one body: lines of JSON, or the parts of a multipart message. One that is bad refuses them all.

A line is an envelope where it has `payload` (text) or `payload_base64`; media_type, filename, url, format and urgent may
stand beside it. Any other JSON object is itself the item.
"""

import base64
import binascii
import logging
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TypeVar
from urllib.parse import unquote_to_bytes

from pydantic_core import from_json
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from schemas import WireItem
from worker.formats.media_type import essence, parameter
from worker.web.facts import Facts, Maker, check_source
from worker.web.problems import Problem

MOST_ERRORS = 20

logging.getLogger("python_multipart").setLevel(logging.CRITICAL)  # it quotes what it cannot read, and counts each part

_LINE = re.compile(rb"\S[^\n]*")
_BOM = b"\xef\xbb\xbf"
_OF_BODY = ("payload", "payload_base64")
_OF_ENVELOPE = frozenset({*_OF_BODY, "media_type", "filename", "url", "format", "urgent", "source"})
_EXTENDED_FILENAME = re.compile(rb"(?:^|;)\s*filename\*\s*=\s*utf-8'[^']*'([^;\s]+)", re.IGNORECASE)

T = TypeVar("T")


def items_of_lines(body: bytes, maker: Maker, most: int) -> list[WireItem]:
    """Return the items of lines of JSON. Raises Problem: 422 naming the lines that cannot be, 413 for too many."""
    facts = replace(maker.facts, media_type=None)
    return _whole(_lines(body), lambda line: _item_of_line(line, maker, facts), most)


def items_of_parts(body: bytes, maker: Maker, most: int) -> list[WireItem]:
    """Return the items of a multipart body's parts. Raises as items_of_lines does."""
    facts = replace(maker.facts, media_type=None)
    parts = _parts(body, parameter(maker.facts.media_type, "boundary"), most)
    numbered = ((f"part {number}", part) for number, part in enumerate(parts, 1))
    return _whole(numbered, lambda part: maker.item(part.payload(), part.facts(facts)), most)


def _whole(places: Iterable[tuple[str, T]], make: Callable[[T], WireItem], most: int) -> list[WireItem]:
    items: list[WireItem] = []
    errors: list[tuple[str, str]] = []
    for number, (where, given) in enumerate(places, 1):
        if number > most:
            raise _too_many(most)
        try:
            items.append(make(given))
        except Problem as problem:
            if problem.status == 403:
                raise
            errors.append((where, problem.detail))
            if len(errors) == MOST_ERRORS:
                break
    if errors:
        raise Problem(
            422, "bad_items", "nothing was accepted: some items cannot be; `errors` says which and why", errors=tuple(errors)
        )
    if not items:
        raise Problem(422, "empty", "there is no item in the body")
    return items


def _too_many(most: int) -> Problem:
    return Problem(413, "too_many_items", f"there are more than {most:,} items in the request; split it")


# Lines ---------------------------------------------------------------------------------------------------------------------


def _lines(body: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the lines that are not blank, each with its place; no list of them: a body may have millions, all blank."""
    number, counted = 1, 0
    for found in _LINE.finditer(body, len(_BOM) if body.startswith(_BOM) else 0):
        number += body.count(b"\n", counted, found.start())
        counted = found.start()
        yield f"line {number}", found.group().rstrip()


def _item_of_line(line: bytes, maker: Maker, facts: Facts) -> WireItem:
    try:
        given: object = from_json(line, allow_inf_nan=False)
    except ValueError as error:
        raise Problem(422, "bad_line", f"no JSON: {error}") from None
    if not isinstance(given, dict):
        raise Problem(422, "bad_line", "no JSON object")
    if not any(name in given for name in _OF_BODY):
        return maker.item(line, replace(facts, media_type="application/json"))
    return maker.item(_payload(given), _facts_of_envelope(given, maker, facts))


def _payload(envelope: dict[str, object]) -> bytes:
    text, encoded = (envelope.get(name) for name in _OF_BODY)
    if text is not None and encoded is None and isinstance(text, str):
        return text.encode()
    if encoded is not None and text is None and isinstance(encoded, str):
        try:
            return base64.b64decode(encoded, validate=True)
        except ValueError:
            raise Problem(422, "bad_line", "payload_base64 is no base64") from None
    raise Problem(422, "bad_line", "either payload is text, or payload_base64 is")


def _facts_of_envelope(envelope: dict[str, object], maker: Maker, facts: Facts) -> Facts:
    if not envelope.keys() <= _OF_ENVELOPE:
        raise Problem(422, "bad_line", f"beside a payload only these may stand: {', '.join(sorted(_OF_ENVELOPE))}")
    for name, value in envelope.items():
        if value is None or name in _OF_BODY:
            continue
        if name == "source":
            check_source(value, maker.source)
        elif name == "urgent":
            if not isinstance(value, bool):
                raise Problem(422, "bad_line", "urgent is true or false")
            facts = replace(facts, urgent=value)
        else:
            facts = facts.with_text(name, value)
    return facts


# Parts ---------------------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Part:
    headers: dict[bytes, bytes] = field(default_factory=dict)
    pieces: list[bytes] = field(default_factory=list)

    def payload(self) -> bytes:
        """Its bytes, its Content-Transfer-Encoding undone: forms have none, mixed messages may."""
        body = self.pieces[0] if len(self.pieces) == 1 else b"".join(self.pieces)
        encoding = self.headers.get(b"content-transfer-encoding", b"binary").strip().lower()
        if encoding in (b"binary", b"8bit", b"7bit"):
            return body
        if encoding == b"quoted-printable":
            return binascii.a2b_qp(body)
        if encoding != b"base64":
            raise Problem(422, "bad_part", "its Content-Transfer-Encoding is not known")
        try:
            return base64.b64decode(body.translate(None, b"\r\n\t "), validate=True)
        except ValueError:
            raise Problem(422, "bad_part", "it is not the base64 that its Content-Transfer-Encoding says") from None

    def facts(self, facts: Facts) -> Facts:
        """What its headers say of it."""
        try:
            if media_type := self.headers.get(b"content-type", b"").decode().strip():
                if (essence(media_type) or "").startswith("multipart/"):
                    raise Problem(422, "bad_part", "it has parts itself; send them as parts of the whole")
                facts = facts.with_text("media_type", media_type)
            if filename := _filename(self.headers.get(b"content-disposition", b"")).decode():
                facts = facts.with_text("filename", filename)
        except UnicodeDecodeError:
            raise Problem(422, "bad_part", "its headers are no text in UTF-8") from None
        return facts


def _filename(disposition: bytes) -> bytes:
    if extended := _EXTENDED_FILENAME.search(disposition):
        return unquote_to_bytes(extended[1])
    return parse_options_header(disposition)[1].get(b"filename", b"")


class _Reader:
    """Collects parts from the callbacks of python-multipart."""

    def __init__(self, most: int) -> None:
        self.parts: list[_Part] = []
        self.has_ended = False
        self._most = most
        self._name = self._value = b""

    def on_part_begin(self) -> None:
        if len(self.parts) == self._most:
            raise _too_many(self._most)
        self.parts.append(_Part())

    def on_header_field(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def on_header_end(self) -> None:
        self.parts[-1].headers[self._name.lower()] = self._value
        self._name = self._value = b""

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        self.parts[-1].pieces.append(data[start:end])

    def on_end(self) -> None:
        self.has_ended = True


def _parts(body: bytes, boundary: str | None, most: int) -> list[_Part]:
    if not boundary:
        raise Problem(422, "bad_parts", "the Content-Type of a multipart body needs its boundary")
    mark = b"--" + boundary.encode()
    if not body.startswith(mark):  # what stands before the first part is for people (RFC 2046, 5.1.1)
        body = body[body.find(b"\r\n" + mark) + 2 :]
    reader = _Reader(most)
    try:
        parser = MultipartParser(
            boundary.encode(),
            {
                "on_part_begin": reader.on_part_begin,
                "on_header_field": reader.on_header_field,
                "on_header_value": reader.on_header_value,
                "on_header_end": reader.on_header_end,
                "on_part_data": reader.on_part_data,
                "on_end": reader.on_end,
            },
        )
        parser.write(body)
    except FormParserError:
        raise Problem(422, "bad_parts", f"{_so_far(reader)} the parts cannot be read; their lines end with CR LF") from None
    if not reader.has_ended:
        raise Problem(422, "bad_parts", f"{_so_far(reader)} the body ends before its last boundary")
    return reader.parts


def _so_far(reader: _Reader) -> str:
    return f"in part {len(reader.parts)}" if reader.parts else "before the first part"
