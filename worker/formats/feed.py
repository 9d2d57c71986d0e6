"""Feeds: RSS 0.9x to 2.0, RDF, Atom 0.3 and 1.0, CDF. A document may hold any number of entries.

Each entry is read as a document of its own, so one that is broken costs itself alone, and a feed that was split into
items (feed_split.py) reads as the whole does.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from schemas import Code, Source, WireItem
from schemas.errors import Unreadable
from worker.draft import Draft
from worker.formats.decode import decode_anyhow
from worker.formats.feed_prolog import declared_charset, find_root, is_feed_root


@dataclass(frozen=True, slots=True)
class Feed:
    """Feed documents, whole or split into items of one entry."""

    name: str = "feed"
    media_types: tuple[str, ...] = (
        "application/rss+xml",
        "application/atom+xml",
        "application/rdf+xml",
        "application/x-cdf",
    )

    def sniff(self, head: str) -> bool:
        """Whether the first start tag is that of a feed."""
        root = find_root(head)
        return root is not None and is_feed_root(head, root)

    def read(self, item: WireItem, source: Source) -> Iterator[Draft | Unreadable]:
        """Give an entry's story, or why it cannot be read, for each entry.

        Raises Unreadable: unknown_format, unsafe_xml, empty, binary; truncated after the last whole entry.
        """
        from worker.formats.feed_fields import EntryReader  # here, so that a text is read without 30 ms of feeds
        from worker.formats.feed_scan import scan
        from worker.formats.feed_split import entries_of
        from worker.formats.feed_story import Entry, Head, draft_of
        from worker.formats.feed_text import parse

        decoded = decode_anyhow(item, source, declared_charset(item.payload))
        document = scan(decoded.text)
        reader = EntryReader(document, item.url or source.url)
        head = Head.of(document, reader)
        for number, (fields, is_repeated) in enumerate(entries_of(document, reader), 1):
            try:
                parsed = parse(document, fields)
            except Exception as error:  # a mistake of the library costs this entry alone
                yield Unreadable(Code.READER_FAILED, f"reading it failed with {type(error).__name__}", f"entry {number}")
                continue
            draft = draft_of(Entry(fields, parsed, head, f"entry {number}", is_repeated), decoded)
            yield draft if draft.parts else Unreadable(Code.NO_HEADLINE, "the entry says nothing", f"entry {number}")
        if document.truncated:
            raise Unreadable(Code.TRUNCATED, "the feed ends within an entry", f"entry {len(document.entries) + 1}")
