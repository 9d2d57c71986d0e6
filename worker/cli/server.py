"""The server that a verb talks to, as the settings name it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from redis.exceptions import AuthenticationError
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

from schemas.errors import ServerUnreachable
from worker.client import Client
from worker.settings import settings
from worker.store.connection import connect
from worker.store.keys import Keys

if TYPE_CHECKING:
    from redis import Redis

_HINT = "is it running? WIRECOPY_REDIS_URL says where it is looked for"


def client() -> Client:
    """Return a client of the server in the settings."""
    chosen = settings()
    return Client(chosen.server_url, prefix=chosen.prefix, intake_share=chosen.intake_share)


@contextmanager
def server(*, socket_timeout: float = 15.0) -> "Iterator[tuple[Redis, Keys]]":
    """Connect to the server in the settings; socket_timeout in seconds. Raises ServerUnreachable.

    What the store has to warn of while connected goes to standard error; standard output is the verb's own.
    """
    from worker.observe import logs

    chosen = settings()
    logs.configure(chosen, "warning")
    redis = connect(chosen.server_url, socket_timeout=socket_timeout)
    try:
        yield redis, Keys(chosen.prefix)
    except AuthenticationError:
        raise
    except (RedisConnectionError, RedisTimeoutError) as error:
        raise ServerUnreachable(f"the server does not answer ({error}); {_HINT}") from error
    finally:
        redis.close()
