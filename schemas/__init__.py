"""What crosses the service's boundary, as pydantic models."""

from schemas.article import (
    AltId,
    Article,
    Concept,
    Dateline,
    Identity,
    Media,
    Note,
    NoteCode,
    Person,
    Provenance,
    Provider,
    Rendition,
)
from schemas.outcome import Outcome
from schemas.rejection import Code, Rejection
from schemas.source import FeedSource, PageListSource, PolledSource, Source
from schemas.wire_item import WireItem

__all__ = [
    "AltId",
    "Article",
    "Code",
    "Concept",
    "Dateline",
    "FeedSource",
    "Identity",
    "Media",
    "Note",
    "NoteCode",
    "Outcome",
    "PageListSource",
    "Person",
    "PolledSource",
    "Provenance",
    "Provider",
    "Rejection",
    "Rendition",
    "Source",
    "WireItem",
]
