"""Text of a page of Xinhua: headline, header line, body, and the page's furniture around them.

The shape is known from pages, not from a specification. One line is one paragraph: pages are not wrapped.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from schemas import Code, Note, NoteCode, Source, WireItem
from schemas.errors import Unreadable
from worker.draft import Draft, Paragraph, Part, Role, WrittenTime
from worker.formats.decode import Decoded, decode
from worker.formats.flags import flag_alone, split_flags, urgency_of
from worker.formats.lines import Line, lines_of
from worker.formats.xinhua_editions import EDITIONS, Edition

_ZONE = "Asia/Shanghai"
_LONGEST_SHORT_LINE = 200  # headers, furniture, flags and slugs are far shorter; paragraphs are mostly longer
_LONGEST_HEADLINE = 300
# Channel code, 20 constant digits, document number, one digit. The number is the `c_` number of the page's address.
_TAIL_CODE = re.compile(r"01[0-9]{10}[0-9]{20}(?P<number>[0-9]{9,10})[0-9]")
_ADDRESS_NUMBER = re.compile(r"/c_(?P<number>[0-9]{6,12})\.html?(?:[?#]|$)|/(?P<code>[0-9a-f]{32})/c\.html(?:[?#]|$)")
_SLUG = re.compile(r"(?:\([A-Z0-9 ,'’&.-]{2,60}\))?[A-Z0-9.'’&/ ]{1,40}(?:[-–][A-Z0-9.'’&/ ]{1,40}){1,8}(?:\([A-Z]{2,3}\))?")
_SLUG_EDGES = re.compile(r"^\(|\)$")


@dataclass(frozen=True, slots=True)
class XinhuaPage:
    """Page text of Xinhua's editions."""

    name: str = "xinhua_page"
    media_types: tuple[str, ...] = ("text/plain",)

    def sniff(self, head: str) -> bool:
        """Whether one of the first lines is the header of an edition."""
        return _find_header(lines_of(head)) is not None

    def read(self, item: WireItem, source: Source) -> Iterator[Draft]:
        """Give the page's one story. Raises Unreadable for bytes that are no text or no page of a known edition."""
        decoded = decode(item, source)
        lines = list(lines_of(decoded.text))
        header = _find_header(lines)
        if header is None:
            languages = ", ".join(edition.language for edition in EDITIONS)
            message = f"no header line of a page of Xinhua; editions known are {languages}"
            raise Unreadable(Code.UNKNOWN_FORMAT, message, "line 1")
        yield _draft(lines, header, item.url, decoded)


@dataclass(frozen=True, slots=True)
class _Header:
    """The header line, the edition it belongs to and what it holds."""

    line: Line
    edition: Edition
    match: re.Match[str]


@dataclass(slots=True)
class _Page:
    """The lines of a page sorted: text before and after the header, and parts of any other role."""

    before: list[Line]
    after: list[Line]
    parts: list[tuple[int, Part]]

    def add(self, role: Role, line: Line, text: str) -> None:
        """Note that a line, or a part of it, has this role."""
        self.parts.append((line.number, Part(role, text, line.where)))

    def in_order(self) -> tuple[Part, ...]:
        """Return all parts as they stand on the page: by line, an end mark after the paragraph it ends."""
        placed = sorted(self.parts, key=lambda one: (one[0], one[1].role == "end_mark"))
        return tuple(part for _, part in placed)

    def texts(self, role: Role) -> tuple[str, ...]:
        """Return the texts of a role, in order."""
        return tuple(part.text for _, part in self.parts if part.role == role)


def _find_header(lines: Iterable[Line]) -> _Header | None:
    for line in lines:
        if "|" in line.text and len(line.text) <= _LONGEST_SHORT_LINE:
            for edition in EDITIONS:
                if match := edition.header.fullmatch(line.text):
                    return _Header(line, edition, match)
    return None


def _draft(lines: list[Line], header: _Header, url: str | None, decoded: Decoded) -> Draft:
    edition, match = header.edition, header.match.groupdict()
    page = _sort(lines, header)
    headline, body = _headline_and_body(page, edition)
    notes = [*decoded.notes, *_end(page, body, edition)]
    if furniture := page.texts("furniture"):
        notes.append(Note(code=NoteCode.BOILERPLATE_REMOVED, detail="; ".join(furniture)))
    if tail := page.texts("tail_code"):
        notes.append(Note(code=NoteCode.TAIL_CODE_REMOVED, detail=tail[-1]))
    for line in body:
        page.add("paragraph", line, line.text)
    flags = page.texts("flag")
    return Draft(
        headline=headline,
        paragraphs=tuple(Paragraph(line.text, line.where) for line in body),
        slugline=next(iter(page.texts("slug")), None),
        language=edition.language,
        provider="xinhua",
        domain=match.get("domain"),
        version_created=WrittenTime(match["time"], header.line.where, _ZONE),
        document_number=_number_of_tail(tail) or _number_of_address(url),
        urgency=urgency_of(flags),
        flags=flags,
        editor=match.get("editor"),
        url=url,
        charset=decoded.charset,
        captions=page.texts("caption"),
        parts=page.in_order(),
        notes=tuple(notes),
    )


def _sort(lines: list[Line], header: _Header) -> _Page:
    page = _Page([], [], [])
    for line in lines:
        role = _role(line, header)
        if role:
            page.add(role, line, line.text)
        elif line.number < header.line.number:
            page.before.append(line)
        else:
            page.after.append(line)
    return page


def _role(line: Line, header: _Header) -> Role | None:
    """Return the role of a line that is not text of the story."""
    text = line.text
    if text.endswith(")") and header.edition.caption.search(text):
        return "caption"
    if len(text) > _LONGEST_SHORT_LINE:
        return None
    if line.number == header.line.number:
        return "header"
    if header.edition.furniture.fullmatch(text):
        return "furniture"
    if _TAIL_CODE.fullmatch(text):
        return "tail_code"
    if flag_alone(text):
        return "flag"
    # The brackets tell a slug from a headline in capitals.
    return "slug" if "-" in text and _SLUG_EDGES.search(text) and _SLUG.fullmatch(text) else None


def _headline_and_body(page: _Page, edition: Edition) -> tuple[str | None, list[Line]]:
    """The headline stands before the header, over several lines at times, or is the first line after it."""
    lines, rest = page.before, page.after
    if not lines:
        lines, rest = rest[:1], rest[1:]
    elif sum(len(line.text) for line in lines) > _LONGEST_HEADLINE:
        lines, rest = lines[:1], lines[1:] + rest
    whole = " ".join(line.text for line in lines)
    if not lines or len(whole) > _LONGEST_HEADLINE or edition.credit in whole:
        return None, lines + rest
    flags, headline = split_flags(whole)
    for flag in flags:
        page.add("flag", lines[0], flag)
    page.add("headline", lines[0], headline)
    return headline, rest


def _end(page: _Page, body: list[Line], edition: Edition) -> Iterator[Note]:
    """Take the marks off the last paragraph that say whether the story ends there."""
    for pattern, code in (
        (edition.end_mark, NoteCode.END_MARK_REMOVED),
        (edition.to_be_continued, NoteCode.TO_BE_CONTINUED),
    ):
        match = pattern.search(body[-1].text) if body and pattern else None
        if match is None:
            continue
        last = body.pop()
        if rest := last.text[: match.start()].rstrip():
            body.append(Line(last.number, rest))
        page.add("end_mark", last, match[0].strip())
        yield Note(code=code, detail=match[0].strip())


def _number_of_tail(tail: tuple[str, ...]) -> str | None:
    match = _TAIL_CODE.fullmatch(tail[-1]) if tail else None
    return match["number"] if match else None


def _number_of_address(url: str | None) -> str | None:
    match = _ADDRESS_NUMBER.search(url) if url else None
    return match["number"] or match["code"] if match else None
