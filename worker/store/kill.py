"""An operator's kill of a story: published like any other version, and final."""

from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, cast

from schemas import Article, Identity, Note, NoteCode, Provenance
from schemas.errors import NotFound
from worker.store import stories
from worker.store.keys import Keys
from worker.store.publish import Publisher, Retention
from worker.store.routes import Route

if TYPE_CHECKING:
    from collections.abc import Sequence

    from redis import Redis

    from schemas.outcome import Result

OPERATOR = "operator"


def kill(redis: "Redis", keys: Keys, uri: str, reason: str | None, routes: "Sequence[Route]" = ()) -> "Result":
    """Publish a canceled version of a story, without its text; return the outcome, `stale` if it was killed before.

    A uri never seen is killed too: whatever comes of it later is stale.
    """
    notice = _with_headline(redis, keys, bare_notice(redis, keys, uri, reason, NoteCode.KILLED_BY_OPERATOR))
    published = Publisher(redis, keys, OPERATOR, Retention(raw_accepted_ms=0), routes).kill(notice)
    return published.outcomes[0][0]


def bare_notice(redis: "Redis", keys: Keys, uri: str, reason: str | None, code: NoteCode) -> Article:
    """Return a canceled version of a story that says nothing of it but its uri."""
    now = datetime.now(UTC)
    digest = sha256(f"kill {uri} {now.isoformat()} {reason or ''}".encode()).hexdigest()
    return Article.model_validate(
        {
            "uri": uri,
            "status": "canceled",
            "version_created": now,
            "language": "und",
            "direction": "ltr",
            "headline": uri,
            "paragraphs": (),
            "word_count": 0,
            "editor_note": reason,
            "identity": Identity(
                basis="operator", authority=_authority(redis, keys, uri) or OPERATOR, content_digest=digest
            ),
            "provenance": Provenance(
                source=OPERATOR,
                format=OPERATOR,
                received_at=now,
                raw_digest=digest,
                raw_size=0,
                notes=(Note(code=code, detail=reason),),
            ),
        }
    )


def _with_headline(redis: "Redis", keys: Keys, notice: Article) -> Article:
    """The notice with the headline, language and identity of the story's newest version, where that is to be had."""
    try:
        newest = stories.current(redis, keys, notice.uri)
    except NotFound:
        return notice
    own = {"content_digest": notice.identity.content_digest, "authority": notice.identity.authority}
    return notice.model_copy(
        update={
            "language": newest.language,
            "direction": newest.direction,
            "headline": newest.headline,
            "identity": newest.identity.model_copy(update=own),
        }
    )


def _authority(redis: "Redis", keys: Keys, uri: str) -> str | None:
    """Who speaks for the story: of what is published, else of what is kept aside."""
    found = redis.hget(keys.story(uri), "a") or redis.hget(keys.held(uri), "authority")
    return cast("bytes", found).decode() if found else None
