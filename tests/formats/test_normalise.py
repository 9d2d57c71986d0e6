"""Times, words and text: what is written becomes what it means."""

from datetime import UTC, datetime

import pytest

from schemas import Article, Source
from schemas.errors import Unreadable
from tests.formats.items import RECEIVED, item_of
from worker.draft import WrittenTime
from worker.normalise.dates import read_time
from worker.normalise.keys import fold
from worker.normalise.text import clean
from worker.normalise.words import count_words
from worker.pipeline import read


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2021-01-22T23:41:14+08:00", datetime(2021, 1, 22, 15, 41, 14, tzinfo=UTC)),
        ("2021-01-22T15:41:14.123456789Z", datetime(2021, 1, 22, 15, 41, 14, 123456, tzinfo=UTC)),
        ("20210122T154114Z", datetime(2021, 1, 22, 15, 41, 14, tzinfo=UTC)),
        ("20210122T154114+0200", datetime(2021, 1, 22, 13, 41, 14, tzinfo=UTC)),
        ("2021-01-22T15:41:14-0330", datetime(2021, 1, 22, 19, 11, 14, tzinfo=UTC)),
        ("2021-01-22T15:41+05", datetime(2021, 1, 22, 10, 41, tzinfo=UTC)),
        ("2021-01-22T24:00:00Z", datetime(2021, 1, 23, tzinfo=UTC)),
        ("2016-12-31T23:59:60Z", datetime(2017, 1, 1, tzinfo=UTC)),
    ],
)
def test_a_time_that_states_its_zone_needs_no_note(text: str, expected: datetime) -> None:
    moment = read_time(WrittenTime(text, "line 1", "Asia/Shanghai"), "Europe/Paris", RECEIVED)
    assert (moment.utc, moment.notes) == (expected, ())


@pytest.mark.parametrize(
    ("source_zone", "known_zone", "hour", "named"),
    [
        ("Europe/Paris", "Asia/Shanghai", 22, "Europe/Paris"),
        (None, "Asia/Shanghai", 15, "Asia/Shanghai"),
        (None, None, 23, "UTC"),
    ],
)
def test_a_zone_not_stated_is_the_sources_then_the_formats_then_utc_with_a_note(
    source_zone: str | None, known_zone: str | None, hour: int, named: str
) -> None:
    moment = read_time(WrittenTime("2021-01-22 23:41:14", "line 3", known_zone), source_zone, RECEIVED)
    assert moment.utc == datetime(2021, 1, 22, hour, 41, 14, tzinfo=UTC)
    assert [(note.code, note.detail) for note in moment.notes] == [("timezone_assumed", named)]


@pytest.mark.parametrize(
    "text",
    [
        "2021-13-45 25:61:00",
        "2021-02-30 10:00",
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T24:00:00Z",
        "2021-01-01T00:00:00+25:00",
        "2021-01-01T00:00:00+01:75",
        "yesterday",
        "",
    ],
)
def test_an_impossible_time_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read_time(WrittenTime(text, "line 3"), None, RECEIVED)
    assert (caught.value.code, caught.value.where) == ("impossible_date", "line 3")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("ﻣﻨﺘﺨﺐ ﻻ", "منتخب لا"),
        ('المُسلحة ومعلوماتٍ ـ بـ"', 'المُسلحة ومعلوماتٍ ـ بـ"'),
        ("ا\u0653", "آ"),
        ("می\u200cخواهم ½ ² ﷼ a\u00a0b", "می\u200cخواهم ½ ² ﷼ a\u00a0b"),
        ("\ufeffa\x00b\x07c\x9f", "abc"),
        ("one\ntwo\t three  four ", "one two three four"),
        ("修复后重新\n通行", "修复后重新通行"),
        ("\u202babc\u202c \u2067x\u2069", "\u202babc\u202c \u2067x\u2069"),
        ("\u202babc \u2067x\u202c", "abc x"),
        ("كركوك ،شمال", "كركوك ،شمال"),
    ],
)
def test_display_text_loses_only_what_is_no_text(written: str, shown: str) -> None:
    assert clean(written)[0] == shown


def test_what_was_repaired_is_noted() -> None:
    assert clean("ﻣ\x07\ufffd")[1] == ("presentation_forms_replaced", "controls_removed", "replacement_characters")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("أإآٱ", "اااا"),
        ("مدرسة على", "مدرسه علي"),
        ("مُـــحَمّد", "محمد"),
        ("٢٢ 22 ４", "22 22 4"),
        ("Décembre", "DECEMBRE"),
        ("كركوك ،شمال", "كركوك، شمال"),
        ("ﻣﻨﺘﺨﺐ", "منتخب"),
    ],
)
def test_spellings_of_one_text_have_one_key(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_keys_keep_letters_apart_that_differ() -> None:
    assert fold("رئيس مؤتمر") != fold("رييس موتمر")


@pytest.mark.parametrize(
    ("text", "count"),
    [("one - two -- 3", 3), ("山村里 has 3", 5), ("カタカナ", 4), ("... !!", 0), ('(داعش) بـ "ثأر', 3), ("한국 신문", 2)],
)
def test_words_are_runs_with_a_letter_or_digit_and_single_han_or_kana(text: str, count: int) -> None:
    assert count_words(text) == count


def test_the_source_fills_in_what_the_wire_does_not_state() -> None:
    source = Source(id="s", provider="example-wire", language="en", zone="Europe/Paris")
    (article,) = read(item_of(b"Harbour reopens\n\nBoats went out on Monday.\n", source="s"), source)
    assert isinstance(article, Article)
    assert article.provider is not None
    assert (article.provider.code, article.language) == ("example-wire", "en")
    assert article.version_created is None
