"""Writes schemas/json from the models: `make schemas`. With --check it writes nothing and exits 1 where they differ."""

import json
import sys
from pathlib import Path

from schemas import Article, Outcome, Rejection, Source, WireItem
from schemas.base import Record
from schemas.entries import ArticlesEntry, InboxEntry, OutcomesEntry, RejectedEntry

FOLDER = Path(__file__).parent / "json"
MODELS: dict[str, type[Record]] = {
    "article": Article,
    "articles_entry": ArticlesEntry,
    "inbox_entry": InboxEntry,
    "outcome": Outcome,
    "outcomes_entry": OutcomesEntry,
    "rejected_entry": RejectedEntry,
    "rejection": Rejection,
    "source": Source,
    "wire_item": WireItem,
}


def schema_text(name: str) -> str:
    """Return a model's JSON Schema (draft 2020-12) for readers: fields they do not know are allowed."""
    schema = MODELS[name].model_json_schema(mode="serialization")
    for part in (schema, *schema.get("$defs", {}).values()):
        part.pop("additionalProperties", None)
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"urn:wirecopy:schema:{name}:1"}
    return json.dumps(head | schema, ensure_ascii=False, indent=2) + "\n"


def differing() -> list[str]:
    """Return the names of the files in schemas/json that are not what the models say."""
    return [name for name in MODELS if not _path(name).exists() or _path(name).read_text("utf-8") != schema_text(name)]


def write() -> None:
    """Write every file anew."""
    FOLDER.mkdir(exist_ok=True)
    for name in MODELS:
        _path(name).write_text(schema_text(name), encoding="utf-8")


def _path(name: str) -> Path:
    return FOLDER / f"{name}.schema.json"


if __name__ == "__main__":
    if "--check" not in sys.argv:
        write()
    elif names := differing():
        sys.exit(f"schemas/json is not what the models say ({', '.join(names)}); run `make schemas`")
