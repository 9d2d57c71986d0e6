"""`wirecopy doctor`: what is wrong, and what to do about it. Also the health check of containers."""

import socket
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from worker.cli.options import AsJson, text

if TYPE_CHECKING:
    from worker.observe.checks import Finding

# A container's health check must end long before its time is up, also where the server hangs.
NODE_SECONDS = 4.0
_STYLES = {"ok": "green", "warning": "yellow", "problem": "red"}


def doctor(
    node: Annotated[
        str | None,
        typer.Option(
            callback=text, help="Look only at the heartbeat of this worker or clock, such as worker@%h (%h: this host)."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check settings, server, rights, workers, clock, lag and books. Exit code 1 if there is a problem.

    With --node, a server that is away is no problem of the node's: its container is not to be restarted for that.

    Example: wirecopy doctor
    """
    from redis.exceptions import RedisError

    from schemas.errors import SetUpError, WirecopyError
    from worker.cli.exits import code_of
    from worker.observe.checks import problem

    show = _print_json if as_json else _print
    code = 0
    try:
        for one in [_of_node(node.replace("%h", socket.gethostname()))] if node else _of_everything():
            show(one)
            code = max(code, one.level == "problem")
    except (WirecopyError, RedisError) as error:
        where = "settings" if isinstance(error, SetUpError) else "server"
        show(problem(where, str(error), f"see to the {where} first; nothing more can be looked at"))
        code = code_of(error)
    raise typer.Exit(code)


def _of_everything() -> "Iterator[Finding]":
    from worker.cli.server import server
    from worker.observe import checks, rights
    from worker.observe.state import look
    from worker.settings import settings
    from worker.sources_file import declared_sources

    chosen = settings()
    declared = declared_sources(chosen.sources_file)
    yield checks.ok("settings", f"they can be read; {len(declared)} sources declared")
    with server() as (redis, keys):
        state = look(redis, keys, chosen.routes, declared)
        yield from checks.findings(state, chosen)
        if state.server.user != "default":
            yield from rights.findings(redis, keys)


def _of_node(node: str) -> "Finding":
    from schemas.errors import ServerUnreachable
    from worker.cli.server import server
    from worker.observe import checks
    from worker.store import heartbeats, retention

    try:
        with server(socket_timeout=NODE_SECONDS) as (redis, keys):
            now_ms = retention.server_ms(redis)
            alive = [one for one in heartbeats.heartbeats(redis, keys) if one.node == node and one.is_alive(now_ms)]
    except ServerUnreachable as error:
        print(f"wirecopy: {error}", file=sys.stderr)
        return checks.warning("heartbeat", f"{node} cannot be judged: the server is away", "see to the server first")
    if alive:
        return checks.ok("heartbeat", f"{node} beats")
    return checks.problem("heartbeat", f"{node} does not beat", "look at its log; restart it")


def _print_json(finding: "Finding") -> None:
    print(finding.model_dump_json())


def _print(finding: "Finding") -> None:
    from rich.text import Text

    from worker.cli.printing import out, safe

    head = (f"{finding.level:<8}", _STYLES[finding.level])
    out.print(Text.assemble(head, (f"{finding.check:<12}", "dim"), safe(finding.message)), soft_wrap=True)
    if finding.advice:
        out.print(Text(f"{'':<20}→ {safe(finding.advice)}"), soft_wrap=True)
