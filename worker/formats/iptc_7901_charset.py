"""The charsets of IPTC 7901 that no codec has: accents before their letters (ISO 6937, T.61), seven bits (ISO 646).

Either is taken where the source names it, or where the text shows it plainly; everything else is for `decode`.
"""

import re
import unicodedata
from dataclasses import replace

from schemas import Code, Note, NoteCode, Source, WireItem
from schemas.errors import Unreadable
from worker.formats.decode import Decoded, decode, utf8_with_strays

_USUAL = "iso8859-1"
_WESTERN = frozenset(("iso8859-1", "cp1252", "iso8859-15"))
_LONGEST_CHARACTER = 4  # bytes of UTF-8
_UTF8_LETTER = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")

# ISO 6937: accents, each before the letter it stands on, and what is not as in Latin-1.
_ACCENTS: dict[int, str] = dict(
    zip(
        range(0xC1, 0xD0),
        "\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u0308\u030a\u0327\u0332\u030b\u0328\u030c",
        strict=True,
    )
)
_SYMBOLS: dict[int, str] = dict(
    zip(
        (*range(0xA1, 0xA6), *range(0xA7, 0xC0), *range(0xD0, 0xD8), *range(0xDC, 0xE5), *range(0xE6, 0x100)),
        "¡¢£$¥§¤‘“«←↑→↓°±²³×µ¶·÷’”»¼½¾¿―¹®©™♪¬¦⅛⅜⅝⅞ΩÆĐªĦĲĿŁØŒºÞŦŊŉĸæđðħıĳŀłøœßþŧŋ\xad",
        strict=True,
    )
)
_PAIR = re.compile("[\xc1-\xcf][A-Za-z ]")
_CODED = re.compile(f"{_PAIR.pattern}|[\xa1-\xff]")
_NOT_ISO_6937 = re.compile("[\x80-\xa0\xa6\xc0\xd8-\xdb\xe5]|[\xc1-\xcf](?![A-Za-z])")
# Latin-1 has capitals where ISO 6937 has accents, and none stands within a small word or before another at its beginning.
_WITHIN_A_WORD = re.compile(r"(?<=[a-z])[\xc1-\xcf][a-z]|(?<![A-Za-z\x80-\xff])[\xc1-\xcf][A-Z](?=[a-z])")
_DIAERESIS = "\xc8"
_ISO_6937_NAMES = frozenset(("iso6937", "iso69372", "iso69372add", "isoir142", "isoir156", "t61", "t618bit", "ccittt61"))

_NATIONAL = "[\\]{|}~"
_LETTERS = {
    "iso646-de": ("ÄÖÜäöüß", "der die das und ist nicht mit den von auf dem des sich ein eine im zu"),
    "iso646-se": ("ÄÖÅäöå~", "och att det som en den av till med inte har ett om ja on ei oli joka"),
    "iso646-no": ("ÆØÅæøå~", "og at det er som en til av af med ikke har den de et"),
    "iso646-fr": ("°ç§éùè¨", ""),
    "iso646-it": ("°çéàòèì", ""),
    "iso646-es": ("¡Ñ¿°ñç~", ""),
}
_ONE_MORE = {"iso646-fr": ("@", "à"), "iso646-it": ("`", "ù")}
_SEVEN_BIT_NAMES = {
    **{name.replace("-", ""): name for name in _LETTERS},
    **dict.fromkeys(("din66003", "isoir21", "german"), "iso646-de"),
    **dict.fromkeys(("sen850200b", "isoir10", "iso646fi", "iso646se2"), "iso646-se"),
    **dict.fromkeys(("ns45511", "isoir60", "iso646dk", "ds2089"), "iso646-no"),
    **dict.fromkeys(("nfz62010", "isoir69"), "iso646-fr"),
    **dict.fromkeys(("isoir15",), "iso646-it"),
    **dict.fromkeys(("isoir17",), "iso646-es"),
}
_IN_A_WORD = re.compile(r"(?<=[A-Za-z])[{|}](?=[a-z])")
_OUTSIDE = re.compile(r"(?<![A-Za-z{|}\[\\\]~])[{|}~\\](?![A-Za-z{|}\[\\\]~])")
_WORD = re.compile(r"(?<![\w{|}\[\\\]~])[a-z]{1,6}(?![\w{|}\[\\\]~])")
_FEWEST = 3  # in-word signs, and words of the language, that make it plain


def decode_transmission(item: WireItem, source: Source) -> Decoded:
    """Decode a payload as `decode` does, Latin-1 last; what it ends in the middle of a character of is left out.

    Raises Unreadable: empty, binary.
    """
    named = re.sub("[^a-z0-9]", "", (source.charset or "").lower())
    decoded = _decode_what_is_whole(item, source)
    if decoded.text.isascii():
        return _of_seven_bits(decoded, _SEVEN_BIT_NAMES.get(named))
    if decoded.charset not in _WESTERN:
        return decoded
    if _is_mostly_utf8(item.payload):
        return utf8_with_strays(item.payload)
    written = item.payload.decode("latin-1")
    if named in _ISO_6937_NAMES or _is_iso_6937(written):
        said = [note for note in decoded.notes if note.code == NoteCode.CHARSET_ASSUMED]
        code = NoteCode.CHARSET_ASSUMED if said else NoteCode.CHARSET_CORRECTED
        return Decoded(_from_iso_6937(written), "iso6937", (Note(code=code, detail="iso6937"),))
    return decoded


def _decode_what_is_whole(item: WireItem, source: Source) -> Decoded:
    try:
        return decode(item, source, usual=_USUAL)
    except Unreadable as error:
        if error.code != Code.TRUNCATED:
            raise
        failure = error
    for length in range(1, _LONGEST_CHARACTER):
        try:
            return decode(item.model_copy(update={"payload": item.payload[:-length]}), source, usual=_USUAL)
        except Unreadable as error:
            failure = error
    raise failure


def _is_mostly_utf8(payload: bytes) -> bool:
    """Whether most letters beyond ASCII are good UTF-8: a stray one must not spoil the others."""
    good = sum(map(len, _UTF8_LETTER.findall(payload)))
    return good > len(_BEYOND_ASCII.findall(payload)) / 2


def _is_iso_6937(written: str) -> bool:
    """Whether bytes, each shown as a letter of Latin-1, are accents and letters, and could hardly be Latin-1."""
    found = _WITHIN_A_WORD.findall(written)
    if not found or _NOT_ISO_6937.search(written) or not all(map(_is_letter, _PAIR.findall(written))):
        return False
    return len(found) > 1 or found[0].startswith(_DIAERESIS)


def _is_letter(pair: str) -> bool:
    return len(unicodedata.normalize("NFC", pair[1] + _ACCENTS[ord(pair[0])])) == 1


def _from_iso_6937(written: str) -> str:
    return unicodedata.normalize("NFC", _CODED.sub(lambda coded: _letter(coded[0]), written))


def _letter(coded: str) -> str:
    if len(coded) == 1:
        return _SYMBOLS.get(ord(coded), coded)
    return f"{coded[1].strip()}{_ACCENTS[ord(coded[0])]}"


def _of_seven_bits(decoded: Decoded, named: str | None) -> Decoded:
    """Put the letters of a national variant of ISO 646 for brackets, braces and bars."""
    variant = named or _plain_variant(decoded.text)
    if variant is None:
        return decoded
    sign, letter = _ONE_MORE.get(variant, ("", ""))
    letters = str.maketrans(_NATIONAL + sign, _LETTERS[variant][0] + letter)
    note = Note(code=NoteCode.CHARSET_ASSUMED, detail=variant)
    return replace(decoded, text=decoded.text.translate(letters), charset=variant, notes=(*decoded.notes, note))


def _plain_variant(text: str) -> str | None:
    """Return the variant whose language the text is in, where braces and bars stand in words and nowhere else."""
    if len(_IN_A_WORD.findall(text)) < _FEWEST or _OUTSIDE.search(text):
        return None
    words = _WORD.findall(text)
    counts = {name: sum(word in marks.split() for word in words) for name, (_, marks) in _LETTERS.items() if marks}
    first, second = sorted(counts, key=counts.__getitem__, reverse=True)[:2]
    return first if counts[first] >= max(_FEWEST, counts[second] + 1) else None
