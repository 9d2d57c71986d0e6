"""Joins the steps: a draft, as written, becomes the normalised and validated article."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from schemas import Article, Code, Identity, Media, Note, NoteCode, Person, Provenance, Source, WireItem
from schemas.errors import Unreadable
from worker.draft import Draft, Paragraph, Part, WrittenConcept, WrittenTime
from worker.normalise import details
from worker.normalise.body import Body, Surroundings, read_body
from worker.normalise.dateline import split_dateline
from worker.normalise.dates import read_time
from worker.normalise.identity import Lead, content_digest, identify
from worker.normalise.language import direction_of, language_of
from worker.normalise.lead import beginning_of, separate_lead
from worker.normalise.markup import Readable, read_markup
from worker.normalise.provider import Supplier, provider_of
from worker.normalise.text import clean, clean_or_none
from worker.normalise.topics import named
from worker.normalise.words import count_words

_NOT_YET_KNOWN = "0" * 64
_LONGEST_DATE = 100
_LONGEST_FILING = timedelta(days=2)


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
    draft = separate_lead(_as_kill(draft) if draft.status == "canceled" else draft)
    found: dict[NoteCode, None] = {}
    readable = read_markup(draft.markup) if draft.markup else Readable(draft.paragraphs)
    paragraphs = _clean_paragraphs(readable.paragraphs, found)
    headline, headline_notes = _headline(draft, paragraphs, found)
    times = _Times(draft, source.zone, origin.item.received_at)
    created = times.version_created
    surroundings = Surroundings(
        # A headline made of the text repeats it by nature.
        headline="" if headline_notes or "repetition" in draft.lacks else headline,
        flags=draft.flags,
        provider=draft.provider,
        reference=created or times.content_created,
        dateline=next(iter(_clean_paragraphs(filter(None, (draft.dateline,)), found)), None),
        byline=None if "repetition" in draft.lacks else clean_or_none(draft.byline),
        may_have_captions="captions" not in draft.lacks,
    )
    body = read_body(paragraphs, surroundings)
    if not body.paragraphs and "text" not in draft.lacks:
        raise Unreadable(Code.NO_BODY, "there is a headline and no text after it", _last_place(draft))
    texts = tuple(paragraph.text for paragraph in body.paragraphs)
    # Headline and lead tell the language; it is detected only where neither wire nor source states it.
    language, language_notes = language_of(draft.language, source.language, "\n".join((headline, *texts[:3])))
    agency = body.dateline.agency if body.dateline else None
    written = Supplier(draft.provider, draft.provider_name, draft.domain)
    provider = provider_of(source, written, agency, body.signature)
    if not texts:
        headline_notes = (*headline_notes, Note(code=NoteCode.HEADLINE_ONLY))
    read = (*draft.notes, *times.notes, *readable.notes, *headline_notes, *body.notes, *language_notes)
    notes = _notes(read, found)
    lead = Lead(provider.code if provider else None, _day(body, created), headline, texts[0] if texts else "")
    found_identity = identify(draft, source.authority, times.written_day, lead)
    article = Article(
        uri=found_identity.uri,
        kind=draft.kind,
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
        authors=details.people(draft.authors or details.names_in(body.byline)),
        slugline=clean_or_none(draft.slugline),
        dateline=body.dateline,
        subjects=named(details.concepts(draft.subjects), language),
        genres=details.concepts((*map(WrittenConcept, draft.flags), *draft.genres)),
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
        follows=found_identity.follows or draft.follows,
        identity=Identity(
            basis=found_identity.basis,
            authority=source.authority,
            content_digest=_NOT_YET_KNOWN,
            wire_version=draft.wire_version,
        ),
        provenance=_provenance(draft, origin, notes),
    )
    return Assembled(_with_digest(article), _parts(draft, body))


class _Times:
    """The times of a story in UTC, and what was assumed of them."""

    def __init__(self, draft: Draft, zone: str | None, received: datetime) -> None:
        self._zone = zone
        self._received = received
        self._days: dict[WrittenTime, date] = {}
        self.notes: tuple[Note, ...] = ()
        self.version_created = self._read(draft.version_created)
        self.first_created = self._read(draft.first_created)
        self.content_created = self._read(draft.content_created)
        self.embargoed_until = self._read(draft.embargoed_until)
        self.expires = self._read(draft.expires)
        self.written_day = self._filed_day(draft)

    def _read(self, written: WrittenTime | None) -> datetime | None:
        if written is None:
            return None
        try:
            moment = read_time(written, self._zone, self._received)
        except Unreadable:
            if not written.doubtful:
                raise
            self.notes += (Note(code=NoteCode.DATE_UNREADABLE, detail=clean_or_none(written.text[:_LONGEST_DATE])),)
            return None
        self.notes += moment.notes
        self._days[written] = moment.day
        return moment.utc

    def _filed_day(self, draft: Draft) -> date | None:
        """The day a story is filed under if that is near the day of its version, which takes after midnight do not share."""
        own = self._days.get(draft.version_created) if draft.version_created else None
        written = draft.of_day.day if draft.of_day else None
        if written is None:
            return own
        try:
            filed = read_time(written, None, self.version_created or self._received)
        except Unreadable:
            return own
        if own is None:
            self.notes += tuple(note for note in filed.notes if note.code == NoteCode.YEAR_INFERRED)
            return filed.day
        return filed.day if abs(filed.day - own) <= _LONGEST_FILING else own


def _headline(draft: Draft, paragraphs: list[Paragraph], found: dict[NoteCode, None]) -> tuple[str, tuple[Note, ...]]:
    headline, notes = clean(draft.headline or "")
    found.update(dict.fromkeys(notes))
    first = draft.parts[0].where if draft.parts else None
    if not headline and "headline" in draft.lacks and paragraphs:
        return beginning_of(paragraphs[0].text), (Note(code=NoteCode.HEADLINE_FROM_TEXT),)
    if not headline and "headline" in draft.lacks and (said := clean_or_none(_said_of_it(draft))):
        return beginning_of(said), (Note(code=NoteCode.HEADLINE_FROM_TEXT),)
    if not headline:
        raise Unreadable(Code.NO_HEADLINE, "nothing in it can be a headline: the first line should be one", first)
    if draft.markup is None and split_dateline(headline):
        raise Unreadable(Code.NO_HEADLINE, f"it begins with the dateline {headline[:60]!r}, not with a headline", first)
    return headline, ()


def _said_of_it(draft: Draft) -> str | None:
    """What else says what a story without text is about: its summary, the first caption; of a kill, whatever there is."""
    captions = (one.caption for one in draft.media)
    of_kill = (draft.slugline, draft.editor_note, draft.wire_id, draft.url) if draft.status == "canceled" else ()
    return next(filter(None, (draft.summary, *captions, *of_kill)), None)


def _as_kill(draft: Draft) -> Draft:
    """A kill must not be lost for what it lacks, nor for a time that cannot be read."""
    times = ("first_created", "version_created", "content_created", "embargoed_until", "expires")
    doubtful = {name: replace(time, doubtful=True) for name in times if (time := getattr(draft, name))}
    return replace(draft, **doubtful, lacks=(*draft.lacks, "headline", "text"))


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
    if editor is None:
        return details.people(draft.people)
    names = [one.name for one in details.names_in(editor)] or [editor]
    editors = (Person(name=name, role="editor") for name in names)
    return tuple(dict.fromkeys((*details.people(draft.people), *editors)))


def _media(draft: Draft, body: Body, readable: Readable) -> tuple[Media, ...]:
    captions = (*body.captions, *map(clean_or_none, draft.captions))
    return (*details.media((*draft.media, *readable.media)), *details.pictures(filter(None, captions)))


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
