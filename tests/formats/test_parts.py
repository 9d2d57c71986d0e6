"""The parts of a reading say what each part of the wire item was taken for and account for every letter of it."""

import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from schemas import Source
from tests.formats.items import item_of
from worker.formats.decode import decode
from worker.formats.iptc_7901_charset import decode_transmission
from worker.pipeline import explain

ROOT = Path(__file__).parents[2]
ITEMS = sorted((*ROOT.glob("samples/*.txt"), *ROOT.glob("tests/formats/*/*.txt")))
OF_ANPA = sorted(ROOT.glob("tests/formats/anpa_1312/*.anpa"))
TRANSMISSIONS = sorted(ROOT.glob("tests/formats/iptc_7901/*.iptc"))


def letters_of(text: str) -> Counter[str]:
    return Counter(letter for letter in unicodedata.normalize("NFKC", text) if letter.isalnum())


@pytest.mark.parametrize("path", ITEMS, ids=lambda path: path.stem)
def test_every_letter_of_an_item_is_in_one_of_its_parts(path: Path) -> None:
    (reading,) = explain(item_of(path.read_bytes()))
    assert letters_of("".join(part.text for part in reading.parts)) == letters_of(path.read_text())


@pytest.mark.parametrize("path", ITEMS, ids=lambda path: path.stem)
def test_a_part_names_the_line_it_begins_on(path: Path) -> None:
    lines = path.read_text().splitlines()
    (reading,) = explain(item_of(path.read_bytes()))
    for part in reading.parts:
        line = unicodedata.normalize("NFKC", lines[int(part.where.removeprefix("line ")) - 1])
        assert unicodedata.normalize("NFKC", part.text[:8]) in line


@pytest.mark.parametrize("path", TRANSMISSIONS, ids=lambda path: path.stem)
def test_every_letter_of_a_transmission_is_in_a_part_that_names_its_line(path: Path) -> None:
    text = decode_transmission(item_of(path.read_bytes()), Source(id="test")).text
    lines = text.splitlines()
    parts = [part for reading in explain(item_of(path.read_bytes())) for part in reading.parts]
    assert letters_of("".join(part.text for part in parts)) == letters_of(text)
    assert all(part.text[:8] in lines[int(part.where.removeprefix("line ")) - 1] for part in parts)


@pytest.mark.parametrize("path", OF_ANPA, ids=lambda path: path.stem)
def test_every_letter_of_an_anpa_transmission_is_in_a_part_that_names_its_line(path: Path) -> None:
    text = decode(item_of(path.read_bytes()), Source(id="test"), usual="iso8859-1").text
    lines = text.splitlines()
    parts = [part for reading in explain(item_of(path.read_bytes())) for part in reading.parts]
    assert letters_of("".join(part.text for part in parts)) == letters_of(text)
    assert all(part.text[:8] in lines[int(part.where.removeprefix("line ")) - 1] for part in parts)


def test_a_page_is_told_apart_into_its_parts() -> None:
    (reading,) = explain(item_of((ROOT / "samples" / "05-xinhua-en.txt").read_bytes()))
    roles = [part.role for part in reading.parts]
    assert roles[:6] == ["flag", "headline", "header", "furniture", "caption", "dateline"]
    assert roles[6:] == ["paragraph"] * 4 + ["end_mark"]
