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
from schemas.folder_source import FolderSource
from schemas.mailbox_source import MailboxSource
from schemas.outcome import Outcome
from schemas.rejection import Code, Rejection
from schemas.source import PolledSource, PushSource, Source
from schemas.web_source import FeedSource, PageListSource, WebSource
from schemas.wire_item import WireItem

__all__ = [
    "AltId",
    "Article",
    "Code",
    "Concept",
    "Dateline",
    "FeedSource",
    "FolderSource",
    "Identity",
    "MailboxSource",
    "Media",
    "Note",
    "NoteCode",
    "Outcome",
    "PageListSource",
    "Person",
    "PolledSource",
    "Provenance",
    "Provider",
    "PushSource",
    "Rejection",
    "Rendition",
    "Source",
    "WebSource",
    "WireItem",
]
