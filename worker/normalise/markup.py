"""HTML as written -> readable paragraphs, and the markup sanitised with its links resolved."""

from dataclasses import dataclass

from schemas import Note
from worker.draft import Markup, Paragraph, WrittenMedia


@dataclass(frozen=True, slots=True)
class Readable:
    """What a body in HTML holds. html is None where there was no markup but paragraphs."""

    paragraphs: tuple[Paragraph, ...] = ()
    html: str | None = None
    media: tuple[WrittenMedia, ...] = ()
    notes: tuple[Note, ...] = ()


def read_markup(markup: Markup) -> Readable:
    """Take HTML apart."""
    raise NotImplementedError
