"""Connections to the server, and scripts on it.

redis-py repeats a command by itself when its reply is lost, up to ten times. Nothing here may be repeated blindly: a bare
XADD would append twice. So clients are made without retries, and whoever calls decides.
"""

from functools import cache
from hashlib import sha1
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from redis.backoff import NoBackoff
from redis.exceptions import NoScriptError
from redis.retry import Retry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redis import Redis

Argument = str | bytes | int


class Caller(Protocol):
    """A Redis client or a pipeline of one."""

    def execute_command(self, *arguments: Argument) -> object:
        """Run one command."""
        ...


def connect(url: str, *, socket_timeout: float = 15.0) -> "Redis":
    """Return a client for a redis://, rediss:// or unix:// address, with replies as bytes and without retries.

    socket_timeout is in seconds and must be longer than any blocking read.
    """
    from redis import Redis

    return Redis.from_url(
        url,
        retry=Retry(NoBackoff(), 0),
        socket_timeout=socket_timeout,
        socket_connect_timeout=5.0,
    )


class Script:
    """A Lua script beside the module that uses it, called by its digest and sent in full only when unknown."""

    def __init__(self, name: str) -> None:
        self.source = (Path(__file__).parent / name).read_bytes()
        self.digest = sha1(self.source, usedforsecurity=False).hexdigest()

    def __call__(self, redis: "Redis", keys: "Sequence[str]", arguments: "Sequence[Argument]") -> object:
        """Run it and return its reply. Raises redis.exceptions.ResponseError where it fails."""
        reply = self.many(redis, [(keys, arguments)])[0]
        if isinstance(reply, Exception):
            raise reply
        return reply

    def many(self, redis: "Redis", calls: "Sequence[tuple[Sequence[str], Sequence[Argument]]]") -> "list[object]":
        """Run it once per pair of keys and arguments, in order, in one round trip.

        Returns the replies; in place of one that failed stands its redis.exceptions.ResponseError.
        """
        replies = self._send(redis, calls, "EVALSHA", self.digest)
        unknown = [i for i, reply in enumerate(replies) if isinstance(reply, NoScriptError)]
        if unknown:
            for i, reply in zip(unknown, self._send(redis, [calls[i] for i in unknown], "EVAL", self.source), strict=True):
                replies[i] = reply
        return replies

    @staticmethod
    def _send(
        redis: "Redis",
        calls: "Sequence[tuple[Sequence[str], Sequence[Argument]]]",
        command: str,
        script: str | bytes,
    ) -> "list[object]":
        with redis.pipeline(transaction=False) as pipeline:
            for keys, arguments in calls:
                cast("Caller", pipeline).execute_command(command, script, len(keys), *keys, *arguments)
            return cast("list[object]", pipeline.execute(raise_on_error=False))


@cache
def script(name: str) -> Script:
    """Return a script of this folder by file name."""
    return Script(name)
