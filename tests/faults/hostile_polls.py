"""The service's app, whose poll task is ended as by kill -9 at the moment POLL_KILLED names, once for each file in a folder.

before_put: what was fetched is not in the inbox yet.  after_put: it is, and the source's state is not saved yet.
"""

import os
import signal
from collections.abc import Sequence
from pathlib import Path

from schemas import WireItem
from worker.celery import app
from worker.intake import Intake
from worker.store.deliveries import Accepted
from worker.store.source_state import Finished, SourceStates

MOMENT, FOLDER = os.environ.get("POLL_KILLED"), Path(os.environ.get("POLL_KILLS", "."))

_put, _finish = Intake.put, SourceStates.finish


def die_once() -> None:
    """End this process as the kernel would, if there is a kill left."""
    for left in FOLDER.glob("kill-*"):
        left.unlink()
        os.kill(os.getpid(), signal.SIGKILL)


async def put(self: Intake, items: list[WireItem]) -> Accepted:
    """Put items in, or die first."""
    if MOMENT == "before_put":
        die_once()
    return await _put(self, items)


def finish(self: SourceStates, finished: Sequence[Finished]) -> None:
    """Save what polls left, or die first."""
    if MOMENT == "after_put" and any(one.seen for one in finished):
        die_once()
    _finish(self, finished)


Intake.put = put  # type: ignore[method-assign]
SourceStates.finish = finish  # type: ignore[method-assign]

__all__ = ["app"]
