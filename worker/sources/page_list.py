"""Page lists: an index page whose links lead to stories, such as Xinhua's channel pages. New links are fetched."""

import re
from collections.abc import Iterator
from urllib.parse import urldefrag, urljoin

from schemas import Code, PageListSource
from schemas.errors import Unreadable
from worker.sources.pages import fetch_page
from worker.sources.seen import Seen
from worker.sources.visit import Taken, Visit
from worker.sources.web import Fetched

ACCEPT = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"
MOST_LINKS = 10_000


async def take(visit: Visit, fetched: Fetched) -> Taken:
    """Fetch the pages whose links are new and take them into the inbox, the last of the page first.

    Raises Unreadable where no link fits the pattern; what putting items in raises, with what was taken before remembered.
    """
    source = visit.source
    assert isinstance(source, PageListSource)  # noqa: S101  # worker/sources/kinds.py gives it no other
    links = list(links_of(fetched, source.link_pattern))
    if not links:
        message = f"no link of {fetched.url} fits link_pattern {source.link_pattern!r}; look at the page's links"
        raise Unreadable(Code.NO_STORY, message)
    seen = await visit.opened_seen()
    new = [link for link in links if seen.is_new(link, "")]
    if seen.is_first:
        for link in new[source.first_entries :]:
            seen.take(link, "")
        new = new[: source.first_entries]
    chosen = new[-source.max_entries :]
    taken = await _take_pages(visit, seen, list(reversed(chosen)), fetched.url)
    seen.still_there(links)
    return Taken(left=taken.left + len(new) - len(chosen), trouble=taken.trouble, retry_after=taken.retry_after)


async def _take_pages(visit: Visit, seen: Seen, links: list[str], index_url: str) -> Taken:
    left, trouble = 0, None
    for position, link in enumerate(links):
        page = await fetch_page(visit, seen, link, link)
        trouble = page.reason or trouble
        if page.retry_after is not None:
            return Taken(left + len(links) - position, trouble=trouble, retry_after=page.retry_after)
        if page.again:
            left += 1
            continue
        if page.fetched is not None:
            media_type = page.fetched.headers.get("content-type") or "text/html"
            await visit.put([visit.item(page.fetched.body, media_type, page.fetched.url, found_on=index_url)])
            visit.taken += 1
        seen.take(link, "")
    return Taken(left, trouble=trouble)


def links_of(fetched: Fetched, pattern: str) -> Iterator[str]:
    """Give the absolute addresses of a page's links that fit a pattern, each once, in their order, without fragments."""
    from lxml import etree, html

    try:
        tree = html.document_fromstring(fetched.body, base_url=fetched.url)
    except (etree.LxmlError, ValueError):  # nothing in it
        return
    fits = re.compile(pattern)
    base = next(iter(tree.xpath("//base/@href")), "")
    given: set[str] = set()
    for link in tree.iterfind(".//a[@href]"):
        try:
            address = urldefrag(urljoin(urljoin(fetched.url, base), str(link.get("href")).strip())).url
        except ValueError:
            continue
        if address.startswith(("http://", "https://")) and address not in given and fits.search(address):
            given.add(address)
            yield address
            if len(given) == MOST_LINKS:
                return
