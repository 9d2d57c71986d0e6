"""How published records are followed, written once for the sync and the async client: which commands, in which order.

`Subscription.steps` is a generator. It yields commands for the server and is sent their replies; it yields records for the
user and is sent nothing. It does no I/O and sleeps nowhere: worker/client/synchronous.py and asynchronous.py do.

A group's records are delivered at least once. One that is not acknowledged comes again once it has been idle for
`reclaim_seconds`, to whichever consumer asks first; after `max_deliveries` it goes to the stream dead:<group>.
"""

import os
import re
import socket
import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from secrets import token_hex
from typing import cast

from pydantic import ValidationError

from schemas import Article
from schemas.errors import BadRecord
from schemas.languages import is_among
from schemas.streams import Fields, Streams

Argument = str | bytes | int
Command = tuple[Argument, ...]
StreamEntry = tuple[bytes, Fields]

_POSITION = re.compile(r"[0-9]{1,20}(?:-[0-9]{1,20})?")
DEAD_KEPT = 100_000
# redis-py must be told which of two forms a reply has.
REPLY_OPTIONS: dict[Argument, dict[str, bool]] = {"XPENDING": {"parse_detail": True}, "XCLAIM": {"parse_justid": True}}


@dataclass(frozen=True, slots=True)
class Filters:
    """Which records to give. Every filter set must match; the status is usable or canceled unless asked otherwise.

    A canceled record passes the filters of language and source: an operator's kill has its own, and must reach whoever has
    the story.
    """

    status: Sequence[str] = ("usable", "canceled")
    language: Sequence[str] = ()
    source: Sequence[str] = ()
    uri: Sequence[str] = ()

    def let_through(self, fields: Fields) -> bool:
        """Whether an entry is wanted, by its flat fields alone."""
        status = fields[b"status"].decode()
        status_and_uri = (not self.status or status in self.status) and (not self.uri or fields[b"uri"].decode() in self.uri)
        spoken = not self.language or is_among(fields[b"language"].decode(), self.language)
        where_from = spoken and (not self.source or fields[b"source"].decode() in self.source)
        return status_and_uri and (status == "canceled" or where_from)


@dataclass(frozen=True, slots=True)
class Found:
    """A record for the user: its entry id, the article, and how often it was delivered before this time."""

    id: str
    article: Article
    failures: int = 0


Steps = Generator[Command | Found, object, None]


def start_id(start: str | datetime) -> str:
    """Return the stream position for `first`, `new`, an entry id (what comes after it) or an aware datetime (from it on).

    Raises ValueError for a naive datetime, and for what is none of these.
    """
    if isinstance(start, datetime):
        if start.tzinfo is None:
            raise ValueError("start needs an aware datetime, such as datetime.now(UTC)")
        return f"{max(int(start.timestamp() * 1000) - 1, 0)}-18446744073709551615"
    position = {"first": "0", "new": "$"}.get(start, start)
    if position != "$" and not _POSITION.fullmatch(position):
        raise ValueError(f"start is first, new, an entry id or an aware datetime, not {start!r}")
    return position


def consumer_name() -> str:
    """Return a name that no other consumer has."""
    return f"{socket.gethostname()}-{os.getpid()}-{token_hex(4)}"


@dataclass
class Subscription:
    """One consumer following the articles, or one of their routes."""

    streams: Streams
    group: str | None = None
    consumer: str = field(default_factory=consumer_name)
    start: str | datetime = "new"
    filters: Filters = field(default_factory=Filters)
    route: str | None = None
    idle_seconds: float | None = None
    max_deliveries: int = 5
    reclaim_seconds: float = 60.0
    batch: int = 50

    def __post_init__(self) -> None:
        self.stream = self.streams.route(self.route) if self.route else self.streams.articles
        self._position = start_id(self.start)
        self._idle_since = time.monotonic()
        self._reclaim_due = 0.0
        self._unshown: list[bytes] = []

    def steps(self) -> Steps:
        """Follow the stream. Ends once nothing came for idle_seconds; may be started again after a lost connection."""
        return self._steps_of_group(self.group) if self.group else self._steps_alone()

    def leaving(self) -> Generator[Command, object, None]:
        """Give back what was fetched and not shown, uncounted, and take this consumer off the group if it holds nothing."""
        if self.group is None:
            return
        reply = yield ("XPENDING", self.stream, self.group, "-", "+", 1_000, self.consumer)
        held = {row["message_id"] for row in cast("list[dict[str, bytes]]", reply)}
        if back := [entry_id for entry_id in self._unshown if entry_id in held]:  # others were reclaimed meanwhile
            idle_ms = int(self.reclaim_seconds * 1000)
            yield (
                "XCLAIM", self.stream, self.group, self.consumer, 0, *back,
                "IDLE", idle_ms, "RETRYCOUNT", 0, "JUSTID",
            )  # fmt: skip
        self._unshown = []
        # Only this consumer takes entries under its name, so that between the two commands none can come.
        if not held:
            yield ("XGROUP", "DELCONSUMER", self.stream, self.group, self.consumer)

    def acknowledge(self, group: str, entry_id: str) -> Command:
        """Return the command that marks an entry as done."""
        return ("XACK", self.stream, group, entry_id)

    # Without a group: the position is kept here, nothing is acknowledged ---------------------------------------------

    def _steps_alone(self) -> Steps:
        if self._position == "$":
            last = cast("list[StreamEntry]", (yield ("XREVRANGE", self.stream, "+", "-", "COUNT", 1)))
            self._position = last[0][0].decode() if last else "0"
        while True:
            reply = yield (
                "XREAD",
                "COUNT",
                self.batch,
                "BLOCK",
                self._block_ms(),
                "STREAMS",
                self.stream,
                self._position,
            )
            for entry_id, fields in _entries(reply):
                self._idle_since = time.monotonic()
                self._position = entry_id.decode()
                if self._is_wanted(entry_id, fields):
                    yield Found(self._position, article_of(entry_id, fields))
            if self._is_over():
                return

    # With a group ------------------------------------------------------------------------------------------------------

    def _steps_of_group(self, group: str) -> Steps:
        yield ("XGROUP", "CREATE", self.stream, group, self._position, "MKSTREAM")
        yield from self._own_pending(group)
        while True:
            yield from self._reclaim(group)
            reply = yield (
                "XREADGROUP", "GROUP", group, self.consumer, "COUNT", self.batch, "BLOCK", self._block_ms(),
                "STREAMS", self.stream, ">",
            )  # fmt: skip
            yield from self._deliver_batch(group, _entries(reply))
            if self._is_over():
                return

    def _own_pending(self, group: str) -> Steps:
        """Deliver what this consumer was given and did not acknowledge: it has the name of one that stopped before."""
        after = "0"
        while True:
            reply = yield ("XREADGROUP", "GROUP", group, self.consumer, "COUNT", 1, "STREAMS", self.stream, after)
            entries = _entries(reply)
            if not entries:
                return
            after = entries[0][0].decode()
            yield from self._deliver_again(group, *entries[0])

    def _reclaim(self, group: str) -> Steps:
        """Deliver again what nobody acknowledged for too long, one at a time, so that a delivery counted is one tried."""
        if time.monotonic() < self._reclaim_due:
            return
        idle_ms = int(self.reclaim_seconds * 1000)
        cursor = "0"
        while True:
            reply = yield ("XAUTOCLAIM", self.stream, group, self.consumer, idle_ms, cursor, "COUNT", 1)
            following, entries = cast("tuple[bytes, list[StreamEntry]]", reply)[:2]
            for entry_id, fields in entries:
                yield from self._deliver_again(group, entry_id, fields)
            cursor = following.decode()
            if cursor == "0-0":
                break
        self._reclaim_due = time.monotonic() + min(1.0, self.reclaim_seconds / 4)

    def _deliver_again(self, group: str, entry_id: bytes, fields: Fields) -> Steps:
        pending = yield ("XPENDING", self.stream, group, entry_id, entry_id, 1)
        rows = cast("list[dict[str, int]]", pending)
        failures = rows[0]["times_delivered"] - 1 if rows else 0
        if failures >= self.max_deliveries:
            yield from self._bury(group, entry_id, fields, f"not acknowledged after {failures} deliveries")
        else:
            yield from self._deliver(group, entry_id, fields, failures)

    def _deliver_batch(self, group: str, entries: list[StreamEntry]) -> Steps:
        fetched = time.monotonic()
        self._unshown = [entry_id for entry_id, _ in entries]
        for entry_id, fields in entries:
            self._unshown.pop(0)
            if time.monotonic() - fetched > self.reclaim_seconds / 2:
                # The user took long: another consumer may have this one by now.
                pending = yield ("XPENDING", self.stream, group, entry_id, entry_id, 1, self.consumer)
                if not pending:
                    continue
            yield from self._deliver(group, entry_id, fields, 0)

    def _deliver(self, group: str, entry_id: bytes, fields: Fields | None, failures: int) -> Steps:
        self._idle_since = time.monotonic()
        if not fields:  # trimmed before it was acknowledged
            yield self.acknowledge(group, entry_id.decode())
            return
        try:
            article = article_of(entry_id, fields) if self._is_wanted(entry_id, fields) else None
        except BadRecord as error:
            yield from self._bury(group, entry_id, fields, f"not a record this client can read: {error}")
            return
        if article is None:
            yield self.acknowledge(group, entry_id.decode())
        else:
            yield Found(entry_id.decode(), article, failures)

    def _bury(self, group: str, entry_id: bytes, fields: Fields, reason: str) -> Steps:
        """Put an entry aside for people, then acknowledge it: a crash between the two buries it twice, never loses it."""
        flat = [part for pair in (fields or {}).items() for part in pair]
        buried = yield (
            "XADD", self.streams.dead(group), "MAXLEN", "~", DEAD_KEPT, "*",
            "reason", reason, "id", entry_id, *flat,
        )  # fmt: skip
        if buried is not None:  # else the server is full: it stays where it is, and others are not kept waiting
            yield self.acknowledge(group, entry_id.decode())

    def _is_wanted(self, entry_id: bytes, fields: Fields) -> bool:
        try:
            return self.filters.let_through(fields)
        except KeyError as error:
            raise BadRecord(f"articles entry {entry_id.decode()} has no field {error}") from error

    def _block_ms(self) -> int:
        """How long a read may wait: at most a second, so that reclaiming and idle_seconds are looked after."""
        now = time.monotonic()
        left = 1.0 if self.idle_seconds is None else self._idle_since + self.idle_seconds - now
        reclaim = self._reclaim_due - now if self.group else 1.0
        return max(1, int(min(1.0, left, reclaim) * 1000))

    def _is_over(self) -> bool:
        return self.idle_seconds is not None and time.monotonic() - self._idle_since >= self.idle_seconds


def article_of(entry_id: bytes, fields: Fields) -> Article:
    """Read the record of an articles entry. Raises BadRecord."""
    try:
        return Article.read_json(fields[b"data"])
    except (KeyError, ValidationError) as error:
        raise BadRecord(f"articles entry {entry_id.decode()}: {error}") from error


def _entries(reply: object) -> list[StreamEntry]:
    streams = cast("list[tuple[bytes, list[StreamEntry]]] | None", reply)
    return [entry for _, entries in streams or [] for entry in entries]
