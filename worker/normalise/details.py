"""What a story carries besides its text, people, concepts, media, identifiers: as written -> as the record has it."""

import re
from collections.abc import Iterable

from schemas import AltId, Concept, Media, Person, Rendition
from worker.draft import Draft, WrittenConcept, WrittenMedia, WrittenPerson, WrittenRendition
from worker.normalise.text import clean_or_none

_PICTURE = re.compile(r"\.(?:jpe?g|png|webp|gif|avif)\Z", re.IGNORECASE)


def people(written: Iterable[WrittenPerson]) -> tuple[Person, ...]:
    """Return the people who have a name, each once."""
    found = (
        Person(name=name, uri=clean_or_none(one.uri), role=clean_or_none(one.role))
        for one in written
        if (name := clean_or_none(one.name))
    )
    return tuple(dict.fromkeys(found))


def concepts(written: Iterable[WrittenConcept]) -> tuple[Concept, ...]:
    """Return the concepts that have a name, an identifier or a code, each once."""
    found = (Concept(**dict(zip(one._fields, map(clean_or_none, one), strict=True))) for one in written)
    return tuple(one for one in dict.fromkeys(found) if one.name or one.uri or one.code)


def texts(written: Iterable[str]) -> tuple[str, ...]:
    """Return the texts that hold anything, each once."""
    return tuple(dict.fromkeys(filter(None, map(clean_or_none, written))))


def media(written: Iterable[WrittenMedia]) -> tuple[Media, ...]:
    """Return the media that have a file or a caption; those of one file, in other sizes too, are one."""
    found = (
        Media(
            kind=one.kind,
            caption=clean_or_none(one.caption),
            credit=clean_or_none(one.credit),
            renditions=tuple(map(_rendition, one.renditions)),
        )
        for one in written
    )
    by_file: dict[str, Media] = {}
    for one in found:
        if key := _file_of(one.renditions[0].href) if one.renditions else one.caption:
            by_file[key] = _together(by_file[key], one) if key in by_file else one
    return tuple(by_file.values())


def _file_of(address: str) -> str:
    """Return what names a file; sizes stand in the query of a picture's address."""
    path, _, query = address.partition("?")
    return path if query and _PICTURE.search(path) else address


def _together(first: Media, second: Media) -> Media:
    known = {one.href for one in first.renditions}
    more = tuple(one for one in second.renditions if one.href not in known)
    caption, credit = first.caption or second.caption, first.credit or second.credit
    return first.model_copy(update={"caption": caption, "credit": credit, "renditions": (*first.renditions, *more)})


def alt_ids(draft: Draft) -> tuple[AltId, ...]:
    """Return the other identifiers, the document number first."""
    number = (("document_number", draft.document_number),) if draft.document_number else ()
    return tuple(AltId(role=role, value=value) for role, value in dict.fromkeys((*number, *draft.alt_ids)) if value)


def _rendition(written: WrittenRendition) -> Rendition:
    return Rendition(
        href=written.href,
        media_type=clean_or_none(written.media_type),
        width=written.width or None,
        height=written.height or None,
        size=written.size,
    )
