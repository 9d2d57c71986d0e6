"""An item of many stories: one bad story costs that story alone."""

from collections.abc import Iterator

import pytest

from schemas import Article, Rejection, Source, WireItem
from schemas.errors import Unreadable
from tests.formats.items import item_of
from worker.draft import Draft, Paragraph
from worker.formats import registry
from worker.pipeline import Limits, read


class Digest:
    """A story a line: `headline: text`. A line FAIL makes it fail, a line STOP ends it as unreadable."""

    name = "digest"
    media_types = ("text/x-digest",)

    def sniff(self, head: str) -> bool:
        return False

    def read(self, item: WireItem, source: Source) -> Iterator[Draft]:
        for number, line in enumerate(item.payload.decode().splitlines(), 1):
            if line == "FAIL":
                raise RuntimeError("a mistake in the format")
            if line == "STOP":
                raise Unreadable("truncated", "it stops here", f"line {number}")
            headline, _, text = line.partition(": ")
            yield Draft(headline=headline, paragraphs=(Paragraph(text, f"line {number}"),), wire_id=f"urn:digest:{number}")


@pytest.fixture(autouse=True)
def digest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "FORMATS", (Digest(), *registry.FORMATS))


def outcome(payload: str, limits: Limits = Limits()) -> list[str]:  # noqa: B008  # frozen
    results = read(item_of(payload.encode(), media_type="text/x-digest"), limits=limits)
    return [result.headline if isinstance(result, Article) else result.code for result in results]


def test_a_story_without_text_is_rejected_and_its_neighbours_are_read() -> None:
    assert outcome("One: first.\nTwo\nThree: third.") == ["One", "no_body", "Three"]


def test_each_result_says_which_story_it_is() -> None:
    good, bad = read(item_of(b"One: first.\nTwo", media_type="text/x-digest"))
    assert isinstance(good, Article)
    assert isinstance(bad, Rejection)
    assert (good.provenance.story, bad.story) == (0, 1)


def test_what_was_read_before_a_format_fails_is_kept() -> None:
    assert outcome("One: first.\nFAIL\nThree: third.") == ["One", "reader_failed"]
    assert outcome("One: first.\nSTOP") == ["One", "truncated"]


def test_an_item_without_any_story_is_a_rejection() -> None:
    assert outcome("") == ["no_story"]


def test_too_many_stories_are_none() -> None:
    assert outcome("A: a.\nB: b.\nC: c.", Limits(max_stories=3)) == ["A", "B", "C"]
    assert outcome("A: a.\nB: b.\nC: c.", Limits(max_stories=2)) == ["too_many_stories"]
