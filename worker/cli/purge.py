"""`wirecopy purge`: legal removal of a story, or of all that a wire item held."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from worker.cli.options import Reason, check_uri, text

if TYPE_CHECKING:
    from worker.store.purge import Purged


def purge(
    subject: Annotated[str, typer.Argument(metavar="URI|ITEM", callback=text, help="A story's uri, or an item id.")],
    reason: Reason = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Remove a story for good from streams, rejections and payloads, after telling consumers by a canceled version.

    With an item id, all stories of the item go, and its rejections. Payloads go whole, with whatever else was in them.

    Example: wirecopy purge urn:wirecopy:xinhua:139700001 --reason "court order 17/2026"
    """
    from schemas.streams import is_item_id
    from worker.cli.server import server
    from worker.settings import settings
    from worker.store.purge import purge_item, purge_story, rewrite_append_only_file

    is_item = is_item_id(subject)
    if not is_item:
        check_uri(subject)
    if not yes:
        _ask(subject)
    with server() as (redis, keys):
        purged = (purge_item if is_item else purge_story)(redis, keys, subject, reason, settings().routes)
        refusal = rewrite_append_only_file(redis)
    _print(subject, purged)
    if refusal:
        message = f"the append-only file holds it until the server writes it anew, which it will not do now: {refusal}"
        print(f"wirecopy: {message}; run BGREWRITEAOF later", file=sys.stderr)


def _ask(subject: str) -> None:
    if not sys.stdin.isatty():
        raise typer.BadParameter("standard input is no terminal to confirm on; give --yes", param_hint="--yes")
    print(f"Remove {subject} for good? It cannot be undone. [y/N] ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise typer.Exit(1)


def _print(subject: str, purged: "Purged") -> None:
    print(
        f"{subject}: removed {purged.records} records, {purged.dead_letters} dead letters, {purged.rejections} rejections, "
        f"{purged.payloads} payloads; told consumers of {len(purged.stories)} stories"
    )
    for uri in purged.unknown:
        print(f"{uri}: was not known; killed all the same")
    print("Not reached: backups, and what consumers have copied. They see the canceled version.")
