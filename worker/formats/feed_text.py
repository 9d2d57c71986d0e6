"""Title, text, summary and categories of a feed's entry, by feedparser.

What feedparser gets wrong is kept from it: media, whose titles and descriptions replace those of the story; links and
identifiers, which it resolves; authors and dates, which it guesses (feed_fields.py, feed_media.py, feed_people.py).
"""

import re
from collections import Counter
from collections.abc import Mapping
from io import BytesIO
from typing import NamedTuple

from worker.formats.feed_fields import Fields
from worker.formats.feed_scan import Document
from worker.formats.feed_xml import Element

_CONTENTS = ("content", "content:encoded", "body", "xhtml:body", "fullitem")
_SUMMARIES = ("description", "summary", "abstract")
_GIVEN = frozenset(
    ("title", *_CONTENTS, *_SUMMARIES, "category", "keywords", "dc:subject", "itunes:keywords", "media:keywords")
)
_HEADERS = {"content-type": "application/xml; charset=utf-8"}
_MOST_OF_A_NAME = 200
_TEXTS = ("text/", "application/xhtml")
_REFERENCE = re.compile(r"&#(?:[xX](?P<hex>[0-9a-fA-F]++)|(?P<decimal>[0-9]++));?")
_HTML = re.compile(
    r"</(?:a|b|blockquote|div|em|h[1-6]|i|li|ol|p|span|strong|table|u|ul)>|<(?:br|img|p)[\s/>]", re.IGNORECASE
)


class Text(NamedTuple):
    """A text as written, the element it stands in, and whether it is HTML."""

    written: str
    is_html: bool
    element: Element


class Category(NamedTuple):
    """A category as written."""

    term: str | None
    scheme: str | None
    label: str | None


class Parsed(NamedTuple):
    """What feedparser reads of an entry."""

    title: Text | None
    content: Text | None
    summary: Text | None
    categories: tuple[Category, ...]


def parse(document: Document, fields: Fields) -> Parsed:
    """Read an entry in a document of its own."""
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
    markup = _REFERENCE.sub(_checked, "".join((*pieces, *ends)))
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
        title=_text(details.get("title_detail"), titles[0]) if titles else None,
        content=_content(lists.get("content", []), contents[0]) if contents else None,
        summary=_text(details.get("summary_detail"), summaries[0]) if summaries else None,
        categories=tuple(Category(one.get("term"), one.get("scheme"), one.get("label")) for one in lists.get("tags", [])),
    )


def _content(contents: list[dict[str, str]], element: Element) -> Text | None:
    texts = [text for one in contents if (text := _text(one, element))]
    return next((text for text in texts if text.is_html), next(iter(texts), None))


def _text(detail: Mapping[str, str] | None, element: Element) -> Text | None:
    written, kind = (detail.get("value") or "", detail.get("type") or "text/html") if detail else ("", "")
    if not written.strip() or not kind.startswith(_TEXTS):
        return None
    # Atom says that a text without a type is no HTML; many feeds forget the type.
    return Text(written, kind != "text/plain" or bool(_HTML.search(written)), element)


def _checked(reference: re.Match[str]) -> str:
    """Return a reference to a letter that there is."""
    digits = reference["hex"] or reference["decimal"]
    code = int(digits, 16 if reference["hex"] else 10) if len(digits) < 12 else -1
    return reference[0] if 0 < code < 0xD800 or 0xDFFF < code < 0x110000 else "\ufffd"
