"""A feed taken apart: its entries, each good for a wire item of its own, and what it says of being polled."""

from dataclasses import dataclass
from typing import NamedTuple


class Entry(NamedTuple):
    """One entry of a feed."""

    key: str
    """What it is known by inside its feed: its guid or id, a repeated one with its link; else its link; else a digest."""
    link: str | None
    """Its absolute address."""
    text: str
    """Its own markup, or its own JSON, untouched: it changes when the entry does."""
    repeated: bool = False
    """Whether its guid stands for several entries: then its link tells it from them."""


@dataclass(frozen=True, slots=True)
class Hints:
    """What a feed says of being polled. ttl and update_interval in seconds; hours of GMT, 0 to 23; Monday is day 0."""

    ttl: int | None = None
    update_interval: int | None = None
    """sy:updatePeriod by sy:updateFrequency."""
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()


class Frame(NamedTuple):
    """What stands before and after an entry in the document that holds it alone."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed document taken apart."""

    kind: str
    """rss20, atom10, json …"""
    title: str | None
    entries: tuple[Entry, ...]
    """In the order of the document."""
    media_type: str
    """That of the items made of its entries."""
    frame: Frame
    frame_of_repeated: Frame
    """The same, and it says that the guid is repeated."""
    repeated: frozenset[str] = frozenset()
    """The guids that stand for several entries, in this document or in earlier ones."""
    hints: Hints = Hints()
    truncated: bool = False
    """Whether the document ends within its last entry, which is then not among the entries."""

    def item(self, entry: Entry) -> bytes:
        """Return the document that holds this entry alone, in UTF-8."""
        before, after = self.frame_of_repeated if entry.repeated else self.frame
        return f"{before}{entry.text}{after}".encode("utf-8", "replace")
