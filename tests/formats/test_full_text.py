"""A feed's entry and the page it points to, in one wire item."""

from hypothesis import given
from hypothesis import strategies as st

from schemas import Article, NoteCode, Rejection, WireItem
from tests.formats.items import item_of
from worker.formats.full_text import pack, unpack
from worker.pipeline import explain, read

ENTRY = (
    b"<rss version='2.0'><channel><item><title>Harbour opens</title><guid>courier-1</guid>"
    b"<link>https://courier.example/1</link><description>%s</description></item></channel></rss>"
)
TEXT = "The harbour of Gull Rock opened again on Monday after two years of work on its northern quay, the council said."
HEAD = "<title>x</title><meta name=author content='Ada Quill'>"
PAGE = f"<!doctype html><html lang=en><head>{HEAD}</head><body><p>{TEXT}</p></body></html>"
URL = "https://courier.example/ميناء"
CONTENTS = st.one_of(
    st.binary(), st.lists(st.sampled_from([b"\r\n", b"--", b"\r\n--wirecopy-", b"a", b"\x00", b"\n"])).map(b"".join)
)


def item(entry: bytes, page: bytes, page_type: str = "text/html; charset=utf-8") -> WireItem:
    payload, media_type = pack(entry, "application/rss+xml", page, page_type, URL)
    return item_of(payload, media_type=media_type)


def article(entry: bytes, page: bytes) -> Article:
    (result,) = read(item(entry, page))
    assert isinstance(result, Article), result
    return result


@given(CONTENTS, CONTENTS, st.text(), st.text(), st.text())
def test_what_is_packed_is_unpacked_byte_for_byte(entry: bytes, page: bytes, first: str, second: str, url: str) -> None:
    payload, _ = pack(entry, first, page, second, url)
    (_, one), (_, other) = unpack(payload)
    assert (one, other) == (entry, page)


def test_the_headers_say_what_each_part_is() -> None:
    payload, media_type = pack(b"e", "Application/Atom+XML; charset=utf-8", b"p", "text/html", URL)
    assert media_type.startswith('multipart/related; type="application/atom+xml"; boundary="')
    (entry, _), (page, _) = unpack(payload)
    assert entry["content-type"] == "Application/Atom+XML; charset=utf-8"
    assert (page["content-type"], page["content-location"]) == ("text/html", URL)


def test_a_header_takes_no_line_break_from_outside() -> None:
    payload, _ = pack(b"e", "a/b\r\nX-Evil: 1", b"p", "text/html", "https://x.example/\r\n\r\nboo")
    (entry, one), (_, other) = unpack(payload)
    assert "x-evil" not in entry
    assert (one, other) == (b"e", b"p")


def test_the_same_entry_and_page_are_packed_the_same() -> None:
    assert item(ENTRY, PAGE.encode()) == item(ENTRY, PAGE.encode())


def test_the_entry_says_what_it_is_and_the_page_what_it_says() -> None:
    joined = article(ENTRY % b"Boats are back.", PAGE.encode())
    assert joined.uri == "urn:wirecopy:test:courier-1"
    assert (joined.headline, joined.summary, joined.paragraphs) == ("Harbour opens", "Boats are back.", (TEXT,))
    assert [person.name for person in joined.authors] == ["Ada Quill"]
    assert [note.code for note in joined.provenance.notes] == [NoteCode.PAGE_TEXT_TAKEN]


def test_the_story_is_the_same_whether_its_page_could_be_read_or_not() -> None:
    assert article(ENTRY % b"a", PAGE.encode()).uri == article(ENTRY % b"a", b"").uri


def test_a_page_that_cannot_be_read_costs_its_text_alone() -> None:
    for page in (b"", b"\x00\xff" * 50, b"\x89PNG\r\n\x1a\n", b"<html><title>404 Not Found</title>"):
        (note,) = (one for one in article(ENTRY % b"Boats.", page).provenance.notes if one.code == NoteCode.PAGE_UNUSABLE)
        assert note.detail in ("empty", "binary", "error_page")


def test_a_page_with_less_text_than_its_entry_gives_what_the_entry_lacks() -> None:
    joined = article(ENTRY % (TEXT * 2).encode(), PAGE.encode())
    assert joined.paragraphs == (TEXT * 2,)
    assert [person.name for person in joined.authors] == ["Ada Quill"]


def test_a_headline_taken_from_the_page_is_one_of_the_parts_even_where_its_text_is_not() -> None:
    entry = (ENTRY % f"{TEXT} And more.".encode()).replace(b"<title>Harbour opens</title>", b"")
    page = PAGE.replace("<title>x</title>", "<meta property='og:title' content='Gull Rock is open'>")
    (reading,) = explain(item(entry, page.encode()))
    assert isinstance(reading.result, Article), reading.result
    assert reading.result.headline == "Gull Rock is open"
    assert [(part.text, part.where) for part in reading.parts if part.role == "headline"] == [
        ("Gull Rock is open", "page head")
    ]


def test_an_entry_that_holds_another_with_its_page_is_refused() -> None:
    inner, inner_type = pack(ENTRY, "application/rss+xml", PAGE.encode(), "text/html", URL)
    payload, media_type = pack(inner, inner_type, PAGE.encode(), "text/html", URL)
    (result,) = read(item_of(payload, media_type=media_type))
    assert isinstance(result, Rejection)
    assert result.code == "unknown_format"


@given(st.binary(max_size=200), st.sampled_from([b"", b"--b\r\nContent-Type: text/html\r\nContent-Length: 1\r\n\r\n"]))
def test_whatever_comes_under_its_media_type_is_stories_or_rejections(rest: bytes, beginning: bytes) -> None:
    for payload in (beginning + rest, beginning + rest + b"\r\n--b\r\n\r\n" + rest + b"\r\n--b--\r\n"):
        for result in read(item_of(payload, media_type="multipart/related")):
            assert not isinstance(result, Rejection) or result.code != "reader_failed", result.message
