"""The text of a NITF story as HTML. Pictures and what is for editors are none of it; inline elements leave their text."""

import re
from collections.abc import Iterator

from worker.draft import Paragraph
from worker.formats.nitf_tree import prepare
from worker.formats.xml_body import WrittenBody, body_of
from worker.formats.xml_html import LEFT_OUT, TEXT_ONLY, html_of
from worker.formats.xml_tree import Node
from worker.tags import decode_attribute, has_markup

TAKEN = "taken"
"""The name of an element that turned out to be none of the text."""
HTML_NAMES: dict[str, str | None] = {
    "body": "div",
    "body.content": "div",
    "body.end": "div",
    "block": "div",
    "hedline": LEFT_OUT,
    "hl1": "h2",
    "hl2": "h2",
    "bq": "blockquote",
    "credit": "p",
    "fn": "div",
    "note": "div",
    "nitf-table": "div",
    "custom-table": "div",
    "abstract": "p",
    "byline": "p",
    "dateline": "p",
    "datasource": "p",
    "copyrite": TEXT_ONLY,
    "tagline": "p",
    "bibliography": "p",
    "lang": "span",
    "location": TEXT_ONLY,
    "object.title": TEXT_ONLY,
    "nitf-table-metadata": LEFT_OUT,
    "col": LEFT_OUT,
    "colgroup": LEFT_OUT,
    "media": LEFT_OUT,
    "media-reference": LEFT_OUT,
    "media-metadata": LEFT_OUT,
    "media-object": LEFT_OUT,
    "media-caption": LEFT_OUT,
    "media-producer": LEFT_OUT,
    "body.head": LEFT_OUT,
    "tobject": LEFT_OUT,
    "key-list": LEFT_OUT,
    TAKEN: LEFT_OUT,
}
"""What NITF's own elements leave as; the others are HTML's, or leave their text alone."""

_BLOCKS = ("body", "body.content", "block", "fn", "note", "bq", "body.end", "blockquote", "div")
_OF_BLOCKS = ("dateline", "byline", "abstract", "copyrite", "credit", "datasource")
# Classes of blocks: beside one with the full text stand the first paragraphs again, in print and online.
_FULL_TEXT = "full_text"
_BEGINNINGS = ("lead_paragraph", "online_lead_paragraph")
_INLINE = frozenset(
    (
        "a", "b", "br", "chron", "classifier", "copyrite", "em", "event", "frac", "function", "i", "lang", "location",
        "money", "num", "object.title", "org", "person", "postaddr", "pronounce", "q", "span", "strong", "sub", "sup", "u",
        "virtloc",
    )
)  # fmt: skip
_BLANK_LINE = re.compile(r"\n[ \t\r]{0,20}+\n\s*+")
_TAG = re.compile(r"<[^>]*+>")


def is_copyright(note: Node) -> bool:
    """Whether a note is the notice of a copyright."""
    return (note.get("noteclass") or "").lower() == "cpyrt"


def is_for_editors(note: Node) -> bool:
    """Whether a note is not for publication."""
    return (note.get("noteclass") or "").lower() == "editorsnote" or (note.get("type") or "").lower() == "npa"


def body_in(node: Node, base: str | None = None) -> WrittenBody:
    """Return the body in a `body`, `body.content`, block or other element. base: what relative links start from."""
    prepare(node)
    _tidy(node)
    contents = list(node.children("body.content"))
    holder = Node(node.name, {}, node.line)
    if contents:
        holder.line = contents[0].line
        holder.content = list(contents)
    else:
        holder.content = [one for one in node.content if not (isinstance(one, Node) and one.name == "body.end")]
    body = body_of(_in_paragraphs(_innermost(holder)), HTML_NAMES, base)
    ends = [end for end in _ends(node) if end.text]
    if body.markup:
        html = body.markup.html + html_of(ends, HTML_NAMES)
        return WrittenBody(body.markup._replace(html=html)) if _TAG.sub("", html).strip() else WrittenBody()
    more = tuple(Paragraph(end.text or "", end.where) for end in ends)
    return WrittenBody(paragraphs=(*body.paragraphs, *more))


def _ends(node: Node) -> Iterator[Node]:
    for end in node.children("body.end"):
        yield from end.outermost("tagline", "bibliography")


def _innermost(node: Node) -> Node:
    """Go down while there is nothing but one block: plain text may stand in it, or HTML as text, in a paragraph too."""
    while True:
        inner = list(node.nodes())
        has_text = any(isinstance(one, str) and one.strip() for one in node.content)
        if has_text or len(inner) != 1:
            return node
        only = inner[0]
        is_html_as_text = only.name == "p" and next(only.nodes(), None) is None and has_markup(only.raw_text)
        if only.name not in _BLOCKS[:3] and not is_html_as_text:
            return node
        node = only


def _in_paragraphs(node: Node) -> Node:
    """Return plain text with inline elements as the paragraphs between its blank lines; anything else as it is."""
    texts = [one for one in node.content if isinstance(one, str)]
    names = {one.name for one in node.nodes()}
    if not names or not names <= _INLINE or not any(map(_BLANK_LINE.search, texts)):
        return node
    paragraphs = [Node("p", {}, node.line)]
    for one in node.content:
        first, *others = _BLANK_LINE.split(one) if isinstance(one, str) else (one,)
        paragraphs[-1].content.append(first)
        for other in others:
            paragraphs.append(Node("p", {}, node.line))
            paragraphs[-1].content.append(other)
    holder = Node(node.name, node.attributes, node.line)
    holder.content = [one for one in paragraphs if one.text]
    return holder


def _without_beginnings(node: Node) -> None:
    """Take out blocks that only give the beginning of the text which another block has in full."""
    classes = [(one.get("class") or "").lower() for one in node.nodes()]
    if _FULL_TEXT in classes:
        for one, of_class in zip(list(node.nodes()), classes, strict=True):
            if of_class in _BEGINNINGS:
                one.name = TAKEN


def _tidy(node: Node) -> None:
    """Take out what is no text or stands in it twice; let parts of blocks that stand within a line part no paragraph."""
    for one in (node, *list(node.descendants())):
        if one.name in ("body", "body.content"):
            _without_beginnings(one)
        one.content = [
            _escaped_once(part) if isinstance(part, str) else part
            for part in one.content
            if isinstance(part, str) or not _is_no_text(part)
        ]
        if one.name not in _BLOCKS:
            for part in one.nodes():
                if part.name in _OF_BLOCKS:
                    part.name = "span"


def _escaped_once(text: str) -> str:
    """Return a text whose references were escaped again without them; HTML as text keeps its own."""
    return decode_attribute(text) if "&" in text and not has_markup(text) else text


def _is_no_text(node: Node) -> bool:
    return node.name == "note" and (is_for_editors(node) or is_copyright(node))
