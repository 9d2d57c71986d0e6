"""XML as a tree of nodes with local names and lines: what the XML formats read.

Prefixes are cut off, so a document reads the same with any prefix, with none, and with one that it forgot to declare.
expat (in the standard library) builds it; its own recovery is ours: a broken story is parsed apart from its neighbours.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pyexpat import ExpatError, ParserCreate

from schemas import Code, Note, NoteCode
from schemas.errors import Unreadable
from worker.formats.xml_text import XmlText, with_bare_brackets_escaped

_DEEPEST = 200  # elements within each other; what is deeper stays as text of those above
_MOST_STORIES = 5_000  # of a broken document; the pipeline takes none of more than 1,000
_SPACE = re.compile(r"\s++")
_ENDS_EARLY = ("no element found", "unclosed token", "unclosed CDATA section")


class Node:
    """An element: its local name, its attributes by local name, what is in it in order, the line it begins on."""

    __slots__ = ("attributes", "content", "line", "name")

    def __init__(self, name: str, attributes: dict[str, str], line: int) -> None:
        self.name = name
        self.attributes = attributes
        self.content: list[Node | str] = []
        self.line = line

    @property
    def where(self) -> str:
        """Its place, as notes and rejections give it."""
        return f"line {self.line}"

    def get(self, name: str) -> str | None:
        """Return an attribute's value without space around it, None if it is missing or empty."""
        return self.attributes.get(name, "").strip() or None

    def nodes(self) -> Iterator["Node"]:
        """Give the elements in it."""
        return (one for one in self.content if isinstance(one, Node))

    def children(self, *names: str) -> Iterator["Node"]:
        """Give the elements in it that have one of these names."""
        return (one for one in self.content if isinstance(one, Node) and one.name in names)

    def child(self, *path: str) -> "Node | None":
        """Return the first element of a path of names that begins in it; None if there is none."""
        node: Node | None = self
        for name in path:
            if node is None:
                return None
            node = next(node.children(name), None)
        return node

    def under(self, *path: str) -> Iterator["Node"]:
        """Give all elements at the end of a path of names that begins in it."""
        nodes: Iterable[Node] = (self,)
        for name in path:
            nodes = [child for node in nodes for child in node.children(name)]
        yield from nodes

    def descendants(self) -> Iterator["Node"]:
        """Give all elements within, in the order of the document."""
        waiting = [self.nodes()]
        while waiting:
            node = next(waiting[-1], None)
            if node is None:
                waiting.pop()
                continue
            yield node
            waiting.append(node.nodes())

    def outermost(self, *names: str) -> Iterator["Node"]:
        """Give the elements of these names within, in order, and of those within each other the outer one."""
        waiting = [self.nodes()]
        while waiting:
            node = next(waiting[-1], None)
            if node is None:
                waiting.pop()
            elif node.name in names:
                yield node
            else:
                waiting.append(node.nodes())

    @property
    def raw_text(self) -> str:
        """All text within, as written."""
        if not self.content:
            return ""
        if len(self.content) == 1 and isinstance(self.content[0], str):
            return self.content[0]
        pieces: list[str] = []
        waiting: list[Iterator[Node | str]] = [iter(self.content)]
        while waiting:
            one = next(waiting[-1], None)
            if one is None:
                waiting.pop()
            elif isinstance(one, str):
                pieces.append(one)
            else:
                waiting.append(iter(one.content))
        return "".join(pieces)

    @property
    def text(self) -> str | None:
        """All text within in one line; None if there is none."""
        return _SPACE.sub(" ", self.raw_text).strip() or None


@dataclass(frozen=True, slots=True)
class Document:
    """A document: its root, its stories in order, each a node or why it cannot be read, and what had to be assumed.

    The root of a broken document ends where it breaks.
    """

    root: Node
    stories: tuple[Node | Unreadable, ...]
    charset: str
    notes: tuple[Note, ...] = ()


def read_document(xml: XmlText, names: frozenset[str]) -> Document:
    """Parse a document whose stories are the outermost elements of these local names.

    What is not well-formed costs the story it is in. Raises Unreadable (malformed, truncated) where no story is left.
    """
    root, error = _parsed(xml.text, 1)
    if root and error is None:
        return Document(root, _stories(root, names), xml.charset, xml.notes)
    repaired = with_bare_brackets_escaped(xml.text)
    if repaired != xml.text:
        again, second = _parsed(repaired, 1)
        if again and second is None:
            note = Note(code=NoteCode.MARKUP_REPAIRED, detail="a bare <")
            return Document(again, _stories(again, names), xml.charset, (*xml.notes, note))
    stories = tuple(_pieces(repaired, names))
    if not stories or root is None:
        raise error or Unreadable(Code.MALFORMED, "there is no element in it", "line 1")
    return Document(root, stories, xml.charset, xml.notes)


def _stories(root: Node, names: frozenset[str]) -> tuple[Node, ...]:
    return (root,) if root.name in names else tuple(root.outermost(*names))


def _pieces(text: str, names: frozenset[str]) -> Iterator[Node | Unreadable]:
    """Parse each story of a broken document by itself."""
    alternatives = "|".join(sorted(map(re.escape, names)))
    starts = list(re.finditer(rf"<(?P<name>(?:[A-Za-z_][\w.-]{{0,40}}:)?(?:{alternatives}))(?=[\s>])", text))
    place, line, counted = 0, 1, 0
    for index, start in enumerate(starts[:_MOST_STORIES]):
        if start.start() < place:
            continue
        limit = starts[index + 1].start() if index + 1 < len(starts) else len(text)
        line, counted = line + text.count("\n", counted, start.start()), start.start()
        end = re.compile(rf"</{re.escape(start['name'])}\s*+>").search(text, start.end(), limit)
        place = end.end() if end else limit
        node, error = _parsed(text[start.start() : place], line)
        if error:
            yield error
        elif node:
            yield node


def _parsed(text: str, first_line: int) -> tuple[Node | None, Unreadable | None]:
    """Return the root, as far as it could be parsed, and what stopped it."""
    top = Node("", {}, 0)
    stack = [top]
    too_deep = 0
    parser = ParserCreate()
    parser.buffer_text = True

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal too_deep
        if len(stack) > _DEEPEST:
            too_deep += 1
            return
        if ":" in name:
            name = name.rpartition(":")[2]
        if attributes and any(":" in key for key in attributes):
            attributes = _local(attributes)
        node = Node(name, attributes, parser.CurrentLineNumber + first_line - 1)
        stack[-1].content.append(node)
        stack.append(node)

    def end(_: str) -> None:
        nonlocal too_deep
        if too_deep:
            too_deep -= 1
        else:
            stack.pop()

    def data(text: str) -> None:
        stack[-1].content.append(text)

    def refuse(*_: object) -> None:
        raise Unreadable(Code.UNSAFE_XML, "a document type within the document", f"line {parser.CurrentLineNumber}")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = data
    parser.StartDoctypeDeclHandler = refuse
    error = None
    try:
        parser.Parse(text, True)
    except ExpatError as failure:
        reason = str(failure).partition(":")[0]
        line = f"line {failure.lineno + first_line - 1}"
        if reason in _ENDS_EARLY:
            error = Unreadable(Code.TRUNCATED, "it ends within the story", line)
        else:
            error = Unreadable(Code.MALFORMED, f"it is not well-formed XML: {reason}", line)
    except Unreadable as failure:
        error = failure
    return next(top.nodes(), None), error


def _local(attributes: dict[str, str]) -> dict[str, str]:
    """Return attributes by local name: xml:lang as lang. One without prefix counts before one with."""
    plain = {key: value for key, value in attributes.items() if ":" not in key}
    named = {key.rpartition(":")[2]: value for key, value in attributes.items() if ":" in key and key[:6] != "xmlns:"}
    return named | plain
