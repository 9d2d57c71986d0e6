"""The body of a story, and what stands around it: a repeated headline, captions, the dateline, end marks, a signature."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from schemas import Dateline, Note, NoteCode
from worker.draft import Paragraph, Part, Role
from worker.normalise.dateline import Split, dateline_alone, split_dateline
from worker.normalise.dateline_apart import read_dateline
from worker.normalise.details import names_in
from worker.normalise.ending import Ending, split_end_mark, split_to_be_continued
from worker.normalise.keys import fold
from worker.normalise.provider import agency_code
from worker.normalise.signature import split_signature
from worker.normalise.text import clean, clean_or_none

_XINHUA = "xinhua"
_NEITHER_LETTER_NOR_DIGIT = re.compile(r"[\W_]+")
_PUNCTUATION_LENGTH = 30  # by how much a repeated headline may be longer
_MOST_CAPTIONS = 3
_LONGEST_CAPTION = 300
_FEWEST_WORDS = 3
_REACH_OF_REPEATED = 4  # paragraphs: a note of what is new and the names line may stand before the dateline
_BY = re.compile(r"(?:by|von|par|por|di|av|reporting by)[\s:]\s?", re.IGNORECASE)
_DESK_INITIALS = re.compile(r"[a-z]{2,4}(?:/[a-z]{2,4}){1,5}")
# Between a place that the wire has apart and the text. A hyphen may as well join places: Berlin - Potsdam.
_LONG_DASH = re.compile(r"\s{0,2}(?:--|—)\s{0,2}(?=\S)|\s{1,2}_\s{1,2}(?=\S)")
_ANY_DASH = re.compile(r"\s{0,2}(?:--|—)\s{0,2}(?=\S)|\s{1,2}[-–_]\s{1,2}(?=\S)")
_NAMES = re.compile(r"by\s", re.IGNORECASE)
# Below the title that a Chinese dateline announces: 新华社记者王小明、李大海
_REPORTERS = re.compile(r"新[华華]社(?:记者|記者)[\s:\uff1a]{0,3}(?P<names>[^。！？；：]{2,80})")


@dataclass(slots=True)
class Body:
    """What the paragraphs of a story turned out to be; `parts` says it by place where that was more than one."""

    paragraphs: list[Paragraph]
    dateline: Dateline | None = None
    captions: list[str] = field(default_factory=list)
    byline: str | None = None
    signature: str | None = None
    notes: list[Note] = field(default_factory=list)
    parts: dict[str, tuple[Part, ...]] = field(default_factory=dict)


class Surroundings(NamedTuple):
    """What is known of a story apart from its paragraphs: a dateline gets its missing year from the reference.

    dateline: clean, where the wire has it apart; byline: so too. may_have_captions: lines before a dateline can be captions.
    """

    headline: str
    flags: tuple[str, ...] = ()
    provider: str | None = None
    reference: datetime | None = None
    dateline: Paragraph | None = None
    byline: str | None = None
    may_have_captions: bool = True


def read_body(paragraphs: list[Paragraph], story: Surroundings) -> Body:
    """Take apart clean, non-empty paragraphs.

    Raises Unreadable (impossible_date) for a dateline whose day does not exist.
    """
    body = Body(paragraphs)
    _drop_repeated_headline(body, story)
    if story.byline and len(body.paragraphs) > 1:
        _drop_repeated_byline(body, story.byline)
    if story.dateline:
        _take_dateline_apart(body, story.dateline, story)
    else:
        _take_dateline(body, story)
    _take_end_marks(body, story.provider)
    _take_desk_initials(body)
    if body.paragraphs and (ending := split_signature(body.paragraphs[-1].text)):
        body.signature = ending.agency
        _take_ending(body, ending, "signature", NoteCode.END_MARK_REMOVED)
    return body


def _drop_repeated_headline(body: Body, story: Surroundings) -> None:
    """The first of several paragraphs may repeat the headline, with the flags before it that the headline has lost."""
    if story.headline and len(body.paragraphs) > 1 and _repeats_headline(body.paragraphs[0].text, story):
        first, *body.paragraphs = body.paragraphs
        body.notes.append(Note(code=NoteCode.HEADLINE_REPEATED))
        body.parts[first.where] = (Part("headline", first.text, first.where),)


def _repeats_headline(text: str, story: Surroundings) -> bool:
    """Whether a text is the headline, with or without its flags; punctuation may differ."""
    whole = "".join((*story.flags, story.headline))
    if len(text) > len(whole) + _PUNCTUATION_LENGTH:
        return False
    return _letters(text) in (_letters(story.headline), _letters(whole))


def _drop_repeated_byline(body: Body, byline: str) -> None:
    """Take out the names line that stands in the text though the wire has it apart: `By JANE DOE`, or the names alone."""
    names = _letters(byline)
    for index, paragraph in enumerate(body.paragraphs[:_REACH_OF_REPEATED] if names else ()):
        if len(paragraph.text) <= len(byline) + _PUNCTUATION_LENGTH and names == _letters(_BY.sub("", paragraph.text)):
            body.parts[paragraph.where] = (Part("byline", paragraph.text, paragraph.where),)
            del body.paragraphs[index]
            return


def _letters(text: str) -> str:
    return _NEITHER_LETTER_NOR_DIGIT.sub("", fold(text))


def _take_dateline_apart(body: Body, written: Paragraph, story: Surroundings) -> None:
    """Read the dateline that the wire has apart; where the text begins with it again, the fuller of the two counts."""
    split = read_dateline(written.text)
    index, again = _first_dateline(body.paragraphs[:_REACH_OF_REPEATED])
    if again:
        apart, within = _letters(split.text), _letters(again.text)
        if apart in within or within in apart:
            _set_dateline(body, index, again, story)
        elif again.place and apart.startswith(_letters(again.place)) and not split.agency:
            _set_dateline(body, index, again, story)  # RIO DE JANEIRO (AP) is fuller than Rio de Janeiro, Brazil
            return
        if apart in within:
            return
    elif body.paragraphs:
        _take_place_again(body, split)
    date, notes = split.day.resolve(story.reference, written.where) if split.day else (None, ())
    body.dateline = Dateline(text=split.text or written.text, place=split.place, date=date, agency=split.agency)
    body.notes += notes


def _first_dateline(paragraphs: list[Paragraph]) -> tuple[int, Split | None]:
    """Return the first of the paragraphs that begins with a dateline, by its place among them."""
    found = ((index, split_dateline(one.text)) for index, one in enumerate(paragraphs))
    return next(((index, split) for index, split in found if split), (0, None))


def _take_place_again(body: Body, split: Split) -> None:
    """Take off the place and a dash that begin the text, where they only repeat the dateline."""
    text, where = body.paragraphs[0]
    for place in filter(None, (split.text, split.place, (split.place or "").partition(",")[0])):
        again = text[: len(place)]
        dash = (_ANY_DASH if again.isupper() else _LONG_DASH).match(text, len(place))
        if dash and again.casefold() == place.casefold():
            rest = text[dash.end() :]
            body.parts[where] = (Part("dateline", text[: dash.end()].strip(), where), Part("paragraph", rest, where))
            body.paragraphs[0] = Paragraph(rest, where)
            return


def _take_dateline(body: Body, story: Surroundings) -> None:
    """The dateline begins the first or second paragraph, Xinhua's may follow captions; Chinese ones may end the story."""
    for index, paragraph in enumerate(body.paragraphs[: _MOST_CAPTIONS + 1]):
        split = split_dateline(paragraph.text)
        if split and (index < 2 or _is_dated_and_xinhuas(split)):
            _set_dateline(body, index, split, story)
            if index and story.may_have_captions and story.provider == _XINHUA and _is_dated_and_xinhuas(split):
                _take_captions(body, index)
            return
    if body.paragraphs and (split := dateline_alone(body.paragraphs[-1].text)):
        _set_dateline(body, len(body.paragraphs) - 1, split, story)


def _is_dated_and_xinhuas(split: Split) -> bool:
    return split.day is not None and agency_code(split.agency) == _XINHUA


def _take_captions(body: Body, count: int) -> None:
    """Take the captions from the lines before the dateline of a page; elsewhere such a line may be anything."""
    captions = [line for line in body.paragraphs[:count] if _is_caption(line.text)]
    if captions:
        body.captions = [*(line.text for line in captions), *body.captions]
        body.notes.append(Note(code=NoteCode.CAPTION_SEPARATED))
        body.parts |= {line.where: (Part("caption", line.text, line.where),) for line in captions}
        body.paragraphs = [line for line in body.paragraphs if line not in captions]


def _is_caption(text: str) -> bool:
    """Whether a line before a dateline is a caption: a few words, and neither reporters' names nor a slug in capitals."""
    few = len(text.split()) >= _FEWEST_WORDS and len(text) <= _LONGEST_CAPTION
    return few and not _NAMES.match(text) and not text.isupper()


def _set_dateline(body: Body, index: int, split: Split, story: Surroundings) -> None:
    paragraph = body.paragraphs[index]
    where = paragraph.where
    date, notes = split.day.resolve(story.reference, where) if split.day else (None, ())
    # Cleaned again, because what is apart now may hold one of two marks that paired.
    text, place, caption, rest = (
        map(clean_or_none, (split.text, split.place, split.caption, split.body))
        if split.has_marks
        else (split.text, split.place, split.caption, split.body)
    )
    body.dateline = Dateline(text=text or "", place=place, date=date, agency=split.agency)
    body.notes += notes
    body.byline = split.byline
    if caption:
        body.captions.append(caption)
        body.notes.append(Note(code=NoteCode.CAPTION_SEPARATED))
    repeats = split.before_title and len(body.paragraphs) > 1 and _repeats_headline(split.body, story)
    if repeats:
        body.notes.append(Note(code=NoteCode.HEADLINE_REPEATED))
    body.parts[where] = tuple(_parts(paragraph, split, "headline" if repeats else "paragraph"))
    kept = [Paragraph(rest, where)] if rest and not repeats else []
    body.paragraphs[index : index + 1] = kept
    if split.before_title and not split.byline:
        _take_reporters(body, index + len(kept))


def _take_reporters(body: Body, index: int) -> None:
    """Take the line of reporters' names that may stand below a title."""
    line = next(iter(body.paragraphs[index : index + 1]), None)
    match = _REPORTERS.fullmatch(line.text) if line else None
    if line and match and len(body.paragraphs) > index + 1 and names_in(match["names"]):
        body.byline = match["names"].strip()
        body.parts[line.where] = (Part("byline", line.text, line.where),)
        del body.paragraphs[index]


def _parts(paragraph: Paragraph, split: Split, role: Role) -> Iterator[Part]:
    """The dateline's part is all between caption and body: the dash and the reporters' names are in it."""
    where = paragraph.where
    if split.caption:
        yield Part("caption", split.caption, where)
    written = paragraph.text.removeprefix(split.caption or "").removesuffix(split.body)
    yield Part("dateline", written.strip(), where)
    if split.body:
        yield Part(role, split.body, where)


def _take_end_marks(body: Body, provider: str | None) -> None:
    """Take off the marks with which Xinhua says whether its story ends, in whatever format it came."""
    for split, code in (
        (split_end_mark, NoteCode.END_MARK_REMOVED),
        (split_to_be_continued, NoteCode.TO_BE_CONTINUED),
    ):
        ending = split(body.paragraphs[-1].text) if body.paragraphs else None
        if ending and _XINHUA in (provider, agency_code(body.dateline.agency) if body.dateline else None):
            _take_ending(body, ending, "end_mark", code)


def _take_desk_initials(body: Body) -> None:
    """Take off the last line of those who wrote and edited a story, `abc/de/fgh`."""
    if len(body.paragraphs) > 1 and _DESK_INITIALS.fullmatch(body.paragraphs[-1].text):
        initials = body.paragraphs[-1].text
        _take_ending(body, Ending(rest="", mark=initials), "signature", NoteCode.END_MARK_REMOVED)


def _take_ending(body: Body, ending: Ending, role: Role, code: NoteCode) -> None:
    """Take off what stands at the end of the last paragraph."""
    where = body.paragraphs.pop().where
    body.notes.append(Note(code=code, detail=ending.mark))
    earlier = body.parts.get(where, ())
    before = tuple(part for part in earlier if part.role in {"dateline", "caption"})
    behind = tuple(part for part in earlier if part.role in {"end_mark", "signature"})
    rest = clean(ending.rest)[0]
    kept = (Part("paragraph", ending.rest, where),) if rest else ()
    body.parts[where] = (*before, *kept, Part(role, ending.mark, where), *behind)
    if rest:
        body.paragraphs.append(Paragraph(rest, where))
