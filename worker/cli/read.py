"""`wirecopy read`: files in, records out, without a server."""

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from worker.cli.options import AsJson, FormatName, MediaType, Paths, SourceId

if TYPE_CHECKING:
    from schemas import Article, Rejection
    from worker.pipeline import Reading


class Standard(StrEnum):
    """A standard in which articles can be printed."""

    NINJS = "ninjs"
    SCHEMA_ORG = "schema.org"


As = Annotated[
    Standard | None,
    typer.Option(
        "--as",
        help="Print each article as one JSON document a line in this standard (ninjs 3.1, schema.org NewsArticle); "
        "rejections go to standard error.",
    ),
]


def read(
    paths: Paths,
    as_json: AsJson = False,
    explain: Annotated[bool, typer.Option("--explain", help="Also say what each part was taken for.")] = False,
    standard: As = None,
    format_name: FormatName = None,
    media_type: MediaType = None,
    source: SourceId = "default",
) -> None:
    """Read files and print the records they give, offline. Exit code 1 if anything was rejected.

    Example: wirecopy read samples/01-xinhua-ar.txt --explain
    """
    from worker.cli.files import files_in, wire_items
    from worker.pipeline import explain as readings_of
    from worker.settings import settings
    from worker.sources_file import declared_sources

    if standard and explain:
        raise typer.BadParameter("goes without --explain: no standard has a place for it", param_hint="--as")
    declared = declared_sources(settings().sources_file).get(source)
    rejected = False
    for name, item in wire_items(files_in(paths), source, media_type, format_name):
        for reading in readings_of(item, declared):
            rejected |= hasattr(reading.result, "code")
            if standard:
                _print_as(standard, name, reading.result, as_json=as_json)
            elif as_json:
                _print_json(reading, with_parts=explain)
            else:
                _print(name, reading, with_parts=explain)
    raise typer.Exit(1 if rejected else 0)


def _print_as(standard: Standard, name: str, result: "Article | Rejection", *, as_json: bool) -> None:
    """Standard output holds documents of one standard only."""
    from schemas import Article
    from worker.cli.printing import err, rejection_line
    from worker.export import ninjs, schema_org

    if isinstance(result, Article):
        print((ninjs if standard is Standard.NINJS else schema_org).json_line(result))
    elif as_json:
        print(result.model_dump_json(), file=sys.stderr)
    else:
        err.print(rejection_line(result, name), soft_wrap=True)


def _print_json(reading: "Reading", *, with_parts: bool) -> None:
    if not with_parts:
        print(reading.result.model_dump_json())
        return
    import json

    row = reading.result.model_dump(mode="json") | {
        "parts": [{"role": part.role, "text": part.text, "where": part.where} for part in reading.parts]
    }
    print(json.dumps(row, ensure_ascii=False))


def _print(name: str, reading: "Reading", *, with_parts: bool) -> None:
    from rich.rule import Rule
    from rich.text import Text

    from schemas import Article
    from worker.cli.printing import article_card, isolated, out, rejection_line

    out.print(Rule(Text(name), align="left", style="dim"))
    if isinstance(reading.result, Article):
        out.print(article_card(reading.result))
    else:
        out.print(rejection_line(reading.result, name), soft_wrap=True)
    if with_parts:
        for part in reading.parts:
            out.print(Text.assemble((f"{part.where:>9}  {part.role:<10} ", "dim"), isolated(part.text)), soft_wrap=True)
