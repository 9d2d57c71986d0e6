"""Whatever an object of ninjs holds, it becomes a record or a rejection."""

import json
from time import process_time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas import Rejection
from tests.formats.items import item_of
from tests.formats.ninjs_items import STORY
from worker.formats import ninjs_names as names
from worker.pipeline import read

JUNK = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.sampled_from(["\ud800", "<p>", "http://[", "1"])
)
KEYS = st.sampled_from(["name", "value", "role", "uri", "href", "type", "code", "scheme", "renditions", "a", ""])
VALUES = st.recursive(
    JUNK, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=4)), max_leaves=8
)
FIELDS = sorted(
    {name for key, found in vars(names).items() if key.isupper() and isinstance(found, tuple) for name in found}
    | {"headlines", "bodies", "descriptions", "body_html", "body_nitf", "headline_sub", "description_text", "rightsinfo"}
)


# The first example loads the letters of Unicode and the language model, which takes a second on a machine that is busy.
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=12), st.booleans())
def test_an_item_of_anything_becomes_a_record_or_a_rejection(fields: dict[str, object], whole: bool) -> None:
    payload = json.dumps((STORY if whole else {}) | fields).encode()
    for result in read(item_of(payload, media_type="application/ninjs+json")):
        assert not isinstance(result, Rejection) or result.code != "reader_failed", result.message
        assert result.model_dump_json().encode("utf-8")


SIZE = 200_000


@pytest.mark.parametrize(
    "payload",
    [
        '{"uri":"a","headline":"b","x":' + "[" * SIZE,
        '{"uri":"a","headline":"b","x":' + '{"a":' * (SIZE // 5),
        '[{"uri":"a","headline":"b"}' + ",{" * (SIZE // 2),
        '[{"uri":"a","headline":"b"},' + '"' * SIZE,
        '[{"uri":"a","headline":"b"},' + "\\" * SIZE,
        '{"uri":"a","headline":"b"}\n' * (SIZE // 27),
        '{"uri":"a","headline":"b"}\n{' * (SIZE // 28),
        '{"uri":"a","headline":"b"}\n' + '{"a":x}\n' * (SIZE // 8),
        '{"uri":"a"}' + '{"a":\n' * (SIZE // 6),
        '{"uri":"a","headline":"b"}' + '{"a":["}{' * (SIZE // 9),
        '{"uri":"a","headline":"b","body_html":"' + "<p>AAP</p>" * (SIZE // 10) + '"}',
        '{"uri":"a","headline":"b","body_html":"<p>a</p><p>b</p>' + "<p>&nbsp;</p> " * (SIZE // 14) + '"}',
        '{"items":[' * (SIZE // 10) + '{"uri":"a","headline":"b"}',
        '{"uri":"a","headline":"b","body_html":"' + "<p class='dat'>" * (SIZE // 15) + '","copyrightholder":"TT"}',
        '{"uri":"a","headline":"b","body_nitf":"' + "<p>" * (SIZE // 3) + '"}',
        '{"uri":"a","headline":"' + "&amp;" * (SIZE // 5) + '"}',
        '{"uri":"a","headline":"b","byline":"' + "By A, " * (SIZE // 6) + '"}',
        '{"uri":"a","headline":"b","keywords":"' + "a," * (SIZE // 2) + '"}',
        '{"uri":"a","headline":"b","subject":[' + '{"name":"x"},' * (SIZE // 13) + "1]}",
        '{"uri":"a","headline":"b","associations":{' + ",".join(f'"a{n}":{{"type":"picture"}}' for n in range(8000)) + "}}",
        '{"uri":"a","headline":"b",' + ",".join(f'"body_{n}":"x"' for n in range(15_000)) + "}",
        '{"uri":"a","headline":"b","version":' + "9" * SIZE + "}",
        '{"uri":"a","headline":"b"' + " " * SIZE,
        '{"headline":"b","uri":"' + "a:" * (SIZE // 2) + '"}',
    ],
)
def test_any_text_gives_stories_or_a_rejection_within_a_second(payload: str) -> None:
    start = process_time()
    results = read(item_of(payload.encode(), media_type="application/ninjs+json"))
    assert process_time() - start < 1
    assert results
    assert not any(isinstance(one, Rejection) and one.code == "reader_failed" for one in results)
