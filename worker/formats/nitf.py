"""NITF 2.5 to 3.6: a story, with or without a document type; several in a row or within another element."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from schemas import Source, WireItem
from schemas.errors import Unreadable
from worker.draft import Draft
from worker.formats.xml_root import root_name

STORY = re.compile(r"<(?:[A-Za-z_][\w.-]{0,40}:)?(?P<name>nitf)(?=[\s/>])", re.IGNORECASE)
_AROUND = frozenset(
    (
        "document", "documents", "doc", "docs", "nitfs", "nitf-documents", "story", "stories", "item", "items", "article",
        "articles", "news", "newsitems", "root", "data", "export", "response", "results", "batch", "package", "wrapper",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Nitf:
    """NITF 2.5 to 3.6: a story, with or without a document type; several in a row or within another element."""

    name: str = "nitf"
    media_types: tuple[str, ...] = (
        "text/vnd.iptc.nitf",
        "application/nitf+xml",
    )

    def sniff(self, head: str) -> bool:
        """Whether the first start tag is its root, or one that only holds such."""
        root = (root_name(head) or "").lower()
        return root == "nitf" or (root in _AROUND and STORY.search(head) is not None)

    def read(self, item: WireItem, source: Source) -> Iterator[Draft | Unreadable]:
        """Give its stories, or why one cannot be read. Raises Unreadable for an item that cannot be read."""
        from worker.formats.nitf_document import drafts_of

        yield from drafts_of(item, source)
