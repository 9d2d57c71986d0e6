"""Which source is due, who polls it, and what is remembered of it between two polls.

`polls` is a sorted set of due times. Taking a source moves its time to the end of a lease, under a holder's name; ending
the poll saves what is remembered and the next time in one step, only for who still holds it. So any number of
schedulers and workers share the work, and a worker that dies costs its sources one lease.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from pydantic import Field, ValidationError

from schemas.base import Record
from worker.store.connection import Argument, script
from worker.store.keys import Keys

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from redis import Redis

FORGOTTEN_AFTER_MS = 30 * 24 * 3600 * 1000


class SourceState(Record):
    """What is remembered of a polled source. Times in milliseconds since 1970 by this machine's clock."""

    url: str | None = Field(None, description="The declared address all this is about: another one begins anew.")
    etag: str | None = Field(None, description="Validator of the last body, as the site gave it.")
    last_modified: str | None = Field(None, description="The same, by date.")
    body_digest: str | None = Field(None, description="SHA-256 of the last body.")
    moved_to: str | None = Field(None, description="Where permanent redirects lead.")
    moved_seen: int = Field(0, description="How often in a row they did.")
    first_ms: int | None = Field(None, description="The first poll.")
    polled_ms: int | None = Field(None, description="The last poll.")
    succeeded_ms: int | None = Field(None, description="The last poll that succeeded.")
    new_ms: int | None = Field(None, description="The last poll that brought anything new.")
    polls: int = Field(0, description="Polls in all.")
    delivered: int = Field(0, description="Items put into the inbox in all.")
    failures: int = Field(0, description="Failures in a row.")
    error: str | None = Field(None, description="Why the last poll failed.")
    trouble: str | None = Field(None, description="What the last poll that succeeded could not have: pages.")
    gone: bool = Field(False, description="The site says that it is gone for good: it is polled no more.")
    mean_gap: float | None = Field(None, description="Mean seconds between two new items.")
    interval: float | None = Field(None, description="Seconds until the poll after this one.")
    why: str | None = Field(None, description="What the interval comes from.")
    hints: tuple[float | None, tuple[int, ...], tuple[int, ...]] = Field(
        (None, (), ()), description="What the feed asks for: seconds between polls, hours and days without."
    )
    repeated: tuple[str, ...] = Field((), description="Ids that the feed gives to more than one entry.")


@dataclass(frozen=True, slots=True)
class Claimed:
    """A source taken for a poll."""

    id: str
    host: str
    state: SourceState
    unfinished: int


@dataclass(frozen=True, slots=True)
class Finished:
    """A poll that ended: what to remember, and seconds until the next; None for never."""

    id: str
    asked: str
    """The host that was asked."""
    state: SourceState
    seen: str | None
    host: str
    """The host to ask next time."""
    delay: float | None


@dataclass(frozen=True, slots=True)
class Pace:
    """How a host is asked: so many at once, one every so many seconds; and how long a poll's lease lasts."""

    at_once: int = 2
    seconds: float = 1.0
    lease_seconds: float = 60.0


@dataclass(frozen=True, slots=True)
class Row:
    """How a source stands, for people."""

    id: str
    state: SourceState
    due_ms: int | None
    held: bool
    paused: bool
    unfinished: int


class SourceStates:
    """The states as one holder sees them."""

    def __init__(self, redis: "Redis", keys: Keys, holder: str, pace: Pace) -> None:
        self.redis = redis
        self.keys = keys
        self.holder = holder
        self.pace = pace

    def claim(self, most: int) -> tuple[list[Claimed], float | None]:
        """Take sources that are due; return them, and the seconds until the next is, None where there is none."""
        keys = [self.keys.polls, self.keys.turns, self.keys.queued]
        arguments: list[Argument] = [self.keys.name(""), self.holder, most, self._lease_ms, self.pace.at_once, self._pace_ms]
        reply = cast("list[bytes | int]", script("poll_claim.lua")(self.redis, keys, arguments))
        wait, *flat = reply
        rows = zip(flat[::4], flat[1::4], flat[2::4], flat[3::4], strict=True)
        claimed = [
            Claimed(_text(identity), _text(host), read_state(cast("bytes", state)), int(unfinished))
            for identity, host, state, unfinished in rows
        ]
        return claimed, None if int(wait) < 0 else int(wait) / 1000

    def wake(self, ids: "Sequence[str]") -> None:
        """Make sources due, unless they are paused; one that is being polled is polled once more after that."""
        keys = [([self.keys.polls, self.keys.source(one), self.keys.declared], one) for one in ids]
        script("poll_order.lua").many(self.redis, [(names, [one, "wake"]) for names, one in keys])

    def renew(self, ids: "Sequence[str]") -> set[str]:
        """Renew the leases of these; return those that somebody else has."""
        arguments: list[Argument] = [self.keys.name(""), self.holder, self._lease_ms, *ids]
        lost = cast("list[bytes]", script("poll_renew.lua")(self.redis, [self.keys.polls], arguments))
        return {one.decode() for one in lost}

    def finish(self, finished: "Sequence[Finished]") -> None:
        """End polls. One that is no longer this holder's leaves no trace."""
        for reply in script("poll_finish.lua").many(self.redis, [self._finish(one) for one in finished]):
            if isinstance(reply, Exception):
                raise reply

    def _finish(self, one: Finished) -> tuple[list[str], list[Argument]]:
        keys = [self.keys.polls, self.keys.source(one.id), self.keys.seen(one.id), self.keys.asking(one.asked)]
        state = one.state.model_dump_json(exclude_defaults=True)
        delay_ms = -1 if one.delay is None else int(one.delay * 1000)
        return keys, [one.id, self.holder, state, one.seen or "", one.host, delay_ms]

    def turn(self, host: str, source: str, *, pace_seconds: float = 0.0, hold_seconds: float = 0.0) -> float:
        """Ask for a host's turn: 0.0 where it may be asked now, else the seconds to wait before asking for it again.

        pace_seconds: the host's own pace, where that is slower. hold_seconds: how long the request may take; the place comes
        free after that, or after a lease where that is longer, if nobody gives it back.
        """
        pace_ms = int(max(self.pace.seconds, pace_seconds) * 1000)
        hold_ms = max(self._lease_ms, int(hold_seconds * 1000))
        arguments: list[Argument] = [host, source, hold_ms, self.pace.at_once, pace_ms]
        wait = script("poll_turn.lua")(self.redis, [self.keys.turns, self.keys.asking(host)], arguments)
        return cast("int", wait) / 1000

    def leave(self, host: str, source: str) -> None:
        """Give a place at a host back."""
        self.redis.zrem(self.keys.asking(host), source)

    def seen(self, source: str) -> bytes | None:
        """Return what was seen of a source; None where nothing ever was."""
        return cast("bytes | None", self.redis.get(self.keys.seen(source)))

    @property
    def _lease_ms(self) -> int:
        return int(self.pace.lease_seconds * 1000)

    @property
    def _pace_ms(self) -> int:
        return int(self.pace.seconds * 1000)


def declare(redis: "Redis", keys: Keys, hosts: Mapping[str, tuple[str, str]]) -> int:
    """Take up the polled sources declared, by id with host and address, and let others go; return how many changed."""
    known = {one.decode(): url.decode() for one, url in cast("dict[bytes, bytes]", redis.hgetall(keys.declared)).items()}
    changed = {one: said for one, said in hosts.items() if known.get(one) != said[1]}
    gone: dict[str, tuple[str, str]] = {one: ("", "") for one in known if one not in hosts}
    calls: list[tuple[list[str], list[Argument]]] = [
        ([keys.polls, keys.source(one), keys.seen(one), keys.declared], [one, host, url, FORGOTTEN_AFTER_MS])
        for one, (host, url) in (changed | gone).items()
    ]
    for start in range(0, len(calls), 1000):
        script("poll_declare.lua").many(redis, calls[start : start + 1000])
    return len(calls)


def pause(redis: "Redis", keys: Keys, source: str) -> bool:
    """Poll a source no more until further notice; False where no such source is declared on the server."""
    return _order(redis, keys, source, "pause")


def poll_now(redis: "Redis", keys: Keys, source: str) -> bool:
    """Make a source due, paused or not; False where no such source is declared on the server."""
    return _order(redis, keys, source, "now")


def _order(redis: "Redis", keys: Keys, source: str, order: str) -> bool:
    return script("poll_order.lua")(redis, [keys.polls, keys.source(source), keys.declared], [source, order]) == 1


def rows(redis: "Redis", keys: Keys, sources: "Iterable[str]") -> list[Row]:
    """Return how sources stand, in the order given."""
    ids = list(sources)
    found: list[Row] = []
    for start in range(0, len(ids), 1000):
        part = ids[start : start + 1000]
        with redis.pipeline(transaction=False) as pipeline:
            for one in part:
                pipeline.hmget(keys.source(one), ["state", "holder", "paused", "unfinished"])
                pipeline.zscore(keys.polls, one)
            replies = pipeline.execute()
        for one, said, due in zip(part, replies[::2], replies[1::2], strict=True):
            state, holder, paused, unfinished = said
            due_ms = None if due is None else int(due)
            found.append(
                Row(one, read_state(state or b""), due_ms, holder is not None, paused is not None, int(unfinished or 0))
            )
    return found


def read_state(data: bytes) -> SourceState:
    """Read a state; what cannot be read (another version's) begins anew."""
    if not data:
        return SourceState()
    try:
        return SourceState.read_json(data)
    except ValidationError:
        return SourceState()


def _text(value: bytes | int) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
