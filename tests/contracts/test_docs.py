"""The pages in docs are what the code says, their links lead somewhere, and the commands in them can be typed."""

import re
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path

import pytest
from typer.core import TyperCommand

from docs.generate import pages
from docs.generate.cli_page import example, root, text, verbs
from docs.generate.pages import FOLDER, PAGES, differing, write
from tests.support import ROOT
from worker.cli.exits import EXIT_CODES

FILES = [ROOT / "README.md", *sorted(FOLDER.glob("*.md"))]
NAMES = [str(file.relative_to(ROOT)) for file in FILES]

FENCE = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)
SPAN = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\[[^\]\n]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
COMMAND = re.compile(r"(?<![\w:{-])wirecopy +(-{0,2}[a-z][^\n;&|)]*)")


@pytest.fixture(params=FILES, ids=NAMES)
def file(request: pytest.FixtureRequest) -> Path:
    """Each page."""
    found: Path = request.param
    return found


def without_code(markdown: str) -> str:
    """A page without its blocks of code."""
    return FENCE.sub("", markdown)


def anchors(markdown: str) -> set[str]:
    """The anchors of a page's headings, as they are made on the web: lower case, hyphens, no punctuation."""
    headings = HEADING.findall(without_code(markdown))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def links(markdown: str) -> list[str]:
    """The links of a page to other pages and files, and to its own headings."""
    found: list[str] = LINK.findall(SPAN.sub("code", without_code(markdown)))
    return [link for link in found if not re.match(r"[a-z]+:", link)]


def commands(markdown: str) -> Iterator[str]:
    """The words after `wirecopy` wherever a page shows the command, in a block of code or in a line."""
    shown = [*FENCE.findall(markdown), *SPAN.findall(without_code(markdown))]
    for one in shown:
        yield from COMMAND.findall(one)


def verb_of(words: list[str]) -> tuple[TyperCommand | None, list[str]]:
    """The verb that words name, and the words after it; None where they name none."""
    for length in (2, 1):
        if command := verbs().get(tuple(words[:length])):
            return command, words[length:]
    return None, words


def options_of(command: TyperCommand | None) -> set[str]:
    """The options of a verb; without one, those of `wirecopy` itself."""
    parameters = command.params if command else root().params
    named = (name for one in parameters for name in (*one.opts, *one.secondary_opts))
    return {"--help", *(name for name in named if name.startswith("-"))}


def is_a_group(words: list[str]) -> bool:
    """Whether words name only the first word of several verbs, such as `rejected`."""
    return words in [list(verb[:1]) for verb in verbs() if len(verb) > 1]


def mistakes(command: str) -> Iterator[str]:
    """What cannot be in a command: a verb or an option that there is not."""
    words = re.sub(r"[\[\]]", "", command.partition(" #")[0]).split()
    verb, rest = verb_of(words)
    named = list(takewhile(lambda word: not word.startswith("-"), words))
    if verb is None and named and not is_a_group(named):
        yield f"there is no verb {' '.join(named[:2])!r}"
        return
    for word in rest:
        option = word.partition("=")[0].rstrip(",.:")
        if option.startswith("--") and option not in options_of(verb):
            yield f"`wirecopy {command}`: there is no option {option}"


def test_the_generated_pages_are_what_the_code_says() -> None:
    assert differing() == [], "run `make docs`"


def test_a_changed_and_a_missing_page_are_found_and_mended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "FOLDER", tmp_path)
    write()
    assert differing() == []
    (tmp_path / "cli.md").write_text("nothing")
    (tmp_path / "record.md").unlink()
    assert differing() == ["record.md", "cli.md"]


def test_every_link_leads_somewhere(file: Path) -> None:
    for link in links(file.read_text(encoding="utf-8")):
        path, _, anchor = link.partition("#")
        target = (file.parent / path).resolve() if path else file
        assert target.exists(), f"{link}: there is no such file"
        if anchor:
            assert anchor in anchors(target.read_text(encoding="utf-8")), f"{link}: there is no such heading"


def test_every_command_shown_can_be_typed(file: Path) -> None:
    found = [mistake for command in commands(file.read_text(encoding="utf-8")) for mistake in mistakes(command)]
    assert found == []


@pytest.mark.parametrize("words", list(verbs()), ids=" ".join)
def test_every_verb_has_an_example_of_its_own_at_the_end_of_its_help(words: tuple[str, ...]) -> None:
    shown = example(verbs()[words])
    assert shown, f"end the docstring of `{' '.join(words)}` with a paragraph `Example: wirecopy {' '.join(words)} …`"
    assert shown.startswith(f"wirecopy {' '.join(words)}")
    assert list(mistakes(shown.removeprefix("wirecopy "))) == []


def test_the_page_of_the_command_line_has_every_verb_option_and_exit_code() -> None:
    page = text()
    for words, command in verbs().items():
        assert f" wirecopy {' '.join(words)}\n" in page
        for option in options_of(command) - {"--help"}:
            assert f"`{option}" in page
    for code, meaning in EXIT_CODES.items():
        assert f"| {code} | {meaning} |" in page


@pytest.mark.parametrize(
    ("command", "mistake"),
    [
        ("raed samples", "there is no verb 'raed samples'"),
        ("rejected lost", "there is no verb 'rejected lost'"),
        ("read samples --explane", "there is no option --explane"),
        ("--halp", "there is no option --halp"),
    ],
)
def test_a_command_that_cannot_be_is_seen(command: str, mistake: str) -> None:
    (found,) = mistakes(command)
    assert mistake in found


@pytest.mark.parametrize(
    "command", ["read - --json", "rejected", "rejected --help", "rejected replay --code=no_body", "--help", "schema  # all"]
)
def test_a_command_that_can_be_is_left_alone(command: str) -> None:
    assert list(mistakes(command)) == []


def test_commands_are_seen_in_blocks_and_in_lines_and_keys_are_none() -> None:
    page = "Say `wirecopy show URI` or:\n\n```sh\n.venv/bin/wirecopy read x | head\nredis-cli XLEN '{wirecopy}:inbox'\n```\n"
    assert [command.strip() for command in commands(page)] == ["read x", "show URI"]


def test_links_and_headings_are_seen_in_the_text_and_not_in_blocks_of_code() -> None:
    page = "# One's `heading`\n\nSee [`b`](b.md#x) and [c](https://c.example).\n\n```sh\n# no heading\n[d](d.md)\n```\n"
    assert links(page) == ["b.md#x"]
    assert anchors(page) == {"ones-heading"}


def test_every_page_is_there_to_be_checked() -> None:
    assert {f"docs/{name}" for name in PAGES} <= set(NAMES)
