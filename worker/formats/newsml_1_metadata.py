"""What a story's metadata say: who supplied it, whose it is, what it is about, of which places, in which genre."""

import re
from collections.abc import Iterable, Iterator, Sequence

from worker.draft import Draft, Part, Role, WrittenConcept, WrittenPerson
from worker.formats.flavours import STANDARD, flavour_of
from worker.formats.newsml_1_topics import Topics, concept_of_node, concept_of_topic, name_of_topic, types_of
from worker.formats.newsml_1_tree import Component
from worker.formats.newsml_1_words import formal_name, word_of
from worker.formats.xml_tree import Node

_SUBJECTS = ("Subject", "SubjectMatter", "SubjectDetail", "SubjectQualifier")
_KEYWORDS = ("keyword", "keywords", "tag", "tags", "キーワード")
_PLACES = (
    "city", "town", "place", "location", "locality", "sublocation", "region", "state", "province", "stateprovince",
    "countryarea", "county", "country", "countryname", "worldregion", "continent", "市区町村", "都道府県", "国",
)  # fmt: skip
_COUNTRY_CODE = re.compile(r"[A-Z]{2,3}")
_PEOPLE = ("person", "people", "人物")
_ORGANISATIONS = ("company", "organisation", "organization", "party", "team", "institution", "企業", "団体")
_OF_PLACES = (*_PLACES, "geography", "poi", "地名")
_RIGHTS = ("UsageType", "Geography", "Limitations", "StartDate", "EndDate")
_ADMINISTRATION: tuple[tuple[str, Role], ...] = (
    ("Creator", "author"),
    ("Contributor", "author"),
    ("Source", "credit"),
)
_OTHER_IDS = (("SystemIdentifier", "system_identifier"), ("FileName", "file_name"))
_LONGEST_ID = 400
_MOST = 1_000
_BETWEEN_KEYWORDS = re.compile(r"\s{0,3}[,;|]\s{0,3}")


class Metadata:
    """The metadata of a story. components: the nearest to the text first; parts: what was read."""

    def __init__(self, components: Iterable[Component], topics: Topics, language: str | None) -> None:
        self._components = list(components)
        self._topics = topics
        self._language = language
        self.parts: list[Part] = []

    def draft(self, providers: Sequence[str]) -> Draft:
        """Return what the metadata say. providers: what the provider is called: a source that is another is credited."""
        occurring = list(self._occurring())
        self._explain_administration()
        return Draft(
            subjects=tuple(self._subjects()) + tuple(one for kind, one in occurring if kind == "subject"),
            genres=tuple(self._concepts("Genre")),
            places=tuple(self._places()) + tuple(one for kind, one in occurring if kind == "place"),
            organisations=tuple(one for kind, one in occurring if kind == "organisation"),
            people=tuple(WrittenPerson(one.name or "", one.uri) for kind, one in occurring if kind == "person"),
            keywords=tuple(self._keywords()),
            authors=tuple(self._persons("Creator", "Contributor")),
            credit=self._source(providers),
            copyright_holder=self._holder(),
            usage_terms="\n".join(self._usage()) or None,
            alt_ids=tuple(self._other_ids()),
            parts=tuple(self.parts),
        )

    def _described(self, *names: str) -> Iterator[Node]:
        """Give elements of the descriptions, those of the whole before those of its part."""
        for one in reversed(self._components):
            for description in one.node.children("DescriptiveMetadata"):
                yield from description.children(*names)

    def _properties(self) -> Iterator[Node]:
        """Give the properties of the descriptions and of further metadata, those within others too."""
        for one in reversed(self._components):
            for metadata in one.node.children("DescriptiveMetadata", "Metadata"):
                for child in metadata.children("Property"):
                    yield child
                    yield from (inner for inner in child.descendants() if inner.name == "Property")

    def _subjects(self) -> Iterator[WrittenConcept]:
        for _, subject in zip(range(_MOST), self._described("SubjectCode"), strict=False):
            named = list(subject.children(*_SUBJECTS)) or [subject]
            for node in named:
                if concept := concept_of_node(node, self._topics, self._language):
                    yield self._told("subject", node, concept)
                if category := node.get("cat"):
                    yield WrittenConcept(None, None, category, "cat")

    def _concepts(self, name: str) -> Iterator[WrittenConcept]:
        for node in self._described(name):
            if concept := concept_of_node(node, self._topics, self._language):
                yield self._told("subject", node, concept)

    def _places(self) -> Iterator[WrittenConcept]:
        """Give the parts of each location, and a location that is a topic or a name itself."""
        for location in self._described("Location"):
            parts = [one for one in location.descendants() if one.name == "Property"]
            for node in parts:
                if word_of(node.get("FormalName")) in _PLACES and (place := self._place(node)):
                    yield self._told("place", node, place)
            if not parts and (concept := concept_of_node(location, self._topics, self._language)):
                yield self._told("place", location, concept)

    def _place(self, node: Node) -> WrittenConcept | None:
        value, name = self._value(node), self._topics.name_of(node, self._language)
        if value is None:
            return WrittenConcept(name) if name else None
        if "country" in word_of(node.get("FormalName")) and _COUNTRY_CODE.fullmatch(value):
            scheme = node.get("Scheme") or node.get("Vocabulary") or "country"
            return WrittenConcept(name if name != value else None, None, value, scheme)
        return WrittenConcept(name or value)

    def _occurring(self) -> Iterator[tuple[str, WrittenConcept]]:
        """Give the topics that occur, each with what it is by its type: person, organisation, place or subject."""
        for _, node in zip(range(_MOST), self._described("TopicOccurrence"), strict=False):
            topic = self._topics.of(node)
            reference = node.get("Topic") or ""
            if topic is None:
                if reference and not reference.startswith("#"):
                    yield "subject", self._told("subject", node, WrittenConcept(None, reference))
                continue
            if concept := concept_of_topic(topic, self._language):
                yield _kind_of(topic, concept), self._told("subject", node, concept)

    def _keywords(self) -> Iterator[str]:
        for _, node in zip(range(_MOST), self._properties(), strict=False):
            if word_of(node.get("FormalName")) in _KEYWORDS and (value := self._value(node)):
                self.parts.append(Part("keyword", value, node.where))
                yield from filter(None, map(str.strip, _BETWEEN_KEYWORDS.split(value)))

    def _value(self, node: Node) -> str | None:
        return (
            node.get("Value") or (self._topics.name_of(node, self._language) if node.get("ValueRef") else None) or node.text
        )

    def _administration(self, *names: str) -> Iterator[Node]:
        for one in self._components:
            for metadata in one.node.children("AdministrativeMetadata"):
                yield from metadata.children(*names)

    def _persons(self, *names: str) -> Iterator[WrittenPerson]:
        """Give those who made it and are said to be persons; a name alone may be a desk's or an agency's."""
        for node in self._administration(*names):
            for party in node.children("Party"):
                topic = self._topics.of(party)
                if (
                    topic
                    and any(one in _PEOPLE for one in types_of(topic))
                    and (name := name_of_topic(topic, self._language))
                ):
                    yield WrittenPerson(name)

    def _explain_administration(self) -> None:
        for name, role in _ADMINISTRATION:
            for node in self._administration(name):
                self.parts += [
                    Part(role, party, node.where) for one in node.children("Party") if (party := self._party(one))
                ]

    def _source(self, providers: Sequence[str]) -> str | None:
        known = {name.casefold() for name in providers}
        flavour = flavour_of(providers)
        for node in self._administration("Source"):
            for party in node.children("Party"):
                name = self._party(party)
                own = flavour_of((name, party.get("FormalName")))
                if name and name.casefold() not in known and (own is STANDARD or own is not flavour):
                    return name
        return None

    def _party(self, party: Node) -> str | None:
        return self._topics.name_of(party, self._language) or formal_name(party)

    def providers(self) -> Iterator[str]:
        """Give what the providers are called, the nearest to the text first."""
        for node in self._administration("Provider"):
            for party in node.children("Party"):
                names = dict.fromkeys(filter(None, (self._party(party), party.get("FormalName"))))
                self.parts += [Part("provider", name, party.where) for name in names]
                yield from names

    def _holder(self) -> str | None:
        for one in self._components:
            for node in one.node.under("RightsMetadata", "Copyright", "CopyrightHolder"):
                party = node.child("Party")
                if name := (self._party(party) if party else None) or node.text or self._party(node):
                    self.parts.append(Part("rights", name, node.where))
                    return name
        return None

    def _usage(self) -> Iterator[str]:
        for one in self._components:
            for node in one.node.under("RightsMetadata", "UsageRights"):
                said = [text for name in _RIGHTS for part in node.children(name) if (text := part.text or formal_name(part))]
                if said:
                    self.parts.append(Part("rights", "; ".join(said), node.where))
                    yield "; ".join(said)

    def _other_ids(self) -> Iterator[tuple[str, str]]:
        for name, role in _OTHER_IDS:
            for node in self._administration(name):
                if node.text and len(node.text) <= _LONGEST_ID:
                    self.parts.append(Part("id", node.text, node.where))
                    yield role, node.text

    def _told(self, role: Role, node: Node, concept: WrittenConcept) -> WrittenConcept:
        written = " ".join(dict.fromkeys(filter(None, (concept.code, concept.name, concept.uri))))
        self.parts.append(Part(role, written, node.where))
        return concept


def _kind_of(topic: Node, concept: WrittenConcept) -> str:
    types = set(types_of(topic))
    for kind, words in (("person", _PEOPLE), ("organisation", _ORGANISATIONS), ("place", _OF_PLACES)):
        if types & set(words) and (kind != "person" or concept.name):
            return kind
    return "subject"
