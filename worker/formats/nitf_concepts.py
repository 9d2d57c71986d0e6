"""What a NITF story is about: its subjects and what it names, each with its code where it has one."""

import re
from collections.abc import Iterator

from worker.draft import WrittenConcept, WrittenPerson
from worker.formats.nitf_names import person_of
from worker.formats.nitf_tree import joined
from worker.formats.vocabularies import concept_of
from worker.formats.xml_tree import Node

_IPTC_NUMBER = re.compile(r"(?:(?:iptc|subj|medtop|mediatopic|subjectcode)\s?:\s?)?(?P<number>[0-9]{8})", re.IGNORECASE)
_FIRST_MEDIA_TOPIC = "2"  # subject codes end with 17, media topics that are none begin with 20
_LEVELS = ("detail", "matter", "type")
_OF_PLACES = ("sublocation", "city", "state", "region", "country")
_SUBJECTS = ("classifier", "event", "object.title", "function")


def subject_of(node: Node) -> WrittenConcept | None:
    """Return the subject of a tobject.subject: its number and the name of its narrowest level."""
    said = {key.rpartition(".")[2].lower(): value.strip() for key, value in node.attributes.items() if value.strip()}
    name = next((said[level] for level in _LEVELS if level in said), None) or node.text
    number, scheme = said.get("refnum"), said.get("ipr")
    if number:
        return coded(number, name, None if (scheme or "").lower() in ("iptc", "iptc.org") else scheme)
    if code := said.get("code"):
        return WrittenConcept(name, None, code, scheme)
    return WrittenConcept(name) if name else None


def coded(code: str, name: str | None, scheme: str | None) -> WrittenConcept:
    """Return a concept with the address of its code, where that is IPTC's: eight digits, or an alias it knows."""
    match = _IPTC_NUMBER.fullmatch(code)
    if match and (scheme is None or "iptc" in scheme.lower() or scheme.lower() in ("subj", "medtop", "mediatopic")):
        alias = "medtop" if match["number"].startswith(_FIRST_MEDIA_TOPIC) or "med" in f"{code}{scheme}".lower() else "subj"
        return concept_of(f"{alias}:{match['number']}", name)
    if ":" in code and scheme is None and "://" not in code:
        return concept_of(code, name)
    return WrittenConcept(name, code if "://" in code else None, code, scheme)


def subjects_in(content: Node) -> Iterator[WrittenConcept]:
    """Give the subjects among the identified content."""
    for one in content.nodes():
        if one.name in _SUBJECTS and (concept := _concept(one)):
            yield concept


def organisations_in(content: Node) -> Iterator[WrittenConcept]:
    """Give the organisations among the identified content."""
    for one in content.nodes():
        if one.name == "org" and (concept := _concept(one)):
            yield concept


def people_in(content: Node) -> Iterator[WrittenPerson]:
    """Give the people among the identified content."""
    for one in content.nodes():
        if one.name == "person" and (person := person_of(one)):
            yield person


def places_in(content: Node) -> Iterator[WrittenConcept]:
    """Give the places among the identified content, the narrower part of one first."""
    for one in content.nodes():
        if one.name == "location" and (concept := _place(one)):
            yield concept


def places_of_event(node: Node) -> Iterator[WrittenConcept]:
    """Give the places of an evloc: city, county, state and country, each for itself."""
    for key in ("city", "county-dist", "state-prov"):
        if name := node.get(key):
            yield WrittenConcept(name)
    text, country = joined(node), node.get("iso-cc")
    if country or text:
        yield WrittenConcept(text, None, country, "iso-cc" if country else None)


def _place(node: Node) -> WrittenConcept | None:
    code = node.get("location-code") or node.get("value")
    name = joined(node)
    if code is None:
        return _concept(node)
    return WrittenConcept(name, None, code, node.get("code-source") or node.get("idsrc"))


def _concept(node: Node) -> WrittenConcept | None:
    name, code = joined(node), node.get("value")
    scheme = node.get("idsrc") or (node.get("type") if node.name == "classifier" else None)
    if code is None and (other := next(node.children("alt-code"), None)):
        code, scheme = other.get("value"), other.get("idsrc")
    if code is None:
        return WrittenConcept(name) if name else None
    if name is None and scheme is None and not _IPTC_NUMBER.fullmatch(code):
        return WrittenConcept(code)
    return coded(code, name, scheme)
