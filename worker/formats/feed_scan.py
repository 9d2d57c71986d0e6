"""Where the entries of a feed document stand, and what of its head they need: RSS 0.9x to 2.0, RDF, Atom, CDF."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice

from schemas import Code
from schemas.errors import Unreadable
from worker.formats.feed_parts import Frame
from worker.formats.feed_prolog import find_root, is_feed_root, what_it_is
from worker.formats.feed_xml import Element, attributes, children, raw_attributes, tags

_ENTITY = re.compile(r"<!ENTITY\s++(?!%)", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'
_REPEATED = '<?wirecopy guid="repeated"?>'
_LONGEST_BARE_TAG = 8_000
_LONGEST_IN_HEAD = 4_000
_MOST_IN_HEAD = 30
_TAG_OF_ENTRY = re.compile(r"</?(?:[\w.-]{1,40}:)?(?:item|entry)[\s/>]", re.IGNORECASE)
_BETWEEN_ENTRIES = re.compile(r"</(?:item|entry)>\s*+<(?:item|entry|/channel|/feed)[\s>]", re.IGNORECASE)
_KEPT_OF_HEAD = frozenset(
    ("title", "link", "id", "language", "dc:language", "copyright", "rights", "dc:rights", "author", "license", "cc:license")
)
_KEPT_ATTRIBUTES = ("xmlns", "xml:", "version", "base", "rdf:about")
_ATOM = ("http://www.w3.org/2005/atom", "http://purl.org/atom/ns#")
_RSS = ("http://purl.org/rss/1.0/", "http://my.netscape.com/rdf/simple/0.9/", "http://channel.netscape.com/rdf/simple/0.9/")
_MEDIA_TYPES = {
    "rss": "application/rss+xml",
    "rdf": "application/rdf+xml",
    "feed": "application/atom+xml",
    "channel": "application/x-cdf",
}


@dataclass(frozen=True, slots=True)
class Document:
    """A feed document."""

    kind: str
    """rss20, rdf, atom10, cdf …"""
    media_type: str
    root: Element
    """Its start tag alone, with name spaces, language and base."""
    channel: Element | None
    """The same of the channel, where that is not the root."""
    whole_head: tuple[Element, ...]
    """The elements beside the entries."""
    entries: tuple[str, ...]
    """Each as it was written."""
    truncated: bool
    """Whether it ends within an entry, which is then not among them."""
    says_repeated: bool
    """Whether it is an item made of an entry whose guid stands for several."""

    @property
    def head(self) -> list[Element]:
        """Return the elements of the head that an entry needs, of bounded length and number."""
        kept = (one for one in self.whole_head if one.name.lower().removeprefix("atom:") in _KEPT_OF_HEAD)
        short = (one for one in kept if len(one.markup) <= _LONGEST_IN_HEAD and not _TAG_OF_ENTRY.search(one.inner))
        return list(islice(short, _MOST_IN_HEAD))

    @property
    def outer(self) -> tuple[Element, ...]:
        """The elements around its entries, the outermost first."""
        return (self.root, self.channel) if self.channel and self.kind != "rdf" else (self.root,)

    def frame(self, *, repeated: bool) -> Frame:
        """Return what stands before and after one of its entries in a document of its own."""
        head = "".join(f"{element.markup}\n" for element in self.head)
        before = f"{_DECLARATION}{_REPEATED if repeated else ''}{self.root.tag}\n"
        after = f"\n</{self.root.name}>\n"
        if self.channel is None:
            return Frame(f"{before}{head}", after)
        opened, closed = f"{self.channel.tag}\n{head}", f"</{self.channel.name}>"
        if self.kind == "rdf":
            return Frame(f"{before}{opened}{closed}\n", after)
        return Frame(f"{before}{opened}", f"\n{closed}{after}")


def scan(text: str) -> Document:
    """Find the entries of a feed document.

    Raises Unreadable: unsafe_xml for one that declares entities, unknown_format for what is no feed, truncated for one
    that ends in its first tag.
    """
    place = find_root(text)
    if place is None or not is_feed_root(text, place):
        raise Unreadable(Code.UNKNOWN_FORMAT, f"no feed: {what_it_is(text, place)}", "line 1")
    prolog = _COMMENT.sub("", text[:place])
    if _ENTITY.search(prolog):
        line = text.count("\n", 0, place) + 1
        raise Unreadable(Code.UNSAFE_XML, "it declares entities, for which feeds have no use", f"line {line}")
    root = next(tags(text, start=place), None)
    if root is None:
        raise Unreadable(Code.TRUNCATED, "the feed ends within its first tag", "line 1")
    start_tag = text[place : root.end]
    local = local_name(root.name)
    if local == "entry":  # an Atom entry document
        name = f"{root.name[: -len(local)]}feed"
        outer, channel, begin = _bare_tag(name, start_tag, ("xmlns",)), None, place
    else:
        outer = _bare_tag(root.name, start_tag)
        channel, begin = _channel(text, root.end) if local in ("rss", "rdf") else (None, root.end)
    names = _names_of_entries(root.name, attributes(start_tag))
    spans, truncated = _entries(text, begin, names, [one.name for one in (outer, channel) if one])
    head = text[begin : spans[0][0] if spans else len(text)]
    tail = text[spans[-1][1] :] if spans else ""
    return Document(
        kind=_kind(local, attributes(start_tag)),
        media_type=_MEDIA_TYPES[local_name(outer.name)],
        root=outer,
        channel=channel,
        whole_head=(*children(head), *children(tail)),
        entries=tuple(text[start:end].strip() for start, end in spans),
        truncated=truncated,
        says_repeated=_REPEATED in prolog,
    )


def local_name(name: str) -> str:
    """Return a name without its prefix, in lower case."""
    return name.rpartition(":")[2].lower()


def _channel(text: str, begin: int) -> tuple[Element | None, int]:
    """Return the channel's bare start tag, which comes first in its root, and where it ends."""
    first = next(tags(text, start=begin), None)
    if first is None or first.is_end or first.is_empty or local_name(first.name) != "channel":
        return None, begin
    return _bare_tag(first.name, text[first.start : first.end]), first.end


def _bare_tag(name: str, tag: str, kept: tuple[str, ...] = _KEPT_ATTRIBUTES) -> Element:
    """Return a start tag with the attributes that what is in it depends on, and well formed whatever it was."""
    pieces = []
    length = 0
    for key, value in raw_attributes(tag).items():
        piece = f' {key}="{value.replace(chr(34), "&quot;").replace("<", "&lt;")}"'
        if key.startswith(kept) and length + len(piece) <= _LONGEST_BARE_TAG:
            pieces.append(piece)
            length += len(piece)
    return Element(name, f"<{name}{''.join(pieces)}>", "")


def _names_of_entries(root: str, spaces: Mapping[str, str]) -> Iterable[str]:
    """Give the names that an entry can have: without a prefix, with the root's, with one of its name space."""
    local, known = ("entry", _ATOM) if local_name(root) in ("feed", "entry") else ("item", _RSS)
    prefixes = [key[6:] for key, uri in spaces.items() if key.startswith("xmlns:") and uri.lower() in known]
    own = root.rpartition(":")[0]
    return {local, *(f"{prefix}:{local}" for prefix in [own, *prefixes] if prefix)}


def _entries(text: str, begin: int, names: Iterable[str], around: Iterable[str]) -> tuple[list[tuple[int, int]], bool]:
    """Return where each entry begins and ends, and whether the text ends within another.

    An entry without an end tag ends where the next begins or where what is around it ends.
    """
    entry = {name.lower() for name in names}
    wanted = "|".join(re.escape(name) for name in sorted({*entry, *(name.lower() for name in around)}))
    pattern = re.compile(rf"<(?:!\[CDATA\[|!--|\?|(?P<end>/?)(?P<name>(?i:{wanted})(?=[\s/>])))")
    found: list[tuple[int, int]] = []
    opened: int | None = None
    for tag in tags(text, pattern, begin, _BETWEEN_ENTRIES):
        is_entry = tag.name.lower() in entry
        if opened is not None and (is_entry or tag.is_end):
            found.append((opened, tag.end if is_entry and tag.is_end else tag.start))
            opened = None
        if is_entry and tag.is_empty and not tag.is_end:
            found.append((tag.start, tag.end))
        elif is_entry and not tag.is_end:
            opened = tag.start
    return found, opened is not None


def _kind(root: str, said: Mapping[str, str]) -> str:
    version = "".join(letter for letter in said.get("version", "") if letter.isdigit())[:3]
    if root == "rss":
        return f"rss{version}"
    if root in ("feed", "entry"):
        return "atom10" if any(uri.lower() == _ATOM[0] for uri in said.values()) else f"atom{version}"
    return "rdf" if root == "rdf" else "cdf"
