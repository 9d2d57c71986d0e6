"""The text of a mail: which of its parts it is, and that text in paragraphs or markup."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from schemas import Code, Note, NoteCode, Source, WireItem
from schemas.errors import Unreadable
from worker.draft import Draft, Markup, Paragraph
from worker.draft import Part as Piece
from worker.formats import wire_text
from worker.formats.blocks import blocks_of, leading_flags, names_of, split_byline
from worker.formats.decode import Decoded, decode_anyhow
from worker.formats.flags import flag_alone
from worker.formats.lines import Line, lines_of
from worker.formats.mail_furniture import PassedOn, split_footer, split_passed_on
from worker.formats.mail_header import NO_TIME, text_in
from worker.formats.mail_parts import Part
from worker.formats.wrapped import at_indents, paragraphs_of

_HTML = ("text/html", "application/xhtml+xml")
_SIGNATURE = "-- "  # RFC 3676, 4.3
_RULE = re.compile(r"[-_ ]+")
_QUOTED = re.compile(r">*+")
_NO_PICTURE = "\ufffc"  # where one was in the text
_LONGEST_POINTER = 400
_POINTER = re.compile(r"html|browser|navigat(?:eur|or)|المتصفح|متصفح|浏览器|браузер", re.IGNORECASE)
_WIDEST_WRAPPED = 80  # mail programs part lines before
_SENTENCE_END = re.compile(r"[.。؟!?۔।:][\"”»')）]?$")
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s{0,9}=\s{0,9}[\"']?([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
_HEAD = 2048
_LONGEST_DETAIL = 200


@dataclass(slots=True)
class Body:
    """The text of a mail. Paragraphs or markup, never both; neither where it has no text."""

    headline: Draft | None = None
    """What the first lines are, where the mail has no subject to be the headline."""
    flags: list[str] = field(default_factory=list)
    byline: str | None = None
    cover: str | None = None
    """What who passed the mail on said of it."""
    paragraphs: list[Paragraph] = field(default_factory=list)
    markup: Markup | None = None
    charset: str | None = None
    notes: list[Note] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)

    @property
    def length(self) -> int:
        """Letters of its text, markup included."""
        return sum(len(paragraph.text) for paragraph in self.paragraphs) + len(self.markup.html if self.markup else "")


def split_parts(part: Part, source: Source) -> tuple[list[Part], list[Part]]:
    """Part the parts that are the mail's text from those attached to it."""
    if part.mail or not part.children:
        is_text = part.media_type in ("text/plain", *_HTML) and not part.is_attached()
        return ([part], []) if is_text else ([], [part])
    if part.media_type == "multipart/signed":
        return split_parts(part.children[0], source)
    options = [split_parts(child, source) for child in part.children]
    attached = [one for _, others in options for one in others]
    if part.media_type == "multipart/alternative":
        return _best([texts for texts, _ in options if texts], source), attached
    if part.media_type == "multipart/related":
        return options[0][0], attached
    return [one for texts, _ in options for one in texts], attached


def _best(options: list[list[Part]], source: Source) -> list[Part]:
    """Return the plain text, unless it holds nothing but a hint to the other version, which is then taken."""
    marked_up = [texts for texts in options if any(one.media_type in _HTML for one in texts)]
    for texts in options:
        if texts not in marked_up and (not marked_up or any(_says_anything(one, source) for one in texts)):
            return texts
    return marked_up[-1] if marked_up else []


def _says_anything(part: Part, source: Source) -> bool:
    try:
        text = _decoded(part, source).text.strip()
    except Unreadable:
        return False
    return len(text) > _LONGEST_POINTER or not _POINTER.search(text)


def read_text(texts: list[Part], has_subject: bool, source: Source) -> Body:
    """Read the parts that are the mail's text.

    Raises Unreadable: no_story for encrypted text; binary, truncated and too_large with the part and the place in it.
    """
    body = Body()
    read = [(part, decoded) for part in texts if (decoded := _decoded_or_none(part, source))]
    for _, decoded in read:
        body.charset = body.charset or decoded.charset
        body.notes += decoded.notes
    if any(part.media_type in _HTML for part, _ in read):
        _take_markup(body, read)
        return body
    for part, decoded in read:
        if decoded.text.lstrip().startswith("-----BEGIN PGP MESSAGE-----"):
            raise Unreadable(Code.NO_STORY, "its text is encrypted; ask the sender for plain text", part.where)
        text = (
            unfolded(decoded.text, part.parameters)
            if part.parameters.get("format", "").lower() == "flowed"
            else decoded.text
        )
        text = text.replace(_NO_PICTURE, "")
        _take_plain(body, part, text, is_first=not body.pieces, has_subject=has_subject)
    return body


def _decoded_or_none(part: Part, source: Source) -> Decoded | None:
    try:
        return _decoded(part, source)
    except Unreadable as error:
        if error.code == Code.EMPTY:
            return None
        raise Unreadable(error.code, error.message, f"{part.where} {error.where}") from error


def _decoded(part: Part, source: Source) -> Decoded:
    content, charset = part.content(), part.parameters.get("charset")
    if part.media_type not in _HTML:
        return text_in(content, charset, source)
    meta = _META_CHARSET.search(content[:_HEAD])
    media_type = f"text/html; charset={charset}" if charset else "text/html"
    item = WireItem(payload=content, source=source.id, media_type=media_type, received_at=NO_TIME)
    return decode_anyhow(item, source, meta[1].decode("ascii") if meta else None)


def _take_markup(body: Body, read: list[tuple[Part, Decoded]]) -> None:
    from html import escape

    html = [decoded.text if part.media_type in _HTML else f"<p>{escape(decoded.text)}</p>" for part, decoded in read]
    first = next(part for part, _ in read if part.media_type in _HTML)
    base = first.header.plain("content-location") or first.header.plain("content-base")
    body.markup = Markup("\n".join(html), first.where, base or None)
    body.pieces.append(Piece("markup", body.markup.html, first.where))


def _take_plain(body: Body, part: Part, text: str, *, is_first: bool, has_subject: bool) -> None:
    try:
        lines, signature = _split_signature(text)
    except Unreadable as error:
        raise Unreadable(error.code, error.message, f"{part.where} {error.where}") from error
    lines, footer = split_footer(lines)
    if is_first and footer and not lines:
        lines, footer = footer, []
    cover, heading, lines = split_passed_on(lines) if is_first else PassedOn([], [], lines)
    furniture = [*heading, *footer, *signature]
    body.cover = "\n".join(line.text for line in cover) or body.cover
    if is_first and not has_subject:
        story = wire_text.story_of(lines)
        body.headline = story
        body.flags += story.flags
        body.byline = story.byline
        paragraphs = list(story.paragraphs)
        pieces = list(story.parts)
    else:
        flags, lines = leading_flags(lines) if is_first else ([], lines)
        blocks = [piece for block in blocks_of(lines) for piece in at_indents(block, text.splitlines())]
        byline, blocks = split_byline(blocks) if is_first else (None, blocks)
        body.flags += [flag for line in flags if (flag := flag_alone(line.text))]
        body.byline = body.byline or names_of(byline)
        paragraphs = list(_paragraphs(blocks))
        pieces = [Piece("flag", line.text, line.where) for line in flags]
        pieces += [Piece("byline", byline.text, byline.where)] if byline else []
        pieces += [Piece("paragraph", *paragraph) for paragraph in paragraphs]
    pieces = [Piece("editor", line.text, line.where) for line in cover] + pieces
    pieces += [Piece("furniture", line.text, line.where) for line in furniture]
    body.paragraphs += [Paragraph(one.text, f"{part.where} {one.where}") for one in paragraphs]
    body.pieces += [one._replace(where=f"{part.where} {one.where}") for one in pieces]
    if furniture:
        detail = "; ".join(line.text for line in furniture if not _RULE.fullmatch(line.text))[:_LONGEST_DETAIL]
        body.notes.append(Note(code=NoteCode.BOILERPLATE_REMOVED, detail=detail or None))


def _split_signature(text: str) -> tuple[list[Line], list[Line]]:
    """Part the lines from the signature below them, which begins with a line of two hyphens and a space."""
    lines = list(lines_of(text))
    raw = text.splitlines()
    if _SIGNATURE not in raw:
        return lines, []
    number = len(raw) - raw[::-1].index(_SIGNATURE)
    before = [line for line in lines if line.number < number]
    return (before, [line for line in lines if line.number >= number]) if before else (lines, [])


def _paragraphs(blocks: list[list[Line]]) -> Iterator[Paragraph]:
    """Give the paragraphs; the lines of one block that were wrapped are one paragraph."""
    is_wrapped = len(blocks) == 1 and all(len(line.text) <= _WIDEST_WRAPPED for line in blocks[0])
    if is_wrapped and not all(_SENTENCE_END.search(line.text) for line in blocks[0]):
        yield Paragraph("\n".join(line.text for line in blocks[0]), blocks[0][0].where)
    else:
        yield from paragraphs_of(blocks)


def unfolded(text: str, parameters: dict[str, str]) -> str:
    """Return text in format=flowed with its lines joined (RFC 3676, 4.2)."""
    drops_space = parameters.get("delsp", "").lower() == "yes"
    joined: list[list[str]] = []
    depth, goes_on = 0, False
    for line in text.splitlines():
        quoted = _QUOTED.match(line)
        marks = quoted[0] if quoted else ""
        content = line[len(marks) :].removeprefix(" ")
        is_signature = content == _SIGNATURE
        if goes_on and len(marks) == depth and not is_signature:
            joined[-1].append(content)
        else:
            joined.append([marks, " " if marks else "", content])
        depth, goes_on = len(marks), content.endswith(" ") and not is_signature
        if goes_on and drops_space:
            joined[-1][-1] = content[:-1]
    return "\n".join("".join(pieces) for pieces in joined)
