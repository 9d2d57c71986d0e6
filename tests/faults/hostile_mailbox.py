"""The service's app, whose poll task is ended as by kill -9 at the moment MAIL_KILLED names, once for each file in a folder.

before_flagging: mails are in the inbox.  after_flagging: they are flagged too, and their source's state is not saved yet.
"""

import os
import signal
from pathlib import Path

from worker.celery import app
from worker.sources.imap import Mailbox

MOMENT, FOLDER = os.environ.get("MAIL_KILLED"), Path(os.environ.get("MAIL_KILLS", "."))

_add_flag = Mailbox.add_flag


def die_once() -> None:
    """End this process as the kernel would, if there is a kill left."""
    for left in FOLDER.glob("kill-*"):
        left.unlink()
        os.kill(os.getpid(), signal.SIGKILL)


async def add_flag(self: Mailbox, uids: list[int], flag: str) -> list[int]:
    """Flag mails, and die before or after."""
    if MOMENT == "before_flagging":
        die_once()
    lost = await _add_flag(self, uids, flag)
    if MOMENT == "after_flagging":
        die_once()
    return lost


Mailbox.add_flag = add_flag  # type: ignore[method-assign]

__all__ = ["app"]
