"""The text of an XML document, made ready for the parser: decoded, without DTD, its references to letters resolved.

No DTD ever reaches the parser, so nothing is loaded and nothing expands, whatever it declares.
"""

import html
import re
from dataclasses import dataclass

from schemas import Code, Note, NoteCode, Source, WireItem
from schemas.errors import Unreadable
from worker.formats.decode import Decoded, decode, utf8_with_strays
from worker.formats.feed_prolog import declared_charset

_DECLARATION = re.compile(r"<\?xml\s[^>]{0,400}>")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")  # XML 1.0, 2.2
_DOCTYPE = re.compile(r"<!DOCTYPE(?=\s)", re.IGNORECASE)
_LONGEST_DOCTYPE = 32_768
# What may stand in a DTD: comments, instructions, literals; the rest is looked at letter by letter.
_OF_DOCTYPE = re.compile(
    r"""<!--(?:[^-]|-(?!->)){0,2000}+-->|<\?[^>]{0,2000}+>|"[^"]*+"|'[^']*+'|[^<"'\[\]>]++|.""", re.DOTALL
)
_ENTITY = re.compile(
    r"""<!ENTITY\s++(?P<name>[^\s%"']++)\s++(?:(?P<outside>SYSTEM|PUBLIC)\b|"(?P<one>[^"]*+)"|'(?P<two>[^']*+)')"""
)
_COMMENT = re.compile(r"<!--(?:[^-]|-(?!->)){0,2000}+-->")
_LONGEST_ENTITY = 10
# An ampersand that begins none of XML's own references, outside CDATA.
_ODD_REFERENCE = re.compile(
    r"<!\[CDATA\[(?:[^\]]|\](?!\]>))*+(?:\]\]>|\Z)"
    r"|&(?!(?:lt|gt|amp|quot|apos|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});)(?:(?P<name>[A-Za-z][A-Za-z0-9._-]{0,40});)?"
)
_NUMBER = re.compile(r"&#(?:x(?P<hex>[0-9a-fA-F]{1,6})|(?P<decimal>[0-9]{1,7}));")
_BARE = re.compile(r"<!\[CDATA\[(?:[^\]]|\](?!\]>))*+(?:\]\]>|\Z)|<(?![A-Za-z_/!?])")
_VALID_BYTES = re.compile(rb"[\xc3-\xf4][\x80-\xbf]{1,3}")


@dataclass(frozen=True, slots=True)
class XmlText:
    """A document's text as the parser takes it, line for line as it was; its charset, and what had to be assumed."""

    text: str
    charset: str
    notes: tuple[Note, ...] = ()


def xml_text_of(item: WireItem, source: Source) -> XmlText:
    """Return the text of a document.

    Raises Unreadable: empty, binary; unsafe_xml where it declares entities that are more than a letter.
    """
    decoded = decode_xml(item, source)
    text, notes = decoded.text.lstrip("\ufeff"), list(decoded.notes)
    text = _DECLARATION.sub(_blank, text)
    if _CONTROLS.search(text):
        text = _CONTROLS.sub(" ", text)
        notes.append(Note(code=NoteCode.CONTROLS_REMOVED))
    text, letters = _without_doctype(text)
    resolved = _with_known_references(text, letters)
    if resolved != text and any(match["name"] is None for match in _odd(text)):
        notes.append(Note(code=NoteCode.MARKUP_REPAIRED, detail="a bare &"))
    return XmlText(resolved, decoded.charset, tuple(notes))


def decode_xml(item: WireItem, source: Source) -> Decoded:
    """Decode a document: as its bytes, its transport or its declaration say; as Latin-1 what is in none of these.

    One bad byte in what else is UTF-8 costs itself alone. Raises Unreadable: empty, binary.
    """
    declared = declared_charset(item.payload)
    try:
        return decode(item, source, declared)
    except Unreadable as error:
        if error.code not in (Code.WRONG_CHARSET, Code.TRUNCATED):
            raise
        valid = sum(map(len, _VALID_BYTES.findall(item.payload)))
        if 2 * valid >= sum(byte >= 0x80 for byte in item.payload):
            return utf8_with_strays(item.payload)
    decoded = decode(item, source, declared, usual="iso8859-1")
    note = Note(code=NoteCode.CHARSET_CORRECTED, detail=f"declared {declared or 'nothing'}, is {decoded.charset}")
    return Decoded(decoded.text, decoded.charset, (note,))


def with_bare_brackets_escaped(text: str) -> str:
    """Return a text whose angle brackets that begin no tag are references."""
    return _BARE.sub(lambda match: "&lt;" if match[0] == "<" else match[0], text)


def _blank(match: re.Match[str]) -> str:
    """What is taken out leaves its line ends, so that places stay true."""
    return "\n" * match[0].count("\n")


def _without_doctype(text: str) -> tuple[str, dict[str, str]]:
    """Return a text without its document type, and the letters that it declares."""
    start = _DOCTYPE.search(text, 0, _LONGEST_DOCTYPE)
    if start is None:
        return text, {}
    depth = 0
    for piece in _OF_DOCTYPE.finditer(text, start.end(), start.end() + _LONGEST_DOCTYPE):
        if piece[0] == "[":
            depth += 1
        elif piece[0] == "]":
            depth -= 1
        elif piece[0] == ">" and depth <= 0:
            doctype = text[start.start() : piece.end()]
            return text[: start.start()] + "\n" * doctype.count("\n") + text[piece.end() :], _letters_in(doctype)
    raise Unreadable(Code.UNSAFE_XML, "its document type has no end within 32 KiB", _place(text, start.start()))


def _letters_in(doctype: str) -> dict[str, str]:
    """Return the general entities that stand for one letter; parameter entities declare the DTD, which is not loaded."""
    letters = {}
    for entity in _ENTITY.finditer(_COMMENT.sub("", doctype)):
        value = entity["one"] or entity["two"] or ""
        letter = html.unescape(html.unescape(value)) if len(value) <= _LONGEST_ENTITY else value
        if entity["outside"] or len(letter) > 1:
            message = f"it declares the entity {entity['name'][:40]!r}; leave the declaration out"
            raise Unreadable(Code.UNSAFE_XML, message, "line 1")
        letters[entity["name"]] = letter
    return letters


def _odd(text: str) -> list[re.Match[str]]:
    return [match for match in _ODD_REFERENCE.finditer(text) if match[0].startswith("&")] if "&" in text else []


def _with_known_references(text: str, letters: dict[str, str]) -> str:
    """Resolve references to letters that HTML or the document names; other ampersands, and numbers of none, are text."""
    if "&" not in text:
        return text
    if "&#" in text:
        text = _NUMBER.sub(_letter_or_text, text)

    def resolved(match: re.Match[str]) -> str:
        if not match[0].startswith("&"):
            return match[0]
        name = match["name"]
        if name is None:
            return "&amp;"
        letter = letters.get(name) or html.unescape(f"&{name};")
        return f"&amp;{name};" if letter.startswith("&") else html.escape(letter, quote=False)

    return _ODD_REFERENCE.sub(resolved, text)


def _letter_or_text(match: re.Match[str]) -> str:
    code = int(match["hex"], 16) if match["hex"] else int(match["decimal"])
    is_letter = code in (9, 10, 13) or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000
    if 0x80 <= code < 0xA0:  # a number of Windows-1252, as browsers read it
        return html.unescape(match[0])
    return match[0] if is_letter else "\ufffd"


def _place(text: str, position: int) -> str:
    return f"line {text.count(chr(10), 0, position) + 1}"
