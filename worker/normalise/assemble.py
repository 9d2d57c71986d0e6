"""Joins the steps: a draft, as written, becomes the normalised and validated article."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from schemas import AltId, Article, Code, Concept, Identity, Media, Note, NoteCode, Person, Provenance, Source, WireItem
from schemas.errors import Unreadable
from worker.draft import Draft, Paragraph, Part
from worker.normalise.body import Body, Surroundings, read_body
from worker.normalise.dateline import split_dateline
from worker.normalise.dates import Moment, read_time
from worker.normalise.identity import Lead, content_digest, uri_of
from worker.normalise.language import direction_of, language_of
from worker.normalise.lead import separate_lead
from worker.normalise.provider import provider_of
from worker.normalise.text import clean, clean_or_none
from worker.normalise.words import count_words

_NOT_YET_KNOWN = "0" * 64


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a draft comes from."""

    item: WireItem
    source: Source
    format: str
    story: int
    raw_digest: str


@dataclass(frozen=True, slots=True)
class Assembled:
    """An article and what each part of the wire item was taken for."""

    article: Article
    parts: tuple[Part, ...]


def assemble(draft: Draft, origin: Origin) -> Assembled:
    """Make the article of a draft.

    Raises Unreadable (no_headline, no_body, impossible_date) with the place, pydantic.ValidationError if what comes out
    is no valid record.
    """
    source = origin.source
    draft = separate_lead(draft)
    found: dict[NoteCode, None] = {}
    headline = _headline(draft, found)
    paragraphs = _clean_paragraphs(draft.paragraphs, found)
    created = read_time(draft.version_created, source.zone) if draft.version_created else None
    embargoed = read_time(draft.embargoed_until, source.zone) if draft.embargoed_until else None
    surroundings = Surroundings(headline, draft.flags, draft.provider, created.utc if created else None)
    body = read_body(paragraphs, surroundings)
    if not body.paragraphs:
        raise Unreadable(Code.NO_BODY, "there is a headline and no text after it", _last_place(draft))
    texts = tuple(paragraph.text for paragraph in body.paragraphs)
    # Headline and lead tell the language; it is detected only where neither wire nor source states it.
    language, language_notes = language_of(draft.language, source.language, "\n".join((headline, *texts[:3])))
    agency = body.dateline.agency if body.dateline else None
    provider = provider_of(source, draft.provider, draft.domain, agency, body.signature)
    read = (*draft.notes, *_notes_of(created), *_notes_of(embargoed), *body.notes, *language_notes)
    notes = _notes(read, found)
    lead = Lead(provider.code if provider else None, _day(body, created), headline, texts[0])
    uri, basis = uri_of(draft, source.authority, lead)
    article = Article(
        uri=uri,
        status=draft.status or "usable",
        urgency=draft.urgency,
        version_created=created.utc if created else None,
        embargoed_until=embargoed.utc if embargoed else None,
        language=language,
        direction=direction_of(language, headline),
        headline=headline,
        paragraphs=texts,
        word_count=count_words("\n".join(texts)),
        byline=clean_or_none(draft.byline) or body.byline,
        slugline=clean_or_none(draft.slugline),
        dateline=body.dateline,
        genres=tuple(Concept(name=flag) for flag in map(clean_or_none, draft.flags) if flag),
        people=_people(draft),
        provider=provider,
        credit=body.signature,
        editor_note=clean_or_none(draft.editor_note),
        media=_media(draft, body),
        url=draft.url,
        alt_ids=_alt_ids(draft),
        identity=Identity(
            basis=basis,
            authority=source.authority,
            content_digest=_NOT_YET_KNOWN,
            wire_version=draft.wire_version,
        ),
        provenance=_provenance(draft, origin, notes),
    )
    return Assembled(_with_digest(article), _parts(draft, body))


def _headline(draft: Draft, found: dict[NoteCode, None]) -> str:
    headline, notes = clean(draft.headline or "")
    found.update(dict.fromkeys(notes))
    first = draft.parts[0].where if draft.parts else None
    if not headline:
        raise Unreadable(Code.NO_HEADLINE, "nothing in it can be a headline: the first line should be one", first)
    if split_dateline(headline):
        raise Unreadable(Code.NO_HEADLINE, f"it begins with the dateline {headline[:60]!r}, not with a headline", first)
    return headline


def _clean_paragraphs(written: Iterable[Paragraph], found: dict[NoteCode, None]) -> list[Paragraph]:
    paragraphs = []
    for paragraph in written:
        text, notes = clean(paragraph.text)
        if notes:
            found.update(dict.fromkeys(notes))
        if text:
            paragraphs.append(Paragraph(text, paragraph.where))
    return paragraphs


def _notes_of(moment: Moment | None) -> tuple[Note, ...]:
    return moment.notes if moment else ()


def _notes(read: tuple[Note, ...], found: dict[NoteCode, None]) -> tuple[Note, ...]:
    """Each note once, in the order of the reading, the repairs of the text last."""
    every = (*read, *(Note(code=code) for code in found))
    return tuple({(note.code, note.detail): note for note in every}.values())


def _day(body: Body, created: Moment | None) -> date | None:
    """The day that tells stories of one headline apart: the dateline's, else the day of the header in UTC."""
    if body.dateline and body.dateline.date:
        return body.dateline.date
    return created.utc.date() if created else None


def _people(draft: Draft) -> tuple[Person, ...]:
    editor = clean_or_none(draft.editor)
    return (Person(name=editor, role="editor"),) if editor else ()


def _media(draft: Draft, body: Body) -> tuple[Media, ...]:
    captions = (*body.captions, *map(clean_or_none, draft.captions))
    return tuple(Media(kind="picture", caption=caption) for caption in captions if caption)


def _alt_ids(draft: Draft) -> tuple[AltId, ...]:
    return (AltId(role="document_number", value=draft.document_number),) if draft.document_number else ()


def _provenance(draft: Draft, origin: Origin, notes: tuple[Note, ...]) -> Provenance:
    item = origin.item
    return Provenance(
        source=item.source,
        format=origin.format,
        item_id=item.item_id,
        story=origin.story,
        received_at=item.received_at,
        raw_digest=origin.raw_digest,
        raw_size=len(item.payload),
        media_type=item.media_type,
        charset=draft.charset,
        notes=notes,
    )


def _parts(draft: Draft, body: Body) -> tuple[Part, ...]:
    """The format's parts, with those of the body put in where a paragraph turned out to hold more."""
    parts: list[Part] = []
    for part in draft.parts:
        if part.role == "paragraph" and part.where in body.parts:
            parts += body.parts[part.where]
        else:
            parts.append(part)
    return tuple(parts)


def _last_place(draft: Draft) -> str | None:
    return draft.parts[-1].where if draft.parts else None


def _with_digest(article: Article) -> Article:
    identity = article.identity.model_copy(update={"content_digest": content_digest(article)})
    return article.model_copy(update={"identity": identity})
