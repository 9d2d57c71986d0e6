"""Transmissions of IPTC 7901 for tests: one story, and its parts."""

from schemas import Article, Source
from tests.formats.items import item_of
from worker.pipeline import read

HEADER = "\x01eca062 4 i 211 ccccb   dpa 061\n\nHafen-Boote/\n"
END = "\n\x03131137 GMT Nov 13\n\x7f\x7f\x04"
TEXT = "   Möwenfels (dpa) - Die Boote sind\nzurück.\n   Alle leben."
STORY = f"{HEADER}\x02Boote kehren zurück =\n\n{TEXT}{END}"
URI = "urn:wirecopy:test:eca-062-2013-11-13"


def article_of(payload: str | bytes, source: Source | None = None) -> Article:
    """The article of an item that holds one story."""
    (result,) = read(item_of(payload.encode() if isinstance(payload, str) else payload), source)
    assert isinstance(result, Article), result
    assert result.provenance.format == "iptc_7901"
    return result


def story_of(above: str, text: str = "   Die Boote sind zurück.", keywords: str = "Hafen/") -> Article:
    """The article of a transmission, by what stands in it after STX."""
    return article_of(f"\x01eca062 4 i 211 cc dpa 061\n\n{keywords}\n\x02{above}\n\n{text}{END}")


def codes_of(article: Article) -> list[str]:
    return [str(note.code) for note in article.provenance.notes]


def content_of(article: Article) -> dict[str, object]:
    return article.model_dump(exclude={"provenance"})
