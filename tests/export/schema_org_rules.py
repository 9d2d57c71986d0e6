"""What schema.org says of the properties that the export uses, in our own words: which types have them, what they take."""

from collections.abc import Iterator

from tests.export.ninjs_rules import Rule, date_time, integer, text, uri

Takes = dict[str, tuple[Rule | str, ...]]

_MEDIA: Takes = {
    "contentUrl": (uri,), "encodingFormat": (text,), "contentSize": (text,), "caption": (text,), "creditText": (text,),
    "width": (integer(1),), "height": (integer(1),), "encoding": ("MediaObject",),
}  # fmt: skip
_THING: Takes = {"name": (text,), "identifier": (text, "PropertyValue"), "url": (uri,)}
_ORGANISATION = _THING
PARENTS = {
    "ImageObject": "MediaObject",
    "VideoObject": "MediaObject",
    "AudioObject": "MediaObject",
    "NewsMediaOrganization": "Organization",
}
PROPERTIES: dict[str, Takes] = {
    "NewsArticle": {
        **_THING,
        "@context": (text,),
        "version": (integer(1), text),
        "creativeWorkStatus": (text, "DefinedTerm"),
        "inLanguage": (text,),
        "datePublished": (date_time,),
        "dateModified": (date_time,),
        "dateCreated": (date_time,),
        "expires": (date_time,),
        "headline": (text,),
        "alternativeHeadline": (text,),
        "description": (text,),
        "dateline": (text,),
        "articleBody": (text,),
        "wordCount": (integer(0),),
        "locationCreated": ("Place",),
        "author": ("Person", "Organization"),
        "editor": ("Person",),
        "creditText": (text,),
        "sourceOrganization": ("Organization",),
        "publisher": ("Organization", "Person"),
        "copyrightHolder": ("Organization", "Person"),
        "copyrightNotice": (text,),
        "usageInfo": (uri, "CreativeWork"),
        "about": ("DefinedTerm",),
        "genre": (text,),
        "keywords": (text,),
        "contentLocation": ("Place",),
        "mentions": ("Person", "Organization"),
        "image": (uri,),
        "associatedMedia": ("MediaObject",),
        "isBasedOn": ("@id",),
    },
    "Person": {**_THING, "jobTitle": (text,)},
    "Organization": _ORGANISATION,
    "NewsMediaOrganization": _ORGANISATION,
    "Place": _THING,
    "DefinedTerm": {**_THING, "termCode": (text,), "inDefinedTermSet": (text,)},
    "PropertyValue": {"propertyID": (text,), "value": (text,)},
    "CreativeWork": {"text": (text,)},
    "MediaObject": _MEDIA,
    "ImageObject": _MEDIA,
    "VideoObject": _MEDIA,
    "AudioObject": _MEDIA,
}
"""The properties of each type, and of each what it takes: a rule for values, the name of a type, or @id for a reference."""


def broken_rules(document: object) -> list[str]:
    """What in a document breaks the rules, each with its place; nothing for a valid one."""
    if not isinstance(document, dict) or document.get("@context") != "https://schema.org":
        return ["$: no context of schema.org"]
    return list(_typed(document, "$"))


def _typed(value: dict[str, object], where: str) -> Iterator[str]:
    properties = PROPERTIES.get(str(value.get("@type")))
    if properties is None:
        yield f"{where}: {value.get('@type')!r} is no type that is used"
        return
    for name, inner in value.items():
        if name == "@id":
            yield from uri(inner, f"{where}.@id")
        elif name != "@type" and name not in properties:
            yield f"{where}: a {value['@type']} has no {name}"
        elif name != "@type":
            for one in inner if isinstance(inner, list) else [inner]:
                yield from _value(one, properties[name], f"{where}.{name}")


def _value(value: object, takes: tuple[Rule | str, ...], where: str) -> Iterator[str]:
    if not isinstance(value, dict):
        found = [list(rule(value, where)) for rule in takes if callable(rule)]
        if not found or all(found):
            yield f"{where}: {value!r} is none of what it takes"
        return
    if set(value) == {"@id"}:
        yield from uri(value["@id"], where) if "@id" in takes else [f"{where}: a reference, which it does not take"]
        return
    kind = str(value.get("@type"))
    if kind not in takes and PARENTS.get(kind) not in takes:
        yield f"{where}: {kind} is none of what it takes"
    yield from _typed(value, where)
