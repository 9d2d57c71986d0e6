"""Pages of news sites: a page is one story."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from schemas import Source, WireItem
from worker.draft import Draft

# Atomic, because comments may follow each other in any number.
_BEGINNING = re.compile(
    r"\ufeff?(?>(?:\s++|<!--(?:[^-]++|-(?!->))*+-->|<\?xml[^>]*+>)*)"
    r"(?:<!doctype\s++html|<(?:html|head|body|meta|main|article|section|header|div|h1|p|table|style|script)[\s>])",
    re.IGNORECASE,
)
_XHTML = re.compile(r"<html[\s>]|<!doctype\s++html", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NewsPage:
    """Pages of news in HTML."""

    name: str = "news_page"
    media_types: tuple[str, ...] = ("text/html", "application/xhtml+xml")

    def sniff(self, head: str) -> bool:
        """Whether it begins as HTML does; after an XML declaration only `html` will do."""
        if not _BEGINNING.match(head):
            return False
        return not head.lstrip("\ufeff \t\r\n").startswith("<?xml") or _XHTML.search(head) is not None

    def read(self, item: WireItem, source: Source) -> Iterator[Draft]:
        """Give the page's story. Raises Unreadable: error_page, paywall, no_story, empty, binary."""
        from worker.formats.news_page_story import story_of

        yield story_of(item, source)
