"""The service's app, whose poll task is ended as by kill -9 at moments for which a file of that name is in FOLDER_KILLS.

before_accept: files were read and are not in the inbox yet.  before_move: they are, and one is about to be moved.
after_move: it was, and nobody has been told.
"""

import os
import signal
from pathlib import Path

from worker.celery import app
from worker.intake import Intake
from worker.sources.files import Files
from worker.store.deliveries import Accepted, Delivery

KILLS = Path(os.environ.get("FOLDER_KILLS", "."))

_accept, _move = Intake.accept, Files.move


def die_once(moment: str) -> None:
    """End this process as the kernel would, if this is such a moment."""
    if (kill := KILLS / moment).exists():
        kill.unlink()
        os.kill(os.getpid(), signal.SIGKILL)


async def accept(self: Intake, delivery: Delivery) -> Accepted:
    """Put a delivery in, or die first."""
    die_once("before_accept")
    return await _accept(self, delivery)


def move(self: Files, path: str, to: str) -> None:
    """Move a file, or die first or then."""
    die_once("before_move")
    _move(self, path, to)
    die_once("after_move")


Intake.accept = accept  # type: ignore[method-assign]
Files.move = move  # type: ignore[method-assign]

__all__ = ["app"]
