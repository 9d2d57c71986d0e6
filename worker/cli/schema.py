"""`wirecopy schema`: print the JSON Schema of what crosses the boundary."""

from typing import Annotated

import typer


def schema(
    name: Annotated[
        str,
        typer.Argument(
            help="article, rejection, outcome, wire_item, source; or the flat entry of a stream, such as articles_entry."
        ),
    ] = "article",
) -> None:
    """Print a JSON Schema."""
    from schemas.generate import MODELS, schema_text

    if name not in MODELS:
        raise typer.BadParameter(f"{name!r} is none of {', '.join(MODELS)}")
    print(schema_text(name), end="")
