"""The exit codes of `wirecopy`, and which error ends with which."""

from typing import TYPE_CHECKING

from schemas.errors import IntakeFull, ServerUnreachable, SetUpError, WirecopyError

if TYPE_CHECKING:
    from redis.exceptions import RedisError

EXIT_CODES: dict[int, str] = {
    0: "Done.",
    1: "Something was rejected, not found or found wrong; or the reader of the output went away, as `head` does.",
    2: "The command line cannot be: a verb, an option or a value that there is not.",
    3: "The server cannot be reached, refuses, or takes nothing more in. The same command may work later.",
    4: "Settings or files cannot work, or the output cannot be written; the message says what to change.",
    130: "Interrupted. `wirecopy up` and `wirecopy web`, which are ended so, give 0.",
}


def code_of(error: "WirecopyError | RedisError") -> int:
    """Return the code that an error ends the command with."""
    if isinstance(error, SetUpError):
        return 4
    is_of_the_server = isinstance(error, (ServerUnreachable, IntakeFull)) or not isinstance(error, WirecopyError)
    return 3 if is_of_the_server else 1
