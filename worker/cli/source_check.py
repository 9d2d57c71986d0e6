"""`wirecopy sources check`: fetch a source once and show what would come in. Needs no server and changes nothing."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated

import typer

from worker.cli.options import AsJson

if TYPE_CHECKING:
    from schemas import PolledSource, WireItem
    from worker.sources.poll import Polled
    from worker.sources.robots import Robots
    from worker.sources.turns import LocalTurns
    from worker.sources.web import Web


@dataclass
class Checked:
    """What one poll of a source brought."""

    source: "PolledSource"
    polled: "Polled"
    items: "list[WireItem]" = field(default_factory=list)


def check(
    sources: Annotated[
        list[str] | None,
        typer.Argument(metavar="[ID|URL]...", help="Declared sources, or addresses; without any, all declared."),
    ] = None,
    link_pattern: Annotated[
        str | None, typer.Option(help="Of addresses: they are page lists, and links that fit this expression are stories.")
    ] = None,
    full_text: Annotated[bool, typer.Option("--full-text", help="Of addresses: fetch each entry's page too.")] = False,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Of addresses: they may be private, loopback or link-local.")
    ] = False,
    entries: Annotated[
        int | None, typer.Option(min=0, help="Entries to take, instead of what the source's first poll takes.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Poll sources once, as their first poll would, and show the articles that would come of it. Exit code 1 if one fails.

    Nothing is put in and nothing is remembered; no server is needed.

    Example: wirecopy sources check https://feeds.example/world.xml
    """
    import asyncio

    chosen = [_with(one, entries) for one in _chosen(sources or [], link_pattern, full_text, allow_private)]
    failed = False
    for checked in asyncio.run(_check_all(chosen)):
        failed |= _show_json(checked) if as_json else _show(checked)
    raise typer.Exit(1 if failed else 0)


def _with(source: "PolledSource", entries: int | None) -> "PolledSource":
    return source if entries is None else source.model_copy(update={"first_entries": entries})


def _chosen(names: list[str], link_pattern: str | None, full_text: bool, allow_private: bool) -> "list[PolledSource]":
    from schemas import PolledSource
    from schemas.errors import SetUpError
    from worker.settings import settings
    from worker.sources_file import declared_sources

    declared = {one.id: one for one in declared_sources(settings().sources_file).values() if isinstance(one, PolledSource)}
    if not names and not declared:
        raise SetUpError("no source is declared that is polled; name an address, or a file in WIRECOPY_SOURCES_FILE")
    unknown = [name for name in names if name not in declared and "://" not in name]
    if unknown:
        raise SetUpError(f"{', '.join(unknown)}: no such polled source is declared; WIRECOPY_SOURCES_FILE names the file")
    return [
        declared[name] if name in declared else _of_address(name, link_pattern, full_text, allow_private)
        for name in names or declared
    ]


def _of_address(url: str, link_pattern: str | None, full_text: bool, allow_private: bool) -> "PolledSource":
    from pydantic import ValidationError

    from schemas import FeedSource, PageListSource

    try:
        if link_pattern is not None:
            return PageListSource(id=url[:200], url=url, link_pattern=link_pattern, allow_private=allow_private)
        return FeedSource(id=url[:200], url=url, full_text=full_text, allow_private=allow_private)
    except ValidationError as error:
        raise typer.BadParameter("; ".join(one["msg"] for one in error.errors(include_input=False))) from None


async def _check_all(sources: "list[PolledSource]") -> list[Checked]:
    from worker.settings import settings
    from worker.sources.robots import Robots
    from worker.sources.turns import LocalTurns
    from worker.sources.web import Web

    chosen = settings()
    turns = LocalTurns(chosen.poll_host_seconds)
    async with Web(chosen.http_user_agent, chosen.http_proxy) as web:
        robots = Robots(web)
        return [await _check(source, web, robots, turns) for source in sources]


async def _check(source: "PolledSource", web: "Web", robots: "Robots", turns: "LocalTurns") -> Checked:
    from datetime import UTC, datetime

    from worker.sources.poll import poll
    from worker.sources.visit import Visit
    from worker.store.source_state import SourceState

    items: list[WireItem] = []

    async def put(more: "list[WireItem]") -> None:
        items.extend(more)

    async def load_seen() -> None:
        return None

    visit = Visit(source, SourceState(), web, robots, turns, put, load_seen, datetime.now(UTC))
    return Checked(source, await poll(visit, chance=0.5), items)


def _show(checked: Checked) -> bool:
    """Print what came; return whether it failed."""
    from rich.rule import Rule
    from rich.text import Text

    from schemas import Article
    from worker.cli.printing import articles_table, out, rejection_line, safe
    from worker.pipeline import read

    state = checked.polled.state
    out.print(Rule(Text(safe(checked.source.id)), align="left", style="dim"))
    if state.error:
        out.print(Text(safe(state.error), style="red"), soft_wrap=True)
        return True
    results = [result for item in checked.items for result in read(item, checked.source)]
    out.print(articles_table(one for one in results if isinstance(one, Article)))
    for one in results:
        if not isinstance(one, Article):
            out.print(rejection_line(one, checked.source.id), soft_wrap=True)
    if state.trouble:
        out.print(Text(safe(state.trouble), style="yellow"), soft_wrap=True)
    delay = "never" if checked.polled.delay is None else f"in {checked.polled.delay:,.0f} s ({state.why})"
    out.print(Text(f"{len(checked.items)} items; polled next {delay}", style="dim"))
    return False


def _show_json(checked: Checked) -> bool:
    import sys

    from worker.pipeline import read

    for item in checked.items:
        for result in read(item, checked.source):
            print(result.model_dump_json())
    if said := checked.polled.state.error or checked.polled.state.trouble:
        print(f"wirecopy: {checked.source.id}: {said}", file=sys.stderr)
    return checked.polled.state.error is not None
