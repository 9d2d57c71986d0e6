"""`wirecopy rejected`: what could not become an article, and the way back in."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from worker.cli import completion
from worker.cli.options import AsJson

if TYPE_CHECKING:
    from redis import Redis

    from worker.store.keys import Keys
    from worker.store.rejected import RejectedEntry

app = typer.Typer(help="What was rejected: list it, show one, put them in again.", no_args_is_help=True)


def _known(code: str | None) -> str | None:
    from schemas import Code as Codes

    if code is not None and code not in set(Codes):
        raise typer.BadParameter(f"{code!r} is none of {', '.join(Codes)}")
    return code


Code = Annotated[
    str | None,
    typer.Option(callback=_known, autocompletion=completion.codes, help="Only rejections with this code, such as no_body."),
]
SourceOf = Annotated[str | None, typer.Option("--source", help="Only rejections of this source.")]


@contextmanager
def _found(code: str | None, source: str | None) -> "Iterator[tuple[Redis, Keys, Iterator[RejectedEntry]]]":
    from worker.cli.server import server
    from worker.store import rejected

    with server() as (redis, keys):
        yield redis, keys, rejected.entries(redis, keys, code=code, source=source)


@app.command("list")
def list_(code: Code = None, source: SourceOf = None, as_json: AsJson = False) -> None:
    """List rejections, oldest first.

    Example: wirecopy rejected list --code no_body
    """
    import json

    from worker.cli.printing import out, rejection_line

    with _found(code, source) as (_, _, entries):
        for entry in entries:
            if as_json:
                print(json.dumps({"id": entry.id} | entry.rejection.model_dump(mode="json"), ensure_ascii=False))
            else:
                out.print(rejection_line(entry.rejection, entry.id), soft_wrap=True)


@app.command("show")
def show(
    entry_id: Annotated[str, typer.Argument(help="Id of the rejection, as list prints it.")],
    raw: Annotated[bool, typer.Option("--raw", help="Write the item's bytes to standard output.")] = False,
) -> None:
    """Show a rejection, or the bytes of what was rejected.

    Example: wirecopy rejected show 1781143221345-0 --raw
    """
    import sys

    from worker.cli.server import server
    from worker.store import raw as raw_store
    from worker.store import rejected

    with server() as (redis, keys):
        entry = rejected.find(redis, keys, entry_id)
        if raw:
            sys.stdout.buffer.write(raw_store.fetch(redis, keys, entry.rejection.raw_digest))
        else:
            print(entry.rejection.model_dump_json(indent=2))


@app.command("replay")
def replay(
    entry_ids: Annotated[
        list[str] | None, typer.Argument(help="Ids of rejections; none: all that the options name.")
    ] = None,
    code: Code = None,
    source: SourceOf = None,
    everything: Annotated[bool, typer.Option("--all", help="Replay every rejection.")] = False,
) -> None:
    """Put rejected items in again, in their old place in the order of arrival. Prints each rejection's and entry's id.

    Example: wirecopy rejected replay --source xinhua-ar
    """
    import sys

    from schemas.errors import NotFound
    from worker.store import rejected

    if not (entry_ids or code or source or everything):
        raise typer.BadParameter("name ids, --code, --source or --all")
    failed = False
    with _found(code, source) as (redis, keys, entries):
        chosen = [rejected.find(redis, keys, one) for one in entry_ids] if entry_ids else list(entries)
        for entry in _with_progress(chosen):
            try:
                put_in = rejected.replay(redis, keys, entry)
            except NotFound as error:
                print(f"wirecopy: {entry.id}: {error}", file=sys.stderr)
                failed = True
            else:
                if put_in:
                    print(f"{entry.id}  {put_in}")
    raise typer.Exit(1 if failed else 0)


def _with_progress(entries: "list[RejectedEntry]") -> "Iterator[RejectedEntry]":
    from rich.progress import track

    from worker.cli.printing import err

    quiet = not err.is_terminal or len(entries) < 100
    yield from track(entries, "replay", console=err, transient=True, disable=quiet)
