"""Leases and heartbeats: who does what, and who is alive. They work on a full server too."""

from typing import TYPE_CHECKING

from worker.store.connection import script

if TYPE_CHECKING:
    from redis import Redis


def take(redis: "Redis", key: str, holder: str, seconds: float, *, taking_over_from: str = "") -> bool:
    """Take or renew a lease for some seconds; False where somebody else holds it."""
    return script("lease.lua")(redis, [key], [holder, int(seconds * 1000), taking_over_from]) == 1


def beat(redis: "Redis", key: str, seconds: float) -> None:
    """Write a heartbeat that lasts some seconds: a lease nobody contests."""
    take(redis, key, "1", seconds)
