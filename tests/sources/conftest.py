"""A site and an engine that polls it."""

from collections.abc import Iterator

import pytest
from redis import Redis

from tests.polling import Polling
from tests.web import Site, site
from worker.cli.embedded import EmbeddedServer
from worker.store.keys import Keys


@pytest.fixture
def web_site() -> Iterator[Site]:
    """A real HTTP server on loopback."""
    with site() as running:
        yield running


@pytest.fixture
def polling(server: EmbeddedServer, redis: Redis, keys: Keys, web_site: Site) -> Polling:
    """Polls of that site into the inbox of the test's server."""
    return Polling(server.url, redis, keys, web_site)
