"""Nothing of a text is lost or invented: its letters are those of the record and of what --explain says was furniture."""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas import Article
from tests.formats.items import item_of
from tests.support import ROOT
from worker.draft import Role
from worker.pipeline import Reading, explain, read

FORMATS_OF_TEXT = ("xinhua_page", "wire_text", "iptc_7901", "anpa_1312", "gigaword")
TWINS = sorted(
    path
    for name in FORMATS_OF_TEXT
    for path in (ROOT / "tests" / "formats" / name).glob("*")
    if not path.name.endswith(".expected.json")
)
WHOLE: dict[str, Role] = {"paragraphs": "paragraph", "captions": "caption"}
"""Fields that are the parts of one role, letter by letter."""
WITHIN: dict[str, tuple[Role, ...]] = {
    "headline": ("headline",),
    "dateline": ("dateline",),
    "slugline": ("slug", "header"),
    "byline": ("byline", "dateline"),
}
"""Fields whose letters are in parts of these roles, with words around them: By, reporters in a dateline, a repetition."""

LETTERS = st.sampled_from("abcdeABCDE éüñ ابتثجحخد جدید 新闻報道港 ひらカナ 한국어 прстуф 0123 ٤٥٦ ,.;-–\"'()")
WORDS = st.text(LETTERS, min_size=1, max_size=40)
PARAGRAPHS = st.lists(WORDS, min_size=1, max_size=6)

FRAMES = {
    "wire_text": ("{headline}\n\nHILL, Jan. 3 (AP) -- {text}\n", "\n\n"),
    "xinhua_page ar": (
        "{headline}\n2021-01-22 23:41:14|arabic.news.cn\nVideo PlayerClose\nبغداد 22 يناير 2021 (شينخوا) {text}\n",
        "\n",
    ),
    "xinhua_page zh": (
        "{headline}\n( 2022-01-26 ) 稿件来源:新华每日电讯\n　　新华社北京1月25日电（记者李安、王禾）{text}\n",
        "\n",
    ),
    "xinhua_page es": ("{headline}\nXinhua  2020:05:24.16:14\nBEIJING, 24 may (Xinhua) -- {text} Fin\n", "\n"),
    "iptc_7901": (
        "\x01eca062 4 i 211 ccccb   dpa 061\r\n\r\nkey-words/\r\n\x02{headline} =\r\n\r\n   Hill (dpa) - {text}\r\n"
        "\x03131137 GMT Nov 13\r\n\x7f\x7f\x04",
        "\r\n   ",
    ),
    "anpa_1312": (
        "\x16\x16\x01W2870 US asian\nf l \x13\x11  BC-LT--Boats   11-13 1049\n\x02^BC-LT--Boats,466<\n^{headline}<\n"
        "^By ADA HILL=\n\t   HILL (AP) _ {text}\n\x03AP-WF-11-13-13 1509GMT<\n\x0c\x04",
        "\n\t   ",
    ),
    "gigaword": (
        '<DOC id="XIN_ARB_20080901.0001" type="story">\n<HEADLINE>\n{headline}\n</HEADLINE>\n'
        "<DATELINE>\nبغداد 1 سبتمبر\n</DATELINE>\n<TEXT>\n<P>\n{text}\n</P>\n</TEXT>\n</DOC>\n",
        "\n</P>\n<P>\n",
    ),
}


NAMES_OF_MARKUP = re.compile(r"</?[A-Z]+[ >]|\b(?:id|type)=")


def letters_of(texts: Iterable[str | None]) -> str:
    """The letters and digits in order; of a letter's presentation form the letter, of a fraction its digits."""
    text = "".join(unicodedata.normalize("NFKC", one) for one in "".join(filter(None, texts)) if one.isalnum())
    return "".join(one for one in text if one.isalnum())


def fields_of(article: Article) -> dict[str, str]:
    """The letters of the fields that parts of an item turn into."""
    return {
        "headline": letters_of([article.headline]),
        "paragraphs": letters_of(article.paragraphs),
        "captions": letters_of(media.caption for media in article.media),
        "dateline": letters_of([article.dateline.text if article.dateline else None]),
        "slugline": letters_of([article.slugline]),
        "byline": letters_of([article.byline]),
    }


def parts_of(reading: Reading, *roles: Role) -> str:
    return letters_of(part.text for part in reading.parts if part.role in roles)


def mistakes(reading: Reading) -> Iterator[str]:
    """What a record has that its parts do not say, and the reverse."""
    article = reading.result
    assert isinstance(article, Article)
    fields = fields_of(article)
    notes = {note.code for note in article.provenance.notes}
    for field, role in WHOLE.items():
        if sorted(parts_of(reading, role)) != sorted(fields[field]):
            yield f"{field}: {fields[field]!r} is not {parts_of(reading, role)!r}"
    for field, roles in WITHIN.items():
        is_from_elsewhere = field == "headline" and "headline_from_text" in notes
        if not is_from_elsewhere and Counter(fields[field]) - Counter(parts_of(reading, *roles)):
            yield f"{field}: {fields[field]!r} is not in {parts_of(reading, *roles)!r}"


@pytest.mark.parametrize("frame", FRAMES, ids=FRAMES.keys())
@given(WORDS, PARAGRAPHS)
@settings(deadline=None)  # the first text whose language statistics must tell loads their model
def test_any_words_in_a_wires_frame_come_out_as_they_went_in(frame: str, headline: str, paragraphs: list[str]) -> None:
    shape, between = FRAMES[frame]
    text = shape.format(headline=headline, text=between.join(paragraphs))
    readings = explain(item_of(text.encode()))
    parts = Counter(letters_of(part.text for reading in readings for part in reading.parts))
    for reading in readings:
        if isinstance(reading.result, Article):
            assert parts == Counter(letters_of([NAMES_OF_MARKUP.sub("", text)]))
            assert list(mistakes(reading)) == []


@pytest.mark.parametrize("path", TWINS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_record_of_every_twin_holds_what_its_parts_say(path: Path) -> None:
    for reading in explain(item_of(path.read_bytes())):
        if isinstance(reading.result, Article):
            assert list(mistakes(reading)) == []


def contents_of(payload: bytes, item: dict[str, str]) -> list[object]:
    """What a consumer sees of each story, or why it was rejected."""
    return [
        result.model_dump(exclude={"provenance"}) if isinstance(result, Article) else result.code
        for result in read(item_of(payload, **item))
    ]


def is_utf8(path: Path) -> bool:
    try:
        return bool(path.read_bytes().decode())
    except UnicodeDecodeError:
        return False


@pytest.mark.parametrize(
    "path", [path for path in TWINS if is_utf8(path)], ids=lambda path: f"{path.parent.name}/{path.stem}"
)
def test_line_ends_byte_order_marks_and_utf16_make_no_difference(path: Path) -> None:
    said = json.loads(path.with_name(f"{path.stem}.expected.json").read_text())
    item = (said[0] if isinstance(said, list) else said).get("item", {})
    written = path.read_bytes().decode()
    text = written.replace("\r\n", "\n")
    expected = contents_of(written.encode(), item)
    for payload in (
        text.encode(),
        text.replace("\n", "\r\n").encode(),
        written.encode("utf-8-sig"),
        written.encode("utf-16"),
    ):
        assert contents_of(payload, item) == expected
