"""Readings under embargo: kept aside by the publish script, let go through it when their time has come."""

from typing import TYPE_CHECKING, cast

import structlog
from redis.exceptions import ResponseError

from schemas.errors import WirecopyError
from worker.store.keys import Keys
from worker.store.publish import Publisher

if TYPE_CHECKING:
    from redis import Redis
    from structlog.typing import FilteringBoundLogger


log: "FilteringBoundLogger" = structlog.get_logger(__name__)


def release_due(redis: "Redis", keys: Keys, publisher: Publisher, now_ms: int) -> int:
    """Publish every reading whose embargo has ended by the server's clock; return how many were let go."""
    due = cast("list[bytes]", redis.zrangebyscore(keys.held_index, "-inf", now_ms, start=0, num=1000))
    released = 0
    for held_key in due:
        try:
            released += publisher.release(held_key.decode()) is not None
        except (ResponseError, WirecopyError) as error:  # one that fails must not keep the others
            log.error("not_released", held=held_key.decode(), error=error)
    return released


def held_now(redis: "Redis", keys: Keys) -> int:
    """Return how many readings are under embargo now."""
    return redis.zcard(keys.held_index)
