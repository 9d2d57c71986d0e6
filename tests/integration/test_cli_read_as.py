"""`wirecopy read --as`: articles in other standards, run as a person runs it."""

import json
from pathlib import Path

import pytest

from tests.integration.conftest import Run


@pytest.mark.parametrize(
    ("standard", "says"),
    [("ninjs", ("uri", "urn:wirecopy:")), ("schema.org", ("@id", "urn:wirecopy:"))],
)
def test_articles_are_printed_in_another_standard_one_a_line(
    run: Run, story: str, standard: str, says: tuple[str, str]
) -> None:
    name, beginning = says
    done = run("read", "--as", standard, story, story)
    assert (done.returncode, done.stderr) == (0, "")
    documents = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one[name].startswith(beginning) for one in documents] == [True, True]
    assert "Bridge opens" in done.stdout


def test_rejections_are_told_apart_from_the_documents(run: Run, story: str, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("")
    done = run("read", "--as", "ninjs", "empty.txt", story)
    assert done.returncode == 1
    assert [json.loads(line)["standard"]["name"] for line in done.stdout.splitlines()] == ["ninjs"]
    assert done.stderr.startswith("empty.txt: rejected empty, byte 0: ")


def test_with_json_the_rejections_are_json_on_standard_error(run: Run, story: str, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("")
    done = run("read", "--as", "schema.org", "--json", "empty.txt", story)
    assert [json.loads(line)["@type"] for line in done.stdout.splitlines()] == ["NewsArticle"]
    assert json.loads(done.stderr)["code"] == "empty"


@pytest.mark.parametrize("arguments", [["--as", "ninjs", "--explain"], ["--as", "rss"]])
def test_what_no_standard_has_a_place_for_is_refused(run: Run, story: str, arguments: list[str]) -> None:
    done = run("read", *arguments, story)
    assert (done.returncode, done.stdout, "--as" in done.stderr) == (2, "", True)
