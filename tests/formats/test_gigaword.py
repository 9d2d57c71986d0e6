"""Gigaword: many documents in a file, each a story of its own."""

import html
import re
import time
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas import Article, Rejection, Source
from tests.formats.items import RECEIVED, item_of
from worker.draft import Draft
from worker.formats.gigaword import Gigaword
from worker.formats.gigaword_ids import Said, read_id
from worker.pipeline import Limits, explain, read

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "samples" / "17-gigaword.sgml"
FILES = sorted((SAMPLE, *Path(__file__).parent.glob("gigaword/*.sgml")))
# In these some tags are text, or some bytes are no letters.
PLAIN = [path for path in FILES if not path.stem.startswith(("nasty-bad", "nasty-markup", "entities"))]
DOC_TAG = re.compile(r"<doc([^<>]*)>", re.IGNORECASE)
VALUE = re.compile(r"=\s*(\"[^\"]*\"|'[^']*'|[^\s\"']+)")
DOCUMENT = """<DOC id="XIN_ARB_20080901.{number:04}" type="story" >
<HEADLINE>
ميناء مرسى النخيل يستقبل العبارة رقم {number}
</HEADLINE>
<TEXT>
<P>
مرسى النخيل اول سبتمبر 2008 (شينخوا) استقبل ميناء مرسى النخيل يوم
الاثنين العبارة رقم {number} &amp; كان على متنها نحو ثمانين راكبا.
</P>
</TEXT>
</DOC>
"""


def letters_of(text: str) -> Counter[str]:
    return Counter(letter for letter in unicodedata.normalize("NFKC", text) if letter.isalnum())


def read_file(text: str) -> list[Article | Rejection]:
    return read(item_of(text.encode()).model_copy(update={"format": "gigaword"}))


def story_of(inside: str, attributes: str = 'id="AFP_ENG_20100401.0001" type="story"') -> Article:
    """What becomes of a document with this in it."""
    (article,) = read_file(f"<DOC {attributes}>\n{inside}\n</DOC>\n")
    assert isinstance(article, Article), article
    return article


@pytest.mark.parametrize(
    ("identifier", "said"),
    [
        ("XIN_ARB_20080901.0001", Said("20080901", "ar", "xinhua")),
        ("afp_eng_20080901.0001", Said("20080901", "en", "afp")),
        ("APW_SPA_20080901.0001.LDC2009T21", Said("20080901", "es", "ap")),
        ("HYT_ARB_20010204.0082", Said("20010204", "ar", None)),
        ("XIN_XXX_20080901.0001", Said("20080901", None, "xinhua")),
        ("19940515_AFP_ARB.0115", Said("19940515", "ar", "afp")),
        ("XIA20030501.0001", Said("20030501", "ar", "xinhua")),
        ("AFE19940512.0003", Said("19940512", "en", "afp")),
        ("XIN19901225.0001", Said("19901225", "zh", "xinhua")),
        ("UMH20030101.0001", Said("20030101", None, None)),
        ("ummah20040407_001", Said()),
        ("20080901", Said()),
        ("", Said()),
    ],
)
def test_an_id_says_the_day_the_language_and_the_agency_as_far_as_they_are_known(identifier: str, said: Said) -> None:
    assert read_id(identifier) == said


def test_an_id_that_says_nothing_is_still_the_storys() -> None:
    article = story_of("<HEADLINE>Boats return</HEADLINE><TEXT><P>Boats went out.</P></TEXT>", 'id="a b  7" type="story"')
    assert (article.uri, article.version_created, article.provider) == ("urn:wirecopy:test:a%20b%207", None, None)


def test_a_document_without_an_id_is_known_by_its_digest() -> None:
    article = story_of("<HEADLINE>Boats return</HEADLINE><TEXT><P>Boats went out.</P></TEXT>", 'type="story"')
    assert article.identity.basis == "digest"


def test_the_day_in_the_id_is_in_the_sources_zone_if_it_has_one() -> None:
    document = '<DOC id="AFP_ENG_20100401.0001" type="story"><HEADLINE>Boats</HEADLINE><TEXT><P>Out.</P></TEXT></DOC>'
    (article,) = read(item_of(document.encode()), Source(id="test", zone="Asia/Shanghai"))
    assert isinstance(article, Article)
    assert str(article.version_created) == "2010-03-31 16:00:00+00:00"


def test_a_line_before_the_dateline_is_no_caption() -> None:
    article = story_of(
        "<HEADLINE>Boats return</HEADLINE><TEXT><P>A report from the quay of the lake</P>"
        "<P>REED LAKE, April 1, 2010 (Xinhua) -- Boats went out.</P></TEXT>",
        'id="XIN_ENG_20100401.0001" type="story"',
    )
    assert article.paragraphs == ("A report from the quay of the lake", "Boats went out.")
    assert article.media == ()


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        ("One line\nAnother line\n", ("One line", "Another line")),
        ("First block\n\n \nSecond block\n", ("First block", "Second block")),
        (
            "A paragraph that was wrapped before eighty\ncharacters, as these files are, with an end\nthat is short.\n"
            "\nAnother one that was wrapped before it reached eighty\ncharacters.",
            (
                "A paragraph that was wrapped before eighty characters, as these files are, with an end that is short.",
                "Another one that was wrapped before it reached eighty characters.",
            ),
        ),
        (
            "   A paragraph that begins with an indent and is wrapped\nbefore it reaches eighty characters of a line.\n"
            "   Another paragraph that begins with an indent here.",
            (
                "A paragraph that begins with an indent and is wrapped before it reaches eighty characters of a line.",
                "Another paragraph that begins with an indent here.",
            ),
        ),
        (
            "The blue boat of the harbour  12 minutes 3 seconds\nThe green boat of the harbour  13 minutes 1 second",
            ("The blue boat of the harbour 12 minutes 3 seconds", "The green boat of the harbour 13 minutes 1 second"),
        ),
    ],
)
def test_text_without_p_has_paragraphs_by_blank_lines_and_indents_and_tables_by_lines(
    text: str, paragraphs: tuple[str, ...]
) -> None:
    article = story_of(f"<HEADLINE>Boats of the lake</HEADLINE>\n<TEXT>\n{text}</TEXT>")
    assert article.paragraphs == paragraphs


def test_what_is_too_long_for_a_headline_is_text() -> None:
    article = story_of(f"<HEADLINE>{'Boats went out. ' * 30}<TEXT><P>They returned.</P></TEXT>")
    assert article.headline == "Boats went out. Boats went out."
    assert len(article.paragraphs) == 2


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ('<DOC id="XIN_ARB_20080901.0001" type="story" >', True),
        ("<doc type='story' id='x'>", True),
        ("<DOC>\n<DOCNO>1</DOCNO>", True),
        ('<?xml version="1.0"?>\n<!-- a -->\n<GW>\n<DOC id="x">\n<HEADLINE>', True),
        ("<DOC>", False),
        ('<doc id="1" url="https://wire.example/1" title="A">text</doc>', False),
        ("<add><doc><field name='id'>1</field></doc></add>", False),
        ("<DOCUMENT id='x' type='y'><TEXT>", False),
        ("The <DOC id='x' type='y'>", False),
    ],
)
def test_a_file_is_recognised_by_its_first_document(text: str, is_one: bool) -> None:
    assert Gigaword().sniff(text) == is_one


def test_a_file_without_a_document_is_rejected() -> None:
    (rejection,) = read_file("<GW></GW>")
    assert isinstance(rejection, Rejection)
    assert (rejection.code, rejection.where) == ("no_story", "line 1")


@pytest.mark.parametrize("path", PLAIN, ids=lambda path: path.stem)
def test_every_letter_of_a_file_is_in_one_of_its_parts(path: Path) -> None:
    text = path.read_text()
    values = (value for tag in DOC_TAG.findall(text) for value in VALUE.findall(tag))
    written = html.unescape(" ".join((*values, re.sub(r"<[^<>]*>", "", text))))
    parts = [part.text for reading in explain(item_of(path.read_bytes())) for part in reading.parts]
    assert letters_of(" ".join(parts)) == letters_of(written)


@pytest.mark.parametrize("path", PLAIN, ids=lambda path: path.stem)
def test_a_part_names_the_line_it_begins_on(path: Path) -> None:
    lines = path.read_text().splitlines()
    for draft in Gigaword().read(item_of(path.read_bytes()), Source(id="test")):
        assert isinstance(draft, Draft)
        for part in draft.parts:
            line = lines[int(part.where.removeprefix("line ").partition(",")[0]) - 1]
            assert part.text.split()[0] in line or part.role in ("id", "header")


def test_paragraphs_on_one_line_have_places_of_their_own() -> None:
    document = '<DOC id="x" type="story"><HEADLINE>Boats</HEADLINE><TEXT><P>REED LAKE (AP) -- Out.</P><P>Home.</P></TEXT>'
    (reading,) = explain(item_of(document.encode()))
    assert isinstance(reading.result, Article)
    assert reading.result.paragraphs == ("Out.", "Home.")
    assert [(part.role, part.text) for part in reading.parts][-3:] == [
        ("dateline", "REED LAKE (AP) --"),
        ("paragraph", "Out."),
        ("paragraph", "Home."),
    ]
    assert reading.parts[-1].where == f"line 1, character {document.index('Home') + 1}"


def test_what_stands_between_documents_is_explained_and_in_no_record() -> None:
    documents = [DOCUMENT.format(number=number) for number in (1, 2)]
    first, second = explain(item_of("between\n".join(documents).encode()))
    assert [(part.role, part.text, part.where) for part in first.parts][-1] == ("header", "between", "line 12")
    assert isinstance(second.result, Article)
    assert "between" not in f"{first.result}{second.result}"


@pytest.mark.parametrize("path", PLAIN, ids=lambda path: path.stem)
def test_line_ends_marks_and_utf16_make_no_difference(path: Path) -> None:
    text = path.read_text()
    crlf = text.replace("\n", "\r\n")
    plain = contents_of(text.encode())
    for payload in (crlf.encode(), text.encode("utf-8-sig"), text.encode("utf-16"), crlf.encode("utf-16-be")):
        assert contents_of(payload) == plain


def contents_of(payload: bytes) -> list[dict[str, object]]:
    results = read(item_of(payload))
    assert all(isinstance(result, Article) for result in results)
    return [result.model_dump(exclude={"provenance"}) for result in results]


def test_a_declared_charset_is_used_for_all_documents() -> None:
    payload = DOCUMENT.format(number=1).encode("cp1256")
    (article,) = read(item_of(payload, media_type="text/sgml; charset=windows-1256"))
    assert isinstance(article, Article)
    assert article.headline == "ميناء مرسى النخيل يستقبل العبارة رقم 1"


def test_a_single_bad_byte_costs_a_letter_and_leaves_a_note() -> None:
    (article,) = read(item_of(DOCUMENT.format(number=1).encode().replace("يوم".encode(), b"\xff\xff\xff")))
    assert isinstance(article, Article)
    assert "replacement_characters" in [note.code for note in article.provenance.notes]


def test_documents_are_given_one_by_one() -> None:
    text = DOCUMENT.format(number=1) + '<DOC id="x" type="story">' + "<P>" * 60_000 + DOCUMENT.format(number=3)
    drafts = Gigaword().read(item_of(text.encode()), Source(id="test"))
    assert [getattr(draft, "wire_id", None) or getattr(draft, "code", None) for draft in drafts] == [
        "XIN_ARB_20080901.0001",
        "no_story",
        "XIN_ARB_20080901.0003",
    ]


def test_a_document_of_endless_paragraphs_costs_itself_alone() -> None:
    text = '<DOC id="x" type="story">' + "<P>a</P>" * 50_001 + "</DOC>" + DOCUMENT.format(number=2)
    bad, good = read_file(text)
    assert isinstance(bad, Rejection)
    assert bad.code == "too_large"
    assert isinstance(good, Article)


def test_more_documents_than_the_limit_are_none() -> None:
    text = "".join(DOCUMENT.format(number=number) for number in range(6))
    (rejection,) = read(item_of(text.encode()), limits=Limits(max_stories=5))
    assert isinstance(rejection, Rejection)
    assert rejection.code == "too_many_stories"


def test_ten_megabytes_of_documents_are_read_in_seconds() -> None:
    begin, paragraph, end = (
        DOCUMENT.partition("<P>")[0],
        DOCUMENT[DOCUMENT.index("<P>") : DOCUMENT.index("</TEXT>")],
        "</TEXT>",
    )
    document = f"{begin}{paragraph * 6}{end}</DOC>\n"
    count = 10 * 1024 * 1024 // len(document.format(number=1000).encode())
    payload = "".join(document.format(number=1000 + number) for number in range(count)).encode()
    started = time.perf_counter()
    results = read(item_of(payload), limits=Limits(max_stories=count))
    assert time.perf_counter() - started < 10  # 2 s on a quiet machine; what is quadratic takes hours
    assert len(results) == count
    assert all(isinstance(result, Article) for result in results)


PIECES = st.sampled_from(
    [
        *("<DOC id=\"XIN_ARB_20080901.0001\" type='story'>", "<DOC>", "</DOC>", "<HEADLINE>", "</HEADLINE>"),
        *("<DATELINE>", "</DATELINE>", "<TEXT>", "</TEXT>", "<P>", "</P>", "<DOCNO>", "<x>", "</x>", "<b>"),
        *("<", ">", "&amp;", "&", "&#0;", "\n", "\n\n", "   ", "عاجل: ", "(يتبع)", "كلمة", "\ufffd"),
        "BEIJING, Jan. 1 (Xinhua) -- ",
    ]
)


@given(st.lists(st.one_of(PIECES, st.text(max_size=20)), max_size=30).map("".join))
def test_any_order_of_tags_becomes_articles_or_rejections(text: str) -> None:
    item = item_of(text.encode()).model_copy(update={"format": "gigaword", "received_at": RECEIVED})
    for result in read(item):
        assert type(result).model_validate_json(result.model_dump_json()) == result
        assert not isinstance(result, Rejection) or result.code != "reader_failed", result.message
