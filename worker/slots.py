"""Ingest slots: the standing tasks that drain the inbox, each under a lease.

A slot's lease names who has it: a message under way (`queued-…`) or the process that runs it. A slice ends by handing the
lease to the message it sends next; whatever goes missing on the way, the lease lapses and tend starts the slot anew. A
message that comes late finds the lease in other hands and does nothing.
"""

import signal
import time
from collections.abc import Callable
from contextlib import suppress
from secrets import token_hex
from typing import TYPE_CHECKING, cast

import structlog
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from worker.process import Process, process
from worker.store import heartbeats, retention
from worker.store.leases import take
from worker.upkeep import is_full, relieve

if TYPE_CHECKING:
    from structlog.typing import FilteringBoundLogger

log: "FilteringBoundLogger" = structlog.get_logger(__name__)

# A format is pure, so an item that hangs burns CPU; half a heartbeat of it ends the process before its item is claimed,
# whatever else the machine is doing. The wall clock is the backstop for what hangs without burning.
HUNG_AFTER_HEARTBEATS = 0.5
HUNG_AFTER_SECONDS = 120
PAUSE_AFTER_ERROR_SECONDS = 0.5
SHARE_TO_START_AT = 0.95  # of memory: while Celery starts, consumers that read on take more of it


def stand_up(node: str, slots: int) -> None:
    """Write a worker's heartbeat and start slots that are missing: what a worker does every two seconds, clock or none.

    A server that does not answer is not this worker's fault. On one that is full, where the last slot may have ended and no
    message can wake another, room is made here as soon as consumers have acknowledged something.
    """
    held = process()
    try:
        heartbeats.beat(held.redis, held.keys, node, heartbeats.Kind.WORKER, slots)
        tend()
    except (RedisError, OperationalError) as error:
        log.warning("heartbeat_failed", node=node, error=error)
        with suppress(RedisError):
            if is_full(held):
                relieve(held)


def stand_down(node: str) -> None:
    """Take a worker that ends in order off the list, so that its slots are not queued again."""
    held = process()
    with suppress(RedisError):
        heartbeats.sign_off(held.redis, held.keys, node)


def tend() -> None:
    """Start the slots that nobody has."""
    held = process()
    now_ms = retention.server_ms(held.redis)
    wanted = heartbeats.slots_wanted(held.redis, held.keys, now_ms)
    for slot in range(wanted):
        token = _queued_token()
        if take(held.redis, _lease(held, slot), token, _lease_seconds(held)):
            _send(slot, token)


def ingest(slot: int, token: str) -> None:
    """Run one slice of a slot, and queue the next; on a full server, which takes no message, go on here."""
    held = process()
    lease = _lease(held, slot)
    me = held.drain.consumer
    if not _is_wanted(held, slot):
        return
    if not take(held.redis, lease, me, _lease_seconds(held), taking_over_from=token):
        return
    while True:
        _slice(held, _keeping(held, lease, me))
        next_token = _queued_token()
        try:
            if not _is_wanted(held, slot) or not take(
                held.redis, lease, next_token, _lease_seconds(held), taking_over_from=me
            ):
                return
            _send(slot, next_token)
        except (RedisError, OperationalError) as error:
            log.warning("slot_not_queued", slot=slot, error=error)
            if not _can_go_on_here(held, lease, next_token):
                return
        else:
            return


def _can_go_on_here(held: Process, lease: str, token: str) -> bool:
    """Where it is a full server that took no message: make room, take the lease back, and say so."""
    try:
        if not is_full(held):
            return False
        relieve(held)
        return take(held.redis, lease, held.drain.consumer, _lease_seconds(held), taking_over_from=token)
    except RedisError as error:
        log.warning("no_room_made", error=error)
        return False


def make_room() -> None:
    """Before a worker starts: drain a full server here. Celery cannot start on one, since it must write to it first."""
    held = process()
    while True:
        try:
            if retention.memory_share(held.redis) < SHARE_TO_START_AT:
                return
            log.warning("server_full", doing="draining before the worker starts")
            _slice(held, lambda: True)
            relieve(held)
        except RedisError as error:
            log.warning("server_failed", doing="making room", error=error)
            return


def _slice(held: Process, keep_going: Callable[[], bool]) -> None:
    """Drain for one slice. A process that an item hangs in is ended by a timer, as if the item had killed it."""

    def alive() -> bool:
        signal.setitimer(signal.ITIMER_PROF, held.settings.heartbeat_seconds * HUNG_AFTER_HEARTBEATS)
        signal.alarm(HUNG_AFTER_SECONDS)
        return keep_going()

    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    held.drain.sources = held.sources.current()
    try:
        held.drain.run(held.settings.slice_seconds, alive)
    except RedisError as error:
        log.warning("server_failed", doing="draining", error=error)
        time.sleep(PAUSE_AFTER_ERROR_SECONDS)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.alarm(0)


def _keeping(held: Process, lease: str, me: str) -> Callable[[], bool]:
    """Return a check that renews the lease when it is a quarter through, and says whether it is still ours."""
    due = time.monotonic() + _lease_seconds(held) / 4

    def keep_going() -> bool:
        nonlocal due
        if time.monotonic() < due:
            return True
        due = time.monotonic() + _lease_seconds(held) / 4
        return take(held.redis, lease, me, _lease_seconds(held))

    return keep_going


def _is_wanted(held: Process, slot: int) -> bool:
    """Whether the workers alive keep so many slots: after scaling down the surplus ends."""
    return slot < heartbeats.slots_wanted(held.redis, held.keys, retention.server_ms(held.redis))


def _lease(held: Process, slot: int) -> str:
    return held.keys.lease(f"ingest:{slot}")


def _lease_seconds(held: Process) -> float:
    return held.settings.lease_seconds


def _queued_token() -> str:
    return f"queued-{token_hex(8)}"


def _send(slot: int, token: str) -> None:
    from worker.tasks import ingest as task

    cast("Callable[..., object]", task.apply_async)((slot, token))
