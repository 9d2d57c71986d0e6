"""Authors of a feed's entry."""

import re
from collections.abc import Iterator
from itertools import islice

from worker.draft import WrittenPerson
from worker.formats.feed_fields import Fields, absolute
from worker.formats.feed_xml import Element
from worker.formats.inline import inline_text

_MOST = 50
# RSS 2.0: `desk@wire.example (Ann Bo)`; others write it as in a mail, `Ann Bo <desk@wire.example>`.
_MAIL_AND_NAME = re.compile(r"\S{1,100}@\S{1,100} ?\((?P<name>[^()]{1,200})\)")
_BY = re.compile(r"(?:by|von|par)\s+(?=[^\W\d_])", re.IGNORECASE)
# Names in a row end in "and": commas alone may part a name from an office. Each has a first name and another.
_AND = re.compile(r" (?:and|et|und) | & ")
_NAME = r"[^\W\d_a-z][\w.'’-]*+"
_SMALL = "de|del|della|di|da|dos|du|la|le|el|al|van|von|der|den|ten|ter|bin|ibn|bint"
_FULL_NAME = re.compile(rf"{_NAME}(?: (?:{_NAME}|(?:{_SMALL})\b)){{0,3}} {_NAME}")
_NAME_AND_MAIL = re.compile(r"(?P<name>[^<>@]{1,200}) ?<\S{1,100}@[^\s>]{1,100}>")


def authors_of(fields: Fields, of_feed: list[Element]) -> tuple[WrittenPerson, ...]:
    """Return the authors of an entry, else those of its feed (RFC 4287, 4.2.1)."""
    written = (
        fields.every("author", "dc:creator", "dcterms:creator")
        or fields.every("itunes:author")
        or [one for element in fields.every("source") for name, one in fields.within(element) if name == "author"]
        or of_feed
    )
    people = (one for element in written[:_MOST] for one in _people(fields, element))
    return tuple(islice(people, _MOST))


def _people(fields: Fields, element: Element) -> Iterator[WrittenPerson]:
    parts = dict(reversed(fields.within(element))) if "<" in element.inner else {}
    if name := next((parts[key].text for key in ("name", "email") if key in parts and parts[key].text), None):
        uri = parts["uri"].text if "uri" in parts else None
        yield WrittenPerson(name, uri=absolute(uri, fields.base, fields.address))
        return
    text = element.text
    match = _MAIL_AND_NAME.fullmatch(text) or _NAME_AND_MAIL.fullmatch(text)
    name = inline_text(match["name"] if match else text)
    yield from (WrittenPerson(one) for one in _names(_BY.sub("", name, count=1) if _BY.match(name) else name) if one)


def _names(written: str) -> list[str]:
    """Return the names of a row like "Ann Bo, Cy Do and Ed Fu"; anything else as it is."""
    before, *last = _AND.split(written)
    names = [*before.split(", "), *last] if len(last) == 1 else []
    return names if names and all(map(_FULL_NAME.fullmatch, names)) else [written]
