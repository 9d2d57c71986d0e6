"""sources.toml: what is declared of each source, read anew when the file changes."""

import time
import tomllib
from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from schemas import Source
from schemas.errors import SetUpError
from schemas.source_kinds import KINDS

LOOK_SECONDS = 1.0


class SourcesFile:
    """The sources as a file declares them now. One that cannot be read any more changes nothing, and the log says so."""

    def __init__(self, path: Path | None) -> None:
        """Read it. Raises SetUpError as declared_sources does."""
        self._path = path
        self._stamp = _stamp(path)
        self._sources = declared_sources(path)
        self._look_due = time.monotonic() + LOOK_SECONDS

    def current(self) -> Mapping[str, Source]:
        """Return the sources by id; looks at the file once a second at most. The same object while nothing has changed."""
        if time.monotonic() >= self._look_due:
            self._look_due = time.monotonic() + LOOK_SECONDS
            stamp = _stamp(self._path)
            if stamp != self._stamp:
                self._stamp = stamp
                self._read_again()
        return self._sources

    def _read_again(self) -> None:
        import structlog  # it takes 35 ms: who reads a file at the command line logs nothing

        log = structlog.get_logger(__name__)
        try:
            self._sources = declared_sources(self._path)
        except SetUpError as error:
            log.error("sources_unreadable", error=str(error), doing="going on with what was declared before")
        else:
            log.info("sources_read", sources=len(self._sources))


def _stamp(path: Path | None) -> tuple[int, int, int] | None:
    """What changes with a file: time, size, and the file itself where an editor or a mount puts another in its place."""
    try:
        found = path.stat() if path else None
    except OSError:
        return None
    return (found.st_mtime_ns, found.st_size, found.st_ino) if found else None


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
