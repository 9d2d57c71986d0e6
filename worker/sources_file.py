"""sources.toml: what is declared of each source."""

import tomllib
from pathlib import Path

from pydantic import ValidationError

from schemas import Source
from schemas.errors import SetUpError
from schemas.source import KINDS


def declared_sources(path: Path | None) -> dict[str, Source]:
    """Read sources.toml, one [[source]] table a source, by id; empty where there is no file.

    Raises SetUpError naming the file, the source and the field that cannot be.
    """
    if path is None:
        return {}
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:  # no TOML, no UTF-8
        raise SetUpError(f"{path} cannot be read: {error}") from error
    tables = document.pop("source", [])
    if document or not isinstance(tables, list):
        others = f"not {', '.join(document)}" if document else "as many as there are sources"
        raise SetUpError(f"{path}: only [[source]] tables may stand in it, {others}")
    sources: dict[str, Source] = {}
    for number, table in enumerate(tables, start=1):
        source = _declared(path, number, table)
        if source.id in sources:
            raise SetUpError(f"{path}: source {number} has the id {source.id!r} of one above")
        sources[source.id] = source
    return sources


def _declared(path: Path, number: int, table: object) -> Source:
    kind = table.get("kind", "push") if isinstance(table, dict) else "push"
    model = KINDS.get(kind) if isinstance(kind, str) else None
    if model is None:
        raise SetUpError(f"{path}: source {number}: there is no kind {kind!r}; kinds are {', '.join(KINDS)}")
    try:
        return model.model_validate(table)
    except ValidationError as error:
        name = table.get("id", "without id") if isinstance(table, dict) else "no table"
        wrong = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors(include_input=False))
        raise SetUpError(f"{path}: source {number} ({name}): {wrong}") from None
