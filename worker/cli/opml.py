"""`wirecopy sources import` and `export`: lists of feeds from other programs, and for them."""

from pathlib import Path
from typing import Annotated

import typer


def import_(
    file: Annotated[Path, typer.Argument(readable=False, help="An OPML file, or - for standard input.")],
) -> None:
    """Print the feeds of an OPML file as TOML, to be added to sources.toml; those declared already are not.

    What cannot be polled is named on standard error, and gives exit code 1.

    Example: wirecopy sources import feeds.opml >> sources.toml
    """
    import sys

    from worker.cli.printing import safe
    from worker.settings import settings
    from worker.sources.opml import sources_of, toml_of
    from worker.sources_file import declared_sources

    declared = declared_sources(settings().sources_file)
    found = sources_of(_document(file), declared.values())
    print(toml_of(found.sources), end="")
    if found.declared:
        print(f"wirecopy: declared already: {safe(', '.join(found.declared))}", file=sys.stderr)
    if found.malformed:
        print(f"wirecopy: malformed, read as far as it goes: {safe(found.malformed)}", file=sys.stderr)
    for one in found.left_out:
        print(f"wirecopy: line {one.line}: {safe(one.name) or 'a feed'} is left out: {safe(one.reason)}", file=sys.stderr)
    raise typer.Exit(1 if found.left_out else 0)


def export() -> None:
    """Print the declared feeds as OPML 2.0, for feed readers and for import. Secrets are not in it.

    Example: wirecopy sources export > feeds.opml
    """
    import sys

    from schemas.errors import SetUpError
    from worker.settings import settings
    from worker.sources.opml import opml_of
    from worker.sources_file import declared_sources

    path = settings().sources_file
    if path is None:
        raise SetUpError("WIRECOPY_SOURCES_FILE names no file, so no sources are declared")
    sources = declared_sources(path).values()
    sys.stdout.buffer.write(opml_of(sources, "Wirecopy sources"))
    if others := [one.id for one in sources if one.kind not in ("push", "feed")]:
        print(f"wirecopy: only feeds go into OPML; left out: {', '.join(others)}", file=sys.stderr)


def _document(file: Path) -> bytes:
    """The bytes of the file. Raises SetUpError where it cannot be read or is larger than an item may be."""
    from schemas.errors import SetUpError
    from worker.cli.files import wire_items
    from worker.settings import settings

    ((name, item),) = wire_items([file], "default", None, None)
    if len(item.payload) > settings().max_item_bytes:
        raise SetUpError(f"{name} is larger than WIRECOPY_MAX_ITEM_BYTES ({settings().max_item_bytes})")
    return item.payload
