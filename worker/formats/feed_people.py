"""Authors of a feed's entry."""

import re

from worker.draft import WrittenPerson
from worker.formats.feed_fields import Fields, absolute
from worker.formats.feed_xml import Element
from worker.formats.inline import inline_text

_MOST = 50
# RSS 2.0: `desk@wire.example (Ann Bo)`; others write it as in a mail, `Ann Bo <desk@wire.example>`.
_MAIL_AND_NAME = re.compile(r"\S{1,100}@\S{1,100} ?\((?P<name>[^()]{1,200})\)")
_NAME_AND_MAIL = re.compile(r"(?P<name>[^<>@]{1,200}) ?<\S{1,100}@[^\s>]{1,100}>")


def authors_of(fields: Fields, of_feed: list[Element]) -> tuple[WrittenPerson, ...]:
    """Return the authors of an entry, else those of its feed (RFC 4287, 4.2.1)."""
    written = (
        fields.every("author", "dc:creator", "dcterms:creator")
        or fields.every("itunes:author")
        or [one for element in fields.every("source") for name, one in fields.within(element) if name == "author"]
        or of_feed
    )
    people = [_person(fields, element) for element in written[:_MOST]]
    return tuple(one for one in people if one)


def _person(fields: Fields, element: Element) -> WrittenPerson | None:
    parts = dict(reversed(fields.within(element))) if "<" in element.inner else {}
    if name := next((parts[key].text for key in ("name", "email") if key in parts and parts[key].text), None):
        uri = parts["uri"].text if "uri" in parts else None
        return WrittenPerson(name, uri=absolute(uri, fields.base, fields.address))
    text = element.text
    match = _MAIL_AND_NAME.fullmatch(text) or _NAME_AND_MAIL.fullmatch(text)
    name = inline_text(match["name"] if match else text)
    return WrittenPerson(name) if name else None
