"""The stack of docker-compose.yml, built and run by a real engine, under a project name and a port of its own."""

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from typing import cast

import pytest
from redis import Redis

from tests.support import ROOT, free_port
from worker.client import Client
from worker.store.connection import connect
from worker.store.keys import Keys
from worker.store.outcomes import Books, books

KEYS = Keys("wirecopy")


@dataclass
class Stack:
    """A running stack."""

    project: str
    port: int
    web_port: int
    sources: Path
    """The folder with its sources.toml, and the compose file that mounts it."""
    _passwords: dict[str, str] = field(default_factory=dict, repr=False)

    def run(self, *command: str, stdin: str | None = None, check: bool = True) -> "subprocess.CompletedProcess[str]":
        """Run a command in the repository, with the stack's name and port in its environment."""
        environment = {
            **os.environ,
            "COMPOSE_PROJECT_NAME": self.project,
            "COMPOSE_FILE": f"{ROOT / 'docker-compose.yml'}:{self.sources / 'override.yml'}",
            "WIRECOPY_PORT": str(self.port),
            "WIRECOPY_WEB_PORT": str(self.web_port),
        }
        done = subprocess.run(
            command, cwd=ROOT, env=environment, input=stdin, capture_output=True, text=True, timeout=600, check=False
        )
        assert done.returncode == 0 or not check, f"{' '.join(command)}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    def compose(self, *arguments: str, check: bool = True) -> str:
        """Run `docker compose` and return what it printed."""
        return self.run("docker", "compose", *arguments, check=check).stdout

    def cli(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run the cli service."""
        return self.run("docker", "compose", "run", "--rm", "-T", "cli", *arguments, check=False)

    def containers(self, service: str) -> list[str]:
        """Return the ids of a service's containers, stopped ones too."""
        return self.compose("ps", "--all", "--quiet", service).split()

    def inspect(self, container: str) -> dict[str, dict[str, object]]:
        """Return what the engine knows of a container."""
        return cast("dict[str, dict[str, object]]", json.loads(self.run("docker", "inspect", container).stdout)[0])

    def password(self, user: str) -> str:
        """Return a user's password, as docs/operating.md says it is read."""
        if user not in self._passwords:
            said = self.compose("run", "--rm", "-T", "--entrypoint", "cat", "cli", f"/access/{user}/password")
            self._passwords[user] = said.strip()
        return self._passwords[user]

    def url(self, user: str) -> str:
        """Return the address for a program outside the stack."""
        return f"redis://{user}:{self.password(user)}@127.0.0.1:{self.port}/0"

    @contextmanager
    def producer(self) -> Iterator[Client]:
        """A producer outside the stack."""
        with Client(self.url("producer")) as client:
            yield client

    @contextmanager
    def operator(self) -> Iterator[Redis]:
        """An operator outside the stack."""
        with connect(self.url("operator")) as redis:
            yield redis

    def books(self) -> Books:
        """Read the books."""
        with self.operator() as redis:
            return books(redis, KEYS)


# As docs/operating.md says, with a site of its own in the stack's network.
OVERRIDE = """
x-sources: &sources
  environment: {WIRECOPY_SOURCES_FILE: /etc/wirecopy/sources.toml}
  volumes: ["FOLDER:/etc/wirecopy:ro"]
services:
  worker: *sources
  worker-poll: *sources
  beat: *sources
  cli: *sources
  web: *sources
  site:
    image: wirecopy
    pull_policy: never
    depends_on: {access: {condition: service_completed_successfully}}
    command: [python, -m, http.server, "8000", --directory, samples]
    volumes: [".:/work:ro"]
"""
SITE = """
[[source]]
id = "site"
kind = "feed"
url = "http://site:8000/09-feed-rss.xml"
allow_private = true
min_interval = 10
"""
TOKEN = f"wcp_{token_hex(20)}"
"""With it desk-http puts items in over HTTP."""
DESK = f"""
[[source]]
id = "desk-http"
token_hashes = ["{sha256(TOKEN.encode()).hexdigest()}"]
"""


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """The stack, up and healthy; afterwards gone with its volumes."""
    with tempfile.TemporaryDirectory(prefix="wirecopy-sources-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # the containers' user reads it
        (folder / "override.yml").write_text(OVERRIDE.replace("FOLDER", name))
        (folder / "sources.toml").write_text(SITE + DESK)
        running = Stack(f"wirecopy-test-{token_hex(3)}", free_port(), free_port(), folder)
        try:
            running.compose("up", "--wait")
            yield running
        finally:
            running.compose("--profile", "cli", "down", "--volumes", "--remove-orphans", "--timeout", "40")
