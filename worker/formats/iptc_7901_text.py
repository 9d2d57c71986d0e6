"""The text of a transmission: slug, notes to editors, headline, names, paragraphs, and what stands below them.

slug/keyword/
headline, perhaps over lines =
Von NAME, dpa
   Place (agency) - paragraphs, each begun by an indent or a blank line; rows of tables
signature of the desk, notes to editors
"""

import re
from itertools import dropwhile

from schemas import Note, NoteCode
from worker.draft import Draft, Paragraph, Part, WrittenConcept, WrittenPerson
from worker.formats.flags import split_flags, urgency_of
from worker.formats.iptc_7901_below import LONGEST_NOTE, MOST_NOTES, NOTE, indent, is_bracketed, take_below
from worker.formats.iptc_7901_names import NamesLine, names_line, people_of
from worker.formats.iptc_7901_paragraphs import paragraphs_of
from worker.formats.lines import Line

_HEADLINE_LINES = 8
_LONGEST_HEADLINE = 400
_LONGEST_SLUG = 160
_LONGEST_LINE = 400

_END_OF_SENTENCE = re.compile(r"[.:,;][\"”»«“')]{0,2}$")
# `Berlin (dpa) - `, `MOSCOU 15/06 (AFP) = `, `Berlin (KNA) Die`: no headline is like that.
_DATELINE = re.compile(
    r"[^()]{2,90}\([A-Za-z]{2,12}(?:[-/, ]{1,2}[A-Za-z]{2,12}){0,4}\)\s{0,3}(?:[-–—_]{1,2}(?:\s|$)|=|[^\W\d_a-z]|\d)"
)
# Of a slug whose end slash is missing: words with slashes between them, or one word.
_SLUG = re.compile(r"[^\s/=]+(?: [^\s/=]+){0,2}(?:/ ?[^\s/=]+(?: [^\s/=]+){0,2}){0,7}")
_AGENCY_ID = re.compile(r"(?:^|\s)(?P<id>(?!COR )[A-Za-z]{2,8}(?:-| {0,3})[0-9][0-9-]{2,24}(?:#[0-9]{1,4})?)(?=\s|$)")
_CORRECTION = r"(?:Korrektur|KORREKTUR|Berichtigung|BERICHTIGUNG|CORRECTS|RPT|ZF|LEAD)"
_KIND = re.compile(rf"(?:[0-9]{{1,2}}\.? ?)?{_CORRECTION}(?: ?[0-9]{{1,4}})?")
_KIND_BEFORE = re.compile(rf"\(?(?P<kind>{_KIND.pattern})\)?:\s{{1,3}}(?=\S)")
_SUBHEADLINE = "Utl.:"  # Untertitel
_KIND_IN_NOTE = re.compile(r"[(\[](?P<kind>Berichtigung|Korrektur)\b", re.IGNORECASE)


class _Above:
    """What stands above the text, as it is taken off line by line."""

    def __init__(self, lines: list[Line]) -> None:
        self.lines = lines
        self.next = 0
        self.parts: list[Part] = []
        self.slug: list[str] = []
        self.ids: list[tuple[str, str]] = []
        self.notes: list[str] = []
        self.flags: tuple[str, ...] = ()
        self.headline: str | None = None
        self.subheadline: str | None = None
        self.names: list[NamesLine] = []

    def line(self) -> Line | None:
        """Return the next line that holds anything."""
        while self.next < len(self.lines) and not self.lines[self.next].text.strip():
            self.next += 1
        return self.lines[self.next] if self.next < len(self.lines) else None

    def take_slug(self, line: Line) -> None:
        """Take a line of the slug."""
        self.slug.append(line.text.strip().rstrip("/").strip())
        self.parts.append(Part("slug", line.text.strip(), line.where))

    def take_note(self, lines: list[Line]) -> None:
        """Take lines for editors."""
        text = "\n".join(line.text.strip() for line in lines)
        self.notes.append(text)
        self.parts.append(Part("editor_note", text, lines[0].where))
        self.next += len(lines)


def is_slug_line(line: str) -> bool:
    """Whether a line is a slug with its end slash."""
    text = line.strip()
    return text.endswith("/") and 1 < len(text) <= _LONGEST_SLUG and "://" not in text and not _DATELINE.match(text)


def is_headline_end(line: str) -> bool:
    """Whether a line is the last of a headline."""
    text = line.strip()
    return (
        text.endswith("=") and len(text) <= _LONGEST_HEADLINE and any(map(str.isalpha, text)) and not _DATELINE.match(text)
    )


def agency_id_in(options: str) -> str | None:
    """Return the agency's own id among the options of a header."""
    found = _AGENCY_ID.search(options)
    return found["id"] if found else None


def read_text(front: list[Line], text: list[Line]) -> Draft:
    """Return the story in the lines between header and STX, and in those up to ETX; without times and identity."""
    above = _Above(_of_one_margin(text))
    _take_front(above, front)
    _take_slug_in_text(above)
    _take_notes(above)
    _take_headline(above)
    _take_names_and_notes(above)
    lines, below = take_below(above.lines[above.next :])
    read = [*paragraphs_of(lines)]
    paragraphs = tuple(Paragraph(shown, part.where) for shown, part in read)
    keywords = [word for line in above.slug for word in map(str.strip, line.split("/")) if word]
    notes = (*above.notes, *below.notes)
    kinds = [word for word in keywords if _KIND.fullmatch(word)]
    kinds += [found["kind"] for note in notes if (found := _KIND_IN_NOTE.match(note))]
    return Draft(
        headline=above.headline,
        subheadline=above.subheadline,
        paragraphs=paragraphs,
        lacks=("text",) if above.headline else ("headline",),
        slugline="/".join(above.slug) or None,
        keywords=tuple(keywords) if len(keywords) > 1 else (),
        byline=", ".join(line.names for line in above.names) or None,
        authors=tuple(WrittenPerson(name) for line in above.names for name in people_of(line.names)),
        editor_note="\n".join(notes) or None,
        flags=above.flags,
        genres=tuple(WrittenConcept(name=kind) for kind in dict.fromkeys(kinds)),
        urgency=urgency_of(above.flags),
        alt_ids=tuple(above.ids),
        parts=(*above.parts, *(part for _, part in read), *below.parts),
        notes=tuple(Note(code=NoteCode.END_MARK_REMOVED, detail=mark) for mark in below.signatures),
    )


def _of_one_margin(lines: list[Line]) -> list[Line]:
    """Take off the margin that all lines have."""
    widths = [indent(line) for line in lines if line.text.strip()]
    margin = min(widths, default=0)
    return [Line(line.number, line.text.expandtabs(4)[margin:]) for line in lines] if margin else lines


def _take_front(above: _Above, front: list[Line]) -> None:
    """Read the lines between header and STX: slug, notes, ids; of four-line headers the headline as well."""
    lines = [line for line in front if line.text.strip()]
    headline_end = next((index for index, line in enumerate(lines) if is_headline_end(line.text)), None)
    begin = len(lines)
    if headline_end is not None:
        slugs = [index for index, line in enumerate(lines[:headline_end]) if is_slug_line(line.text)]
        begin = slugs[-1] + 1 if slugs else min(1, headline_end)
    for line in lines[:begin]:
        text = line.text.strip()
        found = _AGENCY_ID.fullmatch(text)
        if found:
            above.ids.append(("agency_id", found["id"]))
            above.parts.append(Part("header", text, line.where))
        elif is_bracketed(text):
            above.notes.append(text)
            above.parts.append(Part("editor_note", text, line.where))
        else:
            above.take_slug(line)
    above.lines = [*lines[begin:], *above.lines]


def _take_slug_in_text(above: _Above) -> None:
    """Take the slug where STX was lost or stands before it."""
    while not above.headline and (line := above.line()) and is_slug_line(line.text):
        above.take_slug(line)
        above.next += 1
    line = above.line()
    if above.slug or line is None or len(line.text) > _LONGEST_SLUG or not _SLUG.fullmatch(line.text.strip()):
        return
    following = [one.text for one in above.lines[above.next + 1 : above.next + _HEADLINE_LINES] if one.text.strip()]
    if not is_headline_end(line.text) and any(map(is_headline_end, following[:3])):
        above.take_slug(line)
        above.next += 1


def _take_notes(above: _Above) -> None:
    """Take off the notes to editors that stand before anything else."""
    while len(above.notes) < MOST_NOTES and (lines := _note_at(above)):
        above.take_note(lines)


def _note_at(above: _Above) -> list[Line]:
    """Return the lines of the note to editors that comes next, none where there is none or nothing comes after it."""
    if above.line() is None:
        return []
    lines = above.lines[above.next :]
    count = _bracketed_note(lines) or _worded_note(lines, is_above_headline=above.headline is None)
    return lines[:count] if any(line.text.strip() for line in lines[count:]) else []


def _bracketed_note(lines: list[Line]) -> int:
    """Return how many lines the note in brackets takes that begins with the first."""
    if lines[0].text.strip()[0] not in "([":
        return 0
    for count, line in enumerate(lines[:_HEADLINE_LINES], 1):
        text = line.text.strip()
        if not text:
            return 0
        if text[-1] in ")]=" and is_bracketed("\n".join(one.text.strip() for one in lines[:count])):
            return count
    return 0


def _worded_note(lines: list[Line], *, is_above_headline: bool) -> int:
    """Return how many lines the note takes that begins with its word (Eds:), only one where the headline is the next."""
    if not NOTE.match(lines[0].text.strip()):
        return 0
    count = length = 0
    for line in lines[:_HEADLINE_LINES]:
        begins_other = count and (indent(line) >= 2 or names_line([line]))
        if not line.text.strip() or begins_other or length > LONGEST_NOTE:
            break
        count += 1
        length += len(line.text)
    below = list(dropwhile(lambda line: not line.text.strip(), lines[count:]))
    has_headline_below = _marked_headline(below) or _plain_headline(below)
    if is_above_headline and (_marked_headline(lines[1:count]) or not has_headline_below):
        return 1
    return count


def _take_headline(above: _Above) -> None:
    """Take the headline: up to the line that ends in `=`; else the first block, if it can be one."""
    if above.line() is None:
        return
    count = _marked_headline(above.lines[above.next :]) or _plain_headline(above.lines[above.next :])
    if not count:
        return
    lines = [
        Line(line.number, line.text.strip().removesuffix("=").rstrip())
        for line in above.lines[above.next : above.next + count]
    ]
    above.next += count
    first = lines[0]
    if kind := _KIND_BEFORE.match(first.text):
        above.flags = (kind["kind"],)
        above.parts.append(Part("flag", kind["kind"], first.where))
        first = Line(first.number, first.text[kind.end() :])
    flags, rest = split_flags(first.text)
    above.flags = (*above.flags, *flags)
    above.parts += [Part("flag", flag, first.where) for flag in flags]
    lines[0] = Line(first.number, rest)
    above.headline = "\n".join(line.text for line in lines)
    above.parts += [Part("headline", line.text, line.where) for line in lines if line.text]
    _take_subheadline(above)


def _take_subheadline(above: _Above) -> None:
    """Take the second headline: lines that begin with APA's word for it, or one directly below that ends in `=`."""
    end_of_headline = above.next
    line = above.line()
    if line is None:
        return
    text = line.text.strip()
    if text.startswith(_SUBHEADLINE):
        count = _marked_headline(above.lines[above.next :])
    else:
        is_second = above.next == end_of_headline and is_headline_end(text)
        count = 1 if is_second and not names_line([line]) and not is_bracketed(text) else 0
    if count:
        parts = [
            Part("headline", line.text.strip().removesuffix("=").rstrip(), line.where)
            for line in above.lines[above.next : above.next + count]
        ]
        above.parts += [part for part in parts if part.text]
        above.subheadline = "\n".join(part.text for part in parts).removeprefix(_SUBHEADLINE)
        above.next += count


def _marked_headline(lines: list[Line]) -> int:
    """Return how many lines the headline has whose last one ends in `=`."""
    length = 0
    for count, line in enumerate(lines[:_HEADLINE_LINES], 1):
        text = line.text.strip()
        length += len(text)
        if not text or length > _LONGEST_HEADLINE or _DATELINE.match(text):
            return 0
        if is_headline_end(text):
            return count
    return 0


def _plain_headline(lines: list[Line]) -> int:
    """Return how many lines a headline without `=` has: a short block at the margin that ends no sentence, above others."""
    count = 0
    while count < len(lines) and lines[count].text.strip() and (not count or indent(lines[count]) < 2):
        if names_line(lines[count : count + 1]):
            break
        count += 1
    block = lines[:count]
    is_short = count <= _HEADLINE_LINES // 2 and sum(len(line.text) for line in block) <= _LONGEST_HEADLINE
    follows = any(line.text.strip() for line in lines[count:])
    if not block or not is_short or not follows or indent(block[0]) >= 2:
        return 0
    if _END_OF_SENTENCE.search(block[-1].text.strip()) or any(_DATELINE.match(line.text.strip()) for line in block):
        return 0
    return count


def _take_names_and_notes(above: _Above) -> None:
    """Take off the names line and the notes to editors that stand between headline and text."""
    while line := above.line():
        found = names_line(above.lines[above.next : above.next + 3]) if not above.names else None
        if found and len(line.text) <= _LONGEST_LINE:
            lines = above.lines[above.next : above.next + found.lines]
            above.names.append(found)
            above.parts += [Part("byline", one.text.strip().removesuffix("=").rstrip(), one.where) for one in lines]
            above.next += found.lines
        elif len(above.notes) < MOST_NOTES and (lines := _note_at(above)):
            above.take_note(lines)
        else:
            return
