"""Display text: Unicode NFC without controls, BOMs and presentation-form letters; all that the writer wrote stays."""

import re
import unicodedata

from schemas import NoteCode

_SPACES = "\t\n\x0b\x0c\r\x1c-\x1f\x85\u2028\u2029"
_CJK = "\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uff00-\uffef"
_EMBEDDINGS = "\u202a-\u202e\u2066-\u2069"
DIRECTION_MARKS = "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""The characters that set the direction of a text and do not show (UAX 9, 2)."""

# 95 % of paragraphs hold nothing of this. One search costs 0.5 µs, str.translate with the same letters 10 µs.
_ODD = re.compile(f"[\x00-\x1f\x7f-\x9f\u2028\u2029{_EMBEDDINGS}\ufb50-\ufdcf\ufe70-\ufeff\ufffd]")
_PRESENTATION = re.compile("[\ufb50-\ufdcf\ufe70-\ufefc]")
_BREAK_IN_CJK = re.compile(f"(?<=[{_CJK}]) ?[{_SPACES}][ {_SPACES}]*+(?=[{_CJK}])")
_SPACING = re.compile(f"[{_SPACES}][ {_SPACES}]*+| [ {_SPACES}]++")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ufeff]")
_EMBEDDING = re.compile(f"[{_EMBEDDINGS}]")
_DIRECTION_MARK = re.compile(f"[{DIRECTION_MARKS}]")
_ISOLATES = "\u2066\u2067\u2068"
_MARKS = re.compile(r"[^\w\s\x00-\x7f]{31,}")
_MARKS_IN_A_ROW = 30
_LONG = 500
_JOINER = "\u034f"


def _letters_of(form: str) -> str:
    """Return the base letters of a presentation form; an isolated mark comes without the space it stands on."""
    letters = unicodedata.normalize("NFKC", form)
    return letters.replace(" ", "")


_LETTERS = {
    chr(code): _letters_of(chr(code))
    for code in (*range(0xFB50, 0xFDD0), *range(0xFE70, 0xFEFD))
    if unicodedata.decomposition(chr(code))
}


def clean(text: str) -> tuple[str, tuple[NoteCode, ...]]:
    """Return the display text and what had to be done to it. Line breaks within become spaces (nothing between Han).

    Follows UAX 15 (NFC, and the Stream-Safe Text Format in long texts); applying it twice changes nothing.
    """
    notes: tuple[NoteCode, ...] = ()
    if len(text) > _LONG:
        text = _MARKS.sub(_stream_safe, text)
    if _ODD.search(text):
        text, notes = _repair(text)
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    if "  " in text:
        text = _SPACING.sub(" ", text)
    return text.strip(), notes


def clean_or_none(text: str | None) -> str | None:
    """Return the display text, None if nothing is left of it."""
    return (clean(text)[0] or None) if text else None


def blank_marks(text: str) -> str:
    """Return a text of the same length with a space for each direction mark: they stand between any two words."""
    return _DIRECTION_MARK.sub(" ", text)


def _repair(text: str) -> tuple[str, tuple[NoteCode, ...]]:
    notes = []
    if _PRESENTATION.search(text):
        notes.append(NoteCode.PRESENTATION_FORMS_REPLACED)
        text = _PRESENTATION.sub(lambda form: _LETTERS.get(form[0], form[0]), text)
    bare = _without_lone_embeddings(_CONTROLS.sub("", text))
    if bare != text:
        notes.append(NoteCode.CONTROLS_REMOVED)
    if "\ufffd" in bare:
        notes.append(NoteCode.REPLACEMENT_CHARACTERS)
    return _SPACING.sub(" ", _BREAK_IN_CJK.sub("", bare)), tuple(notes)


def _stream_safe(run: re.Match[str]) -> str:
    """Part rows of more than 30 combining marks by U+034F (UAX 15, Stream-Safe Text Format).

    Python sorts the marks of a row in quadratic time: a megabyte of them took longer than two minutes.
    """
    parted, count = [], 0
    for mark in run[0]:
        count = count + len(unicodedata.normalize("NFKD", mark)) if unicodedata.combining(mark) else 0
        if count > _MARKS_IN_A_ROW:
            parted.append(_JOINER)
            count = 1
        parted.append(mark)
    return "".join(parted)


def _without_lone_embeddings(text: str) -> str:
    """Drop directional embeddings, overrides and isolates that do not pair (UAX 9, BD9 to BD11); pairs stay."""
    open_marks: list[int] = []
    lone: set[int] = set()
    for mark in _EMBEDDING.finditer(text):
        if mark[0] not in "\u202c\u2069":
            open_marks.append(mark.start())
        elif open_marks and (text[open_marks[-1]] in _ISOLATES) == (mark[0] == "\u2069"):
            open_marks.pop()
        else:
            lone.add(mark.start())
    lone.update(open_marks)
    if not lone:
        return text
    return _EMBEDDING.sub(lambda mark: "" if mark.start() in lone else mark[0], text)
