"""`wirecopy status`: how the service stands."""

from typing import TYPE_CHECKING

from worker.cli.options import AsJson

if TYPE_CHECKING:
    from rich.table import Table

    from worker.observe.state import State


def status(as_json: AsJson = False) -> None:
    """Show what waits, who works, what became of everything, who reads, which sources ail, and whether the books balance.

    Example: wirecopy status --json
    """
    from worker.cli.server import server
    from worker.observe.state import look
    from worker.settings import settings
    from worker.sources_file import declared_sources

    declared = declared_sources(settings().sources_file)
    with server() as (redis, keys):
        state = look(redis, keys, settings().routes, declared)
    if as_json:
        print(state.model_dump_json())
        return
    from worker.cli.printing import out
    from worker.cli.source_list import sources_table

    for table in (_summary(state), _beats(state), _groups(state), sources_table(list(state.sources.troubled))):
        if table.row_count:
            out.print(table)
            out.print()


def _summary(state: "State") -> "Table":
    from rich.table import Table

    server, books = state.server, state.books
    outcomes = ", ".join(f"{count:,} {outcome}" for outcome, count in books.outcomes.items() if count)
    maximum = f" of {server.memory_most / 2**20:,.0f}" if server.memory_most else ""
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    table.add_row("server", f"{server.name} {server.version}, {server.memory_used / 2**20:,.0f}{maximum} MiB in use")
    for lane in state.lanes:
        age = f", the oldest for {lane.oldest_seconds:,.1f} s" if lane.waiting else ""
        table.add_row(f"inbox {lane.lane}", f"{lane.waiting:,} waiting, {lane.in_hand:,} in hand{age}")
    table.add_row("items", f"{books.accepted:,} accepted, {books.done:,} done")
    table.add_row("stories", f"{books.stories:,} read: {outcomes or 'none'}; {books.embargoed:,} under embargo now")
    table.add_row("books", "they balance" if books.balanced else "THEY DO NOT BALANCE: see `wirecopy doctor`")
    if state.sources.polled:
        healths = ", ".join(f"{count:,} {health}" for health, count in state.sources.health.items())
        overdue = f"; {state.sources.overdue:,} OVERDUE" if state.sources.overdue else ""
        table.add_row("sources", f"{state.sources.polled:,} polled: {healths}{overdue}")
    table.add_row("rejections", f"{state.rejected:,} kept")
    table.add_row("payloads", f"{(state.raw_accepted_bytes + state.raw_rejected_bytes) / 2**20:,.1f} MiB kept")
    return table


def _beats(state: "State") -> "Table":
    from rich.table import Table

    table = Table("node", "kind", "slots", "last heartbeat", box=None, pad_edge=False, header_style="bold")
    for one in state.beats:
        seen = f"{one.silent_seconds:,.1f} s ago" + ("" if one.alive else ": gone")
        table.add_row(one.node, one.kind, str(one.slots), seen, style=None if one.alive else "red")
    return table


def _groups(state: "State") -> "Table":
    from rich.table import Table

    titles = ("stream", "entries", "group", "consumers", "pending", "lag", "idle", "dead letters")
    table = Table(*titles, box=None, pad_edge=False, header_style="bold")
    for stream in state.streams:
        name, entries = stream.name, f"{stream.entries:,}"
        if not stream.groups:
            table.add_row(name, entries, "–")
        for group in stream.groups:
            lag = "?" if group.lag is None else f"{group.lag:,}"
            idle = "–" if group.idle_seconds is None else f"{group.idle_seconds:,.0f} s"
            counts = (str(group.consumers), f"{group.pending:,}", lag, idle, str(group.dead_letters))
            table.add_row(name, entries, group.name, *counts)
            name = entries = ""
    return table
