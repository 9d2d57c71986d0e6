"""`wirecopy enqueue`: put wire items in."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Annotated

import typer

from worker.cli.options import AsJson, FormatName, MediaType, Paths, SourceId

if TYPE_CHECKING:
    from schemas import Outcome, WireItem
    from worker.client import Client

BATCH = 200


def enqueue(
    paths: Paths,
    source: SourceId = "default",
    media_type: MediaType = None,
    format_name: FormatName = None,
    url: Annotated[str | None, typer.Option(help="Address the item was fetched from.")] = None,
    urgent: Annotated[bool, typer.Option("--urgent", help="Read before others, whatever it looks like.")] = False,
    wait: Annotated[bool, typer.Option("--wait", help="Wait for the outcomes; exit code 1 if any was rejected.")] = False,
    timeout: Annotated[float, typer.Option(help="Seconds to wait at most.")] = 30.0,
    as_json: AsJson = False,
) -> None:
    """Put files into the inbox. Prints each item's id; with --wait, what became of its stories."""
    from worker.cli.files import wire_items
    from worker.cli.server import client

    names: list[str] = []

    def items() -> "Iterator[WireItem]":
        for name, item in wire_items(paths, source, media_type, format_name):
            names.append(name)
            yield item.model_copy(update={"url": url, "urgent": urgent or None})

    with client() as wire:
        item_ids = _with_progress(wire, items(), quiet=as_json)
        if not wait:
            _print_ids(names, item_ids, as_json=as_json)
            return
        outcomes = wire.wait(item_ids, timeout=timeout)
    _print_outcomes(names, item_ids, outcomes, as_json=as_json)
    if not all(outcomes.values()):
        from schemas.errors import ServerUnreachable

        missing = [item_id for item_id, found in outcomes.items() if not found]
        raise ServerUnreachable(f"no outcome yet, waiting in the inbox: {' '.join(missing)}. Is a worker running?")
    raise typer.Exit(1 if any(o.outcome == "rejected" for found in outcomes.values() for o in found) else 0)


def _with_progress(wire: "Client", items: "Iterable[WireItem]", *, quiet: bool) -> list[str]:
    """Put items in and return their ids, counting them on a terminal's standard error."""
    from rich.progress import Progress, SpinnerColumn, TextColumn

    from worker.cli.printing import err

    columns = (SpinnerColumn(), TextColumn("{task.completed} items accepted"))
    with Progress(*columns, console=err, transient=True, disable=quiet or not err.is_terminal) as progress:
        task = progress.add_task("enqueue", total=None)
        item_ids: list[str] = []
        waiting = iter(items)
        while batch := list(islice(waiting, BATCH)):
            item_ids += wire.enqueue_many(batch)
            progress.advance(task, len(batch))
        return item_ids


def _print_ids(names: list[str], item_ids: list[str], *, as_json: bool) -> None:
    import json

    for name, item_id in zip(names, item_ids, strict=True):
        print(json.dumps({"name": name, "item_id": item_id}, ensure_ascii=False) if as_json else f"{item_id}  {name}")


def _print_outcomes(names: list[str], item_ids: list[str], outcomes: "dict[str, list[Outcome]]", *, as_json: bool) -> None:
    from worker.cli.printing import out, outcome_line

    for name, item_id in zip(names, item_ids, strict=True):
        for outcome in outcomes[item_id]:
            if as_json:
                print(outcome.model_dump_json())
            else:
                out.print(outcome_line(outcome, name), soft_wrap=True)
