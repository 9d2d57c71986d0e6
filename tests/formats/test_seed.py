"""The acceptance: one real story as it arrives, read as it must be."""

import json
import subprocess
import sys

from schemas import Article
from tests.formats.items import read_one
from tests.seed import SEED, assert_as_expected, needs_seed, payload
from tests.support import ROOT

pytestmark = needs_seed


def test_the_real_story_becomes_the_record_expected_of_it() -> None:
    article = read_one(payload())
    assert isinstance(article, Article), article
    assert_as_expected(article)


def test_so_it_does_on_the_command_line() -> None:
    command = [sys.executable, "-m", "worker.cli", "read", "--json", str(SEED / "xinhua-ar.txt")]
    (line,) = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.splitlines()
    assert_as_expected(Article.read_json(line))
    assert json.loads(line)["url"] is None
