"""The current article of a story, by its uri."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from schemas import Article
from schemas.errors import Gone, NotFound
from schemas.streams import Fields
from worker.store.keys import Keys

if TYPE_CHECKING:
    from redis import Redis


@dataclass(frozen=True, slots=True)
class Story:
    """What is remembered of a story: where its newest version stands, who speaks for it, whether it was purged."""

    uri: str
    entry_id: str
    authority: str
    purged: bool


def known(redis: "Redis", keys: Keys, uri: str) -> Story:
    """Return what is remembered of a published story. Raises NotFound where there is none."""
    entry_id, authority, purged = cast("list[bytes | None]", redis.hmget(keys.story(uri), ["e", "a", "p"]))
    if entry_id is None or authority is None:
        raise NotFound(f"no story {uri} is known; a uri is written in full, as in the record")
    return Story(uri, entry_id.decode(), authority.decode(), purged is not None)


def newest(redis: "Redis", keys: Keys, story: Story) -> Fields:
    """Return the articles entry of a story's newest version. Raises Gone where it was trimmed."""
    found = cast("list[tuple[bytes, Fields]]", redis.xrange(keys.articles, min=story.entry_id, max=story.entry_id))
    if not found:
        raise Gone(f"{story.uri} was published as entry {story.entry_id}, which has been trimmed since")
    return found[0][1]


def current(redis: "Redis", keys: Keys, uri: str) -> Article:
    """Return the newest published version of a story. Raises NotFound where there is none, or it was trimmed."""
    return Article.read_json(newest(redis, keys, known(redis, keys, uri))[b"data"])
