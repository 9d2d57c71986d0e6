"""docs/formats.md keeps in step with worker/formats/registry.py: a row for each format, its media types, a sample."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas import Article, Source
from tests.formats.items import item_of
from tests.support import ROOT
from worker.formats.registry import FORMATS, choose
from worker.pipeline import read

FILE = ROOT / "docs" / "formats.md"
PAGE = FILE.read_text(encoding="utf-8")

ROW = re.compile(r"^\| `(?P<name>\w+)` \| (?P<types>[^|]*) \| (?P<rest>[^|]+ \| [^|]+ \| [^|]+ \| [^|]+) \|$", re.MULTILINE)
LINK = re.compile(r"\[[^\]]+\]\(([^)]+)\)")


def mistakes(page: str) -> Iterator[str]:
    """What is wrong with the page, with what mends it."""
    rows = {row["name"]: row for row in ROW.finditer(page)}
    for name in rows.keys() - {one.name for one in FORMATS}:
        yield f"docs/formats.md has a row for {name}, which is not in worker/formats/registry.py: take it out"
    for one in FORMATS:
        row = rows.get(one.name)
        types = ", ".join(f"`{media_type}`" for media_type in one.media_types)
        if row is None:
            yield f"docs/formats.md has no row for {one.name}: add one, with six cells; its media types are {types}"
            continue
        if row["types"] != types:
            yield f"{one.name}: its media types are {types}; docs/formats.md says {row['types']}"
        _, _, sample, _ = row["rest"].split(" | ")
        yield from _mistakes_of_sample(one.name, LINK.findall(sample))
    if list(rows) != [one.name for one in FORMATS] and rows.keys() == {one.name for one in FORMATS}:
        yield f"the rows are in another order than the registry: {', '.join(one.name for one in FORMATS)}"


def _mistakes_of_sample(name: str, links: list[str]) -> Iterator[str]:
    if not links:
        yield f"{name}: its row names no sample; write [NAME](../samples/NAME)"
    for link in links:
        path = (FILE.parent / link).resolve()
        if not path.is_file():
            yield f"{name}: there is no {link}"
        elif found := _not_read_as(name, path):
            yield f"{name}: {link} is {found}; name an item that is read as {name} by its bytes alone"


def _not_read_as(name: str, path: Path) -> str | None:
    """What an item is instead of an article of a format; None if it is one."""
    item = item_of(path.read_bytes())
    chosen = choose(item, Source(id="test")).name
    results = read(item)
    rejected = [result for result in results if not isinstance(result, Article)]
    if chosen != name:
        return f"read as {chosen}"
    return f"rejected ({rejected[0]})" if rejected else None if results else "without a story"


def test_every_format_of_the_registry_has_its_row_and_no_other() -> None:
    assert list(mistakes(PAGE)) == []


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("| `xinhua_page` |", "| `xinhua` |", "has a row for xinhua, which is not in"),
        ("| `xinhua_page` |", "| xinhua_page |", "has no row for xinhua_page: add one"),
        ("| `wire_text` | `text/plain` |", "| `wire_text` | `text/html` |", "wire_text: its media types are `text/plain`"),
        ("(../samples/06-wire-fr.txt)", "(../samples/06-wire.txt)", "wire_text: there is no ../samples/06-wire.txt"),
        ("(../samples/06-wire-fr.txt)", "(../samples/05-xinhua-en.txt)", "05-xinhua-en.txt is read as xinhua_page"),
        ("(../samples/01-xinhua-ar.txt)", "(../samples/08-broken.txt)", "08-broken.txt is rejected"),
        ("[06-wire-fr.txt](../samples/06-wire-fr.txt)", "06-wire-fr.txt", "wire_text: its row names no sample"),
    ],
)
def test_a_mistake_on_the_page_is_found(right: str, wrong: str, said: str) -> None:
    assert right in PAGE
    assert any(said in mistake for mistake in mistakes(PAGE.replace(right, wrong)))


def test_rows_in_another_order_are_found() -> None:
    first, *others = ROW.finditer(PAGE)
    last = others[-1]
    swapped = PAGE.replace(first[0], "@").replace(last[0], first[0]).replace("@", last[0])
    assert any("in another order" in mistake for mistake in mistakes(swapped))
