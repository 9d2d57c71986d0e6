"""`wirecopy enqueue`: put wire items in."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Annotated

import typer

from worker.cli.options import AsJson, FormatName, MediaType, Paths, SourceId, text

if TYPE_CHECKING:
    from schemas import Outcome, WireItem
    from worker.client import Client

BATCH = 200


def enqueue(
    paths: Paths,
    source: SourceId = "default",
    media_type: MediaType = None,
    format_name: FormatName = None,
    url: Annotated[str | None, typer.Option(callback=text, help="Address the item was fetched from.")] = None,
    urgent: Annotated[bool, typer.Option("--urgent", help="Read before others, whatever it looks like.")] = False,
    wait: Annotated[bool, typer.Option("--wait", help="Wait for the outcomes; exit code 1 if any was rejected.")] = False,
    timeout: Annotated[float, typer.Option(min=0, help="Seconds to wait at most.")] = 30.0,
    as_json: AsJson = False,
) -> None:
    """Put files into the inbox. Prints each item's id; with --wait, what became of its stories.

    Example: wirecopy enqueue samples --source xinhua-ar --wait
    """
    from schemas.errors import WirecopyError
    from schemas.urgency import urgency_said
    from worker.cli.files import files_in, wire_items
    from worker.cli.server import client
    from worker.settings import settings
    from worker.sources_file import declared_sources

    said = urgency_said(urgent or None, declared_sources(settings().sources_file).get(source))
    files = files_in(paths)
    names: list[str] = []
    item_ids: list[str] = []

    def items() -> "Iterator[WireItem]":
        for name, item in wire_items(files, source, media_type, format_name):
            names.append(name)
            yield item.model_copy(update={"url": url, "urgent": said})

    with client() as wire:
        try:
            for accepted in _with_progress(wire, items(), len(files)):
                item_ids += accepted
        except WirecopyError:  # what went in before stays in
            _print_ids(names[: len(item_ids)], item_ids, as_json=as_json)
            raise
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


def _with_progress(wire: "Client", items: "Iterable[WireItem]", total: int) -> "Iterator[list[str]]":
    """Put items in by batches and yield their ids, with a bar on a terminal's standard error where there are many."""
    from rich.progress import Progress

    from worker.cli.printing import err

    waiting = iter(items)
    with Progress(console=err, transient=True, disable=not err.is_terminal or total < BATCH) as progress:
        task = progress.add_task("enqueue", total=total)
        while batch := list(islice(waiting, BATCH)):
            yield wire.enqueue_many(batch)
            progress.advance(task, len(batch))


def _print_ids(names: list[str], item_ids: list[str], *, as_json: bool) -> None:
    import json

    for name, item_id in zip(names, item_ids, strict=True):
        print(json.dumps({"name": name, "item_id": item_id}, ensure_ascii=False) if as_json else f"{item_id}  {name}")


def _print_outcomes(names: list[str], item_ids: list[str], outcomes: "dict[str, list[Outcome]]", *, as_json: bool) -> None:
    import json

    from worker.cli.printing import out, outcome_line

    for name, item_id in zip(names, item_ids, strict=True):
        for outcome in outcomes[item_id]:
            if as_json:
                print(json.dumps({"name": name} | outcome.model_dump(mode="json"), ensure_ascii=False))
            else:
                out.print(outcome_line(outcome, name), soft_wrap=True)
