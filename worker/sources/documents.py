"""The kinds of sources that are documents fetched over HTTP. A new one is one file and one line here."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from worker.sources import feed, page_list
from worker.sources.visit import Taken, Visit
from worker.sources.web import Fetched


@dataclass(frozen=True, slots=True)
class Document:
    """What is asked for at the source's address, and what takes it when it has changed."""

    accept: str
    take: Callable[[Visit, Fetched], Awaitable[Taken]]


DOCUMENTS: dict[str, Document] = {
    "feed": Document(feed.ACCEPT, feed.take),
    "page_list": Document(page_list.ACCEPT, page_list.take),
}
