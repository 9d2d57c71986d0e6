"""Tags of a feed as written: one linear pass that takes well-formed and malformed markup alike.

No parser of XML goes over a whole feed: one bad entry would cost all of them, and only entries that are new are read.
"""

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

ANY_TAG = re.compile(r"<(?:!\[CDATA\[|!--|\?|(?P<end>/?)(?P<name>[A-Za-z_][^\s<>/\"'=]*+))")
_SECTION = "<![CDATA["
_CLOSINGS = {_SECTION: "]]>", "<!--": "-->", "<?": ">"}
# XML has no < in a value: with it there, a tag ends at the next > whatever the quotes say.
_REST_OF_TAG = re.compile(r"""(?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+>""")
_ATTRIBUTE = re.compile(
    r"""(?<![\w.:-])(?P<name>[\w.:-]++)\s*+=\s*+(?:"(?P<one>[^"]*+)"|'(?P<two>[^']*+)'|(?P<bare>[^\s"'>]++))"""
)
_LONGEST_TAG = 16_000
_SPACE = re.compile(r"\s+")
# Names end in a semicolon in XML: `?a=1&copy=2` is no copyright sign.
_REFERENCE = re.compile(r"&(?:#(?:[0-9]++|[xX][0-9a-fA-F]++);?|[a-zA-Z][a-zA-Z0-9]{1,31};)")
_LONGEST_REFERENCE = 34
_OF_XML = {"&lt;": "<", "&gt;": ">", "&amp;": "&", "&quot;": '"', "&apos;": "'"}
# Elements that hold text only: one of them that is open when the next of these begins lost its end tag.
_LEAVES = frozenset(("title", "link", "guid", "id", "pubdate", "published", "updated", "dc:date", "dc:creator"))
_FIELDS = _LEAVES | {"description", "summary", "content", "content:encoded", "author", "category", "enclosure"}


class Tag(NamedTuple):
    """A tag: its name as written, whether it ends an element, whether it is empty (<a/>), and where it stands."""

    name: str
    is_end: bool
    is_empty: bool
    start: int
    end: int


class Element(NamedTuple):
    """An element: its name as written, its start tag and what is in it."""

    name: str
    tag: str
    inner: str

    @property
    def markup(self) -> str:
        """It as it was written, its end tag included where that was missing."""
        return self.tag if self.tag.endswith("/>") else f"{self.tag}{self.inner}</{self.name}>"

    def get(self, name: str) -> str | None:
        """Return an attribute's value, None if it is missing or empty."""
        return attributes(self.tag).get(name) or None if "=" in self.tag else None

    @property
    def text(self) -> str:
        """Its text without what stands in CDATA or entities for other letters, space collapsed."""
        return text_of(self.inner)


def tags(
    text: str, pattern: re.Pattern[str] = ANY_TAG, start: int = 0, beyond: re.Pattern[str] | None = None
) -> Iterator[Tag]:
    """Give the tags that a pattern like ANY_TAG finds, those in CDATA, comments and instructions left out.

    A section of CDATA that has no end, or that holds what is beyond it, lost its end: what is in it counts.
    """
    place = start
    ends = dict.fromkeys(_CLOSINGS, -1)  # where the next of each is, once it was looked for
    while match := pattern.search(text, place):
        name = match["name"]
        if name is None:
            opening, closing = match[0], _CLOSINGS[match[0]]
            if ends[opening] < match.end():
                found = text.find(closing, match.end())
                ends[opening] = found if found >= 0 else len(text)
            end = ends[opening]
            if opening == _SECTION and (end == len(text) or (beyond and beyond.search(text, match.end(), end))):
                place = match.end()
            elif end == len(text):
                return
            else:
                place = end + len(closing)
            continue
        place = _end_of_tag(text, match.end())
        if place < 0:
            return
        yield Tag(name, bool(match["end"]), text[place - 2] == "/", match.start(), place)


def attributes(tag: str) -> dict[str, str]:
    """Return the attributes of a start tag by name in lower case, entities decoded; the first of a name counts."""
    return {name: decoded(value) for name, value in raw_attributes(tag).items()}


def raw_attributes(tag: str) -> dict[str, str]:
    """Return the attributes of a start tag as written, by name in lower case."""
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(tag[:_LONGEST_TAG]):
        value = next(filter(None, (match["one"], match["two"], match["bare"])), "")
        found.setdefault(match["name"].lower(), value)
    return found


def children(text: str) -> Iterator[Element]:
    """Give the elements at the top of a piece of markup; an end tag that is missing is where the element around it ends."""
    opened: list[Tag] = []
    names: Counter[str] = Counter()
    for tag in tags(text):
        if tag.is_end:
            if not names[tag.name]:
                continue
            while (last := opened.pop()).name != tag.name:
                names[last.name] -= 1
            names[tag.name] -= 1
            if not opened:
                yield _element(text, last, tag.start)
            continue
        if len(opened) == 1 and tag.name.lower() in _FIELDS and opened[0].name.lower() in _LEAVES:
            first = opened.pop()
            names[first.name] -= 1
            yield _element(text, first, tag.start)
        if not tag.is_empty:
            opened.append(tag)
            names[tag.name] += 1
        elif not opened:
            yield Element(tag.name, text[tag.start : tag.end], "")
    if opened:
        yield _element(text, opened[0], len(text))


def decoded(text: str) -> str:
    """Return text with its references resolved, once."""
    return _REFERENCE.sub(_letter_of, text) if "&" in text else text


def _letter_of(reference: re.Match[str]) -> str:
    written = reference[0]
    return _OF_XML.get(written) or (unescape(written) if len(written) <= _LONGEST_REFERENCE else "\ufffd")


def text_of(markup: str) -> str:
    """Return the text of markup without elements: CDATA as it is, entities decoded once, space collapsed."""
    return _SPACE.sub(" ", "".join(text for text, _ in _pieces(markup))).strip() if markup else ""


def plain_of(markup: str) -> str | None:
    """Return the letters of what is text and CDATA alone, entities decoded once; None if anything else is in it."""
    pieces = list(_pieces(markup))
    return "".join(text for text, _ in pieces) if all(is_plain for _, is_plain in pieces) else None


def _pieces(markup: str) -> Iterator[tuple[str, bool]]:
    """Give the texts of CDATA and between, and whether each is no more than text."""
    place = 0
    while (begin := markup.find("<![CDATA[", place)) >= 0:
        before = markup[place:begin]
        yield decoded(before), "<" not in before
        end = markup.find("]]>", begin)
        yield markup[begin + 9 : end if end >= 0 else len(markup)], True
        place = end + 3 if end >= 0 else len(markup)
    rest = markup[place:]
    yield decoded(rest), "<" not in rest


def _end_of_tag(text: str, place: int) -> int:
    """Return where the tag whose name ends at the place ends, -1 if it does not."""
    if text.startswith(">", place):
        return place + 1
    match = _REST_OF_TAG.match(text, place)
    return match.end() if match else text.find(">", place) + 1 or -1


def _element(text: str, start: Tag, end: int) -> Element:
    return Element(start.name, text[start.start : start.end], text[start.end : end])
