"""Wire items from files, folders and standard input."""

import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from schemas import WireItem
from schemas.errors import SetUpError
from worker.settings import settings


def files_in(paths: list[Path]) -> list[Path]:
    """Return the files that paths name, in the order given; of a folder all in it, in the order of their names."""
    return [file for path in paths for file in _files(path)]


def wire_items(
    files: list[Path], source: str, media_type: str | None, format_name: str | None
) -> Iterator[tuple[str, WireItem]]:
    """Yield a name and a wire item for each file. Raises SetUpError where one is not there or cannot be read."""
    for file in files:
        name = "standard input" if str(file) == "-" else _text(str(file))
        yield (
            name,
            WireItem(
                payload=_bytes(file),
                source=source,
                media_type=media_type,
                format=format_name,
                filename=None if str(file) == "-" else _text(file.name),
                received_at=datetime.now(UTC),
            ),
        )


def _text(name: str) -> str:
    """A file's name as text: what is no UTF-8 in it is replaced."""
    return os.fsencode(name).decode("utf-8", "replace")


def _files(path: Path) -> list[Path]:
    try:
        if not path.is_dir():
            return [path]
        found = sorted(file for file in path.rglob("*") if file.is_file() and not file.name.startswith("."))
    except OSError as error:
        raise SetUpError(f"{error.filename} cannot be read: {error.strerror}") from error
    if not found:
        print(f"wirecopy: there are no files in {path}", file=sys.stderr)
    return found


def _bytes(file: Path) -> bytes:
    try:
        return _standard_input() if str(file) == "-" else _start_of(file)
    except OSError as error:
        raise SetUpError(f"{file} cannot be read: {error.strerror}") from error


def _standard_input() -> bytes:
    if sys.stdin.isatty():
        print("wirecopy: reading an item from this terminal; Ctrl-D ends it", file=sys.stderr)
    return sys.stdin.buffer.read(settings().max_item_bytes + 1)


def _start_of(file: Path) -> bytes:
    """Return a file's bytes; of one that is too large, enough to say so."""
    with file.open("rb") as opened:
        return opened.read(settings().max_item_bytes + 1)
