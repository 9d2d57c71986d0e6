"""What a request says of an item besides its bytes, and making wire items of both."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from urllib.parse import parse_qsl

from schemas import PushSource, WireItem
from schemas.urgency import urgency_said
from worker.formats.registry import FORMATS
from worker.web.media_types import check_media_type
from worker.web.problems import Problem

MOST_CHARACTERS = 2_000

_FORMATS = frozenset(one.name for one in FORMATS)
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
_URGENCIES = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Facts:
    """What is said of an item; None: nothing."""

    media_type: str | None = None
    filename: str | None = None
    url: str | None = None
    format: str | None = None
    urgent: bool | None = None

    def with_text(self, name: str, value: object) -> "Facts":
        """Return them with one more: filename, url, format or media_type. Raises Problem 422 or 415 for what cannot be."""
        if not isinstance(value, str) or not value or len(value) > MOST_CHARACTERS or _CONTROLS.search(value):
            raise Problem(422, f"bad_{name}", f"{name} takes text on one line, of 1 to {MOST_CHARACTERS:,} characters")
        match name:
            case "filename":
                return replace(self, filename=value)
            case "url":
                return replace(self, url=value)
            case "format":
                if value not in _FORMATS:
                    raise Problem(422, "bad_format", f"there is no such format; known are {', '.join(sorted(_FORMATS))}")
                return replace(self, format=value)
            case _:
                check_media_type(value)
                return replace(self, media_type=value)


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes the wire items of one request. facts: what holds for all of its items that say nothing else."""

    source: PushSource
    facts: Facts
    max_item_bytes: int
    received_at: datetime

    def item(self, payload: bytes, facts: Facts) -> WireItem:
        """Return a wire item. Raises Problem: 422 for an empty one, 413 for one that is too large."""
        if not payload:
            raise Problem(422, "empty", "the item is empty")
        if len(payload) > self.max_item_bytes:
            raise Problem(
                413, "item_too_large", f"the item has {len(payload):,} bytes, and {self.max_item_bytes:,} are taken in one"
            )
        return WireItem(
            payload=payload,
            source=self.source.id,
            media_type=facts.media_type,
            filename=facts.filename,
            url=facts.url,
            format=facts.format,
            urgent=urgency_said(facts.urgent, self.source),
            received_at=self.received_at,
        )


def maker_of(query: bytes, source: PushSource, media_type: str | None, max_item_bytes: int) -> Maker:
    """Return what makes the items of a request. Raises Problem: 422 for a query that cannot be, 403 for another's source."""
    facts = Facts(media_type)
    if query:
        facts = _facts_of_query(query, facts, source)
    return Maker(source, facts, max_item_bytes, datetime.now(UTC))


def check_source(named: object, source: PushSource) -> None:
    """Raises Problem 403 where a request names another source than its token's."""
    if named != source.id:
        raise Problem(403, "other_source", f"the token is that of the source {source.id!r}; items go in for no other")


def digest_of(items: list[WireItem]) -> str:
    """Return a digest of all that is delivered: however it was packed, the same items have the same digest."""
    digest = sha256()
    for item in items:
        digest.update(repr((item.media_type, item.filename, item.url, item.format, item.urgent, len(item.payload))).encode())
        digest.update(item.payload)
    return digest.hexdigest()


def _facts_of_query(query: bytes, facts: Facts, source: PushSource) -> Facts:
    try:
        pairs = parse_qsl(
            query.decode("ascii"), keep_blank_values=True, strict_parsing=True, errors="strict", max_num_fields=9
        )
    except ValueError:
        raise _bad_query("what stands after the ? is no query: name=value, joined by &, percent-encoded in UTF-8") from None
    if len({name for name, _ in pairs}) < len(pairs):
        raise _bad_query("a parameter stands twice in the query")
    for name, value in pairs:
        if name == "source":
            check_source(value, source)
        elif name == "urgent":
            if value not in _URGENCIES:
                raise _bad_query("urgent is true or false")
            facts = replace(facts, urgent=_URGENCIES[value])
        elif name in ("filename", "url", "format"):
            facts = facts.with_text(name, value)
        else:
            raise _bad_query("parameters are filename, url, format, urgent and source")
    return facts


def _bad_query(detail: str) -> Problem:
    return Problem(422, "bad_query", detail)
