"""`wirecopy schema`: print what describes the records, the streams and HTTP intake, as it lies in schemas/json."""

from typing import TYPE_CHECKING, Annotated

import typer

from worker.cli import completion

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


def schema(
    name: Annotated[
        str,
        typer.Argument(
            help="article, rejection, outcome, wire_item, source; the flat entry of a stream, such as articles_entry; "
            "asyncapi, which describes all streams; or openapi, which describes HTTP intake.",
            autocompletion=completion.documents,
        ),
    ] = "article",
) -> None:
    """Print a JSON Schema, the AsyncAPI document of the streams, or the OpenAPI document of HTTP intake.

    Example: wirecopy schema asyncapi > asyncapi.yaml
    """
    import sys

    documents = documents_by_name()
    if name not in documents:
        raise typer.BadParameter(f"{name!r} is none of {', '.join(sorted(documents))}", param_hint="NAME")
    sys.stdout.buffer.write(documents[name].read_bytes())


def documents_by_name() -> "dict[str, Traversable]":
    """Return the documents in schemas/json by the name they are asked for."""
    from importlib.resources import files

    return {file.name.partition(".")[0]: file for file in files("schemas").joinpath("json").iterdir()}
