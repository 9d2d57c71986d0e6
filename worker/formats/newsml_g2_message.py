"""A document of NewsML-G2 -> its stories: which of its items are news, and what it says for all of them."""

from collections.abc import Iterator

from schemas import Code
from schemas.errors import Unreadable
from worker.draft import Draft
from worker.formats.newsml_g2_concepts import asserted_in, schemes_in
from worker.formats.newsml_g2_item import Message, draft_of
from worker.formats.xml_tree import Document, Node

_WHAT_IT_IS = {
    "packageItem": "a package, which lists other items and has no text of its own",
    "planningItem": "a plan of coverage",
    "conceptItem": "a concept or an event",
    "knowledgeItem": "a vocabulary",
    "catalogItem": "a catalog of schemes",
}
_VOCABULARIES = frozenset(("conceptItem", "knowledgeItem"))


def stories_of(document: Document) -> Iterator[Draft | Unreadable]:
    """Give the story of each item of a document, or why it has none."""
    message = _message_of(document)
    for item in document.stories:
        if isinstance(item, Unreadable):
            yield item
            continue
        news = list(_news_in(item))
        if not news:
            yield Unreadable(Code.NOT_NEWS, f"<{item.name}> is {_WHAT_IT_IS[item.name]}", item.where)
        yield from (_read(one, message) for one in news)


def _read(story: Node, message: Message) -> Draft | Unreadable:
    try:
        return draft_of(story, message)
    except Unreadable as error:
        return error
    except Exception as error:  # a mistake in reading one item must not cost its neighbours
        failed = f"reading it failed with {type(error).__name__}; please report it"
        return Unreadable(Code.READER_FAILED, failed, story.where)


def _news_in(item: Node) -> Iterator[Node]:
    """Give an item itself if it is news; of a package, itself if it has text, else the news items that stand within it."""
    if item.name == "newsItem":
        yield item
    elif item.name == "packageItem":
        if any(one.content for name in ("inlineXML", "inlineData") for one in item.under("contentSet", name)):
            yield item
        else:
            yield from (one for one in item.descendants() if one.name == "newsItem")


def _message_of(document: Document) -> Message:
    root = document.root
    header = root.child("header")
    catalogs = (*root.children("catalog"), *(header.children("catalog") if header else ()))
    vocabularies = [one for one in document.stories if isinstance(one, Node) and one.name in _VOCABULARIES]
    concepts = (one for vocabulary in vocabularies for one in vocabulary.descendants() if one.name == "concept")
    sender = header.child("sender") if header else None
    return Message(
        language=root.get("lang"),
        charset=document.charset,
        sender=sender.text if sender else None,
        schemes=schemes_in(catalogs),
        asserted=asserted_in(concepts),
        notes=document.notes,
    )
