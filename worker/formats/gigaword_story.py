"""The story of a DOC of Gigaword."""

from collections.abc import Iterator

from schemas import Code, Note, NoteCode
from schemas.errors import Unreadable
from worker.draft import Draft, Lacking, Paragraph, Part, Role, WrittenConcept, WrittenTime
from worker.formats.decode import Decoded
from worker.formats.flags import split_flags, urgency_of
from worker.formats.gigaword_documents import Document, Kind, Piece
from worker.formats.gigaword_ids import read_id

_ADVISORY = "advis"
_ID_ATTRIBUTES = ("id", "docid")
_LONGEST_HEADLINE = 300
_LONGEST_ID = 200
_LOST_SHARE = 0.05  # of the letters of a text; above it the text is in another charset
_ROLES: dict[Kind, Role] = {
    "headline": "headline",
    "dateline": "dateline",
    "text": "paragraph",
    "id": "id",
    "other": "header",
}


def draft_of(document: Document, decoded: Decoded) -> Draft:
    """Return the story. Raises Unreadable: wrong_charset, no_story."""
    _refuse_other_charset(document)
    kind = document.attributes.get("type", "").strip()
    identifier = _identifier(document)
    said = read_id(identifier or "")
    sorted_pieces = [*_sorted(document.pieces)]
    headlines = [piece.text for role, piece in sorted_pieces if role == "headline"]
    paragraphs = tuple(Paragraph(piece.text, piece.where) for role, piece in sorted_pieces if role == "paragraph")
    if not headlines and not paragraphs:
        raise Unreadable(Code.NO_STORY, "the DOC has neither a headline nor text", document.where)
    flags, headline = split_flags(headlines[0]) if headlines else ((), None)
    return Draft(
        headline=headline,
        subheadline="\n".join(headlines[1:]) or None,
        paragraphs=paragraphs,
        dateline=next((Paragraph(piece.text, piece.where) for role, piece in sorted_pieces if role == "dateline"), None),
        lacks=_lacks(has_headline=bool(headlines), has_text=bool(paragraphs)),
        language=said.language,
        provider=said.provider,
        version_created=WrittenTime(said.day, document.where, doubtful=True) if said.day else None,
        wire_id=identifier,
        status="withheld" if kind.lower() == _ADVISORY else None,
        urgency=urgency_of(flags),
        genres=(WrittenConcept(code=kind),) if kind else (),
        flags=flags,
        charset=decoded.charset,
        parts=(*_parts_of_tag(document), *_parts(sorted_pieces, flags, headline)),
        notes=(*decoded.notes, *_notes(document, kind)),
    )


def _refuse_other_charset(document: Document) -> None:
    text = "".join(piece.text for piece in document.pieces)
    if text.count("\ufffd") > len(text) * _LOST_SHARE:
        message = "its text is in another charset; set the charset of its source, or let the producer name it"
        raise Unreadable(Code.WRONG_CHARSET, message, document.where)


def _identifier(document: Document) -> str | None:
    """Return the id, as attribute or, in older files, as an element."""
    names = (*map(document.attributes.get, _ID_ATTRIBUTES), *(piece.text for piece in document.pieces if piece.kind == "id"))
    found = (" ".join(name.split()) for name in names if name)
    return next((name for name in found if 0 < len(name) <= _LONGEST_ID), None)


def _sorted(pieces: tuple[Piece, ...]) -> Iterator[tuple[Role, Piece]]:
    """Give each text its role. What cannot be a headline, or is a second dateline, is a paragraph."""
    has_dateline = False
    for piece in pieces:
        role = _ROLES[piece.kind]
        if (role == "headline" and len(piece.text) > _LONGEST_HEADLINE) or (role == "dateline" and has_dateline):
            role = "paragraph"
        has_dateline = has_dateline or role == "dateline"
        yield role, piece


def _lacks(*, has_headline: bool, has_text: bool) -> tuple[Lacking, ...]:
    headline: tuple[Lacking, ...] = () if has_headline else ("headline",)
    text: tuple[Lacking, ...] = () if has_text else ("text",)
    return ("captions", *headline, *text)


def _parts_of_tag(document: Document) -> Iterator[Part]:
    for name, value in document.attributes.items():
        if value:
            yield Part("id" if name in _ID_ATTRIBUTES else "header", value, document.where)


def _parts(pieces: list[tuple[Role, Piece]], flags: tuple[str, ...], headline: str | None) -> Iterator[Part]:
    for role, piece in pieces:
        if role == "headline" and headline is not None:
            yield from (Part("flag", flag, piece.where) for flag in flags)
            yield Part("headline", headline, piece.where)
            headline = None
        else:
            yield Part(role, piece.text, piece.where)


def _notes(document: Document, kind: str) -> Iterator[Note]:
    if kind.lower() == _ADVISORY:
        yield Note(code=NoteCode.FOR_EDITORS, detail=f"type {kind}")
    if document.is_cut:
        yield Note(code=NoteCode.CUT_OFF, detail=f"the DOC of {document.where} has no end")
