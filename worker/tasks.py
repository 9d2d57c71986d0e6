"""Every Celery task, each a few lines."""

from base64 import b64decode
from typing import TYPE_CHECKING

from schemas.urgency import urgency_said
from schemas.wire_item import DEFAULT_SOURCE
from worker import polls, slots
from worker.celery import app
from worker.process import process
from worker.upkeep import upkeep as run_upkeep

if TYPE_CHECKING:
    from celery.app.task import Task

DAY = 24 * 3600


# Celery's limits do not apply: on a full server a slot goes on in one task; an item that hangs is ended by slots' alarm.
@app.task(name="wirecopy.ingest", time_limit=DAY, soft_time_limit=DAY)
def ingest(slot: int, token: str) -> None:
    """Drain the inbox for a slice, then queue the slot again."""
    slots.ingest(slot, token)


@app.task(name="wirecopy.tend")
def tend() -> None:
    """Start the ingest slots that nobody has."""
    slots.tend()


# Polls end by themselves; a run whose loop hangs is ended by polls' alarm.
@app.task(name="wirecopy.poll", bind=True, time_limit=DAY, soft_time_limit=DAY)
def poll(self: "Task[[], None]", /) -> None:
    """Poll what is due, unless this worker does so already."""
    polls.run(str(self.request.hostname))


@app.task(name="wirecopy.upkeep")
def upkeep() -> None:
    """Release embargoes, trim, forget the dead."""
    run_upkeep(process())


# Its message carries the only copy of an item until it has run, so it is acknowledged after that.
@app.task(name="wirecopy.enqueue", acks_late=True, reject_on_worker_lost=True)
def enqueue(
    payload: str | None = None,
    payload_base64: str | None = None,
    media_type: str | None = None,
    source: str | None = None,
    url: str | None = None,
    urgent: bool | None = None,
) -> None:
    """Put one wire item into the inbox, for services that speak Celery: text, or any bytes in base64.

    It is accepted when this task has run, not when it was sent: Celery's Redis transport can lose a message.
    """
    from worker.client import Client

    held = process()
    source = source or DEFAULT_SOURCE
    urgent = urgency_said(urgent, held.sources.current().get(source))
    data = b64decode(payload_base64, validate=True) if payload_base64 is not None else (payload or "").encode()
    with Client(held.settings.server_url, prefix=held.settings.prefix, intake_share=held.settings.intake_share) as client:
        client.enqueue(data, media_type=media_type, source=source, url=url, urgent=urgent)
