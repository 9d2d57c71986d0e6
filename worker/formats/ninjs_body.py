"""The body of a ninjs story: HTML, NITF in a text, or plain text; without the line that an agency signs it with."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from schemas import Source, WireItem
from schemas.errors import Unreadable
from worker.draft import Part, WrittenMedia
from worker.formats.ninjs_texts import Said, is_nitf
from worker.formats.nitf_names import signer_of
from worker.formats.xml_body import WrittenBody, body_of_text
from worker.tags import Tag, decode_references, has_markup, tokens, unescape_whole

_AT_NO_TIME = datetime.fromtimestamp(0, UTC)
_DECLARATION = re.compile(r"\s*+<\?xml\s[^>]{0,400}>")
_ROOT = re.compile(r"\s*+(?:<!DOCTYPE\s|<!--|<nitf[\s>])", re.IGNORECASE)
_LAST = re.compile(
    r"<p(?:\s[^<>]{0,300})?>\s{0,9}(?P<text>[^<>]{1,60})</p>"
    r"(?=(?:\s|</(?:div|section|article|body|html)>|<p>(?:&nbsp;|\s|<br ?/?>){0,9}</p>){0,50}\Z)"
)
_REACH = 2_000  # of the end of a text in which its last paragraph is looked for


class Story(NamedTuple):
    """A body, the media that stand in it where it is NITF, and the line it is signed with."""

    body: WrittenBody = WrittenBody()
    media: tuple[WrittenMedia, ...] = ()
    signature: Part | None = None

    @property
    def parts(self) -> tuple[Part, ...]:
        """What it was taken for."""
        return (*self.body.parts, *filter(None, (self.signature,)))

    @property
    def signer(self) -> str | None:
        """The agency that signs it: `AAP im/th`, `/ritzau/`."""
        return signer_of(self.signature.text) if self.signature else None


def story_in(texts: list[Said], base: str | None, furniture: frozenset[str]) -> Story:
    """Return the first of some texts that holds anything.

    base: what relative links start from. furniture: classes of elements that are none of the text.
    Raises Unreadable (too_large) for a plain text of endless lines.
    """
    for said in (one._replace(text=unescape_whole(one.text)) for one in texts):
        if is_nitf(said):
            story = _of_nitf(said, base)
        elif furniture and has_markup(said.text):
            story = Story(body_of_text(_without(said.text, furniture), said.where, base))
        else:
            story = Story(body_of_text(said.text, said.where, base))
        if story.body:
            return _unsigned(story)
    return Story()


def _unsigned(story: Story) -> Story:
    """Return a story without a last paragraph that is its agency's signature, where that is not all of it."""
    markup, paragraphs = story.body.markup, story.body.paragraphs
    if markup:
        offset = max(0, len(markup.html) - _REACH)
        last = _LAST.search(markup.html, offset)
        text = decode_references(last["text"]) if last else ""
        if last and signer_of(text) and "<p" in markup.html[: last.start()]:
            html = markup.html[: last.start()] + markup.html[last.end() :]
            signature = Part("signature", text, markup.where)
            return story._replace(body=WrittenBody(markup._replace(html=html)), signature=signature)
    elif len(paragraphs) > 1 and signer_of(paragraphs[-1].text):
        signature = Part("signature", *paragraphs[-1])
        return story._replace(body=WrittenBody(paragraphs=paragraphs[:-1]), signature=signature)
    return story


def _of_nitf(said: Said, base: str | None) -> Story:
    """Read a document of NITF, or a part of one; what is none becomes a body by its tags."""
    from worker.formats.nitf_body import body_in
    from worker.formats.nitf_media import media_in
    from worker.formats.nitf_tree import prepare
    from worker.formats.xml_text import xml_text_of
    from worker.formats.xml_tree import read_document

    text = _DECLARATION.sub("", said.text, count=1)
    if not _ROOT.match(text):
        text = f"<body.content>{text}</body.content>"
    try:
        document = read_document(xml_text_of(_item(text), Source(id="ninjs")), frozenset(("body", "body.content")))
        node = next(one for one in document.stories if not isinstance(one, Unreadable))
    except (Unreadable, StopIteration):
        return Story(body_of_text(said.text, said.where, base))
    media = tuple(media_in(prepare(node), base))
    body = body_in(node, base)
    markup = body.markup._replace(where=said.where) if body.markup else None
    return Story(
        WrittenBody(markup, tuple(one._replace(where=f"{said.where} {one.where}") for one in body.paragraphs)), media
    )


def _item(text: str) -> WireItem:
    return WireItem(payload=text.encode("utf-8", "replace"), source="ninjs", received_at=_AT_NO_TIME)


def _without(html: str, classes: frozenset[str]) -> str:
    """Return HTML without the elements of these classes."""
    out, kept = [], 0
    for start, end in _spans(html, classes):
        out.append(html[kept:start])
        kept = end
    return "".join((*out, html[kept:]))


def _spans(html: str, classes: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Give where elements of these classes begin and end; one without an end is none."""
    name, depth, start = "", 0, 0
    for token in tokens(html):
        if not isinstance(token, Tag):
            continue
        if not depth and not token.is_end and classes & set(token.attributes().get("class", "").lower().split()):
            name, depth, start = token.name, 1, token.place
        elif depth and token.name == name:
            depth += -1 if token.is_end else 1
            if not depth:
                yield start, html.find(">", token.place) + 1
