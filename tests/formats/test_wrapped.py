"""Paragraphs from lines: wrapped lines are joined; lists, tables and poems stay lines."""

import time

import pytest

from worker.formats.blocks import blocks_of
from worker.formats.lines import lines_of
from worker.formats.wrapped import at_indents, paragraphs_of

WRAPPED = """\
Clockmakers have built a tower out of gears that nobody wanted, and
they say that it will strike only at noon, because the people of the
valley asked for it and no one had another idea about the hours.
"""
LIST = "Results of the day:\n{0}Gull Rock 7:12\n{0}Lantern Bay 7:15\n"


def paragraphs_in(text: str) -> list[str]:
    raw = text.splitlines()
    blocks = [piece for block in blocks_of(list(lines_of(text))) for piece in at_indents(block, raw)]
    return [paragraph.text.replace("\n", " ") for paragraph in paragraphs_of(blocks)]


def test_lines_of_a_block_between_blank_lines_are_joined() -> None:
    assert paragraphs_in(f"{WRAPPED}\n{WRAPPED}") == [" ".join(WRAPPED.split("\n")).strip()] * 2


def test_lines_without_blank_lines_are_paragraphs() -> None:
    lines = ["Boats returned to the harbor on Monday.", "More boats follow", "The fog has gone, a fisherman said."]
    assert paragraphs_in("\n".join(lines)) == lines


def test_lines_of_pages_without_full_stops_are_paragraphs() -> None:
    lines = [
        "استقبل ميناء الرمل سفينة شراعية للمرة الأولى منذ عقود طويلة",
        "وقال مدير الميناء إن السفينة تقل أربعين طالبا من عدة مدن على الساحل",
        "وأضاف أن السفينة ستغادر غدا",
        "وتابع أن الطلاب سيزورون المدينة القديمة",
    ]
    assert paragraphs_in("\n".join(lines)) == lines


def test_text_that_is_plainly_wrapped_is_joined_without_blank_lines_up_to_a_short_line_that_ends_a_sentence() -> None:
    first, second = paragraphs_in(WRAPPED + "The old tower stays where it is, the council of the valley said on\nMonday.\n")
    assert first.endswith("about the hours.")
    assert second == "The old tower stays where it is, the council of the valley said on Monday."


@pytest.mark.parametrize("indent", ["   ", "\t", "\u3000\u3000", "  "])
def test_an_indent_begins_a_paragraph(indent: str) -> None:
    text = f"{indent}Boats returned to the harbor on Monday after a\nweek of fog\n{indent}More boats follow\n"
    assert paragraphs_in(text) == ["Boats returned to the harbor on Monday after a week of fog", "More boats follow"]


def test_chinese_paragraphs_are_all_indented() -> None:
    assert paragraphs_in("　　渔船今天返港。\n　　渔民很高兴\n　　雾散了。\n") == [
        "渔船今天返港。",
        "渔民很高兴",
        "雾散了。",
    ]


@pytest.mark.parametrize("mark", ["- ", "• ", "* ", "– ", "(1) ", "1. ", "2) ", "a) "])
@pytest.mark.parametrize("frame", ["{}", f"{WRAPPED}\n{{}}\n{WRAPPED}"])
def test_items_of_a_list_stay_lines(mark: str, frame: str) -> None:
    found = paragraphs_in(frame.format(LIST.format(mark)))
    assert [f"{mark}Gull Rock 7:12", f"{mark}Lantern Bay 7:15"] == [one for one in found if "7:1" in one]


def test_what_is_indented_below_an_item_goes_on_with_it() -> None:
    text = (
        "- Gull Rock came first after an hour of rain\n  and fog\n- Lantern Bay came second after the same hour\n  of fog\n"
    )
    assert paragraphs_in(f"{WRAPPED}\n{text}")[1:] == [
        "- Gull Rock came first after an hour of rain and fog",
        "- Lantern Bay came second after the same hour of fog",
    ]


@pytest.mark.parametrize("space", ["\t", "     "])
def test_rows_of_a_table_stay_lines(space: str) -> None:
    rows = [f"Gull Rock of the northern shore{space}12{space}3", f"Lantern Bay of the south shore{space}9{space}14"]
    assert paragraphs_in(f"{WRAPPED}\n" + "\n".join(rows))[1:] == rows


def test_short_lines_of_a_poem_stay_lines() -> None:
    poem = ["The fog came in", "and stayed with us", "a week or so", "then it was gone"]
    assert paragraphs_in("\n".join(poem)) == poem
    assert paragraphs_in(f"{WRAPPED}\n" + "\n".join(poem))[1:] == poem


def test_lines_of_text_whose_paragraphs_are_long_lines_stay_apart() -> None:
    long = WRAPPED.replace("\n", " ").strip()
    assert paragraphs_in(f"{long}\n\n{long}\nMore boats follow\n") == [long, long, "More boats follow"]


def test_one_long_line_does_not_part_wrapped_text() -> None:
    address = "The pictures are at https://wire.example/" + "a" * 100 + " until Monday"
    assert paragraphs_in(f"{WRAPPED}\n{WRAPPED}\n{address}\n") == [" ".join(WRAPPED.split("\n")).strip()] * 2 + [address]


def test_a_dash_within_wrapped_text_is_no_item() -> None:
    text = "The tower of the old valley strikes at noon and only then\n- so the neighbors asked - and the valley likes it.\n"
    assert len(paragraphs_in(f"{text}\n{text}")) == 2


HOSTILE = {
    "tabs": "a" + "\t" * 1_000_000 + " b\nx y",
    "spaces": "a" + " " * 1_000_000 + "\tb\nx y",
    "columns": "a   " * 250_000 + "\nx",
    "lines": "word word\n" * 49_000,
    "items": "- a\n" * 49_000,
    "indented": "a\n   b\n" * 24_000,
    "brackets": "(1" * 500_000 + "\nb",
    "stops": "." * 1_000_000 + "\nb",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_mebibyte_of_anything_is_parted_in_linear_time(text: str) -> None:
    started = time.perf_counter()
    assert paragraphs_in(text)
    assert time.perf_counter() - started < 3
