"""The command line: `wirecopy`. Each verb is in a file of its own; here they meet, and errors become messages.

Machine output goes to standard output, progress and messages to standard error. Exit codes: 0 done; 1 something was
rejected or not found; 2 the command line cannot be; 3 the server cannot be reached or takes nothing; 4 settings or files
cannot work; 130 interrupted. A reader of the output that goes away, as `head` does, ends it with 1.
"""

import sys

import typer
from redis.exceptions import RedisError

from schemas.errors import IntakeFull, ItemTooLarge, NotFound, ServerUnreachable, SetUpError, WirecopyError
from worker.cli import consume, demo, enqueue, kill, read, rejected, schema, show

app = typer.Typer(
    name="wirecopy",
    help="Newswire copy in, clean article records on Redis Streams out.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.command("demo")(demo.demo)
app.command("read")(read.read)
app.command("enqueue")(enqueue.enqueue)
app.command("consume")(consume.consume)
app.command("show")(show.show)
app.command("kill")(kill.kill)
app.add_typer(rejected.app, name="rejected")
app.command("schema")(schema.schema)

_EXIT_CODES: tuple[tuple[type[WirecopyError], int], ...] = (
    (NotFound, 1),
    (ItemTooLarge, 1),
    (ServerUnreachable, 3),
    (IntakeFull, 3),
    (SetUpError, 4),
)


def main() -> None:
    """Run the command line."""
    try:
        app()
    except WirecopyError as error:
        _fail(str(error), next((code for kind, code in _EXIT_CODES if isinstance(error, kind)), 1))
    except RedisError as error:
        _fail(f"the server refuses: {error}", 3)


def _fail(message: str, code: int) -> None:
    print(f"wirecopy: {message}", file=sys.stderr)
    sys.exit(code)
