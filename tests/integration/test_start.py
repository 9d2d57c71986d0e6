"""`wirecopy read` is quick to start: what a file does not need is not imported."""

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from tests.formats.test_twins import SAMPLE_FORMATS
from tests.support import ROOT
from worker.formats.registry import FORMATS

# Each of these takes 30 to 400 ms to import, or 400 ms once it is used.
SLOW = {
    "redis", "celery", "kombu", "structlog", "aiohttp", "feedparser", "lxml", "trafilatura", "numpy", "py3langid",
}  # fmt: skip
# What reading a sample is worth: feeds and pages need their libraries, Latin text that states no language a model.
NEEDED = {
    "06-wire-fr.txt": {"numpy", "py3langid"},
    "09-feed-rss.xml": {"feedparser"},
    "10-feed-atom.xml": {"feedparser"},
    "13-page.html": {"lxml", "trafilatura", "numpy", "py3langid"},  # trafilatura imports the last two
    "15-iptc-7901.txt": {"numpy", "py3langid"},
    "16-anpa-1312.txt": {"numpy", "py3langid"},
}
READ_AND_SAY_WHAT_WAS_LOADED = """
import sys
from worker.cli.main import main
sys.argv = ["wirecopy", "read", *sys.argv[1:]]
try:
    main()
finally:
    print(*sys.modules, file=sys.stderr)
"""
HOLDS = dict.fromkeys(("newsml_g2", "newsml_1", "ninjs"), "nitf")  # texts in it
SHARED = {"feed_fields", "feed_parts", "feed_prolog", "feed_scan", "iptc_7901_names"}  # addresses, names of people
MOST_SECONDS = 0.9  # of processor time, from the first to the last instruction: 0.3 on a machine of 2024


def python(program: str, *arguments: str) -> tuple[set[str], float]:
    """Run a program that prints what it has loaded to standard error: the modules, and seconds of processor time."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("WIRECOPY_")}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=ROOT,
        env={**environment, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode in (0, 1), done.stderr
    return set(done.stderr.split()), after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


@pytest.fixture(scope="module")
def known() -> set[str]:
    """What is loaded once all formats are known."""
    return python("import sys, worker.formats.registry\nprint(*sys.modules, file=sys.stderr)")[0]


@pytest.mark.parametrize("sample", SAMPLE_FORMATS)
def test_a_sample_is_read_without_slow_imports_and_the_reading_of_other_formats(sample: str, known: set[str]) -> None:
    loaded, _ = python(READ_AND_SAY_WHAT_WAS_LOADED, f"samples/{sample}")
    assert "worker.pipeline" in loaded
    assert loaded & SLOW - NEEDED.get(sample, set()) == set()
    of_formats = {module.rpartition(".")[2] for module in loaded - known if module.startswith("worker.formats.")}
    own = SAMPLE_FORMATS[sample]
    others = set(SAMPLE_FORMATS.values()) - {own, HOLDS.get(own)}
    foreign = {module for module in of_formats if any(module.startswith(f"{name}_") for name in others)}
    assert foreign - SHARED == set()


def test_to_know_all_formats_takes_their_first_look_alone(known: set[str]) -> None:
    formats = {type(one).__module__ for one in FORMATS}
    parts = {module for module in known - formats if module.startswith("worker.formats.")}
    assert not [module for module in parts if module.endswith(("_story", "_item", "_text", "_body", "_takes", "_document"))]
    assert known & SLOW == set()


@pytest.mark.parametrize("sample", ["01-xinhua-ar.txt", "11-feed.json"])
def test_a_file_of_one_story_is_read_in_little_time(sample: str) -> None:
    seconds = min(python(READ_AND_SAY_WHAT_WAS_LOADED, str(Path("samples") / sample))[1] for _ in range(3))
    assert seconds < MOST_SECONDS
