"""Xinhua's own pages in HTML: the page's text, as it would be copied from a browser; else the facts the page gives.

Pages with a header line that is known (worker/formats/xinhua_header.py) are read by worker/formats/xinhua_page.py from that
text, so a page and its text are the same record. Of the others the time, the editor and the tail code are recognised.
"""

import re
from dataclasses import dataclass, replace
from itertools import islice

from schemas import Note, NoteCode, WireItem
from worker.draft import Draft, Part, WrittenTime
from worker.formats.inline import block_lines, inline_text
from worker.formats.lines import Line
from worker.formats.page_metadata import Metadata
from worker.formats.page_scan import Scan
from worker.formats.xinhua_addresses import is_xinhuas, language_of_address, number_of_xinhua_address
from worker.formats.xinhua_editions import FOOTER, FURNITURE
from worker.formats.xinhua_header import Fields, Header, fields_of, find_header, may_have_header, time_within
from worker.formats.xinhua_tail_code import TAIL_CODE

_LONGEST_FURNITURE = 400  # as markup
_MOST_LINES = 5_000
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
_PARAGRAPH = re.compile(r"<p>(?P<text>(?:[^<]++|<(?!/p>))*+)</p>")


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
        """Return the text of the page, its furniture left in; None where it has no header line that is known."""
        if not may_have_header(self.markup):
            return None
        lines = _lines(self.markup)
        header = find_header(lines)
        if header is None or not self._is_trusted(header):
            return None
        of_header = [line.text for line in lines if line.number in header.lines]
        story = self._story_lines(of_header)
        tail = [line.text for line in lines if TAIL_CODE.fullmatch(line.text)][:1]
        headline = self._headline()
        repeated = [headline] if headline else []
        return "\n".join([*repeated, "", *of_header, *story, *(one for one in tail if one not in story)])

    def with_facts(self, draft: Draft) -> Draft:
        """Return a draft with what only Xinhua's pages have: Beijing time, the number of the document, the editor."""
        lines = _lines(self.markup)
        tail = next((match for line in lines if (match := TAIL_CODE.fullmatch(line.text))), None)
        editor = next((fields.editor for line in lines if (fields := _editor_of(line))), None)
        time = _time(lines)
        markup, removed = _without_furniture(draft.markup.html) if draft.markup else ("", [])
        notes = [Note(code=NoteCode.TAIL_CODE_REMOVED, detail=tail[0])] if tail else []
        if removed:
            notes.append(Note(code=NoteCode.BOILERPLATE_REMOVED, detail="; ".join(removed)))
        parts = [part._replace(text=markup) if part.role == "markup" else part for part in draft.parts]
        parts += [Part("tail_code", tail[0], "page")] if tail else []
        parts += [Part("editor", editor, "page")] if editor else []
        return replace(
            draft,
            headline=_SITE.sub("", draft.headline) if draft.headline else None,
            markup=draft.markup._replace(html=markup) if draft.markup and markup else None,
            provider="xinhua",
            language=draft.language or language_of_address(draft.url),
            first_created=None if time else draft.first_created,
            version_created=time or draft.version_created,
            document_number=tail["number"] if tail else number_of_xinhua_address(draft.url),
            editor=editor,
            parts=tuple(parts),
            notes=(*draft.notes, *notes),
        )

    def _is_trusted(self, header: Header) -> bool:
        """Whether a header is of one of Xinhua's own pages: whoever publishes its stories names it as the source too."""
        own_words = header.domain is not None or header.language == "en"
        return own_words or self.metadata.url is None or is_xinhuas(self.metadata.url)

    def _headline(self) -> str | None:
        headline = next(iter(self.scan.headings), None) or self.metadata.headline
        return _SITE.sub("", inline_text(headline)) if headline else None

    def _story_lines(self, header: list[str]) -> list[str]:
        """Return the lines of the story: of its container, or of what was found without knowing the site."""
        for markup in (*self._containers(), self.body):
            lines = [line.text for line in _lines(markup)]
            if header[-1] in lines:
                lines = lines[lines.index(header[-1]) + 1 :]
            if any(not _is_furniture(one) and not TAIL_CODE.fullmatch(one) for one in lines):
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


def _lines(markup: str) -> list[Line]:
    texts = (text for one in block_lines(markup).splitlines() if (text := one.strip()))
    return [Line(number, text) for number, text in enumerate(islice(texts, _MOST_LINES), 1)]


def _time(lines: list[Line]) -> WrittenTime | None:
    """Return the first time that a short line has; the header line stands above the text."""
    time = next(filter(None, map(time_within, lines)), None)
    return replace(time, where="header", doubtful=True) if time else None


def _editor_of(line: Line) -> Fields | None:
    fields = fields_of(line)
    return fields if fields and fields.is_editor_alone else None


def _is_furniture(text: str) -> bool:
    return FURNITURE.fullmatch(text) is not None or FOOTER.match(text) is not None


def _without_furniture(markup: str) -> tuple[str, list[str]]:
    """Return markup without the paragraphs that are the page's, and what they said, the tail code left out."""
    removed: list[str] = []

    def keep(match: re.Match[str]) -> str:
        text = inline_text(match["text"]) if len(match["text"]) < _LONGEST_FURNITURE else ""
        if _is_furniture(text) or _editor_of(Line(0, text)):
            removed.append(text)
            return ""
        return "" if TAIL_CODE.fullmatch(text) else match[0]

    return _PARAGRAPH.sub(keep, markup), removed
