"""IPTC's Media Topics: what a code is called where the wire gives the code alone, and which topic it belongs to.

The tables are IPTC's, of 2025-03-31 (cv.iptc.org/newscodes/mediatopic, CC BY 4.0), retired topics too: a file for each
language, and one of parents. A file is read when the first code is looked up in its language; nothing is fetched.
"""

import re
from functools import cache
from pathlib import Path

from schemas import Concept

_FOLDER = Path(__file__).parent / "media_topics"
_ADDRESS = re.compile(r"https?://cv\.iptc\.org/newscodes/mediatopic/(?P<code>[0-9]{8})")
_QCODE = re.compile(r"medtop:(?P<code>[0-9]{8})")
# What a language is called in the tables, and where to look for what a regional one does not say otherwise.
_TABLES = {
    **{language: (language,) for language in ("ar", "da", "de", "en", "es", "fr", "nb", "nn", "pt", "sv")},
    "en-us": ("en-US", "en"),
    "pt-br": ("pt-BR", "pt"),
    "no": ("nb",),
    "zh": ("zh-Hans",),
}
_IN_OTHER_LETTERS = ("-hant", "-tw", "-hk", "-mo", "-latn")


def named(concepts: tuple[Concept, ...], language: str) -> tuple[Concept, ...]:
    """Return concepts, of which Media Topics without a name have IPTC's in a language (BCP 47), where there is one."""
    if all(one.name for one in concepts):
        return concepts
    return tuple(one if one.name else _named(one, language) for one in concepts)


def name_of(code: str, language: str) -> str | None:
    """Return the name of a topic, a code of eight digits, in a language; None if the tables have none."""
    tag = language.lower()
    if any(part in tag for part in _IN_OTHER_LETTERS):
        return None
    tables = _TABLES.get(tag) or _TABLES.get(tag.partition("-")[0], ())
    return next((name for table in tables if (name := _table(table).get(code))), None)


def parent_of(code: str) -> str | None:
    """Return the code of the broader topic, None for one of the first level and for no topic."""
    return _table("parents").get(code) or None


def _named(concept: Concept, language: str) -> Concept:
    match = _ADDRESS.fullmatch(concept.uri or "") or _QCODE.fullmatch(concept.code or "")
    name = name_of(match["code"], language) if match else None
    return concept.model_copy(update={"name": name}) if name else concept


@cache
def _table(name: str) -> dict[str, str]:
    lines = (_FOLDER / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t", 1) for line in lines)
