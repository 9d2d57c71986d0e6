"""A NewsML 1 document -> the stories of its news items as written, or why there is none in one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from schemas import Code, Source, WireItem
from schemas.errors import Unreadable
from worker.draft import Draft, Lacking, Part, WrittenTime
from worker.formats.filled import filled
from worker.formats.flags import split_flags
from worker.formats.flavours import STANDARD, Flavour, flavour_of
from worker.formats.inline import plain_line
from worker.formats.newsml_1_lines import Lines
from worker.formats.newsml_1_management import Identity, draft_of_management, identity_of, is_test, label_of
from worker.formats.newsml_1_media import media_of
from worker.formats.newsml_1_metadata import Metadata
from worker.formats.newsml_1_stories import Story, language_around, stories_of, tag_of
from worker.formats.newsml_1_text import draft_of_texts
from worker.formats.newsml_1_topics import Topics, topics_in
from worker.formats.newsml_1_tree import Component, Content, Tree, tree_of
from worker.formats.newsml_1_words import formal_name
from worker.formats.xml_tree import Document, Node

NAMES = frozenset(("NewsItem",))
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,4}[a-z]{2,20}", re.IGNORECASE)
_PRIORITY = re.compile(r"[1-9]")
_TAG = re.compile(r"<[^<>]*+>")
_LONGEST_TIME = 200
_LABELS = 2  # of a domain, without hosts within it
_MOST_WITHIN = 2_000


def drafts_of(document: Document, item: WireItem, source: Source) -> Iterator[Draft | Unreadable]:
    """Give the stories of a document. Raises Unreadable (not_news, no_story) where no news item is in it."""
    if not document.stories:
        raise _no_items(document.root)
    envelope = _Envelope(document)
    for story in document.stories:
        if isinstance(story, Unreadable):
            yield story
            continue
        waiting = [story]
        count = 0
        while waiting and count < _MOST_WITHIN:
            count += 1
            node = waiting.pop()
            tree = tree_of(node)
            yield from _stories_of_item(tree, envelope, item, source)
            waiting += reversed(tree.items)


def _no_items(root: Node) -> Unreadable:
    if root.child("TopicSet") or root.child("Catalog"):
        return Unreadable(Code.NOT_NEWS, "it holds topics or a catalog, and no news item", root.where)
    return Unreadable(Code.NO_STORY, "there is no NewsItem in it", root.where)


class _Envelope:
    """What a document says for all of its items."""

    def __init__(self, document: Document) -> None:
        root = document.root
        self.document = document
        self.language = tag_of(root.get("lang"))
        envelope = root.child("NewsEnvelope")
        self._priority = envelope.child("Priority") if envelope else None
        self._time = envelope.child("DateAndTime") if envelope else None
        self.sender = formal_name(envelope.child("SentFrom", "Party")) if envelope else None
        self._topics = topics_in(root.children("TopicSet"))

    def topics(self, item: Node) -> Topics:
        """Return the topics of the document and of an item."""
        sets = [one for one in item.descendants() if one.name == "TopicSet"]
        return topics_in(sets, self._topics) if sets else self._topics

    def draft(self, zone: str | None) -> Draft:
        """Return what goes with each item that does not say it itself."""
        parts = []
        urgency = None
        written = formal_name(self._priority)
        if self._priority and written:
            parts.append(Part("status", f"Priority {written}", self._priority.where))
            urgency = int(written) if _PRIORITY.fullmatch(written) else None
        time = None
        if self._time and self._time.text:
            parts.append(Part("time", self._time.text, self._time.where))
            time = WrittenTime(self._time.text[:_LONGEST_TIME], self._time.where, zone, doubtful=True)
        return Draft(
            urgency=urgency,
            version_created=time,
            language=self.language,
            charset=self.document.charset,
            parts=tuple(parts),
            notes=self.document.notes,
        )


@dataclass(frozen=True, slots=True)
class _About:
    """What is known of a news item before its stories are read."""

    tree: Tree
    envelope: _Envelope
    topics: Topics
    identity: Identity | None

    @property
    def node(self) -> Node:
        """The news item."""
        return self.tree.item


def _stories_of_item(tree: Tree, envelope: _Envelope, item: WireItem, source: Source) -> Iterator[Draft | Unreadable]:
    node = tree.item
    if is_test(node):
        yield Unreadable(Code.NOT_NEWS, "it says to be a test", node.where)
        return
    about = _About(tree, envelope, envelope.topics(node), identity_of(node))
    stories = stories_of(tree)
    try:
        for story in stories or [Story(tree.root, tree.root, (), (), ())]:
            draft = _draft_of(story, about, item, source)
            if story.texts or (story.media and not tree.elsewhere):
                yield draft
            elif draft.status in ("canceled", "withheld"):
                yield _notice_of(draft, about.identity)
            elif error := _why_no_story(tree, draft):
                yield error
            elif not tree.items:
                yield draft
    except Unreadable as error:
        yield Unreadable(error.code, error.message, error.where or node.where)


def _notice_of(draft: Draft, identity: Identity | None) -> Draft:
    """Return what takes a story back: it must come through, with whatever there is for a headline."""
    headline = draft.headline or draft.slugline or (identity.item if identity else None)
    return replace(draft, headline=headline, lacks=("text",))


def _why_no_story(tree: Tree, draft: Draft) -> Unreadable | None:
    """Return why there is no text; None for a headline alone, which is how alerts come."""
    node = tree.item
    names = {one.name for one in node.descendants()} if not tree.items else {one.name for one in node.nodes()}
    if "Update" in names:
        message = "it only says what to change in an earlier revision; ask the provider for whole revisions"
        return Unreadable(Code.NOT_NEWS, message, node.where)
    if tree.elsewhere:
        address = (tree.elsewhere[0].get("Href") or "")[:100]
        message = f"its text is in another file, {address!r}, which did not come with it"
        return Unreadable(Code.NO_BODY, message, tree.elsewhere[0].where)
    if tree.items:
        return None
    if "NewsItemRef" in names:
        return Unreadable(Code.NOT_NEWS, "it is a list of other items, and no text is in it", node.where)
    if draft.headline:
        return None
    if "TopicSet" in names:
        return Unreadable(Code.NOT_NEWS, "it holds topics, and no text", node.where)
    if "NewsComponent" not in names:
        return Unreadable(Code.NOT_NEWS, "it only says how an earlier revision is to be managed", node.where)
    return Unreadable(Code.NO_STORY, "there is neither headline nor text nor picture in it", node.where)


def _draft_of(story: Story, about: _About, item: WireItem, source: Source) -> Draft:
    main = story.main
    around = list(main.chain)
    language = story.language or language_around(main)
    metadata = Metadata(around, about.topics, language)
    names = list(_names(metadata, about))
    flavour = flavour_of(names)
    lines = _lines(story, around, language)
    texts = draft_of_texts(story, item, source, lines.headline)
    media, media_parts = media_of(story, item.url)
    said, managed = metadata.draft(names), draft_of_management(about.node, flavour.zone)
    own = Draft(
        kind=_kind(story),
        language=language,
        provider_name=_provider(names, flavour),
        domain=next((name for name in names if _DOMAIN.fullmatch(name)), None),
        wire_id=about.identity.wire_id(story.fragment) if about.identity else None,
        genres=(*said.genres, *managed.genres),
        keywords=(*lines.keywords, *said.keywords),
        usage_terms="\n".join(filter(None, (lines.usage_terms, said.usage_terms))) or None,
        media=(*media, *texts.media),
        parts=media_parts,
    )
    whole = own
    for other in (managed, lines, said, texts, label_of(about.node)):
        whole = filled(whole, other)
    if whole.version_created is None:
        whole = replace(whole, version_created=whole.first_created)
    whole = filled(whole, about.envelope.draft(flavour.zone))
    return replace(whole, charset=about.envelope.document.charset, lacks=tuple(_lacking(whole)))


def _lines(story: Story, around: list[Component], language: str | None) -> Draft:
    """Return what the lines say; a headline may stand in a component beside the text."""
    others = [one for one in story.others if not story.texts or not _is_of_media(one)]
    draft = Lines(around, others, language).draft()
    if draft.headline:
        return draft
    beside = [
        one for one in story.root.inside if one not in around and (one.has_body or not one.has_media or not story.texts)
    ]
    elsewhere = Lines(beside, (), language)
    flags, headline = split_flags(plain_line(elsewhere.first("headline") or ""))
    if not headline:
        return draft
    return replace(draft, headline=headline, flags=flags, parts=(*draft.parts, *elsewhere.parts))


def _is_of_media(content: Content) -> bool:
    return any(one.has_media and not one.has_body for one in content.component.chain)


def _names(metadata: Metadata, about: _About) -> Iterator[str]:
    """Give what the provider is called; a host's domain after the host; who only sent it where nothing else is said."""
    provider = about.node.child("Identification", "NewsIdentifier", "ProviderId")
    names = [*metadata.providers(), *filter(None, (provider.text if provider else None,))]
    for name in names or filter(None, (about.envelope.sender,)):
        yield name
        labels = name.lower().split(".")
        if _DOMAIN.fullmatch(name) and len(labels) > _LABELS:
            yield ".".join(labels[-_LABELS:])


def _provider(names: list[str], flavour: Flavour) -> str | None:
    """Return the name by which the provider is known, else the first."""
    if flavour is STANDARD:
        return names[0] if names else None
    return next(name for name in names if flavour_of((name,)) is flavour)


def _kind(story: Story) -> str:
    kinds = dict.fromkeys(one.kind for one in story.media)
    if story.texts or not kinds:
        return "text"
    return next(iter(kinds)) if len(kinds) == 1 else "composite"


def _lacking(draft: Draft) -> Iterator[Lacking]:
    if not draft.headline:
        yield "headline"
    if not (draft.paragraphs or (draft.markup and _TAG.sub("", draft.markup.html).strip())):
        yield "text"
