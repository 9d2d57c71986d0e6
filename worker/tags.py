"""HTML -> tags and text between them, in linear time, whatever it is. Nothing is built and nothing is decided.

libxml2 stops at 2,048 open elements and takes 8 s for a tag of 100,000 attributes; html5ever takes 13 s for 100,000
open elements and makes 80 MB of 80 kB of misnested ones: so tags are read here, and only what came out goes to them.
"""

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

# A tag ends at > or before the next <: it matches whatever follows, so nothing is searched twice.
_TAG = re.compile(
    r"<(?P<end>/?)(?P<name>[a-zA-Z][^\s/<>]*+)"
    r"(?P<attributes>(?:[^<>=]++|=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s<>\"'][^\s<>]*+)?)*+)>?"
)
_ATTRIBUTE = re.compile(
    r"(?P<name>[^\s\"'<>/=]++)(?:\s*+=\s*+(?:\"(?P<double>[^\"]*+)\"|'(?P<single>[^']*+)'|(?P<bare>[^\s\"'<>]++)))?"
)
_REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_HUGE_NUMBER = re.compile(r"&#0*+(?:[0-9]{8,}|[xX]0*+[0-9a-fA-F]{7,});?")
_KNOWN_TAG = re.compile(
    r"</?(?:a|abbr|acronym|address|applet|area|article|aside|audio|b|base|bdi|bdo|big|blockquote|body|br|button|canvas|caption"
    r"|center|cite|code|col|colgroup|dd|del|details|dfn|dialog|div|dl|dt|em|embed|fieldset|figcaption|figure|font|footer|form"
    r"|frame|frameset|h[1-6]|head|header|hgroup|hr|html|i|iframe|img|input|ins|kbd|label|legend|li|link|main|map|mark|math"
    r"|menu|meta|nav|nobr|noembed|noframes|noscript|object|ol|optgroup|option|p|picture|pre|q|rp|rt|ruby|s|samp|script"
    r"|section|select|small|source|span|strike|strong|style|sub|summary|sup|svg|table|tbody|td|template|textarea|tfoot|th"
    r"|thead|time|title|tr|tt|u|ul|var|video|wbr|xmp|[a-z0-9]{1,10}:[a-z]{1,20})(?=[\s/>])|<!--|<!doctype ",
    re.IGNORECASE,
)
_MARKUP_AT_START = re.compile(r"\s*+<(?:!--|[a-z][a-z0-9]{0,10}[\s/>])", re.IGNORECASE)
_MARKUP_WITHIN = re.compile(r"</[a-z][a-z0-9]{0,10}>|<(?:p|br|img)[\s/>]", re.IGNORECASE)
# Their content is text up to their end tag (WHATWG HTML, 13.2.5.2 to 13.2.5.4).
_RAW = frozenset(("script", "style", "textarea", "title", "iframe", "noembed", "noframes", "xmp"))
_RAW_TO_THE_END = frozenset(("script", "style"))  # even where that is missing: code must not be taken for text
_BRACKETS = re.compile("<++")
_SURROGATE = re.compile("[\ud800-\udfff]")
_MOST_ATTRIBUTES = 200


class Tag(NamedTuple):
    """A tag: its name in lower case, whether it is an end tag, its attributes as written, its place in the text.

    content: what is between it and its end tag, as written, where that is no markup: of script, style, title and the like.
    """

    name: str
    is_end: bool
    written: str
    place: int
    content: str = ""

    def attributes(self) -> dict[str, str]:
        """Return the attributes by lower-case name, the first of each; without references."""
        found: dict[str, str] = {}
        for count, match in enumerate(_ATTRIBUTE.finditer(self.written)):
            if count == _MOST_ATTRIBUTES:
                break
            value = match["double"] or match["single"] or match["bare"] or ""
            found.setdefault(match["name"].lower(), decode_attribute(value) if "&" in value else value)
        return found


def has_markup(text: str) -> bool:
    """Whether a text holds a tag of HTML, and not just angle brackets."""
    return "<" in text and _KNOWN_TAG.search(text) is not None


def decode_references(text: str) -> str:
    """Return text with its character references resolved; line ends are line feeds."""
    if "&" not in text:
        return text
    if "&#" in text:  # int() refuses more than 4,300 digits
        text = _HUGE_NUMBER.sub("\ufffd", text)
    return html.unescape(text).replace("\r", "\n")


def decode_attribute(value: str) -> str:
    """Resolve the references that end in a semicolon: `?a=1&copy=2` is no copyright sign (WHATWG HTML, 13.2.5.73)."""
    return _REFERENCE.sub(lambda reference: html.unescape(reference[0]), value)


def unescape_whole(text: str) -> str:
    """Return markup that was escaped as a whole, once or twice, as markup; anything else as it is."""
    decoded = text
    for _ in range(2):
        if "<" in decoded or "&" not in decoded:
            break
        decoded = decode_references(decoded)
        if _MARKUP_AT_START.match(decoded) and decoded.rstrip().endswith(">") and _MARKUP_WITHIN.search(decoded):
            return decoded
    return text


def tidy(text: str) -> str:
    """Return a text without NUL, lone surrogates and carriage returns, which no parser of HTML takes."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\x00" in text:
        text = text.replace("\x00", "")
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def tokens(markup: str) -> Iterator[Tag | str]:
    """Give the tags and the texts between them, decoded; without comments and without what scripts and the like hold."""
    place, length, no_end = 0, len(markup), set[str]()
    has_sections = "<![CDATA[" in markup
    while place < length:
        opening = markup.find("<", place)
        if opening != place:
            text = markup[place : opening if opening >= 0 else length]
            yield decode_references(text.replace("]]>", "") if has_sections else text)
            if opening < 0:
                return
        match = _TAG.match(markup, opening)
        if match is None:
            place, text = _other(markup, opening)
            if text:
                yield text
            continue
        name, place = match["name"].lower(), match.end()
        if "@" in name or name.endswith(":"):  # <desk@wire.example>, <https://wire.example>
            yield decode_references(match[0])
            continue
        if name not in _RAW or match["end"] or name in no_end:
            yield Tag(name, match["end"] == "/", match["attributes"], opening)
            continue
        end = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(markup, place)
        until = end.start() if end else length if name in _RAW_TO_THE_END else place
        yield Tag(name, False, match["attributes"], opening, markup[place:until])
        if name == "xmp":
            yield markup[place:until]
        if end is None:
            no_end.add(name)
        place = until


def _other(markup: str, opening: int) -> tuple[int, str]:
    """Return where a comment, declaration or bare angle bracket ends, and the text it is."""
    if markup.startswith("<![CDATA[", opening):
        return opening + len("<![CDATA["), ""
    if markup.startswith("<!--", opening):
        if markup.startswith((">", "->"), opening + 4):
            return markup.index(">", opening) + 1, ""
        end = markup.find("-->", opening + 4)
        return (end + 3 if end >= 0 else len(markup)), ""
    if markup.startswith(("<!", "<?"), opening):
        end = markup.find(">", opening)
        return (end + 1 if end >= 0 else len(markup)), ""
    row = _BRACKETS.match(markup, opening)
    end = max(opening + 1, row.end() - 1 if row else 0)  # the last of a row may begin a tag
    return end, markup[opening:end]
