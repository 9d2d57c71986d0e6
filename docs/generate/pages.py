"""Writes the pages that come from the code: `make docs`. With --check it writes nothing and exits 1 where they differ."""

import sys
from collections.abc import Callable
from pathlib import Path

from docs.generate import cli_page, record_page, settings_page, source_page

FOLDER = Path(__file__).parents[1]
PAGES: dict[str, Callable[[], str]] = {
    "record.md": record_page.text,
    "cli.md": cli_page.text,
    "settings.md": settings_page.text,
    "source-fields.md": source_page.text,
}


def differing() -> list[str]:
    """Return the names of the pages that are not what the code says."""
    return [name for name, text in PAGES.items() if not _path(name).exists() or _path(name).read_text("utf-8") != text()]


def write() -> None:
    """Write every page anew."""
    for name, text in PAGES.items():
        _path(name).write_text(text(), encoding="utf-8")


def _path(name: str) -> Path:
    return FOLDER / name


if __name__ == "__main__":
    if "--check" not in sys.argv:
        write()
    elif names := differing():
        sys.exit(f"pages in docs are not what the code says ({', '.join(names)}); run `make docs`")
