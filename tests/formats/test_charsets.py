"""How bytes become text: UTF-8 first, then what is declared, then the source's setting; never silently."""

import pytest

from schemas import Article, Source
from tests.formats.items import item_of, read_one
from worker.pipeline import read

TEXT = "افتتاح الميناء القديم\n\nعادت القوارب إلى الميناء القديم صباح اليوم بعد أسبوع من الضباب.\n"
FRENCH = "Le port rouvre\n\nLes bateaux sont sortis à l’aube après une semaine de brouillard.\n"


def read_article(payload: bytes, source: Source | None = None, media_type: str | None = None) -> Article:
    (result,) = read(item_of(payload, media_type=media_type), source)
    assert isinstance(result, Article), result
    return result


def notes_of(article: Article) -> set[str]:
    return {note.code for note in article.provenance.notes} & {"charset_corrected", "charset_assumed"}


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_is_recognised_with_and_without_a_mark(charset: str) -> None:
    assert read_article(TEXT.encode(charset)).headline == "افتتاح الميناء القديم"


def test_a_declared_charset_is_used_without_a_note() -> None:
    article = read_article(TEXT.encode("cp1256"), media_type='text/plain; charset="Windows-1256"')
    assert article.headline == "افتتاح الميناء القديم"
    assert article.provenance.charset == "cp1256"
    assert notes_of(article) == set()


def test_utf8_that_decodes_wins_over_a_wrong_declaration() -> None:
    article = read_article(TEXT.encode(), media_type="text/plain; charset=iso-8859-1")
    assert article.headline == "افتتاح الميناء القديم"
    assert notes_of(article) == {"charset_corrected"}


def test_the_charset_of_the_source_is_assumed_where_none_is_declared() -> None:
    article = read_article(TEXT.encode("cp1256"), Source(id="test", charset="cp1256"))
    assert article.headline == "افتتاح الميناء القديم"
    assert notes_of(article) == {"charset_assumed"}


def test_latin1_with_typographic_quotes_is_windows_1252() -> None:
    article = read_article(FRENCH.encode("cp1252"), media_type="text/plain; charset=latin-1")
    assert "l’aube" in article.paragraphs[0]
    assert notes_of(article) == {"charset_corrected"}


@pytest.mark.parametrize("name", ["klingon", "hex", "rot13", "", "x" * 5000, "\x00", "utf-7", "idna", "utf-8;utf-16"])
def test_a_charset_name_that_means_nothing_harms_nothing(name: str) -> None:
    assert read_article(TEXT.encode(), media_type=f"text/plain; charset={name}").language == "ar"


def test_utf16_that_ends_within_a_character_is_truncated() -> None:
    result = read_one(TEXT.encode("utf-16")[:-1])
    assert (result.model_dump()["code"], result.model_dump()["where"]) == ("truncated", f"byte {2 * len(TEXT)}")


@pytest.mark.parametrize(
    ("label", "written_in", "text"),
    [
        ("gb2312", "gb18030", "新桥通车 镕"),
        ("euc-kr", "cp949", "다리 개통 똠"),
        ("Shift_JIS", "cp932", "橋が開通① 髙"),
        ("big5", "big5hkscs", "新橋通車 邨"),
        ("x-cp1256", "cp1256", "افتتاح جسر"),
    ],
)
def test_a_label_stands_for_the_larger_charset_that_everyone_writes_under_it(label: str, written_in: str, text: str) -> None:
    feed = f"<?xml version='1.0' encoding='{label}'?><rss><channel><item><title>{text}</title></item></channel></rss>"
    article = read_article(feed.encode(written_in))
    assert article.headline == text
    assert notes_of(article) == set()


def test_single_letters_of_windows_1252_in_markup_of_utf8_are_read_and_more_of_them_are_not() -> None:
    feed = "<rss><channel><item><title>— {}</title></item></channel></rss>".encode()
    article = read_article(feed.replace(b"{}", "Caf\u00e9 “Port”".encode("cp1252")))
    assert article.headline == "— Café “Port”"
    assert notes_of(article) == {"charset_assumed"}
    assert "\ufffd" in read_article(feed.replace(b"{}", "ميناء".encode("cp1256"))).headline


@pytest.mark.parametrize(
    "text", ["Boats return\n\nBoats\x00 returned to the harbor on Monday. ", "القوارب\n\nعادت\x00 القوارب."]
)
def test_a_zero_in_text_of_utf8_does_not_make_utf16_of_it(text: str) -> None:
    payload = (text * 5).encode()
    result = read_one(payload[: len(payload) & ~1])
    assert not isinstance(result, Article)
    assert result.code == "binary"
