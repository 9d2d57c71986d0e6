"""Options that several verbs share."""

import re
from pathlib import Path
from typing import Annotated

import typer

from worker.cli import completion

# Not checked here: a file that cannot be read is no mistake of the command line (exit code 4, not 2).
Paths = Annotated[
    list[Path], typer.Argument(readable=False, help="Files, folders (all files in them), or - for standard input.")
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]


LONGEST = 200


def text(value: str | None) -> str | None:
    """Refuse a value that is empty, or bytes that are no text in UTF-8."""
    if value == "":
        raise typer.BadParameter("takes one character at least")
    try:
        (value or "").encode()
    except UnicodeEncodeError:
        raise typer.BadParameter("is no text in UTF-8") from None
    return value


def short_text(value: str | None) -> str | None:
    """Refuse a value that is empty, longer than an id may be, or no text."""
    if value is not None and len(value) > LONGEST:
        raise typer.BadParameter(f"takes {LONGEST} characters at most")
    return text(value)


SourceId = Annotated[str, typer.Option("--source", callback=short_text, help="Id of the source the items come from.")]
FormatName = Annotated[
    str | None,
    typer.Option(
        "--format",
        callback=short_text,
        autocompletion=completion.formats,
        help="Read as this format instead of recognising it.",
    ),
]
MediaType = Annotated[
    str | None, typer.Option("--media-type", callback=short_text, help="Media type, such as text/plain; charset=utf-8.")
]
Group = Annotated[
    str | None, typer.Option("--group", callback=short_text, help="Consumer group: shares and remembers what was read.")
]
Uri = Annotated[str, typer.Argument(callback=text, help="The story's uri, in full.")]
Reason = Annotated[str | None, typer.Option(callback=text, help="For editors; goes into editor_note.")]


def check_uri(text: str) -> None:
    """Refuse what is no uri: a typing error would kill a story that never comes."""
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:\S+", text):
        raise typer.BadParameter(f"{text!r} is no uri; write it in full, as in the record", param_hint="URI")
