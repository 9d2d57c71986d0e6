"""Text of a page of Xinhua: headline, header line, body, and the page's furniture around them.

The shape is known from pages, not from a specification. One line is one paragraph: pages are not wrapped.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from operator import itemgetter

from schemas import Code, Note, NoteCode, Source, WireItem
from schemas.errors import Unreadable
from worker.draft import Draft, Paragraph, Part, Role, WrittenTime
from worker.formats.blocks import names_of
from worker.formats.decode import Decoded, decode
from worker.formats.flags import flag_alone, split_flags, urgency_of
from worker.formats.lines import Line, lines_of
from worker.formats.other_kinds import is_of_other_kind
from worker.formats.slugs import is_slug
from worker.formats.xinhua_addresses import number_of_address
from worker.formats.xinhua_editions import FOOTER, FURNITURE, has_dateline, is_caption
from worker.formats.xinhua_header import (
    LONGEST_SHORT_LINE,
    Fields,
    Header,
    fields_of,
    find_header,
    has_header,
    loose_time_of,
)
from worker.formats.xinhua_tail_code import has_tail_code, number_of_tail_code, tail_code_in, with_tail_code_apart

_LONGEST_HEADLINE = 300
_GLUED_REACH = 300
_FIRST_LINES = 10  # in which a page that lost its header has its dateline
_LAST_LINES = 10  # in which the editor's line may stand
_MARKS = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_CLOSE = "Close"  # the second line of `Video Player / Close`
_STORY_ENDS = re.compile(r"\b(?:Fin|Enditem)\.?$")
_GLUED_CAPTION = re.compile(
    r"(?:(?<=[摄攝])[)\uff09]?\s{0,3}(?=新[华華]社[^。]{1,30}日[专專]?[电電])"
    r"|(?<=신화통신[)\uff09])\s{0,3}(?=[(\uff08][^()=]{1,40}=\s?신화통신))"
)


@dataclass(frozen=True, slots=True)
class XinhuaPage:
    """Page text of Xinhua's editions."""

    name: str = "xinhua_page"
    media_types: tuple[str, ...] = ("text/plain",)

    def sniff(self, head: str) -> bool:
        """Whether the first lines hold the header of an edition, or a line is a tail code."""
        return (has_header(head) or has_tail_code(head)) and not is_of_other_kind(head)

    def read(self, item: WireItem, source: Source) -> Iterator[Draft]:
        """Give the page's one story. Raises Unreadable for bytes that are no text or no page of Xinhua."""
        decoded = decode(item, source)
        lines = list(lines_of(decoded.text))
        header = find_header(lines)
        if header is None and not (has_tail_code(decoded.text) or _has_dateline(lines)):
            message = "no page of Xinhua: it has no header line, no tail code and no dateline of its"
            raise Unreadable(Code.UNKNOWN_FORMAT, message, "line 1")
        lines = with_tail_code_apart(lines)
        if "记者" in decoded.text or "사진" in decoded.text:
            lines = [part for line in lines for part in _with_caption_apart(line)]
        yield _draft(lines, header or Header({}), item.url, decoded)


@dataclass(slots=True)
class _Page:
    """The lines of a page sorted: text before and after the header, and parts of any other role."""

    before: list[Line]
    after: list[Line]
    time: WrittenTime | None
    domain: str | None
    editor: str | None
    names: str | None = None
    parts: list[tuple[int, Part]] = field(default_factory=list)

    def add(self, role: Role, line: Line, text: str) -> None:
        """Note that a line, or a part of it, has this role."""
        self.parts.append((line.number, Part(role, text, line.where)))

    def add_fields(self, line: Line, fields: Fields) -> None:
        """Note that a line is one of the header's; the player's furniture may stand at its end."""
        self.time = self.time or fields.time
        self.domain = self.domain or fields.domain
        self.editor = self.editor or fields.editor
        before, player = line.split(fields.player) if fields.player else (line, None)
        self.add("editor" if fields.is_editor_alone else "header", before, before.text)
        if player:
            self.add("furniture", player, player.text)

    def in_order(self, body: list[Line], paragraphs: list[Paragraph]) -> tuple[Part, ...]:
        """Return all parts as they stand on the page: by line, a tail code after the text it is glued to."""
        numbered = [(line.number, Part("paragraph", *text)) for line, text in zip(body, paragraphs, strict=True)]
        before = [part for part in self.parts if part[1].role == "caption"]
        after = [part for part in self.parts if part[1].role != "caption"]
        placed = sorted([*before, *numbered, *after], key=itemgetter(0))
        return tuple(part for _, part in placed)

    def texts(self, role: Role) -> tuple[str, ...]:
        """Return the texts of a role, in order."""
        return tuple(part.text for _, part in self.parts if part.role == role)


def _has_dateline(lines: list[Line]) -> bool:
    return any(has_dateline(line.text) for line in lines[:_FIRST_LINES])


def _with_caption_apart(line: Line) -> tuple[Line, ...]:
    """Return a line with a Chinese or Korean caption that is glued before its dateline as a line of its own.

    Others are told from the text by their dateline.
    """
    glued = _GLUED_CAPTION.search(line.text, 0, _GLUED_REACH)
    if glued is None:
        return (line,)
    parted = line.split(glued.end())
    return parted if is_caption(parted[0].text) else (line,)


def _draft(lines: list[Line], header: Header, url: str | None, decoded: Decoded) -> Draft:
    page = _sort(lines, header)
    headline, body = _headline_and_body(page)
    notes = [*decoded.notes]
    if furniture := page.texts("furniture"):
        notes.append(Note(code=NoteCode.BOILERPLATE_REMOVED, detail="; ".join(furniture)))
    if tail := page.texts("tail_code"):
        notes.append(Note(code=NoteCode.TAIL_CODE_REMOVED, detail=tail[0]))
    flags = tuple(flag_alone(text) or text for text in page.texts("flag"))  # without the brackets of a line of its own
    paragraphs = [Paragraph(line.text, line.where) for line in body]
    return Draft(
        headline=headline,
        paragraphs=tuple(paragraphs),
        lacks=("text",) if page.texts("caption") else (),  # pages of pictures have nothing else
        slugline=next(iter(page.texts("slug")), None),
        language=header.language,
        provider="xinhua",
        byline=page.names,
        domain=page.domain,
        version_created=page.time,
        document_number=(number_of_tail_code(tail[0]) if tail else None) or number_of_address(url),
        urgency=urgency_of(flags),
        flags=flags,
        editor=page.editor or None,
        url=url,
        charset=decoded.charset,
        captions=page.texts("caption"),
        parts=page.in_order(body, paragraphs),
        notes=tuple(notes),
    )


def _sort(lines: list[Line], header: Header) -> _Page:
    page = _Page([], [], header.time, header.domain, header.editor)
    first = next(iter(header.lines), 0)
    footer, tail = _footer_start(lines, first), tail_code_in(lines)
    for index, line in enumerate(lines):
        is_before = line.number < first
        if fields := header.lines.get(line.number) or (_editor_of(line) if index >= len(lines) - _LAST_LINES else None):
            page.add_fields(line, fields)
        elif line.text == tail:
            page.add("tail_code", line, line.text)
        elif role := "furniture" if index >= footer else _role(line.text, is_before=is_before):
            page.add(role, line, line.text)
        elif is_before:
            page.before.append(line)
        else:
            page.after.append(line)
    _take_header_and_slugs_before(page)
    _take_what_precedes_the_body(page)
    return page


def _editor_of(line: Line) -> Fields | None:
    has_label = "Editor" in line.text or "责" in line.text or "責" in line.text
    fields = fields_of(line) if has_label else None
    return fields if fields and fields.is_editor_alone else None


def _footer_start(lines: list[Line], header: int) -> int:
    """Return the index of the line from which on all is below the story, their number if there is none."""
    for index, line in enumerate(lines):
        if line.number > header and FOOTER.match(line.text):
            if any(_STORY_ENDS.search(later.text[-20:]) for later in lines[index + 1 :]):
                continue
            return index
    return len(lines)


def _role(text: str, *, is_before: bool) -> Role | None:
    """Return the role of a line that is not text of the story, None for any other. is_before: the header."""
    if is_caption(text):
        return "caption"
    if len(text) > LONGEST_SHORT_LINE:
        return None
    if FURNITURE.fullmatch(text.strip(_MARKS)):
        return "furniture"
    return "flag" if is_before and flag_alone(text) else None


def _take_header_and_slugs_before(page: _Page) -> None:
    """Take what else is of a header, and slugs, out of the lines before it, unless no line for a headline would be left."""
    taken = {line: fields_of(line) for line in page.before}
    others = [line for line in page.before if not taken[line] and not is_slug(line.text)]
    if len(others) == len(page.before) or not (others or _begins_with_headline(page.after)):
        return
    for line in page.before:
        if fields := taken[line]:
            page.add_fields(line, fields)
        elif is_slug(line.text):
            page.add("slug", line, line.text)
    page.before = others


def _begins_with_headline(lines: list[Line]) -> bool:
    """Whether the first of the lines below the header is a headline: it has no dateline, and the next one has."""
    return len(lines) > 1 and not has_dateline(lines[0].text) and has_dateline(lines[1].text)


def _take_what_precedes_the_body(page: _Page) -> None:
    """Take what stands between the header and the body: slugs, flags, the reporters' names, more of header and player."""
    kept: list[Line] = []
    for index, line in enumerate(page.after):
        if role := _role_before_body(line.text, page):
            page.add(role, line, line.text)
        elif names := names_of(line) if (page.before or kept) and not page.names else None:
            page.names = names
            page.add("byline", line, line.text)
        elif fields := _fields_before_body(line, page):
            page.add_fields(line, fields)
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
    return "slug" if is_slug(text) else None


def _fields_before_body(line: Line, page: _Page) -> Fields | None:
    """Return what a further line of the header holds: of an edition whose line is not known, the time between its bars."""
    if fields := fields_of(line):
        return fields
    time = None if page.time else loose_time_of(line)
    return Fields(frozenset(("time",)), time) if time else None


def _headline_and_body(page: _Page) -> tuple[str | None, list[Line]]:
    """The headline stands before the header, over several lines at times, or is the first line after it."""
    lines, rest = page.before, page.after
    if not lines:
        lines, rest = rest[:1], rest[1:]
    elif sum(len(line.text) for line in lines) > _LONGEST_HEADLINE:
        lines, rest = lines[:1], lines[1:] + rest
    lead = next((index for index, line in enumerate(lines) if has_dateline(line.text)), len(lines))
    lines, rest = lines[:lead], lines[lead:] + rest
    whole = "\n".join(line.text for line in lines)
    if not lines or len(whole) > _LONGEST_HEADLINE:
        return None, lines + rest
    flags, headline = split_flags(whole)
    for flag in flags:
        page.add("flag", lines[0], flag)
    page.add("headline", lines[0], headline)
    return headline, rest
