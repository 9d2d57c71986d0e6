"""What a story carries besides its text, people, concepts, media, identifiers: as written -> as the record has it."""

import re
from collections.abc import Iterable

from schemas import AltId, Concept, Media, Person, Rendition
from worker.draft import Draft, WrittenConcept, WrittenMedia, WrittenPerson, WrittenRendition
from worker.normalise.provider import AGENCY
from worker.normalise.text import blank_marks, clean_or_none

_PICTURE = re.compile(r"\.(?:jpe?g|png|webp|gif|avif)\Z", re.IGNORECASE)
# Whom a picture is from, at the end of its caption: `(Xinhua/Wu Lan)`, `(사진/신화통신)`, `新华社记者 王小明摄`.
_PICTURE_CREDIT = re.compile(
    rf"[(\uff08]\s?(?P<credit>(?:{AGENCY}\s?/|Photo by )[^()\uff08\uff09]{{1,60}}|사진\s?/\s?{AGENCY})"
    r"\s?[)\uff09][\s.。]{0,3}$"
    r"|(?P<chinese>新[华華]社记者[^。，！？；()\uff08\uff09]{1,40}[摄攝])[)\uff09]?[\s.。]{0,3}$",
    re.IGNORECASE,
)
_CREDIT_REACH = 110
_BETWEEN_NAMES = re.compile(r"\s{0,3}[、，,;；]\s{0,3}")
_BETWEEN_SHORT_NAMES = re.compile(r"(?<=\w\w)[\s·]{1,3}(?=\w\w)")
_EAST_ASIAN = r"[\u3400-\u4dbf\u4e00-\u9fff가-힣]"
_SHORT_NAMES = re.compile(
    rf"{_EAST_ASIAN}{{2,4}}(?:\s{{1,3}}{_EAST_ASIAN}{{2,4}}){{1,5}}|[가-힣]{{2,4}}(?:[\s·]{{1,3}}[가-힣]{{2,4}}){{1,5}}"
)
_NAME = re.compile(
    rf"(?:记者\s?)?(?P<role>实习生|实习记者|通讯员)?\s?(?P<name>{_EAST_ASIAN}(?:[\s·•]?{_EAST_ASIAN}){{1,19}})"
)


def names_in(byline: str | None) -> tuple[WrittenPerson, ...]:
    """Return the people of a Chinese or Korean names line, 王小明、李四; none where it holds anything but names."""
    pieces = _BETWEEN_NAMES.split(byline.strip()) if byline else []
    if len(pieces) == 1 and _SHORT_NAMES.fullmatch(pieces[0]):
        pieces = _BETWEEN_SHORT_NAMES.split(pieces[0])
    names = [match for piece in pieces if (match := _NAME.fullmatch(piece))]
    if len(names) < len(pieces):
        return ()
    return tuple(WrittenPerson(name=match["name"], role=match["role"]) for match in names)


def pictures(captions: Iterable[str]) -> tuple[Media, ...]:
    """Return the pictures that captions stand for; a credit stays in its caption too."""
    return tuple(Media(kind="picture", caption=caption, credit=_credit_of(caption)) for caption in captions)


def _credit_of(caption: str) -> str | None:
    match = _PICTURE_CREDIT.search(blank_marks(caption), max(0, len(caption) - _CREDIT_REACH))
    return clean_or_none(match["credit"] or match["chinese"]) if match else None


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
