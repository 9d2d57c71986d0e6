"""What came back of a source's items: which were rejected, and their bytes."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from schemas.errors import NotFound
from worker.store import deliveries, raw, rejected, retention
from worker.store.keys import Keys
from worker.store.rejected import RejectedEntry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redis import Redis


@dataclass(frozen=True, slots=True)
class Returns:
    """The rejections of one source. Its calls wait for the server: make them in a thread."""

    source: str
    redis: "Redis" = field(repr=False)
    keys: Keys

    def position(self) -> str:
        """Return the position in the rejected stream as of now."""
        return f"{retention.server_ms(self.redis)}-0"

    def rejections(self, after: str, most: int) -> tuple[list[RejectedEntry], str]:
        """Return rejections of the source behind a position, oldest first, and up to where they were looked for."""
        return rejected.after(self.redis, self.keys, self.source, after, most)

    def find(self, entry_id: str) -> RejectedEntry | None:
        """Return a rejection by the id of its entry, None where it is no longer there."""
        try:
            return rejected.find(self.redis, self.keys, entry_id)
        except NotFound:
            return None

    def is_waiting(self, item_ids: "Sequence[str]") -> bool:
        """Whether any of these items is still in the inbox: what became of it is not known yet."""
        lanes = ((self.keys.lane("urgent" if one.startswith("u") else "normal"), one.lstrip("u")) for one in item_ids)
        return any(self.redis.xrange(lane, min=entry_id, max=entry_id) for lane, entry_id in lanes)

    def payload(self, digest: str) -> bytes | None:
        """Return an item's bytes by digest, None where they are no longer kept."""
        try:
            return raw.fetch(self.redis, self.keys, digest)
        except NotFound:
            return None

    def forget(self, key: str) -> None:
        """Forget a delivery's key: the same content is then a new delivery."""
        deliveries.forget(self.redis, self.keys, self.source, key)
