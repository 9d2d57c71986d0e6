"""Which workers and clocks there are: each writes what it is, how many ingest slots it keeps, and when it last did."""

import os
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, cast

from worker.store.connection import script
from worker.store.keys import Keys

if TYPE_CHECKING:
    from redis import Redis

GONE_AFTER_MS = 15_000
FORGOTTEN_AFTER_MS = 3600 * 1000


_VALUE = re.compile(r"(worker|clock) (\d+) (\d+)")


class Kind(StrEnum):
    """What beats."""

    WORKER = "worker"
    CLOCK = "clock"


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """The last heartbeat of a worker or clock. Its node is a name with the host in it, such as worker@host."""

    node: str
    kind: Kind
    slots: int
    seen_ms: int

    def is_alive(self, now_ms: int) -> bool:
        """Whether it beat lately. now_ms is the server's clock."""
        return now_ms - self.seen_ms < GONE_AFTER_MS


def beat(redis: "Redis", keys: Keys, node: str, kind: Kind, slots: int = 0) -> None:
    """Write this process's heartbeat, by the server's clock. Works on a full server too."""
    script("register.lua")(redis, [keys.workers], [_field(node), f"{kind} {slots}"])


def sign_off(redis: "Redis", keys: Keys, node: str) -> None:
    """Take this process off the list: it ends in order."""
    redis.hdel(keys.workers, _field(node))


def heartbeats(redis: "Redis", keys: Keys) -> list[Heartbeat]:
    """Return the last heartbeat of every worker and clock, by node."""
    found = (_heartbeat(field, value) for field, value in sorted(_rows(redis, keys).items()))
    return [one for one in found if one is not None]


def _rows(redis: "Redis", keys: Keys) -> dict[bytes, bytes]:
    return cast("dict[bytes, bytes]", redis.hgetall(keys.workers))


def _field(node: str) -> str:
    """Two workers of one name, as two in a row on one host are, do not overwrite each other."""
    return f"{node} {os.getpid()}"


def _heartbeat(field: bytes, value: bytes) -> Heartbeat | None:
    """Read a heartbeat; None where another version wrote it in another way."""
    found = _VALUE.fullmatch(value.decode())
    return Heartbeat(field.decode().split(" ")[0], Kind(found[1]), int(found[2]), int(found[3])) if found else None


def slots_wanted(redis: "Redis", keys: Keys, now_ms: int) -> int:
    """Return how many ingest slots the workers alive keep between them."""
    return sum(one.slots for one in heartbeats(redis, keys) if one.is_alive(now_ms))


def forget_gone(redis: "Redis", keys: Keys, now_ms: int) -> None:
    """Take those off the list that have not been seen for an hour, or cannot be read."""
    read = {field: _heartbeat(field, value) for field, value in _rows(redis, keys).items()}
    gone = [field for field, one in read.items() if one is None or now_ms - one.seen_ms > FORGOTTEN_AFTER_MS]
    if gone:
        redis.hdel(keys.workers, *gone)
