"""Settings: typed, from the environment; what cannot be is named, and secrets are nowhere to be seen."""

from pathlib import Path

import pytest

from schemas.errors import SetUpError
from worker.settings import Settings, declared_sources, settings


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


@pytest.mark.parametrize("text", ["[[source]", '[[source]]\nname = "no id"', '[[source]]\nid = "a"\nzone = "Nowhere"'])
def test_a_file_of_sources_that_cannot_be_is_named(tmp_path: Path, text: str) -> None:
    file = tmp_path / "sources.toml"
    file.write_text(text)
    with pytest.raises(SetUpError, match=r"sources\.toml"):
        declared_sources(file)
