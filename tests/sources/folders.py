"""What tests of folders share: a folder on this machine, declared, and looked into as an engine does."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

from redis import Redis

from schemas import Code, FolderSource, WireItem
from schemas.streams import Fields, Lane, item_of_entry
from tests.polling import HASTY
from tests.store import Worker
from worker.intake import Intake
from worker.polls import addresses
from worker.sources.collection import Collection, collect
from worker.sources.engine import Engine, Tally
from worker.sources.polled import Polled
from worker.sources.returns import Returns
from worker.sources.robots import Robots
from worker.sources.web import Web
from worker.store import source_state
from worker.store.deliveries import Accepted, Delivery
from worker.store.inbox import rejection_of
from worker.store.keys import Keys
from worker.store.publish import Reading
from worker.store.source_state import Claimed, Finished, Row, SourceState, SourceStates

TEXT = b"The bridge was opened on Monday."


@dataclass
class Folders:
    """Folder sources below a folder of the test's, into the inbox of its server."""

    url: str
    redis: Redis
    keys: Keys
    root: Path
    sources: dict[str, FolderSource] = field(default_factory=dict)
    later: timedelta = timedelta()
    """By how much this machine's clock has gone on."""

    def declare(self, name: str = "desk", **fields: object) -> FolderSource:
        """Declare a local folder, whose files are complete under their names unless it says otherwise."""
        given = {"id": name, "url": str(self.root), "complete": "renamed"} | fields
        self.sources[name] = FolderSource.model_validate(given)
        source_state.declare(self.redis, self.keys, addresses(self.sources))
        return self.sources[name]

    def put(self, path: str, data: bytes = TEXT) -> Path:
        """Put a file into the folder, written under another name first."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f".{target.name[:100]}.part")
        part.write_bytes(data)
        return part.rename(target)

    def look(self, name: str = "desk", *, holder: str = "test") -> Polled:
        """Look into a folder once, due or not."""
        assert source_state.poll_now(self.redis, self.keys, name)
        claimed = self.claim(holder)
        polled = asyncio.run(self.collect(claimed))
        self.finish(claimed, polled, holder)
        return polled

    def claim(self, holder: str = "test") -> Claimed:
        """Take the source that is due."""
        (claimed,), _ = SourceStates(self.redis, self.keys, holder, HASTY).claim(1)
        return claimed

    def lapse(self, name: str = "desk") -> None:
        """Let the lease of whoever has a source lapse."""
        self.redis.hset(self.keys.source(name), "until", 0)
        self.redis.zadd(self.keys.polls, {name: 0})
        self.redis.delete(self.keys.asking(f"folder:{name}"))

    def finish(self, claimed: Claimed, polled: Polled, holder: str = "test") -> None:
        """Save what a look left."""
        one = Finished(claimed.id, claimed.host, polled.state, polled.seen, polled.host, polled.delay)
        SourceStates(self.redis, self.keys, holder, HASTY).finish([one])

    async def collect(self, claimed: Claimed, before: Callable[[], None] = lambda: None) -> Polled:
        """Look into the folder of a source that was taken. before: what happens before a delivery goes in."""

        async def load_memory() -> bytes | None:
            return cast("bytes | None", self.redis.get(self.keys.seen(claimed.id)))

        async with Intake(self.url, self.keys, 0.7) as intake:

            async def accept(delivery: Delivery) -> Accepted:
                before()
                return await intake.accept(delivery)

            collection = Collection(
                source=self.sources[claimed.id],
                state=claimed.state,
                accept=accept,
                returns=Returns(claimed.id, self.redis, self.keys),
                load_memory=load_memory,
                now=datetime.now(UTC) + self.later,
            )
            return await collect(collection, 0.5)

    async def watch(self, seconds: float, keep_going: Callable[[], bool] = lambda: True) -> Tally:
        """Poll and watch for some seconds, as a worker's run does."""
        states = SourceStates(self.redis, self.keys, "watcher", HASTY)
        async with Intake(self.url, self.keys, 0.7) as intake, Web("Wirecopy/test") as web:
            return await Engine(states, intake, web, Robots(web), lambda: dict(self.sources), 20).run(seconds, keep_going)

    def row(self, name: str = "desk") -> Row:
        """How a source stands."""
        (found,) = source_state.rows(self.redis, self.keys, [name])
        return found

    def state(self, name: str = "desk") -> SourceState:
        """What is remembered of a source."""
        return self.row(name).state

    def items(self, lane: Lane = "normal") -> list[WireItem]:
        """What is in the inbox, in order."""
        entries = cast("list[tuple[bytes, Fields]]", self.redis.xrange(self.keys.lane(lane)))
        return [item_of_entry(lane, one.decode(), fields) for one, fields in entries]

    def names(self) -> list[str | None]:
        """The file names of what is in the inbox, in order."""
        return [item.filename for item in self.items()]

    def reject_all(self, stories: int = 1) -> None:
        """Take what is in the inbox and reject it, as a worker does."""
        worker = Worker(self.redis, self.keys)
        for entry in worker.inbox.waiting(1000, 0):
            found = [
                rejection_of(entry, Code.NO_BODY, "there is no text").model_copy(update={"story": story})
                for story in range(stories)
            ]
            worker.publisher.publish([Reading(entry, found)])

    def tree(self) -> set[str]:
        """The files of the folder."""
        return {str(found.relative_to(self.root)) for found in self.root.rglob("*") if found.is_file()}

    def reasons(self, path: str) -> list[dict[str, object]]:
        """The reasons that stand beside a file in failed."""
        return cast(
            "list[dict[str, object]]", json.loads((self.root / f"failed/{path}.reason.json").read_bytes())["reasons"]
        )
