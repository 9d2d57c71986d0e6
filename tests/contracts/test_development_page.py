"""docs/development.md: its example of a format works as printed, and what it names is there."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contracts.test_guarantees_page import NAMED, SETTING, Named
from tests.formats.test_twins import SAMPLE_FORMATS
from tests.support import ROOT
from worker.settings import Settings

PAGE = (ROOT / "docs" / "development.md").read_text(encoding="utf-8")
FOLDERS = ("schemas", "worker", "tests", "samples", "docs")
PROGRAMS = {".venv/bin/python": [], ".venv/bin/wirecopy": ["-m", "worker.cli"], ".venv/bin/ruff": ["-m", "ruff"]}

FILE = re.compile(r"^`([\w./-]+)`[^\n]*:\n\n```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TRIED = re.compile(r"^Then try it:\n\n```sh\n(.*?)^```\n+[^\n]+:\n\n```text\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NAMED_FILE = re.compile(r"`((?:schemas|worker|tests|samples|docs|bench|\.ci)/[\w./-]*)`")
TARGETS = re.compile(r"\bmake ([a-z][a-z -]*[a-z])(?=`|$)", re.MULTILINE)
ISOLATES = str.maketrans("", "", "\u2068\u2069")


def files_of_the_example(page: str) -> dict[str, tuple[str, str]]:
    """Return the files that the page shows by path: the language of the block, and what is in it."""
    return {path: (language, text) for path, language, text in FILE.findall(page)}


def write_example(page: str, copy: Path) -> None:
    """Write the files that the page shows into a copy of the repository; where it shows a difference, change the file."""
    for path, (language, text) in files_of_the_example(page).items():
        file = copy / path
        is_there = language == "diff"
        assert file.exists() == is_there, f"{path}: the example wants another name, or another file to change"
        file.parent.mkdir(exist_ok=True)
        file.write_text(changed(file.read_text(encoding="utf-8"), text) if is_there else text, encoding="utf-8")


def changed(text: str, difference: str) -> str:
    """Return a text with the lines added that a difference adds. Its parts are divided by lines `@@`."""
    for part in difference.split("@@\n"):
        lines = part.splitlines(keepends=True)
        assert {line[0] for line in lines} == {" ", "+"}, part
        before = "".join(line[1:] for line in lines if line[0] == " ")
        assert text.count(before) == 1, f"{before!r} does not stand in it once"
        text = text.replace(before, "".join(line[1:] for line in lines))
    return text


def run(command: str, copy: Path) -> "subprocess.CompletedProcess[str]":
    """Run a command of the page in the copy, with this Python."""
    program, *arguments = shlex.split(command)
    foreign = ("WIRECOPY_", "PYTEST_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    return subprocess.run(
        [sys.executable, *PROGRAMS[program], *arguments],
        cwd=copy,
        env={**environment, "PYTHONPATH": str(copy)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A copy of the repository that holds what is needed to read and to test."""
    copy = tmp_path / "repository"
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    shutil.copy(ROOT / "pyproject.toml", copy)
    return copy


def test_the_example_of_a_format_works_as_printed(repository: Path) -> None:
    write_example(PAGE, repository)
    ((commands, shown),) = TRIED.findall(PAGE)
    outputs = []
    for command in commands.splitlines():
        done = run(command, repository)
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        outputs.append(done.stdout)
    read, tested, _ = outputs
    lines = [line.rstrip() for line in read.translate(ISOLATES).splitlines()]
    assert [line for line in shown.splitlines() if line not in lines] == []
    assert re.search(r"^7 passed, \d+ deselected in", tested, re.MULTILINE), (
        "three tests of the twin, two of its parts, one of its way out as ninjs and in, one of the format"
    )


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('wire_id=header["id"]', 'wire_id=header["version"]'),
        ('Part("end_mark", end.text, end.where),', ""),
        ("+    CoastBulletin(),", "+    # CoastBulletin(),"),
    ],
    ids=["another id", "a part left out", "not in the registry"],
)
def test_a_mistake_in_the_example_is_found(repository: Path, right: str, wrong: str) -> None:
    assert PAGE.count(right) == 1
    write_example(PAGE.replace(right, wrong), repository)
    ((commands, _),) = TRIED.findall(PAGE)
    (tests,) = [command for command in commands.splitlines() if " pytest " in command]
    done = run(tests.replace(" tests/properties", ""), repository)  # which takes the longest
    assert done.returncode == 1, done.stdout
    assert re.search(r"^FAILED .*bridge-opens", done.stdout, re.MULTILINE)


def mistakes(page: str) -> Iterator[str]:
    """What the page names and is not there: files, tests, settings, targets of make."""
    example = files_of_the_example(page)
    for path in NAMED_FILE.findall(page):
        if path not in example and not (ROOT / path).exists():
            yield f"there is no {path}"
    for found in NAMED.findall(page):
        if mistake := Named(*found).mistake():
            yield mistake
    settings = {f"WIRECOPY_{name.upper()}" for name in Settings.model_fields}
    yield from (f"there is no setting {name}" for name in SETTING.findall(page) if name not in settings)
    rules = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for words in TARGETS.findall(page):
        yield from (f"there is no make {target}" for target in words.split() if target not in rules)


def test_what_the_page_names_is_there() -> None:
    assert list(mistakes(PAGE)) == []
    assert len(NAMED_FILE.findall(PAGE)) > 40
    assert {word for words in TARGETS.findall(PAGE) for word in words.split()} >= {
        "install",
        "test",
        "check",
        "lock",
        "faults",
    }


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("`worker/pipeline.py`", "`worker/pipelines.py`", "there is no worker/pipelines.py"),
        ("make compose-test`", "make containers`", "there is no make containers"),
        ("make check test`", "make check tests`", "there is no make tests"),
        ("`WIRECOPY_EMBEDDED_SERVER`", "`WIRECOPY_SERVER`", "there is no setting WIRECOPY_SERVER"),
        ("[test_a_twin_is_recognised_by", "[test_a_twin_is_known_by", "there is no test_a_twin_is_known_by"),
    ],
)
def test_a_name_of_what_is_not_there_is_found(right: str, wrong: str, said: str) -> None:
    assert right in PAGE
    assert any(mistake.startswith(said) for mistake in mistakes(PAGE.replace(right, wrong)))


def test_every_sample_has_its_row_with_its_format() -> None:
    rows = re.findall(
        r"^\| `([\w.-]+)` \| `(\w+)` \| ", (ROOT / "docs" / "samples.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert dict(rows) == SAMPLE_FORMATS
