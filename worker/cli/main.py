"""The command line: `wirecopy`. Each verb is in a file of its own; here they meet, and errors become messages.

Machine output goes to standard output, progress and messages to standard error; worker/cli/exits.py has the exit codes.
"""

import os
import sys

import typer

from schemas.errors import WirecopyError
from worker.cli import (
    access,
    consume,
    demo,
    doctor,
    enqueue,
    kill,
    purge,
    read,
    rejected,
    schema,
    show,
    sources,
    status,
    up,
    web,
)
from worker.cli.exits import code_of

app = typer.Typer(
    name="wirecopy",
    help="Newswire copy in, clean article records on Redis Streams out.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.command("demo")(demo.demo)
app.command("up")(up.up)
app.command("web")(web.web)
app.command("read")(read.read)
app.command("enqueue")(enqueue.enqueue)
app.command("consume")(consume.consume)
app.command("show")(show.show)
app.command("kill")(kill.kill)
app.command("purge")(purge.purge)
app.add_typer(rejected.app, name="rejected")
app.add_typer(sources.app, name="sources")
app.command("schema")(schema.schema)
app.command("status")(status.status)
app.command("doctor")(doctor.doctor)
app.command("access")(access.access)


def main() -> None:
    """Run the command line."""
    try:
        try:
            app()
        finally:
            sys.stdout.flush()
    except WirecopyError as error:
        _fail(f"{error}{_advice(error.__cause__)}", code_of(error))
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what could not be written goes nowhere
        if isinstance(error, BrokenPipeError):
            sys.exit(1)
        _fail(f"the output cannot be written: {error}", 4)
    except Exception as error:
        from redis.exceptions import RedisError  # it takes 50 ms: who reads a file needs no server

        if not isinstance(error, RedisError):
            raise
        _fail(f"the server refuses: {error}{_advice(error)}", code_of(error))


def _advice(error: BaseException | None) -> str:
    if error is None:
        return ""
    from redis.exceptions import AuthenticationError, NoPermissionError

    if isinstance(error, AuthenticationError):
        return "; look at WIRECOPY_REDIS_USERNAME and WIRECOPY_REDIS_PASSWORD_FILE, or at the address"
    if isinstance(error, NoPermissionError):
        return "; this user may not do that: the user operator may"
    return ""


def _fail(message: str, code: int) -> None:
    print(f"wirecopy: {message}", file=sys.stderr)
    sys.exit(code)
