"""OPML, the lists of feeds that feed readers exchange: read into sources, written from them, and sources as TOML."""

import json
import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from html.entities import html5
from urllib.parse import urlsplit
from xml.etree import ElementTree

from pydantic import ValidationError

from schemas import Source, WireItem
from schemas.errors import SetUpError, Unreadable
from schemas.web_source import FeedSource
from worker.formats.decode import decode_anyhow
from worker.formats.feed_prolog import declared_charset

NAMESPACE = "urn:wirecopy:opml"
"""Of the attribute `id`, by which a list that was exported gives its sources their ids again."""

_ID = f"{{{NAMESPACE}}}id"
_TOLD = ("id", "kind", "name", "url", "language")  # the fields that OPML tells
_READ = ("title", "text", "type", "xmlurl", "url", "language")
_FEED_TYPES = ("rss", "atom")
_LONGEST_NAME = 200
_LONGEST_SLUG = 60
_ANY_TIME = datetime(1970, 1, 1, tzinfo=UTC)  # decoding takes a wire item, whose time it does not look at
_ENTITY_DECLARATION = re.compile("<!entity", re.IGNORECASE)
_REFERENCE = re.compile("&(?:#[0-9]{1,7};|#x[0-9a-fA-F]{1,6};|([A-Za-z][A-Za-z0-9]{0,31});)?")
_OF_XML = ("amp", "lt", "gt", "quot", "apos")
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,4}")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An outline that gives no source: its line, counted from 1, its name if it has one, and why."""

    line: int
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class FeedList:
    """What a list holds: its feeds, ids of feeds that are declared already, what is left out, where it is malformed."""

    sources: tuple[FeedSource, ...]
    declared: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    malformed: str | None


@dataclass(frozen=True, slots=True)
class _Outline:
    """An outline's attributes, by their names in lower case, and its id if we exported it."""

    line: int
    attributes: dict[str, str]
    known_id: str | None

    @property
    def name(self) -> str:
        return (self.attributes.get("title") or self.attributes.get("text") or "")[:_LONGEST_NAME].strip()

    @property
    def is_feed(self) -> bool:
        return "xmlurl" in self.attributes or self.attributes.get("type", "").lower() in _FEED_TYPES

    @property
    def url(self) -> str | None:
        """The feed's address. Old lists have it in `url`."""
        return self.attributes.get("xmlurl") or self.attributes.get("url")


def sources_of(document: bytes, declared: Collection[Source] = ()) -> FeedList:
    """Read an OPML list of any version, folders flattened, each address once, those of declared sources not at all.

    An id is the one we exported, else made of the name, or of the host where the name is not Latin; declared ids are kept
    free. Malformed XML is read as far as it goes. Raises SetUpError for what is no OPML or declares entities.
    """
    outlines, malformed = _outlines(_text(document))
    known = {source.url: source.id for source in declared if source.url}
    ids = _Ids({source.id for source in declared})
    sources: dict[str, FeedSource] = {}
    again: dict[str, None] = {}
    left_out = []
    for outline in outlines:
        if outline.url in known:
            again[known[outline.url]] = None
        elif outline.url not in sources:
            found = _source(outline, ids)
            if isinstance(found, LeftOut):
                left_out.append(found)
            else:
                sources[found.url] = found
    return FeedList(tuple(sources.values()), tuple(again), tuple(left_out), malformed)


def toml_of(sources: Iterable[FeedSource]) -> str:
    """Write sources as [[source]] tables, an empty line before each: id, kind, name, address and language."""
    return "".join(f"\n{_table(source)}" for source in sources)


def opml_of(sources: Iterable[Source], title: str) -> bytes:
    """Write the feeds among sources as OPML 2.0, UTF-8. Other kinds are left out: no other program could read them so."""
    ElementTree.register_namespace("wirecopy", NAMESPACE)
    root = ElementTree.Element("opml", version="2.0")
    ElementTree.SubElement(ElementTree.SubElement(root, "head"), "title").text = _for_xml(title)
    body = ElementTree.SubElement(root, "body")
    for source in sources:
        if isinstance(source, FeedSource):
            ElementTree.SubElement(body, "outline", _attributes(source))
    ElementTree.indent(root)
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


class _Ids:
    """Ids that are given once: what is taken gets a number behind it."""

    def __init__(self, taken: set[str]) -> None:
        self._taken = taken
        self._last: dict[str, int] = {}

    def give(self, wanted: str) -> str:
        """Return the id wanted, or it with the lowest number from 2 that is free."""
        given = wanted
        while given in self._taken:
            self._last[wanted] = self._last.get(wanted, 1) + 1
            given = f"{wanted}-{self._last[wanted]}"
        self._taken.add(given)
        return given


def _text(document: bytes) -> str:
    """The document as text that XML takes, whatever the charset; HTML's entities and lone ampersands mended."""
    item = WireItem(payload=document, received_at=_ANY_TIME)
    try:
        text = decode_anyhow(item, Source(id=item.source), declared_charset(document)).text
    except Unreadable as error:
        raise SetUpError(f"this is no OPML: {error}") from error
    if _ENTITY_DECLARATION.search(text):
        raise SetUpError("this OPML declares entities, which could make it endless: take the <!ENTITY … lines out")
    return _REFERENCE.sub(_mended, _NOT_IN_XML.sub(" ", text)).lstrip("\ufeff \t\r\n")


def _mended(reference: re.Match[str]) -> str:
    name = reference[1]
    if reference[0] == "&":
        return "&amp;"
    if name is None or name in _OF_XML:
        return reference[0]
    meant = html5.get(f"{name};")
    return "".join(f"&#{ord(letter)};" for letter in meant) if meant else f"&amp;{name};"


def _outlines(text: str) -> tuple[list[_Outline], str | None]:
    """The outlines that are feeds, in order, and the first mistake of the XML."""
    from lxml import etree

    parser = etree.XMLParser(
        encoding="utf-8", recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as error:  # where nothing at all can be read
        raise SetUpError(f"this is no OPML: {error}") from error
    elements = [] if root is None else list(root.iter("{*}*"))
    if not elements or _local(elements[0].tag) != "opml":
        raise SetUpError("this is no OPML: it has no element <opml>")
    outlines = [
        _Outline(
            element.sourceline,
            # By name: lxml takes quadratic time to give all values.
            {name.lower(): " ".join(element.get(name).split()) for name in element.attrib if name.lower() in _READ},
            element.get(_ID),
        )
        for element in elements
        if _local(element.tag) == "outline"
    ]
    mistake = next((f"line {one.line}: {one.message}" for one in parser.error_log), None)
    return [outline for outline in outlines if outline.is_feed], mistake


def _local(name: str) -> str:
    """An element's name without its namespace, in lower case."""
    return name.rpartition("}")[2].lower()


def _source(outline: _Outline, ids: _Ids) -> FeedSource | LeftOut:
    url = outline.url
    if not url:
        return LeftOut(outline.line, outline.name, "it has no address (xmlUrl)")
    wanted = outline.known_id or _slug(outline.name) or _slug(_host(url)) or "feed"
    language = outline.attributes.get("language", "")
    try:
        checked = FeedSource(
            id=wanted,
            url=url,
            name=outline.name if outline.name not in ("", outline.known_id) else None,
            language=language if _LANGUAGE.fullmatch(language) else None,
        )
    except ValidationError as error:
        reasons = (one["msg"].removeprefix("Value error, ") for one in error.errors(include_input=False))
        return LeftOut(outline.line, outline.name, "; ".join(reasons))
    return checked.model_copy(update={"id": ids.give(wanted)})


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:  # brackets without an address in them; the source's own check says so
        return ""


def _slug(name: str) -> str:
    """A name in ASCII letters, digits and hyphens; empty where letters of it would be lost."""
    plain = [letter for letter in unicodedata.normalize("NFKD", name) if letter.isascii() or letter.isalpha()]
    if not all(map(str.isascii, plain)):
        return ""
    return re.sub("[^a-z0-9]+", "-", "".join(plain).lower())[: _LONGEST_SLUG + 1].strip("-")


def _table(source: FeedSource) -> str:
    told = source.model_dump(include=set(_TOLD), exclude_none=True)
    lines = (f"{field} = {_toml(told[field])}" for field in _TOLD if field in told)
    return "\n".join(["[[source]]", *lines, ""])


def _toml(text: str) -> str:
    """A basic string: JSON's escapes are among TOML's; what is not seen or turns the line around is escaped too."""
    return "".join(_seen(letter) for letter in json.dumps(text, ensure_ascii=False))


def _seen(letter: str) -> str:
    if letter.isprintable():
        return letter
    return f"\\u{ord(letter):04x}" if ord(letter) <= 0xFFFF else f"\\U{ord(letter):08x}"


def _attributes(source: FeedSource) -> dict[str, str]:
    told = {
        "text": source.name or source.id,
        "type": "rss",
        "xmlUrl": source.url,
        "language": source.language or "",
        _ID: source.id,
    }
    return {name: _for_xml(value) for name, value in told.items() if value}


def _for_xml(text: str) -> str:
    return _NOT_IN_XML.sub("\ufffd", text)
