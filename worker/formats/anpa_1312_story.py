"""The story of a transmission of ANPA 1312: what its header, slug and text say together."""

import re

from schemas import Note, NoteCode
from schemas.article import Status
from worker.draft import Draft, IdOfDay, Part, Role, WrittenConcept, WrittenTime
from worker.formats.anpa_1312_body import Story, read_text
from worker.formats.anpa_1312_frame import Header, Piece, Transmission
from worker.formats.anpa_1312_takes import Slug, joined, slug_of_header, urgency_word
from worker.formats.decode import Decoded

_URGENCY = {"f": 1, "b": 2, "u": 3, "r": 5, "d": 6}
_OF_ONE_LINE = (1, 2)  # flashes and bulletins may be a headline alone
_LONGEST_DETAIL = 200
_ZONE = "America/New_York"
_YEAR = re.compile(r"[0-9]{1,2}-[0-9]{1,2}-([0-9]{2,4})")
_PROVIDERS = {"AP": "ap"}


def draft_of(transmission: Transmission, decoded: Decoded, url: str | None) -> Draft:
    """Return the story as written."""
    header = transmission.header
    of_header = slug_of_header(header.words)
    story = read_text(transmission.text, of_header, tabular=header.is_tabular)
    slug = joined(of_header, story.slug)
    status, status_notes = _status(story, slug)
    headline = "\n".join(story.headline) or None
    urgency = _urgency(header, story, slug)
    if headline is None and not story.paragraphs and status:
        headline = _headline_of_slug(story, slug)
    notes = [*decoded.notes, *status_notes, *_notes_of_furniture([*transmission.before, *transmission.rest])]
    notes += [Note(code=NoteCode.CUT_OFF)] if transmission.is_cut else []
    notes += [Note(code=NoteCode.TO_BE_CONTINUED, detail=mark) for mark in story.marks_of_more]
    return Draft(
        headline=headline,
        paragraphs=tuple(story.paragraphs),
        lacks=("headline", "text") if status or urgency in _OF_ONE_LINE else ("headline",),
        slugline=(story.slug.keyword if story.slug else "") or of_header.keyword or None,
        byline=story.byline,
        authors=story.authors,
        credit=", ".join(story.credits) or None,
        editor_note="\n".join(story.notes) or None,
        dateline=story.dateline,
        keywords=tuple(story.keywords),
        provider=_PROVIDERS.get((transmission.trailer.origin or "").upper()) if transmission.trailer else None,
        version_created=_version_created(transmission, slug),
        embargoed_until=_embargo(transmission, slug),
        of_day=_id_of_day(header, slug),
        status=status,
        urgency=urgency,
        flags=tuple(story.flags),
        genres=tuple(WrittenConcept(name=take) for take in slug.takes),
        subjects=(WrittenConcept(code=header.category.lower(), scheme="anpa1312"),) if header.category else (),
        alt_ids=(("transmission", f"{header.service}{header.number}"),) if header.service else (),
        url=url,
        charset=decoded.charset,
        parts=_parts(transmission, story),
        notes=tuple(notes),
    )


def _headline_of_slug(story: Story, slug: Slug) -> str:
    """A kill or an advisory of nothing but its slug line has that for a headline; without one, what the header has of it."""
    story.parts = [part._replace(role="headline") if part.role == "slug" else part for part in story.parts]
    keyword = story.slug.keyword if story.slug else slug.keyword
    return " ".join((keyword, *(slug.takes or story.flags)))


def _notes_of_furniture(pieces: list[Piece]) -> list[Note]:
    texts = [piece.written for piece in pieces if any(map(str.isalnum, piece.written))]
    return [Note(code=NoteCode.BOILERPLATE_REMOVED, detail="; ".join(texts)[:_LONGEST_DETAIL])] if texts else []


def _status(story: Story, slug: Slug) -> tuple[Status | None, list[Note]]:
    """A kill kills the story; what is for editors is not for publication."""
    if "kill" in slug.kinds or story.is_killed:
        return "canceled", []
    if "advisory" in slug.kinds or slug.is_for_editors or (slug.key.endswith("advisory") and story.is_to_editors):
        return "withheld", [Note(code=NoteCode.FOR_EDITORS)]
    return None, []


def _id_of_day(header: Header, slug: Slug) -> IdOfDay | None:
    """The slug and what tells an addition apart: its number, or that of its transmission, lest one replace another."""
    day = WrittenTime(header.day.text, header.day.where, is_stamp=True) if header.day else None
    if not slug.key or slug.is_of_many:
        return IdOfDay("transmission", header.service, header.number, day=day) if header.number else None
    apart = slug.apart()
    if apart and apart.endswith("-"):
        apart = f"{apart}{header.number or ''}".rstrip("-")
    return IdOfDay("slug", header.service, slug.key, apart, day)


def _version_created(transmission: Transmission, slug: Slug) -> WrittenTime | None:
    """The stamp; without one the header's day, but for takes that replace: midnight would make them older than the story."""
    if transmission.trailer:
        stamp = transmission.trailer.stamp
        return WrittenTime(stamp.text, stamp.where, _ZONE, doubtful=True, is_stamp=True)
    day = transmission.header.day
    if day is None or slug.kinds & {"version", "kill"}:
        return None
    return WrittenTime(day.text, day.where, doubtful=True, is_stamp=True)


def _embargo(transmission: Transmission, slug: Slug) -> WrittenTime | None:
    """The day from which an advance may be used: the next one of its number after the header's day."""
    day, filed = slug.advance_day, transmission.header.day
    if day is None or filed is None:
        return None
    month, filed_day = map(int, filed.text.split("-"))
    year = _YEAR.match(transmission.trailer.stamp.text) if transmission.trailer else None
    months = month + (day < filed_day)
    text = f"{(months - 1) % 12 + 1}-{day}"
    if year:
        text += f"-{(int(year[1]) + (months > 12)) % 10 ** len(year[1]):02}"
    return WrittenTime(text, filed.where, _ZONE, doubtful=True, is_stamp=True)


def _urgency(header: Header, story: Story, slug: Slug) -> int | None:
    """The letter's, or a higher one that a word says."""
    letter = _URGENCY.get(header.priority.lower()) if header.priority else None
    words = (urgency_word(word) for word in (*story.flags, *slug.takes))
    return min((one for one in (letter, *words) if one), default=None)


def _parts(transmission: Transmission, story: Story) -> tuple[Part, ...]:
    def of(role: Role, pieces: list[Piece]) -> list[Part]:
        return [Part(role, piece.written, piece.line.where) for piece in pieces if piece.written]

    before, head = of("furniture", transmission.before), of("header", transmission.head)
    return (*before, *head, *story.parts, *of("time", transmission.trailers), *of("furniture", transmission.rest))
