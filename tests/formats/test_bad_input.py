"""What cannot be read is rejected with a code, a message for people and the place."""

from dataclasses import dataclass

import pytest

from schemas import Rejection, Source
from tests.formats.items import item_of, read_one
from worker.pipeline import Limits, read

STORY = "Harbour reopens\n\nBoats went out — at last — on Monday.\n".encode()
PAGE = b"Harbour reopens\n2021-01-22 23:41:14|arabic.news.cn\nBoats went out.\n"
ARABIC = "افتتاح الميناء\n\nعادت القوارب إلى الميناء.\n"


@dataclass(frozen=True)
class Bad:
    """Bytes and the rejection they must become: code, words of the message, place."""

    payload: bytes
    code: str
    says: str
    where: str


CASES = {
    "nothing": Bad(b"", "empty", "nothing", "byte 0"),
    "white space": Bad(b" \r\n\t ", "empty", "nothing", "byte 0"),
    "only a mark": Bad(b"\xef\xbb\xbf \n", "empty", "white space", "byte 0"),
    "a picture": Bad(b"\x89PNG\r\n\x1a\n\x00\x00", "binary", "PNG", "byte 0"),
    "an archive": Bad(b"PK\x03\x04story", "binary", "ZIP", "byte 0"),
    "zero bytes": Bad(b"Harbour\x00\x01\x02\x03", "binary", "control characters", "byte 7"),
    "a cut letter": Bad(ARABIC.strip().encode()[:-2], "truncated", "middle of a character", "byte 72"),
    "another charset": Bad(ARABIC.encode("cp1256"), "wrong_charset", "utf-8", "byte 0"),
    "markup": Bad(b"<harbour><body>Harbour</body></harbour>", "unknown_format", "xinhua_page, ", "line 1"),
    "json": Bad(b'{"headline": "Harbour"}', "unknown_format", "xinhua_page, ", "line 1"),
    "a zero byte far behind": Bad(
        STORY + b"word " * 2000 + b"\x00", "binary", "control characters", f"byte {len(STORY) + 10000}"
    ),
    "a zero byte behind a mark": Bad(
        b"\xef\xbb\xbf" + STORY + b"\x00", "binary", "control characters", f"byte {len(STORY) + 3}"
    ),
    "a headline only": Bad(b"Harbour reopens\n", "no_body", "no text after", "line 1"),
    "a paragraph only": Bad(b"word " * 100 + b"\n\nmore.\n", "no_headline", "can be a headline", "line 1"),
    "a day that is not": Bad(
        "افتتاح\n\nالتل 32 يناير 2021 (رويترز) - فتح.".encode(), "impossible_date", "32 يناير 2021", "line 3"
    ),
    "a day of no year": Bad(b"Open\n\nHILL, Feb. 30 (AP) -- It opened.", "impossible_date", "Feb. 30", "line 3"),
    "two months": Bad(
        "افتتاح\n\nالتل 2 يناير/شباط 2021 (رويترز) - فتح.".encode(), "impossible_date", "months differ", "line 3"
    ),
}


@pytest.mark.parametrize("bad", CASES.values(), ids=CASES.keys())
def test_bad_input_is_rejected_with_code_message_and_place(bad: Bad) -> None:
    result = read_one(bad.payload)
    assert isinstance(result, Rejection)
    assert (result.code, result.where) == (bad.code, bad.where)
    assert bad.says in result.message
    assert result.raw_size == len(bad.payload)


def test_ten_mebibytes_are_the_most_that_is_read() -> None:
    (result,) = read(item_of(b"a" * (10 * 1024 * 1024 + 1)))
    assert isinstance(result, Rejection)
    assert (result.code, result.where) == ("too_large", "byte 10485760")
    assert "10485760" in result.message


def test_an_item_with_more_stories_than_allowed_is_rejected_whole() -> None:
    (result,) = read(item_of(STORY), limits=Limits(max_stories=0))
    assert isinstance(result, Rejection)
    assert result.code == "too_many_stories"


def test_an_unknown_format_name_is_answered_with_the_names_there_are() -> None:
    item = item_of(STORY).model_copy(update={"format": "telegraph"})
    (result,) = read(item)
    assert isinstance(result, Rejection)
    assert result.code == "unknown_format"
    assert "'telegraph'" in result.message
    assert "xinhua_page, " in result.message


def test_a_format_that_does_not_fit_says_so() -> None:
    (result,) = read(item_of(STORY), Source(id="test", format="xinhua_page"))
    assert isinstance(result, Rejection)
    assert (result.code, result.format) == ("unknown_format", "xinhua_page")


def test_what_comes_out_as_no_valid_record_is_rejected_with_the_field() -> None:
    broken = Source(id="test").model_copy(update={"provider": 7})
    (result,) = read(item_of(STORY), broken)
    assert isinstance(result, Rejection)
    assert (result.code, result.where) == ("invalid_record", "code")


@pytest.mark.parametrize(
    ("payload", "broken", "what"),
    [
        (PAGE, {"zone": 7}, "normalising a story of xinhua_page failed with TypeError"),
        (ARABIC.encode("cp1256"), {"charset": 7}, "recognising its format failed with TypeError"),
        (ARABIC.encode("cp1256"), {"charset": 7, "format": "wire_text"}, "wire_text failed with TypeError"),
    ],
)
def test_a_reader_that_fails_costs_its_story_and_names_itself(payload: bytes, broken: dict[str, object], what: str) -> None:
    (result,) = read(item_of(payload), Source(id="test").model_copy(update=broken))
    assert isinstance(result, Rejection)
    assert result.code == "reader_failed"
    assert result.message.startswith(what)


def test_a_rejection_carries_what_is_needed_to_find_and_replay_the_item() -> None:
    item = item_of(b"", media_type="text/plain", url="https://wire.example/1")
    (result,) = read(item.model_copy(update={"item_id": "17-0", "filename": "one.txt"}))
    assert isinstance(result, Rejection)
    assert (result.item_id, result.filename, result.url) == ("17-0", "one.txt", "https://wire.example/1")
    assert result.raw_digest == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
