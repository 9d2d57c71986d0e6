"""Title, text and summary of a feed's entry: most are plain letters, and what has markup within goes through feedparser.

feedparser gets only these: media, whose titles and descriptions replace those of the story, links and identifiers, which
it resolves, authors and dates, which it guesses, are kept from it (feed_fields.py, feed_media.py, feed_people.py).
"""

import re
from collections import Counter
from collections.abc import Mapping
from io import BytesIO
from typing import NamedTuple

from worker.formats.feed_fields import Fields
from worker.formats.feed_scan import Document
from worker.formats.feed_xml import Element, plain_of

_CONTENTS = ("content:encoded", "content", "yandex:full-text", "body", "xhtml:body", "fullitem")
_SUMMARIES = ("description", "summary", "abstract")
_LAST_RESORTS = ("itunes:summary", "itunes:subtitle")  # of podcasts; elsewhere they repeat the description
_HTML_OF_RSS = frozenset(("content:encoded", "yandex:full-text", "fullitem", "description"))
_GIVEN = frozenset(("title", *_CONTENTS, *_SUMMARIES))
_HEADERS = {"content-type": "application/xml; charset=utf-8"}
_MOST_OF_A_NAME = 200
_TEXTS = ("text/", "application/xhtml")
_TYPES = {"html": True, "text/html": True, "text": False, "text/plain": False}
_SECTION_OR_REFERENCE = re.compile(
    r"(?P<section><!\[CDATA\[(?:[^\]]++|\](?!\]>))*+)"
    r"|&(?:#[xX](?P<hex>[0-9a-fA-F]++);?|#(?P<decimal>[0-9]++);?|(?P<lone>(?![a-zA-Z][a-zA-Z0-9]{1,31};)))"
)
_HTML = re.compile(
    r"</(?:a|b|blockquote|div|em|h[1-6]|i|li|ol|p|span|strong|table|u|ul)>|<(?:br|img|p)[\s/>]", re.IGNORECASE
)
_TAG = re.compile(r"<[^<>]*+>?")
_LETTER = re.compile(r"\w")
_HTML_OR_REFERENCE = re.compile(r"</[a-zA-Z][a-zA-Z0-9]{0,10}>|&(?:#[xX]?[0-9a-fA-F]{1,7}|[a-zA-Z][a-zA-Z0-9]{1,31});")


class Text(NamedTuple):
    """A text as written, the element it stands in, and whether it is HTML."""

    written: str
    is_html: bool
    element: Element


class Parsed(NamedTuple):
    """The texts of an entry."""

    title: Text | None
    content: Text | None
    summary: Text | None


def parse(document: Document, fields: Fields) -> Parsed:
    """Read the texts of an entry."""
    return _plainly(document, fields) or _by_feedparser(document, fields)


class _NotPlain(Exception):
    """An element holds more than letters."""


def _plainly(document: Document, fields: Fields) -> Parsed | None:
    """Read an entry whose texts are escaped or in CDATA sections; None if any has markup within or a type of its own."""
    is_atom = document.kind.startswith("atom")

    def first(*names: str) -> Text | None:
        texts = [
            text for name in names for one in fields.every(name)[:_MOST_OF_A_NAME] if (text := _text(name, one, is_atom))
        ]
        return next((text for text in texts if text.is_html), next(iter(texts), None))

    try:
        title, content, summary = first("title"), first(*_CONTENTS), first(*_SUMMARIES)
        if content and not _says_anything(content) and summary:
            content = None
        return Parsed(title, content, summary if content or summary else first(*_LAST_RESORTS))
    except _NotPlain:
        return None


def _text(name: str, element: Element, is_atom: bool) -> Text | None:
    """Return the text of an element, None if it is empty. Raises _NotPlain."""
    written = plain_of(element.inner)
    if written is None:
        raise _NotPlain
    if not written.strip():
        return None
    kind = (element.get("type") or "").lower()
    if (kind and kind not in _TYPES) or element.get("mode"):
        raise _NotPlain
    if kind:
        is_html = _TYPES[kind]
    elif is_atom:
        is_html = False
    else:
        is_html = name in _HTML_OF_RSS or bool(_HTML_OR_REFERENCE.search(written))
    # Atom says that a text without a type is no HTML; many feeds forget the type.
    return Text(_encoded_once(written.strip()), is_html or bool(_HTML.search(written)), element)


def _says_anything(text: Text) -> bool:
    return not text.is_html or _LETTER.search(_TAG.sub("", text.written)) is not None


def _encoded_once(text: str) -> str:
    """Return a text as it was before it was taken for Latin-1 and written as UTF-8 once more; any other as it is."""
    if text.isascii():
        return text
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def _by_feedparser(document: Document, fields: Fields) -> Parsed:
    import feedparser

    counted: Counter[str] = Counter()
    given = []
    for name, element in fields.named:
        counted[name] += 1
        if name in _GIVEN and counted[name] <= _MOST_OF_A_NAME:
            given.append(element)
    pieces = [
        *(one.tag for one in document.outer),
        f"{fields.tag.tag.removesuffix('/>').removesuffix('>')}>",
        *(one.markup for one in given),
    ]
    ends = [f"</{one.name}>" for one in (fields.tag, *reversed(document.outer))]
    markup = _SECTION_OR_REFERENCE.sub(_checked, "".join((*pieces, *ends)))
    # Bytes alone could be the name of a file to it.
    parsed = feedparser.parse(
        BytesIO(markup.encode("utf-8", "replace")),
        sanitize_html=False,
        resolve_relative_uris=False,
        response_headers=_HEADERS,
    )
    # Not by its own get, which answers for other names, too.
    details: dict[str, dict[str, str]] = dict(parsed.entries[0]) if parsed.entries else {}
    lists: dict[str, list[dict[str, str]]] = dict(parsed.entries[0]) if parsed.entries else {}
    contents = fields.every(*_CONTENTS) or fields.every(*_SUMMARIES)
    summaries = fields.every(*_SUMMARIES)
    titles = fields.every("title")
    return Parsed(
        title=_detail(details.get("title_detail"), titles[0]) if titles else None,
        content=_content(lists.get("content", []), contents[0]) if contents else None,
        summary=_detail(details.get("summary_detail"), summaries[0]) if summaries else None,
    )


def _content(contents: list[dict[str, str]], element: Element) -> Text | None:
    texts = [text for one in contents if (text := _detail(one, element))]
    return next((text for text in texts if text.is_html), next(iter(texts), None))


def _detail(detail: Mapping[str, str] | None, element: Element) -> Text | None:
    written, kind = (detail.get("value") or "", detail.get("type") or "text/html") if detail else ("", "")
    if not written.strip() or not kind.startswith(_TEXTS):
        return None
    return Text(written, kind != "text/plain" or bool(_HTML.search(written)), element)


def _checked(found: re.Match[str]) -> str:
    """Return a reference to a letter that there is, and a lone & as the library leaves it."""
    if found["section"] is not None:
        return found[0]
    digits = found["hex"] or found["decimal"]
    if digits is None:
        return "&amp;"
    code = int(digits, 16 if found["hex"] else 10) if len(digits) < 12 else -1
    return found[0] if 0 < code < 0xD800 or 0xDFFF < code < 0x110000 else "\ufffd"
