"""What crosses the boundary is what schemas/json says, and stays so."""

import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import jsonschema
import pytest
from pydantic import ValidationError

from schemas import Article, Code, NoteCode, Source, WireItem, generate
from schemas.article import NOTE_MEANINGS
from schemas.generate import MODELS, differing, schema_text, write
from schemas.rejection import CODE_MEANINGS
from tests.store import article


def test_the_files_in_schemas_json_are_what_they_should_be_and_no_others_are_there() -> None:
    assert differing() == [], "run `make schemas`"


def test_a_changed_a_missing_and_a_foreign_file_are_found_and_mended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generate, "FOLDER", tmp_path / "json")
    write()
    assert differing() == []
    (generate.FOLDER / "article.schema.json").write_text("{}")
    (generate.FOLDER / "asyncapi.yaml").unlink()
    (generate.FOLDER / "foreign.json").touch()
    assert differing() == ["article.schema.json", "asyncapi.yaml", "foreign.json"]
    write()
    assert differing() == []


def test_every_note_and_every_rejection_code_has_its_meaning_beside_it() -> None:
    assert list(NOTE_MEANINGS) == list(NoteCode)
    assert list(CODE_MEANINGS) == list(Code)


@pytest.mark.parametrize("name", list(MODELS))
def test_every_schema_is_valid_json_schema(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(schema_text(name)))


def test_a_record_satisfies_its_schema() -> None:
    jsonschema.validate(json.loads(article().model_dump_json()), json.loads(schema_text("article")))


def test_the_schema_lets_newer_fields_through() -> None:
    newer = json.loads(article().model_dump_json()) | {"mood": "sunny"}
    jsonschema.validate(newer, json.loads(schema_text("article")))


@pytest.mark.parametrize("name", list(MODELS))
def test_every_field_is_described(name: str) -> None:
    schema = json.loads(schema_text(name))
    for part in (schema, *schema.get("$defs", {}).values()):
        for field, description in part.get("properties", {}).items():
            assert description.get("description"), f"{name}: {field} has no description"


def test_every_field_of_the_article_names_its_ninjs_field_or_says_it_is_ours() -> None:
    schema = json.loads(schema_text("article"))
    for part in (schema, *schema["$defs"].values()):
        for field, described in part.get("properties", {}).items():
            text = described["description"]
            assert "ninjs: " in text or text.endswith("ours"), f"{field}: {text}"


def test_where_the_service_writes_unknown_fields_are_refused() -> None:
    with pytest.raises(ValidationError, match="mood"):
        Article.model_validate({**dict(article()), "mood": "sunny"})


def test_where_the_service_writes_nothing_is_converted() -> None:
    with pytest.raises(ValidationError, match="version"):
        Article.model_validate({**dict(article()), "version": "1"})


def test_records_do_not_change() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        article().headline = "another"  # type: ignore[misc]


def test_a_naive_time_is_refused_and_any_zone_becomes_utc() -> None:
    with pytest.raises(ValidationError, match="timezone"):
        WireItem(payload=b"", received_at=datetime(2026, 11, 23))  # noqa: DTZ001  # the mistake under test
    beijing = timezone(timedelta(hours=8))
    item = WireItem(payload=b"", received_at=datetime(2026, 11, 23, 8, tzinfo=beijing))
    assert item.received_at.tzinfo == UTC
    assert item.received_at.hour == 0


def test_an_empty_text_is_no_text() -> None:
    with pytest.raises(ValidationError, match="headline"):
        Article.model_validate({**dict(article()), "headline": ""})


def test_a_zone_that_is_not_one_is_refused() -> None:
    with pytest.raises(ValidationError, match="IANA"):
        Source(id="desk", zone="Beijing")


@pytest.mark.parametrize(
    ("source", "authority"),
    [
        (Source(id="desk"), "desk"),
        (Source(id="desk", url="https://Feeds.example/rss"), "feeds.example"),
        (Source(id="desk", url="https://feeds.example/rss", provider="xinhua"), "xinhua"),
    ],
)
def test_the_authority_is_the_provider_else_the_host_else_the_id(source: Source, authority: str) -> None:
    assert source.authority == authority
