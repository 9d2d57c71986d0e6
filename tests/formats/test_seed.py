"""The acceptance: one real story as it arrives, and what must come out. Both live beside the repository, not in it."""

import json
from pathlib import Path

import pytest

from schemas import Article
from tests.formats.items import read_one

SEED = Path(__file__).parents[3] / "shared" / "seed"
pytestmark = pytest.mark.skipif(not SEED.is_dir(), reason=f"the seed is not at {SEED}")


def test_the_seed_becomes_the_record_expected_of_it() -> None:
    expected = json.loads((SEED / "xinhua-ar.expected.json").read_text())
    article = read_one((SEED / "xinhua-ar.txt").read_bytes())
    assert isinstance(article, Article), article
    record = article.model_dump(mode="json")

    low, high = expected.pop("word_count_between")
    assert low <= article.word_count <= high
    assert expected.pop("uri_contains") in article.uri
    assert set(expected.pop("notes")) <= {note.code for note in article.provenance.notes}
    assert expected.pop("provider").items() <= record["provider"].items()
    fields = {name: value for name, value in expected.items() if not name.startswith("_")}
    assert {name: record[name] for name in fields} == fields
