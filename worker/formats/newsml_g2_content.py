"""The text of a NewsML-G2 item: the best of the alternatives in its contentSet, and what stands around the text in it."""

import re
from base64 import b64decode
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from html import unescape

from schemas.errors import Unreadable
from worker.formats.iptc_7901_names import names_line
from worker.formats.lines import Line
from worker.formats.newsml_g2_concepts import attribute_code, line_of
from worker.formats.xml_body import WrittenBody, body_of, body_of_text
from worker.formats.xml_html import LEFT_OUT, TEXT_ONLY
from worker.formats.xml_text import XmlText
from worker.formats.xml_tree import Node, read_document
from worker.tags import has_markup, unescape_whole

_HTML_NAMES = dict.fromkeys(("head", "script", "style", "noscript", "template", "nav"), LEFT_OUT)
_HTML = frozenset(
    (
        "html", "body", "p", "div", "section", "article", "main", "header", "aside", "figure", "blockquote", "pre", "table",
        "ul", "ol", "dl", "h1", "h2", "h3", "h4", "h5", "h6", "br", "hr", "img", "a", "b", "i", "em", "strong", "span",
        "center", "font", "small", "video", "audio", "head", "address", "u", "sub", "sup", "cite", "q", "time",
    )
)  # fmt: skip
_OF_NITF = frozenset(("nitf", "body.content", "body.head", "body.end", "block"))
_NO_TEXT = frozenset(("events", "event", "concept", "concepts", "conceptset", "planningitem", "newscoverageset"))
# Elements that only NITF has, but for other XML.
_IN_NITF = frozenset(("hl2", "media", "nitf-table", "bq"))
_PARAGRAPHS = ("p", "para", "paragraph", "par")
# What may hold blocks of text; in other elements of HTML stands a line.
_CONTAINERS = frozenset(("html", "body", "div", "section", "article", "main", "header", "aside", "footer", "blockquote"))
_HEADINGS = ("h1", "h2")
# What is no more than a part of the text, whatever it is written in.
_SHORT_RENDITIONS = frozenset(("summary", "short", "teaser", "sms", "mobile", "preview", "thumbnail", "abstract", "caption"))
# dpa's notes of a desk; what is public stays in the text.
_FOR_EDITORS = frozenset(("nonpublic", "non-public", "notepad-nonpublic", "notepad_nonpublic"))
_BLOCKS = frozenset(("section", "div", "aside", "p", "footer", "header", "article"))
_NO_TYPES = ("image/", "video/", "audio/", "application/octet", "application/pdf", "application/zip")
_DOCUMENT = re.compile(
    r"\s{0,100}(?:<\?xml[^>]{0,200}>\s{0,100})?(?:<!DOCTYPE\s[^>\[]{0,500}>\s{0,100})?(?:<!--[^>]{0,500}-->\s{0,100})?"
    r"<(?P<root>nitf|html)(?=[\s>])"
)
_NAMED = re.compile(r"&(?!(?:lt|gt|amp|quot|apos);)[A-Za-z][A-Za-z0-9]{1,30};")  # those that XML does not know
_LONGEST_BYLINE = 200


@dataclass(frozen=True, slots=True)
class Content:
    """What a contentSet holds. nitf: the whole of a NITF document, which has metadata too; body is then empty.

    title: of the document or the heading above its text. unread: the name of XML that is no text.
    """

    body: WrittenBody = field(default_factory=WrittenBody)
    nitf: Node | None = None
    title: str | None = None
    byline: Node | None = None
    editor_notes: tuple[Node, ...] = ()
    language: str | None = None
    unread: str | None = None


def content_of(content_set: Node | None, language: str | None) -> Content:
    """Return the best of the alternatives: not a part of it, in the story's language, XHTML or NITF, then HTML, then text.

    Raises Unreadable (too_large) for a plain text of endless lines.
    """
    if content_set is None:
        return Content()
    inline = [one for one in content_set.children("inlineXML", "inlineData") if _has_content(one)]
    ranked = [(rank, one) for one in inline if (rank := _rank(one, language)) is not None]
    for _, one in sorted(ranked, key=lambda pair: pair[0]):
        content = _read(one)
        if content.body or content.nitf:
            return content
    unread = next((_root_of(one).name for one in inline if next(one.nodes(), None)), None)
    return Content(unread=None if ranked else unread)


def _has_content(node: Node) -> bool:
    return (node.get("hascontent") or "").lower() not in ("false", "0") and bool(node.content)


def _rank(node: Node, language: str | None) -> tuple[bool, bool, int] | None:
    """Return what alternatives are sorted by, the best first; None for what is no text."""
    media_type = (node.get("contenttype") or "").lower()
    if media_type.startswith(_NO_TYPES):
        return None
    own = (node.get("lang") or "").lower().partition("-")[0]
    is_foreign = bool(own and language and own != language.lower().partition("-")[0])
    is_short = attribute_code(node, "rendition") in _SHORT_RENDITIONS
    if next(node.nodes(), None):
        root = _root_of(node)
        name = root.name.lower()
        if name in _OF_NITF or name in ("html", "body"):
            kind = 0
        elif name in _HTML or (name not in _NO_TEXT and _has_paragraphs(node)):
            kind = 1
        else:
            return None
    else:
        kind = 1 if "html" in media_type or "nitf" in media_type else 2
    return is_short, is_foreign, kind


def _root_of(node: Node) -> Node:
    """Return the NITF or HTML document in a content, however wrapped; else the first element."""
    first = next(node.nodes())
    if first.name.lower() in _HTML | _OF_NITF:
        return first
    within = (one for one in first.descendants() if one.name.lower() in ("nitf", "html", "body", "body.content"))
    return next(within, first)


def _has_paragraphs(root: Node) -> bool:
    return any(one.name.lower() in _PARAGRAPHS for one in root.descendants())


def _read(node: Node) -> Content:
    if next(node.nodes(), None) is None:
        return _read_text(node)
    root = _root_of(node)
    if root.name.lower() == "html":
        return _read_html(root, node.get("lang"))
    if _is_nitf(root, node):
        return Content(nitf=_whole_nitf(root, node), language=node.get("lang") or root.get("lang"))
    whole = node if root in node.content else root  # a fragment may be of several elements
    return _read_body(whole, None, node.get("lang"))


def _is_nitf(root: Node, node: Node) -> bool:
    """Whether it is NITF, or a part of it: by its elements, and by what the content says it is."""
    name = root.name.lower()
    of_body = name == "body" and any(one.name.lower() in _OF_NITF for one in root.nodes())
    if name in _OF_NITF or of_body:
        return True
    said = "nitf" in (node.get("contenttype") or "").lower()
    return said and any(one.name.lower() in _IN_NITF for one in node.descendants())


def _whole_nitf(root: Node, node: Node) -> Node:
    """Return a NITF document or body; around parts of a body, one is put."""
    if root.name.lower() in ("nitf", "body") or root not in node.content:
        return root
    body = Node("body", {}, root.line)
    body.content = node.content
    return body


def _read_text(node: Node) -> Content:
    """Read what is text to XML: plain, HTML that was escaped or in CDATA, a document of its own, in base64 or not."""
    text = node.raw_text
    if attribute_code(node, "encoding") == "base64":
        with suppress(ValueError):  # what is said to be base64 and is not is read as it is
            text = b64decode("".join(text.split()), validate=True).decode("utf-8", "replace")
    text = unescape_whole(text)
    if document := _document_in(text, node.line):
        holder = Node(node.name, node.attributes, node.line)
        holder.content = [document]
        return _read(holder)
    return Content(body_of_text(text, node.where), language=node.get("lang"))


def _document_in(text: str, line: int) -> Node | None:
    """Return the NITF or HTML that a text is, if it is well-formed; as HTML it is read anyhow."""
    match = _DOCUMENT.match(text)
    if match is None and not has_markup(text):
        return None
    root = match["root"] if match else "body"
    markup = text[match.start("root") - 1 :] if match else f"<body>{text}</body>"
    markup = _NAMED.sub(lambda reference: unescape(reference[0]), markup)
    try:
        found = read_document(XmlText("\n" * (line - 1) + markup, ""), frozenset((root,)))
    except Unreadable:
        return None
    return found.stories[0] if found.stories and isinstance(found.stories[0], Node) else None


def _read_html(html: Node, language: str | None) -> Content:
    title = next((one for head in _named(html, "head") for one in _named(head, "title")), None)
    body = next(_named(html, "body"), html)
    if next(body.nodes(), None) is None and has_markup(body.raw_text):  # HTML that was escaped within
        return _read_text(body)
    return _read_body(_story_of_page(body), line_of(title) if title else None, language or html.get("lang"))


def _story_of_page(body: Node) -> Node:
    """Return what is the story on a page; a body that is no page is all story."""
    names = {one.name.lower() for one in body.descendants()}
    if not names & {"nav", "main"}:
        return body
    mains = (one for one in body.descendants() if one.name.lower() == "main" or "main" in _classes(one))
    articles = (one for one in body.descendants() if one.name.lower() == "article")
    return next((one for one in (next(mains, None), next(articles, None)) if one and one.text), body)


def _read_body(body: Node, title: str | None, language: str | None) -> Content:
    """Read what is HTML; what is for editors, and the names line above the text, are taken out of it."""
    notes = [one for one in _with_parents(body) if one[1].name.lower() in _BLOCKS and _classes(one[1]) & _FOR_EDITORS]
    for parent, note in notes:
        parent.content.remove(note)
    heading = next((text for one in body.descendants() if one.name.lower() in _HEADINGS and (text := line_of(one))), None)
    byline = _take_byline(body)
    return Content(
        body_of(body, _names_in(body)) if body.text or _has_pictures(body) else WrittenBody(),
        title=title or heading,
        byline=byline,
        editor_notes=tuple(note for _, note in notes if note.text),
        language=language,
    )


def _names_in(body: Node) -> dict[str, str | None]:
    """Return what the elements of a text leave as. One that HTML does not know is a block, unless it stands in a line.

    So the words of neighbours never become one.
    """
    elements = [body, *body.descendants()]
    present = {one.name.lower() for one in elements}
    names: dict[str, str | None] = dict(_HTML_NAMES)
    if "nav" in present:  # of a whole page, not of a story
        names["footer"] = LEFT_OUT
    known = {name for name in present if has_markup(f"<{name}>")}
    if present <= {*known, body.name.lower()}:
        return names
    for parent in elements:
        of_parent = parent.name.lower()
        is_line = (
            (of_parent in known and of_parent not in _CONTAINERS)
            or names.get(of_parent) == TEXT_ONLY
            or any(isinstance(one, str) and one.strip() for one in parent.content)
        )
        for name in {one.name.lower() for one in parent.nodes()} - known:
            names[name] = TEXT_ONLY if is_line else names.get(name, "div")
    return names


def _has_pictures(body: Node) -> bool:
    return any(one.name.lower() == "img" for one in body.descendants())


def _take_byline(body: Node) -> Node | None:
    """Take out what its class says to be the byline, else the first paragraph if it is a names line: `By Ana Lind`."""
    marked = [one for one in _with_parents(body) if "byline" in _classes(one[1]) and one[1].name.lower() in _BLOCKS]
    bylines = [one for one in marked if one[1].text and len(one[1].text) <= _LONGEST_BYLINE]
    for parent, byline in bylines:
        parent.content.remove(byline)
    if bylines:
        return next((byline for _, byline in bylines if byline.text), None)
    first = next((one for one in _with_parents(body) if one[1].name.lower() == "p" and one[1].text), None)
    text = line_of(first[1]) if first else None
    if first is None or not text or len(text) > _LONGEST_BYLINE or not names_line([Line(first[1].line, text)]):
        return None
    parent, paragraph = first
    parent.content.remove(paragraph)
    return paragraph


def _classes(node: Node) -> set[str]:
    return set((node.get("class") or "").lower().split())


def _named(node: Node, name: str) -> Iterator[Node]:
    return (one for one in node.nodes() if one.name.lower() == name)


def _with_parents(root: Node) -> Iterator[tuple[Node, Node]]:
    """Give all elements within, each after the one it is in, in the order of the document."""
    waiting = [(root, root.nodes())]
    while waiting:
        parent, rest = waiting[-1]
        node = next(rest, None)
        if node is None:
            waiting.pop()
            continue
        yield parent, node
        waiting.append((node, node.nodes()))
