"""What a NITF document says of itself outside its body: identity, times, status, rights, notes to editors."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from schemas.article import Status
from worker.draft import WrittenTime
from worker.formats.nitf_tree import text_of
from worker.formats.xml_tree import Node

_MOST_NODES = 20_000
_GLOBAL = re.compile(r"(?:urn:[a-z0-9][a-z0-9-]{0,31}:|tag:|https?://)", re.IGNORECASE)
_REVISION = re.compile(
    r"urn:newsml:[^:]{1,200}:[^:]{1,40}:[^:]{1,400}:(?P<version>[0-9]{1,20})(?:[NUA][0-9]{0,20})?", re.IGNORECASE
)
_DOMAIN = re.compile(r"(?:urn:newsml:|tag:)(?P<domain>[^:,.]{1,60}\.[^:,]{2,60})[:,]", re.IGNORECASE)
_IIM = re.compile(r"(?:2[:.])?0?(?P<number>[0-9]{1,3})")
_STATUS: dict[str, Status] = {
    "usable": "usable",
    "embargoed": "usable",
    "withheld": "withheld",
    "withhold": "withheld",
    "hold": "withheld",
    "canceled": "canceled",
    "cancelled": "canceled",
    "cancel": "canceled",
    "killed": "canceled",
    "kill": "canceled",
    "deleted": "canceled",
    "withdrawn": "canceled",
}
_ZEROS = re.compile(r"[0\s:.TZ+-]{1,40}")  # what programs write for no time
_KILLS = ("kill", "cancel", "canceled", "cancelled", "withdrawal")
COPYRIGHT = ("©", "(c)", "copyright")
"""What a notice of copyright begins with, in lower case."""


class Identity(NamedTuple):
    """What identifies a document and a version of it."""

    wire_id: str | None
    version: str | None


class Docdata:
    """The elements outside the body, by name, in the order of the document."""

    def __init__(self, nitf: Node) -> None:
        self._named: dict[str, list[Node]] = {}
        self._meta: dict[str, str] = {}
        self._iim: dict[int, list[str]] = {}
        for node in islice(_outside_body(nitf), _MOST_NODES):
            self._named.setdefault(node.name, []).append(node)
        for node in self.every("meta"):
            name, content = node.get("name") or node.get("property"), node.get("content") or node.text
            if name and content:
                self._meta.setdefault(name.lower(), content)
        for node in self.every("ds"):
            number = _IIM.fullmatch(node.get("num") or "")
            if number and (value := node.get("value") or node.text):
                self._iim.setdefault(int(number["number"]), []).append(value)

    def every(self, name: str) -> list[Node]:
        """Return the elements of a name."""
        return self._named.get(name, [])

    def said(self, name: str, attribute: str) -> str | None:
        """Return the first value of an attribute of the elements of a name."""
        return next((value for node in self.every(name) if (value := node.get(attribute))), None)

    def meta(self, *names: str) -> str | None:
        """Return the content of the first meta element of these names."""
        return next((self._meta[name] for name in names if name in self._meta), None)

    def iim(self, number: int) -> list[str]:
        """Return the values of a dataset of IIM's second record."""
        return self._iim.get(number, [])

    def identity(self, version_mark: re.Pattern[str] | None = None) -> Identity:
        """Return the id and the version. version_mark: what a version at the end of an id looks like, if ids have one.

        An id that is not global is told apart by who registered it.
        """
        written = self.said("doc-id", "id-string") or next((one.text for one in self.every("doc-id") if one.text), None)
        version = self.said("du-key", "version")
        if written and version_mark and (match := version_mark.fullmatch(written)):
            written, version = match["id"], version or match["version"]
        if written and version is None and (revision := _REVISION.fullmatch(written)):
            version = revision["version"]
        return Identity(self.qualified(written) if written else None, version)

    def qualified(self, written: str) -> str:
        """Return an id with its registrant before it, where it is not global and does not name it."""
        registrant = self.said("doc-id", "regsrc")
        if registrant is None or _GLOBAL.match(written) or registrant.lower() in written.lower():
            return written
        return f"{registrant.lower()}:{written}"

    def domain_of_id(self) -> str | None:
        """Return the domain in a global id."""
        match = _DOMAIN.match(self.said("doc-id", "id-string") or "")
        return match["domain"] if match else None

    def time(self, name: str, zone: str | None, *, doubtful: bool = True) -> WrittenTime | None:
        """Return the time of the first element of a name that has one, in its norm or as text."""
        for node in self.every(name):
            if (text := node.get("norm") or node.text) and not _ZEROS.fullmatch(text):
                return WrittenTime(text[:200], node.where, zone, doubtful)
        return None

    def time_said(self, name: str, attribute: str, zone: str | None) -> WrittenTime | None:
        """Return the time in an attribute of the last element of a name that has it."""
        for node in reversed(self.every(name)):
            if text := node.get(attribute):
                return WrittenTime(text[:200], node.where, zone, doubtful=True)
        return None

    @property
    def is_embargoed(self) -> bool:
        """Whether it is said to be under embargo."""
        return (self.said("docdata", "management-status") or "").lower() == "embargoed"

    @property
    def status(self) -> Status | None:
        """Its status; withheld for an embargo of which no end is said."""
        status = _STATUS.get((self.said("docdata", "management-status") or "").lower())
        if self.is_embargoed and self.time("date.release", None) is None:
            return "withheld"
        if any((one.get("msg-type") or "").lower() in _KILLS for one in self.every("ed-msg")):
            return "canceled"
        return "withheld" if self.is_advisory and status != "canceled" else status

    @property
    def is_advisory(self) -> bool:
        """Whether it is called one: IPTC's three types of objects are news, data and advisory."""
        return any((one.get("tobject.type") or "").lower() == "advisory" for one in self.every("tobject"))

    @property
    def other_story(self) -> tuple[str, Status] | None:
        """The id of another document and the status it is to get, where this one gives it one that is not usable."""
        other = self.said("docdata", "management-doc-idref")
        status = _STATUS.get((self.said("docdata", "management-idref-status") or "").lower())
        return (self.qualified(other), status) if other and status in ("canceled", "withheld") else None

    @property
    def urgency(self) -> int | None:
        """The urgency, 1 the highest."""
        written = (self.said("urgency", "ed-urg"), *self.iim(10), self.meta("urgency", "priority"))
        return next((int(one) for one in written if one and len(one) == 1 and one in "123456789"), None)

    @property
    def language(self) -> str | None:
        """The language stated in the head."""
        return self.meta("language", "lang", "content-language", "dc.language", "dc:language")

    def notes(self) -> Iterator[str]:
        """Give what is said to editors."""
        for node in self.every("ed-msg"):
            if text := node.get("info") or node.text or node.get("msg-type"):
                yield text
        for node in self.every("correction"):
            if text := node.get("info") or node.text:
                yield text
        for node in self.every("revision-history"):
            if text := node.get("comment"):
                yield text
        yield from self.iim(40)

    def alt_ids(self) -> Iterator[tuple[str, str]]:
        """Give the other identifiers as (role, value)."""
        for role, value in (
            ("du_key", self.said("du-key", "key")),
            ("uno", self.said("nitf", "uno")),
            ("corrects", self.said("correction", "id-string")),
            ("refers_to", self.said("docdata", "management-doc-idref")),
            ("series", _series(self.every("series"))),
        ):
            if value:
                yield role, value

    @property
    def copyright_holder(self) -> str | None:
        """Who holds the copyright."""
        return self.said("doc.copyright", "holder") or self.said("doc.rights", "owner")

    @property
    def copyright_notice(self) -> str | None:
        """The notice of year and holder, where both are said; a holder may be a whole notice."""
        for node in self.every("doc.copyright"):
            year, holder = node.get("year"), node.get("holder")
            if holder and holder.lower().startswith(COPYRIGHT):
                return holder
            if year and holder:
                return f"© {year} {holder}"
        return next(iter(self.iim(116)), None) or self.meta("copyright", "dc.rights", "dc:rights")

    @property
    def usage_terms(self) -> str | None:
        """The limits of its use."""
        return next((text for node in self.every("doc.rights") if (text := node.get("limitations") or text_of(node))), None)


def _outside_body(nitf: Node) -> Iterator[Node]:
    yield nitf
    if nitf.name != "nitf":
        return
    for node in nitf.nodes():
        if node.name != "body" and not node.name.startswith("body."):
            yield node
            yield from node.descendants()


def _series(found: list[Node]) -> str | None:
    """Return name and part of a series: `Harbours, 2 of 5`."""
    if not found:
        return None
    name, part, total = (found[0].get(key) for key in ("series.name", "series.part", "series.totalpart"))
    is_numbered = part is not None and part.strip("0") != ""  # the DTD's own value is 0
    number = " of ".join(filter(None, (part, total))) if is_numbered else None
    return ", ".join(filter(None, (name, number))) or None
