"""Settings: typed, from the environment; what cannot be is named, and secrets are nowhere to be seen."""

from pathlib import Path
from ssl import CERT_REQUIRED

import pytest
from kombu import Connection
from redis import Redis

from schemas.errors import SetUpError
from tests.tls import certificates
from worker.settings import Settings, settings
from worker.sources_file import declared_sources


@pytest.fixture(autouse=True)
def fresh() -> None:
    settings.cache_clear()


def test_a_setting_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIRECOPY_INGEST_SLOTS", "7")
    monkeypatch.setenv("WIRECOPY_ROUTES", '[{"name": "arabic", "language": ["ar"]}]')
    assert settings().ingest_slots == 7
    assert settings().routes[0].language == ("ar",)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("INGEST_SLOTS", "0"),
        ("INGEST_SLOTS", "many"),
        ("REDIS_URL", "localhost:secret"),
        ("ROUTES", '[{"name": "A b"}]'),
        ("ROUTES", "secret"),
    ],
)
def test_a_setting_that_cannot_be_is_named_without_its_value(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"WIRECOPY_{name}", value)
    with pytest.raises(SetUpError, match=f"WIRECOPY_{name}") as raised:
        settings()
    assert "secret" not in str(raised.value)


def test_addresses_with_passwords_are_not_in_a_repr() -> None:
    held = Settings(redis_url="redis://:secret@host/0", broker_url="redis://:secret@host/1")
    assert "secret" not in repr(held) + str(held)


@pytest.mark.parametrize(
    ("url", "broker"),
    [("unix:///run/server.sock", "redis+socket:///run/server.sock"), ("redis://host/0", "redis://host/0")],
)
def test_celery_is_given_the_address_as_kombu_writes_it(url: str, broker: str) -> None:
    assert Settings(redis_url=url).celery_broker == broker


def test_sources_are_declared_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "sources.toml"
    file.write_text('[[source]]\nid = "xinhua-ar"\nprovider = "xinhua"\nzone = "Asia/Shanghai"\n')
    assert declared_sources(file)["xinhua-ar"].authority == "xinhua"
    assert declared_sources(None) == {}


@pytest.mark.parametrize(
    "text",
    [
        "[[source]",
        '[[source]]\nname = "no id"',
        '[[source]]\nid = "a"\nzone = "Nowhere"',
        '[[sources]]\nid = "a"',
        "source = 5",
        "source = [5]",
        '[[source]]\nid = "a"\n[[source]]\nid = "a"',
        '[[source]]\nid = "caf\udce9"',
    ],
)
def test_a_file_of_sources_that_cannot_be_is_named(tmp_path: Path, text: str) -> None:
    file = tmp_path / "sources.toml"
    file.write_text(text, errors="surrogateescape")
    with pytest.raises(SetUpError, match=r"sources\.toml") as raised:
        declared_sources(file)
    assert "pydantic" not in str(raised.value)


def test_what_is_wrong_with_a_source_is_said_with_its_id_and_field(tmp_path: Path) -> None:
    file = tmp_path / "sources.toml"
    file.write_text('[[source]]\nid = "good"\n[[source]]\nid = "desk"\nzone = "Nowhere"\n')
    with pytest.raises(SetUpError, match=r"source 2 \(desk\): zone"):
        declared_sources(file)


def test_user_and_password_come_from_settings_and_a_file(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("p@ss/wörd\n")
    held = Settings(redis_url="redis://host:6380/2", redis_username="worker", redis_password_file=file)
    assert held.server_url == held.celery_broker == "redis://worker:p%40ss%2Fw%C3%B6rd@host:6380/2"
    assert held.secrets == {"p@ss/wörd", "p%40ss%2Fw%C3%B6rd"}
    assert "p@ss" not in repr(held)


def test_tls_files_are_in_the_address_of_the_store_and_of_the_broker(tmp_path: Path) -> None:
    ca = certificates(tmp_path / "ca & co").ca_file
    held = Settings(redis_url="rediss://host/0", tls_ca_file=ca)
    assert Redis.from_url(held.server_url).connection_pool.connection_kwargs["ssl_ca_certs"] == str(ca)
    with Connection(held.celery_broker) as broker:
        assert broker.ssl == {"ssl_ca_certs": str(ca), "ssl_cert_reqs": CERT_REQUIRED, "ssl_check_hostname": True}


def test_celery_checks_certificates_where_only_the_scheme_says_tls() -> None:
    with Connection(Settings(redis_url="rediss://host/0").celery_broker) as broker:
        assert broker.ssl == {"ssl_cert_reqs": CERT_REQUIRED, "ssl_check_hostname": True}


def test_tls_files_are_for_the_server_also_where_the_broker_is_plain(tmp_path: Path) -> None:
    ca = tmp_path / "ca.pem"
    ca.write_text("")
    held = Settings(redis_url="rediss://host/0", tls_ca_file=ca, broker_url="redis://broker/1")
    assert held.celery_broker == "redis://broker/1"


def test_another_broker_has_its_own_address_and_password(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("one")
    held = Settings(redis_username="worker", redis_password_file=file, broker_url="redis://:two@broker/1")
    assert held.celery_broker == "redis://:two@broker/1"
    assert held.secrets == {"one", "two"}
