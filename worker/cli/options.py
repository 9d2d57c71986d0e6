"""Options that several verbs share."""

from pathlib import Path
from typing import Annotated

import typer

Paths = Annotated[list[Path], typer.Argument(help="Files, folders (all files in them), or - for standard input.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]
SourceId = Annotated[str, typer.Option("--source", help="Id of the source the items come from.")]
FormatName = Annotated[str | None, typer.Option("--format", help="Read as this format instead of recognising it.")]
MediaType = Annotated[str | None, typer.Option("--media-type", help="Media type, such as text/plain; charset=utf-8.")]
Group = Annotated[str | None, typer.Option("--group", help="Consumer group: shares and remembers what was read.")]
