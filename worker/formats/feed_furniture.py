"""What publishing systems put around the text of a feed's entry: it belongs to the site, not to the story."""

import re
from typing import NamedTuple

from worker.formats.inline import inline_text

# Drupal's templates repeat title, author and time before the text.
_BEFORE = re.compile(
    r"(?:\s*+<span\b(?=[^<>]*(?:schema:(?:name|author|dateCreated)\b|\bfield--name-(?:title|uid|created)\b))[^<>]*+>"
    r"(?:[^<]++|<(?:span|a|time|em)\b[^<>]*+>[^<]*+</(?:span|a|time|em)>)*+</span>)++\s*+(?=<)"
)
_LAST_PARAGRAPH = "<p"
# WordPress: "The post TITLE appeared first on SITE", in the language of the site.
_SOURCE_LINE = re.compile(
    r"<p\b[^<>]*+>[^<]{0,80}<a\s[^<>]*+>(?P<title>[^<]*+)</a>[^<]{0,80}<a\s[^<>]*+>[^<]*+</a>[^<]{0,80}</p>\s*+"
)
_FLARE = '<div class="feedflare">'  # of Feedburner: links to share the story
_PIXEL = re.compile(r'\s*+(?:<img\b[^<>]*?\bheight="1"[^<>]*+>(?:</img>)?\s*+)?')
_LINK = "<a "
_MORE = re.compile(
    r"<a\s[^<>]{0,2000}>\s{0,9}[\[(]?(?:continue reading|read more|read the full|read full (?:article|story)|lire la suite"
    r"|weiterlesen|leer más|seguir leyendo|читать (?:далее|полностью)|اقرأ المزيد|للمزيد|لقراءة المزيد|المزيد|阅读全文)"
    r"[^<]{0,60}(?:<span\b[^<>]{0,200}>[^<]{0,300}</span>[^<]{0,20})?</a>[^<]{0,20}(?:</p>)?\s*+",
    re.IGNORECASE,
)
_START_OF_PARAGRAPH = re.compile(r"<p\b[^<>]*+>\s*+")
_FULL_ARTICLE = re.compile(r"<br\s{0,3}/?>\s{0,9}read full article at [^<\s]{3,60}\s*+", re.IGNORECASE)
_LINE_BREAK = "<br"


class Bare(NamedTuple):
    """A text without furniture, and the furniture, plain."""

    html: str
    furniture: tuple[str, ...] = ()


def without_furniture(html: str, title: str) -> Bare:
    """Take off what a site puts before and after a text. title: the entry's, plain."""
    kept = _without_end(_without_end(_without_flare(html), title), title)
    before = _BEFORE.match(kept)
    start = before.end() if before else 0
    if start == 0 and len(kept) == len(html):
        return Bare(html)
    pieces = (html[:start], html[len(kept) :])
    return Bare(kept[start:], tuple(text for piece in pieces if (text := inline_text(piece))))


def _without_flare(html: str) -> str:
    begin = html.rfind(_FLARE)
    end = html.find("</div>", begin) + len("</div>") if begin >= 0 else 0
    return html[:begin] if end and _PIXEL.fullmatch(html, end) else html


def _without_end(html: str, title: str) -> str:
    paragraph = html.rfind(_LAST_PARAGRAPH)
    line = _SOURCE_LINE.fullmatch(html, paragraph) if paragraph >= 0 else None
    if line and (inline_text(line["title"]) == title or " appeared first on " in line[0]):
        return html[:paragraph]
    link, line_break = html.rfind(_LINK), html.rfind(_LINE_BREAK)
    if line_break >= 0 and _FULL_ARTICLE.fullmatch(html, line_break):
        return html[:line_break]
    if link < 0 or not _MORE.fullmatch(html, link):
        return html
    return html[:paragraph] if paragraph >= 0 and _START_OF_PARAGRAPH.fullmatch(html, paragraph, link) else html[:link]
