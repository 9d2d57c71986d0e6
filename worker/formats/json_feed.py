"""JSON Feed 1.0 and 1.1 (jsonfeed.org), with any number of items."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from schemas import Source, WireItem
from schemas.errors import Unreadable
from worker.draft import Draft

_VERSION = re.compile(r'"version"\s{0,9}:\s{0,9}"https?:\\?/\\?/(?:www\.)?jsonfeed\.org\\?/version\\?/1', re.IGNORECASE)
_START = re.compile(r"\ufeff?\s*+\{")


@dataclass(frozen=True, slots=True)
class JsonFeed:
    """JSON Feed, with any number of items."""

    name: str = "json_feed"
    media_types: tuple[str, ...] = ("application/feed+json",)

    def sniff(self, head: str) -> bool:
        """Whether it is an object whose version is one of JSON Feed's."""
        return bool(_START.match(head) and _VERSION.search(head))

    def read(self, item: WireItem, source: Source) -> Iterator[Draft | Unreadable]:
        """Give the stories of a feed, or why one cannot be. Raises Unreadable: empty, binary, unknown_format, no_story."""
        from worker.formats.json_feed_document import stories_of

        yield from stories_of(item, source)
