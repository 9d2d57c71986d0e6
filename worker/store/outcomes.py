"""Outcomes and the books: what became of every story, and whether it adds up."""

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, cast

from redis.exceptions import ResponseError

from schemas import Outcome
from schemas.outcome import RESULTS
from schemas.streams import Fields, arrival_of, outcome_of_entry
from worker.store.embargo import held_now
from worker.store.inbox import LANES
from worker.store.keys import Keys
from worker.store.paging import entries
from worker.store.retention import server_ms

if TYPE_CHECKING:
    from redis import Redis


@dataclass(frozen=True, slots=True)
class Books:
    """The counts since the server was set up, and what is under way now."""

    accepted: int
    done: int
    waiting: int
    stories: int
    outcomes: dict[str, int]
    embargoed: int

    @property
    def balanced(self) -> bool:
        """Whether every accepted item and every story read is accounted for."""
        return self.accepted == self.done + self.waiting and self.stories == sum(self.outcomes.values()) + self.embargoed


def books(redis: "Redis", keys: Keys) -> Books:
    """Read the books. While work is under way the figures may be of slightly different moments."""
    accepted = waiting = 0
    for lane in LANES:
        try:
            info = cast("dict[str, int]", redis.xinfo_stream(keys.lane(lane)))
        except ResponseError:  # the stream is not there yet: nothing was ever put in
            continue
        accepted += info["entries-added"]
        waiting += info["length"]
    counters = {
        name.decode(): int(value) for name, value in cast("dict[bytes, bytes]", redis.hgetall(keys.counters)).items()
    }
    return Books(
        accepted=accepted,
        done=counters.get("items", 0),
        waiting=waiting,
        stories=counters.get("stories", 0),
        outcomes={result: counters.get(result, 0) for result in RESULTS if result != "embargoed"},
        embargoed=held_now(redis, keys),
    )


def of_item(redis: "Redis", keys: Keys, item_id: str) -> list[Outcome]:
    """Return what became of an item's stories, oldest outcome first; empty while it waits, or once they are trimmed.

    Reads the outcomes from the item's arrival to those that one step wrote of it, and further only where more may come.
    """
    wanted = item_id.encode()
    # After a failover the inbox's ids can be ahead of the server's clock, which the outcomes' ids follow.
    after = str(min(arrival_of(item_id)[0], server_ms(redis)))
    found: list[Outcome] = []
    # Within a script the clock stands still: what one step writes has one time, with others' outcomes in between.
    for written_ms, step in groupby(entries(redis, keys.outcomes, after=after), key=_milliseconds):
        of_it = [outcome_of_entry(fields) for _, fields in step if fields[b"item_id"] == wanted]
        found += of_it
        if of_it and not _may_go_on(redis, keys, found, written_ms):
            break
    return found


def _milliseconds(entry: tuple[str, Fields]) -> str:
    return entry[0].partition("-")[0]


def _may_go_on(redis: "Redis", keys: Keys, found: list[Outcome], written_ms: str) -> bool:
    """Whether more may have become of an item since: a story let go, a rejection replayed."""
    last = {one.story: one for one in found}.values()
    return any(_was_let_go(redis, keys, one) for one in last if one.outcome == "embargoed") or (
        any(one.outcome == "rejected" for one in last) and not _is_kept_rejected(redis, keys, found[0].item_id, written_ms)
    )


def _was_let_go(redis: "Redis", keys: Keys, outcome: Outcome) -> bool:
    held = cast("bytes | None", redis.hget(keys.held(outcome.uri or ""), "item_id"))
    return held != outcome.item_id.encode()


def _is_kept_rejected(redis: "Redis", keys: Keys, item_id: str, written_ms: str) -> bool:
    """Whether an item's rejections of that time are still there: a replay takes them off."""
    written = cast("list[tuple[bytes, Fields]]", redis.xrange(keys.rejected, min=written_ms, max=written_ms))
    return any(fields[b"item_id"] == item_id.encode() for _, fields in written)
