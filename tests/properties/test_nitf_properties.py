"""Whatever a document of NITF holds, it gives a story or a rejection, soon."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas import Rejection, Source
from tests.formats.items import item_of
from tests.formats.test_nitf import FILES, LONG, SAMPLE, document
from worker.pipeline import read


# The first example loads the language model.
@settings(deadline=None)
@given(st.data())
def test_a_document_with_a_piece_cut_out_is_read_or_refused_and_never_a_failure(data: st.DataObject) -> None:
    payload = data.draw(st.sampled_from([SAMPLE.encode(), *(path.read_bytes() for path in FILES)]))
    start = data.draw(st.integers(0, len(payload)))
    cut = payload[:start] + payload[start + data.draw(st.integers(0, 400)) :]
    results = read(item_of(cut).model_copy(update={"format": "nitf"}), Source(id="test"))
    assert [one for one in results if isinstance(one, Rejection) and one.code == "reader_failed"] == []


NAMES = ("block", "note", "media", "media-caption", "person", "byline", "dateline", "hedline", "num", "location", "p", "td")


@pytest.mark.parametrize("name", NAMES)
def test_endless_repetition_is_read_within_a_second(name: str) -> None:
    start, end = f"<{name}>", f"</{name}>"
    count = LONG // len(start + end + "x")
    texts = ((start + "x" + end) * count, (start * 150 + "x" + end * 150) * (count // 150), start * count)
    for text in (*texts, start * 150 + "x" * LONG + end * 150):
        begin = time.process_time()
        read(item_of(document(above=text).encode()))
        assert time.process_time() - begin < 1


@pytest.mark.parametrize("name", ["person", "ds", "keyword", "meta", "identified-content", "ed-msg", "org"])
def test_an_endless_head_is_read_within_a_second(name: str) -> None:
    one = f'<{name} num="25" value="v" name="n" content="c" key="k" info="i">x</{name}>'
    begin = time.process_time()
    read(item_of(document(f"<identified-content>{one * (LONG // len(one))}</identified-content>").encode()))
    assert time.process_time() - begin < 1
