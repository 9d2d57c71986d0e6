"""docs/guarantees.md names a test for each promise: one that is there, and that `make test` runs."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import cast

import pytest

from tests.support import ROOT
from worker.settings import Settings

PAGE = (ROOT / "docs" / "guarantees.md").read_text(encoding="utf-8")
WITHOUT_TESTS = ("Not promised", "Not shown by a test")
NOT_IN_MAKE_TEST = {"slow", "compose"}
NEVER_SURE_TO_RUN = {"skip", "skipif", "xfail"}
MOST_SENTENCES = 2

SECTION = re.compile(r"^## (.+)$", re.MULTILINE)
BULLET = re.compile(r"^- (.*(?:\n  .*)*)\n", re.MULTILINE)
NAMED = re.compile(r"\[(test_\w+)\]\(\.\./(tests/[\w/]+\.py)\)")
SENTENCE_END = re.compile(r"[.!?](?=\s|$)")
SETTING = re.compile(r"`(WIRECOPY_\w+)`")


@dataclass(frozen=True, slots=True)
class Named:
    """A test that a page names."""

    name: str
    file: str

    @property
    def marks(self) -> set[str]:
        """The names of its marks and of its file's."""
        module = import_module(self.file.removesuffix(".py").replace("/", "."))
        of_module: object = getattr(module, "pytestmark", [])
        every = [*(of_module if isinstance(of_module, list) else [of_module]), *_marks_of(getattr(module, self.name))]
        return {cast("pytest.Mark", mark).name for mark in every}

    def mistake(self) -> str | None:
        """What is wrong with naming it, None where nothing is."""
        if not (ROOT / self.file).is_file():
            return f"there is no {self.file}"
        function = functions_in(self.file).get(self.name)
        if function is None:
            return f"there is no {self.name} in {self.file}"
        if skips(function) or self.marks & NEVER_SURE_TO_RUN:
            return f"{self.name} may be skipped or fail"
        return None


def _marks_of(function: object) -> list[object]:
    return cast("list[object]", getattr(function, "pytestmark", []))


@cache
def functions_in(file: str) -> dict[str, ast.FunctionDef]:
    """Return the tests of a file by name."""
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return {one.name: one for one in tree.body if isinstance(one, ast.FunctionDef) and one.name.startswith("test_")}


def skips(function: ast.FunctionDef) -> bool:
    """Whether a test calls pytest.skip, or anything else that ends it early."""
    calls = (ast.unparse(node.func) for node in ast.walk(function) if isinstance(node, ast.Call))
    return not {"pytest.skip", "pytest.xfail", "pytest.importorskip"}.isdisjoint(calls)


def sections(page: str) -> dict[str, str]:
    """Return the text of each section by its heading."""
    _, *parts = SECTION.split(page)
    return dict(zip(parts[::2], parts[1::2], strict=True))


def mistakes(page: str) -> Iterator[str]:
    """What is wrong with a page of promises."""
    for heading, text in sections(page).items():
        if heading not in WITHOUT_TESTS:
            yield from _mistakes_of_section(heading, text)
    named = {one.file for one in named_in(page)}
    for file in sorted((ROOT / "tests" / "faults").glob("test_*.py")):
        if str(file.relative_to(ROOT)) not in named:
            yield f"nothing in tests/faults/{file.name} is named"
    settings = {f"WIRECOPY_{name.upper()}" for name in Settings.model_fields}
    for setting in SETTING.findall(page):
        if setting not in settings:
            yield f"there is no setting {setting}"


def _mistakes_of_section(heading: str, text: str) -> Iterator[str]:
    if rest := BULLET.sub("", text).strip():
        yield f"{heading}: {rest[:60]!r} is no promise of the list"
    for promise in BULLET.findall(text):
        named = named_in(promise)
        wrong = [mistake for one in named if (mistake := one.mistake())]
        yield from wrong
        if not wrong and all(one.marks & NOT_IN_MAKE_TEST for one in named):
            yield f"{heading}: no test that `make test` runs shows that {promise[:60]!r}"
        if len(SENTENCE_END.findall(NAMED.sub("", promise))) > MOST_SENTENCES:
            yield f"{heading}: {promise[:60]!r} says too much for one promise"


def named_in(text: str) -> list[Named]:
    """Return the tests that a text names."""
    return [Named(*found) for found in NAMED.findall(text)]


def test_every_promise_names_a_test_that_is_there_and_runs() -> None:
    assert list(mistakes(PAGE)) == []
    assert len(named_in(PAGE)) > 100


def test_the_page_says_what_is_not_promised_and_what_is_not_shown() -> None:
    found = sections(PAGE)
    assert tuple(found)[-2:] == WITHOUT_TESTS
    for heading in WITHOUT_TESTS:
        assert BULLET.findall(found[heading])


FIRST = "[test_an_item_is_in_the_inbox_when_enqueue_returns](../tests/integration/test_client.py)"
SKIPPED = "[test_the_real_story_goes_all_the_way](../tests/integration/test_seed_end_to_end.py)"
LONG = "[test_30000_items_amid_kills_of_processes_workers_and_the_server](../tests/faults/test_long_runs.py)"


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        (FIRST, FIRST.replace("_returns", "_return"), "there is no test_an_item_is_in_the_inbox_when_enqueue_return in"),
        (FIRST, FIRST.replace("test_client.py", "test_clients.py"), "there is no tests/integration/test_clients.py"),
        (FIRST, SKIPPED, "may be skipped"),
        ("## Urgent first\n", "## Urgent first\n\n- Nothing ever waits.\n", "no test that `make test` runs shows"),
        (
            "## Urgent first\n",
            f"## Urgent first\n\n- Nothing ever waits.\n  {LONG}\n",
            "no test that `make test` runs shows",
        ),
        ("## Urgent first\n", "## Urgent first\n\nNothing ever waits.\n", "'Nothing ever waits.' is no promise"),
        ("## Urgent first\n", f"## Urgent first\n\n- One. Two. Three.\n  {FIRST}\n", "says too much"),
        ("`WIRECOPY_TRIES_ALONE`", "`WIRECOPY_TRIES`", "there is no setting WIRECOPY_TRIES"),
        ("## Not promised\n", "## Promised too\n", "no test that `make test` runs shows"),
        ("../tests/faults/test_outages.py", "../tests/faults/test_deaths.py", "nothing in tests/faults/test_outages.py"),
    ],
)
def test_a_mistake_on_the_page_is_found(right: str, wrong: str, said: str) -> None:
    assert right in PAGE
    assert any(said in mistake for mistake in mistakes(PAGE.replace(right, wrong)))


def test_a_test_that_ends_itself_early_is_seen() -> None:
    (early, late) = ast.parse(
        "def test_a():\n    if x:\n        pytest.skip('not here')\n\ndef test_b():\n    skip()\n"
    ).body
    assert isinstance(early, ast.FunctionDef)
    assert isinstance(late, ast.FunctionDef)
    assert (skips(early), skips(late)) == (True, False)
