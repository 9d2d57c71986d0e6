"""Twins: a wire item NAME.txt beside NAME.expected.json, which says what the record or the rejection must hold."""

import json
from pathlib import Path
from typing import Any

import pytest

from schemas import Article, Rejection, Source
from tests.formats.items import item_of, read_one
from worker.formats.registry import choose

HERE = Path(__file__).parent
SAMPLES = HERE.parents[1] / "samples"
TWINS = sorted(HERE.glob("*/*.txt"))
SAMPLE_FORMATS = {
    "01-xinhua-ar.txt": "xinhua_page",
    "02-xinhua-ar-urgent.txt": "xinhua_page",
    "03-xinhua-ar-update.txt": "xinhua_page",
    "04-xinhua-ar-caption.txt": "xinhua_page",
    "05-xinhua-en.txt": "xinhua_page",
    "06-wire-fr.txt": "wire_text",
    "07-reuters-ar.txt": "wire_text",
    "08-broken.txt": "xinhua_page",
}


def agrees(expected: object, found: object) -> bool:
    """Whether all that is expected is found; of an object, fields that are not expected must be unknown (None)."""
    if isinstance(expected, dict) and isinstance(found, dict):
        return all(agrees(expected.get(name), value) for name, value in found.items() if name in expected or value)
    if isinstance(expected, list) and isinstance(found, list):
        return len(expected) == len(found) and all(map(agrees, expected, found))
    return expected == found


@pytest.mark.parametrize("path", TWINS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_wire_item_becomes_what_its_twin_says(path: Path) -> None:
    expected: dict[str, Any] = json.loads(path.with_suffix(".expected.json").read_text())
    result = read_one(path.read_bytes())
    if code := expected.pop("rejected", None):
        assert isinstance(result, Rejection)
        assert (result.code, result.where) == (code, expected["where"])
        return
    assert isinstance(result, Article), result
    if notes := expected.pop("notes", None):
        assert [note.code for note in result.provenance.notes] == notes
    record = result.model_dump(mode="json")
    assert {name: record[name] for name in expected if not agrees(expected[name], record[name])} == {}


@pytest.mark.parametrize("path", TWINS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_twin_is_recognised_by_its_bytes_alone(path: Path) -> None:
    assert choose(item_of(path.read_bytes()), Source(id="test")).name == path.parent.name


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.txt")), ids=lambda path: path.name)
def test_a_sample_is_recognised_by_its_bytes_alone(path: Path) -> None:
    assert choose(item_of(path.read_bytes()), Source(id="test")).name == SAMPLE_FORMATS[path.name]


def test_every_sample_is_there() -> None:
    assert {path.name for path in SAMPLES.glob("*.txt")} == set(SAMPLE_FORMATS)


def test_every_format_has_six_twins_and_two_nasty_ones() -> None:
    for name in set(SAMPLE_FORMATS.values()):
        stems = [path.stem for path in TWINS if path.parent.name == name]
        assert len(stems) >= 6
        assert sum(stem.startswith("nasty") for stem in stems) >= 2


def test_the_update_among_the_samples_is_the_same_story_with_other_content() -> None:
    first = read_one((SAMPLES / "01-xinhua-ar.txt").read_bytes())
    update = read_one((SAMPLES / "03-xinhua-ar-update.txt").read_bytes())
    assert isinstance(first, Article)
    assert isinstance(update, Article)
    assert first.uri == update.uri
    assert first.version_created is not None
    assert update.version_created is not None
    assert first.version_created < update.version_created
    assert first.identity.content_digest != update.identity.content_digest


def test_the_broken_sample_is_rejected_for_its_missing_body() -> None:
    result = read_one((SAMPLES / "08-broken.txt").read_bytes())
    assert isinstance(result, Rejection)
    assert result.code == "no_body"
