"""The language of a story and the direction it is written in."""

import re
import unicodedata

from schemas import Note, NoteCode
from schemas.article import Direction
from worker.normalise.scripts import LATIN_LETTER, LETTER, Script, language_of_letters, script_of

UNDETERMINED = "und"  # BCP 47 (RFC 5646, 4.1)

_TAG = re.compile(r"[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8})*")
_LETTERS_NEEDED = 20  # for a judgement on what the wire states
_LETTERS_FOR_STATISTICS = 10
_SHORT = 100  # letters; up to there only the languages of many wires are considered, and only what is clearly ahead
_CLEARLY_AHEAD = 4.0  # in py3langid's logarithms: "Oil prices rise" is French by 3
_REACH = 1000  # characters looked at: 0.4 ms, and more changes no answer
_REACH_FOR_SCRIPT = 300
_REACH_FOR_LETTERS = 500
_LATIN_LANGUAGES = frozenset(
    ("en", "fr", "de", "es", "it", "pt", "nl", "sv", "da", "no", "nb", "nn", "fi", "pl", "cs", "hu", "ro", "hr", "tr", "id")
)
_RTL_LANGUAGES = frozenset(
    ("ar", "arz", "ary", "apc", "fa", "ur", "he", "iw", "ps", "ug", "sd", "ckb", "yi", "dv", "ks", "syr")
)
_LANGUAGES_OF_WIRES: dict[Script, frozenset[str]] = {
    "Latn": _LATIN_LANGUAGES | {"sk", "sl", "ms", "vi", "sw", "ca", "et", "lv", "lt", "sq", "is", "az"},
    "Cyrl": frozenset(("ru", "uk", "bg", "be", "sr", "mk", "kk", "ky", "mn", "tg")),
}
# Labels of py3langid that win by chance and that no agency writes.
_NOT_OF_WIRES = frozenset(
    ("zxx", "pcm", "bcl", "ext", "vec", "lij", "wa", "an", "gcf", "gcr", "vo", "la", "eo", "ary", "arz", "hbo", "grc", "uzs")
)
_OTHER_LANGUAGES = _RTL_LANGUAGES | {"ru", "uk", "bg", "el", "zh", "ja", "ko", "th", "hi"}
_RTL_SCRIPTS = frozenset(("arab", "hebr", "syrc", "thaa", "nkoo", "adlm"))


def language_of(stated: str | None, source_language: str | None, text: str) -> tuple[str, tuple[Note, ...]]:
    """Return the BCP 47 tag: stated by the wire, else the source's, else detected, else `und`; a note unless stated.

    A stated language that is not written in the text's script is none: publishing systems say en-US unless told otherwise.
    """
    if stated and _TAG.fullmatch(stated):
        tag = stated.replace("_", "-")
        return (_corrected(tag, source_language, text) if _is_in_other_script(tag, text) else None) or (tag, ())
    if source_language:
        return source_language, (Note(code=NoteCode.LANGUAGE_ASSUMED, detail=source_language),)
    detected = _detect(text[:_REACH])
    if detected is None:
        return UNDETERMINED, ()
    return detected, (Note(code=NoteCode.LANGUAGE_DETECTED, detail=detected),)


def _corrected(stated: str, source_language: str | None, text: str) -> tuple[str, tuple[Note, ...]] | None:
    fits = source_language and not _is_in_other_script(source_language, text)
    language = source_language if fits else _detect(text[:_REACH])
    if language is None or language == stated or _is_in_other_script(language, text):
        return None
    return language, (Note(code=NoteCode.LANGUAGE_CORRECTED, detail=f"stated {stated}, is {language}"),)


def _is_in_other_script(language: str, text: str) -> bool:
    """Whether next to no letters of a text, or nearly all, are Latin, and the language's are not so."""
    base, *subtags = language.lower().split("-")
    text = text[:_REACH_FOR_SCRIPT]
    is_latin = base in _LATIN_LANGUAGES
    # Most texts are told by their share of ASCII, which takes 1 µs; counting letters takes 20.
    looks_latin = len(text.encode("ascii", "ignore")) > len(text) * 0.6
    is_judged = is_latin or base in _OTHER_LANGUAGES
    if looks_latin == is_latin or not is_judged or any(len(one) == 4 for one in subtags):
        return False
    count = len(LETTER.findall(text))
    latin = len(LATIN_LETTER.findall(text))
    return count >= _LETTERS_NEEDED and (latin < count * 0.3 if is_latin else latin > count * 0.9)


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
    script = script_of(text[:_REACH_FOR_SCRIPT]) or script_of(text)
    if script is None:
        return None
    return language_of_letters(text[:_REACH_FOR_LETTERS], script) or _by_statistics(text, script)


def _by_statistics(text: str, script: Script) -> str | None:
    """Return the likeliest of the languages of a script; None for a few words that could be in two."""
    letters = len(LETTER.findall(text[: 2 * _SHORT]))
    if letters < _LETTERS_FOR_STATISTICS:
        return None
    import py3langid  # its model takes 0.6 s to load: only who needs it pays

    if letters > _SHORT:
        language = str(py3langid.classify(text)[0])
        return language if language not in _NOT_OF_WIRES else _ranked(text, None)[0][0]
    (language, first), (_, second), *_ = _ranked(text, _LANGUAGES_OF_WIRES.get(script))
    return language if first - second >= _CLEARLY_AHEAD else None


def _ranked(text: str, allowed: frozenset[str] | None) -> list[tuple[str, float]]:
    import py3langid

    every = ((str(language), float(score)) for language, score in py3langid.rank(text))
    return [one for one in every if (one[0] in allowed if allowed else one[0] not in _NOT_OF_WIRES)]
