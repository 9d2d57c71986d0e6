"""One process of HTTP intake for all tests of a process, on the tests' real server."""

from collections.abc import Iterator

import pytest

from tests.intake.serving import TIGHT, Web, declare
from worker.cli.embedded import EmbeddedServer


@pytest.fixture(scope="session")
def shared_web(shared_server: EmbeddedServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """HTTP intake with small limits."""
    with Web(shared_server.url, declare(tmp_path_factory.mktemp("web")), TIGHT) as running:
        yield running


@pytest.fixture
def web(shared_web: Web, server: EmbeddedServer) -> Web:
    """The same, on an empty server."""
    return shared_web
