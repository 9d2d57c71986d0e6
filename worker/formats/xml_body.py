"""The body of a story in a node: markup where there is any, else the paragraphs of plain text."""

from collections.abc import Mapping
from dataclasses import dataclass

from schemas.errors import Unreadable
from worker.draft import Markup, Paragraph, Part
from worker.formats.blocks import blocks_of
from worker.formats.lines import lines_of
from worker.formats.wrapped import at_indents, paragraphs_of
from worker.formats.xml_html import html_of
from worker.formats.xml_tree import Node
from worker.tags import has_markup


@dataclass(frozen=True, slots=True)
class WrittenBody:
    """A body: markup or paragraphs, never both; its parts."""

    markup: Markup | None = None
    paragraphs: tuple[Paragraph, ...] = ()

    @property
    def parts(self) -> tuple[Part, ...]:
        """What it was taken for."""
        if self.markup:
            return (Part("markup", self.markup.html, self.markup.where),)
        return tuple(Part("paragraph", one.text, one.where) for one in self.paragraphs)

    def __bool__(self) -> bool:
        """Whether anything is in it."""
        return bool(self.markup or self.paragraphs)


def body_of(node: Node, names: Mapping[str, str | None] | None = None, base: str | None = None) -> WrittenBody:
    """Return the body in a node: its elements as HTML, HTML that is in it as text, or plain text.

    names: as `html_of` takes them. base: what relative links start from.
    Raises Unreadable (too_large) for a plain text of endless lines.
    """
    if next(node.nodes(), None):
        return WrittenBody(Markup(html_of(node.content, names), node.where, base))
    return body_of_text(node.raw_text, node.where, base)


def body_of_text(text: str, where: str, base: str | None = None) -> WrittenBody:
    """Return the body that a text is: HTML if it holds any, else its paragraphs, each with its place."""
    if not text.strip():
        return WrittenBody()
    if has_markup(text):
        return WrittenBody(Markup(text, where, base))
    try:
        raw = text.splitlines()
        blocks = [part for block in blocks_of(list(lines_of(text))) for part in at_indents(block, raw)]
    except Unreadable as error:
        raise Unreadable(error.code, error.message, f"{where} {error.where}") from error
    return WrittenBody(paragraphs=tuple(Paragraph(one.text, f"{where} {one.where}") for one in paragraphs_of(blocks)))
