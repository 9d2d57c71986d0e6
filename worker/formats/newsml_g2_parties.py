"""Who made a NewsML-G2 item: its provider, its authors, whom to credit, and the flavour that follows from the provider."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from worker.draft import WrittenPerson
from worker.formats.flavours import STANDARD, Flavour, flavour_of
from worker.formats.newsml_g2_concepts import Vocabulary
from worker.formats.newsml_g2_words import DESK
from worker.formats.xml_tree import Node

_MOST_PARTIES = 100
# An address in IPTC's list of providers ends in the provider's code.
_LIST_OF_PROVIDERS = "http://cv.iptc.org/newscodes/newsprovider/"
_AUTHORITY = re.compile(r"tag:([^,:/\s]{1,200})|urn:[a-z0-9-]{1,32}:([^:\s]{1,200})", re.IGNORECASE)
# Initials and agencies' codes, which are no names of people: `sp/lrc`, `AFP`.
_SIGN = re.compile(r"[a-z]{1,5}(?:[/-][a-z]{1,5}){0,5}|[A-Z0-9&./-]{1,12}")
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Parties:
    """Who made an item. credit: the organisations among those who made it, else others that it is from. editor: names."""

    provider: str | None
    authors: tuple[WrittenPerson, ...]
    credit: str | None
    editor: str | None = None


def flavour_in(provider: Node | None, sources: Iterable[Node], sender: str | None, guid: str | None) -> Flavour:
    """Return the flavour of an item: of who provides it, else whom it is from and who sent it; of who gave it its id."""
    suppliers = (provider,) if provider else sources
    named = [name for node in suppliers for name in _names(node, Vocabulary())]
    signs = (*named, None if provider else sender, _authority(guid))
    return flavour_of(sign for name in signs for sign in _with_domain(name))


def parties_of(
    provider: Node | None, sources: list[Node], sender: str | None, makers: list[Node], vocabulary: Vocabulary
) -> Parties:
    """Return who made an item. sources: infoSource, those the item was first from in front. makers: creators, contributors.

    Who sent it is its provider if that is a known agency and no other is named. Who is not said to be a person or an
    organisation is a person, unless it is an agency, or only a code. An editor is no author.
    """
    named = [name for node in filter(None, (provider, *sources)) if (name := _supplier(node, vocabulary))]
    companies = {name.lower() for name in named}
    authors: list[WrittenPerson] = []
    organisations: list[str] = []
    editors: list[str] = []
    for node in makers[:_MOST_PARTIES]:
        person = vocabulary.person(node)
        kind = vocabulary.kind(node)
        if person is None:
            continue
        if kind == "organisation" or (kind is None and _is_company(person.name, companies)):
            organisations.append(person.name)
        elif person.role in DESK:
            editors += [person.name] if person.role == "editor" and not _SIGN.fullmatch(person.name) else []
        elif kind == "person" or not _SIGN.fullmatch(person.name):
            authors.append(person)
    supplier = next(iter(named), None) or _agency((sender,))
    credited = organisations or [name for name in named if not _are_same(name, supplier)]
    return Parties(
        provider=supplier,
        authors=tuple(dict.fromkeys(authors)),
        credit=", ".join(dict.fromkeys(credited)) or None,
        editor=", ".join(dict.fromkeys(editors)) or None,
    )


def _are_same(one: str, other: str | None) -> bool:
    flavour = flavour_of((one,))
    return one == other or (flavour is not STANDARD and flavour is flavour_of((other,)))


def _is_company(name: str, companies: set[str]) -> bool:
    return name.lower() in companies or flavour_of((name,)) is not STANDARD


def _supplier(node: Node, vocabulary: Vocabulary) -> str | None:
    """Return what a provider is called: the name by which its agency is known, else the first it has."""
    names = [name for name in _names(node, vocabulary) if _LETTER.search(name)]
    return _agency(names) or next(iter(names), None)


def _agency(names: Iterable[str | None]) -> str | None:
    """Return the first name, or domain of a host, that is of a known agency."""
    signs = (sign for name in names for sign in _with_domain(name))
    return next((sign for sign in signs if flavour_of((sign,)) is not STANDARD), None)


def _names(node: Node, vocabulary: Vocabulary) -> Iterator[str]:
    """Give what a provider is called: its name, its code, the host of its address."""
    name, code, uri = vocabulary.name(node), node.get("qcode"), node.get("uri")
    if name:
        yield name
    if code:
        yield code.partition(":")[2] or code
    if uri and uri.startswith(_LIST_OF_PROVIDERS):
        yield uri.removeprefix(_LIST_OF_PROVIDERS)
    elif uri and (host := _host(uri)):
        yield host


def _host(uri: str) -> str | None:
    try:
        host = urlsplit(uri).hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


def _authority(guid: str | None) -> str | None:
    """Return whose id it is, as its scheme has it: the host of an address, the authority of `tag:` and `urn:`."""
    match = _AUTHORITY.match(guid) if guid else None
    return (match[1] or match[2]) if match else _host(guid) if guid else None


def _with_domain(name: str | None) -> Iterator[str]:
    """Give a name, and of a host the domain it is in: afp.com of doc.afp.com."""
    if name:
        yield name
        if name.count(".") > 1 and " " not in name:
            yield ".".join(name.split(".")[-2:])
