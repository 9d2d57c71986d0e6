"""Legal removal of stories: told to consumers by a bare canceled version, then taken out of everything that is kept.

The notice goes first: whoever reads on learns of it, whatever comes of the story later is stale, and no payload with it is
kept. So a purge that broke off is done again from the start. Notices stay; they say nothing but the uri. What cannot be
reached from here: the server's append-only file until it is rewritten, backups, and what consumers have copied.
"""

import json
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from redis.exceptions import ResponseError

from schemas import NoteCode, Rejection
from schemas.errors import NotFound
from schemas.streams import Fields
from worker.store import outcomes, raw
from worker.store.keys import Keys
from worker.store.kill import OPERATOR, bare_notice
from worker.store.paging import PAGE, entries
from worker.store.publish import Publisher, Retention
from worker.store.routes import Route

if TYPE_CHECKING:
    from redis import Redis


@dataclass
class Purged:
    """What was removed; the uris of the stories that consumers were told of, and which of them nobody had known."""

    stories: Sequence[str]
    unknown: Sequence[str] = ()
    records: int = 0
    dead_letters: int = 0
    rejections: int = 0
    payloads: int = 0


@dataclass(frozen=True)
class _Record:
    """What an entry of an article stream says of itself, as far as it can be read: anybody may write dead letters."""

    raw_digest: str | None = None
    notes: frozenset[str] = field(default_factory=frozenset)


def purge_item(redis: "Redis", keys: Keys, item_id: str, reason: str | None, routes: Sequence[Route] = ()) -> Purged:
    """Purge every story of a wire item, its rejections and its payload. Raises NotFound where nothing of it is known."""
    known = outcomes.of_item(redis, keys, item_id)
    rejected = {one.raw_digest for _, one in _rejections(redis, keys) if one.item_id == item_id}
    if not known and not rejected:
        raise NotFound(f"nothing is known of item {item_id}: it waits, or all was trimmed; purge its uri instead")
    uris = sorted({one.uri for one in known if one.uri and one.outcome != "rejected"})
    return _purge(redis, keys, uris, rejected | {one.raw_digest for one in known}, reason, routes)


def purge_story(redis: "Redis", keys: Keys, uri: str, reason: str | None, routes: Sequence[Route] = ()) -> Purged:
    """Purge a story by its uri: all its versions, what is kept aside of it, its rejections and payloads.

    A payload goes as a whole, with what else its wire item held. A uri never seen is killed.
    """
    return _purge(redis, keys, [uri], set(), reason, routes)


def _purge(
    redis: "Redis", keys: Keys, uris: Sequence[str], digests: set[str], reason: str | None, routes: Sequence[Route]
) -> Purged:
    digests |= _held_digests(redis, keys, uris)
    article_streams = [keys.articles, *_streams(redis, keys.route("*"))]
    unknown = _tell(redis, keys, uris, reason, _with_forgotten(routes, keys, article_streams))
    purged = Purged(uris, unknown)
    wanted = {uri.encode() for uri in uris}
    for stream in article_streams:
        purged.records += _remove_records(redis, stream, wanted, digests)
    for stream in _streams(redis, keys.dead("*")):
        purged.dead_letters += _remove_records(redis, stream, wanted, digests)
    digests |= {
        fields[b"raw_digest"].decode() for _, fields in entries(redis, keys.outcomes) if fields.get(b"uri") in wanted
    }
    digests |= {one.raw_digest for _, one in _rejections(redis, keys) if one.uri in uris}
    gone = [entry_id for entry_id, one in _rejections(redis, keys) if one.raw_digest in digests]
    purged.rejections = _delete(redis, keys.rejected, gone)
    purged.payloads = [raw.drop_payload(redis, keys, digest) for digest in digests].count(True)
    return purged


def _tell(redis: "Redis", keys: Keys, uris: Sequence[str], reason: str | None, routes: Sequence[Route]) -> list[str]:
    """Publish the notices; return the uris that nobody had known."""
    publisher = Publisher(redis, keys, OPERATOR, Retention(raw_accepted_ms=0), routes)
    unknown = []
    for uri in uris:
        ((outcome, _),) = publisher.purge(bare_notice(redis, keys, uri, reason, NoteCode.PURGED_BY_OPERATOR)).outcomes
        if outcome == "published":
            unknown.append(uri)
    return unknown


def _with_forgotten(routes: Sequence[Route], keys: Keys, streams: Sequence[str]) -> list[Route]:
    """The routes, and those whose streams are still there though nobody declares them: their readers are told too."""
    declared = {route.name for route in routes}
    names = [stream.removeprefix(keys.route("")) for stream in streams if stream != keys.articles]
    return [*routes, *(Route(name=name) for name in names if name not in declared)]


def _held_digests(redis: "Redis", keys: Keys, uris: Sequence[str]) -> set[str]:
    found = (cast("bytes | None", redis.hget(keys.held(uri), "raw_digest")) for uri in uris)
    return {digest.decode() for digest in found if digest}


def _remove_records(redis: "Redis", stream: str, uris: Collection[bytes], digests: set[str]) -> int:
    """Delete the entries of stories but for notices of a purge, and note the digests of what they were read from."""
    gone = []
    for entry_id, fields in entries(redis, stream):
        if fields.get(b"uri") not in uris:
            continue
        record = _record(fields)
        if NoteCode.PURGED_BY_OPERATOR not in record.notes:
            gone.append(entry_id)
            digests |= {record.raw_digest} if record.raw_digest else set()
    return _delete(redis, stream, gone)


def _record(fields: Fields) -> _Record:
    with suppress(ValueError, KeyError, TypeError, AttributeError):
        provenance = json.loads(fields[b"data"])["provenance"]
        return _Record(str(provenance["raw_digest"]), frozenset(note["code"] for note in provenance["notes"]))
    return _Record()


def _rejections(redis: "Redis", keys: Keys) -> list[tuple[str, Rejection]]:
    return [(entry_id, Rejection.read_json(fields[b"data"])) for entry_id, fields in entries(redis, keys.rejected)]


def _streams(redis: "Redis", pattern: str) -> list[str]:
    return sorted(cast("bytes", key).decode() for key in redis.scan_iter(pattern, count=PAGE, _type="stream"))


def _delete(redis: "Redis", stream: str, entry_ids: list[str]) -> int:
    return sum(redis.xdel(stream, *entry_ids[i : i + PAGE]) for i in range(0, len(entry_ids), PAGE))


def rewrite_append_only_file(redis: "Redis") -> str | None:
    """Let the server write its append-only file anew, without what was deleted; return why it will not, if so."""
    try:
        redis.bgrewriteaof()
    except ResponseError as error:
        return str(error)
    return None
