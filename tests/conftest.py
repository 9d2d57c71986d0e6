"""A real server for each test process; a clean one for each test; and a look at what a test leaves behind."""

import re
from collections.abc import Iterator
from typing import cast

import hypothesis
import pytest
from redis import Redis

from tests.support import Service
from worker.cli.embedded import EmbeddedServer, embedded_server
from worker.client import Client
from worker.store import keys as keys_module
from worker.store.connection import connect
from worker.store.keys import Keys

# For .ci/run: the same examples each time, so that a change lands by what it is. Everybody else's runs look for new ones.
hypothesis.settings.register_profile("repeatable", derandomize=True)


@pytest.fixture(scope="session")
def shared_server() -> Iterator[EmbeddedServer]:
    """One server for all tests of this process that do not kill it."""
    with embedded_server() as server:
        yield server


@pytest.fixture
def server(shared_server: EmbeddedServer) -> Iterator[EmbeddedServer]:
    """The server, empty; afterwards every key must be one that worker/store/keys.py names."""
    with connect(shared_server.url) as redis:
        redis.flushall()
        yield shared_server
        unnamed = [key for key in cast("list[bytes]", redis.keys("*")) if not _is_named(key.decode())]
    assert not unnamed, "keys that worker/store/keys.py does not name"


@pytest.fixture
def redis(server: EmbeddedServer) -> Iterator[Redis]:
    """A connection as the service makes it."""
    with connect(server.url) as connection:
        yield connection


@pytest.fixture
def keys() -> Keys:
    """The names of all keys."""
    return Keys("wirecopy")


@pytest.fixture
def client(server: EmbeddedServer) -> Iterator[Client]:
    """A client as other services use it."""
    with Client(server.url) as wire:
        yield wire


@pytest.fixture
def own_server() -> Iterator[EmbeddedServer]:
    """A server for one test alone, which may kill it."""
    with embedded_server() as server:
        yield server


@pytest.fixture
def service(own_server: EmbeddedServer) -> Iterator[Service]:
    """Real workers and a clock on a server of their own."""
    with Service(own_server) as running:
        yield running


def _is_named(key: str) -> bool:
    return any(pattern.fullmatch(key) for pattern in _PATTERNS) or key.startswith("{wirecopy}:celery:")


def _patterns() -> list[re.Pattern[str]]:
    """The names in the docstring of worker/store/keys.py, `<…>` standing for anything."""
    text = keys_module.__doc__ or ""
    names = [f"{{wirecopy}}{name}" for name in re.findall(r"(?<=[ }])(:[a-z][a-z:]*(?:<[^>]*>)?)", text)]
    return [re.compile(re.sub(r"<[^>]*>", ".+", name).replace("{", r"\{").replace("}", r"\}")) for name in names]


_PATTERNS = _patterns()
