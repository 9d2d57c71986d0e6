"""HTML as written -> readable paragraphs, and the markup sanitised with its links resolved."""

from dataclasses import dataclass

from schemas import Note, NoteCode
from worker.draft import Markup, Paragraph, WrittenMedia
from worker.normalise.markup_out import sanitised
from worker.normalise.markup_reader import Reader
from worker.tags import decode_references, has_markup, tidy, tokens, unescape_whole


@dataclass(frozen=True, slots=True)
class Readable:
    """What a body in HTML holds. html is None where there was no markup but paragraphs."""

    paragraphs: tuple[Paragraph, ...] = ()
    html: str | None = None
    media: tuple[WrittenMedia, ...] = ()
    notes: tuple[Note, ...] = ()


def read_markup(markup: Markup) -> Readable:
    """Take HTML apart: its paragraphs, the `where` of each numbered from 1, its pictures, videos and sounds (at most 50).

    The html that comes out holds only what worker/normalise/markup_out.py allows; links and pictures have absolute
    addresses. Reading it again changes nothing.
    """
    written = unescape_whole(tidy(markup.html))
    if not has_markup(written):
        return Readable(_placed(_plain(decode_references(written)), markup.where))
    reader = Reader(written, markup.base)
    for token in tokens(written):
        reader.take(token)
    reader.finish()
    return Readable(
        paragraphs=_placed(reader.paragraphs, markup.where),
        html=sanitised("".join(reader.out)),
        media=tuple(reader.media),
        notes=(Note(code=NoteCode.ACTIVE_CONTENT_REMOVED),) if reader.found_active else (),
    )


def _plain(text: str) -> list[str]:
    """Paragraphs of text without markup: blank lines part them."""
    paragraphs: list[list[str]] = [[]]
    for line in text.splitlines():
        if line.strip():
            paragraphs[-1].append(line.strip())
        elif paragraphs[-1]:
            paragraphs.append([])
    return ["\n".join(lines) for lines in paragraphs if lines]


def _placed(texts: list[str], where: str) -> tuple[Paragraph, ...]:
    return tuple(Paragraph(text, f"{where} {number}") for number, text in enumerate(texts, 1))
