"""One object of ninjs -> a story as written. A field of the wrong type is as one that is not there."""

from collections.abc import Sequence
from typing import NamedTuple

from schemas import Code, Note, NoteCode
from schemas.article import Status
from schemas.errors import Unreadable
from worker.draft import Draft, Lacking, Paragraph, Part, Role, WrittenConcept, WrittenPerson, WrittenTime
from worker.formats import ninjs_names as names
from worker.formats.decode import Decoded
from worker.formats.feed_fields import absolute
from worker.formats.flags import split_flags, urgency_of
from worker.formats.inline import have_same_letters
from worker.formats.ninjs_body import Story, story_in
from worker.formats.ninjs_byline import byline_of
from worker.formats.ninjs_concepts import (
    genres_of,
    keywords_of,
    organisations_of,
    people_of,
    places_of,
    subjects_of,
)
from worker.formats.ninjs_fields import Fields, bare, line_of, word_of
from worker.formats.ninjs_media import kind_of, media_of
from worker.formats.ninjs_own import is_own, own_draft
from worker.formats.ninjs_provider import provider_of
from worker.formats.ninjs_texts import bodies_of, headlines_of, summary_of

_MEDIA_KINDS = ("picture", "video", "audio", "graphic")
_NO_TIME = ("0001-01-01", "0000-00-00")
_LONGEST_TIME = 200
_HIGHEST_URGENCY = 9
_MOST_IDS = 50


def draft_of(item: Fields, decoded: Decoded, bases: Sequence[str | None]) -> Draft:
    """Return the story of an object. bases: what relative addresses start from, the likeliest first.

    Raises Unreadable: not_news, no_story, too_large.
    """
    return own_draft(item, decoded) if is_own(item) else _Reading(item, bases).draft(decoded)


class _Reading:
    """The reading of one object; parts: what was read, in order."""

    def __init__(self, item: Fields, bases: Sequence[str | None]) -> None:
        self._item = item
        self._bases = bases
        self._parts: list[Part] = []
        self._provider = provider_of(item)

    def draft(self, decoded: Decoded) -> Draft:
        """Return the story."""
        item, flavour = self._item, self._provider.flavour
        said_kind = kind_of(item)
        self._refuse_plans(said_kind)
        wire_id = self._id()
        status, notes = self._status()
        kind = names.KINDS.get(said_kind or "", "text")
        story = story_in(bodies_of(item), self._base(), flavour.furniture)
        is_canceled = status == "canceled"
        if kind == "composite" and not story.body and not is_canceled:
            raise Unreadable(Code.NOT_NEWS, "it only holds other items: there is no text in it", self._where)
        written = story.body.markup.html if story.body.markup else None
        media = (*media_of(item, kind, written, self._bases), *story.media)
        title, subheadline = self._headlines()
        flags, headline = split_flags(title) if title else ((), None)
        summary = self._summary(kind, story)
        if kind in _MEDIA_KINDS:
            story = self._without_caption(story, [one.caption for one in media])
        if not headline and is_canceled:
            headline = item.line(*names.SLUGLINE, *names.EDITOR_NOTE) or wire_id
        if not (headline or story.body or summary or media):
            raise Unreadable(Code.NO_STORY, "it has no headline, no text and no media", self._where)
        self._parts += story.parts
        self._parts += [Part("caption", one.caption, self._where) for one in media if one.caption]
        self._parts += [Part("media", one.renditions[0].href, self._where) for one in media if one.renditions]
        if self._provider.name:
            self._part("provider", self._provider.name, self._where)
        byline = byline_of(item)
        self._parts += byline.parts
        named = self._named()
        return Draft(
            kind=kind,
            headline=headline or None,
            subheadline=subheadline,
            summary=summary,
            paragraphs=story.body.paragraphs,
            markup=story.body.markup,
            lacks=_lacking(headline, bool(story.body)),
            dateline=self._dateline(),
            slugline=self._slugline(),
            byline=byline.line,
            editor_note=self._line("editor_note", names.EDITOR_NOTE),
            credit=self._line("credit", names.CREDIT) or story.signer,
            language=self._language(),
            provider_name=self._provider.name,
            first_created=self._time(names.FIRST_CREATED),
            version_created=self._time(names.VERSION_CREATED),
            content_created=self._time(names.CONTENT_CREATED),
            expires=self._time(names.EXPIRES),
            embargoed_until=self._embargo(),
            wire_id=wire_id,
            wire_version=item.word(*names.VERSION),
            status=status,
            urgency=self._urgency() or urgency_of(flags),
            flags=flags,
            genres=named.genres,
            url=absolute(item.text(*names.URL)),
            charset=decoded.charset,
            authors=byline.authors,
            keywords=named.keywords,
            subjects=named.subjects,
            places=named.places,
            organisations=named.organisations,
            people=named.people,
            media=media,
            copyright_holder=self._line("rights", names.COPYRIGHT_HOLDER),
            copyright_notice=self._line("rights", names.COPYRIGHT_NOTICE),
            usage_terms=self._line("rights", names.USAGE_TERMS) or self._rights(),
            follows=next(filter(_is_global, (item.word(name) for name in names.FOLLOWS)), None),
            alt_ids=self._alt_ids(),
            parts=tuple(self._parts),
            notes=(*decoded.notes, *notes),
        )

    @property
    def _where(self) -> str:
        return self._item.where or "line 1"

    def _part(self, role: Role, text: str, where: str) -> None:
        self._parts.append(Part(role, text, where))

    def _named_part(self, role: Role, one: tuple[str | None, ...]) -> None:
        if text := " ".join(filter(None, one[:2])) or one[2]:
            self._part(role, text, self._where)

    def _line(self, role: Role, fields: tuple[str, ...], between: str = " ") -> str | None:
        """Return the first field that holds a line; of a list its lines, with something between."""
        for name in fields:
            lines = (one.line("") for one in self._item.objects(name))
            if line := between.join(filter(None, lines)):
                self._part(role, self._item.text(name) or line, self._item.place(name))
                return line
        return None

    def _refuse_plans(self, kind: str | None) -> None:
        """Raise Unreadable for a plan, an event or a concept."""
        is_plan = kind is None and self._item.first(*names.PLANS) is not None
        if kind in names.NOT_NEWS or is_plan:
            raise Unreadable(Code.NOT_NEWS, f"it is no news: its type is {kind or 'that of an event'}"[:200], self._where)

    def _id(self) -> str | None:
        for name in names.ID:
            if word := self._item.word(name):
                self._part("id", word, self._item.place(name))
                if self._provider.flavour.has_session_in_ids and word.startswith("http"):
                    return word.partition("?")[0]
                return word
        return None

    def _base(self) -> str | None:
        return next((base for base in map(absolute, self._bases) if base), None)

    def _status(self) -> tuple[Status | None, tuple[Note, ...]]:
        """Return the status; one on hold, or that nobody knows, is withheld."""
        item = self._item
        marks = (one.word("", "code") for one in item.objects("editorialtypes", "signals", "signal"))
        kills = {word.lower() for word in marks if word}
        status: Status | None = "canceled" if kills & names.KILLS else None
        for name in names.STATUS:
            if status is None and (word := item.word(name)):
                self._part("status", word, item.place(name))
                status = _status_of(word, has_embargo=item.first(*names.EMBARGO) is not None)
        profile = (item.word(*names.PROFILE) or "").lower()
        if profile in self._provider.flavour.for_editors and status in (None, "usable"):
            return "withheld", (Note(code=NoteCode.FOR_EDITORS),)
        return status, ()

    def _urgency(self) -> int | None:
        number = self._item.number(*names.URGENCY)
        return number if number and number <= _HIGHEST_URGENCY else None

    def _time(self, fields: tuple[str, ...]) -> WrittenTime | None:
        name = next((name for name in fields if self._item.word(name)), None)
        text = self._item.word(name) if name else None
        if name is None or text is None:
            return None
        self._part("time", text, self._item.place(name))
        zone = self._provider.flavour.zone
        return WrittenTime(text[:_LONGEST_TIME], self._item.place(name), zone, doubtful=True)

    def _embargo(self) -> WrittenTime | None:
        """Return until when it is embargoed. What is no time is given too: such an item must not be used at once."""
        name = self._item.first(*names.EMBARGO)
        value = self._item.get(name) if name else None
        if name is None or value is False:
            return None
        text = (self._item.word(name) or f"no time, but {type(value).__name__}")[:_LONGEST_TIME]
        if text.startswith(_NO_TIME):
            return None
        self._part("time", text, self._item.place(name))
        return WrittenTime(text, self._item.place(name), self._provider.flavour.zone)

    def _headlines(self) -> tuple[str | None, str | None]:
        """Return the headline, or the title where that is none of a desk's own, and the second headline."""
        found = headlines_of(self._item)
        title, subheadline = (line_of(one.text) if one else None for one in found)
        self._parts += [Part("headline", one.text, one.where) for one in found if one and line_of(one.text)]
        if not title and not self._provider.flavour.title_is_slug:
            title = self._line("headline", names.TITLE)
        return title, subheadline

    def _summary(self, kind: str, story: Story) -> str | None:
        """Return the summary, unless it is the text itself, or the caption of what the item is."""
        said = summary_of(self._item) if kind not in _MEDIA_KINDS else None
        if said is None or not said.text:
            return None
        self._part("summary", said.text, said.where)
        if story.body.markup:
            is_text = have_same_letters(said.text, story.body.markup.html)
        else:
            is_text = have_same_letters(said.text, " ".join(one.text for one in story.body.paragraphs))
        return None if is_text else said.text

    def _without_caption(self, story: Story, captions: list[str | None]) -> Story:
        """A picture's caption is often its body too."""
        text = story.body.markup.html if story.body.markup else " ".join(one.text for one in story.body.paragraphs)
        is_caption = any(caption and have_same_letters(caption, text) for caption in captions)
        return Story(media=story.media) if is_caption else story

    def _dateline(self) -> Paragraph | None:
        for name in names.LOCATED:
            apart = next((one.line("text", "city", "name") for one in self._item.objects(name)), None)
            if line := self._item.line(name) or apart:
                self._part("dateline", line, self._item.place(name))
                return Paragraph(line, self._item.place(name))
        return None

    def _slugline(self) -> str | None:
        fields = (*names.SLUGLINE, *names.TITLE) if self._provider.flavour.title_is_slug else names.SLUGLINE
        return self._line("slug", fields, "-")

    def _language(self) -> str | None:
        for name in names.LANGUAGE:
            word = self._item.word(name) or next((one.word("", "code", "tag") for one in self._item.objects(name)), None)
            if word:
                self._part("language", word, self._item.place(name))
                return word
        return None

    def _rights(self) -> str | None:
        """Return where the terms of use are, or what they are, in rightsInfo."""
        found = (one.word("linkedrights") or one.line("encodedrights") for one in self._item.objects("rightsinfo"))
        return next(filter(None, found), None)

    def _alt_ids(self) -> tuple[tuple[str, str], ...]:
        """Return the other identifiers, by the names or roles that they have."""
        found: list[tuple[str, str]] = []
        for name in names.ALT_IDS:
            value = self._item.get(name)
            if isinstance(value, dict):
                found += [(key, word) for key, one in value.items() if (word := word_of(one))]
            elif isinstance(value, list):
                ids = ((one.word("role", "name", "type"), one.word("value", "id", "")) for one in self._item.objects(name))
                found += [(role or name, word) for role, word in ids if word]
        found += [(name, word) for name in names.OTHER_IDS if (word := self._item.word(name))]
        for role, word in found[:_MOST_IDS]:
            self._part("id", f"{role[:_LONGEST_TIME]} {word}", self._item.place(names.ALT_IDS[0]))
        return tuple(found[:_MOST_IDS])

    def _named(self) -> "_Named":
        """Return all that the item names, and note it."""
        item = self._item
        found = _Named(
            tuple(subjects_of(item)),
            tuple(genres_of(item)),
            tuple(places_of(item)),
            tuple(organisations_of(item)),
            tuple(people_of(item)),
            tuple(keywords_of(item)),
        )
        for one in (*found.subjects, *found.genres, *found.organisations, *found.people):
            self._named_part("subject", one)
        for one in found.places:
            self._named_part("place", one)
        for word in found.keywords:
            self._part("keyword", word, self._where)
        return found


class _Named(NamedTuple):
    """What an item is about and names."""

    subjects: tuple[WrittenConcept, ...]
    genres: tuple[WrittenConcept, ...]
    places: tuple[WrittenConcept, ...]
    organisations: tuple[WrittenConcept, ...]
    people: tuple[WrittenPerson, ...]
    keywords: tuple[str, ...]


def _is_global(wire_id: str | None) -> bool:
    """Whether an id is one of all the world: only such a story can be found again."""
    return wire_id is not None and wire_id.lower().startswith(("urn:", "tag:", "http://", "https://"))


def _status_of(word: str, has_embargo: bool) -> Status:
    status = bare(word)
    return "usable" if status == "embargoed" and has_embargo else names.STATUSES.get(status, "withheld")


def _lacking(headline: str | None, has_text: bool) -> tuple[Lacking, ...]:
    without_headline: tuple[Lacking, ...] = () if headline else ("headline",)
    return without_headline if has_text else (*without_headline, "text")
