"""The fuzzer's target holds for changed samples and twins of every format, and finds a reading that breaks.

`make fuzz` looks further: atheris, led by the code that is reached. The changes here are the same ones in each run.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from schemas import Source, WireItem
from tests.fuzz.mutations import FILES, LARGEST, mutated
from tests.fuzz.target import Broken, case_of, check, item_in
from worker.draft import Draft, Paragraph, Part
from worker.formats import registry
from worker.normalise.language import load_model

ROUNDS = 24  # changes of each file; half are read by its own format, half by whoever recognises them


@pytest.fixture(scope="module", autouse=True)
def _detector() -> None:
    """Load the language detector's model once: it takes longer than any reading."""
    load_model()


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_whatever_happens_to_an_item_it_becomes_records_and_loses_nothing(path: Path) -> None:
    random = Random(path.name)
    own = path.parent.name if path.parent.name != "samples" else None
    payload = path.read_bytes()
    check(case_of(payload))
    for number in range(ROUNDS):
        check(case_of(mutated(payload, random), own if number % 2 else None))


def test_a_case_names_its_format_and_holds_the_payload() -> None:
    for name in (None, *(one.name for one in registry.FORMATS)):
        item = item_in(case_of(b"payload", name))
        assert (item.format, item.payload) == (name, b"payload")
    assert item_in(b"").payload == b""


def test_a_change_is_the_same_each_time_and_bounded() -> None:
    payload = b"line\n" * LARGEST
    assert mutated(payload, Random(1)) == mutated(payload, Random(1)) != mutated(payload, Random(2))
    assert max(len(mutated(payload, Random(seed))) for seed in range(50)) <= LARGEST


@dataclass
class Careless:
    """A format with a mistake in its reading."""

    stories: Callable[[str], list[Draft]]
    name: str = "wire_text"
    media_types: tuple[str, ...] = ()

    def sniff(self, head: str) -> bool:
        return True

    def read(self, item: WireItem, source: Source) -> Iterator[Draft]:
        yield from self.stories(item.payload.decode())


def draft(headline: str, text: str, *parts: Part) -> Draft:
    return Draft(headline=headline, paragraphs=(Paragraph(text, "line 2"),), parts=parts)


def _fails(text: str) -> list[Draft]:
    raise RuntimeError(text)


def _loses_a_line(text: str) -> list[Draft]:
    one, two, _ = text.splitlines()
    return [draft(one, two, Part("headline", one, "line 1"), Part("paragraph", two, "line 2"))]


def _makes_up(text: str) -> list[Draft]:
    return [draft("Flood", "A flood.", Part("headline", text, "line 1"))]


def _names_no_place(text: str) -> list[Draft]:
    return [draft(text, text, Part("headline", text, ""))]


@pytest.mark.parametrize(
    ("mistake", "said"),
    [
        (_fails, "reader_failed: wire_text failed with RuntimeError"),
        (_loses_a_line, "letters that are in no part"),
        (_makes_up, "letters that no part has"),
        (_names_no_place, "a part without text or place"),
    ],
)
def test_a_reading_that_breaks_is_found(
    mistake: Callable[[str], list[Draft]], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "FORMATS", (Careless(mistake),))
    with pytest.raises(Broken, match=said):
        check(case_of(b"Bridge opens\nThe mayor came.\nSo did others."))


def test_a_reading_that_takes_too_long_is_found() -> None:
    with pytest.raises(Broken, match=r"it took 0\.\d\d s"):
        check(case_of(b"Bridge opens\n\n" + b"The mayor came. " * 2_000), seconds=0)
