"""Reading a stream from its first entry to its last, a page at a time."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from schemas.streams import Fields

if TYPE_CHECKING:
    from redis import Redis

PAGE = 500


def entries(redis: "Redis", stream: str, *, after: str = "-") -> Iterator[tuple[str, Fields]]:
    """Yield id and fields of every entry, oldest first; after: the id to begin with, or `(` and the id to begin behind."""
    while page := cast("list[tuple[bytes, Fields]]", redis.xrange(stream, min=after, count=PAGE)):
        for entry_id, fields in page:
            yield entry_id.decode(), fields
        after = f"({page[-1][0].decode()}"
