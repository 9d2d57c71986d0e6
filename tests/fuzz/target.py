"""What must hold for any bytes in any format: the target of the fuzzer and of tests/fuzz/test_fuzz.py.

    python -m tests.fuzz.target FILE    run it over what the fuzzer has found

The first byte of a case says who reads the rest: 0 whoever recognises it, else the format of that number.
"""

import html
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from schemas import Article, Code, Source, WireItem
from tests.formats.items import item_of
from worker.formats.decode import decode
from worker.formats.iptc_7901_charset import decode_transmission
from worker.formats.registry import FORMATS
from worker.pipeline import Limits, Reading, explain

LIMITS = Limits(max_stories=50)
SECONDS = 1.0
_SOURCE = Source(id="test")
_MISTAKES = (Code.READER_FAILED, Code.INVALID_RECORD)


class Broken(AssertionError):
    """What must hold does not."""


def case_of(payload: bytes, name: str | None = None) -> bytes:
    """Return the case in which a format reads a payload; without a name whoever recognises it."""
    names = [None, *(one.name for one in FORMATS)]
    return bytes((names.index(name),)) + payload


def item_in(case: bytes) -> WireItem:
    """Return the wire item of a case."""
    number = case[0] % (len(FORMATS) + 1) if case else 0
    item = item_of(case[1:])
    return item.model_copy(update={"format": FORMATS[number - 1].name}) if number else item


def check(case: bytes, seconds: float = SECONDS) -> None:
    """Read a case. Raises Broken, with what is wrong, if anything that must hold does not; seconds of processor time."""
    item = item_in(case)
    started = time.process_time()
    readings = explain(item, limits=LIMITS)
    took = time.process_time() - started
    if took > seconds:
        raise Broken(f"it took {took:.2f} s")
    if not readings or len(readings) > LIMITS.max_stories:
        raise Broken(f"{len(readings)} results")
    for reading in readings:
        _check_record(reading)
        if isinstance(reading.result, Article):
            _check_nothing_is_made_up(reading, reading.result)
    _check_nothing_is_lost(item, readings)


def _check_record(reading: Reading) -> None:
    result = reading.result
    if not isinstance(result, Article) and result.code in _MISTAKES:
        raise Broken(f"{result.code}: {result.message}")
    if type(result).model_validate_json(result.model_dump_json()) != result:
        raise Broken("the record is another one once it was written and read")
    for part in reading.parts:
        if not part.text or not part.where:
            raise Broken(f"a part without text or place: {part}")


def _check_nothing_is_made_up(reading: Reading, article: Article) -> None:
    """Every letter of the headline is in one of the parts, and every letter of the text."""
    parts = [part.text for part in reading.parts]
    written = letters_of(parts) | letters_of(map(html.unescape, parts)) | letters_of(map(_unescaped_twice, parts))
    for texts in ((article.headline,), article.paragraphs):
        if invented := letters_of(texts) - written:
            raise Broken(f"letters that no part has: {dict(invented)}")


def _unescaped_twice(text: str) -> str:
    return html.unescape(html.unescape(text))


def _check_nothing_is_lost(item: WireItem, readings: list[Reading]) -> None:
    """Every letter of an item of text is in one of the parts."""
    first = readings[0].result
    name = first.provenance.format if isinstance(first, Article) else first.format
    if name not in _TEXTS or not all(reading.parts for reading in readings):
        return
    if lost := letters_of([_TEXTS[name](item)]) - letters_of(part.text for reading in readings for part in reading.parts):
        raise Broken(f"letters that are in no part: {dict(lost)}")


def _usual(item: WireItem) -> str:
    return decode(item, _SOURCE).text


def _transmission(item: WireItem) -> str:
    return decode_transmission(item, _SOURCE).text


def _latin(item: WireItem) -> str:
    return decode(item, _SOURCE, usual="iso8859-1").text


_TEXTS = {"xinhua_page": _usual, "wire_text": _usual, "iptc_7901": _transmission, "anpa_1312": _latin}


def letters_of(texts: Iterable[str]) -> Counter[str]:
    """The letters and digits of texts, each decomposed by itself."""
    return Counter(letter for text in texts for letter in unicodedata.normalize("NFKD", text) if letter.isalnum())


if __name__ == "__main__":
    for found in sys.argv[1:]:
        check(Path(found).read_bytes())
