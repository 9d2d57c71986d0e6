"""The frame of ANPA 1312: where each transmission begins, its header, its trailer.

Control characters get lost, doubled or turned into spaces on the way, and header lines are glued or left out. So they
only part a text into pieces; what a piece is, its words tell.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from worker.formats.lines import Line, raw_lines_of

_SOH, _STX, _ETX, _EOT = "\x01", "\x02", "\x03", "\x04"
_MAY_BEGIN = re.compile("[\x00-\x20\x7f\xa0\ufeff]*+(?:\\^|[A-Za-z](?:[0-9]{3}|[\x00-\x20\x7f\xa0]))")
_PART_MARK = re.compile("[\x01-\x04]")
_GLUED_LINE = re.compile(r"(?<=[<=])(?=\^|\t {3})")
_PART_MARKS = re.compile("([\x01-\x04])[\x01-\x04]*+")
_CONTROLS = dict.fromkeys((*range(32), 127, 65279), " ")
_EDGES = "".join(map(chr, _CONTROLS)) + " \xa0"
_MOST_MARKS = 100  # on a line; all line ends of a transmission may be lost
_LONGEST_HEADER = 250
_LONGEST_TRAILER = 80
_FIRST_LINES = 12  # that may be nothing but control characters, before a header
_SEARCHED = 4  # pieces after the service line in which the line with the priority is looked for

# `W2870 asian`: service letter, number, selector codes.
_SERVICE = re.compile(
    r"(?P<service>[A-Za-z])(?P<number>[0-9]{3,4})(?![0-9]) ?(?:[A-Za-z0-9-]{1,20}(?: [A-Za-z0-9-]{1,20}){0,5})?"
)
_VERSION = r"(?:BC|AM|PM|AP)"
# `r a`, before version and keyword; the space after it may have been a control character that is lost.
_PRIORITY = re.compile(rf"(?P<priority>[A-Za-z]) (?P<category>[A-Za-z0-9])(?: |(?={_VERSION}-)|$)(?P<words>.*)")
_GLUED = re.compile(rf"{_SERVICE.pattern} {_PRIORITY.pattern}")
_FILED = re.compile(r"(?:^| )(?P<day>[0-9]{1,2}-[0-9]{1,2})(?: ?(?P<count>[0-9]{3,5}))?$")
_HAS_VERSION = re.compile(rf"{_VERSION}-\S")
_FORMAT = re.compile("[\x11-\x14]")
_TABULAR = "\x12"
# Text glued to the header: the slug line begins with ^ behind the word count.
_TEXT = re.compile(r"\^|(?<=[0-9])<")
_SLUG_LINE = re.compile(rf"\^ ?{_VERSION}-.{{1,150}}<")
_ZONE = r"(?: ?(?:[A-Za-z]{1,4}[Tt]|UTC|Z))?"
_ORIGIN = r"(?P<origin>[A-Za-z]{2,6})(?:-[A-Za-z]{1,5}){0,2}[- ]"
_TRAILER = re.compile(
    rf"(?:{_ORIGIN})?(?P<stamp>[0-9]{{1,2}}-[0-9]{{1,2}}-(?:[0-9]{{4}}|[0-9]{{2}}) ?[0-9]{{2}}:?[0-9]{{2}}{_ZONE}"
    rf"|[0-9]{{1,2}}:[0-9]{{2}}{_ZONE} [0-9]{{1,2}}-[0-9]{{1,2}}-(?:[0-9]{{4}}|[0-9]{{2}}))[@<]*+"
)


class Piece(NamedTuple):
    """A line, or the part of one behind a control character that parts a transmission (SOH, STX, ETX, EOT)."""

    line: Line
    mark: str = ""

    @property
    def written(self) -> str:
        """Its text as written, without control characters and spaces at its ends."""
        return self.line.text.strip(_EDGES)


class Written(NamedTuple):
    """Something a header says, and its place."""

    text: str
    where: str


class Header(NamedTuple):
    """What a header says; absent means it does not. The lines it stands on, in pieces."""

    service: str | None = None
    number: str | None = None
    priority: str | None = None
    category: str | None = None
    words: str = ""
    """Version, keyword slug and take."""
    day: Written | None = None
    is_tabular: bool = False


class Trailer(NamedTuple):
    """The trailer: who sent the transmission, if it says so, and the stamp."""

    origin: str | None
    stamp: Written


class Transmission(NamedTuple):
    """One transmission in pieces: what stands before the header, the header, the text, and what follows the text."""

    header: Header
    before: list[Piece]
    head: list[Piece]
    text: list[Piece]
    trailers: list[Piece]
    rest: list[Piece]
    trailer: Trailer | None
    is_cut: bool
    """It ends before its end: it has the marks of a beginning and none of an end."""


class _Found(NamedTuple):
    """A header and its pieces; the text that is glued to it."""

    header: Header
    head: list[Piece]
    end: int
    glued: list[Piece]


def pieces_of(lines: Iterable[Line]) -> list[Piece]:
    """Part the lines at SOH, STX, ETX and EOT, and a line or paragraph glued to the end mark of another from it."""
    pieces = []
    for line in lines:
        mark = ""
        for index, text in enumerate(_PART_MARKS.split(line.text, maxsplit=_MOST_MARKS)):
            if index % 2:
                mark = text
            else:
                pieces += [Piece(Line(line.number, one), mark) for one in _GLUED_LINE.split(text, maxsplit=_MOST_MARKS)]
    return pieces


def begins_transmission(head: str) -> bool:
    """Whether one of the first lines that hold anything is a header, or the slug line behind a header that is lost."""
    first = [*islice((line for line in raw_lines_of(head) if line.text.strip()), _FIRST_LINES)]
    if not _PART_MARK.search(head) and not any(_MAY_BEGIN.match(line.text) for line in first):
        return False  # most texts are told by this in a tenth of the time
    pieces = [piece for piece in pieces_of(first) if piece.written][:_SEARCHED]
    return any(_header_at(pieces, index, is_first=True) for index in range(min(len(pieces), 3)))


def transmissions(lines: Iterable[Line]) -> Iterator[Transmission]:
    """Give the transmissions, one after another; nothing where there is no header at all."""
    pieces = pieces_of(lines)
    found, before = _next_header(pieces, 0, is_first=True)
    while found:
        following, content = _next_header(pieces, found.end, is_first=False)
        yield _transmission(found, before, [*found.glued, *content])
        found, before = following, []


def trailer_of(piece: Piece) -> Trailer | None:
    """Read a trailer, `AP-WF-11-13-13 1509GMT<`; None for any other line."""
    if len(piece.line.text) > _LONGEST_TRAILER:
        return None
    match = _TRAILER.fullmatch(_plain(piece.line.text).lstrip("^"))
    if match is None or not (match["origin"] or ":" in match["stamp"] or piece.mark == _ETX):
        return None
    return Trailer(match["origin"], Written(match["stamp"], piece.line.where))


def _next_header(pieces: list[Piece], start: int, *, is_first: bool) -> tuple[_Found | None, list[Piece]]:
    """Return the next header and the pieces before it, all of them where none follows."""
    for index in range(start, len(pieces)):
        if found := _header_at(pieces, index, is_first=is_first):
            return found, pieces[start:index]
        is_first = is_first or pieces[index].mark == _EOT or trailer_of(pieces[index]) is not None
    return None, pieces[start:]


def _transmission(found: _Found, before: list[Piece], content: list[Piece]) -> Transmission:
    """Part the text from what follows it: the trailers, and what is neither after ETX or after them."""
    trailers = [(index, trailer) for index, piece in enumerate(content) if (trailer := trailer_of(piece))]
    ended = next((index for index, piece in enumerate(content) if piece.mark == _ETX), len(content))
    if trailers:
        end = trailers[0][0]
    else:
        behind = [piece for piece in content[ended:] if piece.written]
        end = ended if len(behind) < 2 and all(len(piece.written) < _LONGEST_TRAILER for piece in behind) else len(content)
    stamps = {index for index, _ in trailers}
    rest = [piece for index, piece in enumerate(content) if index >= end and index not in stamps]
    return Transmission(
        found.header,
        before,
        found.head,
        content[:end],
        [content[index] for index in sorted(stamps)],
        rest,
        trailers[0][1] if trailers else None,
        not trailers and _is_cut([*found.head, *content]),
    )


def _is_cut(pieces: list[Piece]) -> bool:
    marks = {piece.mark for piece in pieces}
    return bool(marks & {_SOH, _STX}) and not marks & {_ETX, _EOT}


def _header_at(pieces: list[Piece], index: int, *, is_first: bool) -> _Found | None:
    """Return the header that begins with a piece. What stands within a text must be one beyond doubt."""
    piece = pieces[index]
    if len(piece.line.text) > 2 * _LONGEST_HEADER:
        return None
    head, glued = _without_glued_text(piece)
    written = _plain(head.line.text)
    if not written:
        return None
    if match := _GLUED.fullmatch(written):
        header = _header(match, _filed(match["words"]), head)
        if _weight(header, head) and (piece.mark or glued or _is_told(header, head) or _begins_text(pieces, index + 1)):
            return _Found(header, [head], index + 1, glued)
    if service := _SERVICE.fullmatch(written):
        return _after_service(service, pieces, index)
    if priority := _PRIORITY.fullmatch(written):
        header = _header(priority, _filed(priority["words"]), head)
        begins = bool(glued) or _begins_text(pieces, index + 1)
        if _is_beyond_doubt(header, head, begins=begins, is_first=is_first):
            return _Found(header, [head], index + 1, glued)
    if is_first and _SLUG_LINE.fullmatch(written):
        return _Found(Header(), [], index, [])
    return None


def _after_service(service: re.Match[str], pieces: list[Piece], index: int) -> _Found | None:
    """Return the header of which the first line was found; the second may be lost where control characters are left."""
    following = [number for number in range(index + 1, min(index + 1 + _SEARCHED, len(pieces))) if pieces[number].written]
    if not following:
        return None
    place = following[0]
    head, glued = _without_glued_text(pieces[place])
    first = pieces[index]
    is_marked = first.mark == _SOH or "\x16" in first.line.text
    priority = _PRIORITY.fullmatch(_plain(head.line.text)) if len(head.line.text) <= _LONGEST_HEADER else None
    if priority:
        header = _header(priority, _filed(priority["words"]), head)
        if _weight(header, head) and (is_marked or glued or _is_told(header, head) or _begins_text(pieces, place + 1)):
            number = header._replace(service=service["service"], number=service["number"])
            return _Found(number, [*pieces[index:place], head], place + 1, glued)
    if is_marked and (pieces[place].mark or pieces[place].written.startswith("^")):
        return _Found(Header(service["service"], service["number"]), pieces[index:place], place, [])
    return None


def _without_glued_text(piece: Piece) -> tuple[Piece, list[Piece]]:
    """Part a header line from the text that is glued to it."""
    text = piece.line.text
    found = _TEXT.search(text, 0, _LONGEST_HEADER)
    if found is None or not text[: found.start()].strip(_EDGES):
        return piece, []
    number = piece.line.number
    return Piece(Line(number, text[: found.start()]), piece.mark), [Piece(Line(number, text[found.start() :]))]


def _header(match: re.Match[str], filed: re.Match[str] | None, piece: Piece) -> Header:
    parts = match.groupdict()
    words = parts["words"][: filed.start()] if filed else parts["words"]
    return Header(
        service=parts.get("service"),
        number=parts.get("number"),
        priority=parts["priority"],
        category=parts["category"],
        words=words.strip(),
        day=Written(filed["day"], piece.line.where) if filed else None,
        is_tabular=_TABULAR in piece.line.text,
    )


def _weight(header: Header, piece: Piece) -> int:
    """How much speaks for a line with two letters being a header: day and word count, version, control characters."""
    filed = _filed(_plain(piece.line.text))
    day = (2 if filed["count"] else 1) if filed else 0
    return day + bool(_HAS_VERSION.match(header.words)) + bool(_FORMAT.search(piece.line.text))


def _is_told(header: Header, piece: Piece) -> bool:
    """Whether a header has what no line of a timetable or of scores has: `r a Boats 11-13 0930` may be either."""
    return _HAS_VERSION.match(header.words) is not None or _FORMAT.search(piece.line.text) is not None


def _is_beyond_doubt(header: Header, piece: Piece, *, begins: bool, is_first: bool) -> bool:
    """Whether a line with two letters is a header though no service line precedes it. begins: a text begins behind it."""
    if _HAS_VERSION.match(header.words) and begins:
        return True
    return _weight(header, piece) > 1 and (_is_told(header, piece) or (is_first and begins))


def _begins_text(pieces: list[Piece], start: int) -> bool:
    """Whether the next piece that holds anything begins as the text of a transmission does."""
    following = next((piece for piece in pieces[start : start + _SEARCHED] if piece.written), None)
    return following is not None and (following.mark == _STX or following.written.startswith("^"))


def _filed(words: str) -> re.Match[str] | None:
    return _FILED.search(words)


def _plain(text: str) -> str:
    """Return a text with single spaces for control characters and runs of spaces."""
    return " ".join(text.translate(_CONTROLS).split())
