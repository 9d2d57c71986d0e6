"""What a news item says of itself: its identity, its times, its status and embargo, its urgency, its instructions."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from schemas import Note, NoteCode
from schemas.article import Status
from worker.draft import Draft, Part, WrittenConcept, WrittenTime
from worker.formats.newsml_1_words import formal_name, is_embargo, status_of, word_of
from worker.formats.xml_tree import Node

_PUBLIC = re.compile(r"(?P<start>urn:newsml:[^:\s]{1,200}:(?P<date>[^:\s]{1,40})):(?P<rest>\S{1,600})", re.IGNORECASE)
_DATE = re.compile(r"(?:19|20)[0-9]{2}-?(?:0[1-9]|1[0-2])-?(?:0[1-9]|[12][0-9]|3[01])(?:T\S*|[0-9]{4,6}\S*)?")
_UNDATED = re.compile(
    r"(?P<whole>urn:newsml:[^:\s]{1,200}:(?P<item>[^:\s]{1,400}))(?::[0-9]{1,20}(?:[NUA](?:[0-9]{1,20})?)?)?", re.IGNORECASE
)
_REVISION = re.compile(r":[0-9]{1,20}(?:[NUA](?:[0-9]{1,20})?)?\Z", re.IGNORECASE)
_GLOBAL = re.compile(r"(?:urn:[a-z0-9][a-z0-9-]{0,31}:|tag:|https?://)\S+", re.IGNORECASE)
_SPACE = re.compile(r"\s")
_ANY_REVISION = ":1"
_LONGEST_ID = 400
_LONGEST_TIME = 200
_DIGIT = re.compile(r"(?<![0-9])[1-9](?![0-9])")
_FOR_EDITORS = ("advisory", "advisories", "memo", "internal", "budget", "daybook", "agenda")
_NOT_TO_BE_USED = ("test",)
_NO_KINDS = (
    "",
    "news",
    "newsitem",
    "newsupdate",
    "text",
    "story",
    "article",
    "photo",
    "picture",
    "image",
    "video",
    "graphic",
)
_KILLS = ("delete", "kill", "cancel", "withdraw", "retract", "remove")


@dataclass(frozen=True, slots=True)
class Identity:
    """What a news item is known by, without its revision; is_urn: `urn:newsml:PROVIDER:DATE:ITEM` (RFC 3085)."""

    item: str
    is_urn: bool

    def wire_id(self, fragment: str | None) -> str:
        """Return the id of a story. Identity takes the revision of every urn:newsml: off, so one has to stand there."""
        whole = f"{self.item}#{_SPACE.sub('-', fragment)}" if fragment else self.item
        return f"{whole}{_ANY_REVISION}" if self.is_urn else whole


def identity_of(item: Node) -> Identity | None:
    """Return the identity: the PublicIdentifier's, where that is what the standard says, else one made of its parts.

    Some agencies leave the date out of it: then it is theirs all the same, if the item's own id is in its place.
    """
    identifier = item.child("Identification", "NewsIdentifier")
    if identifier is None:
        return None
    provider, date, own = (_part(identifier, name) for name in ("ProviderId", "DateId", "NewsItemId"))
    public = _part(identifier, "PublicIdentifier")
    if public and (match := _PUBLIC.fullmatch(public)) and (match["date"] == date or _DATE.fullmatch(match["date"])):
        rest = match["rest"] if match["rest"] == own else _REVISION.sub("", match["rest"])
        return Identity(f"{match['start']}:{rest}", True)
    if public and own and (undated := _UNDATED.fullmatch(public)) and undated["item"] == own:
        return Identity(undated["whole"], False)
    if provider and date and own:
        return Identity(_SPACE.sub("%20", f"urn:newsml:{provider}:{date}:{own}"), True)
    if public and _GLOBAL.fullmatch(public):
        return Identity(public, public.lower().startswith("urn:newsml:"))
    if own:
        return Identity(":".join(filter(None, (provider, date, own))), False)
    return Identity(public, False) if public else None


def _part(identifier: Node, name: str) -> str | None:
    node = identifier.child(name)
    text = node.text if node else None
    return text if text and len(text) <= _LONGEST_ID else None


def draft_of_management(item: Node, zone: str | None) -> Draft:
    """Return what a news item says of itself. zone: in which its times are, where they do not say."""
    reader = _Management(item, zone)
    status = reader.status()
    embargo = reader.release()
    if embargo and status != "canceled":
        status = "usable"
    notes = (Note(code=NoteCode.FOR_EDITORS),) if reader.is_for_editors else ()
    if reader.is_for_editors and status != "canceled":
        status = "withheld"
    return Draft(
        first_created=reader.time("FirstCreated"),
        version_created=reader.time("ThisRevisionCreated"),
        embargoed_until=embargo,
        expires=reader.end(),
        wire_version=reader.revision(),
        status=status,
        urgency=reader.urgency(),
        genres=tuple(reader.genres()),
        parts=tuple(reader.parts),
        notes=notes,
    )


def label_of(item: Node) -> Draft:
    """Return the name that people know a news item by: its slug, where no line gives one."""
    node = item.child("Identification", "NameLabel")
    if node is None or not node.text:
        return Draft()
    return Draft(slugline=node.text, parts=(Part("slug", node.text, node.where),))


class _Management:
    def __init__(self, item: Node, zone: str | None) -> None:
        self._zone = zone
        self._identification = item.child("Identification") or Node("Identification", {}, item.line)
        self._management = item.child("NewsManagement") or Node("NewsManagement", {}, item.line)
        self._type = formal_name(self._management.child("NewsItemType"))
        self.parts = list(self._ids())

    @property
    def is_for_editors(self) -> bool:
        return word_of(self._type) in _FOR_EDITORS

    def _ids(self) -> Iterator[Part]:
        identifier = self._identification.child("NewsIdentifier")
        for node in identifier.nodes() if identifier else ():
            if node.text:
                yield Part("id", node.text, node.where)
        for node in self._management.nodes():
            written = formal_name(node) or node.get("NewsItem") or node.get("Href")
            if written and node.name not in ("FirstCreated", "ThisRevisionCreated"):
                yield Part("status", f"{node.name} {written}", node.where)

    def revision(self) -> str | None:
        identifier = self._identification.child("NewsIdentifier")
        return _part(identifier, "RevisionId") if identifier else None

    def time(self, name: str) -> WrittenTime | None:
        return self._time(self._management.child(name), doubtful=True)

    def status(self) -> Status | None:
        """The status; an instruction to delete that does not speak of earlier revisions is about this one."""
        for node in self._management.children("Instruction"):
            if word_of(formal_name(node)) in _KILLS and node.child("RevisionStatus") is None:
                return "canceled"
        return status_of(formal_name(self._management.child("Status")))

    def release(self) -> WrittenTime | None:
        """When it becomes usable: one that cannot be read costs the story, as it must not become usable at once."""
        is_kept = status_of(formal_name(self._management.child("Status"))) == "withheld"
        for change in self._management.children("StatusWillChange"):
            future = formal_name(change.child("FutureStatus"))
            if status_of(future) == "usable" or (future is None and is_kept):
                return self._time(change.child("DateAndTime"), doubtful=False)
        return None

    def end(self) -> WrittenTime | None:
        """When it stops being usable."""
        for change in self._management.children("StatusWillChange"):
            future = formal_name(change.child("FutureStatus"))
            if status_of(future) in ("withheld", "canceled") and not is_embargo(future):
                return self._time(change.child("DateAndTime"), doubtful=True)
        return None

    def urgency(self) -> int | None:
        digit = _DIGIT.search((formal_name(self._management.child("Urgency")) or "")[:20])
        return int(digit[0]) if digit else None

    def genres(self) -> Iterator[WrittenConcept]:
        """What kind of item it is, where it is no plain news, and what it does to earlier revisions (Rectify)."""
        if self._type and word_of(self._type) not in _NO_KINDS:
            yield WrittenConcept(self._type)
        for node in self._management.children("Instruction"):
            name = formal_name(node)
            if name and word_of(name) not in _KILLS:
                yield WrittenConcept(name)

    def _time(self, node: Node | None, *, doubtful: bool) -> WrittenTime | None:
        if node is None or not node.text:
            return None
        written = node.text[:_LONGEST_TIME]
        self.parts.append(Part("time", written, node.where))
        return WrittenTime(written, node.where, self._zone, doubtful=doubtful)


def is_test(item: Node) -> bool:
    """Whether a news item is there to test the line."""
    names = (item.child("NewsManagement", "NewsItemType"), item.child("NewsManagement", "Status"))
    return any(word_of(formal_name(one)) in _NOT_TO_BE_USED for one in names)
