"""TLS to the server: the whole service runs over it, and nobody is trusted who should not be."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from kombu import Connection

from schemas.errors import ServerUnreachable
from tests.support import ROOT, Service, eventually, page
from tests.tls import Certificates, certificates, tls_in_front_of
from worker.cli.embedded import EmbeddedServer
from worker.client import Client
from worker.settings import Settings
from worker.store.connection import connect


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return certificates(tmp_path_factory.mktemp("ours"))


@pytest.fixture(scope="module")
def others(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return certificates(tmp_path_factory.mktemp("others"))


@pytest.fixture
def port(own_server: EmbeddedServer, ours: Certificates) -> Iterator[int]:
    with tls_in_front_of(own_server.folder / "server.sock", ours.authority, "127.0.0.1") as found:
        yield found


def settings(port: int, ca: Certificates, host: str = "127.0.0.1") -> Settings:
    return Settings(redis_url=f"rediss://{host}:{port}/0", tls_ca_file=ca.ca_file)


def reach_as_the_store(chosen: Settings) -> None:
    with connect(chosen.server_url) as redis:
        redis.ping()


def reach_as_the_broker(chosen: Settings) -> None:
    with Connection(chosen.celery_broker) as broker:
        broker.ensure_connection(max_retries=1, timeout=3)


def reach_as_a_client(chosen: Settings) -> None:
    with Client(chosen.server_url) as client:
        client.enqueue(b"x")


EVERYBODY = pytest.mark.parametrize("reach", [reach_as_the_store, reach_as_the_broker, reach_as_a_client])
REFUSALS = (OSError, ServerUnreachable, Exception)


def test_the_service_works_over_tls(own_server: EmbeddedServer, port: int, ours: Certificates) -> None:
    chosen = {"WIRECOPY_REDIS_URL": f"rediss://127.0.0.1:{port}/0", "WIRECOPY_TLS_CA_FILE": str(ours.ca_file)}
    address = f"rediss://127.0.0.1:{port}/0?ssl_ca_certs={ours.ca_file}"
    with Service(own_server, settings=chosen) as service, Client(address) as client:
        service.start_worker()
        waiting = client.enqueue(page(1), source="desk")
        assert client.wait([waiting], timeout=20)[waiting][0].outcome == "published"
        eventually(lambda: "beat@" in _status(chosen))


def _status(chosen: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "worker.cli", "status"],
        env={**os.environ, **chosen, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return done.stdout


@EVERYBODY
def test_a_certificate_of_a_known_authority_is_trusted(
    reach: Callable[[Settings], None], port: int, ours: Certificates
) -> None:
    reach(settings(port, ours))


@EVERYBODY
def test_a_certificate_of_another_authority_is_not(
    reach: Callable[[Settings], None], port: int, others: Certificates
) -> None:
    with pytest.raises(REFUSALS, match="certificate"):
        reach(settings(port, others))


@EVERYBODY
def test_without_a_file_of_authorities_the_systems_are_asked(reach: Callable[[Settings], None], port: int) -> None:
    with pytest.raises(REFUSALS, match="certificate"):
        reach(Settings(redis_url=f"rediss://127.0.0.1:{port}/0"))


@EVERYBODY
def test_a_certificate_for_another_name_is_refused(
    reach: Callable[[Settings], None], own_server: EmbeddedServer, ours: Certificates
) -> None:
    with (
        tls_in_front_of(own_server.folder / "server.sock", ours.authority, "elsewhere.example") as port,
        pytest.raises(REFUSALS, match="certificate"),
    ):
        reach(settings(port, ours))


@EVERYBODY
def test_a_server_that_asks_for_a_certificate_is_shown_ours(
    reach: Callable[[Settings], None], own_server: EmbeddedServer, ours: Certificates
) -> None:
    with tls_in_front_of(own_server.folder / "server.sock", ours.authority, "127.0.0.1", clients_of=ours.authority) as port:
        with_own = settings(port, ours).model_copy(
            update={"tls_certificate_file": ours.certificate_file, "tls_key_file": ours.key_file}
        )
        reach(with_own)
        with pytest.raises(REFUSALS, match=r"(?i)certificate|closed|reset"):
            reach(settings(port, ours))


def test_a_plain_address_finds_no_server_there(port: int) -> None:
    with pytest.raises(ServerUnreachable), Client(f"redis://127.0.0.1:{port}") as client:
        client.enqueue(b"x")
