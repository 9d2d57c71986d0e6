"""docs/http.md: its commands and its program do what the page says, on a real server; its tables are those of the code."""

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import cast

import pytest
from redis import Redis

from schemas.openapi import document
from tests.intake.serving import Web
from tests.support import ROOT
from worker.cli.embedded import EmbeddedServer
from worker.drain import Drain
from worker.settings import Settings
from worker.store.keys import Keys

PAGE = (ROOT / "docs" / "http.md").read_text(encoding="utf-8")
BASE = "http://127.0.0.1:8080"
SECRET = f"whsec_{b64encode(b'0123456789abcdef').decode()}"
AGENCYS = "of-the-agency"
AGENCY = f"""
[[source]]
id = "agency-http"
token_hashes = ["{sha256(AGENCYS.encode()).hexdigest()}"]
signature_secret_file = "signature"
"""

BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PROGRAM = re.compile(r"^```python\n# sign\.py\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LIMIT = re.compile(r"^\| `WIRECOPY_(\w+)` \| .* \| (\d+)( MiB)? \|$", re.MULTILINE)
STATUSES = re.compile(r"^\| (\d{3}(?:, \d{3})*) \|", re.MULTILINE)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as the page's commands find it: with samples, `wirecopy` on the path, and a source that signs."""
    (tmp_path / "samples").symlink_to(ROOT / "samples")
    (tmp_path / "signature").write_text(SECRET)
    (tmp_path / "sources.toml").write_text(AGENCY.replace('"signature"', f'"{tmp_path / "signature"}"'))
    (tmp_path / "bin").mkdir()
    wirecopy = tmp_path / "bin" / "wirecopy"
    wirecopy.write_text(f'#!/bin/sh\nexec {sys.executable} -m worker.cli "$@"\n')
    wirecopy.chmod(0o755)
    return tmp_path


@contextmanager
def draining(redis: Redis, keys: Keys) -> Iterator[None]:
    """A worker's loop, for as long as the context lasts."""
    ending = threading.Event()
    thread = threading.Thread(target=Drain(redis, keys).run, args=(60, lambda: not ending.is_set()))
    thread.start()
    try:
        yield
    finally:
        ending.set()
        thread.join()


def run(folder: Path, *command: str, given: str = "", **more: str) -> str:
    path = f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PATH": path, **more}
    done = subprocess.run(
        command, cwd=folder, env=environment, input=given, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def answers_in(text: str) -> list[dict[str, object]]:
    """The JSON documents that stand in a text one after the other."""
    decoder, found, at = json.JSONDecoder(), [], 0
    while at < len(text):
        answer, end = decoder.raw_decode(text, at)
        found.append(cast("dict[str, object]", answer))
        at = end + len(text[end:]) - len(text[end:].lstrip())
    return found


def test_the_commands_do_what_the_page_says(
    folder: Path, server: EmbeddedServer, redis: Redis, keys: Keys, tmp_path: Path
) -> None:
    if shutil.which("curl") is None:
        pytest.skip("curl is not here")
    make_token, start, *asking, by_itself = BLOCK.findall(PAGE)
    assert start == "wirecopy up --sources sources.toml\n"
    assert by_itself.startswith("wirecopy web ")
    run(folder, "sh", "-eu", "-c", make_token)
    token = (folder / "made.txt").read_text().splitlines()[0]
    with Web(server.url, folder / "sources.toml") as web, draining(redis, keys):
        script = "\n".join(asking).replace(BASE, f"http://127.0.0.1:{web.port}")
        first, lines, parts, state, record = answers_in(run(folder, "sh", "-eu", "-c", script, TOKEN=token))
    assert [len(cast("list[object]", one["items"])) for one in (first, lines, parts)] == [1, 2, 2]
    sent, again = (json.loads((folder / name).read_text()) for name in ("first.json", "again.json"))
    assert again == {**sent, "repeated": True}
    assert (state["id"], state["state"]) == (sent["items"][0]["id"], "done")
    assert record["headline"] == "Hill village turns old quarry into open-air theater"


def test_the_program_signs_as_it_should(folder: Path, server: EmbeddedServer, redis: Redis, keys: Keys) -> None:
    (program,) = PROGRAM.findall(PAGE)
    assert len(program.strip().splitlines()) <= 15
    with Web(server.url, folder / "sources.toml") as web:
        (folder / "sign.py").write_text(program.replace(BASE, f"http://127.0.0.1:{web.port}"))
        said = run(folder, sys.executable, "sign.py", given="Bridge opens\n\nOn Monday.", TOKEN=AGENCYS, SECRET=SECRET)
        assert web.put(b"x", token=AGENCYS).code == "signature_missing"
    assert json.loads(said)["repeated"] is False
    assert redis.xlen(keys.inbox) == 1


def test_every_status_that_is_answered_is_on_the_page_and_no_other() -> None:
    paths = cast("dict[str, dict[str, dict[str, dict[str, object]]]]", document()["paths"])
    answered = {status for path in paths.values() for operation in path.values() for status in operation["responses"]}
    shown = {status for row in STATUSES.findall(PAGE) for status in row.split(", ")}
    assert shown - {"431"} == answered, "431 is said before a request has a path"


def test_the_limits_on_the_page_are_those_of_the_settings() -> None:
    limits = LIMIT.findall(PAGE)
    assert len(limits) == 5
    for name, number, unit in limits:
        default = cast("float", Settings.model_fields[name.lower()].default)
        assert default == int(number) * (1024 * 1024 if unit else 1), name
