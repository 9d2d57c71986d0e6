"""The AsyncAPI document of the public streams: schemas/asyncapi.frame.yaml, with schemas from the models and real entries.

It is complete in itself: every reference points into it.
"""

import json
from pathlib import Path
from typing import cast

import yaml
from pydantic.json_schema import models_json_schema

from schemas.article import Article
from schemas.entries import ArticlesEntry, InboxEntry, OutcomesEntry, RejectedEntry
from schemas.rejection import Rejection

Json = dict[str, object]

_FRAME = Path(__file__).parent / "asyncapi.frame.yaml"
_EXAMPLES = Path(__file__).parent / "examples.json"
_ENTRIES = (ArticlesEntry, InboxEntry, OutcomesEntry, RejectedEntry)
_EXAMPLES_OF = {
    "WireItem": "inbox",
    "UrgentWireItem": "inbox:urgent",
    "Article": "articles",
    "Rejection": "rejected",
    "Outcome": "outcomes",
    "DeadLetter": "dead:desk",
}


class _Dumper(yaml.SafeDumper):
    """Writes texts of several lines as they are, and what stands in several places in each of them."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def _write_text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|" if "\n" in value else None)


_Dumper.add_representer(str, _write_text)


def text() -> str:
    """Return the document as YAML."""
    written: str = yaml.dump(document(), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120)
    return f"# Written by `make schemas` from schemas/asyncapi.frame.yaml, the models and schemas/examples.json.\n{written}"


def document() -> Json:
    """Return the document."""
    frame = cast("Json", yaml.safe_load(_FRAME.read_text(encoding="utf-8")))
    components = cast("dict[str, dict[str, Json]]", frame["components"])
    examples = cast("dict[str, list[Json]]", json.loads(_EXAMPLES.read_text(encoding="utf-8")))
    for name, stream in _EXAMPLES_OF.items():
        components["messages"][name]["examples"] = [{"payload": entry} for entry in examples[stream]]
    components["schemas"] = _schemas()
    return frame


def _schemas() -> dict[str, Json]:
    _, found = models_json_schema(
        [(model, "serialization") for model in (Article, Rejection, *_ENTRIES)], ref_template="#/components/schemas/{model}"
    )
    schemas = {name: _for_readers(schema) for name, schema in cast("dict[str, Json]", found["$defs"]).items()}
    for model in _ENTRIES:
        schemas[model.__name__] = _flat(schemas[model.__name__])
    _fields(schemas["ArticlesEntry"])["data"] |= _json_of("Article")
    _fields(schemas["RejectedEntry"])["data"] |= _json_of("Rejection")
    schemas["InboxEntry"]["patternProperties"] = {
        r"^transport\.": {"type": "string", "description": "A fact of the transport by its name, such as a header."}
    }
    schemas["DeadEntry"] = _dead_entry(schemas["ArticlesEntry"])
    return {name: schemas[name] for name in sorted(schemas)}


def _for_readers(schema: Json) -> Json:
    """A model's schema for readers: fields they do not know are allowed, titles that only repeat names are left out."""
    fields = {name: _described(field) for name, field in _fields(schema).items()}
    kept = {key: value for key, value in schema.items() if key not in ("additionalProperties", "properties")}
    return {**kept, "properties": fields}


def _described(field: Json) -> Json:
    """A field's schema. Draft 7, which AsyncAPI builds on, reads nothing beside a reference: the description goes around."""
    field = {key: value for key, value in field.items() if key != "title"}
    if "$ref" not in field:
        return field
    return {"allOf": [{"$ref": field.pop("$ref")}], **field}


def _flat(entry: Json) -> Json:
    """An entry's schema: each value a text, and what is None in the model is missing or empty."""
    fields = {
        name: {"type": "string"} | {key: field[key] for key in ("minLength", "description") if key in field}
        for name, field in _fields(entry).items()
    }
    return {**entry, "properties": fields}


def _dead_entry(articles_entry: Json) -> Json:
    return {
        "description": "What a consumer group gave up on: why, and the fields of the articles entry, as far as it had them.",
        "title": "DeadEntry",
        "type": "object",
        "required": ["reason", "id"],
        "properties": {
            "reason": {"type": "string", "minLength": 1, "description": "Why it was given up on."},
            "id": {"type": "string", "minLength": 1, "description": "Id of the articles entry."},
            **_fields(articles_entry),
        },
    }


def _json_of(schema: str) -> Json:
    return {"contentMediaType": "application/json", "contentSchema": {"$ref": f"#/components/schemas/{schema}"}}


def _fields(schema: Json) -> dict[str, Json]:
    return cast("dict[str, Json]", schema["properties"])
