"""The body of a story, and what stands around it: a repeated headline, a glued caption, the dateline, a signature."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from schemas import Dateline, Note, NoteCode
from worker.draft import Paragraph, Part
from worker.normalise.dateline import Split, dateline_alone, split_dateline
from worker.normalise.keys import fold
from worker.normalise.provider import AGENCY

_SIGNATURE = re.compile(
    rf"(?:(?<=[.!?؟»”\"])\s{{0,3}}|(?<!\S)-{{1,2}}\s?|-{{2}}\s?|^)(?P<text>\((?P<agency>{AGENCY})\))$", re.IGNORECASE
)
_SIGNATURE_REACH = 40
_FLAG_LENGTH = 30


@dataclass(slots=True)
class Body:
    """What the paragraphs of a story turned out to be; `parts` says it by place where that was more than one."""

    paragraphs: list[Paragraph]
    dateline: Dateline | None = None
    caption: str | None = None
    byline: str | None = None
    signature: str | None = None
    notes: list[Note] = field(default_factory=list)
    parts: dict[str, tuple[Part, ...]] = field(default_factory=dict)


def read_body(headline: str, paragraphs: list[Paragraph], reference: datetime | None) -> Body:
    """Take apart clean, non-empty paragraphs. The reference gives a dateline its missing year.

    Raises Unreadable (impossible_date) for a dateline whose day does not exist.
    """
    body = Body(paragraphs)
    _drop_repeated_headline(body, headline)
    _take_dateline(body, reference)
    _take_signature(body)
    return body


def _drop_repeated_headline(body: Body, headline: str) -> None:
    """The first paragraph may repeat the headline, with the flag before it that the headline has lost."""
    if not body.paragraphs:
        return
    first = body.paragraphs[0]
    if 0 <= len(first.text) - len(headline) <= _FLAG_LENGTH and fold(first.text).endswith(fold(headline)):
        body.paragraphs = body.paragraphs[1:]
        body.notes.append(Note(code=NoteCode.HEADLINE_REPEATED))
        body.parts[first.where] = (Part("headline", first.text, first.where),)


def _take_dateline(body: Body, reference: datetime | None) -> None:
    """The dateline begins the first or second paragraph; Chinese ones may end the story."""
    for index, paragraph in enumerate(body.paragraphs[:2]):
        if split := split_dateline(paragraph.text):
            _set_dateline(body, index, split, reference)
            return
    if body.paragraphs and (split := dateline_alone(body.paragraphs[-1].text)):
        _set_dateline(body, len(body.paragraphs) - 1, split, reference)


def _set_dateline(body: Body, index: int, split: Split, reference: datetime | None) -> None:
    paragraph = body.paragraphs[index]
    where = paragraph.where
    date, notes = split.day.resolve(reference, where) if split.day else (None, ())
    body.dateline = Dateline(text=split.text, place=split.place, date=date, agency=split.agency)
    body.notes += notes
    body.byline = split.byline
    body.parts[where] = tuple(_parts(paragraph, split))
    if split.caption:
        body.caption = split.caption
        body.notes.append(Note(code=NoteCode.CAPTION_SEPARATED))
    rest = [Paragraph(split.body, where)] if split.body else []
    body.paragraphs = [*body.paragraphs[:index], *rest, *body.paragraphs[index + 1 :]]


def _parts(paragraph: Paragraph, split: Split) -> Iterator[Part]:
    """The dateline's part is all between caption and body: the dash and the reporters' names are in it."""
    where = paragraph.where
    if split.caption:
        yield Part("caption", split.caption, where)
    written = paragraph.text.removeprefix(split.caption or "").removesuffix(split.body)
    yield Part("dateline", written.strip(), where)
    if split.body:
        yield Part("paragraph", split.body, where)


def _take_signature(body: Body) -> None:
    """`(د ب أ)` or `--(بترا)` after the last sentence says who supplied the story."""
    if not body.paragraphs:
        return
    last = body.paragraphs[-1]
    match = _SIGNATURE.search(last.text, max(0, len(last.text) - _SIGNATURE_REACH))
    if match is None:
        return
    rest = last.text[: match.start()].rstrip()
    body.signature = match["agency"]
    body.notes.append(Note(code=NoteCode.END_MARK_REMOVED, detail=match["text"]))
    before = tuple(part for part in body.parts.get(last.where, ()) if part.role != "paragraph")
    kept = (Part("paragraph", rest, last.where),) if rest else ()
    body.parts[last.where] = (*before, *kept, Part("signature", match["text"], last.where))
    body.paragraphs = [*body.paragraphs[:-1], *([Paragraph(rest, last.where)] if rest else [])]
