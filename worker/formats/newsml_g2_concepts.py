"""What NewsML-G2 names: texts in several languages, concepts by code and scheme, what `assert` says of them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Literal

from worker.draft import WrittenConcept, WrittenPerson
from worker.formats.inline import inline_text, plain_line
from worker.formats.vocabularies import SCHEMES, concept_of
from worker.formats.xml_html import html_of
from worker.formats.xml_tree import Node

Kind = Literal["person", "organisation", "place"]

_IN_FULL = ("http://", "https://")
_BETWEEN = re.compile(r"[:/#]")
_SHORT_NAMES = frozenset(("short", "mnemonic", "abbreviation", "acronym", "sort"))
# Types of concepts (cpnature) and of places (location type), by local code: agencies have schemes of their own for them.
_KINDS: Mapping[str, Kind] = {
    "person": "person",
    **dict.fromkeys(("organisation", "organization", "company"), "organisation"),
    **dict.fromkeys(
        ("geoarea", "poi", "place", "location", "city", "country", "countryarea", "statprov", "province", "worldregion"),
        "place",
    ),
}
_DETAILS: Mapping[str, Kind] = {
    "personDetails": "person",
    "organisationDetails": "organisation",
    "geoAreaDetails": "place",
    "POIDetails": "place",
}
# Of concepts that agencies say to be the same, those of IPTC are what consumers have in common.
_SHARED = ("medtop", "subj")
_MOST_SHARED = 20


def local_code(code: str | None) -> str | None:
    """Return the last part of a code or an address in lower case: `usable` of `stat:usable`; None where it has none."""
    return (_BETWEEN.split(code.strip().rstrip("/"))[-1].strip().lower() or None) if code else None


def attribute_code(node: Node, name: str) -> str | None:
    """Return the local code of an attribute, or of its sibling that has an address (role, roleuri)."""
    return local_code(node.get(name) or node.get(f"{name}uri"))


def value_code(node: Node | None) -> str | None:
    """Return the local code that an element stands for: of its qcode, uri or literal, or its text."""
    if node is None:
        return None
    return local_code(node.get("qcode") or node.get("uri") or node.get("literal") or node.text)


def line_of(node: Node) -> str | None:
    """Return the text of an element in one line; elements and references of HTML in it are none of the text."""
    if next(node.nodes(), None):
        return plain_line(inline_text(html_of(node.content))) or None
    return (plain_line(node.text) or None) if node.text else None


def schemes_in(catalogs: Iterable[Node]) -> dict[str, str]:
    """Return the addresses that catalogs give to the aliases of schemes."""
    schemes = (scheme for catalog in catalogs for scheme in catalog.children("scheme"))
    return {alias: uri for one in schemes if (alias := one.get("alias")) and (uri := one.get("uri"))}


def asserted_in(concepts: Iterable[Node]) -> dict[str, Node]:
    """Return what is said of concepts by their codes, addresses and literals: `assert`, or `concept` with its id."""
    found: dict[str, Node] = {}
    for one in concepts:
        for identified in (one, *one.children("conceptId")):
            for name in ("qcode", "uri", "literal"):
                if key := identified.get(name):
                    found.setdefault(key, one)
    return found


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What an item's codes and names are read by.

    language: the story's. default: that of texts without their own. schemes: the item's aliases. asserted: `asserted_in`.
    """

    language: str | None = None
    default: str | None = None
    schemes: Mapping[str, str] = field(default_factory=dict)
    asserted: Mapping[str, Node] = field(default_factory=dict)

    def best(self, nodes: Iterable[Node], default: str | None = None) -> Node | None:
        """Return the first text in the story's language, else the first; default: the language of those without one."""
        return min((one for one in nodes if one.text), key=lambda one: self._distance(one, default), default=None)

    def texts(self, nodes: Iterable[Node]) -> Iterator[tuple[Node, str]]:
        """Give the texts, without those that are said to be in another language if any are in the story's."""
        written = [(one, text) for one in nodes if (text := line_of(one))]
        own = [(one, text) for one, text in written if not one.get("lang") or self._distance(one, None) < 2]
        yield from own or written

    def name(self, node: Node) -> str | None:
        """Return the name of what an element stands for, in the story's language if it has one there."""
        asserted = self._asserted(node)
        return (
            self._own_name(node)
            or (self._own_name(asserted) if asserted else None)
            or node.get("literal")
            or (line_of(node) if next(node.nodes(), None) is None else None)
        )

    def concept(self, node: Node) -> WrittenConcept:
        """Return what an element stands for."""
        code, uri = node.get("qcode"), node.get("uri")
        name = self.name(node)
        if code is None or code.startswith(_IN_FULL):
            return WrittenConcept(name=name, uri=uri or code)
        concept = concept_of(code, name, self.schemes)
        return concept._replace(uri=uri or concept.uri)

    def shared(self, node: Node) -> Iterator[WrittenConcept]:
        """Give the concepts of IPTC that an agency's own is said to be the same as."""
        concepts = [self.concept(one) for one in islice(node.children("sameAs"), _MOST_SHARED)]
        name = self.name(node) if concepts else None
        for one in concepts:
            address = one.uri or ""
            if one.scheme in _SHARED or any(address.startswith(SCHEMES[scheme]) for scheme in _SHARED):
                yield one._replace(name=one.name or name)

    def person(self, node: Node) -> WrittenPerson | None:
        """Return the person that an element stands for, None for one without a name."""
        concept = self.concept(node)
        role = attribute_code(node, "role")
        return WrittenPerson(concept.name, concept.uri, role) if concept.name else None

    def kind(self, node: Node) -> Kind | None:
        """Return what kind of thing an element stands for, None where it is not said or is another."""
        asserted = self._asserted(node)
        said = [attribute_code(node, "type")]
        for one in filter(None, (node, asserted)):
            said += map(value_code, one.children("type"))
        kinds = [_KINDS[code] for code in said if code and code in _KINDS]
        details = (
            _DETAILS[one.name] for described in filter(None, (node, asserted)) for one in described.children(*_DETAILS)
        )
        return next(iter(kinds), None) or next(details, None)

    def _asserted(self, node: Node) -> Node | None:
        keys = (node.get(name) for name in ("qcode", "uri", "literal"))
        return next((self.asserted[key] for key in keys if key and key in self.asserted), None)

    def _own_name(self, node: Node) -> str | None:
        names = [one for one in node.children("name") if one.text]
        whole = [one for one in names if not (one.get("part") or one.get("parturi"))]
        usual = [one for one in whole if attribute_code(one, "role") not in _SHORT_NAMES]
        if chosen := self.best(usual or whole, node.get("lang")):
            return line_of(chosen)
        return " ".join(filter(None, map(line_of, names))) or None

    def _distance(self, node: Node, default: str | None) -> int:
        """How far the language of a text is from the story's: 0 the same, 1 a kin (en, en-GB), 2 unknown, 3 another."""
        own, story = (_tag(one) for one in (node.get("lang") or default or self.default, self.language))
        if own == story:
            return 0
        if not own or not story:
            return 2
        return 1 if own.partition("-")[0] == story.partition("-")[0] else 3


def _tag(language: str | None) -> str:
    return (language or "").replace("_", "-").lower()
