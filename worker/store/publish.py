"""Publishing: one atomic step per wire item. worker/store/publish.lua decides and writes; here its arguments are made."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, cast

from redis.exceptions import ResponseError

from schemas import Article, Code, Note, NoteCode, Rejection
from schemas.errors import WirecopyError
from schemas.outcome import Result
from schemas.streams import INBOX_GROUP
from worker.store.connection import Argument, script
from worker.store.inbox import Entry, rejection_of
from worker.store.keys import Keys
from worker.store.raw import pack
from worker.store.routes import Route

if TYPE_CHECKING:
    from redis import Redis

DAY_MS = 24 * 3600 * 1000

_REUSED = Note(
    code=NoteCode.WIRE_VERSION_REUSED, detail="the wire changed the story without changing its version"
).model_dump_json()
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DIGITS = re.compile(r"[0-9]+")


Call = tuple[list[str], list[Argument]]


@dataclass(frozen=True, slots=True)
class Retention:
    """How long and how much is kept. Milliseconds, bytes, entries."""

    state_ms: int = 30 * DAY_MS
    outcomes: int = 100_000
    raw_accepted_ms: int = DAY_MS
    raw_rejected_ms: int = 30 * DAY_MS
    raw_bytes: int = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Reading:
    """An inbox entry and what was read out of it."""

    entry: Entry
    results: Sequence[Article | Rejection]


@dataclass(frozen=True, slots=True)
class Published:
    """What became of a wire item's stories, in their order; nothing where the entry was no longer ours (fenced)."""

    entry: Entry
    fenced: bool
    outcomes: tuple[tuple[Result, int | None], ...] = ()
    results: Sequence[Article | Rejection] = ()


class Publisher:
    """Publishes readings for one consumer of the inbox."""

    def __init__(
        self, redis: "Redis", keys: Keys, consumer: str, retention: Retention, routes: Sequence[Route] = ()
    ) -> None:
        self.redis = redis
        self.keys = keys
        self.consumer = consumer
        self.retention = retention
        self.routes = routes

    def publish(self, readings: Sequence[Reading]) -> list[Published]:
        """Publish readings in order, in one round trip. A repeated call changes nothing: the entry is gone.

        Where a story belongs to another authority, nothing of its item is written; the item goes in again with that story
        as a rejection.
        """
        publishable = [self._publishable(reading) for reading in readings]
        replies = script("publish.lua").many(self.redis, [call for _, call in publishable])
        return [self._published(reading, reply) for (reading, _), reply in zip(publishable, replies, strict=True)]

    def release(self, held_key: str) -> Published | None:
        """Publish a reading whose embargo has ended; None where it was replaced, killed or let go meanwhile."""
        found = cast("bytes | None", self.redis.hget(held_key, "uri"))
        if found is None:
            return None
        uri = found.decode()
        keys = self._keys("normal", "", [self.keys.story(uri), held_key])
        no_entry, no_raw, one_story = ("", ""), ("", "", 0, 0, 0), 1
        arguments: list[Argument] = [
            "release",
            INBOX_GROUP,
            self.consumer,
            *no_entry,
            *self._retention(),
            *no_raw,
            one_story,
        ]
        reply = cast("list[bytes | int]", script("publish.lua")(self.redis, keys, arguments))
        if reply[0] == b"foreign":
            raise WirecopyError(f"{uri} belongs to another authority by now")
        return None if reply[0] == b"fenced" else Published(Entry("normal", "", {}), False, _outcomes(reply))

    def kill(self, notice: Article) -> Published:
        """Publish an operator's kill: the notice is canceled and of the story's own authority, so nothing outranks it."""
        return self._publish_as_operator("kill", notice)

    def purge(self, notice: Article) -> Published:
        """Publish the notice of a purge: a kill, also of a story that was killed before."""
        return self._publish_as_operator("purge", notice)

    def _publish_as_operator(self, mode: str, notice: Article) -> Published:
        seconds, microseconds = self.redis.time()
        item_id = f"k{seconds * 1000 + microseconds // 1000}-{microseconds % 1000}"
        entry = Entry("normal", "", {b"item_id": item_id.encode()})
        keys, arguments = self._call(Reading(entry, [notice]))
        reply = cast("list[bytes | int]", script("publish.lua")(self.redis, keys, [mode, *arguments[1:]]))
        return Published(entry, False, _outcomes(reply))

    def _publishable(self, reading: Reading) -> tuple[Reading, Call]:
        """Return a reading and its call; where it cannot be written down, that of a rejection in its place."""
        try:
            return reading, self._call(reading)
        except (ValueError, WirecopyError) as error:  # such as a lone surrogate, which no JSON can hold
            rejected = Reading(reading.entry, [_unpublishable(reading, error)])
            return rejected, self._call(rejected)

    def _published(self, reading: Reading, answer: object) -> Published:
        if isinstance(answer, ResponseError) and _is_of_the_story(answer):
            return self.publish([Reading(reading.entry, [_unpublishable(reading, answer)])])[0]
        if isinstance(answer, Exception):
            raise answer
        reply = cast("list[bytes | int]", answer)
        if reply[0] == b"fenced":
            return Published(reading.entry, fenced=True)
        if reply[0] == b"foreign":
            foreign = {int(i) - 1 for i in reply[1:]}
            results = [
                _foreign(cast("Article", result), reading.entry) if i in foreign else result
                for i, result in enumerate(reading.results)
            ]
            return self.publish([Reading(reading.entry, results)])[0]
        return Published(reading.entry, False, _outcomes(reply), reading.results)

    def _retention(self) -> tuple[int, int]:
        return self.retention.outcomes, self.retention.state_ms

    def _keys(self, lane: str, raw_digest: str, story_keys: Sequence[str]) -> list[str]:
        keys = self.keys
        return [
            keys.urgent if lane == "urgent" else keys.inbox,
            keys.articles,
            keys.rejected,
            keys.outcomes,
            keys.counters,
            keys.held_index,
            keys.alone,
            keys.raw(raw_digest),
            keys.raw_accepted,
            keys.raw_rejected,
            *story_keys,
            *(keys.route(route.name) for route in self.routes),
        ]

    def _call(self, reading: Reading) -> Call:
        entry = reading.entry
        story_keys: list[str] = []
        stories: list[Argument] = []
        for index, result in enumerate(reading.results):
            uri = result.uri or ""
            story_keys += (self.keys.story(uri), self.keys.held(uri))
            if isinstance(result, Article):
                stories += self._article_fields(index, result)
            else:
                stories += _rejection_fields(index, result)
        digest = sha256(entry.payload).hexdigest()
        rejected = any(isinstance(result, Rejection) for result in reading.results)
        keep_raw = rejected or self.retention.raw_accepted_ms > 0
        arguments: list[Argument] = [
            "item",
            INBOX_GROUP,
            self.consumer,
            entry.id,
            entry.item_id,
            *self._retention(),
            pack(entry.payload) if keep_raw else b"",
            digest,
            self.retention.raw_accepted_ms,
            self.retention.raw_rejected_ms,
            self.retention.raw_bytes,
            len(reading.results),
            *stories,
        ]
        return self._keys(entry.lane, digest, story_keys), arguments

    def _article_fields(self, index: int, article: Article) -> tuple[Argument, ...]:
        return (
            "article",
            index,
            article.uri,
            article.identity.content_digest[:32],
            article.status,
            wire_order(article.identity.wire_version),
            _microseconds(article.version_created),
            _milliseconds(article.embargoed_until),
            article.identity.authority,
            article.language,
            article.provenance.source,
            " ".join(route.name for route in self.routes if route.matches(article)),
            _REUSED,
            record_without_version(article),
            "",
            "",
            "",
        )


def _rejection_fields(index: int, rejection: Rejection) -> tuple[Argument, ...]:
    head: tuple[Argument, ...] = ("rejection", index, rejection.uri or "", "", "", "", "", "", "", "", rejection.source)
    tail = (rejection.model_dump_json(), rejection.code, rejection.message, rejection.where or "")
    return (*head, "", "", *tail)


def record_without_version(article: Article) -> str:
    """Return an article's JSON without its version, which the script puts in front, and with its notes at the end."""
    data = article.model_dump_json(exclude={"version"})
    if not data.endswith("]}}"):
        raise WirecopyError("the last field of Article must be provenance, and the last of that its notes")
    return data


def wire_order(version: str | None) -> str:
    """Return a wire's version as text that sorts by its number parts: 1.10 after 1.9. Empty where it has no number.

    Each part is its length in two digits, then its digits; trailing zero parts say nothing (1.0 is 1).
    """
    parts = [part.lstrip("0") for part in _DIGITS.findall(version or "")]
    while len(parts) > 1 and not parts[-1]:
        parts.pop()
    return "".join(f"{len(part):02d}{part}" for part in (part[:99] for part in parts))


def _foreign(article: Article, entry: Entry) -> Rejection:
    message = (
        f"{article.uri} belongs to another authority than {article.identity.authority!r}; to let this source update it, "
        "declare the same provider for both sources"
    )
    facts = article.provenance
    rejection = rejection_of(entry, Code.FOREIGN_URI, message)
    return rejection.model_copy(update={"story": facts.story, "uri": article.uri, "format": facts.format})


def _is_of_the_story(error: ResponseError) -> bool:
    """Whether the script failed over this story, not over the state the server is in (MISCONF, NOREPLICAS, MISPLACED …)."""
    text = str(error)
    return text.startswith("user_script") or (text.startswith("WRONGTYPE") and "user_script" in text)


def _unpublishable(reading: Reading, error: Exception) -> Rejection:
    if any(result.code == Code.PUBLISH_FAILED for result in reading.results if isinstance(result, Rejection)):
        raise error
    return rejection_of(reading.entry, Code.PUBLISH_FAILED, f"it could not be published: {str(error)!a}; please report it")


def _outcomes(reply: list[bytes | int]) -> tuple[tuple[Result, int | None], ...]:
    pairs = zip(cast("list[bytes]", reply[1::2]), cast("list[int]", reply[2::2]), strict=True)
    return tuple((cast("Result", outcome.decode()), version or None) for outcome, version in pairs)


def _microseconds(time: datetime | None) -> str:
    return "" if time is None else str((time - _EPOCH) // timedelta(microseconds=1))


def _milliseconds(time: datetime | None) -> str:
    return "" if time is None else str((time - _EPOCH) // timedelta(milliseconds=1))
