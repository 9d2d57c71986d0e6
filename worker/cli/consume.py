"""`wirecopy consume`: follow the published records."""

from enum import StrEnum
from typing import Annotated

import typer

from worker.cli.options import AsJson, Group


def _route(name: str | None) -> str | None:
    import re

    from schemas.streams import ROUTE_NAME

    if name is not None and not re.fullmatch(ROUTE_NAME, name):
        raise typer.BadParameter(f"{name!r} can be no route's name")
    return name


class Status(StrEnum):
    """The statuses of an article."""

    USABLE = "usable"
    WITHHELD = "withheld"
    CANCELED = "canceled"


def consume(
    group: Group = None,
    start: Annotated[
        str, typer.Option("--from", help="first, new, after an entry id, or from a time on (2026-11-23T10:00Z).")
    ] = "new",
    language: Annotated[list[str] | None, typer.Option(help="Only these languages; ar lets ar-EG through too.")] = None,
    source: Annotated[list[str] | None, typer.Option(help="Only these sources.")] = None,
    status: Annotated[list[Status] | None, typer.Option(help="Only these.")] = None,
    route: Annotated[str | None, typer.Option(callback=_route, help="Follow this route instead of all articles.")] = None,
    idle: Annotated[float | None, typer.Option(min=0, help="End once nothing came for so many seconds.")] = None,
    count: Annotated[int | None, typer.Option(min=1, help="End after so many records.")] = None,
    as_json: AsJson = False,
) -> None:
    """Follow the published records, until interrupted. With a group, each record printed is acknowledged.

    Example: wirecopy consume --group desk --from first --json
    """
    from itertools import islice

    from worker.cli.printing import articles_table, out
    from worker.cli.server import client
    from worker.client import Filters

    filters = Filters(status=status or ("usable", "canceled"), language=language or (), source=source or ())
    if route:
        _warn_if_empty(route)
    with client() as wire:
        records = wire.consume(group=group, start=_start(start), filters=filters, route=route, idle_seconds=idle)
        for number, record in enumerate(islice(records, count)):
            if as_json:
                print(record.article.model_dump_json(), flush=True)
            else:
                table = articles_table([record.article])
                table.show_header = number == 0
                out.print(table)
            record.ack()


def _start(text: str) -> "str":
    """Return a start position; a time becomes the entry id before it."""
    import re
    from datetime import UTC, datetime

    from worker.client.subscription import start_id

    if text in ("first", "new") or re.fullmatch(r"[0-9]{1,18}(-[0-9]{1,18})?", text):
        return text
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is neither first, new, an entry id nor a time", param_hint="--from") from None
    return start_id(time if time.tzinfo else time.replace(tzinfo=UTC))


def _warn_if_empty(route: str) -> None:
    import sys

    from worker.cli.server import server

    with server() as (redis, keys):
        if not redis.xlen(keys.route(route)):
            print(f"wirecopy: nothing is in route {route} yet; WIRECOPY_ROUTES of the workers declares it", file=sys.stderr)
