"""One item of NewsML-G2 -> a story as written. What is missing or of the wrong type costs its field, not the story."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from schemas import Code, Note
from schemas.article import Status
from schemas.errors import Unreadable
from worker.draft import Draft, Lacking, Paragraph, Part, Role, WrittenConcept, WrittenMedia, WrittenPerson, WrittenTime
from worker.formats import newsml_g2_words as words
from worker.formats.feed_fields import absolute
from worker.formats.filled import filled
from worker.formats.flags import split_flags, urgency_of
from worker.formats.newsml_g2_concepts import (
    Vocabulary,
    asserted_in,
    attribute_code,
    line_of,
    schemes_in,
    value_code,
)
from worker.formats.newsml_g2_content import Content, content_of
from worker.formats.newsml_g2_media import MEDIA_KINDS, media_of
from worker.formats.newsml_g2_parties import Parties, flavour_in, parties_of
from worker.formats.nitf_names import people_in, without_by
from worker.formats.xml_tree import Node

_PUBLIC_ADDRESSES = frozenset(("canonical", "publicurl", "permalink"))
_MOST_CONCEPTS = 500
_LONGEST_TIME = 200
_NO_META = Node("", {}, 0)


@dataclass(frozen=True, slots=True)
class Message:
    """What a document says beside an item: its language, charset, sender; aliases of schemes, concepts; notes on it."""

    language: str | None = None
    charset: str | None = None
    sender: str | None = None
    schemes: Mapping[str, str] = field(default_factory=dict)
    asserted: Mapping[str, Node] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()


def draft_of(story: Node, message: Message) -> Draft:
    """Return the story in a newsItem, or in a packageItem that has text.

    Raises Unreadable: not_news where its content is XML that is no text, too_large for endless lines of text.
    """
    return _Item(story, message).draft()


class _Item:
    """An item as it is read: each field that is found becomes a part."""

    def __init__(self, story: Node, message: Message) -> None:
        self._story = story
        self._message = message
        self._item = story.child("itemMeta") or _NO_META
        self._meta = story.child("contentMeta") or _NO_META
        self._rights = list(story.children("rightsInfo"))
        self._parts: list[tuple[int, Part]] = []
        default = story.get("lang") or message.language
        self._vocabulary = Vocabulary(
            language=self._stated_language() or default,
            default=default,
            schemes={**message.schemes, **schemes_in(story.children("catalog"))},
            asserted={**message.asserted, **asserted_in(story.children("assert"))},
        )
        self._sources = sorted(
            self._meta.children("infoSource"), key=lambda one: attribute_code(one, "role") not in words.FIRST_SOURCES
        )
        provider = self._item.child("provider")
        self._flavour = flavour_in(provider, self._sources, message.sender, story.get("guid"))

    def draft(self) -> Draft:
        content = content_of(self._story.child("contentSet"), self._vocabulary.language)
        kind = self._kind(content)
        status = self._status()
        if content.unread and kind not in MEDIA_KINDS and status != "canceled":
            message = f"its content is <{content.unread[:60]}>, which is no text"
            raise Unreadable(Code.NOT_NEWS, message, self._story.where)
        own = self._described(content, kind, status)
        if content.nitf:
            from worker.formats.nitf_story import read_nitf

            own = filled(own, read_nitf(content.nitf, (), None))
        return self._completed(own, content)

    def _described(self, content: Content, kind: str, status: Status | None) -> Draft:
        title, subheadline = self._headlines()
        flags, headline = split_flags(title) if title else ((), None)
        caption, summary = self._descriptions(kind)
        parties = self._parties()
        byline = self._byline(content)
        people, organisations, places, subjects = self._subjects()
        wire_id, wire_version = self._identity()
        own = Draft(
            kind=kind,
            headline=headline or None,
            subheadline=subheadline,
            summary=summary,
            paragraphs=content.body.paragraphs,
            markup=content.body.markup,
            dateline=self._dateline(),
            slugline=self._take("slug", self._meta.children("slugline")),
            byline=byline,
            editor_note=self._editor_note(content),
            credit=self._take("credit", self._meta.children("creditline")) or parties.credit,
            language=self._language(content),
            provider_name=parties.provider,
            first_created=self._time(self._item, "firstCreated"),
            version_created=self._time(self._item, "versionCreated") or self._time(self._meta, "contentModified"),
            content_created=self._time(self._meta, "contentCreated"),
            expires=self._time(self._item, "expires"),
            embargoed_until=self._time(self._item, "embargoed", doubtful=False),
            wire_id=wire_id,
            wire_version=wire_version,
            status=status,
            urgency=self._urgency() or urgency_of(flags),
            genres=self._genres(),
            flags=flags,
            url=self._address(),
            charset=self._message.charset,
            editor=parties.editor,
            authors=parties.authors or tuple(map(WrittenPerson, people_in(byline or ""))),
            keywords=self._keywords(),
            subjects=subjects,
            places=(*self._located(), *places),
            organisations=organisations,
            people=people,
            media=self._media(kind, caption, headline, parties.credit),
            copyright_holder=self._copyright_holder(),
            copyright_notice=self._right("copyrightNotice"),
            usage_terms=self._right("usageTerms"),
            alt_ids=self._alt_ids(),
            notes=self._message.notes,
        )
        read = (part for _, part in sorted(self._parts, key=lambda placed: placed[0]))
        return replace(own, parts=(*read, *content.body.parts))

    def _completed(self, draft: Draft, content: Content) -> Draft:
        """Return a draft with the headline that another field has where it has none, and what it may lack.

        A text may be no more than a picture with its caption.
        """
        title = next((text for one in self._item.children("title") if (text := line_of(one))), None)
        slugline = draft.slugline or (title if self._flavour.title_is_slug else None)
        headline = draft.headline or (None if self._flavour.title_is_slug else title) or content.title
        lacks: list[Lacking] = ["text"]
        lacks += [] if headline else ["headline"]
        found = (Part("headline", headline, self._story.where),) if headline and not draft.headline else ()
        return replace(draft, headline=headline, slugline=slugline, lacks=tuple(lacks), parts=(*found, *draft.parts))

    def _kind(self, content: Content) -> str:
        """Return what an item says it is, else what its content is."""
        said = value_code(self._item.child("itemClass"))
        if said in words.KINDS:
            return words.KINDS[said]
        if content.body or content.nitf:
            return "text"
        files = (one.get("contenttype") or "" for one in self._story.under("contentSet", "remoteContent"))
        mains = {one.partition("/")[0].lower() for one in files}
        return next(
            (kind for main, kind in (("video", "video"), ("audio", "audio"), ("image", "picture")) if main in mains), "text"
        )

    def _status(self) -> Status | None:
        """Return the status; one that is not known is withheld, so that nothing goes out that should not."""
        kill = next((one for one in self._item.children("signal") if value_code(one) in words.KILLS), None)
        node = kill or self._item.child("pubStatus")
        code = value_code(node)
        if node is None or code is None:
            return None
        self._add("status", node.get("qcode") or node.get("uri") or code, node)
        return "canceled" if kill else words.STATUSES.get(code, "withheld")

    def _headlines(self) -> tuple[str | None, str | None]:
        every = [(attribute_code(one, "role"), one) for one in self._meta.children("headline")]
        mains = [one for role, one in every if role in words.MAIN_HEADLINES]
        unknown = [one for role, one in every if role not in words.HEADLINES]
        others = [one for role, one in every if role in words.OTHER_HEADLINES]
        subs = [one for role, one in every if role in words.SUB_HEADLINES]
        return self._take("headline", mains or unknown or others), self._take("headline", subs)

    def _descriptions(self, kind: str) -> tuple[str | None, str | None]:
        """Return caption and summary; what has no role is the caption of a picture, else the summary.

        A list of shots is the caption of a video without another.
        """
        every = [(attribute_code(one, "role"), one) for one in self._meta.children("description")]
        captions = [one for role, one in every if role in words.CAPTIONS]
        summaries = [one for role, one in every if role in words.SUMMARIES]
        others = [one for role, one in every if role is None]
        shots = [one for role, one in every if role in words.SHOTS]
        if kind in MEDIA_KINDS:
            return self._take("caption", captions or others or shots), self._take("summary", summaries)
        return self._take("caption", captions), self._take("summary", summaries or others)

    def _parties(self) -> Parties:
        provider = self._item.child("provider")
        makers = [*self._meta.children("creator"), *self._meta.children("contributor")]
        parties = parties_of(provider, self._sources, self._message.sender, makers, self._vocabulary)
        if parties.provider:
            self._add("provider", parties.provider, provider or next(iter(self._sources), self._story))
        for maker, node in ((one, node) for node in makers if (one := self._vocabulary.person(node))):
            self._add("author" if maker in parties.authors else "credit", maker.name, node)
        return parties

    def _byline(self, content: Content) -> str | None:
        written = list(self._vocabulary.texts(self._meta.children("by")))
        if not written and content.byline:
            written = list(self._vocabulary.texts((content.byline,)))
        for node, text in written:
            self._add("byline", text, node)
        return ", ".join(dict.fromkeys(filter(None, (without_by(text) for _, text in written)))) or None

    def _dateline(self) -> Paragraph | None:
        node = self._vocabulary.best(self._meta.children("dateline"))
        text = self._take("dateline", (node,) if node else ())
        return Paragraph(text, node.where) if node and text else None

    def _editor_note(self, content: Content) -> str | None:
        notes = [*self._vocabulary.texts(self._item.children("edNote")), *self._vocabulary.texts(content.editor_notes)]
        for node, text in notes:
            self._add("editor_note", text, node)
        return "\n".join(dict.fromkeys(text for _, text in notes)) or None

    def _stated_language(self) -> str | None:
        return next((tag for one in self._meta.children("language") if (tag := one.get("tag") or one.text)), None)

    def _language(self, content: Content) -> str | None:
        language = self._stated_language() or content.language or self._vocabulary.default
        if language:
            self._add("language", language, self._meta.child("language") or self._story)
        return language

    def _time(self, of: Node, name: str, *, doubtful: bool = True) -> WrittenTime | None:
        """An embargo that cannot be read is not doubtful: the story must not go out for that."""
        node = next((one for one in of.children(name) if one.text), None)
        if node is None or node.text is None:
            return None
        self._add("time", node.text, node)
        return WrittenTime(node.text[:_LONGEST_TIME], node.where, known_zone=self._flavour.zone, doubtful=doubtful)

    def _identity(self) -> tuple[str | None, str | None]:
        """Return the id, without the version that some agencies end it with, and the version as written."""
        guid, version = self._story.get("guid"), self._story.get("version")
        for written in filter(None, (guid, version)):
            self._add("id", written, self._story)
        pattern = self._flavour.version_in_id
        match = pattern.fullmatch(guid) if guid and pattern else None
        return (match["id"], version or match["version"]) if match else (guid, version)

    def _urgency(self) -> int | None:
        text = next((text for one in self._meta.children("urgency") if (text := one.text)), None)
        return int(text) if text in tuple("123456789") else None

    def _genres(self) -> tuple[WrittenConcept, ...]:
        signals = (one for one in self._item.children("signal") if value_code(one) in words.KINDS_OF_VERSION)
        nodes = [*self._meta.children("genre"), *signals][:_MOST_CONCEPTS]
        return tuple(self._concepts("subject", nodes))

    def _address(self) -> str | None:
        links = (one for one in self._item.children("link") if attribute_code(one, "rel") in _PUBLIC_ADDRESSES)
        found = next(((href, one) for one in links if (href := absolute(one.get("href")))), None)
        if found:
            self._add("address", *found)
        return found[0] if found else None

    def _keywords(self) -> tuple[str, ...]:
        found = list(self._vocabulary.texts(list(self._meta.children("keyword"))[:_MOST_CONCEPTS]))
        for node, text in found:
            self._add("keyword", text, node)
        return tuple(text for _, text in found)

    def _subjects(
        self,
    ) -> tuple[
        tuple[WrittenPerson, ...], tuple[WrittenConcept, ...], tuple[WrittenConcept, ...], tuple[WrittenConcept, ...]
    ]:
        """Return people, organisations, places and what else it is about; each is in one of them."""
        people: list[WrittenPerson] = []
        concepts: dict[str | None, list[WrittenConcept]] = {"organisation": [], "place": [], None: []}
        for node in list(self._meta.children("subject"))[:_MOST_CONCEPTS]:
            kind = self._vocabulary.kind(node)
            person = self._vocabulary.person(node) if kind == "person" else None
            if person:
                self._add("subject", person.name, node)
                people.append(person._replace(role=None))
                continue
            key = None if kind == "person" else kind
            concepts[key] += self._concepts("place" if key == "place" else "subject", (node,))
            if key is None:
                concepts[key] += self._vocabulary.shared(node)
        return tuple(people), tuple(concepts["organisation"]), tuple(concepts["place"]), tuple(concepts[None])

    def _located(self) -> tuple[WrittenConcept, ...]:
        return tuple(self._concepts("place", list(self._meta.children("located"))[:_MOST_CONCEPTS]))

    def _concepts(self, role: Role, nodes: Iterable[Node]) -> Iterator[WrittenConcept]:
        for node in nodes:
            concept = self._vocabulary.concept(node)
            if said := concept.name or concept.code or concept.uri:
                self._add(role, said, node)
                yield concept

    def _media(self, kind: str, caption: str | None, headline: str | None, credit: str | None) -> tuple[WrittenMedia, ...]:
        line = self._vocabulary.best(self._meta.children("creditline")) or self._vocabulary.best(self._meta.children("by"))
        files = list(self._story.under("contentSet", "remoteContent"))
        links = list(self._item.children("link"))
        own = media_of(files, kind, caption, (line_of(line) if line else None) or credit, headline)
        found = (*own, *media_of(links, "text", None, None, None))
        addresses = {one.href for medium in found for one in medium.renditions}
        for node in (*files, *links):
            if (href := absolute(node.get("href"))) in addresses:
                self._add("media", href or "", node)
        return found

    def _alt_ids(self) -> tuple[tuple[str, str], ...]:
        nodes = [*self._meta.children("altId"), *self._item.children("altId")][:_MOST_CONCEPTS]
        found = [
            (attribute_code(one, "type") or "alt_id", value, one) for one in nodes if (value := one.text or one.get("id"))
        ]
        for _, value, node in found:
            self._add("id", value, node)
        return tuple((role, value) for role, value, _ in found)

    def _right(self, name: str) -> str | None:
        """Return what the rights say of something, in the order of the item."""
        nodes = [one for rights in self._rights for one in rights.children(name)]
        texts = list(self._vocabulary.texts(nodes))
        for node, text in texts:
            self._add("rights", text, node)
        return "\n".join(dict.fromkeys(text for _, text in texts)) or None

    def _copyright_holder(self) -> str | None:
        nodes = (one for rights in self._rights for one in rights.children("copyrightHolder"))
        found = next(((name, one) for one in nodes if (name := self._vocabulary.name(one))), None)
        if found:
            self._add("rights", *found)
        return found[0] if found else None

    def _take(self, role: Role, nodes: Iterable[Node]) -> str | None:
        """Return the best of some texts, which becomes a part."""
        node = self._vocabulary.best(nodes)
        text = line_of(node) if node else None
        if node and text:
            self._add(role, text, node)
        return text

    def _add(self, role: Role, text: str, node: Node) -> None:
        self._parts.append((node.line, Part(role, text, node.where)))
