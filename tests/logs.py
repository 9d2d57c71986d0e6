"""Reading log lines in tests, and what must never stand in them."""

import json
from pathlib import Path
from urllib.parse import quote

Line = dict[str, object]

OF_MESSAGES = ("celery.app.trace", "celery.worker.consumer.consumer")

HOSTILE = '\x1b[2J\x1b]0;owned\x07\u202e\u2028\n{"event": "forged", "level": "info"}\r\n'
PAYLOAD = "WORDSOFTHEPAYLOAD"
PASSWORD = "p@ss/wörd 7%hunter"  # noqa: S105


def lines_of(text: str) -> list[Line]:
    """Read a log, every line of it."""
    return [json.loads(line) for line in text.splitlines()]


def told(log: Path, event: str) -> list[Line]:
    """The whole lines of an event so far."""
    whole, _, _ = log.read_text().rpartition("\n")
    return [line for line in lines_of(whole) if line["event"] == event]


def assert_nothing_raw(text: str) -> None:
    unseen = {char for char in text if not char.isprintable() and char != "\n"}
    assert not unseen
    assert PAYLOAD not in text
    assert PASSWORD not in text
    assert quote(PASSWORD, safe="") not in text
