"""A site and an engine that polls it; a folder and looks into it."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from redis import Redis

from tests.polling import Polling
from tests.sources.folders import Folders
from tests.web import Site, site
from worker.cli.embedded import EmbeddedServer
from worker.store.keys import Keys

if TYPE_CHECKING:
    from tests.servers.started import Servers


@pytest.fixture
def web_site() -> Iterator[Site]:
    """A real HTTP server on loopback."""
    with site() as running:
        yield running


@pytest.fixture
def polling(server: EmbeddedServer, redis: Redis, keys: Keys, web_site: Site) -> Polling:
    """Polls of that site into the inbox of the test's server."""
    return Polling(server.url, redis, keys, web_site)


@pytest.fixture
def folders(server: EmbeddedServer, redis: Redis, keys: Keys, tmp_path: Path) -> Folders:
    """A folder of the test's into the inbox of its server."""
    return Folders(server.url, redis, keys, tmp_path)


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Servers]":
    """Servers of folders, started when they are wanted."""
    from tests.servers.started import Servers  # imports what few tests need

    started = Servers(tmp_path_factory.mktemp("servers"))
    yield started
    started.close()
