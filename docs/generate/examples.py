"""Real entries of the public streams: samples put in at fixed times, then read, published and given up on by a server.

`make schemas` writes them to schemas/examples.json, where schemas/asyncapi.py finds them.
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

from schemas import WireItem
from schemas.streams import Fields, Lane, inbox_fields
from worker.client import Client
from worker.drain import Drain
from worker.store.keys import Keys

if TYPE_CHECKING:
    from redis import Redis
    from redis.typing import EncodableT, FieldT

ROOT = Path(__file__).parents[2]
FILE = ROOT / "schemas" / "examples.json"
GROUP = "desk"
# A server gives its own time as an entry's id. Where that is part of an example, it is this one.
ARTICLE_ENTRY = "1771154436012-0"

Entries = dict[str, list[dict[str, str]]]


def arabic_item() -> WireItem:
    """The Arabic page, as it came from its source half a minute after its header's time."""
    return _item("01-xinhua-ar.txt", "xinhua-ar", datetime(2026, 2, 15, 11, 20, 35, tzinfo=UTC))


def english_item() -> WireItem:
    """The English page."""
    return _item("05-xinhua-en.txt", "xinhua-en", datetime(2026, 5, 21, 6, 30, 44, tzinfo=UTC))


def _items() -> tuple[tuple[Lane, WireItem], ...]:
    """What is put in, in the order of arrival: a story, an urgent one, and one that will be rejected."""
    urgent = _item("02-xinhua-ar-urgent.txt", "xinhua-ar", datetime(2026, 3, 1, 22, 15, 2, tzinfo=UTC))
    broken = _item("08-broken.txt", "xinhua-ar", datetime(2026, 6, 11, 2, 0, 21, tzinfo=UTC))
    return ("normal", arabic_item()), ("urgent", urgent), ("normal", broken)


def _item(filename: str, source: str, received_at: datetime) -> WireItem:
    return WireItem(
        payload=(ROOT / "samples" / filename).read_bytes(),
        source=source,
        filename=filename,
        item_id=f"{int(received_at.timestamp() * 1000)}-0",
        received_at=received_at,
    )


def entries(redis: "Redis", url: str) -> Entries:
    """Return entries of every public stream by the stream's name without its prefix, made on an empty server."""
    keys = Keys()
    items = _items()
    for lane, item in items:
        fields = cast("dict[FieldT, EncodableT]", inbox_fields(item.model_copy(update={"item_id": None})))
        redis.xadd(keys.lane(lane), fields, id=item.item_id or "*")
    found = {"inbox": _read(redis, keys.inbox), "inbox:urgent": _read(redis, keys.urgent)}
    Drain(redis, keys).run(10, keep_going=lambda: redis.xlen(keys.outcomes) < len(items))
    _give_up(url)
    for stream in ("articles", "rejected", "outcomes", f"dead:{GROUP}"):
        found[stream] = _read(redis, keys.name(stream))
    for dead in found[f"dead:{GROUP}"]:
        dead["id"] = ARTICLE_ENTRY
    return found


def _give_up(url: str) -> None:
    """Let a group acknowledge the urgent article only, and wait until the other is a dead letter."""
    with Client(url) as wire:
        for record in wire.consume(group=GROUP, start="first", idle_seconds=0.3, reclaim_seconds=0):
            if record.article.urgency:
                record.ack()


def _read(redis: "Redis", stream: str) -> list[dict[str, str]]:
    """Return a stream's entries as texts, oldest first."""
    found = cast("list[tuple[bytes, Fields]]", redis.xrange(stream))
    return [{name.decode(): value.decode() for name, value in fields.items()} for _, fields in found]


def text(found: Entries) -> str:
    """Return entries as the file holds them."""
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def write() -> None:
    """Write the file anew, from a server of its own."""
    from worker.cli.embedded import embedded_server
    from worker.store.connection import connect

    with embedded_server() as server, connect(server.url) as redis:
        FILE.write_text(text(entries(redis, server.url)), encoding="utf-8")


if __name__ == "__main__":
    write()
