"""Deliveries: items that come in together or not at all, and once where they have a key.

A delivery is acknowledged (202, a file moved, a mail flagged) only when it is in the inbox. What dies in between is
delivered again: under the same key and with the same content it gets the item ids that it got then, and nothing is put in
twice.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from schemas import WireItem
from schemas.errors import KeyReused, TooManyItems
from schemas.streams import inbox_fields
from schemas.urgency import lane_of
from worker.store.connection import Argument
from worker.store.keys import Keys

if TYPE_CHECKING:
    from redis import Redis

HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class Delivery:
    """Items of one source. key tells the delivery from the source's others; digest is of all that it consists of."""

    source: str
    items: tuple[WireItem, ...]
    key: str | None = None
    digest: str = ""
    kept_seconds: float = HOUR
    """How long its key is remembered."""
    items_per_minute: int | None = None
    """How many items its source may put in within a minute."""

    @property
    def size(self) -> int:
        """Bytes of all payloads."""
        return sum(len(item.payload) for item in self.items)


@dataclass(frozen=True, slots=True)
class Accepted:
    """A delivery that is in the inbox, item by item; repeated: it was before."""

    item_ids: tuple[str, ...]
    repeated: bool


def call(keys: Keys, delivery: Delivery) -> tuple[list[str], list[Argument]]:
    """Return keys and arguments of accept.lua for a delivery."""
    kept_ms = int(delivery.kept_seconds * 1000) if delivery.key is not None else 0
    arguments: list[Argument] = [delivery.digest, kept_ms, delivery.items_per_minute or 0, len(delivery.items)]
    for item in delivery.items:
        flat = [part for pair in inbox_fields(item).items() for part in pair]
        arguments += [lane_of(item), len(flat), *flat]
    delivered = keys.delivered(delivery.source, delivery.key or "")
    return [keys.inbox, keys.urgent, delivered, keys.rate(delivery.source)], arguments


def accepted(delivery: Delivery, reply: object) -> Accepted:
    """Read the reply of accept.lua. Raises KeyReused, TooManyItems."""
    result, *said = cast("list[bytes | int]", reply)
    if result == b"reused":
        raise KeyReused(f"the key {(delivery.key or '')[:200]!r} was used for another delivery; a new one needs a new key")
    if result == b"limited":
        wait = cast("int", said[0])
        raise TooManyItems(
            f"{delivery.source} may put in {delivery.items_per_minute} items per minute; try again in {wait} s",
            retry_after=float(wait),
        )
    return Accepted(tuple(cast("bytes", said[0]).decode().split()), repeated=result == b"repeated")


def forget(redis: "Redis", keys: Keys, source: str, key: str) -> None:
    """Forget a delivery's key: the same content is then a new delivery."""
    redis.delete(keys.delivered(source, key))
