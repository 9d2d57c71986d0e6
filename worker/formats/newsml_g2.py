"""NewsML-G2 2.x: news messages of many items, and news, package and other items by themselves."""

from collections.abc import Iterator
from dataclasses import dataclass

from schemas import Source, WireItem
from schemas.errors import Unreadable
from worker.draft import Draft
from worker.formats.xml_root import root_name

_ITEMS = frozenset(("newsItem", "packageItem", "planningItem", "conceptItem", "knowledgeItem", "catalogItem"))
_ROOTS = _ITEMS | {"newsMessage"}


@dataclass(frozen=True, slots=True)
class NewsmlG2:
    """NewsML-G2 2.x: news messages of many items, and news, package and other items by themselves."""

    name: str = "newsml_g2"
    media_types: tuple[str, ...] = (
        "application/vnd.iptc.g2.newsmessage+xml",
        "application/vnd.iptc.g2.newsitem+xml",
        "application/vnd.iptc.g2.packageitem+xml",
        "application/vnd.iptc.g2.planningitem+xml",
        "application/vnd.iptc.g2.conceptitem+xml",
        "application/vnd.iptc.g2.knowledgeitem+xml",
        "application/vnd.iptc.g2.catalogitem+xml",
    )

    def sniff(self, head: str) -> bool:
        """Whether the first start tag is one of its roots."""
        return root_name(head) in _ROOTS

    def read(self, item: WireItem, source: Source) -> Iterator[Draft | Unreadable]:
        """Give the story of each item, or why it has none: plans, concepts and packages without text are no news.

        Raises Unreadable: empty, binary, unsafe_xml; malformed and truncated where no item is left.
        """
        from worker.formats.newsml_g2_message import stories_of  # here, so that a text is read without the parsing of XML
        from worker.formats.xml_text import xml_text_of
        from worker.formats.xml_tree import read_document

        yield from stories_of(read_document(xml_text_of(item, source), _ITEMS))
