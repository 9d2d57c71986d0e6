"""Text of a page of Xinhua: headline, header line, body, and the page's furniture around them.

The shape is known from pages, not from a specification. One line is one paragraph: pages are not wrapped.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import itemgetter

from schemas import Code, Note, NoteCode, Source, WireItem
from schemas.errors import Unreadable
from worker.draft import Draft, Paragraph, Part, Role, WrittenTime
from worker.formats.decode import Decoded, decode
from worker.formats.flags import flag_alone, split_flags, urgency_of
from worker.formats.lines import Line, blank_marks, lines_of
from worker.formats.xinhua_addresses import number_of_address
from worker.formats.xinhua_editions import EDITIONS, Edition

_ZONE = "Asia/Shanghai"
_LONGEST_SHORT_LINE = 200  # headers, furniture, flags and slugs are far shorter; paragraphs are mostly longer
_LONGEST_HEADLINE = 300
# Channel code, 20 constant digits, document number, one digit. The number is the `c_` number of the page's address.
_TAIL_CODE = re.compile(r"01[0-9]{10}[0-9]{20}(?P<number>[0-9]{9,10})[0-9]")
_GLUED_TAIL_CODE = re.compile(rf"(?<=[^0-9]){_TAIL_CODE.pattern}$")
_LONGEST_TAIL_CODE = 44
# `(TWO SESSIONS)CHINA-BEIJING-OPENING (CN)`: an occasion in front or a country's code at the end, or both.
_WORDS = r"[A-Z][A-Z0-9.'’&/ ]{0,39}(?:[-–][A-Z0-9.'’&/ ]{1,40}){2,8}"
_OCCASION = r"\([A-Z0-9 ,'’&.-]{2,60}\)"
_SLUG = re.compile(rf"{_OCCASION}{_WORDS}(?:\([A-Z]{{2}}\))?|{_WORDS}\([A-Z]{{2}}\)")
_CLOSE = "Close"  # the second line of `Video Player / Close`


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
        yield _draft(_with_tail_code_apart(lines), header, item.url, decoded)


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

    def in_order(self, body: list[Line], paragraphs: list[Paragraph]) -> tuple[Part, ...]:
        """Return all parts as they stand on the page: by line, a tail code after the text it is glued to."""
        numbered = [(line.number, Part("paragraph", *text)) for line, text in zip(body, paragraphs, strict=True)]
        placed = sorted([*numbered, *self.parts], key=itemgetter(0))
        return tuple(part for _, part in placed)

    def texts(self, role: Role) -> tuple[str, ...]:
        """Return the texts of a role, in order."""
        return tuple(part.text for _, part in self.parts if part.role == role)


def _find_header(lines: Iterable[Line]) -> _Header | None:
    for line in lines:
        if "|" in line.text and len(line.text) <= _LONGEST_SHORT_LINE:
            text = blank_marks(line.text)
            for edition in EDITIONS:
                if match := edition.header.fullmatch(text):
                    return _Header(line, edition, match)
    return None


def _with_tail_code_apart(lines: list[Line]) -> list[Line]:
    """Return the lines with a tail code that is glued to the last one's text as a line of its own."""
    last = lines[-1]
    glued = _GLUED_TAIL_CODE.search(last.text, max(0, len(last.text) - _LONGEST_TAIL_CODE))
    return [*lines[:-1], *last.split(glued.start())] if glued else lines


def _draft(lines: list[Line], header: _Header, url: str | None, decoded: Decoded) -> Draft:
    edition, match = header.edition, header.match.groupdict()
    page = _sort(lines, header)
    headline, body = _headline_and_body(page, edition)
    notes = [*decoded.notes]
    if furniture := page.texts("furniture"):
        notes.append(Note(code=NoteCode.BOILERPLATE_REMOVED, detail="; ".join(furniture)))
    if tail := page.texts("tail_code"):
        notes.append(Note(code=NoteCode.TAIL_CODE_REMOVED, detail=tail[-1]))
    flags = tuple(flag_alone(text) or text for text in page.texts("flag"))  # without the brackets of a line of its own
    paragraphs = [Paragraph(line.text, line.where) for line in body]
    return Draft(
        headline=headline,
        paragraphs=tuple(paragraphs),
        slugline=next(iter(page.texts("slug")), None),
        language=edition.language,
        provider="xinhua",
        domain=match.get("domain"),
        version_created=WrittenTime(match["time"], header.line.where, _ZONE),
        document_number=_number_of_tail(tail) or number_of_address(url),
        urgency=urgency_of(flags),
        flags=flags,
        editor=match.get("editor") or None,
        url=url,
        charset=decoded.charset,
        captions=page.texts("caption"),
        parts=page.in_order(body, paragraphs),
        notes=tuple(notes),
    )


def _sort(lines: list[Line], header: _Header) -> _Page:
    page = _Page([], [], [])
    for line in lines:
        role = _role(line, header)
        if role == "header":
            _add_header(page, header)
        elif role:
            page.add(role, line, line.text)
        elif line.number < header.line.number:
            page.before.append(line)
        else:
            page.after.append(line)
    _take_slugs_before(page)
    _take_what_precedes_the_body(page)
    return page


def _add_header(page: _Page, header: _Header) -> None:
    """The player's furniture may stand on the header line."""
    line = header.line
    if not header.match["furniture"]:
        page.add("header", line, line.text)
        return
    before, furniture = line.split(header.match.start("furniture"))
    page.add("header", before, before.text)
    page.add("furniture", furniture, furniture.text)


def _take_slugs_before(page: _Page) -> None:
    """Take the slugs out of the lines before the header, unless no line for a headline would be left."""
    others = [line for line in page.before if not _SLUG.fullmatch(line.text)]
    if others and len(others) < len(page.before):
        for line in page.before:
            if _SLUG.fullmatch(line.text):
                page.add("slug", line, line.text)
        page.before = others


def _take_what_precedes_the_body(page: _Page) -> None:
    """Take the slugs, the flags and the rest of the player that stand between the header and the body."""
    kept: list[Line] = []
    for index, line in enumerate(page.after):
        if role := _role_before_body(line.text, page):
            page.add(role, line, line.text)
        elif page.before or kept:
            kept += page.after[index:]
            break
        else:
            kept.append(line)  # the headline
    page.after = kept


def _role_before_body(text: str, page: _Page) -> Role | None:
    if flag_alone(text):
        return "flag"
    if text == _CLOSE and page.texts("furniture"):
        return "furniture"
    return "slug" if _SLUG.fullmatch(text) else None


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
    return "flag" if line.number < header.line.number and flag_alone(text) else None


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


def _number_of_tail(tail: tuple[str, ...]) -> str | None:
    match = _TAIL_CODE.fullmatch(tail[-1]) if tail else None
    return match["number"] if match else None
