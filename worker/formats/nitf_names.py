"""The names line of a NITF story, with and without the word before it, and the people in it."""

import re

from worker.draft import WrittenPerson
from worker.formats.flavours import STANDARD, flavour_of
from worker.formats.iptc_7901_names import people_of
from worker.formats.nitf_tree import joined
from worker.formats.xml_tree import Node

_BY = re.compile(
    r"(?:(?:By|BY|by|Von|VON|von|Par|PAR|par|Por|POR|por|Av|AV|Af|Door|DOOR|[Dd]i(?=\s\S+\s\S)|DI(?=\s\S+\s\S)|Автор|بقلم|كتب)"
    r"(?:\s{0,3}:\s{0,3}|\s{1,3})|(?:新[华華]社)?[记記]者[\s:\uff1a]{0,3})(?=\S)"
)
_MOST = 40
_NOT_NAMES = ("function", "alt-code", "byttl", "virtloc")
_NO_PERSON = re.compile(
    r"\b(?:presse?|canadienne|news|agency|agentur|agencia|agence|agenzia|service|staff|redaktion|newsroom|reporters?|bureau|times|post"
    r"|editor|writer|[ck]orrespondent(?:in)?|corresponsal|columnist|redakteur(?:in)?|photographer)\b",
    re.IGNORECASE,
)
_AROUND_AGENCY = " =().-–—/©"
# Who wrote and edited it, after the agency: `dpa ab xyz n1 cd`, `AAP ab/cd`; AP's trailer of old: `AP-ES-03-12-01 0815EST`.
_SIGNED = re.compile(
    r"(?P<agency>\S{2,12})(?:\s[a-z0-9]{1,4}(?:/[a-z0-9]{1,4}){0,4}){1,6}"
    r"|(?P<ap>AP)-[A-Z]{2,3}-[0-9]{2}-[0-9]{2}-[0-9]{2,4} [0-9]{4}[A-Z]{3}"
)
_IN_ORDER = re.compile(r"(?P<family>[^,;]{1,60}),\s{0,3}(?P<given>[^,;]{1,60})")
_EDGES = " \t\n,;:|-–—"


def byline_of(bylines: list[Node]) -> str | None:
    """Return the names of bylines without `By`; without titles and functions, unless there is nothing else."""
    lines = [text for one in bylines if (text := _names_of(one))] or [
        text for one in bylines if (text := without_by(one.text or ""))
    ]
    return ", ".join(dict.fromkeys(lines)) or None


def without_by(text: str) -> str:
    """Return a names line without the word that begins it."""
    line = text.strip()
    if line.startswith("(") and line.find(")") == len(line) - 1:
        line = line[1:-1].strip()
    match = _BY.match(line)
    return line[match.end() if match else 0 :].strip(_EDGES)


def begins_with_by(text: str) -> bool:
    """Whether a line begins with such a word."""
    return _BY.match(text.strip()) is not None


def signer_of(text: str) -> str | None:
    """Return the agency that a line names, alone or with the initials of its desk; None for any other line."""
    bare = text.strip(_AROUND_AGENCY)
    match = _SIGNED.fullmatch(bare)
    name = (match["agency"] or match["ap"]) if match else bare
    return name if flavour_of((name,)) is not STANDARD else None


def people_in_order(names: str) -> tuple[WrittenPerson, ...]:
    """Return the people of a line for indexes, `Doe, Jane; Bo, Li`; none where it is no such line."""
    matches = [_IN_ORDER.fullmatch(one.strip()) for one in names[:600].split(";")]
    people = tuple(WrittenPerson(f"{one['given'].strip()} {one['family'].strip()}") for one in matches if one)
    return people if len(people) == len(matches) else ()


def authors_of(bylines: list[Node]) -> tuple[WrittenPerson, ...]:
    """Return the people of bylines: those marked as such, else those that the names line plainly consists of.

    A title may stand in a byline of its own below the names.
    """
    found: list[WrittenPerson] = []
    title = None
    for byline in reversed(bylines[:_MOST]):
        own = next((one.text for one in byline.outermost("byttl")), None)
        names = _names_of(byline)
        if names is None:
            title = own
            continue
        role = own or title
        persons = [person for one in byline.outermost("person") if (person := person_of(one, role))]
        found = [*(persons[:_MOST] or (WrittenPerson(name, role=role) for name in people_in(names))), *found]
        title = None
    return tuple(dict.fromkeys(found))


def people_in(names: str) -> list[str]:
    """Return the people of a names line; an agency or its staff is none of them."""
    return [name for name in people_of(names[:300]) if not _NO_PERSON.search(name) and flavour_of((name,)) is STANDARD]


def person_of(node: Node, role: str | None = None) -> WrittenPerson | None:
    """Return the person in an element, None where it has no name."""
    bare = Node(node.name, node.attributes, node.line)
    bare.content = [one for one in node.content if isinstance(one, str) or one.name not in _NOT_NAMES]
    name = without_by(joined(bare) or node.get("value") or "")
    function = next((one.text or one.get("value") for one in node.children("function")), None)
    uri = next((value for value in (node.get("idsrc"), node.get("value")) if value and "://" in value), None)
    return WrittenPerson(name, uri, function or role) if name else None


def _names_of(byline: Node) -> str | None:
    names = Node(byline.name, {}, byline.line)
    kept = (one for one in byline.content if isinstance(one, str) or one.name not in _NOT_NAMES)
    names.content = [", " if isinstance(one, Node) and one.name == "br" else one for one in kept]
    return without_by(names.text or "") or None
