"""A feed's entry with the page it points to, as polling packs them (RFC 2387, multipart/related).

The feed's facts win; the page gives the text, and what the entry does not say.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256

from schemas import Code, Note, NoteCode, Source, WireItem
from schemas.errors import Unreadable
from worker.draft import Draft, Paragraph, Part
from worker.formats.inline import inline_text
from worker.formats.media_type import essence

_LONGEST_SUMMARY = 1_000
_HEADER_END = b"\r\n\r\n"
_BEGINNING = re.compile(
    r"--(?P<boundary>[^\s\"]{1,70})\r\n(?:Content-[A-Za-z-]{1,30}: [^\r\n]{0,2000}\r\n){2,5}\r\n", re.IGNORECASE
)
_NOT_A_TYPE = re.compile(r"[^a-zA-Z0-9!#$&^_.+/-]+")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]+")
# What a page says that an entry may leave open. Identity, address and status are the entry's alone.
_FILLED = (
    "headline", "subheadline", "summary", "byline", "language", "provider", "domain", "first_created", "version_created",
    "content_created", "urgency", "flags", "editor", "captions", "authors", "keywords", "subjects", "places",
    "organisations", "people", "media", "copyright_holder", "copyright_notice", "usage_terms",
)  # fmt: skip


def pack(entry: bytes, entry_type: str, page: bytes, page_type: str, page_url: str) -> tuple[bytes, str]:
    """Return the payload that holds an entry and its page, both untouched, and its media type."""
    boundary = f"wirecopy-{sha256(sha256(entry).digest() + page).hexdigest()[:40]}"
    payload = b"".join(
        (
            _head(boundary, {"Content-Type": entry_type, "Content-Length": str(len(entry))}),
            entry,
            b"\r\n",
            _head(boundary, {"Content-Type": page_type, "Content-Length": str(len(page)), "Content-Location": page_url}),
            page,
            f"\r\n--{boundary}--\r\n".encode(),
        )
    )
    kind = _NOT_A_TYPE.sub("", essence(entry_type) or "application/xml")
    return payload, f'multipart/related; type="{kind}"; boundary="{boundary}"'


def unpack(payload: bytes) -> list[tuple[dict[str, str], bytes]]:
    """Return the parts of a payload that `pack` made: their headers, names in lower case, and their bytes.

    Raises Unreadable (unknown_format, truncated).
    """
    beginning = _BEGINNING.match(payload[:4096].decode("latin-1"))
    if beginning is None:
        raise Unreadable(Code.UNKNOWN_FORMAT, "it does not begin with a boundary and the header of a part", "line 1")
    boundary = f"--{beginning['boundary']}".encode("latin-1")
    if not payload.rstrip().endswith(boundary + b"--"):
        raise Unreadable(Code.TRUNCATED, "its closing boundary is missing", f"byte {len(payload)}")
    pieces = payload.split(b"\r\n" + boundary)
    pieces[0] = pieces[0].removeprefix(boundary)
    return [_part(piece.removeprefix(b"\r\n")) for piece in pieces[:-1]]


@dataclass(frozen=True, slots=True)
class FullText:
    """An entry with its page."""

    name: str = "full_text"
    media_types: tuple[str, ...] = ("multipart/related",)

    def sniff(self, head: str) -> bool:
        """Whether it begins with a boundary and the header of a part."""
        return _BEGINNING.match(head) is not None

    def read(self, item: WireItem, source: Source) -> Iterator[Draft | Unreadable]:
        """Give the entry's story with the page's text. Raises Unreadable: what it or the entry cannot be read for."""
        parts = unpack(item.payload)
        if len(parts) != 2:
            raise Unreadable(Code.UNKNOWN_FORMAT, f"it holds {len(parts)} parts, not an entry and its page")
        (entry_head, entry), (page_head, page) = parts
        entry_item = _item(item, entry, entry_head, item.url)
        page_item = _item(item, page, page_head, page_head.get("content-location"))
        page_draft = _page(page_item, source)
        for draft in _drafts(entry_item, source):
            yield draft if isinstance(draft, Unreadable) else _joined(draft, page_draft)


def _head(boundary: str, headers: dict[str, str]) -> bytes:
    lines = [f"{name}: {_CONTROLS.sub('', value)}" for name, value in headers.items()]
    return "\r\n".join([f"--{boundary}", *lines, "", ""]).encode()


def _part(piece: bytes) -> tuple[dict[str, str], bytes]:
    head, _, body = piece.partition(_HEADER_END)
    lines = head.decode("utf-8", "replace").split("\r\n")
    return {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}, body


def _item(item: WireItem, payload: bytes, headers: dict[str, str], url: str | None) -> WireItem:
    media_type = headers.get("content-type") or None
    return item.model_copy(update={"payload": payload, "media_type": media_type, "format": None, "url": url})


def _drafts(item: WireItem, source: Source) -> Iterator[Draft | Unreadable]:
    from worker.formats.registry import choose

    chosen = choose(item, source.model_copy(update={"format": None}))
    if chosen.name == FullText().name:
        raise Unreadable(Code.UNKNOWN_FORMAT, "an entry with its page cannot hold another")
    yield from chosen.read(item, source)


def _page(item: WireItem, source: Source) -> Draft | Unreadable:
    """Read the page; what keeps it from being a story is no fault of the entry."""
    try:
        return next(_drafts(item, source), Unreadable(Code.NO_STORY, "there is no story in it"))
    except Unreadable as error:
        return error


def _joined(entry: Draft, page: Draft | Unreadable) -> Draft:
    if isinstance(page, Unreadable):
        return _with_note(entry, Note(code=NoteCode.PAGE_UNUSABLE, detail=page.code))
    filled = {name: getattr(page, name) for name in _FILLED if not getattr(entry, name)}
    of_page = tuple(Part(part.role, part.text, f"page {part.where}") for part in page.parts)
    if len(_text(page)) <= len(_text(entry)):
        note = Note(code=NoteCode.PAGE_UNUSABLE, detail="no more text than the entry")
        headline = tuple(part for part in of_page if part.role == "headline") if filled.get("headline") else ()
        return _with_note(replace(entry, **filled, parts=(*entry.parts, *headline)), note)
    if not entry.summary and (teaser := _text(entry)):
        filled["summary"] = teaser[:_LONGEST_SUMMARY]
    return replace(
        entry,
        **filled,
        paragraphs=tuple(Paragraph(one.text, f"page {one.where}") for one in page.paragraphs),
        markup=page.markup._replace(where=f"page {page.markup.where}") if page.markup else None,
        lacks=tuple(lacking for lacking in entry.lacks if not (lacking == "text" or getattr(page, lacking, None))),
        charset=page.charset,
        parts=(*entry.parts, *of_page),
        notes=(*entry.notes, *page.notes, Note(code=NoteCode.PAGE_TEXT_TAKEN)),
    )


def _with_note(entry: Draft, note: Note) -> Draft:
    return replace(entry, notes=(*entry.notes, note))


def _text(draft: Draft) -> str:
    """A draft's text, about: enough to compare and to sum up."""
    return inline_text(draft.markup.html) if draft.markup else " ".join(paragraph.text for paragraph in draft.paragraphs)
