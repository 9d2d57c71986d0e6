"""The text of content items -> a draft with the story's body: NITF, XHTML, bare paragraphs, plain text, CDATA, base64."""

import base64
import binascii
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from html import escape

from schemas import Code, Source, WireItem
from schemas.errors import Unreadable
from worker.draft import Draft, Markup, Paragraph, Part
from worker.formats.decode import decode_anyhow
from worker.formats.filled import filled
from worker.formats.newsml_1_stories import Story
from worker.formats.newsml_1_tree import Component, Content
from worker.formats.newsml_1_words import formal_name, word_of
from worker.formats.nitf_body import body_in
from worker.formats.nitf_media import media_in
from worker.formats.nitf_story import read_nitf
from worker.formats.nitf_tree import prepare
from worker.formats.xml_body import WrittenBody, body_of_text
from worker.formats.xml_text import xml_text_of
from worker.formats.xml_tree import Node, read_document

_DECLARATION = re.compile(r"\s*+<\?xml\s[^>]{0,400}>")
_NITF = re.compile(r"\s*+(?:<!--[^<>]{0,400}-->\s*+)?(?:<!DOCTYPE\s{1,9}nitf\b|<(?:[a-z]{1,10}:)?nitf[\s>])", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*+>")
_NO_LETTER = re.compile(r"[\W_]+")
_MOST_COMPARED = 30
_MOST_TEXTS = 500
_IN_FILES = ("img", "media")


@dataclass(frozen=True, slots=True)
class _Text:
    content: Content
    draft: Draft
    letters: str


def draft_of_texts(story: Story, item: WireItem, source: Source, headline: str | None) -> Draft:
    """Return the draft of a story's texts in order: their bodies as one, the fields of NITF that is in them.

    A text that another one holds as well is left out. headline: the story's, which does not head a part of it again.
    Raises Unreadable: malformed, binary for what cannot be decoded; too_large for endless lines.
    """
    texts: list[_Text] = []
    for count, content in enumerate(story.texts):
        if count == _MOST_TEXTS:
            message = f"more than {_MOST_TEXTS} texts are one story; a story has a few"
            raise Unreadable(Code.TOO_LARGE, message, content.node.where)
        one = _read(content, item, source)
        if one is None or any(one.letters in other.letters for other in texts[:_MOST_COMPARED]):
            continue
        kept = [other for other in texts[:_MOST_COMPARED] if other.letters not in one.letters or not other.letters]
        texts = [*kept, *texts[_MOST_COMPARED:], one]
    whole = Draft()
    for one in texts:
        whole = filled(whole, replace(one.draft, markup=None, paragraphs=()))
    heads = _own_headlines(texts, story.main, headline or whole.headline)
    parts = (Part("headline", head.text or "", head.where) for head in heads.values())
    return _with_bodies(replace(whole, parts=(*whole.parts, *parts)), list(_bodies(texts, heads)))


def _read(content: Content, item: WireItem, source: Source) -> _Text | None:
    data = content.data
    if data is None:
        return None
    draft = _draft_of(content.node, data, item, source)
    written = draft.markup.html if draft.markup else "".join(one.text for one in draft.paragraphs)
    letters = _letters(written)
    if not letters and "<img" not in written:  # a dash, for an alert without text
        draft = replace(draft, markup=None, paragraphs=())
    if not (written or draft.parts):
        return None
    return _Text(content, draft, letters)


def _draft_of(node: Node, data: Node, item: WireItem, source: Source) -> Draft:
    encoding = node.child("Encoding")
    if encoding is not None:
        return _draft_of_text(_decoded(encoding, data, item, source), data, item, source)
    names = {one.name.lower(): one for one in data.nodes()}
    if not names:
        return _draft_of_text(data.raw_text, data, item, source)
    if nitf := names.get("nitf"):
        return read_nitf(nitf, base=item.url)
    if "body.content" in names or "body.head" in names:
        body = Node("body", data.attributes, data.line)
        body.content = data.content
        return read_nitf(body, base=item.url)
    page = names.get("html", data)
    body = next((one for one in page.nodes() if one.name.lower() == "body"), page)
    if any(one.name.lower() in ("body.content", "body.head") for one in body.nodes()):
        return read_nitf(body, base=item.url)
    if only := _only_preformatted(body):
        return _draft_of_text(only.raw_text, only, item, source)
    return _draft_of_markup(body, item)


def _only_preformatted(body: Node) -> Node | None:
    """Return the `pre` that is all of a body and plain text: its lines are wrapped as those of plain text are."""
    inner = [one for one in body.content if isinstance(one, Node) or one.strip()]
    only = inner[0] if len(inner) == 1 else None
    return only if isinstance(only, Node) and only.name.lower() == "pre" and not any(only.nodes()) else None


def _draft_of_markup(body: Node, item: WireItem) -> Draft:
    """Read XHTML, or the bare paragraphs of it and of NITF, in which pictures may stand as NITF has them."""
    prepare(body)
    media = tuple(media_in(body, item.url))
    if body.text is None and not any(one.name in _IN_FILES for one in body.descendants()):
        return Draft()
    return _of_body(body_in(body, item.url), Draft(media=media))


def _draft_of_text(text: str, data: Node, item: WireItem, source: Source) -> Draft:
    """Read what is a text to XML: a NITF document, HTML, or plain text."""
    if declaration := _DECLARATION.match(text):
        text = "\n" * declaration[0].count("\n") + text[declaration.end() :]
    if _NITF.match(text) and (nitf := _parsed(text, data, item, source)):
        return read_nitf(nitf, base=item.url)
    return _of_body(body_of_text(text, data.where, item.url), Draft())


def _of_body(body: WrittenBody, draft: Draft) -> Draft:
    return replace(draft, markup=body.markup, paragraphs=body.paragraphs, parts=body.parts)


def _parsed(text: str, data: Node, item: WireItem, source: Source) -> Node | None:
    """Return the NITF document in a text, its lines counted from those of the whole; None if it is none after all."""
    inner = item.model_copy(update={"payload": text.encode(errors="replace"), "media_type": None})
    try:
        nitf = next(iter(read_document(xml_text_of(inner, source), frozenset(("nitf",))).stories), None)
    except Unreadable:
        return None
    if not isinstance(nitf, Node):
        return None
    for node in (nitf, *nitf.descendants()):
        node.line += data.line - 1
    return nitf


def _decoded(encoding: Node, data: Node, item: WireItem, source: Source) -> str:
    notation = encoding.get("Notation")
    if word_of(notation) not in ("base64", ""):
        message = f"its text is encoded as {(notation or '')[:40]!r}, which cannot be read; base64 can"
        raise Unreadable(Code.MALFORMED, message, encoding.where)
    try:
        payload = base64.b64decode("".join(data.raw_text.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise Unreadable(Code.MALFORMED, "its text says to be base64 and is not", data.where) from error
    try:
        return decode_anyhow(item.model_copy(update={"payload": payload, "media_type": None}), source).text
    except Unreadable as error:
        raise Unreadable(error.code, error.message, data.where) from error


def _own_headlines(texts: list[_Text], main: Component, headline: str | None) -> dict[int, Node]:
    """Return the headlines that texts have of their own which go with the story, by the texts' places."""
    with_body = ((place, one) for place, one in enumerate(texts) if one.draft.markup or one.draft.paragraphs)
    found = ((place, _own_headline(one.content, main, headline)) for place, one in with_body)
    return {place: head for place, head in found if head}


def _bodies(texts: list[_Text], heads: Mapping[int, Node]) -> Iterator[WrittenBody]:
    """Give the bodies in order; what goes with the story and has a headline of its own begins with that."""
    for place, one in enumerate(texts):
        draft = one.draft
        if not (draft.markup or draft.paragraphs):
            continue
        if head := heads.get(place):
            yield WrittenBody(Markup(f"<h2>{escape(head.text or '', quote=False)}</h2>", head.where))
        yield WrittenBody(draft.markup, draft.paragraphs)


def _own_headline(content: Content, main: Component, headline: str | None) -> Node | None:
    if content.component is main or content.purpose == "lead":
        return None
    line = next((one for one in content.component.node.under("NewsLines", "HeadLine") if one.text), None)
    return line if line and _letters(line.text or "") != _letters(headline or "") else None


def _with_bodies(draft: Draft, bodies: list[WrittenBody]) -> Draft:
    """Return a draft with several bodies as one; where one has markup, all have."""
    if all(one.markup is None for one in bodies):
        return replace(draft, paragraphs=tuple(paragraph for one in bodies for paragraph in one.paragraphs))
    first = next(one.markup for one in bodies if one.markup)
    html = "\n".join(one.markup.html if one.markup else _as_html(one.paragraphs) for one in bodies)
    return replace(draft, markup=first._replace(html=html))


def _as_html(paragraphs: Iterable[Paragraph]) -> str:
    return "".join(f"<p>{escape(one.text, quote=False)}</p>" for one in paragraphs)


def _letters(html: str) -> str:
    """Return what two texts are compared by, whatever their markup."""
    return _NO_LETTER.sub("", _TAG.sub("", html)).casefold()


def text_of(content: Content) -> str | None:
    """Return the text of a content item in one line: of a caption, a headline, a credit."""
    data = content.data
    if data is None or formal_name(content.node.child("Encoding")):
        return None
    paragraphs = [text for one in data.descendants() if one.name.lower() in ("p", "hl1", "hl2", "li") and (text := one.text)]
    return " ".join(paragraphs) or data.text
