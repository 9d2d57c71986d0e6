"""How a document begins: whether it is a feed, and what it is else."""

import re

from worker.formats.feed_xml import attributes, tags

_DECLARED = re.compile(rb"""<\?xml\s[^>]{0,100}?encoding\s{0,3}=\s{0,3}["']([A-Za-z0-9._:-]{1,40})["']""")
_NAME = re.compile(r"<([A-Za-z_][^\s<>/\"'=]{0,80})(?=[\s/>]|$)")
_DOCTYPE = re.compile(
    r"""<!DOCTYPE(?:[^\[\]<>"']++|"[^"]*+"|'[^']*+')*+(?:\[(?:[^\]"'<]++|"[^"]*+"|'[^']*+'|<)*+\]\s*+)?>""", re.IGNORECASE
)
_BEGIN_OF_DOCTYPE = re.compile("<!DOCTYPE", re.IGNORECASE)
_LATER_ROOT = re.compile(r"<(?=(?:[\w.-]{1,40}:)?(?:rss|RDF|feed)[\s>])")
_WARNING = frozenset(("br", "b"))
_LONGEST_WARNING = 65_536
_REACH = 262_144
_OF_HTML = frozenset(("html", "head", "body", "meta", "title", "script", "div", "p", "h1", "br", "b"))
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json")
_LINK = re.compile(r"(?i:<(?P<end>)(?P<name>link)(?=[\s/>]))")
_SPACES_OF_RDF = ("purl.org/rss/1.0", "netscape.com/rdf")


def declared_charset(payload: bytes) -> str | None:
    """Return the charset that the XML declaration names, None if there is none."""
    match = _DECLARED.search(payload[:1024])
    return match[1].decode() if match else None


def find_root(text: str) -> int | None:
    """Return where the first start tag stands after declaration, comments and document type; None if there is none."""
    first = _BEGIN_OF_DOCTYPE.search(text)
    doctype = _DOCTYPE.match(text, first.start()) if first else None  # once: it may look for its end in all of the text
    place = text.find("<")
    while place >= 0:
        if match := _NAME.match(text, place):
            later = _LATER_ROOT.search(text, place, _LONGEST_WARNING) if match[1].lower() in _WARNING else None
            return later.start() if later else place  # PHP writes its warnings before the document
        after = doctype.end() if doctype and doctype.start() == place else _after(text, place)
        place = text.find("<", after)
    return None


def is_feed_root(text: str, place: int) -> bool:
    """Whether the start tag at a place is that of a feed: rss, RDF of RSS, feed, entry, channel."""
    match = _NAME.match(text, place)
    local = match[1].rpartition(":")[2].lower() if match else ""
    if local == "rdf":
        return any(space in text[place : place + 4096] for space in _SPACES_OF_RDF)
    return local in ("rss", "feed", "entry", "channel")


def what_it_is(text: str, root: int | None) -> str:
    """Say what a document is that is no feed, and where its feed is if it tells."""
    if root is None:
        return f"it begins with {text.strip()[:60]!r}"
    match = _NAME.match(text, root)
    name = match[1].lower() if match else ""
    if name not in _OF_HTML and "<!doctype html" not in text[:root].lower():
        return f"it is XML, and its root is <{name[:60]}>"
    for link in tags(text[:_REACH], _LINK):
        said = attributes(text[link.start : link.end])
        if said.get("type", "").lower() in _FEED_TYPES and "alternate" in said.get("rel", "").lower() and said.get("href"):
            return f"it is an HTML page; it names its feed: {said['href'][:500]}"
    return "it is an HTML page, and it names no feed"


def _after(text: str, place: int) -> int:
    """Return where what is no start tag ends: a comment, an instruction, a declaration, a lone <."""
    if text.startswith("<!--", place):
        end = text.find("-->", place) + 3
    elif text.startswith(("<!", "<?"), place):
        end = text.find(">", place) + 1
    else:
        return place + 1
    return end if end > place else len(text)
