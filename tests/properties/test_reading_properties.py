"""What must hold for any bytes, and for every delivery of one story."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from schemas import Article, Rejection, WireItem
from tests.formats.items import RECEIVED, item_of
from tests.properties.test_text_properties import letters_of
from worker.formats.registry import FORMATS
from worker.normalise.language import language_of
from worker.normalise.text import clean
from worker.pipeline import explain, read

SAMPLES = sorted((Path(__file__).parents[2] / "samples").glob("0[1-7]*.txt"))
FORMAT_NAMES = st.sampled_from([None, *(one.name for one in FORMATS)])
MEDIA_TYPES = st.sampled_from([None, "text/plain", "text/plain; charset=utf-16", "text/html;charset=gb2312", ";", "=;="])

# Pieces that formats look for, so that random items reach deep.
PIECES = st.sampled_from(
    [
        "2021-01-22 23:41:14|arabic.news.cn",
        "2021-13-45 25:61:00|arabic.news.cn",
        "Source: Xinhua| 2021-03-05 20:52:56|Editor: A",
        "بغداد ٢٢ يناير ٢٠٢١ (شينخوا) ",
        "بغداد 32 يناير (شينخوا) ",
        "BEIJING, Feb. 29 (Xinhua) -- ",
        "新华社北京1月25日电（记者A）",
        "010020070790000000000000011100001396905241",
        "(يتبع)",
        " Enditem",
        "(د ب أ)",
        "عاجل: ",
        "(عاجل)",
        "\u200f",
        "\u202b",
        "\u202c",
        "(الجمعة)",
        "新华社北京1月25日电 题：",
        "(TWO WORDS)ONE-TWO-THREE (CN)",
        "By A B",
        "Video Player",
        "Close",
        "\n",
        "\n\n",
        "\r\n",
        "الصور",
        "(Xinhua/A B)",
        "كلمة",
    ]
)
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=30)), max_size=25).map("".join)
PAYLOADS = st.one_of(st.binary(), TEXTS.map(str.encode), TEXTS.map(lambda text: text.encode("utf-16")))


def read_article(item: WireItem) -> Article:
    (result,) = read(item)
    assert isinstance(result, Article), result
    return result


def content_of(article: Article) -> dict[str, object]:
    return article.model_dump(exclude={"provenance"})


@pytest.fixture(scope="module", autouse=True)
def _detector() -> None:
    """Load the language detector's model once: it takes longer than any reading."""
    language_of(None, None, "Boats went out of the harbour again.")


@given(PAYLOADS, FORMAT_NAMES, MEDIA_TYPES)
@example(b"\xff\xfe", None, None)
@example(b"\x00", "wire_text", None)
@settings(deadline=timedelta(seconds=1), max_examples=300)
def test_any_bytes_become_articles_or_rejections(payload: bytes, name: str | None, media_type: str | None) -> None:
    item = item_of(payload, media_type=media_type).model_copy(update={"format": name})
    results = read(item)
    assert results
    for result in results:
        assert type(result).model_validate_json(result.model_dump_json()) == result
        assert not isinstance(result, Rejection) or result.code != "reader_failed", result.message


@given(TEXTS.map(lambda text: text.replace("\x00", "")))  # with it, a few bytes are as good UTF-16
def test_every_letter_of_a_story_is_in_one_of_its_parts(text: str) -> None:
    for reading in explain(item_of(text.encode())):
        if isinstance(reading.result, Article):
            assert letters_of("".join(part.text for part in reading.parts)) == letters_of(text)


@given(TEXTS)
def test_every_text_of_an_article_is_display_text(text: str) -> None:
    for article in read(item_of(text.encode())):
        if isinstance(article, Article):
            captions = (media.caption for media in article.media)
            dateline = (article.dateline.text, article.dateline.place) if article.dateline else ()
            texts = (article.headline, *article.paragraphs, article.byline, article.credit, *captions, *dateline)
            assert [clean(one)[0] for one in texts if one] == [one for one in texts if one]


@given(TEXTS.map(str.encode))
def test_the_same_item_is_the_same_story_with_the_same_content(payload: bytes) -> None:
    first, again = read(item_of(payload)), read(item_of(payload))
    assert first == again


@given(
    st.sampled_from(SAMPLES),
    st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.integers(0),
)
def test_receipt_changes_neither_identity_nor_content(path: Path, received: datetime, entry: int) -> None:
    item = item_of(path.read_bytes())
    later = item.model_copy(update={"received_at": received, "item_id": f"{entry}-0", "transport": {"x": "y"}})
    assert content_of(read_article(later)) == content_of(read_article(item))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_line_ends_marks_and_utf16_make_no_difference(path: Path) -> None:
    text = path.read_text()
    plain = content_of(read_article(item_of(text.encode())))
    crlf = text.replace("\n", "\r\n")
    for payload in (
        crlf.encode(),
        text.replace("\n", "\r").encode(),
        text.encode("utf-8-sig"),
        text.encode("utf-16"),
        crlf.encode("utf-16-le"),
        text.encode("utf-16-be"),
        text.encode("utf-32"),
    ):
        assert content_of(read_article(item_of(payload))) == plain


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_every_time_is_aware_and_in_utc(path: Path) -> None:
    article = read_article(item_of(path.read_bytes()))
    times = [value for _, value in article if isinstance(value, datetime)] + [article.provenance.received_at]
    assert times
    assert all(value.utcoffset() == timedelta(0) for value in times)


def test_a_wire_that_states_no_time_gets_none_from_its_receipt() -> None:
    article = read_article(item_of(b"Harbour reopens\n\nHILL, Jan. 3 (AP) -- Boats went out on Monday.\n"))
    assert article.version_created is None
    assert article.dateline is not None
    assert article.dateline.date is None
    assert str(RECEIVED.year) not in article.model_dump_json(exclude={"provenance"})
