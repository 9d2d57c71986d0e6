"""The Celery app: `celery -A worker worker` runs the workers, `celery -A worker beat` the clock.

Celery is the scheduler and the pool of processes. A message of it never carries the only copy of a wire item: on the Redis
transport a killed worker or server loses messages whatever the settings (kombu #305), so items wait in the inbox, a stream.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

import click
import structlog
from celery import Celery, bootsteps
from celery.signals import (
    beat_init,
    celeryd_init,
    setup_logging,
    worker_init,
    worker_ready,
    worker_shutdown,
    worker_shutting_down,
)
from click.core import ParameterSource
from kombu import Exchange, Queue

from worker.settings import settings

if TYPE_CHECKING:
    from structlog.typing import FilteringBoundLogger

log: "FilteringBoundLogger" = structlog.get_logger(__name__)


class Timer(Protocol):
    """The worker's timer."""

    def call_repeatedly(self, seconds: float, call: Callable[[str, int], None], arguments: tuple[str, int]) -> "Timed":
        """Call something again and again."""
        ...

    def call_after(self, seconds: float, call: Callable[[str, int], None], arguments: tuple[str, int]) -> "Timed":
        """Call something once."""
        ...


class Timed(Protocol):
    """A call that a timer holds."""

    def cancel(self) -> None:
        """Call it no more."""


class Node(Protocol):
    """Whatever of a worker knows its name."""

    hostname: str


class RunningWorker(Protocol):
    """What is used here of celery's worker, whose own types leave it out."""

    app: Celery
    hostname: str
    concurrency: int
    timer: Timer


INGEST_QUEUE = "ingest"
UPKEEP_QUEUE = "upkeep"
ENQUEUE_QUEUE = "enqueue"
POLL_QUEUE = "poll"

QUEUES = (INGEST_QUEUE, UPKEEP_QUEUE, ENQUEUE_QUEUE, POLL_QUEUE)

app = Celery("wirecopy", include=["worker.tasks"])
app.conf.update(
    broker_url=settings().celery_broker,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    broker_transport_options={
        "global_keyprefix": f"{{{settings().prefix}}}:celery:",
        "visibility_timeout": 120,
        "socket_timeout": 10,
        "socket_connect_timeout": 5,
        "socket_keepalive": True,
        "health_check_interval": 10,
    },
    accept_content=["json"],
    task_serializer="json",
    task_ignore_result=True,
    # Messages are acknowledged when a process takes them up, and none is fetched that no process is free for. A late
    # acknowledgement fails where the broker restarts meanwhile; kombu counts its message as under way for ever, and a
    # worker whose processes were all busy then fetched nothing more (at the second outage of 3 s). A lost one costs its
    # slot a lease (5 s) at most.
    task_acks_late=False,
    worker_disable_prefetch=True,
    task_time_limit=60,
    task_soft_time_limit=45,
    task_create_missing_queues=False,
    task_default_queue=UPKEEP_QUEUE,
    task_queues=[Queue(name, Exchange(name), routing_key=name) for name in QUEUES],
    task_default_exchange=UPKEEP_QUEUE,
    task_default_routing_key=UPKEEP_QUEUE,
    task_routes={
        "wirecopy.ingest": {"queue": INGEST_QUEUE},
        "wirecopy.enqueue": {"queue": ENQUEUE_QUEUE},
        "wirecopy.poll": {"queue": POLL_QUEUE},
    },
    task_publish_retry=False,
    worker_prefetch_multiplier=1,
    # Two processes more than slots: polls have one, and upkeep and enqueue never wait behind a backlog.
    worker_concurrency=settings().ingest_slots + 2,
    # With remote control on, a worker exits when its broker restarts (celery 5.7.0, 7 of 31 restarts; off: 0 of 24).
    worker_enable_remote_control=False,
    worker_send_task_events=False,
    # A running slice works on the inbox, which its own connection holds; losing the broker's is no reason to end it.
    worker_cancel_long_running_tasks_on_connection_loss=False,
    worker_soft_shutdown_timeout=30,
    worker_max_tasks_per_child=10_000,
    beat_scheduler="worker.clock:Clock",
    beat_max_loop_interval=1,
    beat_schedule={
        "tend": {"task": "wirecopy.tend", "schedule": 1.0, "options": {"expires": 5}},
        "poll": {"task": "wirecopy.poll", "schedule": 1.0, "options": {"expires": 2, "queue": POLL_QUEUE}},
        "upkeep": {"task": "wirecopy.upkeep", "schedule": 5.0, "options": {"expires": 15}},
    },
)


class StandUp(bootsteps.StartStopStep):
    """Writes the worker's heartbeat, how many ingest slots it keeps, and starts those that are missing."""

    requires = ("celery.worker.components:Timer",)

    def start(self, parent: RunningWorker) -> None:
        """Do so now and every two seconds."""
        from worker.slots import stand_up

        arguments = (parent.hostname, slots_kept_by(parent))
        parent.timer.call_after(0, stand_up, arguments)
        self._standing = parent.timer.call_repeatedly(2.0, stand_up, arguments)

    def stop(self, parent: RunningWorker) -> None:
        """Take the worker off the list."""
        from worker.slots import stand_down

        self._standing.cancel()
        stand_down(parent.hostname)


def slots_kept_by(worker: RunningWorker) -> int:
    """Return how many ingest slots a worker keeps: its processes, less one each for polls and for the rest, at least one.

    Slots go to whichever worker is free, so that a process for the other queues is free somewhere, not in each worker.
    """
    queues = set(worker.app.amqp.queues.consume_from)
    if INGEST_QUEUE not in queues:
        return 0
    others = (POLL_QUEUE in queues) + bool(queues - {INGEST_QUEUE, POLL_QUEUE})
    return min(settings().ingest_slots, max(1, worker.concurrency - others))


app.steps["worker"].add(StandUp)


@celeryd_init.connect  # before Celery's first warning
@setup_logging.connect  # Celery leaves logging alone where somebody listens
def _set_up_logs(**_: object) -> None:
    from worker.observe import logs

    logs.configure(settings(), _level_on_the_command_line())


def _level_on_the_command_line() -> int | None:
    """Return what --loglevel said: it goes before WIRECOPY_LOG_LEVEL. None where it was not given."""
    command = click.get_current_context(silent=True)
    if command is None or command.get_parameter_source("loglevel") in (None, ParameterSource.DEFAULT):
        return None
    return int(command.params["loglevel"])


@worker_ready.connect
def _say_ready(sender: Node, **_: object) -> None:
    from worker.polls import start

    start(sender.hostname)
    log.info("worker_ready", node=sender.hostname)


@worker_shutdown.connect
def _say_stopped(sender: Node, **_: object) -> None:
    from worker.slots import stand_down

    stand_down(sender.hostname)  # where it was stopped while it started, nobody called StandUp.stop
    log.info("worker_stopped", node=sender.hostname)


@beat_init.connect
def _say_ticking(**_: object) -> None:
    from worker.clock import NODE

    log.info("clock_started", node=NODE)


@worker_init.connect  # before the pool is forked: its processes share the model, and each is ready at once
def _load_model(**_: object) -> None:
    if INGEST_QUEUE in app.amqp.queues.consume_from:  # the others read nothing
        from worker.normalise.language import load_model

        load_model()


@worker_init.connect  # after what takes long: until Celery has started, a full server may fill up again
def _make_room(**_: object) -> None:
    from worker.slots import make_room

    make_room()


@worker_shutting_down.connect
def _stop_polling(sender: str, **_: object) -> None:
    from worker.polls import stop

    stop(sender)
