"""The real story beside the repository, and what must come out of it. Neither is in the repository."""

import json
from typing import cast

import pytest

from schemas import Article
from tests.support import ROOT

SEED = ROOT.parent / "shared" / "seed"
needs_seed = pytest.mark.skipif(not SEED.is_dir(), reason=f"needs the real story in {SEED}, which is not here")


def payload() -> bytes:
    """The story as it arrives."""
    return (SEED / "xinhua-ar.txt").read_bytes()


def assert_as_expected(article: Article) -> None:
    """Compare field by field; of an object only the fields that are expected."""
    expected = cast("dict[str, object]", json.loads((SEED / "xinhua-ar.expected.json").read_text("utf-8")))
    record = cast("dict[str, object]", json.loads(article.model_dump_json()))
    for field, value in expected.items():
        if field == "uri_contains":
            assert cast("str", value) in article.uri
        elif field == "notes":
            assert set(cast("list[str]", value)) <= {note.code for note in article.provenance.notes}
        elif field == "word_count_between":
            low, high = cast("list[int]", value)
            assert low <= article.word_count <= high
        elif isinstance(value, dict):
            found = cast("dict[str, object]", record[field])
            assert {name: found[name] for name in value} == value, field
        elif not field.startswith("_"):
            assert record[field] == value, field
