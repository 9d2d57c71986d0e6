"""Which servers these tests run on."""

from typing import cast

import pytest
from redis import Redis

from tests.integration.conftest import SERVERS, systems_server
from worker.cli.embedded import EmbeddedServer


def test_they_run_on_the_systems_redis_server_too() -> None:
    found, why_not = systems_server()
    if found is None:
        pytest.skip(why_not)
    assert list(SERVERS) == ["embedded", "redis-server"]


def test_the_server_is_the_one_it_is_called(server: EmbeddedServer, redis: Redis) -> None:
    said = cast("dict[str, str]", redis.info("server"))
    assert server.binary is None or "valkey_version" not in said
