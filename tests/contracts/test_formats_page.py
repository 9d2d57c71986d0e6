"""docs/formats.md keeps in step with worker/formats/registry.py: a row for each format, its media types, a sample.

Below the table each format has a section, which says where in an item each field of the record comes from: each that
has a value in one of the format's twins or samples, and no other.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from schemas import Article, Source
from tests.formats.items import item_of
from tests.formats.test_twins import SAMPLES, TWINS, twin_of
from tests.support import ROOT
from worker.formats.registry import FORMATS, choose
from worker.pipeline import read

FILE = ROOT / "docs" / "formats.md"
PAGE = FILE.read_text(encoding="utf-8")

ROW = re.compile(r"^\| `(?P<name>\w+)` \| (?P<types>[^|]*) \| (?P<rest>[^|]+ \| [^|]+ \| [^|]+ \| [^|]+) \|$", re.MULTILINE)
LINK = re.compile(r"\[[^\]]+\]\(([^)]+)\)")
SECTION = re.compile(r"^## (?P<name>\w+)\n(?P<text>(?:(?!## ).*\n?)*)", re.MULTILINE)
TABLE = "| field | from |"
FIELD = re.compile(r"^\| `(?P<name>\w+)` \| [^|]*[^| ][^|]* \|$", re.MULTILINE)
# What no item says: made of the text or of how it came. The uri has its column in the table of all formats.
OF_NO_ITEM = {"schema_version", "uri", "version", "kind", "direction", "word_count", "identity", "provenance"}
NOT_SAID = (None, (), "", "usable")  # usable is what a story is unless its item says otherwise


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


@cache
def filled() -> dict[str, dict[str, str]]:
    """The fields with a value in an article of each format's twins and samples, each with one item that fills it."""
    found: dict[str, dict[str, str]] = {one.name: {} for one in FORMATS}
    items = [(path, path.parent.name, twin_of(path)[0]) for path in TWINS]
    samples = [(path, item_of(path.read_bytes())) for path in sorted(SAMPLES.glob("*"))]
    items += [(path, choose(item, Source(id="test")).name, item) for path, item in samples]
    for path, name, item in items:
        for article in (result for result in read(item) if isinstance(result, Article)):
            for field, value in article:
                if field not in OF_NO_ITEM and value not in NOT_SAID:
                    found[name].setdefault(field, str(path.relative_to(ROOT)))
    return found


def mistakes_of_sections(page: str) -> Iterator[str]:
    """What is wrong with the sections below the table, with what mends it."""
    sections = {section["name"]: section["text"] for section in SECTION.finditer(page)}
    for name in sections.keys() - filled().keys():
        yield f"docs/formats.md has a section {name}, which is not in worker/formats/registry.py: take it out"
    for name, fields in filled().items():
        if name not in sections:
            yield f"docs/formats.md has no section `## {name}`: add one, with a table `{TABLE}`"
        elif TABLE not in sections[name]:
            yield f"{name}: its section has no table `{TABLE}`: add one, a row for each of {', '.join(fields)}"
        else:
            yield from _mistakes_of_fields(name, [row["name"] for row in FIELD.finditer(sections[name])], fields)
    if list(sections) != list(filled()) and sections.keys() == filled().keys():
        yield f"the sections are in another order than the registry: {', '.join(filled())}"


def _mistakes_of_fields(name: str, rows: list[str], fields: dict[str, str]) -> Iterator[str]:
    for field in (one for one in fields if one not in rows):
        yield f"{name}: no row for {field}, which {fields[field]} fills: add `| `{field}` | where it comes from |`"
    for field in (one for one in rows if one not in fields):
        if field in OF_NO_ITEM or field not in Article.model_fields:
            yield f"{name}: a row for {field}, which is no field that comes from an item: take it out"
        else:
            yield f"{name}: a row for {field}, which no twin fills: add one to tests/formats/{name}, or take the row out"
    for field in {one for one in rows if rows.count(one) > 1}:
        yield f"{name}: two rows for {field}: make them one"


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


@pytest.mark.parametrize("name", [one.name for one in FORMATS])
def test_every_field_that_an_item_of_a_format_fills_has_its_row_and_no_other(name: str) -> None:
    said = (f"{name}:", f"docs/formats.md has no section `## {name}`")
    assert [mistake for mistake in mistakes_of_sections(PAGE) if mistake.startswith(said)] == []


def test_the_sections_are_those_of_the_registry_in_its_order() -> None:
    assert [section["name"] for section in SECTION.finditer(PAGE)] == [one.name for one in FORMATS]


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("## mail\n", "## mails\n", "has a section mails, which is not in"),
        ("## mail\n", "## mails\n", "has no section `## mail`: add one"),
        ("## mail\n", "### mail\n", "has no section `## mail`: add one"),
        ("| `headline` | the subject", "| headline | the subject", "mail: no row for headline, which tests/formats/mail/"),
        ("| `headline` | the subject", "| `headline` | |\n| the subject", "mail: no row for headline"),
        (
            "| `headline` | the subject",
            "| `places` | x |\n| `headline` | the subject",
            "mail: a row for places, which no twin",
        ),
        (
            "| `headline` | the subject",
            "| `title` | x |\n| `headline` | the subject",
            "mail: a row for title, which is no field",
        ),
        (
            "| `headline` | the subject",
            "| `uri` | x |\n| `headline` | the subject",
            "mail: a row for uri, which is no field",
        ),
        ("| `headline` | the subject", "| `byline` | x |\n| `headline` | the subject", "mail: two rows for byline"),
    ],
)
def test_a_mistake_in_a_section_is_found(right: str, wrong: str, said: str) -> None:
    assert right in PAGE
    assert any(said in mistake for mistake in mistakes_of_sections(PAGE.replace(right, wrong, 1)))


def test_a_section_without_its_table_and_sections_in_another_order_are_found() -> None:
    first, second, *_ = SECTION.finditer(PAGE)
    bare = PAGE.replace(first["text"], first["text"].replace(TABLE, "| field | where |"))
    assert any("its section has no table" in mistake for mistake in mistakes_of_sections(bare))
    swapped = PAGE.replace(f"{first[0]}{second[0]}", f"{second[0]}{first[0]}")
    assert any("in another order" in mistake for mistake in mistakes_of_sections(swapped))
