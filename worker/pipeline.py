"""The reading: a wire item in, articles and rejections out. Pure: no Redis, no Celery, no clock, no I/O.

    bytes -> format -> drafts -> normalise -> articles

Whatever the bytes are, something comes out and nothing is raised. A bad story costs that story alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from pydantic import ValidationError

from schemas import Article, Code, Rejection, Source, WireItem
from schemas.errors import Unreadable
from worker.draft import Draft, Part
from worker.formats.registry import Format, choose
from worker.normalise.assemble import Origin, assemble


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one wire item may hold: bytes of payload, and stories."""

    max_bytes: int = 10 * 1024 * 1024
    max_stories: int = 1000


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of one story, and what each part of the wire item was taken for."""

    result: Article | Rejection
    parts: tuple[Part, ...] = ()


def read(item: WireItem, source: Source | None = None, limits: Limits = DEFAULT_LIMITS) -> list[Article | Rejection]:
    """Return one article or rejection for each story of a wire item, at least one; never raises for any bytes."""
    return [reading.result for reading in explain(item, source, limits)]


def explain(item: WireItem, source: Source | None = None, limits: Limits = DEFAULT_LIMITS) -> list[Reading]:
    """Return what `read` does, each with the parts it was read from."""
    source = source or Source(id=item.source)
    digest = sha256(item.payload).hexdigest()
    try:
        if len(item.payload) > limits.max_bytes:
            raise Unreadable(
                Code.TOO_LARGE, f"{len(item.payload)} bytes; the limit is {limits.max_bytes}", f"byte {limits.max_bytes}"
            )
        chosen = choose(item, source)
    except Unreadable as error:
        return [Reading(_rejection(item, digest, error))]
    except Exception as error:  # a mistake in recognising a format must not cost its neighbours in the inbox
        return [Reading(_rejection(item, digest, _failed("recognising its format", error)))]
    return _readings(item, source, chosen, digest, limits)


def _readings(item: WireItem, source: Source, chosen: Format, digest: str, limits: Limits) -> list[Reading]:
    readings: list[Reading] = []
    for story, draft in enumerate(_drafts(item, source, chosen)):
        if story == limits.max_stories:
            error = Unreadable(Code.TOO_MANY_STORIES, f"more than {story} stories; none of them was taken")
            return [Reading(_rejection(item, digest, error, chosen.name))]
        readings.append(_reading(draft, Origin(item, source, chosen.name, story, digest)))
    if not readings:
        error = Unreadable(Code.NO_STORY, "there is no story in it")
        return [Reading(_rejection(item, digest, error, chosen.name))]
    return readings


def _drafts(item: WireItem, source: Source, chosen: Format) -> Iterator[Draft | Unreadable]:
    """Give a format's drafts; what stops it becomes the last one."""
    try:
        yield from chosen.read(item, source)
    except Unreadable as error:
        yield error
    except Exception as error:  # nor must a format's
        yield _failed(chosen.name, error)


def _reading(draft: Draft | Unreadable, origin: Origin) -> Reading:
    if isinstance(draft, Unreadable):
        return Reading(_rejection(origin.item, origin.raw_digest, draft, origin.format, origin.story))
    try:
        assembled = assemble(draft, origin)
    except Unreadable as error:
        reason = error
    except ValidationError as error:
        field = ".".join(map(str, error.errors()[0]["loc"]))
        reason = Unreadable(Code.INVALID_RECORD, f"{field}: {error.errors()[0]['msg']}", field)
    except Exception as error:
        reason = _failed(f"normalising a story of {origin.format}", error)
    else:
        return Reading(assembled.article, assembled.parts)
    return Reading(_rejection(origin.item, origin.raw_digest, reason, origin.format, origin.story), draft.parts)


def _failed(what: str, error: Exception) -> Unreadable:
    return Unreadable(Code.READER_FAILED, f"{what} failed with {type(error).__name__}; please report it")


def _rejection(item: WireItem, digest: str, error: Unreadable, format_name: str | None = None, story: int = 0) -> Rejection:
    return Rejection(
        code=error.code,
        message=error.message,
        where=error.where,
        source=item.source,
        item_id=item.item_id,
        story=story,
        format=format_name,
        declared_format=item.format,
        transport=item.transport,
        media_type=item.media_type,
        url=item.url,
        filename=item.filename,
        received_at=item.received_at,
        raw_digest=digest,
        raw_size=len(item.payload),
    )
