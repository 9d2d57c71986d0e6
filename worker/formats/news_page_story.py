"""A page of a news site: one story. The head says what it is about, trafilatura finds its text."""

import re
from dataclasses import replace

from schemas import Note, NoteCode, Source, WireItem
from worker.draft import Draft, Markup, Part
from worker.formats.decode import Decoded, decode_anyhow
from worker.formats.inline import inline_text
from worker.formats.media_type import parameter
from worker.formats.page_body import find_body, text_of
from worker.formats.page_kinds import Page, refuse_other_kinds, refuse_status
from worker.formats.page_metadata import Metadata, read_metadata
from worker.formats.page_scan import charset_in_page, charset_of_language, scan_page
from worker.formats.xinhua_addresses import is_xinhuas
from worker.formats.xinhua_html import XinhuaHtml, as_text
from worker.formats.xinhua_page import XinhuaPage
from worker.tags import tidy

_TEXT = "text"
_HEADING = re.compile(r"\s*+<h[12]>(?P<text>(?:[^<]++|<(?!/h[12]>))*+)</h[12]>")
_CLEARLY_LONGER = 1.5


def story_of(item: WireItem, source: Source) -> Draft:
    """Return a page's story. Raises Unreadable: error_page, paywall, no_story, empty, binary."""
    refuse_status(item.transport.get("status"))
    decoded = _decoded(item, source)
    return _story(tidy(decoded.text), item, source, decoded)


def _decoded(item: WireItem, source: Source) -> Decoded:
    """Decode a page by what the transport, the page or the source declares, else by its language as browsers do."""
    in_page = charset_in_page(item.payload)
    if in_page or parameter(item.media_type, "charset") or source.charset:
        return decode_anyhow(item, source, in_page)
    decoded = decode_anyhow(item, source, charset_of_language(item.payload))
    if decoded.charset.startswith("utf"):
        notes = tuple(note for note in decoded.notes if note.code != NoteCode.CHARSET_CORRECTED)  # nothing was declared
    else:
        notes = (Note(code=NoteCode.CHARSET_ASSUMED, detail=decoded.charset),)
    return replace(decoded, notes=notes)


def _story(markup: str, item: WireItem, source: Source, decoded: Decoded) -> Draft:
    scan = scan_page(markup)
    metadata = read_metadata(scan, item.url)
    body = find_body(markup, scan.elements, has_long_tag=scan.has_long_tag)
    xinhua = XinhuaHtml(markup, body, scan, metadata)
    if text := xinhua.page_text():
        draft = next(XinhuaPage().read(as_text(item, text), source))
        return replace(
            draft, url=metadata.url, media=metadata.media, charset=decoded.charset, notes=(*decoded.notes, *draft.notes)
        )
    body = _longer(_without_headline(body, metadata.headline), metadata)
    refuse_other_kinds(Page(scan, metadata, text_of(body)))
    draft = _draft(metadata, body, decoded)
    return xinhua.with_facts(draft) if is_xinhuas(metadata.url) else draft


def _without_headline(body: str, headline: str | None) -> str:
    heading = _HEADING.match(body)
    return body[heading.end() :] if heading and headline and inline_text(heading["text"]) == headline else body


def _longer(body: str, metadata: Metadata) -> str:
    """Return the body, or the text that the head gives where that is clearly longer and not hidden behind a wall."""
    if metadata.is_free is False or len(metadata.article_body) < _CLEARLY_LONGER * len(text_of(body)):
        return body
    return metadata.article_body


def _draft(metadata: Metadata, body: str, decoded: Decoded) -> Draft:
    parts = [Part("headline", metadata.headline, "head")] if metadata.headline else []
    if metadata.summary:
        parts.append(Part("summary", metadata.summary, "head"))
    parts += [Part("author", one.name, "head") for one in metadata.authors]
    parts += [Part("time", one.text, one.where) for one in (metadata.published, metadata.modified) if one]
    parts += [Part("keyword", one, "head") for one in metadata.keywords]
    parts += [Part("subject", one.name or "", "head") for one in metadata.subjects]
    if body:
        parts.append(Part("markup", body, _TEXT))
    return Draft(
        headline=metadata.headline,
        summary=metadata.summary,
        markup=Markup(body, _TEXT, metadata.url) if body else None,
        language=metadata.language,
        first_created=metadata.published,
        version_created=metadata.modified or metadata.published,
        url=metadata.url,
        charset=decoded.charset,
        authors=metadata.authors,
        keywords=metadata.keywords,
        subjects=metadata.subjects,
        media=metadata.media,
        copyright_holder=metadata.copyright_holder,
        copyright_notice=metadata.copyright_notice,
        parts=tuple(parts),
        notes=decoded.notes,
    )
