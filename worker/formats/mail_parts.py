"""The parts of a mail (RFC 2045, 2046), found in time that grows with its bytes.

Python's email package is not used for this: parts within parts cost it time by their square, and 2,000 of them a
RecursionError.
"""

import binascii
import re
from dataclasses import dataclass, field
from itertools import count, zip_longest

from schemas import Code, Source
from schemas.errors import Unreadable
from worker.formats.mail_header import Header, split_header, unbase64, value_and_parameters, words_of

_MOST_PARTS = 200
_DEEPEST = 20
_LONGEST_BOUNDARY = 200  # RFC 2046 sets 70
_FIRST_LINE = re.compile(rb"\s{0,9}--([^\r\n]{1,200}?)[ \t]{0,9}\r?\n(?=Content-)", re.IGNORECASE)
_SPACE_WITHIN = re.compile(rb"\S[ \t]+\S")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a mail: its header and its bytes as they came, or the parts it consists of."""

    header: Header
    media_type: str
    parameters: dict[str, str]
    body: bytes
    children: tuple["Part", ...] = ()
    where: str = "part 1"
    """Parts without children are counted from 1, in order."""

    @property
    def mail(self) -> "Part | None":
        """The mail within, if this part is one."""
        return self.children[0] if self.media_type == "message/rfc822" and self.children else None

    def content(self) -> bytes:
        """Return the bytes without their transfer encoding; what is not in the encoding declared is taken as it is."""
        encoding = self.header.plain("content-transfer-encoding").partition(";")[0].strip().lower()
        if encoding == "quoted-printable":
            return binascii.a2b_qp(b"\n".join(line.rstrip() for line in self.body.split(b"\n")))
        if encoding == "base64":
            lines = self.body.splitlines()
            end = next((index for index, line in enumerate(lines) if _SPACE_WITHIN.search(line.strip())), len(lines))
            return unbase64(b"".join(lines[:end])) or self.body
        return self.body

    def filename(self, source: Source) -> str | None:
        """Return the name of the file that the part is, None if it gives none."""
        _, disposition = value_and_parameters(self.header.plain("content-disposition"))
        name = disposition.get("filename") or self.parameters.get("name")
        return words_of(name.encode("latin-1"), None, source)[0].strip()[:200] or None if name else None

    def is_attached(self) -> bool:
        """Whether it is a file that goes with the text, not the text."""
        disposition, parameters = value_and_parameters(self.header.plain("content-disposition"))
        return disposition == "attachment" or "filename" in parameters or "name" in self.parameters


@dataclass(slots=True)
class _Count:
    """How many parts a mail has, with all that is within it."""

    numbers: "count[int]" = field(default_factory=lambda: count(1))
    parts: int = 0


def parts_of(payload: bytes, depth: int = 0) -> Part:
    """Return a mail with the parts it consists of. depth: in how many mails it is.

    Raises Unreadable: unknown_format for bytes without a header, too_large beyond 200 parts or 20 within each other.
    """
    payload = payload.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n \t")
    if b"\n" not in payload:
        payload = payload.replace(b"\r", b"\n")
    found = _part(payload, "text/plain", depth, _Count())
    if not found.header.fields:
        raise Unreadable(Code.UNKNOWN_FORMAT, "no mail: it does not begin with fields of a header", "line 1")
    return found


def _part(data: bytes, default: str, depth: int, so_far: _Count) -> Part:
    so_far.parts += 1
    if so_far.parts > _MOST_PARTS or depth > _DEEPEST:
        what = f"more than {_MOST_PARTS} parts" if depth <= _DEEPEST else f"more than {_DEEPEST} parts within each other"
        raise Unreadable(Code.TOO_LARGE, f"{what}; a mail has a few")
    header, body = split_header(data)
    media_type, parameters = header.media_type(default)
    children: tuple[Part, ...] = ()
    if media_type.startswith("multipart/"):
        default = "message/rfc822" if media_type == "multipart/digest" else "text/plain"
        pieces = _pieces(body, parameters.get("boundary", "").encode("latin-1"))
        children = tuple(_part(piece, default, depth + 1, so_far) for piece in pieces)
        media_type = media_type if children else "text/plain"
    elif media_type in ("message/rfc822", "message/global"):
        media_type = "message/rfc822"
        children = (
            _part(Part(header, media_type, parameters, body).content().lstrip(b"\r\n"), "text/plain", depth + 1, so_far),
        )
    where = "" if children else f"part {next(so_far.numbers)}"
    return Part(header, media_type, parameters, body, children, where)


def _pieces(body: bytes, boundary: bytes) -> list[bytes]:
    """Cut at the lines that are the boundary, up to the closing one, which may be missing."""
    lines = _boundary_lines(body, boundary)
    if not lines and (guessed := _FIRST_LINE.match(body)):
        lines = _boundary_lines(body, guessed[1])
    pieces = []
    for line, following in zip_longest(lines, lines[1:]):
        if line["closing"]:
            break
        piece = body[line.end() : following.start() if following else len(body)]
        pieces.append(piece.removeprefix(b"\r").removeprefix(b"\n").removesuffix(b"\n").removesuffix(b"\r"))
    return pieces


def _boundary_lines(body: bytes, boundary: bytes) -> list[re.Match[bytes]]:
    if not boundary or len(boundary) > _LONGEST_BOUNDARY:
        return []
    line = re.compile(rb"^--" + re.escape(boundary) + rb"(?P<closing>--)?[ \t]*+\r?$", re.MULTILINE)
    return [match for match, _ in zip(line.finditer(body), range(_MOST_PARTS + 2), strict=False)]
