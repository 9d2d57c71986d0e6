"""A worker's hands in a test: put an item in, take it, publish a reading of it, all on a real server."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import cast

from redis import Redis

from schemas import Article, Identity, Outcome, Provenance, Rejection
from schemas.streams import Fields, item_id_of, outcome_of_entry
from worker.store.inbox import Entry, Inbox
from worker.store.keys import Keys
from worker.store.publish import Published, Publisher, Reading, Retention
from worker.store.routes import Route

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def article(
    uri: str = "urn:wirecopy:desk:1",
    text: str = "The bridge opened.",
    *,
    status: str = "usable",
    authority: str = "desk",
    wire_version: str | None = None,
    created: datetime | None = None,
    embargoed_until: datetime | None = None,
    language: str = "en",
    story: int = 0,
) -> Article:
    """An article whose content digest is that of its text and times."""
    digest = sha256(f"{text} {created} {embargoed_until}".encode()).hexdigest()
    return Article.model_validate(
        {
            "uri": uri,
            "status": status,
            "language": language,
            "direction": "ltr",
            "headline": "Bridge opens",
            "paragraphs": (text,),
            "word_count": len(text.split()),
            "version_created": created,
            "embargoed_until": embargoed_until,
            "identity": Identity(basis="wire_id", authority=authority, content_digest=digest, wire_version=wire_version),
            "provenance": Provenance(
                source=authority, format="test", story=story, received_at=NOON, raw_digest=digest, raw_size=1
            ),
        }
    )


@dataclass
class Worker:
    """One consumer of the inbox."""

    redis: Redis
    keys: Keys
    name: str = "worker-1"
    retention: Retention = field(default_factory=Retention)
    routes: tuple[Route, ...] = ()

    def __post_init__(self) -> None:
        self.inbox = Inbox(self.redis, self.keys, self.name)
        self.inbox.open()
        self.publisher = Publisher(self.redis, self.keys, self.name, self.retention, self.routes)

    def take(self, payload: bytes = b"item", at: str = "*", item_id: str | None = None) -> Entry:
        """Put an item in by plain XADD, at an entry id of choice, and take it."""
        fields = {"payload": payload} | ({"item_id": item_id.encode()} if item_id else {})
        self.redis.xadd(self.keys.inbox, cast("dict[str | bytes, bytes]", fields), id=at)  # type: ignore[arg-type]
        return self.inbox.waiting(1, 0)[0]

    def publish(self, *results: Article | Rejection, at: str = "*", item_id: str | None = None) -> list[str]:
        """Take a new item, publish these readings of it, and return the outcomes."""
        return [outcome for outcome, _ in self.published(*results, entry=self.take(at=at, item_id=item_id)).outcomes]

    def published(self, *results: Article | Rejection, entry: Entry) -> Published:
        """Publish readings of an entry."""
        return self.publisher.publish([Reading(entry, results)])[0]

    def records(self, stream: str | None = None) -> list[Article]:
        """The articles stream, read as a consumer does."""
        entries = cast("list[tuple[bytes, Fields]]", self.redis.xrange(stream or self.keys.articles))
        return [Article.read_json(fields[b"data"]) for _, fields in entries]

    def texts(self) -> list[str]:
        """The text of every published version, in order."""
        return [record.paragraphs[0] for record in self.records()]

    def outcomes(self) -> list[Outcome]:
        """The outcomes stream."""
        entries = cast("list[tuple[bytes, Fields]]", self.redis.xrange(self.keys.outcomes))
        return [outcome_of_entry(fields) for _, fields in entries]


__all__ = ["NOON", "Worker", "article", "item_id_of"]
