"""The current article of a story, by its uri."""

from typing import TYPE_CHECKING, cast

from schemas import Article
from schemas.errors import NotFound
from schemas.streams import Fields
from worker.store.keys import Keys

if TYPE_CHECKING:
    from redis import Redis


def current(redis: "Redis", keys: Keys, uri: str) -> Article:
    """Return the newest published version of a story. Raises NotFound where there is none, or it was trimmed."""
    entry_id = cast("bytes | None", redis.hget(keys.story(uri), "e"))
    if entry_id is None:
        raise NotFound(f"no story {uri} is known; a uri is written in full, as in the record")
    found = cast("list[tuple[bytes, Fields]]", redis.xrange(keys.articles, min=entry_id, max=entry_id))
    if not found:
        raise NotFound(f"{uri} was published as entry {entry_id.decode()}, which has been trimmed since")
    return Article.read_json(found[0][1][b"data"])
