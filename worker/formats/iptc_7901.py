"""IPTC 7901: the frame of a transmission, its header and its end; worker/formats/iptc_7901_text.py reads what is between.

    SOH source+number priority category count options, keywords, STX headline = text ETX day+time zone month year EOT

Any of the control characters may have been lost on the way, and the end with the stamp as well.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from schemas import Note, NoteCode, Source, WireItem
from worker.draft import Draft, IdOfDay, Part, WrittenConcept, WrittenTime
from worker.formats.iptc_7901_charset import decode_transmission
from worker.formats.iptc_7901_text import agency_id_in, is_headline_end, is_slug_line, read_text
from worker.formats.lines import Line, raw_lines_of

_SOH, _STX, _ETX, _EOT = "\x01\x02\x03\x04"
_FILL = " \t\x00\x07\x0c\x16\x1a\x7f\ufeff\u00a0"
_HEADER = re.compile(
    r"(?P<service>[A-Za-z]{2,8})(?P<number>[0-9]{3,4})[ \t]{1,4}(?P<priority>[1-69])[ \t]{1,4}(?P<category>[A-Za-z0-9]{1,3})"
    r"(?:[ \t]{1,8}(?P<count>[0-9]{1,5})(?![^ \t]))?(?:[ \t]{1,20}(?P<options>[^ \t].{0,200}))?"
)
# What only a header has: a count that is filled up, fields that are, an id with its version.
_PADDED = re.compile(r"[ \t]{2}|(?<= )0[0-9]{2,4}(?: |$)|[0-9]#[0-9]")
_DAY = r"(?:0[1-9]|[12][0-9]|3[01])(?:[01][0-9]|2[0-4])[0-5][0-9]"
# The agency may stand before it (AFP).
_AFTER_TEXT = re.compile(
    rf"(?:[A-Za-z]{{2,8}}[ \t]{{1,3}})?(?P<stamp>{_DAY}[ \t]{{0,3}}(?:[A-Za-z]{{1,5}}[ \t]{{1,3}})?[^\W\d_]{{3,10}}\.?"
    r"(?:[ \t]{1,3}(?:[0-9]{4}|[0-9]{2}))?)"
)
# Where ETX does not say so, "131137 Menschen" is text.
_STAMP = re.compile(rf"{_DAY}.*(?:[ \t](?:[0-9]{{4}}|[0-9]{{2}})|[ \t]?(?:GMT|UTC|MEZ|MESZ|CET|CEST|HEC)[ \t][^\W\d_]+\.?)")
_FRAME_LINE = re.compile(r"ZCZC\b.{0,40}|N{3,6}|\[?\d{2}-[A-Za-z]{3}-\d{2,4}\s{1,4}\d{2}:\d{2}\]?")
_CONTROL = re.compile(r"([\x01-\x04])\1*+")
_MOST_CONTROLS = 500  # in one line
_UNIT_SEPARATORS = re.compile("[\r\n]?\x1f++[\r\n]?")
_ANPA_LINE = re.compile(r"\^|.{0,200}<[ \t]*$|.{0,8}[\x11-\x14]")
_LINES_FOR_HEADLINE = 10
_LINES_FOR_SLUG = 4


@dataclass(slots=True)
class Transmission:
    """The lines of one transmission: what its header, keywords, text and end are."""

    header: Line | None = None
    front: list[Line] = field(default_factory=list)
    text: list[Line] = field(default_factory=list)
    end: list[Line] = field(default_factory=list)
    furniture: list[Line] = field(default_factory=list)
    place: str = "front"
    """Where the reading is: before STX in `front`, then in `text`, after ETX in `end`, after EOT in `after`."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing of a story was seen yet."""
        return not (self.header or self.front or self.text)


@dataclass(frozen=True, slots=True)
class Iptc7901:
    """Transmissions of IPTC 7901."""

    name: str = "iptc_7901"
    media_types: tuple[str, ...] = ("text/plain",)

    def sniff(self, head: str) -> bool:
        """Whether it begins with SOH and a header; with a header, and more shows that it is one; or has STX and its end."""
        lines = [line for line in _separated(head).splitlines() if line.strip(_FILL)]
        while lines and _FRAME_LINE.fullmatch(lines[0].strip(_FILL)):
            del lines[0]
        if not lines:
            return False
        first = _unmarked(lines[0])
        if first and _STX not in head and not _HEADER.fullmatch(first):  # so are most texts
            return False
        bare = [_unmarked(line) for line in lines]
        if first == "":
            return _SOH in lines[0] and len(bare) > 1 and _HEADER.fullmatch(bare[1]) is not None
        if _HEADER.fullmatch(first):
            return _SOH in lines[0] or _shows_transmission(head, bare)
        return _has_text_and_end(lines)

    def read(self, item: WireItem, source: Source) -> Iterator[Draft]:
        """Give the story of each transmission. Raises Unreadable for bytes that are no text."""
        decoded = decode_transmission(item, source)
        transmissions = list(_transmissions(decoded.text))
        url = item.url if len(transmissions) == 1 else None
        for one in transmissions:
            draft = _draft(one)
            yield replace(draft, url=url, charset=decoded.charset, notes=(*decoded.notes, *draft.notes))


def _unmarked(line: str) -> str:
    return _CONTROL.sub("", line).strip(_FILL)


def _separated(text: str) -> str:
    """Some end lines with US; beside another line end it says nothing."""
    if "\x1f" not in text:
        return text
    return _UNIT_SEPARATORS.sub(lambda run: run[0].replace("\x1f", "") or "\n" * len(run[0]), text)


def _shows_transmission(head: str, bare: list[str]) -> bool:
    """Whether a header line without SOH is one: "AF447 3 ans après" is a headline, and has the same shape."""
    return (
        any(mark in head for mark in (_STX, _ETX, _EOT))
        or _PADDED.search(bare[0]) is not None
        or any(map(is_slug_line, bare[1:_LINES_FOR_SLUG]))
        or any(map(is_headline_end, bare[1:_LINES_FOR_HEADLINE]))
        or any(map(_stamp_alone, bare))
    )


def _has_text_and_end(lines: list[str]) -> bool:
    """Whether STX and what only this format has after it are there, though the header was lost."""
    begin = next((index for index, line in enumerate(lines) if line.lstrip(_FILL).startswith(_STX)), None)
    if begin is None or any(map(_ANPA_LINE.match, lines[:_LINES_FOR_HEADLINE])):
        return False
    after = [line.partition(_ETX)[2] for line in lines[begin:] if _ETX in line]
    if after:
        return any(_AFTER_TEXT.fullmatch(_unmarked(line)) for line in after) or any(map(_stamp_alone, lines))
    return any(is_headline_end(line.strip(_FILL)) for line in lines[begin : begin + 3])


def _stamp_alone(line: str) -> bool:
    match = _AFTER_TEXT.fullmatch(line.strip(_FILL)) if len(line) < 80 else None
    return match is not None and _STAMP.fullmatch(match["stamp"]) is not None


def _transmissions(text: str) -> Iterator[Transmission]:
    """Part a text into its transmissions; what is before the first and after the last belongs to them."""
    current = Transmission()
    for mark, line in _marked(text):
        if _begins_another(current, mark, line):
            if not current.is_empty:
                yield _whole(current)
                current = Transmission()
            current.place = "text" if mark == _STX else "front"
        elif mark == _STX and current.place == "front":
            current.place = "text"
        elif mark == _ETX and current.place in ("front", "text"):
            if current.place == "front":
                current.text, current.front = current.front, []
            current.place = "end"
        elif mark == _EOT:
            if current.place == "front":
                current.text, current.front = current.front, []
            current.place = "after"
        _take(current, line, after_soh=mark == _SOH)
    yield _whole(current)


def _marked(text: str) -> Iterator[tuple[str, Line]]:
    """Give the lines, parted at SOH, STX, ETX and EOT, each with the one before it."""
    for line in raw_lines_of(_separated(text)):
        before, *others = _CONTROL.split(line.text, maxsplit=_MOST_CONTROLS)
        if before.strip(_FILL) or not others:
            yield "", Line(line.number, _bare(before))
        for mark, piece in zip(others[::2], others[1::2], strict=True):
            yield mark, Line(line.number, _bare(piece))


def _bare(piece: str) -> str:
    return piece.replace("\x7f", "").replace("\x16", "").strip("\x00\x07\x1a\ufeff").rstrip(_FILL)


def _begins_another(current: Transmission, mark: str, line: Line) -> bool:
    is_header = _HEADER.fullmatch(line.text.strip(_FILL)) is not None
    if mark == _SOH:
        return is_header or not line.text or current.is_empty or current.place in ("end", "after")
    if current.place == "after":
        return is_header or mark == _STX
    if not is_header or mark:
        return False
    # Without control characters a header is one after the end of another transmission.
    last = next((one.text for one in reversed(_lines_read(current)) if one.text and not _is_frame(one)), "")
    return _stamp_alone(last) or (current.place == "end" and _AFTER_TEXT.fullmatch(last.strip(_FILL)) is not None)


def _lines_read(current: Transmission) -> list[Line]:
    return current.end or current.text or current.front


def _is_frame(line: Line) -> bool:
    return _FRAME_LINE.fullmatch(line.text.strip(_FILL)) is not None


def _take(current: Transmission, line: Line, *, after_soh: bool) -> None:
    """Put a line where the reading is."""
    if line.text and (_is_frame(line) or current.place == "after"):
        current.furniture.append(line)
    elif not line.text and current.is_empty:
        return
    elif current.place == "front" and current.header is None and not current.front:
        if after_soh or _HEADER.fullmatch(line.text.strip(_FILL)):
            current.header = line
        else:
            _append(current.front, line)
    elif current.place == "front":
        _append(current.front, line)
    elif current.place == "text":
        _append(current.text, line)
    elif current.place == "end":
        current.end.append(line)


def _append(lines: list[Line], line: Line) -> None:
    """A line that a stray control character has parted is one line: a paragraph is known by where it begins."""
    if lines and lines[-1].number == line.number:
        lines[-1] = Line(line.number, f"{lines[-1].text} {line.text}".rstrip())
    else:
        lines.append(line)


def _whole(current: Transmission) -> Transmission:
    """Put right what a lost STX or ETX, or one too early, has put in the wrong place."""
    if current.place == "front":
        current.text, current.front = current.front, []
    stamps, others = _parted_end(current.end)
    current.furniture += stamps[1:]
    del stamps[1:]
    if others:  # an agency's signature, or text after an ETX that is none
        if current.text and current.text[-1].number < others[0].number:
            current.text.append(Line(current.text[-1].number, ""))
        for line in others:
            _append(current.text, line)
    if not stamps:
        last = next((index for index in range(len(current.text) - 1, -1, -1) if current.text[index].text), None)
        if last is not None and _stamp_alone(current.text[last].text):
            stamps = [current.text[last]]
            del current.text[last:]
    current.end = stamps
    return current


def _parted_end(end: list[Line]) -> tuple[list[Line], list[Line]]:
    """Part what stands after ETX: stamps, the first of them and others that can be nothing else; the rest is text."""
    stamps: list[Line] = []
    others: list[Line] = []
    for line in filter(lambda line: line.text, end):
        is_stamp = _stamp_alone(line.text) if stamps else _AFTER_TEXT.fullmatch(line.text.strip(_FILL)) is not None
        (stamps if is_stamp else others).append(line)
    return stamps, others


def _draft(one: Transmission) -> Draft:
    story = read_text(one.front, one.text)
    header = _HEADER.fullmatch(one.header.text.strip(_FILL)) if one.header else None
    ids = [("transmission", f"{header['service']}{header['number']}")] if header else []
    if agency_id := (agency_id_in(header["options"] or "") if header else None):
        ids.append(("agency_id", agency_id))
    parts = [Part("header", one.header.text.strip(), one.header.where)] if one.header else []
    parts += [*story.parts, *(Part("time", line.text.strip(), line.where) for line in one.end)]
    parts += [Part("furniture", line.text.strip(), line.where) for line in one.furniture]
    is_cut = not one.end and one.place in ("front", "text")
    return replace(
        story,
        urgency=int(header["priority"]) if header else None,
        subjects=(WrittenConcept(code=header["category"], scheme="iptc7901"),) if header else (),
        of_day=IdOfDay("transmission", header["service"], header["number"]) if header else None,
        alt_ids=(*ids, *story.alt_ids),
        version_created=_written_time(one.end[0]) if one.end else None,
        parts=tuple(parts),
        notes=(*story.notes, *((Note(code=NoteCode.CUT_OFF),) if is_cut else ())),
    )


def _written_time(line: Line) -> WrittenTime:
    match = _AFTER_TEXT.fullmatch(line.text.strip(_FILL))
    text = match["stamp"] if match else line.text
    return WrittenTime(" ".join(text.split()), line.where, doubtful=True, is_stamp=True)
