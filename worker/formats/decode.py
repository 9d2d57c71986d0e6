"""Payload bytes -> text. UTF-8 that decodes wins over any declaration; nothing is guessed without a note."""

import codecs
import re
from dataclasses import dataclass

from schemas import Code, Note, NoteCode, Source, WireItem
from schemas.errors import Unreadable
from worker.formats.media_type import parameter

_BOMS = (  # UTF-32 first: its little-endian mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDE_MARKS = tuple(mark for mark, charset in _BOMS if charset != "utf-8")
_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x1f\x8b", "a GZIP file"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office file"),
)
_HEAD = 4096
# Control characters that no wire format uses: IPTC 7901 and ANPA have SYN SOH STX ETX EOT BS DLE DC1 to DC4 US DEL.
_FOREIGN_CONTROLS = bytes([0x00, 0x05, 0x06, 0x07, 0x0B, 0x0E, 0x0F, 0x15, *range(0x17, 0x1B), 0x1C, 0x1D, 0x1E])
_FOREIGN_SHARE = 0.05
_ZERO_SHARE = 0.02
# Labels stand for the larger charset that browsers read them as (WHATWG Encoding, 4.2); Python takes them at their word.
_LABELS = {
    **dict.fromkeys(("gb2312", "gb_2312-80", "gbk", "x-gbk", "csgb2312", "chinese"), "gb18030"),
    **dict.fromkeys(("big5", "x-x-big5", "cn-big5"), "big5hkscs"),
    **dict.fromkeys(("euc-kr", "euckr", "ks_c_5601-1987", "ksc5601", "ksc_5601", "korean", "windows-949"), "cp949"),
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis", "x-sjis", "windows-31j"), "cp932"),
    **dict.fromkeys(("iso-8859-9", "latin5"), "cp1254"),
    **dict.fromkeys(("windows-874", "tis-620", "iso-8859-11"), "cp874"),
    **dict.fromkeys(("iso-8859-6-i", "iso-8859-6-e"), "iso-8859-6"),
    **dict.fromkeys(("iso-8859-8-i", "iso-8859-8-e"), "iso-8859-8"),
    **{f"x-cp{number}": f"cp{number}" for number in range(1250, 1259)},
}
_CHARSET_NAME = re.compile(r"[A-Za-z0-9_.:-]{1,40}")
_TEXT_CODEC = re.compile(
    r"utf-(?:8|16|32)|ascii|iso8859|iso2022|latin|cp\d|koi8|mac|gb|big5|euc|shift_jis|tis-620|johab|hz|ptcp154|hp-roman8"
)
_NOT_PLAIN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_C1 = re.compile(rb"[\x80-\x9f]")
_STRAYS = re.compile("[\udc80-\udcff]{3}|[\udc80-\udcff]$")  # at the end it is a letter that was cut
_LETTERS_OF_1252 = {0xDC00 + byte: bytes((byte,)).decode("cp1252", "replace") for byte in range(0x80, 0x100)}


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text, the charset it was in, and what had to be assumed."""

    text: str
    charset: str
    notes: tuple[Note, ...] = ()


def decode(item: WireItem, source: Source, in_document: str | None = None, usual: str | None = None) -> Decoded:
    """Decode a payload by its mark, as UTF-8, by the declared charset, by the source's: the first that fits strictly.

    in_document: the charset that the document itself declares (XML declaration, meta); the transport's goes before it.
    usual: the charset that the format is in where nothing says otherwise; it comes last.

    Raises Unreadable: empty, binary, truncated and wrong_charset, the last two with the byte's offset, counted from 0.
    """
    payload = item.payload
    _refuse_binary(payload)
    by_transport = parameter(item.media_type, "charset")
    declared = by_transport if _codec(by_transport) else in_document or by_transport
    decoded = _by_mark(payload) or _by_content(payload, declared, (source.charset, usual))
    if not decoded.text.strip("\ufeff \t\r\n\x0b\x0c\x1a\x85\xa0\u2028\u2029"):
        raise Unreadable(Code.EMPTY, "there is nothing in it but white space", "byte 0")
    return decoded


def decode_anyhow(item: WireItem, source: Source, in_document: str | None = None) -> Decoded:
    """Decode as `decode` does; where nothing fits strictly, letters that cannot be are replaced, as browsers do.

    For markup, in which one bad byte among thousands must not cost the rest. Raises Unreadable: empty, binary.
    """
    try:
        return decode(item, source, in_document)
    except Unreadable as error:
        if error.code not in (Code.TRUNCATED, Code.WRONG_CHARSET):
            raise
    declared = parameter(item.media_type, "charset")
    charset = next(filter(None, map(_codec, (declared, in_document, source.charset))), "utf-8")
    for mark, marked in _BOMS:
        if item.payload.startswith(mark) and marked != "utf-8":
            return Decoded(item.payload[len(mark) :].decode(marked, "replace"), marked)
    if charset != "utf-8":
        return Decoded(item.payload.decode(charset, "replace"), charset)
    return utf8_with_strays(item.payload.removeprefix(codecs.BOM_UTF8))


def utf8_with_strays(payload: bytes) -> Decoded:
    """Decode UTF-8 in which single letters are in Windows-1252; more such bytes in a row may be in any charset."""
    text = payload.decode("utf-8", "surrogateescape")
    if _STRAYS.search(text):
        return Decoded(payload.decode("utf-8", "replace"), "utf-8")
    note = Note(code=NoteCode.CHARSET_ASSUMED, detail="utf-8, with single letters in cp1252")
    return Decoded(text.translate(_LETTERS_OF_1252), "utf-8", (note,))


def glance(item: WireItem, source: Source) -> str:
    """Decode the first 4 KiB for a look; letters that cannot be decoded are replaced.

    Raises Unreadable (empty, binary) where no format could read it.
    """
    head = item.payload[:_HEAD]
    if not head.strip():
        raise Unreadable(Code.EMPTY, "there is nothing in it but white space", "byte 0")
    _refuse_binary(head)
    for mark, marked in _BOMS:
        if head.startswith(mark):
            return head[len(mark) :].decode(marked, "replace")
    if charset := _plain_utf16(head):
        return head.decode(charset, "replace")
    text = head.decode("utf-8", "replace")
    if "\ufffd" in text[:-1]:
        other = _codec(parameter(item.media_type, "charset")) or _codec(source.charset)
        return head.decode(other, "replace") if other else text
    return text


def _refuse_binary(payload: bytes) -> None:
    if not payload.strip():
        raise Unreadable(Code.EMPTY, "there is nothing in it", "byte 0")
    for magic, what in _MAGIC:
        if payload.startswith(magic):
            raise Unreadable(Code.BINARY, f"this is {what}, not text", "byte 0")
    head = payload[:_HEAD]
    if head.startswith(_WIDE_MARKS) or _plain_utf16(head):
        return
    place = payload.find(b"\x00")  # in all of it: binary data can follow a page of text
    if place < 0 and len(head) - len(head.translate(None, _FOREIGN_CONTROLS)) > len(head) * _FOREIGN_SHARE:
        place = next(index for index, byte in enumerate(head) if byte in _FOREIGN_CONTROLS)
    if place >= 0:
        raise Unreadable(Code.BINARY, "control characters that no text has", f"byte {place}")


def _by_mark(payload: bytes) -> Decoded | None:
    for mark, marked in _BOMS:
        if payload.startswith(mark):
            return Decoded(_strictly(payload, marked, skip=len(mark)), marked)
    if charset := _plain_utf16(payload[:_HEAD]):
        return Decoded(_strictly(payload, charset), charset, (Note(code=NoteCode.CHARSET_ASSUMED, detail=charset),))
    return None


def _by_content(payload: bytes, declared: str | None, assumed: tuple[str | None, ...]) -> Decoded:
    codec = _codec(declared)
    if codec and codec.startswith("iso2022") and b"\x1b" in payload:  # seven bits: its bytes are also good UTF-8
        return Decoded(_strictly(payload, codec), codec)
    try:
        text = payload.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.end == len(payload) and error.reason == "unexpected end of data" and _has_utf8(payload[: error.start]):
            raise _truncated(error.start, "utf-8") from error
        return _not_utf8(payload, error, declared, assumed)
    if codec in (None, "utf-8", "ascii") or text.isascii():
        return Decoded(text, "utf-8")
    return Decoded(text, "utf-8", (Note(code=NoteCode.CHARSET_CORRECTED, detail=f"declared {declared}, is utf-8"),))


def _not_utf8(payload: bytes, error: UnicodeDecodeError, declared: str | None, assumed: tuple[str | None, ...]) -> Decoded:
    failure = error
    for name, codes in ((declared, ()), *((name, (NoteCode.CHARSET_ASSUMED,)) for name in assumed)):
        codec = _codec(name)
        if codec is None or codec == "utf-8":
            continue
        try:
            text, charset = _single_bytes(payload, codec)
        except UnicodeDecodeError as other:
            failure = other
            continue
        notes = [Note(code=code, detail=charset) for code in codes]
        if charset != codec and name != assumed[-1]:  # nobody has said the usual one
            notes.append(Note(code=NoteCode.CHARSET_CORRECTED, detail=f"declared {name}, is {charset}"))
        return Decoded(text, charset, tuple(notes))
    if error.end == len(payload) and error.reason == "unexpected end of data" and not any((declared, *assumed)):
        raise _truncated(error.start, "utf-8") from error
    tried = ", ".join(dict.fromkeys(["utf-8", *(name for name in (declared, *assumed) if name)]))
    message = f"it is not in {tried}; set the charset of its source, or let the producer name it in the media type"
    raise Unreadable(Code.WRONG_CHARSET, message, f"byte {failure.start}") from error


def _single_bytes(payload: bytes, codec: str) -> tuple[str, str]:
    """Decode; Latin-1 that uses the range of its control characters is Windows-1252 (WHATWG Encoding, 4.2)."""
    if codec == "iso8859-1" and _C1.search(payload):
        try:
            return payload.decode("cp1252"), "cp1252"
        except UnicodeDecodeError:
            pass
    return payload.decode(codec), codec


def _strictly(payload: bytes, charset: str, skip: int = 0) -> str:
    try:
        return payload[skip:].decode(charset)
    except UnicodeDecodeError as error:
        place = error.start + skip
        if error.end + skip == len(payload) and error.reason in {"unexpected end of data", "truncated data"}:
            raise _truncated(place, charset) from error
        raise Unreadable(Code.WRONG_CHARSET, f"it is not good {charset}: {error.reason}", f"byte {place}") from error


def _truncated(place: int, charset: str) -> Unreadable:
    return Unreadable(Code.TRUNCATED, f"it ends in the middle of a character of {charset}", f"byte {place}")


def _has_utf8(valid: bytes) -> bool:
    """Whether bytes that decode as UTF-8 hold letters beyond ASCII: then it is no other charset."""
    return not valid.isascii()


def _is_utf8_with_lone_zeros(head: bytes) -> bool:
    """Whether bytes are UTF-8 but for a zero here and there: in UTF-16 each space and line end has one."""
    return head.count(b"\x00") < len(head) * _ZERO_SHARE and "\ufffd" not in head.decode("utf-8", "replace")[:-1]


def _plain_utf16(head: bytes) -> str | None:
    """Return the byte order in which the bytes are text with spaces or line ends; None if they are in neither."""
    if b"\x00" not in head or _is_utf8_with_lone_zeros(head):
        return None
    head = head[: len(head) & ~1]
    best: tuple[int, str] = (0, "")
    for charset in ("utf-16-le", "utf-16-be"):
        text = head.decode(charset, "replace")
        spaces = text.count(" ") + text.count("\n")
        if spaces > best[0] and not _NOT_PLAIN.search(text) and "\ufffd" not in text[:-1]:
            best = (spaces, charset)
    return best[1] or None


def _codec(name: str | None) -> str | None:
    """Return Python's name of a charset, None for an unknown one and for codecs that are none (hex, zip)."""
    if not name or not _CHARSET_NAME.fullmatch(name):
        return None
    try:
        codec = codecs.lookup(_LABELS.get(name.lower(), name)).name
    except (LookupError, ValueError):
        return None
    return codec if _TEXT_CODEC.match(codec) else None
