"""1. Reading. A wire item goes in; articles and rejections come out. No server, no clock, no network: a pure function.

Read these files in the order of their numbers: they are a tour of the whole system.
"""

from datetime import UTC, datetime

from schemas import Article, Rejection, Source, WireItem
from worker.pipeline import explain, read

# A wire item is what arrived: bytes, and what the transport knew of them. This one has the shape of a Xinhua page.
PAGE = """\
افتتاح مكتبة عامة في مدينة النور

2026-11-23 09:30:00|arabic.news.cn
Video PlayerClose

النور 23 نوفمبر 2026 (شينخوا) افتتحت اليوم (الإثنين) مكتبة عامة تضم مئة ألف كتاب.

وقالت مديرة المكتبة سلمى الراوي إن الدخول مجاني للجميع.

الصور

010020070790000000000000011100001310999991
"""
ITEM = WireItem(payload=PAGE.encode(), source="desk", received_at=datetime(2026, 11, 23, 1, 31, tzinfo=UTC))


def read_one(item: WireItem, source: Source | None = None) -> Article:
    (result,) = read(item, source)
    assert isinstance(result, Article), result
    return result


def test_a_wire_item_becomes_an_article() -> None:
    article = read_one(ITEM)
    assert article.headline == "افتتاح مكتبة عامة في مدينة النور"
    assert article.paragraphs == (
        "افتتحت اليوم (الإثنين) مكتبة عامة تضم مئة ألف كتاب.",
        "وقالت مديرة المكتبة سلمى الراوي إن الدخول مجاني للجميع.",
    )


def test_the_dateline_is_taken_apart() -> None:
    dateline = read_one(ITEM).dateline
    assert dateline is not None
    assert dateline.text == "النور 23 نوفمبر 2026 (شينخوا)"
    assert (dateline.place, str(dateline.date), dateline.agency) == ("النور", "2026-11-23", "شينخوا")


def test_every_time_is_utc_and_what_was_assumed_is_noted() -> None:
    article = read_one(ITEM)
    assert article.version_created == datetime(2026, 11, 23, 1, 30, tzinfo=UTC)  # the page says 09:30, Beijing time
    assert "timezone_assumed" in [note.code for note in article.provenance.notes]


def test_the_uri_comes_from_the_wires_own_number_and_never_changes() -> None:
    assert read_one(ITEM).uri == read_one(ITEM).uri == "urn:wirecopy:desk:131099999"
    assert read_one(ITEM).identity.basis == "document_number"


def test_what_is_known_of_a_source_fills_in_what_the_wire_does_not_say() -> None:
    source = Source(id="desk", provider="xinhua")
    assert read_one(ITEM, source).uri == "urn:wirecopy:xinhua:131099999"


def test_what_cannot_be_read_is_a_rejection_that_says_why_and_where() -> None:
    (result,) = read(ITEM.model_copy(update={"payload": PAGE.replace("11-23 09", "13-45 09").encode()}))
    assert isinstance(result, Rejection)
    assert result.code == "impossible_date"
    assert result.where == "line 3"
    assert result.raw_size == len(PAGE.encode())


def test_no_bytes_at_all_make_it_fail() -> None:
    for payload in (b"", b"\x00\xff\x00", b"\x89PNG\r\n\x1a\n", "لا شيء".encode()[:-1], b"{", b"<a><b>"):
        (result,) = read(ITEM.model_copy(update={"payload": payload}))
        assert isinstance(result, Rejection)


def test_every_part_of_the_item_can_be_explained() -> None:
    (reading,) = explain(ITEM)
    roles = {part.text: part.role for part in reading.parts}
    assert roles["Video PlayerClose"] == "furniture"
    assert roles["010020070790000000000000011100001310999991"] == "tail_code"
