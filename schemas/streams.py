"""The public streams: their names, the fields of their entries, and the way between entries and models.

Every name carries the prefix in a hash tag, so that all keys of one service live in one slot: `{wirecopy}:inbox`.

inbox, inbox:urgent   wire items, put in by whoever may; with only a payload it is one
articles              one entry per published version
articles:<route>      the same entries, for those a route's filter lets through
rejected              what could not become an article
outcomes              what became of each story; bounded in length
dead:<group>          what a consumer group gave up on: `reason`, `id`, and the fields of the articles entry

schemas/entries.py has the fields of their entries.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from pydantic import ValidationError

from schemas.errors import BadRecord
from schemas.outcome import Outcome
from schemas.wire_item import DEFAULT_SOURCE, WireItem

Lane = Literal["normal", "urgent"]
Fields = Mapping[bytes, bytes]

INBOX_GROUP = "workers"
ROUTE_NAME = r"^[a-z0-9][a-z0-9_-]*$"
_LAST_MS = 253_402_300_799_000
_ITEM_ID = re.compile(r"[uk]?[0-9]{1,20}-[0-9]{1,20}")


@dataclass(frozen=True, slots=True)
class Streams:
    """The names of the public streams under one prefix."""

    prefix: str = "wirecopy"

    def name(self, tail: str) -> str:
        """Return the key `{prefix}:tail`."""
        return f"{{{self.prefix}}}:{tail}"

    @property
    def inbox(self) -> str:
        """Wire items waiting to be read."""
        return self.name("inbox")

    @property
    def urgent(self) -> str:
        """Wire items waiting to be read before the others."""
        return self.name("inbox:urgent")

    @property
    def articles(self) -> str:
        """Published articles."""
        return self.name("articles")

    @property
    def rejected(self) -> str:
        """Rejections."""
        return self.name("rejected")

    @property
    def outcomes(self) -> str:
        """What became of each story."""
        return self.name("outcomes")

    def lane(self, lane: Lane) -> str:
        """Return the inbox stream of a lane."""
        return self.urgent if lane == "urgent" else self.inbox

    def route(self, route: str) -> str:
        """Return the stream of a route."""
        return self.name(f"articles:{route}")

    def dead(self, group: str) -> str:
        """Return the stream of what a consumer group gave up on."""
        return self.name(f"dead:{group}")


def item_id_of(lane: Lane, entry_id: str) -> str:
    """Return the item id of an inbox entry: ids of the urgent inbox carry the letter u (those of operators' kills a k)."""
    return f"u{entry_id}" if lane == "urgent" else entry_id


def is_item_id(text: str) -> bool:
    """Whether a text has the form of an item id."""
    return _ITEM_ID.fullmatch(text) is not None and max(arrival_of(text)) < 2**64


def arrival_of(item_id: str) -> tuple[int, int]:
    """Return when an item came in as (milliseconds since 1970, sequence): the order of arrival."""
    milliseconds, _, sequence = item_id.lstrip("uk").partition("-")
    return int(milliseconds), int(sequence)


def received_at(item_id: str) -> datetime:
    """Return when an item came in, by its id; the end of the year 9999 for ids beyond."""
    return datetime.fromtimestamp(min(arrival_of(item_id)[0], _LAST_MS) / 1000, UTC)


def inbox_fields(item: WireItem) -> dict[str, str | bytes]:
    """Return the flat fields of an inbox entry. received_at is not among them: the entry's id says when."""
    fields: dict[str, str | bytes] = {"payload": item.payload}
    for name in ("source", "media_type", "url", "filename", "format", "item_id"):
        value: str | None = getattr(item, name)
        if value is not None and (name, value) != ("source", DEFAULT_SOURCE):
            fields[name] = value
    for name, value in item.transport.items():
        fields[f"transport.{name}"] = value
    return fields


def transport_of(fields: Fields) -> dict[str, str]:
    """Return the facts of the transport among an inbox entry's fields."""
    return {
        name.decode("utf-8", "replace").removeprefix("transport."): value.decode("utf-8", "replace")
        for name, value in fields.items()
        if name.startswith(b"transport.")
    }


def item_of_entry(lane: Lane, entry_id: str, fields: Fields) -> WireItem:
    """Read an inbox entry. Raises BadRecord where it is not one: no payload, or a field that cannot be."""
    texts = {key.decode("utf-8", "replace"): value for key, value in fields.items()}
    payload = texts.pop("payload", None)
    if payload is None:
        raise BadRecord(f"inbox entry {entry_id} has no field `payload`; put the item's bytes there")

    def text(name: str) -> str | None:
        value = texts.get(name)
        return value.decode("utf-8", "replace") if value else None

    item_id = text("item_id") or item_id_of(lane, entry_id)
    if not is_item_id(item_id):
        raise BadRecord(f"inbox entry {entry_id}: item_id {item_id[:40]!r} is no inbox entry id")
    try:
        return WireItem(
            payload=payload,
            source=text("source") or DEFAULT_SOURCE,
            media_type=text("media_type"),
            format=text("format"),
            url=text("url"),
            filename=text("filename"),
            item_id=item_id,
            urgent=lane == "urgent",
            received_at=received_at(item_id),
            transport=transport_of(fields),
        )
    except ValidationError as error:
        raise BadRecord(f"inbox entry {entry_id} is no wire item: {error}") from error


def outcome_of_entry(fields: Fields) -> Outcome:
    """Read an outcomes entry. Raises pydantic.ValidationError where it is none."""
    texts = {key.decode(): value.decode() for key, value in fields.items()}
    return Outcome.model_validate(
        {
            "item_id": texts.get("item_id"),
            "story": texts.get("story"),
            "outcome": texts.get("outcome"),
            "uri": texts.get("uri") or None,
            "version": texts.get("version") or None,
            "code": texts.get("code") or None,
            "source": texts.get("source") or None,
            "raw_digest": texts.get("raw_digest"),
        },
        strict=False,
        extra="ignore",
    )
