"""The kinds of polled sources. A new kind is one file and one line here."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from worker.sources import feed, page_list
from worker.sources.visit import Taken, Visit
from worker.sources.web import Fetched


@dataclass(frozen=True, slots=True)
class Kind:
    """What is asked for at the source's address, and what takes it when it has changed."""

    accept: str
    take: Callable[[Visit, Fetched], Awaitable[Taken]]


KINDS: dict[str, Kind] = {
    "feed": Kind(feed.ACCEPT, feed.take),
    "page_list": Kind(page_list.ACCEPT, page_list.take),
}
