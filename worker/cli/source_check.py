"""`wirecopy sources check`: look at a source once and show what would come in. Needs no server and changes nothing."""

from typing import TYPE_CHECKING, Annotated

import typer

from worker.cli.options import AsJson

if TYPE_CHECKING:
    from schemas import Source
    from worker.cli.source_trial import Trial

_PATHS = ("/", "./", "../", "file://")
_WITH_SECRETS = ("sftp", "ftp", "ftps", "s3", "imap", "imaps")


def check(
    sources: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ID|URL|FOLDER]...", help="Declared sources, web addresses, or folders; without any, all declared."
        ),
    ] = None,
    link_pattern: Annotated[
        str | None, typer.Option(help="Of addresses: they are page lists, and links that fit this expression are stories.")
    ] = None,
    full_text: Annotated[bool, typer.Option("--full-text", help="Of addresses: fetch each entry's page too.")] = False,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Of addresses: they may be private, loopback or link-local.")
    ] = False,
    entries: Annotated[
        int | None,
        typer.Option(min=0, help="Entries to take, instead of what a first poll takes; of folders and mailboxes 30."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Look at sources once, as a worker would, and show the articles that would come of it. Exit code 1 if one fails.

    Nothing is put in, moved, flagged or remembered; no server is needed.

    Example: wirecopy sources check https://feeds.example/world.xml
    """
    import asyncio

    chosen = _chosen(sources or [], link_pattern, full_text, allow_private)
    raise typer.Exit(1 if asyncio.run(_check_all(chosen, entries, as_json)) else 0)


async def _check_all(sources: "list[Source]", entries: int | None, as_json: bool) -> bool:
    """Show each source as soon as it was tried; return whether one failed."""
    from worker.cli.source_trial import trials

    failed = False
    async for trial in trials(sources, entries):
        (_show_json if as_json else _show)(trial)
        failed |= trial.error is not None
    return failed


def _chosen(names: list[str], link_pattern: str | None, full_text: bool, allow_private: bool) -> "list[Source]":
    from schemas import PolledSource
    from schemas.errors import SetUpError
    from worker.settings import settings
    from worker.sources_file import declared_sources

    declared = declared_sources(settings().sources_file)
    if not names:
        if polled := [one for one in declared.values() if isinstance(one, PolledSource)]:
            return list(polled)
        raise SetUpError("no source is declared that is polled; name an address, or a file in WIRECOPY_SOURCES_FILE")
    unknown = [name for name in names if name not in declared and "://" not in name and not name.startswith(_PATHS)]
    if unknown:
        raise SetUpError(
            f"{', '.join(unknown)}: no such source is declared; WIRECOPY_SOURCES_FILE names the file. A folder is written "
            "with a slash: ./spool"
        )
    return [
        declared[name]
        if name in declared
        else _of_folder(name)
        if name.startswith(_PATHS)
        else _of_address(name, link_pattern, full_text, allow_private)
        for name in names
    ]


def _of_folder(name: str) -> "Source":
    from pathlib import Path

    from schemas import FolderSource

    path = str(Path(name.removeprefix("file://")).absolute())
    return FolderSource(id=path[-200:], url=path, stable_seconds=0.0)


def _of_address(url: str, link_pattern: str | None, full_text: bool, allow_private: bool) -> "Source":
    from pydantic import ValidationError

    from schemas import FeedSource, PageListSource

    scheme = url.partition("://")[0].lower()
    if scheme in _WITH_SECRETS:
        raise typer.BadParameter(
            f"{scheme}:// servers ask who you are: declare the source in sources.toml (docs/sources.md), and name its id"
        )
    try:
        if link_pattern is not None:
            return PageListSource(id=url[:200], url=url, link_pattern=link_pattern, allow_private=allow_private)
        return FeedSource(id=url[:200], url=url, full_text=full_text, allow_private=allow_private)
    except ValidationError as error:
        raise typer.BadParameter("; ".join(one["msg"] for one in error.errors(include_input=False))) from None


def _show(trial: "Trial") -> None:
    from rich.rule import Rule
    from rich.text import Text

    from schemas import Article
    from worker.cli.printing import articles_table, out, rejection_line, safe
    from worker.pipeline import read

    out.print(Rule(Text(safe(trial.source.id)), align="left", style="dim"))
    if trial.error:
        out.print(Text(safe(trial.error), style="red"), soft_wrap=True)
        return
    results = [(item, result) for item in trial.items for result in read(item, trial.source)]
    if trial.items:
        out.print(articles_table(one for _, one in results if isinstance(one, Article)))
    for item, one in results:
        if not isinstance(one, Article):
            out.print(rejection_line(one, item.filename or trial.source.id), soft_wrap=True)
    if trial.trouble:
        out.print(Text(safe(trial.trouble), style="yellow"), soft_wrap=True)
    out.print(Text(safe(trial.summary), style="dim"), soft_wrap=True)


def _show_json(trial: "Trial") -> None:
    import sys

    from worker.pipeline import read

    for item in trial.items:
        for result in read(item, trial.source):
            print(result.model_dump_json())
    if said := trial.error or trial.trouble:
        print(f"wirecopy: {trial.source.id}: {said}", file=sys.stderr)
