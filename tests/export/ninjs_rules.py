"""The rules of IPTC's schema of ninjs 3.1, in our own words, for the part that the export uses.

What the schema allows and the export never writes (contacts' addresses, events, planning, live streams …) is left out:
were it written one day, it would be an unknown property here.
"""

import re
from collections.abc import Callable, Iterator
from datetime import datetime

Rule = Callable[[object, str], Iterator[str]]
"""What is wrong with a value, its place given."""

_URI = re.compile(
    r"[A-Za-z][A-Za-z0-9+.-]*:"
    r"(?://(?:\[[0-9A-Fa-f:.]+\]|(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})*)(?::[0-9]*)?(?=[/?#]|\Z))?"
    r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*"
    r"(?:\?(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*)?"
    r"(?:#(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*)?"
)
_DATE_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})")


def text(value: object, where: str) -> Iterator[str]:
    """A string."""
    if not isinstance(value, str):
        yield f"{where}: {value!r} is no string"


def uri(value: object, where: str) -> Iterator[str]:
    """A URI with a scheme (RFC 3986)."""
    if not (isinstance(value, str) and _URI.fullmatch(value)):
        yield f"{where}: {value!r} is no URI"


def date_time(value: object, where: str) -> Iterator[str]:
    """A date-time of RFC 3339: seconds and offset may not be missing."""
    try:
        is_one = isinstance(value, str) and _DATE_TIME.fullmatch(value) and datetime.fromisoformat(value) is not None
    except ValueError:
        is_one = False
    if not is_one:
        yield f"{where}: {value!r} is no date-time"


def integer(least: int | None = None, most: int | None = None) -> Rule:
    """An integer within bounds; True and 1.0 are none here."""

    def rule(value: object, where: str) -> Iterator[str]:
        if type(value) is not int or (least is not None and value < least) or (most is not None and value > most):
            yield f"{where}: {value!r} is no integer from {least} to {most}"

    return rule


def one_of(*allowed: str) -> Rule:
    """One of some strings."""

    def rule(value: object, where: str) -> Iterator[str]:
        if value not in allowed:
            yield f"{where}: {value!r} is none of {allowed}"

    return rule


def array(of: Rule) -> Rule:
    """A list of things."""

    def rule(value: object, where: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield f"{where}: {value!r} is no list"
            return
        for number, one in enumerate(value):
            yield from of(one, f"{where}[{number}]")

    return rule


def thing(properties: dict[str, Rule], required: tuple[str, ...] = ()) -> Rule:
    """An object that has what is required and nothing that is not named."""

    def rule(value: object, where: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"{where}: {value!r} is no object"
            return
        yield from (f"{where}: {name} is missing" for name in required if name not in value)
        for name, inner in value.items():
            if name in properties:
                yield from properties[name](inner, f"{where}.{name}")
            else:
                yield f"{where}: ninjs knows no {name}"

    return rule


_TYPE = one_of("text", "audio", "video", "picture", "graphic", "composite", "component", "event", "planning")
_WRITTEN = thing({"role": text, "contentType": text, "value": text}, required=("value",))
_BODY = thing(
    {"role": text, "contentType": text, "charCount": integer(), "wordCount": integer(), "value": text}, required=("value",)
)
_CONTACT = thing({"type": text, "role": text, "lang": text, "name": text, "value": text}, required=("value",))
_RELATED = {"name": text, "rel": text, "uri": uri, "literal": text}
_RENDITION = thing(
    {
        "name": text, "href": uri, "contentType": text, "title": text,
        "width": integer(), "height": integer(), "sizeInBytes": integer(),
    },
    required=("name",),
)  # fmt: skip
_ITEM: dict[str, Rule] = {
    "uri": uri,
    "type": _TYPE,
    "representationType": one_of("full", "partial"),
    "profile": text,
    "version": text,
    "firstCreated": date_time,
    "versionCreated": date_time,
    "contentCreated": date_time,
    "embargoedUntil": date_time,
    "expires": date_time,
    "pubStatus": one_of("usable", "withheld", "canceled"),
    "urgency": integer(1, 9),
    "copyrightHolder": text,
    "copyrightNotice": text,
    "usageTerms": text,
    "edNote": text,
    "language": text,
    "descriptions": array(_WRITTEN),
    "bodies": array(_BODY),
    "headlines": array(_WRITTEN),
    "people": array(thing({**_RELATED, "contactInfo": array(_CONTACT)})),
    "organisations": array(thing({**_RELATED, "contactInfo": array(_CONTACT)})),
    "places": array(thing({**_RELATED, "contactInfo": array(_CONTACT)})),
    "subjects": array(thing({**_RELATED, "creator": text, "relevance": integer(0, 100), "confidence": integer(0, 100)})),
    # The schema takes any string as the uri of a genre; the guidelines say URI, and so do we.
    "genres": array(thing({"name": text, "uri": uri, "literal": text})),
    "infoSources": array(thing({"name": text, "role": text, "uri": uri, "literal": text, "contactInfo": array(_CONTACT)})),
    "title": text,
    "by": text,
    "slugline": text,
    "located": text,
    "renditions": array(_RENDITION),
    "altIds": array(thing({"role": text, "value": text})),
    "standard": thing({"name": text, "version": text, "schema": uri}),
}
_ASSOCIATION = thing({**_ITEM, "name": text, "rel": text}, required=("uri", "name"))
_DOCUMENT = thing({**_ITEM, "associations": array(_ASSOCIATION)}, required=("uri",))


def broken_rules(document: object) -> list[str]:
    """What in a document breaks the rules, each with its place; nothing for a valid one."""
    return list(_DOCUMENT(document, "$"))
