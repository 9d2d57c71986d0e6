"""A NITF document as a draft; a body of one, or a block of it, by itself too."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from schemas import Note, NoteCode
from schemas.article import Status
from worker.draft import Draft, IdOfDay, Lacking, Paragraph, WrittenConcept, WrittenPerson, WrittenTime
from worker.formats.feed_fields import absolute
from worker.formats.flags import split_flags, urgency_of
from worker.formats.flavours import STANDARD, Flavour, flavour_of
from worker.formats.nitf_body import body_in
from worker.formats.nitf_bodyhead import BodyHead, read_head
from worker.formats.nitf_concepts import (
    organisations_in,
    people_in,
    places_in,
    places_of_event,
    subject_of,
    subjects_in,
)
from worker.formats.nitf_docdata import Docdata
from worker.formats.nitf_media import media_in
from worker.formats.nitf_names import authors_of, byline_of, people_in_order, signer_of, without_by
from worker.formats.nitf_parts import parts_of
from worker.formats.nitf_tree import prepare, text_of
from worker.formats.xml_body import WrittenBody
from worker.formats.xml_tree import Node

_USUAL = ("news", "current")
_DAY = re.compile(r"\d{4}-?\d{2}-?\d{2}(?:T?00:?00(?::?00(?:\.0{1,6})?)?(?:Z|[+-].{1,6})?)?")  # NITF 3.1: zeros are no time


def read_nitf(nitf: Node, notes: tuple[Note, ...] = (), charset: str | None = None, *, base: str | None = None) -> Draft:
    """Return the story in a `nitf`, or in a `body`, `body.content` or block by itself. base: for relative addresses.

    What it lacks stays open, headline and id too. Raises Unreadable (too_large) for a plain text of endless lines.
    """
    prepare(nitf)
    return _draft(nitf, Docdata(nitf), notes, charset, base)


def stories_of(nitf: Node, notes: tuple[Note, ...], charset: str | None, *, base: str | None = None) -> Iterator[Draft]:
    """Give the story in a `nitf`; after it the one that it takes back, if it does."""
    prepare(nitf)
    data = Docdata(nitf)
    draft = _draft(nitf, data, notes, charset, base)
    other = data.other_story
    if other and other[0] == draft.wire_id:
        draft, other = replace(draft, status=other[1]), None
    yield draft
    if other:
        yield _taken_back(*other, draft)


def _taken_back(wire_id: str, status: Status, notice: Draft) -> Draft:
    """Return the document that a notice takes back at once. The notice's own text stays its own: it may be held."""
    return Draft(
        wire_id=wire_id,
        status=status,
        headline=(None if notice.embargoed_until else notice.headline) or wire_id,
        lacks=("headline", "text"),
        editor_note=notice.editor_note,
        language=notice.language,
        provider_name=notice.provider_name,
        version_created=notice.version_created,
        charset=notice.charset,
        parts=tuple(part for part in notice.parts if part.role in ("status", "id", "headline", "flag", "editor_note")),
        notes=notice.notes,
    )


def _body_of(node: Node) -> Node:
    """Return the body of a document, or the node itself where that is one already."""
    return (node.child("body") or Node("body", {}, node.line)) if node.name == "nitf" else node


def _draft(nitf: Node, data: Docdata, notes: tuple[Note, ...], charset: str | None, base: str | None) -> Draft:
    body_node = _body_of(nitf)
    head = read_head(body_node)
    media = tuple(media_in(body_node, base))
    suppliers = _suppliers(data, head)
    flavour = flavour_of(chain(suppliers, _holders(data)))
    provider_name = _provider_name(suppliers, _holders(data), flavour)
    body = body_in(body_node, base)
    title = _headline(head, data)
    flags, headline = split_flags(title) if title else ((), None)
    identity = data.identity(flavour.version_in_id)
    issued = _issued(data, flavour.zone)
    url = _url(data)
    return Draft(
        headline=headline or None,
        subheadline=" ".join(filter(None, map(text_of, head.subheadlines))) or None,
        summary=_summary(head, data),
        paragraphs=body.paragraphs,
        markup=body.markup,
        lacks=_lacks(headline, body),
        dateline=_dateline(head.dateline),
        slugline=_slugline(data),
        byline=byline_of(head.bylines or head.bylines_for_index) or next(map(without_by, data.iim(80)), None),
        editor_note="\n".join(dict.fromkeys((*data.notes(), *filter(None, map(text_of, head.for_editors))))) or None,
        credit=next(filter(None, (*(signer_of(one.text or "") for one in head.credits), *data.iim(110))), None),
        language=_language(nitf, body_node, data),
        provider_name=provider_name,
        version_created=issued,
        content_created=_story_date(head.dateline, flavour.zone, is_only_time=issued is None),
        expires=data.time("date.expire", flavour.zone),
        embargoed_until=_embargo(data, flavour.zone),
        wire_id=identity.wire_id,
        wire_version=identity.version,
        of_day=_of_day(data),
        status=data.status,
        urgency=data.urgency or urgency_of(flags),
        genres=tuple(_genres(data)),
        flags=flags,
        editor=_editor(data),
        url=url,
        charset=charset,
        authors=_authors(head, data),
        keywords=tuple(_keywords(data)),
        subjects=tuple(_subjects(data)),
        places=tuple(_places(data)),
        organisations=tuple(one for node in data.every("identified-content") for one in organisations_in(node)),
        people=tuple(one for node in data.every("identified-content") for one in people_in(node)),
        media=media,
        copyright_holder=data.copyright_holder,
        copyright_notice=next(filter(None, map(text_of, head.copyrights)), None) or data.copyright_notice,
        usage_terms=next(filter(None, map(text_of, head.rights)), None) or data.usage_terms,
        alt_ids=tuple(data.alt_ids()),
        parts=parts_of(data, head, body.parts, body_node),
        notes=(*notes, Note(code=NoteCode.FOR_EDITORS)) if data.is_advisory and data.status == "withheld" else notes,
    )


def _suppliers(data: Docdata, head: BodyHead) -> tuple[str, ...]:
    """Return who supplied it, as written in the places for that, the best first."""
    written = (
        *map(text_of, head.distributors),
        data.said("doc-id", "regsrc"),
        data.domain_of_id(),
        data.meta("provider", "source", "agency", "distributor", "publisher"),
        *data.iim(115),
        data.said("pubdata", "name"),
    )
    return tuple(filter(None, written))


def _holders(data: Docdata) -> tuple[str, ...]:
    """Return who holds its rights: only a known agency supplied it for that."""
    return tuple(filter(None, (data.said("doc.copyright", "holder"), data.said("doc.rights", "owner"))))


def _provider_name(suppliers: tuple[str, ...], holders: tuple[str, ...], flavour: Flavour) -> str | None:
    known = (name for name in (*suppliers, *holders) if flavour is not STANDARD and flavour_of((name,)) is flavour)
    return next(known, None) or next(iter(suppliers), None)


def _headline(head: BodyHead, data: Docdata) -> str | None:
    written = (text_of(head.headline) if head.headline else None, *map(text_of, data.every("title")), *data.iim(105))
    return next(filter(None, written), None)


def _summary(head: BodyHead, data: Docdata) -> str | None:
    abstracts = filter(None, map(text_of, head.abstracts))
    return next(abstracts, None) or data.meta("description", "abstract", "dc.description")


def _lacks(headline: str | None, body: WrittenBody) -> tuple[Lacking, ...]:
    """Captions stand in media, so none stand before the dateline."""
    lacks: list[Lacking] = ["captions"]
    if not headline:
        lacks.append("headline")
    if not body:
        lacks.append("text")
    return tuple(lacks)


def _dateline(node: Node | None) -> Paragraph | None:
    text = text_of(node) if node else None
    return Paragraph(text, node.where) if node and text else None


def _story_date(dateline: Node | None, zone: str | None, *, is_only_time: bool) -> WrittenTime | None:
    """Return the time in a dateline; a day alone is one only if there is no other: the dateline's text has it too."""
    for one in dateline.outermost("story.date") if dateline else ():
        norm = one.get("norm")
        if norm and (is_only_time or not _DAY.fullmatch(norm)):
            return WrittenTime(norm[:200], one.where, zone, doubtful=True)
    return None


def _slugline(data: Docdata) -> str | None:
    key = data.said("du-key", "key")
    written = (
        data.meta("slug", "slugline", "slug-line", "ap-slug", "anpa-keyword", "anpa_keyword"),
        *data.iim(5),
        key if key and any(map(str.isalpha, key)) else None,
    )
    return next(filter(None, written), None)


def _language(nitf: Node, body: Node, data: Docdata) -> str | None:
    content = body.child("body.content")
    written = (
        *(node.get(name) for node in (nitf, body, *((content,) if content else ())) for name in ("lang", "baselang")),
        data.language,
    )
    return next(filter(None, written), None)


def _issued(data: Docdata, zone: str | None) -> WrittenTime | None:
    """Return when this version was issued. The change.date of the root is that of the DTD."""
    return (
        data.time("date.issue", zone)
        or data.time_said("revision-history", "norm", zone)
        or data.time_said("pubdata", "date.publication", zone)
    )


def _embargo(data: Docdata, zone: str | None) -> WrittenTime | None:
    """Return until when it is held: a release at the time of issue holds nothing. One that cannot be read is no freedom."""
    release, issued = data.time("date.release", zone, doubtful=False), data.time("date.issue", zone)
    if release and issued and release.text == issued.text and not data.is_embargoed:
        return None
    return release


def _of_day(data: Docdata) -> IdOfDay | None:
    """A du-key stands for a story on its day; parts of one share it."""
    key, part = data.said("du-key", "key"), data.said("du-key", "part")
    if key is None:
        return None
    take = f"part-{part}" if part and part.strip("0") not in ("", "1") else None
    return IdOfDay("slug", data.said("doc-id", "regsrc"), key, take)


def _genres(data: Docdata) -> Iterator[WrittenConcept]:
    for node in data.every("tobject"):
        kind = node.get("tobject.type")
        if kind and kind.lower() not in _USUAL:
            yield WrittenConcept(kind)
    for node in data.every("tobject.property"):
        if (name := node.get("tobject.property.type") or node.text) and name.lower() not in _USUAL:
            yield WrittenConcept(name)
    for node in data.every("fixture"):
        if name := node.get("fix-id") or node.text:
            yield WrittenConcept(name)


def _subjects(data: Docdata) -> Iterator[WrittenConcept]:
    for node in data.every("tobject.subject"):
        if concept := subject_of(node):
            yield concept
    for node in data.every("identified-content"):
        yield from subjects_in(node)


def _places(data: Docdata) -> Iterator[WrittenConcept]:
    for node in data.every("evloc"):
        yield from places_of_event(node)
    for node in data.every("identified-content"):
        yield from places_in(node)
    for node in data.every("doc-scope"):
        if name := node.get("scope") or node.text:
            yield WrittenConcept(name)


def _keywords(data: Docdata) -> Iterator[str]:
    for node in data.every("keyword"):
        if key := node.get("key") or node.text:
            yield key
    yield from data.iim(25)
    for listed in filter(None, (data.meta("keywords", "news_keywords"),)):
        yield from listed.replace(";", ",").split(",")


def _authors(head: BodyHead, data: Docdata) -> tuple[WrittenPerson, ...]:
    authors = tuple(one for line in head.bylines_for_index for one in people_in_order(line.text or ""))
    authors = authors or authors_of(head.bylines or head.bylines_for_index)
    writers = (one for one in data.every("revision-history") if (one.get("function") or "").lower() == "writer-author")
    return authors or tuple(WrittenPerson(name) for one in writers if (name := one.get("name")))


def _editor(data: Docdata) -> str | None:
    editors = (one for one in data.every("revision-history") if (one.get("function") or "").lower() == "editor")
    return next(filter(None, (one.get("name") for one in editors)), None)


def _url(data: Docdata) -> str | None:
    return absolute(data.said("pubdata", "ex-ref") or data.meta("url", "canonical", "og:url", "link"))
