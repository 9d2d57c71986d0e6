"""Media Topics that a wire gives by their code alone get IPTC's name in the language of the story."""

import re
from pathlib import Path

import pytest

from schemas import Concept
from worker.normalise import topics
from worker.normalise.topics import name_of, named, parent_of

FOLDER = Path(topics.__file__).parent / "media_topics"
TABLES = {path.stem: path.read_text(encoding="utf-8").splitlines() for path in FOLDER.glob("*.tsv")}
SPORT = "http://cv.iptc.org/newscodes/mediatopic/15000000"


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("ar", "رياضة"), ("ar-EG", "رياضة"), ("en", "sport"), ("en-GB", "sport"), ("en-us", "sport"), ("de", "Sport"),
        ("no", "sport"), ("nb-NO", "sport"), ("zh", "体育"), ("zh-CN", "体育"), ("zh-Hant", None), ("sr-Latn", None),
        ("und", None), ("xx", None),
    ],
)  # fmt: skip
def test_a_topic_has_its_name_in_the_language_of_the_story(language: str, name: str | None) -> None:
    assert name_of("15000000", language) == name


def test_a_region_that_spells_otherwise_has_its_own_names() -> None:
    assert name_of("20000030", "en-US") == "music theater"
    assert name_of("20000030", "en") == "music theatre"


@pytest.mark.parametrize("concept", [Concept(uri=SPORT), Concept(code="medtop:15000000", scheme="medtop")])
def test_a_code_alone_gets_its_name(concept: Concept) -> None:
    (found,) = named((concept,), "fr")
    assert found == concept.model_copy(update={"name": "Sport"})


@pytest.mark.parametrize(
    "concept",
    [
        Concept(name="Deportes", uri=SPORT),
        Concept(uri=f"{SPORT}/x"),
        Concept(code="15000000", scheme="subj"),
        Concept(uri="http://cv.iptc.org/newscodes/mediatopic/99999999"),
    ],
)
def test_what_has_a_name_or_is_no_topic_stays_as_it_is(concept: Concept) -> None:
    assert named((concept,), "fr") == (concept,)


def test_every_row_is_a_code_and_a_name_once_and_in_order() -> None:
    for name, rows in TABLES.items():
        codes = [row.split("\t")[0] for row in rows]
        assert codes == sorted(set(codes))
        assert all(re.fullmatch(r"[0-9]{8}", code) for code in codes)
        assert name == "parents" or all(re.fullmatch(r"[0-9]{8}\t\S(?:.*\S)?", row) for row in rows)


def test_every_topic_leads_to_one_of_the_first_level() -> None:
    for code in (row.split("\t")[0] for row in TABLES["parents"]):
        path = [code]
        while parent := parent_of(path[-1]):
            path.append(parent)
            assert len(path) <= 6
        assert path[-1].endswith("000000")
    assert parent_of("20000002") == "01000000"
    assert parent_of("99999999") is None
