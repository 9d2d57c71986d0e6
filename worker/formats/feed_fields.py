"""The elements of one entry by the names that feeds have for them, whatever prefixes they were written with."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

from worker.formats.feed_scan import Document
from worker.formats.feed_xml import Element, attributes, children

_PREFIXES = {
    "http://www.w3.org/2005/atom": "",
    "http://purl.org/atom/ns#": "",
    "http://purl.org/rss/1.0/": "",
    "http://my.netscape.com/rdf/simple/0.9/": "",
    "http://channel.netscape.com/rdf/simple/0.9/": "",
    "http://purl.org/rss/1.0/modules/content/": "content:",
    "http://purl.org/rss/1.0/modules/syndication/": "sy:",
    "http://purl.org/dc/elements/1.1/": "dc:",
    "http://purl.org/dc/elements/1.0/": "dc:",
    "http://purl.org/dc/terms/": "dcterms:",
    "http://search.yahoo.com/mrss": "media:",
    "http://search.yahoo.com/mrss/": "media:",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes:",
    "http://www.georss.org/georss": "georss:",
    "http://www.georss.org/georss/10": "georss:",
    "http://www.opengis.net/gml": "gml:",
    "http://www.w3.org/2003/01/geo/wgs84_pos#": "geo:",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner:",
    "http://creativecommons.org/ns#license": "cc:",
    "http://creativecommons.org/ns#": "cc:",
    "http://web.resource.org/cc/": "cc:",
    "http://backend.userland.com/creativecommonsrssmodule": "creativecommons:",
    "http://cyber.law.harvard.edu/rss/creativecommonsrssmodule.html": "creativecommons:",
    "http://www.w3.org/1999/xhtml": "xhtml:",
}
_NOT_IN_ADDRESSES = re.compile(r'[\s"<>\\^`{|}]')  # RFC 3987 leaves no others out
_SCHEMES = re.compile(r"(?:(https?)(?::/{1,3}|//)(?=[^/]))+", re.IGNORECASE)
_HOST = re.compile(r"(www\.)?([A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5})(?=[/?#]|$)", re.IGNORECASE)
_HOST_OF_ADDRESS = re.compile(r"https?://(?:www\.)?")
_LONGEST_LINK = 4_000
_LONGEST_GUID = 1_000


@dataclass(frozen=True, slots=True)
class Fields:
    """The elements of an entry, with their usual names in lower case, in the order of the entry."""

    tag: Element
    """Its start tag."""
    named: list[tuple[str, Element]]
    base: str | None
    """What the entry says that its links start from (xml:base), as far as it says it."""
    address: str | None
    """That of the feed."""
    prefixes: Mapping[str, str]

    def within(self, element: Element) -> list[tuple[str, Element]]:
        """Return the elements in one of the entry's, with their usual names."""
        return _named(element.inner, self.prefixes)

    def every(self, *names: str) -> list[Element]:
        """Return the elements of these names, in the order of the entry."""
        return [element for name, element in self.named if name in names]

    def text(self, *names: str) -> str | None:
        """Return the text of the first name that has one."""
        for name in names:
            for found, element in self.named:
                if found == name and (text := element.text):
                    return text
        return None

    def resolve(self, link: str, by: Element | None = None) -> str | None:
        """Return a link's absolute http(s) address, None if it has none."""
        own = by.get("xml:base") if by else None
        return absolute(link, absolute(own, self.base) if own else self.base, self.address)

    @property
    def guid(self) -> str | None:
        """What the feed calls the entry, None if it does not or if that is too long for a name."""
        guid = self.text("guid", "id") or self.tag.get("rdf:about")
        return guid if guid and len(guid) <= _LONGEST_GUID else None

    @property
    def link(self) -> str | None:
        """The entry's absolute address."""
        if (original := self.text("feedburner:origlink")) and (link := self.resolve(original)):
            return link
        for element in self._links():
            if (written := element.get("href") or element.text) and (link := self.resolve(written, element)):
                return link
        if (href := self.tag.get("href") or self.tag.get("rdf:about")) and (link := self.resolve(href)):
            return link
        for element in self.every("guid"):
            text = element.text
            if (element.get("ispermalink") or "true").lower() == "true" and text.startswith(("http://", "https://")):
                return self.resolve(text)
        return None

    def _links(self) -> list[Element]:
        """Return the links to the entry itself, those to its HTML first."""
        links = [one for one in self.every("link") if (one.get("rel") or "alternate").lower() == "alternate"]
        return sorted(links, key=lambda one: "html" not in (one.get("type") or "html").lower())


class EntryReader:
    """Reads the entries of one document. address: that of the feed."""

    def __init__(self, document: Document, address: str | None) -> None:
        self._address = address or _link_of(document)
        self._prefixes = {"atom": "", "rss": "", "content": "content:"}
        self._base: str | None = None
        for element in document.outer:
            self._base, self._prefixes = self._within(element)
        if document.channel:
            self._prefixes = _prefixes(document.channel, self._prefixes)

    def fields(self, text: str) -> Fields:
        """Return the elements of an entry."""
        entry = next(children(text))
        base, prefixes = self._within(entry)
        return Fields(entry, _named(entry.inner, prefixes), base, self._address, prefixes)

    def head(self, elements: Iterable[Element]) -> dict[str, Element]:
        """Return elements of the document's head by their usual names, the first of each."""
        return {_usual_name(one, self._prefixes): one for one in reversed(tuple(elements))}

    def _within(self, element: Element) -> tuple[str | None, dict[str, str]]:
        own = element.get("xml:base") or element.get("base")
        base = absolute(own, self._base, self._address) if own else None
        return base or self._base, _prefixes(element, self._prefixes)


def _link_of(document: Document) -> str | None:
    links = (absolute(one.get("href") or one.text) for one in document.head if one.name.lower() == "link")
    return next(filter(None, links), None)


def _prefixes(element: Element, outer: dict[str, str]) -> dict[str, str]:
    """Return the usual prefix of each prefix within an element."""
    if "xmlns:" not in element.tag:
        return outer
    declared = (
        (key[6:], _PREFIXES.get(uri.lower())) for key, uri in attributes(element.tag).items() if key.startswith("xmlns:")
    )
    return outer | {prefix: usual for prefix, usual in declared if usual is not None}


def _named(markup: str, prefixes: Mapping[str, str]) -> list[tuple[str, Element]]:
    return [(_usual_name(one, prefixes), one) for one in children(markup)]


def _usual_name(element: Element, prefixes: Mapping[str, str]) -> str:
    prefix, colon, local = element.name.lower().rpartition(":")
    return f"{prefixes.get(prefix, f'{prefix}:')}{local}" if colon else local


def absolute(link: str | None, *bases: str | None) -> str | None:
    """Return a link's http(s) address, starting from the first base that makes it one; None if it has none."""
    if not link or len(link) > _LONGEST_LINK:
        return None
    link = _in_full(link.strip(), bases)
    for base in (*filter(None, bases), ""):
        try:
            joined = urljoin(base, link)
            parts = urlsplit(joined)
        except ValueError:
            continue
        if parts.scheme in ("http", "https") and parts.hostname:
            return _NOT_IN_ADDRESSES.sub(lambda letter: quote(letter[0]), joined)
    return None


def _in_full(link: str, bases: Iterable[str | None]) -> str:
    """Return an address with one scheme before its host (http:/a.example, http://https://a.example, www.a.example/1)."""
    if match := _SCHEMES.match(link):
        return f"{match[1].lower()}://{link[match.end() :]}"
    host = _HOST.match(link)
    if host is None:
        return link
    name = host[2].lower()
    is_host = bool(host[1]) or any(
        _HOST_OF_ADDRESS.sub("", base.lower(), count=1).startswith(name) for base in bases if base
    )
    return f"https://{link}" if is_host else link
