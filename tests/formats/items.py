"""Wire items for tests of the reading."""

from datetime import UTC, datetime

from schemas import Article, Rejection, WireItem
from worker.pipeline import read

RECEIVED = datetime(2026, 11, 1, 12, tzinfo=UTC)


def item_of(payload: bytes, *, source: str = "test", media_type: str | None = None, url: str | None = None) -> WireItem:
    """A wire item of bytes and what the transport knew."""
    return WireItem(payload=payload, source=source, media_type=media_type, url=url, received_at=RECEIVED)


def read_one(payload: bytes) -> Article | Rejection:
    """What becomes of bytes that hold one story."""
    (result,) = read(item_of(payload))
    return result
