"""Twins: a wire item, NAME.txt or another suffix, beside NAME.expected.json, which says what its records or rejections hold.

The expected file has one object, or a list of them where the item holds many stories. What the transport knew of an item
stands in the first object under `item`: media_type, url.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from schemas import Article, Rejection, Source, WireItem
from tests.formats.items import item_of, read_one
from worker.formats.decode import glance
from worker.formats.registry import FORMATS, choose
from worker.pipeline import read

HERE = Path(__file__).parent
SAMPLES = HERE.parents[1] / "samples"
EXPECTED = ".expected.json"
TWINS = sorted(path for path in HERE.glob("*/*.*") if not path.name.endswith((EXPECTED, ".py", ".pyc")))
SAMPLE_FORMATS = {
    "01-xinhua-ar.txt": "xinhua_page",
    "02-xinhua-ar-urgent.txt": "xinhua_page",
    "03-xinhua-ar-update.txt": "xinhua_page",
    "04-xinhua-ar-caption.txt": "xinhua_page",
    "05-xinhua-en.txt": "xinhua_page",
    "06-wire-fr.txt": "wire_text",
    "07-reuters-ar.txt": "wire_text",
    "08-broken.txt": "xinhua_page",
    "09-feed-rss.xml": "feed",
    "10-feed-atom.xml": "feed",
    "11-feed.json": "json_feed",
    "12-mail.eml": "mail",
    "13-page.html": "news_page",
    "14-xinhua-zh.txt": "xinhua_page",
    "15-iptc-7901.txt": "iptc_7901",
    "16-anpa-1312.txt": "anpa_1312",
    "17-gigaword.sgml": "gigaword",
    "18-newsml-g2.xml": "newsml_g2",
    "19-newsml-1.xml": "newsml_1",
    "20-nitf.xml": "nitf",
    "21-ninjs.json": "ninjs",
}


def agrees(expected: object, found: object) -> bool:
    """Whether all that is expected is found; of an object, fields that are not expected must be unknown (None)."""
    if isinstance(expected, dict) and isinstance(found, dict):
        return all(agrees(expected.get(name), value) for name, value in found.items() if name in expected or value)
    if isinstance(expected, list) and isinstance(found, list):
        return len(expected) == len(found) and all(map(agrees, expected, found))
    return expected == found


def twin_of(path: Path) -> tuple[WireItem, list[dict[str, Any]]]:
    """The wire item in a file and what is expected of each of its stories."""
    said = json.loads(path.with_name(path.stem + EXPECTED).read_text())
    stories: list[dict[str, Any]] = said if isinstance(said, list) else [said]
    return item_of(path.read_bytes(), **stories[0].pop("item", {})), stories


@pytest.mark.parametrize("path", TWINS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_wire_item_becomes_what_its_twin_says(path: Path) -> None:
    item, stories = twin_of(path)
    results = read(item)
    assert len(results) == len(stories), results
    for expected, result in zip(stories, results, strict=True):
        check(expected, result)


def check(expected: dict[str, Any], result: Article | Rejection) -> None:
    if code := expected.pop("rejected", None):
        assert isinstance(result, Rejection), result
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


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*")), ids=lambda path: path.name)
def test_a_sample_is_recognised_by_its_bytes_alone(path: Path) -> None:
    assert choose(item_of(path.read_bytes()), Source(id="test")).name == SAMPLE_FORMATS[path.name]


@pytest.mark.parametrize("path", [*TWINS, *sorted(SAMPLES.glob("*"))], ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_no_other_format_takes_an_item_for_its_own(path: Path) -> None:
    """But generic wire text, the last resort; and mails and entries with their page hold items of other formats."""
    item = item_of(path.read_bytes())
    own = choose(item, Source(id="test")).name
    takers = {one.name for one in FORMATS if one.sniff(glance(item, Source(id="test")))}
    assert takers <= {own, "wire_text"} or own in ("mail", "full_text")


def test_every_sample_is_there() -> None:
    assert {path.name for path in SAMPLES.glob("*")} == set(SAMPLE_FORMATS)


def test_every_format_has_six_twins_and_two_nasty_ones() -> None:
    for name in (one.name for one in FORMATS):
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
