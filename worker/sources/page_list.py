"""Page lists: an index page whose links lead to stories, such as Xinhua's channel pages. New links are fetched."""

import asyncio
import re
from datetime import UTC, datetime
from urllib.parse import urldefrag, urljoin

from schemas import Code, PageListSource, WireItem
from schemas.errors import Unreadable
from worker.formats.decode import decode_anyhow
from worker.formats.page_scan import charset_in_page, charset_of_language
from worker.sources.pages import fetch_page
from worker.sources.seen import Seen
from worker.sources.visit import Taken, Visit
from worker.sources.web import Fetched

ACCEPT = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"
MOST_LINKS = 10_000
_AT_NO_TIME = datetime.fromtimestamp(0, UTC)


async def take(visit: Visit, fetched: Fetched) -> Taken:
    """Fetch the pages whose links are new and take them into the inbox, the last of the page first.

    Raises Unreadable where it is no page or no link fits the pattern; what putting items in raises, with what was taken
    before remembered.
    """
    source = visit.source
    assert isinstance(source, PageListSource)  # noqa: S101  # worker/sources/documents.py gives it no other
    links = await asyncio.to_thread(links_of, fetched, source)  # other polls go on while a large page is read
    if not links:
        message = (
            f"no link of {fetched.url.partition('?')[0]} fits link_pattern {source.link_pattern!r}; look at the page's links"
        )
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
    return Taken(left=taken.left + len(new) - len(chosen), trouble=taken.trouble)


async def _take_pages(visit: Visit, seen: Seen, links: list[str], index_url: str) -> Taken:
    left, trouble = 0, None
    for link in links:
        page = await fetch_page(visit, seen, link, link)
        trouble = page.reason or trouble
        if page.again:
            left += 1
            continue
        if page.fetched is not None:
            media_type = page.fetched.headers.get("content-type") or "text/html"
            await visit.put([visit.item(page.fetched.body, media_type, page.fetched.url, found_on=index_url)])
            visit.taken += 1
        seen.take(link, "")
    return Taken(left, trouble=trouble)


def links_of(fetched: Fetched, source: PageListSource) -> list[str]:
    """Return the absolute addresses of a page's links that fit the pattern, each once, in their order, without fragments.

    Raises Unreadable: empty, binary.
    """
    from lxml import etree, html

    markup = _text(fetched, source).encode("utf-8", "replace")  # as bytes: of a text libxml2 takes no XML declaration
    try:
        tree = html.document_fromstring(markup, parser=html.HTMLParser(encoding="utf-8"))
    except (etree.LxmlError, ValueError):  # nothing in it
        return []
    fits = re.compile(source.link_pattern)
    base = next(iter(tree.xpath("//base/@href")), "")
    given: dict[str, None] = {}
    for link in tree.iterfind(".//a[@href]"):
        try:
            address = urldefrag(urljoin(urljoin(fetched.url, base), str(link.get("href")).strip())).url
        except ValueError:
            continue
        if address.startswith(("http://", "https://")) and address not in given and fits.search(address):
            given[address] = None
            if len(given) == MOST_LINKS:
                break
    return list(given)


def _text(fetched: Fetched, source: PageListSource) -> str:
    """Decode a page by what the transport or the page declares, else the source, else by its language as browsers do."""
    item = WireItem(
        payload=fetched.body, source=source.id, media_type=fetched.headers.get("content-type"), received_at=_AT_NO_TIME
    )
    charset = charset_in_page(fetched.body) or source.charset or charset_of_language(fetched.body)
    return decode_anyhow(item, source, charset).text
