"""The stories of a wire item in NITF."""

from collections.abc import Iterator
from dataclasses import replace

from schemas import Code, Source, WireItem
from schemas.errors import Unreadable
from worker.draft import Draft
from worker.formats.nitf import STORY
from worker.formats.nitf_story import stories_of
from worker.formats.xml_text import xml_text_of
from worker.formats.xml_tree import Node, read_document


def drafts_of(item: WireItem, source: Source) -> Iterator[Draft | Unreadable]:
    """Give the stories, or why one cannot be read. Raises Unreadable: what decoding and parsing raise, no_story."""
    text = xml_text_of(item, source)
    names = frozenset(match["name"] for match in STORY.finditer(text.text))
    if not names:
        raise Unreadable(Code.NO_STORY, "there is no <nitf> in it", "line 1")
    document = read_document(text, names)
    is_alone = len(document.stories) == 1
    for story in document.stories:
        if not isinstance(story, Node):
            yield story
            continue
        try:
            for draft in stories_of(story, document.notes, document.charset, base=item.url):
                yield _at_its_address(draft, item.url) if is_alone else draft
        except Unreadable as error:
            yield error


def _at_its_address(draft: Draft, url: str | None) -> Draft:
    """A story without any identity of its own is known by the address that it alone came from."""
    if draft.wire_id or draft.of_day or draft.url or url is None:
        return draft
    return replace(draft, url=url)
