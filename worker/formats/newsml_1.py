"""NewsML 1.0 to 1.2: documents of one or more news items."""

from collections.abc import Iterator
from dataclasses import dataclass

from schemas import Source, WireItem
from schemas.errors import Unreadable
from worker.draft import Draft
from worker.formats.xml_root import root_name

_ROOTS = frozenset(("NewsML", "NewsItem"))


@dataclass(frozen=True, slots=True)
class Newsml1:
    """NewsML 1.0 to 1.2: documents of one or more news items."""

    name: str = "newsml_1"
    media_types: tuple[str, ...] = (
        "text/vnd.iptc.newsml",
        "application/vnd.iptc.newsml+xml",
    )

    def sniff(self, head: str) -> bool:
        """Whether the first start tag is one of its roots."""
        return root_name(head) in _ROOTS

    def read(self, item: WireItem, source: Source) -> Iterator[Draft | Unreadable]:
        """Give the stories of its news items, or why one has none: lists of items, topics and changes are no news.

        Raises Unreadable: empty, binary, unsafe_xml; not_news and no_story for one without news items; malformed and
        truncated where no news item is left.
        """
        from worker.formats.newsml_1_item import NAMES, drafts_of  # here, so that a text is read without the parsing of XML
        from worker.formats.xml_text import xml_text_of
        from worker.formats.xml_tree import read_document

        yield from drafts_of(read_document(xml_text_of(item, source), NAMES), item, source)
