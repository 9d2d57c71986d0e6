"""Xinhua's own pages in HTML: the page's text, as it would be copied from a browser; else the facts the page gives.

Editions whose header line is known (worker/formats/xinhua_editions.py) are read by worker/formats/xinhua_page.py from that
text, so a page and its text are the same record. Of the others the time, the editor and the tail code are recognised.
"""

import re
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from schemas import Note, NoteCode, WireItem
from worker.draft import Draft, Part, WrittenTime
from worker.formats.inline import block_lines, inline_text
from worker.formats.page_metadata import Metadata
from worker.formats.page_scan import Scan
from worker.formats.xinhua_addresses import number_of_xinhua_address
from worker.formats.xinhua_page import XinhuaPage

_ZONE = "Asia/Shanghai"
_LONGEST_SHORT_LINE = 200
_MOST_LINES = 5_000
_TAIL_CODE = re.compile(r"01[0-9]{10}[0-9]{20}(?P<number>[0-9]{9,10})[0-9]")
_SITE = re.compile(
    r"\s{0,9}[-_|–—]{1,2}\s{0,9}(?:Xinhua\b|Xinhuanet|新华网|新華網|شينخوا|Синьхуа|\w{2,20}\.(?:news\.cn|xinhuanet\.com)).{0,60}$"
)
# Where the story stands, in the pages of the last ten years; the first that holds text is taken.
_CONTAINERS = (
    "//*[@id='detail']", "//*[@id='detailContent']", "//*[@id='p-detail']", "//*[@id='conT']", "//*[@id='artibody']",
    "//*[@class='main-aticle']", "//*[@class='main-article']", "//*[@id='Content']", "//*[@id='content']", "//article",
    "//*[@class='article']", "//*[@class='content']",
)  # fmt: skip
_MOST_ELEMENTS = 20_000
_TIME = re.compile(
    r"(?P<year>[12][0-9]{3})\s?[-/.:年]\s?(?P<month>[0-9]{1,2})\s?[-/.:月]\s?(?P<day>[0-9]{1,2})日?(?:\s{1,3}|\.)(?:à\s)?"
    r"(?P<time>[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)"
)
_EDITOR = re.compile(r"[【\[(（]?\s{0,3}责任编辑\s{0,3}[:：]\s{0,3}(?P<name>[^】\])）|]{1,40}?)\s{0,3}[】\])）]?")
_FURNITURE = re.compile(
    r"Video ?Player(?: ?Close)?|[【\[]?纠错[】\]]?|추천 기사:?.{0,200}|핫 갤러리.{0,200}|Vous avez une question.{0,300}"
    r"|الصور|حجم الخط|اطبع"
)
_PARAGRAPH = re.compile(r"<p>(?P<text>(?:[^<]++|<(?!/p>))*+)</p>")
_LANGUAGES = {
    "arabic": "ar", "english": "en", "spanish": "es", "french": "fr", "russian": "ru", "jp": "ja", "japanese": "ja",
    "kr": "ko", "korean": "ko", "german": "de", "portuguese": "pt", "www": "zh",
}  # fmt: skip


def as_text(item: WireItem, text: str) -> WireItem:
    """Return a wire item whose payload is the page's text."""
    return item.model_copy(update={"payload": text.encode(), "media_type": "text/plain; charset=utf-8"})


@dataclass(frozen=True, slots=True)
class XinhuaHtml:
    """A page that may be Xinhua's: its markup, the markup of its story as found there, and what its head says."""

    markup: str
    body: str
    scan: Scan
    metadata: Metadata

    def page_text(self) -> str | None:
        """Return the text of the page, its furniture left in; None where it has no header line of a known edition."""
        if "Xinhua" not in self.markup and "arabic." not in self.markup.lower():  # no header line is without
            return None
        lines = _lines(self.markup)
        page = XinhuaPage()
        short = (one for one in lines if "|" in one and len(one) <= _LONGEST_SHORT_LINE)
        header = next((one for one in short if page.sniff(one)), None)
        if header is None:
            return None
        story = self._story_lines(header)
        tail = [one for one in lines if _TAIL_CODE.fullmatch(one)][:1]
        headline = self._headline()
        repeated = [headline] if headline else []
        return "\n".join([*repeated, "", header, *story, *(one for one in tail if one not in story)])

    def with_facts(self, draft: Draft) -> Draft:
        """Return a draft with what only Xinhua's pages have: Beijing time, the number of the document, the editor."""
        lines = _lines(self.markup)
        tail = next(filter(None, map(_TAIL_CODE.fullmatch, lines)), None)
        editor = next((match for one in lines if "责任编辑" in one and (match := _EDITOR.fullmatch(one))), None)
        time = _time(lines)
        markup, removed = _without_furniture(draft.markup.html) if draft.markup else ("", [])
        notes = [Note(code=NoteCode.TAIL_CODE_REMOVED, detail=tail[0])] if tail else []
        if removed:
            notes.append(Note(code=NoteCode.BOILERPLATE_REMOVED, detail="; ".join(removed)))
        parts = [part._replace(text=markup) if part.role == "markup" else part for part in draft.parts]
        parts += [Part("tail_code", tail[0], "page")] if tail else []
        parts += [Part("editor", editor["name"], "page")] if editor else []
        host = (urlsplit(draft.url or "").hostname or "").partition(".")[0]
        return replace(
            draft,
            headline=_SITE.sub("", draft.headline) if draft.headline else None,
            markup=draft.markup._replace(html=markup) if draft.markup and markup else None,
            provider="xinhua",
            language=draft.language or _LANGUAGES.get(host),
            first_created=None if time else draft.first_created,
            version_created=time or draft.version_created,
            document_number=tail["number"] if tail else number_of_xinhua_address(draft.url),
            editor=editor["name"].strip() if editor else None,
            parts=tuple(parts),
            notes=(*draft.notes, *notes),
        )

    def _headline(self) -> str | None:
        headline = next(iter(self.scan.headings), None) or self.metadata.headline
        return _SITE.sub("", inline_text(headline)) if headline else None

    def _story_lines(self, header: str) -> list[str]:
        """Return the lines of the story: of its container, or of what was found without knowing the site."""
        for markup in (*self._containers(), self.body):
            lines = _lines(markup)
            if header in lines:
                lines = lines[lines.index(header) + 1 :]
            if any(not _FURNITURE.fullmatch(one) and not _TAIL_CODE.fullmatch(one) for one in lines):
                return lines
        return []

    def _containers(self) -> list[str]:
        if self.scan.elements > _MOST_ELEMENTS or self.scan.has_long_tag:
            return []
        from lxml import etree, html

        parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
        tree = html.document_fromstring(self.markup.encode(), parser=parser)
        found = (one for path in _CONTAINERS for one in tree.xpath(path)[:1])
        return [etree.tostring(one, method="html", encoding="unicode", with_tail=False) for one in found]


def _lines(markup: str) -> list[str]:
    return [line for one in block_lines(markup).splitlines() if (line := one.strip())][:_MOST_LINES]


def _time(lines: list[str]) -> WrittenTime | None:
    """Return the first time that a short line has; the header line stands above the text."""
    for line in lines:
        if len(line) <= _LONGEST_SHORT_LINE and (match := _TIME.search(line)):
            return WrittenTime(
                f"{match['year']}-{match['month']}-{match['day']} {match['time']}", "header", _ZONE, doubtful=True
            )
    return None


def _without_furniture(markup: str) -> tuple[str, list[str]]:
    """Return markup without the paragraphs that are the page's, and what they said, the tail code left out."""
    removed: list[str] = []

    def keep(match: re.Match[str]) -> str:
        text = inline_text(match["text"]) if len(match["text"]) < 2 * _LONGEST_SHORT_LINE else ""
        if _FURNITURE.fullmatch(text) or _EDITOR.fullmatch(text):
            removed.append(text)
            return ""
        return "" if _TAIL_CODE.fullmatch(text) else match[0]

    return _PARAGRAPH.sub(keep, markup), removed
