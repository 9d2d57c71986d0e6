"""Ids of Gigaword and of the collections before it: source, language and day are in them.

`XIN_ARB_20080901.0001`; older `19940515_AFP_ARB.0115`; `XIA20030501.0001`, where one code means source and language.
"""

import re
from typing import NamedTuple

_ID = re.compile(
    r"(?P<source>[A-Z]{3})_(?P<language>[A-Z]{3})_(?P<day>[0-9]{8})[._][0-9]{3,6}(?:\..{1,40})?"
    r"|(?P<older_day>[0-9]{8})_(?P<older_source>[A-Z]{3})_(?P<older_language>[A-Z]{3})[._][0-9]{3,6}(?:\..{1,40})?"
    r"|(?P<code>[A-Z]{3})(?P<code_day>[0-9]{8})[._][0-9]{3,6}(?:\..{1,40})?",
    re.IGNORECASE,
)
_LANGUAGES = {"arb": "ar", "eng": "en", "cmn": "zh", "fre": "fr", "spa": "es"}
_AGENCIES = {"xin": "xinhua", "afp": "afp", "apw": "ap"}  # the others are newspapers, or no agency known by a code
# Codes of the first editions: source and language of each.
_CODES = {
    "xia": ("xin", "arb"),
    "afa": ("afp", "arb"),
    "alh": ("hyt", "arb"),
    "ann": ("nhr", "arb"),
    "asb": ("asb", "arb"),
    "xie": ("xin", "eng"),
    "afe": ("afp", "eng"),
    "apw": ("apw", "eng"),
    "xin": ("xin", "cmn"),
}


class Said(NamedTuple):
    """What an id says: the day as written (20080901), the language's tag and the provider's code, where known."""

    day: str | None = None
    language: str | None = None
    provider: str | None = None


def read_id(identifier: str) -> Said:
    """Return what an id says; nothing where it is of no known form."""
    match = _ID.fullmatch(identifier)
    if match is None:
        return Said()
    parts = match.groupdict()
    if code := parts["code"]:
        source, language = _CODES.get(code.lower(), (code.lower(), ""))
    else:
        source = (parts["source"] or parts["older_source"]).lower()
        language = (parts["language"] or parts["older_language"]).lower()
    day = parts["day"] or parts["older_day"] or parts["code_day"]
    return Said(day, _LANGUAGES.get(language), _AGENCIES.get(source))
