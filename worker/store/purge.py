"""Legal removal of a story: told to consumers by a bare canceled version, then taken out of everything that is kept.

The notice goes first: whoever reads on learns of it, and whatever comes of the story later is stale. What cannot be reached
from here: the server's append-only file until it is rewritten, backups, and what consumers have copied.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from redis.exceptions import ResponseError

from schemas import Article, NoteCode, Rejection
from schemas.errors import NotFound
from schemas.streams import Fields, outcome_of_entry
from worker.store import outcomes, raw
from worker.store.keys import Keys
from worker.store.kill import OPERATOR, bare_notice
from worker.store.publish import Publisher, Retention
from worker.store.routes import Route

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redis import Redis

PAGE = 500

Entry = tuple[bytes, Fields]


@dataclass
class Purged:
    """What was removed."""

    records: int = 0
    rejections: int = 0
    payloads: int = 0
    dead_letters: int = 0
    stories: list[str] = field(default_factory=list)


def purge_item(redis: "Redis", keys: Keys, item_id: str, reason: str | None, routes: "Sequence[Route]" = ()) -> Purged:
    """Purge every story of a wire item, its rejections and its payload. Raises NotFound where nothing of it is known."""
    known = outcomes.of_item(redis, keys, item_id)
    digests = {one.raw_digest for one in known}
    rejections = [(entry_id, one) for entry_id, one in _rejections(redis, keys) if one.item_id == item_id]
    digests |= {one.raw_digest for _, one in rejections}
    if not digests:
        raise NotFound(f"nothing is known of item {item_id}: it waits, or all was trimmed; purge its uri instead")
    purged = Purged()
    for uri in sorted({one.uri for one in known if one.uri and one.outcome != "rejected"}):
        _purge_story(redis, keys, uri, reason, routes, purged)
    _remove_rest(redis, keys, digests, purged)
    return purged


def purge_story(redis: "Redis", keys: Keys, uri: str, reason: str | None, routes: "Sequence[Route]" = ()) -> Purged:
    """Purge a story by its uri: all its versions, what is kept aside of it, its rejections and payloads.

    A payload goes as a whole, with what else its wire item held. A uri never seen is killed.
    """
    purged = Purged()
    _purge_story(redis, keys, uri, reason, routes, purged)
    return purged


def _purge_story(
    redis: "Redis", keys: Keys, uri: str, reason: str | None, routes: "Sequence[Route]", purged: Purged
) -> None:
    notice = bare_notice(redis, keys, uri, reason, NoteCode.PURGED_BY_OPERATOR)
    publisher = Publisher(redis, keys, OPERATOR, Retention(raw_accepted_ms=0), routes)
    held = cast("bytes | None", redis.hget(keys.held(uri), "raw_digest"))
    ((_, version),) = publisher.purge(notice).outcomes
    digests = {held.decode()} if held else set()
    digests |= _digests_in_outcomes(redis, keys, uri)
    for stream in (keys.articles, *_streams(redis, keys.route("*"))):
        purged.records += _remove_records(redis, stream, uri, str(version).encode(), digests)
    for stream in _streams(redis, keys.dead("*")):
        purged.dead_letters += _remove_records(redis, stream, uri, b"", digests)
    digests |= {one.raw_digest for _, one in _rejections(redis, keys) if one.uri == uri}
    _remove_rest(redis, keys, digests, purged)
    purged.stories.append(uri)


def _remove_records(redis: "Redis", stream: str, uri: str, spared_version: bytes, digests: set[str]) -> int:
    """Delete the entries of a story, and note the digests of what they were read from."""
    gone = []
    for entry_id, fields in _entries(redis, stream):
        if fields.get(b"uri") != uri.encode() or fields.get(b"version") == spared_version:
            continue
        gone.append(entry_id)
        digests.add(Article.read_json(fields[b"data"]).provenance.raw_digest)
    return _delete(redis, stream, gone)


def _remove_rest(redis: "Redis", keys: Keys, digests: set[str], purged: Purged) -> None:
    """Delete the payloads, and the rejections of whatever else was in them."""
    gone = [entry_id for entry_id, one in _rejections(redis, keys) if one.raw_digest in digests]
    purged.rejections += _delete(redis, keys.rejected, gone)
    purged.payloads += [raw.drop_payload(redis, keys, digest) for digest in digests].count(True)


def _digests_in_outcomes(redis: "Redis", keys: Keys, uri: str) -> set[str]:
    found = (outcome_of_entry(fields) for _, fields in _entries(redis, keys.outcomes) if fields.get(b"uri") == uri.encode())
    return {one.raw_digest for one in found}


def _rejections(redis: "Redis", keys: Keys) -> Iterator[tuple[bytes, Rejection]]:
    for entry_id, fields in _entries(redis, keys.rejected):
        yield entry_id, Rejection.read_json(fields[b"data"])


def _entries(redis: "Redis", stream: str) -> Iterator[Entry]:
    after = "-"
    while page := cast("list[Entry]", redis.xrange(stream, min=after, count=PAGE)):
        yield from page
        after = f"({page[-1][0].decode()}"


def _streams(redis: "Redis", pattern: str) -> list[str]:
    return sorted(cast("bytes", key).decode() for key in redis.scan_iter(pattern, count=PAGE, _type="stream"))


def _delete(redis: "Redis", stream: str, entry_ids: list[bytes]) -> int:
    return sum(redis.xdel(stream, *entry_ids[i : i + PAGE]) for i in range(0, len(entry_ids), PAGE))


def rewrite_append_only_file(redis: "Redis") -> bool:
    """Let the server write its append-only file anew, without what was deleted; False where it cannot now."""
    try:
        redis.bgrewriteaof()
    except ResponseError:  # one is under way that began before
        return False
    return True
