"""Writes schemas/json: `make schemas`. With --check it writes nothing and exits 1 where a file is not what it should be.

The JSON Schemas come from the models; schemas/asyncapi.py makes the AsyncAPI document of the streams,
schemas/openapi.py the OpenAPI document of HTTP intake.
"""

import json
import sys
from pathlib import Path

from schemas import (
    Article,
    FeedSource,
    FolderSource,
    MailboxSource,
    Outcome,
    PageListSource,
    PushSource,
    Rejection,
    Source,
    WireItem,
    asyncapi,
    openapi,
)
from schemas.base import Record
from schemas.entries import ArticlesEntry, InboxEntry, OutcomesEntry, RejectedEntry

FOLDER = Path(__file__).parent / "json"
MODELS: dict[str, type[Record]] = {
    "article": Article,
    "articles_entry": ArticlesEntry,
    "feed_source": FeedSource,
    "folder_source": FolderSource,
    "inbox_entry": InboxEntry,
    "mailbox_source": MailboxSource,
    "outcome": Outcome,
    "outcomes_entry": OutcomesEntry,
    "page_list_source": PageListSource,
    "push_source": PushSource,
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


def texts() -> dict[str, str]:
    """Return what every file in schemas/json should hold, by its name."""
    schemas = {f"{name}.schema.json": schema_text(name) for name in MODELS}
    return schemas | {"asyncapi.yaml": asyncapi.text(), "openapi.json": openapi.text()}


def differing() -> list[str]:
    """Return the names of the files in schemas/json that are not what they should be, are missing or should not be there."""
    expected = texts()
    found = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.iterdir()}
    return sorted(name for name in expected.keys() | found.keys() if expected.get(name) != found.get(name))


def write() -> None:
    """Write every file anew, and remove what should not be there."""
    FOLDER.mkdir(exist_ok=True)
    expected = texts()
    for path in FOLDER.iterdir():
        if path.name not in expected:
            path.unlink()
    for name, text in expected.items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    if "--check" not in sys.argv:
        write()
    elif names := differing():
        sys.exit(f"schemas/json is not what it should be ({', '.join(names)}); run `make schemas`")
