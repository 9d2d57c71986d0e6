"""The server these tests run on, the system's own too; and `wirecopy` as a person runs it."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support import ROOT
from worker.cli.embedded import EmbeddedServer, embedded_server
from worker.observe.checks import OLDEST_VERSIONS

Run = Callable[..., "subprocess.CompletedProcess[str]"]
STORY = "Bridge opens\n\nThe bridge in Northtown opened on Monday, the mayor said.\n"


def systems_server() -> tuple[Path | None, str]:
    """Return the system's redis-server if these tests can run on it, else why not."""
    found = shutil.which("redis-server")
    if found is None:
        return None, "no redis-server is installed (Debian: apt install redis-server)"
    said = subprocess.run([found, "--version"], capture_output=True, text=True, check=True).stdout
    version = re.search(r"v=(\d+)\.(\d+)", said)
    if version is None or (int(version[1]), int(version[2])) < OLDEST_VERSIONS["redis"]:
        return None, f"{found} is too old: {said.strip()}"
    return Path(found), ""


SERVERS = {"embedded": None} | ({"redis-server": systems_server()[0]} if systems_server()[0] else {})


@pytest.fixture(scope="session", params=list(SERVERS.values()), ids=list(SERVERS))
def shared_server(request: pytest.FixtureRequest) -> Iterator[EmbeddedServer]:
    """One server for all tests of this process that do not kill it: the embedded one, then the system's."""
    with embedded_server(binary=request.param) as server:
        yield server


@pytest.fixture
def run(server: EmbeddedServer, tmp_path: Path) -> Run:
    """Run `wirecopy` against the test's server, with settings besides."""

    def wirecopy(*arguments: str, stdin: str = "", **settings: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "worker.cli", *arguments],
            env={**os.environ, "WIRECOPY_REDIS_URL": server.url, "PYTHONPATH": str(ROOT), "COLUMNS": "200", **settings},
            cwd=tmp_path,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return wirecopy


@pytest.fixture
def story(tmp_path: Path) -> str:
    (tmp_path / "story.txt").write_text(STORY)
    return "story.txt"
