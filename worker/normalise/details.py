"""What a story carries besides its text, people, concepts, media, identifiers: as written -> as the record has it."""

from collections.abc import Iterable

from schemas import AltId, Concept, Media, Person, Rendition
from worker.draft import Draft, WrittenConcept, WrittenMedia, WrittenPerson, WrittenRendition
from worker.normalise.text import clean_or_none


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
    """Return the media that have a file or a caption; of two with the same first file the first."""
    found = (
        Media(
            kind=one.kind,
            caption=clean_or_none(one.caption),
            credit=clean_or_none(one.credit),
            renditions=tuple(map(_rendition, one.renditions)),
        )
        for one in written
    )
    by_file = {one.renditions[0].href if one.renditions else one.caption: one for one in reversed(tuple(found))}
    return tuple(one for key, one in reversed(by_file.items()) if key)


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
