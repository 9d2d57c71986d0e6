"""Documents of ninjs that Wirecopy itself wrote, read again.

tests/properties/test_ninjs_round_trip.py shows that nothing is lost.
"""

import json
import time
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas import Article
from tests.export.test_ninjs import FULL
from tests.formats.items import item_of, read_one
from worker.export.ninjs import PROFILE, ninjs
from worker.formats import ninjs_own
from worker.pipeline import explain

DOCUMENT = dict(ninjs(FULL))

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=6,
)


def as_bytes(document: dict[str, object]) -> bytes:
    return json.dumps(document).encode()


def test_writer_and_reader_mean_the_same_profile() -> None:
    assert ninjs_own.PROFILE == PROFILE == DOCUMENT["profile"]


def test_without_the_profile_a_document_is_read_like_any_other_ninjs() -> None:
    other = read_one(as_bytes({name: value for name, value in DOCUMENT.items() if name != "profile"}))
    assert isinstance(other, Article)
    assert (other.uri, other.headline, other.urgency, other.version_created) == (
        FULL.uri, FULL.headline, FULL.urgency, FULL.version_created,
    )  # fmt: skip
    assert [person.name for person in other.people] == ["Ada Noor", "Bo Lind", "Cy Ahl"]


def test_each_part_has_its_place() -> None:
    (reading,) = explain(item_of(as_bytes(DOCUMENT)))
    places = {part.role: part.where for part in reading.parts}
    assert places["headline"] == "headlines[1].value"
    assert places["markup"] == "bodies[0].value"
    assert places["editor_note"] == "edNote"


def test_a_document_without_a_status_is_withheld() -> None:
    found = read_one(as_bytes({name: value for name, value in DOCUMENT.items() if name != "pubStatus"}))
    assert isinstance(found, Article)
    assert found.status == "withheld"


def test_an_embargo_that_cannot_be_read_lets_nothing_out() -> None:
    found = read_one(as_bytes({**DOCUMENT, "embargoedUntil": "soon"}))
    assert not isinstance(found, Article)
    assert (found.code, found.where) == ("impossible_date", "embargoedUntil")


@given(st.sampled_from(sorted(set(DOCUMENT) - {"profile", "standard", "embargoedUntil"})), anything)
@settings(deadline=timedelta(seconds=1))
def test_a_field_of_the_wrong_type_is_as_one_that_is_not_there(name: str, value: object) -> None:
    found = read_one(as_bytes({**DOCUMENT, name: value}))
    assert not isinstance(found, Article) or found.provenance.format == "ninjs"
    assert isinstance(found, Article) or found.code != "reader_failed"


@pytest.mark.parametrize("value", ["<p>" * 40_000, "\n\n" * 90_000, "a -- " * 40_000, "&amp;" * 40_000])
def test_no_text_is_slow(value: str) -> None:
    bodies = [{"contentType": "text/html", "value": value}, {"contentType": "text/plain", "value": value}]
    dateline = [{"role": "dateline", "value": value[:1000]}]
    payload = as_bytes({**DOCUMENT, "bodies": bodies, "descriptions": dateline})
    started = time.perf_counter()
    read_one(payload)
    assert time.perf_counter() - started < 1
