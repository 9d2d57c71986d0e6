"""Which format reads a wire item. A new format is one file and one line here."""

from collections.abc import Iterator
from typing import Protocol

from schemas import Code, Source, WireItem
from schemas.errors import Unreadable
from worker.draft import Draft
from worker.formats.anpa_1312 import Anpa1312
from worker.formats.decode import glance
from worker.formats.feed import Feed
from worker.formats.full_text import FullText
from worker.formats.gigaword import Gigaword
from worker.formats.iptc_7901 import Iptc7901
from worker.formats.json_feed import JsonFeed
from worker.formats.mail import Mail
from worker.formats.media_type import essence
from worker.formats.news_page import NewsPage
from worker.formats.newsml_1 import Newsml1
from worker.formats.newsml_g2 import NewsmlG2
from worker.formats.ninjs import Ninjs
from worker.formats.nitf import Nitf
from worker.formats.wire_text import WireText
from worker.formats.xinhua_page import XinhuaPage
from worker.formats.xinhua_tail_code import tail_code_of


class Format(Protocol):
    """How wire items of one kind are recognised and read. Without I/O and without a clock."""

    @property
    def name(self) -> str:
        """Its name, as items, sources and records carry it."""

    @property
    def media_types(self) -> tuple[str, ...]:
        """The media types its items come under, in lower case, without parameters."""

    def sniff(self, head: str) -> bool:
        """Whether the first 4 KiB, decoded, look like it."""

    def read(self, item: WireItem, source: Source) -> Iterator[Draft | Unreadable]:
        """Give the stories as written, or why one cannot be. Raises Unreadable for an item that cannot be read."""


# Specific ones first: what only looks like text comes last.
FORMATS: tuple[Format, ...] = (
    Mail(),  # before all that look beyond the beginning, where the text of a mail can be
    FullText(),  # so too the entry and the page within it
    NewsPage(),  # and the text of a page
    XinhuaPage(),
    Iptc7901(),
    Anpa1312(),
    Gigaword(),
    NewsmlG2(),
    Newsml1(),
    Nitf(),
    Feed(),
    JsonFeed(),
    Ninjs(),
    WireText(),
)


def choose(item: WireItem, source: Source) -> Format:
    """Return the format the item names, else the source's, else the only one of its media type, else the one that fits.

    Raises Unreadable: unknown_format, or empty and binary where there is nothing to recognise.
    """
    if name := item.format or source.format:
        return _named(name)
    media_type = essence(item.media_type)
    answering = [one for one in FORMATS if media_type in one.media_types]
    if len(answering) == 1:
        return answering[0]
    head = glance(item, source)
    if code := tail_code_of(item.payload):
        head = f"{head}\n{code}"  # the only sign of a page that lost its header
    for one in FORMATS:
        if one.sniff(head):
            return one
    message = f"it is in none of the formats {_names()}; name its format if it is one of them"
    raise Unreadable(Code.UNKNOWN_FORMAT, message, "line 1")


def _named(name: str) -> Format:
    for one in FORMATS:
        if one.name == name:
            return one
    raise Unreadable(Code.UNKNOWN_FORMAT, f"there is no format {name[:60]!r}; known are {_names()}")


def _names() -> str:
    return ", ".join(one.name for one in FORMATS)
