"""Gigaword SGML -> documents: the texts of each DOC by element, each with its place, in linear time.

Elements may lack their end tags, and so may the last DOC. What is a tag within TEXT or HEADLINE and none of these elements
is text that the writer wrote, unless it is one of the usual tags for emphasis.
"""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from schemas import Code
from schemas.errors import Unreadable
from worker.tags import Tag, decode_attribute

Kind = Literal["headline", "dateline", "text", "id", "other"]

_START = re.compile(r"<DOC(?=[\s/>])(?P<attributes>[^<>]*+)>?", re.IGNORECASE)
_END = re.compile(r"</DOC\s*+>", re.IGNORECASE)
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9_.-]{0,30})(?=[\s/>])[^<>]{0,1000}>")
_CONTAINERS = frozenset(("doc", "body"))
_DEEPEST = 20
_EMPHASIS = frozenset(("b", "i", "u", "em", "strong", "br", "sub", "sup", "font", "span", "a"))
_IN_TEXT = re.compile(
    rf"</?(?:{'|'.join(sorted(_EMPHASIS))})(?=[\s/>])[^<>]{{0,1000}}>|<[!?][^<>]{{0,1000}}>", re.IGNORECASE
)
_KINDS: dict[str, Kind] = {
    "headline": "headline",
    "dateline": "dateline",
    "text": "text",
    "docno": "id",
    "docid": "id",
}
_MOST_PARAGRAPHS = 50_000
_LINE = re.compile(r"[^\n]+")
_BLANK = re.compile(r"\n[ \t]*+\n")
_INDENT = re.compile(r"[ \t]{2,}|\t")
_COLUMNS = re.compile(r"\S(?: {2,}|\t)")
_NARROWEST = 40  # characters of wrapped lines; those of tables and scores are mostly shorter
_FULL = 0.6  # of the longest line, by which a line is one that was wrapped


class Piece(NamedTuple):
    """Text of one kind, its references resolved, and its place."""

    kind: Kind
    text: str
    where: str


class Document(NamedTuple):
    """A DOC: its attributes, its texts in order, its place; whether the file ends before it does."""

    attributes: dict[str, str]
    pieces: tuple[Piece, ...]
    where: str
    is_cut: bool


def documents_of(text: str) -> Iterator[Document | Unreadable]:
    """Give the documents of a file, or why one cannot be (too_large). The text's line ends are line feeds.

    What stands before the first document, or between two, is a piece of the kind other.
    """
    place = _Place(text)
    start = _START.search(text)
    before = _outside(text, 0, start.start(), place) if start else ()
    while start:
        following = _START.search(text, start.end())
        end = following.start() if following else len(text)
        where = place.of(start.start())
        closing = _END.search(text, start.end(), end)
        try:
            within = _pieces(text, start.end(), closing.start() if closing else end, place)
            after = _outside(text, closing.end(), end, place) if closing else ()
            attributes = Tag("doc", False, start["attributes"], start.start()).attributes()
            yield Document(attributes, (*before, *within, *after), where, is_cut=not closing and not following)
        except Unreadable as error:
            yield error
        start, before = following, ()


class _Place:
    """Counts lines up to a position; positions only grow."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._position = 0
        self._line = 1
        self._line_begin = 0
        self._taken = 0

    def of(self, position: int) -> str:
        """Return the place of a position, with the character where an earlier piece begins on the same line."""
        if breaks := self._text.count("\n", self._position, position):
            self._line += breaks
            self._line_begin = self._text.rindex("\n", self._position, position) + 1
        self._position = position
        if self._taken != self._line:
            self._taken = self._line
            return f"line {self._line}"
        return f"line {self._line}, character {position - self._line_begin + 1}"


class _Chunk(NamedTuple):
    """What stands between two tags that part texts: where it begins and ends, and whether a P holds it."""

    kind: Kind
    begin: int
    end: int
    in_paragraph: bool


def _outside(text: str, begin: int, end: int, place: _Place) -> tuple[Piece, ...]:
    written = text[begin:end]
    plain = _TAG.sub("", _plain(written)).strip()
    return (Piece("other", plain, place.of(begin + len(written) - len(written.lstrip()))),) if plain else ()


def _pieces(text: str, begin: int, end: int, place: _Place) -> list[Piece]:
    pieces: list[Piece] = []
    for chunk in _chunks(text, begin, end):
        for start, written in _paragraphs(text, chunk):
            where = place.of(start)
            if len(pieces) == _MOST_PARAGRAPHS:
                message = f"more than {_MOST_PARAGRAPHS} paragraphs; a story has a few dozen"
                raise Unreadable(Code.TOO_LARGE, message, where)
            if plain := _plain(written).strip():
                pieces.append(Piece(chunk.kind, plain, where))
    return pieces


def _chunks(text: str, begin: int, end: int) -> Iterator[_Chunk]:
    """Cut a DOC at the tags that part its texts. What is in no element is text."""
    opened: list[str] = []
    in_paragraph = False
    for tag in _TAG.finditer(text, begin, end):
        name = tag["name"].lower()
        if not _parts_texts(name, opened, in_paragraph=in_paragraph):
            continue
        if text[begin : tag.start()].strip():
            yield _Chunk(_kind(opened), begin, tag.start(), in_paragraph)
        begin = tag.end()
        if name == "p":
            in_paragraph = not tag["end"]
            continue
        in_paragraph = False
        if not tag["end"]:
            _open(opened, name)
        elif name in opened:
            del opened[opened.index(name) :]
    if text[begin:end].strip():
        yield _Chunk(_kind(opened), begin, end, in_paragraph)


def _parts_texts(name: str, opened: list[str], *, in_paragraph: bool) -> bool:
    """Whether a tag is one of an element of DOC: within those known only they are, what is beside them may have any name."""
    if name == "p" or name in _KINDS or name in _CONTAINERS:
        return True
    return not in_paragraph and name not in _EMPHASIS and _KINDS.keys().isdisjoint(opened)


def _open(opened: list[str], name: str) -> None:
    """Open an element. One that is known ends those that lost their end tags, but for the TEXT around it."""
    if name in _KINDS or name in _CONTAINERS:
        opened[:] = ["text"] if "text" in opened and name != "text" else []
    if name not in _CONTAINERS and len(opened) < _DEEPEST:
        opened.append(name)


def _kind(opened: list[str]) -> Kind:
    return _KINDS.get(opened[-1], "other") if opened else "text"


def _paragraphs(text: str, chunk: _Chunk) -> Iterator[tuple[int, str]]:
    """Give the paragraphs of a chunk and where each begins: between blank lines; without P, by indents or lines too."""
    begin = chunk.begin
    written = text[chunk.begin : chunk.end]
    if chunk.kind != "text":
        yield begin + len(written) - len(written.lstrip()), written.strip()
        return
    ends = [*(blank.start() for blank in _BLANK.finditer(written)), len(written)]
    previous = 0
    for end in ends:
        found = _LINE.finditer(written, previous, end)
        lines = [(begin + line.start(), line[0]) for line in found if not line[0].isspace()]
        previous = end
        if lines:
            yield from [_joined(lines)] if chunk.in_paragraph else map(_joined, _without_p(lines))


def _without_p(lines: list[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    """Group lines into paragraphs: an indent begins one; lines of a table or a list of scores are one each."""
    lengths = [len(line.strip()) for _, line in lines]
    longest = max(lengths)
    is_wrapped = longest >= _NARROWEST and not any(_COLUMNS.search(line) for _, line in lines)
    indented = [_INDENT.match(line) is not None for _, line in lines]
    group: list[tuple[int, str]] = []
    for index, line in enumerate(lines):
        begins = not all(indented) and indented[index]
        if group and (begins or not is_wrapped or lengths[index - 1] < longest * _FULL):
            yield group
            group = []
        group.append(line)
    yield group


def _joined(lines: list[tuple[int, str]]) -> tuple[int, str]:
    begin, first = lines[0]
    return begin + len(first) - len(first.lstrip()), "\n".join(line.strip() for _, line in lines)


def _plain(written: str) -> str:
    """Return text without tags of emphasis and comments, its references resolved where they end in a semicolon."""
    if "<" in written:
        written = _IN_TEXT.sub("", written)
    return decode_attribute(written) if "&" in written else written
