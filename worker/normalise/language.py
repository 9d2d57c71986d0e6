"""The language of a story and the direction it is written in."""

import re
import unicodedata

from schemas import Note, NoteCode
from schemas.article import Direction

UNDETERMINED = "und"  # BCP 47 (RFC 5646, 4.1)

_TAG = re.compile(r"[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8})*")
_LETTER = re.compile(r"[^\W\d_]")
_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa]")
_HANGUL = re.compile("[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]")
_LETTERS_NEEDED = 20  # below that py3langid names rare languages for plain English and Arabic
_REACH = 1000  # characters looked at: 0.4 ms, and more changes no answer
_RTL_LANGUAGES = frozenset(
    ("ar", "arz", "ary", "apc", "fa", "ur", "he", "iw", "ps", "ug", "sd", "ckb", "yi", "dv", "ks", "syr")
)
_RTL_SCRIPTS = frozenset(("arab", "hebr", "syrc", "thaa", "nkoo", "adlm"))


def language_of(stated: str | None, source_language: str | None, text: str) -> tuple[str, tuple[Note, ...]]:
    """Return the BCP 47 tag: stated by the wire, else the source's, else detected, else `und`; a note unless stated."""
    if stated and _TAG.fullmatch(stated):
        return stated.replace("_", "-"), ()
    if source_language:
        return source_language, (Note(code=NoteCode.LANGUAGE_ASSUMED, detail=source_language),)
    detected = _detect(text[:_REACH])
    if detected is None:
        return UNDETERMINED, ()
    return detected, (Note(code=NoteCode.LANGUAGE_DETECTED, detail=detected),)


def direction_of(language: str, text: str) -> Direction:
    """Return the direction of the language's script; undetermined, that of most of the text's letters (UAX 9)."""
    base, *subtags = language.lower().split("-")
    if base == UNDETERMINED:
        return _direction_of_letters(text[:_REACH])
    scripts = [subtag for subtag in subtags if len(subtag) == 4 and subtag.isalpha()]
    is_rtl = scripts[0] in _RTL_SCRIPTS if scripts else base in _RTL_LANGUAGES
    return "rtl" if is_rtl else "ltr"


def _direction_of_letters(text: str) -> Direction:
    classes = [unicodedata.bidirectional(letter) for letter in text]
    right = sum(one in ("R", "AL") for one in classes)
    return "rtl" if right > classes.count("L") else "ltr"


def load_model() -> None:
    """Load the model of the detection now: it takes 0.6 s, which else the first story without a language waits for."""
    import py3langid

    py3langid.classify("")


def _detect(text: str) -> str | None:
    if len(_LETTER.findall(text)) < _LETTERS_NEEDED:
        return _language_of_script(text)
    import py3langid  # its model takes 0.6 s to load: only who needs it pays

    language = str(py3langid.classify(text)[0])
    return None if language == "zxx" else language


def _language_of_script(text: str) -> str | None:
    """Return the only language written in a script of the text; other scripts serve several."""
    if _KANA.search(text):
        return "ja"
    return "ko" if _HANGUL.search(text) else None
