"""`wirecopy sources list`, `poll`, `pause`: how the polled sources stand, and an operator's word on them."""

import sys
import time
from typing import TYPE_CHECKING, Annotated

import typer

from worker.cli.options import AsJson

if TYPE_CHECKING:
    from collections.abc import Callable

    from redis import Redis
    from rich.table import Table

    from worker.observe.sources import SourceReport
    from worker.store.keys import Keys

Ids = Annotated[list[str], typer.Argument(metavar="ID...", help="Ids of sources, as sources.toml declares them.")]
_LOOK_SECONDS = 0.2
_STYLES = {
    "ok": "green",
    "new": "dim",
    "paused": "dim",
    "quiet": "yellow",
    "never delivered": "yellow",
    "incomplete": "yellow",
}


def list_(
    health: Annotated[str | None, typer.Option(help="Only sources with this health, such as failing or quiet.")] = None,
    as_json: AsJson = False,
) -> None:
    """List the polled sources: how each is doing, when it was polled and is again, what came of it, and why not.

    Example: wirecopy sources list --health failing
    """
    from worker.cli.printing import out
    from worker.observe.sources import HEALTHS

    if health is not None and health not in HEALTHS:
        raise typer.BadParameter(f"a source is one of: {', '.join(HEALTHS)}; not {health!r}")
    every = _reports()
    chosen = [one for one in every if health is None or one.health == health]
    if not every:
        print("wirecopy: no worker has declared a source: does one run, with WIRECOPY_SOURCES_FILE?", file=sys.stderr)
    if as_json:
        for one in chosen:
            print(one.model_dump_json())
        return
    out.print(sources_table(chosen))
    for one in chosen:
        if one.error or one.moved_to:
            _explain(one)


def poll(
    sources: Ids,
    wait: Annotated[bool, typer.Option("--wait", help="Wait until they were polled, and show how they stand then.")] = False,
    timeout: Annotated[float, typer.Option(min=0, help="Seconds to wait at most.")] = 60.0,
) -> None:
    """Poll sources now, paused ones and those that are gone too; a worker does it. Ends a pause.

    Example: wirecopy sources poll xinhua-en-world --wait
    """
    from worker.cli.printing import out
    from worker.store.source_state import poll_now

    before = {one.id: one.polls for one in _reports()}
    _order(sources, poll_now)
    if not wait:
        return
    until = time.monotonic() + timeout
    while True:
        polled = [one for one in _reports() if one.id in sources and one.polls > before.get(one.id, 0) and not one.polling]
        if len(polled) == len(set(sources)) or time.monotonic() >= until:
            break
        time.sleep(_LOOK_SECONDS)
    out.print(sources_table(polled))
    for one in polled:
        if one.error:
            _explain(one)
    if missing := sorted(set(sources) - {one.id for one in polled}):
        print(f"wirecopy: not polled within {timeout:g} s: {', '.join(missing)}; is a worker running?", file=sys.stderr)
        raise typer.Exit(1)
    raise typer.Exit(1 if any(one.failures for one in polled) else 0)


def pause(sources: Ids) -> None:
    """Poll sources no more, until `wirecopy sources poll` says otherwise. What is under way is finished.

    Example: wirecopy sources pause xinhua-en-world
    """
    from worker.store.source_state import pause as pause_one

    _order(sources, pause_one)


def _reports() -> "list[SourceReport]":
    from worker.cli.server import server
    from worker.observe.sources import reports
    from worker.settings import settings
    from worker.sources_file import declared_sources
    from worker.store import retention

    declared = declared_sources(settings().sources_file)
    with server() as (redis, keys):
        return reports(redis, keys, declared, retention.server_ms(redis))


def _order(sources: list[str], order: "Callable[[Redis, Keys, str], bool]") -> None:
    from schemas.errors import NotFound
    from worker.cli.server import server

    with server() as (redis, keys):
        unknown = [one for one in sources if not order(redis, keys, one)]
    if unknown:
        raise NotFound(f"no worker has declared {', '.join(unknown)}; `wirecopy sources list` shows which are polled")


def sources_table(reports: "list[SourceReport]") -> "Table":
    """Return a table of sources."""
    from rich.table import Table
    from rich.text import Text

    from worker.cli.printing import safe

    titles = ("source", "kind", "health", "polled", "next", "last new", "mean gap", "polls", "items", "failures")
    table = Table(*titles, box=None, pad_edge=False, header_style="bold")
    for one in reports:
        table.add_row(
            Text(safe(one.id)),
            one.kind or "–",
            Text(one.health, style=_STYLES.get(one.health, "red")),
            _span(one.polled_ago),
            "now" if one.polling or (one.due_in is not None and one.due_in <= 0) else _span(one.due_in),
            _span(one.new_ago),
            _span(one.mean_gap),
            f"{one.polls:,}",
            f"{one.delivered:,}",
            str(one.failures),
        )
    return table


def _explain(one: "SourceReport") -> None:
    from rich.text import Text

    from worker.cli.printing import out, safe

    if one.error:
        out.print(Text(f"{safe(one.id)}: {safe(one.error)}"), soft_wrap=True)
    if one.moved_to:
        out.print(Text(f"{safe(one.id)}: it has moved to {safe(one.moved_to)}: put that into sources.toml"), soft_wrap=True)


def _span(seconds: float | None) -> str:
    if seconds is None:
        return "–"
    for unit, length in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:.0f} {unit}"
    return f"{seconds:.0f} s"
