"""Joins the steps: a draft, as written, becomes the normalised and validated article."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from schemas import Article, Code, Concept, Identity, Media, Note, NoteCode, Person, Provenance, Source, WireItem
from schemas.errors import Unreadable
from worker.draft import Draft, Paragraph, Part, WrittenTime
from worker.normalise import details
from worker.normalise.body import Body, Surroundings, read_body
from worker.normalise.dateline import split_dateline
from worker.normalise.dates import read_time
from worker.normalise.identity import Lead, content_digest, uri_of
from worker.normalise.language import direction_of, language_of
from worker.normalise.lead import beginning_of, separate_lead
from worker.normalise.markup import Readable, read_markup
from worker.normalise.provider import provider_of
from worker.normalise.text import clean, clean_or_none
from worker.normalise.words import count_words

_NOT_YET_KNOWN = "0" * 64
_LONGEST_DATE = 100


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
    readable = read_markup(draft.markup) if draft.markup else Readable(draft.paragraphs)
    paragraphs = _clean_paragraphs(readable.paragraphs, found)
    headline, headline_notes = _headline(draft, paragraphs, found)
    times = _Times(draft, source.zone)
    created = times.version_created
    surroundings = Surroundings(headline, draft.flags, draft.provider, created)
    body = read_body(paragraphs, surroundings)
    if not body.paragraphs and "text" not in draft.lacks:
        raise Unreadable(Code.NO_BODY, "there is a headline and no text after it", _last_place(draft))
    texts = tuple(paragraph.text for paragraph in body.paragraphs)
    # Headline and lead tell the language; it is detected only where neither wire nor source states it.
    language, language_notes = language_of(draft.language, source.language, "\n".join((headline, *texts[:3])))
    agency = body.dateline.agency if body.dateline else None
    provider = provider_of(source, draft.provider, draft.domain, agency, body.signature)
    if not texts:
        headline_notes = (*headline_notes, Note(code=NoteCode.HEADLINE_ONLY))
    read = (*draft.notes, *times.notes, *readable.notes, *headline_notes, *body.notes, *language_notes)
    notes = _notes(read, found)
    lead = Lead(provider.code if provider else None, _day(body, created), headline, texts[0] if texts else "")
    uri, basis = uri_of(draft, source.authority, lead)
    article = Article(
        uri=uri,
        status=draft.status or "usable",
        urgency=draft.urgency,
        first_created=times.first_created,
        version_created=created,
        content_created=times.content_created,
        embargoed_until=times.embargoed_until,
        expires=times.expires,
        language=language,
        direction=direction_of(language, headline),
        headline=headline,
        subheadline=clean_or_none(draft.subheadline),
        summary=clean_or_none(draft.summary),
        paragraphs=texts,
        body_html=readable.html,
        word_count=count_words("\n".join(texts)),
        byline=clean_or_none(draft.byline) or body.byline,
        authors=details.people(draft.authors),
        slugline=clean_or_none(draft.slugline),
        dateline=body.dateline,
        subjects=details.concepts(draft.subjects),
        genres=tuple(Concept(name=flag) for flag in map(clean_or_none, draft.flags) if flag),
        keywords=details.texts(draft.keywords),
        places=details.concepts(draft.places),
        people=_people(draft),
        organisations=details.concepts(draft.organisations),
        provider=provider,
        credit=body.signature or clean_or_none(draft.credit),
        copyright_holder=clean_or_none(draft.copyright_holder),
        copyright_notice=clean_or_none(draft.copyright_notice),
        usage_terms=clean_or_none(draft.usage_terms),
        editor_note=clean_or_none(draft.editor_note),
        media=_media(draft, body, readable),
        url=draft.url,
        alt_ids=details.alt_ids(draft),
        identity=Identity(
            basis=basis,
            authority=source.authority,
            content_digest=_NOT_YET_KNOWN,
            wire_version=draft.wire_version,
        ),
        provenance=_provenance(draft, origin, notes),
    )
    return Assembled(_with_digest(article), _parts(draft, body))


class _Times:
    """The times of a story in UTC, and what was assumed of them."""

    def __init__(self, draft: Draft, zone: str | None) -> None:
        self._zone = zone
        self.notes: tuple[Note, ...] = ()
        self.version_created = self._read(draft.version_created)
        self.first_created = self._read(draft.first_created)
        self.content_created = self._read(draft.content_created)
        self.embargoed_until = self._read(draft.embargoed_until)
        self.expires = self._read(draft.expires)

    def _read(self, written: WrittenTime | None) -> datetime | None:
        if written is None:
            return None
        try:
            moment = read_time(written, self._zone)
        except Unreadable:
            if not written.doubtful:
                raise
            self.notes += (Note(code=NoteCode.DATE_UNREADABLE, detail=clean_or_none(written.text[:_LONGEST_DATE])),)
            return None
        self.notes += moment.notes
        return moment.utc


def _headline(draft: Draft, paragraphs: list[Paragraph], found: dict[NoteCode, None]) -> tuple[str, tuple[Note, ...]]:
    headline, notes = clean(draft.headline or "")
    found.update(dict.fromkeys(notes))
    first = draft.parts[0].where if draft.parts else None
    if not headline and "headline" in draft.lacks and paragraphs:
        return beginning_of(paragraphs[0].text), (Note(code=NoteCode.HEADLINE_FROM_TEXT),)
    if not headline:
        raise Unreadable(Code.NO_HEADLINE, "nothing in it can be a headline: the first line should be one", first)
    if draft.markup is None and split_dateline(headline):
        raise Unreadable(Code.NO_HEADLINE, f"it begins with the dateline {headline[:60]!r}, not with a headline", first)
    return headline, ()


def _clean_paragraphs(written: Iterable[Paragraph], found: dict[NoteCode, None]) -> list[Paragraph]:
    paragraphs = []
    for paragraph in written:
        text, notes = clean(paragraph.text)
        if notes:
            found.update(dict.fromkeys(notes))
        if text:
            paragraphs.append(Paragraph(text, paragraph.where))
    return paragraphs


def _notes(read: tuple[Note, ...], found: dict[NoteCode, None]) -> tuple[Note, ...]:
    """Each note once, in the order of the reading, the repairs of the text last."""
    every = (*read, *(Note(code=code) for code in found))
    return tuple({(note.code, note.detail): note for note in every}.values())


def _day(body: Body, created: datetime | None) -> date | None:
    """The day that tells stories of one headline apart: the dateline's, else the day of the header in UTC."""
    if body.dateline and body.dateline.date:
        return body.dateline.date
    return created.date() if created else None


def _people(draft: Draft) -> tuple[Person, ...]:
    editor = clean_or_none(draft.editor)
    return (*details.people(draft.people), *((Person(name=editor, role="editor"),) if editor else ()))


def _media(draft: Draft, body: Body, readable: Readable) -> tuple[Media, ...]:
    captions = (*body.captions, *map(clean_or_none, draft.captions))
    of_text = tuple(Media(kind="picture", caption=caption) for caption in captions if caption)
    return (*details.media((*draft.media, *readable.media)), *of_text)


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
