"""The frame of a transmission of IPTC 7901: its header, its end, and what is between them.

    SOH source+number priority category count options, keywords, STX headline = text ETX day+time zone month year EOT

Any of the control characters may have been lost on the way, and the end with the stamp as well.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from worker.formats.lines import Line, raw_lines_of

SOH, STX, ETX, EOT = "\x01\x02\x03\x04"
FILL = " \t\x00\x07\x0c\x16\x1a\x7f\ufeff\u00a0"
HEADER = re.compile(
    r"(?P<service>[A-Za-z]{2,8})(?P<number>[0-9]{3,4})[ \t]{1,4}(?P<priority>[1-69])[ \t]{1,4}(?P<category>[A-Za-z0-9]{1,3})"
    r"(?:[ \t]{1,8}(?P<count>[0-9]{1,5})(?![^ \t]))?(?:[ \t]{1,20}(?P<options>[^ \t].{0,200}))?"
)
_DAY = r"(?:0[1-9]|[12][0-9]|3[01])(?:[01][0-9]|2[0-4])[0-5][0-9]"
# The agency may stand before it (AFP).
AFTER_TEXT = re.compile(
    rf"(?:[A-Za-z]{{2,8}}[ \t]{{1,3}})?(?P<stamp>{_DAY}[ \t]{{0,3}}(?:[A-Za-z]{{1,5}}[ \t]{{1,3}})?[^\W\d_]{{3,10}}\.?"
    r"(?:[ \t]{1,3}(?:[0-9]{4}|[0-9]{2}))?)"
)
# Where ETX does not say so, "131137 Menschen" is text.
_STAMP = re.compile(rf"{_DAY}.*(?:[ \t](?:[0-9]{{4}}|[0-9]{{2}})|[ \t]?(?:GMT|UTC|MEZ|MESZ|CET|CEST|HEC)[ \t][^\W\d_]+\.?)")
FRAME_LINE = re.compile(r"ZCZC\b.{0,40}|N{3,6}|\[?\d{2}-[A-Za-z]{3}-\d{2,4}\s{1,4}\d{2}:\d{2}\]?")
_CONTROL = re.compile(r"([\x01-\x04])\1*+")
_MOST_CONTROLS = 500  # in one line
_UNIT_SEPARATORS = re.compile("[\r\n]?\x1f++[\r\n]?")


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


def unmarked(line: str) -> str:
    """Return a line without control characters and what fills it up."""
    return _CONTROL.sub("", line).strip(FILL)


def separated(text: str) -> str:
    """Some end lines with US; beside another line end it says nothing."""
    if "\x1f" not in text:
        return text
    return _UNIT_SEPARATORS.sub(lambda run: run[0].replace("\x1f", "") or "\n" * len(run[0]), text)


def stamp_alone(line: str) -> bool:
    """Whether a line is a stamp that can be nothing else."""
    match = AFTER_TEXT.fullmatch(line.strip(FILL)) if len(line) < 80 else None
    return match is not None and _STAMP.fullmatch(match["stamp"]) is not None


def transmissions(text: str) -> Iterator[Transmission]:
    """Part a text into its transmissions; what is before the first and after the last belongs to them."""
    current = Transmission()
    for mark, line in _marked(text):
        if _begins_another(current, mark, line):
            if not current.is_empty:
                yield _whole(current)
                current = Transmission()
            current.place = "text" if mark == STX else "front"
        elif mark == STX and current.place == "front":
            current.place = "text"
        elif mark == ETX and current.place in ("front", "text"):
            if current.place == "front":
                current.text, current.front = current.front, []
            current.place = "end"
        elif mark == EOT:
            if current.place == "front":
                current.text, current.front = current.front, []
            current.place = "after"
        _take(current, line, after_soh=mark == SOH)
    yield _whole(current)


def _marked(text: str) -> Iterator[tuple[str, Line]]:
    """Give the lines, parted at SOH, STX, ETX and EOT, each with the one before it."""
    for line in raw_lines_of(separated(text)):
        before, *others = _CONTROL.split(line.text, maxsplit=_MOST_CONTROLS)
        if before.strip(FILL) or not others:
            yield "", Line(line.number, _bare(before))
        for mark, piece in zip(others[::2], others[1::2], strict=True):
            yield mark, Line(line.number, _bare(piece))


def _bare(piece: str) -> str:
    return piece.replace("\x7f", "").replace("\x16", "").strip("\x00\x07\x1a\ufeff").rstrip(FILL)


def _begins_another(current: Transmission, mark: str, line: Line) -> bool:
    is_header = HEADER.fullmatch(line.text.strip(FILL)) is not None
    if mark == SOH:
        return is_header or not line.text or current.is_empty or current.place in ("end", "after")
    if current.place == "after":
        return is_header or mark == STX
    if not is_header or mark:
        return False
    # Without control characters a header is one after the end of another transmission.
    last = next((one.text for one in reversed(_lines_read(current)) if one.text and not _is_frame(one)), "")
    return stamp_alone(last) or (current.place == "end" and AFTER_TEXT.fullmatch(last.strip(FILL)) is not None)


def _lines_read(current: Transmission) -> list[Line]:
    return current.end or current.text or current.front


def _is_frame(line: Line) -> bool:
    return FRAME_LINE.fullmatch(line.text.strip(FILL)) is not None


def _take(current: Transmission, line: Line, *, after_soh: bool) -> None:
    """Put a line where the reading is."""
    if line.text and (_is_frame(line) or current.place == "after"):
        current.furniture.append(line)
    elif not line.text and current.is_empty:
        return
    elif current.place == "front" and current.header is None and not current.front:
        if after_soh or HEADER.fullmatch(line.text.strip(FILL)):
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
        if last is not None and stamp_alone(current.text[last].text):
            stamps = [current.text[last]]
            del current.text[last:]
    current.end = stamps
    return current


def _parted_end(end: list[Line]) -> tuple[list[Line], list[Line]]:
    """Part what stands after ETX: stamps, the first of them and others that can be nothing else; the rest is text."""
    stamps: list[Line] = []
    others: list[Line] = []
    for line in filter(lambda line: line.text, end):
        is_stamp = stamp_alone(line.text) if stamps else AFTER_TEXT.fullmatch(line.text.strip(FILL)) is not None
        (stamps if is_stamp else others).append(line)
    return stamps, others
