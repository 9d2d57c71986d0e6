"""The article record as a NewsArticle of schema.org in JSON-LD, for the pages that show it to the public.

Nothing that is for editors is in it. Of a story that may not be shown, withheld or canceled, it says that and no more, so
that a page made from it shows nothing. docs/export.md has the table.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Literal, NotRequired, TypedDict

from schemas import Article, Concept, Dateline, Media, Person, Provider, Rendition
from schemas.article import Status
from worker.export.addresses import as_uri, story_uri
from worker.export.times import utc

CONTEXT = "https://schema.org"

# Characters that could end a <script> element or open a comment in it, and those that are line ends in JavaScript only.
_UNSAFE = {letter: f"\\u{ord(letter):04x}" for letter in "<>&\u2028\u2029"}
_EDITOR = "editor"

MediaType = Literal["ImageObject", "VideoObject", "AudioObject", "MediaObject"]
_MEDIA_TYPES: dict[str, MediaType] = {
    "picture": "ImageObject",
    "graphic": "ImageObject",
    "video": "VideoObject",
    "audio": "AudioObject",
}

# JSON-LD's own names begin with @, which no class can have as a field: these types are written as calls.
Reference = TypedDict("Reference", {"@id": str})
Property = TypedDict("Property", {"@type": Literal["PropertyValue"], "propertyID": str, "value": str})
Terms = TypedDict("Terms", {"@type": Literal["CreativeWork"], "text": str})
Thing = TypedDict(
    "Thing",
    {
        "@type": Literal["Person", "Organization", "NewsMediaOrganization", "Place", "DefinedTerm"],
        "@id": NotRequired[str],
        "name": NotRequired[str],
        "jobTitle": NotRequired[str],
        "termCode": NotRequired[str],
        "inDefinedTermSet": NotRequired[str],
        "identifier": NotRequired[str | list[Property]],
    },
)
File = TypedDict(
    "File",
    {
        "@type": MediaType,
        "caption": NotRequired[str],
        "creditText": NotRequired[str],
        "contentUrl": NotRequired[str],
        "encodingFormat": NotRequired[str],
        "width": NotRequired[int],
        "height": NotRequired[int],
        "contentSize": NotRequired[str],
        "encoding": NotRequired[list["File"]],
    },
)
NewsArticle = TypedDict(
    "NewsArticle",
    {
        "@context": str,
        "@type": Literal["NewsArticle"],
        "@id": str,
        "version": int,
        "creativeWorkStatus": Status,
        "url": NotRequired[str],
        "identifier": NotRequired[list[Property]],
        "inLanguage": NotRequired[str],
        "datePublished": NotRequired[str],
        "dateModified": NotRequired[str],
        "dateCreated": NotRequired[str],
        "expires": NotRequired[str],
        "headline": NotRequired[str],
        "alternativeHeadline": NotRequired[str],
        "description": NotRequired[str],
        "dateline": NotRequired[str],
        "articleBody": NotRequired[str],
        "wordCount": NotRequired[int],
        "locationCreated": NotRequired[Thing],
        "author": NotRequired[list[Thing]],
        "editor": NotRequired[list[Thing]],
        "creditText": NotRequired[str],
        "sourceOrganization": NotRequired[Thing],
        "publisher": NotRequired[Thing],
        "copyrightHolder": NotRequired[Thing],
        "copyrightNotice": NotRequired[str],
        "usageInfo": NotRequired[str | Terms],
        "about": NotRequired[list[Thing]],
        "genre": NotRequired[list[str]],
        "keywords": NotRequired[list[str]],
        "contentLocation": NotRequired[list[Thing]],
        "mentions": NotRequired[list[Thing]],
        "image": NotRequired[list[str]],
        "associatedMedia": NotRequired[list[File]],
        "isBasedOn": NotRequired[Reference],
    },
)


def news_article(article: Article) -> NewsArticle:
    """Return the article as a NewsArticle: times in UTC with a Z, width and height in pixels, addresses as URIs."""
    document: NewsArticle = {
        "@context": CONTEXT,
        "@type": "NewsArticle",
        "@id": story_uri(article.uri),
        "version": article.version,
        "creativeWorkStatus": article.status,
    }
    _add_times(document, article)
    if provider := _provider(article.provider):
        document["sourceOrganization"] = document["publisher"] = provider
    if article.status != "usable":
        return document
    _add_texts(document, article)
    _add_rights(document, article)
    _add_people(document, article)
    _add_concepts(document, article)
    _add_media(document, article)
    if article.url:
        document["url"] = article.url
    if article.alt_ids:
        document["identifier"] = [_property(one.role, one.value) for one in article.alt_ids]
    if article.follows:
        document["isBasedOn"] = {"@id": story_uri(article.follows)}
    return document


def json_line(article: Article) -> str:
    """Return the document as JSON on one line that can stand in a <script> element as it is: no <, > or & is in it."""
    line = json.dumps(news_article(article), ensure_ascii=False)
    for letter, escape in _UNSAFE.items():
        line = line.replace(letter, escape)
    return line


def _add_times(document: NewsArticle, article: Article) -> None:
    """The story counts as published when its first version was made, or its embargo ended, whichever was later."""
    first = article.first_created or article.version_created
    published = max((one for one in (first, article.embargoed_until) if one), default=None)
    if published:
        document["datePublished"] = utc(published)
    if article.version_created:
        document["dateModified"] = utc(article.version_created)
    if article.content_created:
        document["dateCreated"] = utc(article.content_created)
    if article.expires:
        document["expires"] = utc(article.expires)


def _add_texts(document: NewsArticle, article: Article) -> None:
    document["headline"] = article.headline
    document["wordCount"] = article.word_count
    if article.paragraphs:
        document["articleBody"] = "\n\n".join(article.paragraphs)
    if article.language != "und":
        document["inLanguage"] = article.language
    if article.subheadline:
        document["alternativeHeadline"] = article.subheadline
    if article.summary:
        document["description"] = article.summary
    if article.dateline:
        _add_dateline(document, article.dateline)


def _add_dateline(document: NewsArticle, dateline: Dateline) -> None:
    document["dateline"] = dateline.text
    if dateline.place:
        document["locationCreated"] = {"@type": "Place", "name": dateline.place}


def _add_rights(document: NewsArticle, article: Article) -> None:
    if article.copyright_holder:
        document["copyrightHolder"] = {"@type": "Organization", "name": article.copyright_holder}
    if article.copyright_notice:
        document["copyrightNotice"] = article.copyright_notice
    if article.usage_terms:
        document["usageInfo"] = _usage(article.usage_terms)


def _usage(terms: str) -> str | Terms:
    """schema.org takes an address or a work here, no bare text."""
    is_address = terms.startswith(("https://", "http://")) and not any(map(str.isspace, terms))
    return (as_uri(terms) if is_address else None) or {"@type": "CreativeWork", "text": terms}


def _add_people(document: NewsArticle, article: Article) -> None:
    """A names line is a credit: it may hold several names, or none, and a Person has one."""
    if article.authors:
        document["author"] = list(map(_person, article.authors))
    if credit := ", ".join(filter(None, (None if article.authors else article.byline, article.credit))):
        document["creditText"] = credit
    if editors := [_person(one) for one in article.people if one.role == _EDITOR]:
        document["editor"] = editors
    mentioned = [_person(one) for one in article.people if one.role != _EDITOR]
    if mentions := [*mentioned, *_things("Organization", article.organisations)]:
        document["mentions"] = mentions


def _person(person: Person) -> Thing:
    thing: Thing = {"@type": "Person", "name": person.name}
    if person.role and person.role != _EDITOR:
        thing["jobTitle"] = person.role
    if person.uri:
        _add_identifier(thing, person.uri)
    return thing


def _add_identifier(thing: Thing, identifier: str) -> None:
    if uri := as_uri(identifier):
        thing["@id"] = uri
    else:
        thing["identifier"] = identifier


def _provider(provider: Provider | None) -> Thing | None:
    if provider is None or not (name := provider.name or provider.domain or provider.code):
        return None
    identifiers = [_property(key, value) for key, value in (("code", provider.code), ("domain", provider.domain)) if value]
    thing: Thing = {"@type": "NewsMediaOrganization", "name": name}
    if identifiers:
        thing["identifier"] = identifiers
    return thing


def _property(name: str, value: str) -> Property:
    return {"@type": "PropertyValue", "propertyID": name, "value": value}


def _add_concepts(document: NewsArticle, article: Article) -> None:
    if article.subjects:
        document["about"] = list(map(_term, article.subjects))
    if genres := [text for one in article.genres if (text := one.name or one.uri or one.code)]:
        document["genre"] = genres
    if article.keywords:
        document["keywords"] = list(article.keywords)
    if article.places:
        document["contentLocation"] = list(_things("Place", article.places))


def _term(concept: Concept) -> Thing:
    term: Thing = {"@type": "DefinedTerm"}
    if name := concept.name or concept.code or concept.uri:
        term["name"] = name
    if concept.code:
        term["termCode"] = concept.code
    if concept.scheme:
        term["inDefinedTermSet"] = concept.scheme
    if concept.uri:
        _add_identifier(term, concept.uri)
    return term


def _things(kind: Literal["Organization", "Place"], concepts: Iterable[Concept]) -> Iterator[Thing]:
    for concept in concepts:
        thing: Thing = {"@type": kind}
        if name := concept.name or concept.code or concept.uri:
            thing["name"] = name
        if concept.code:
            thing["identifier"] = [_property(concept.scheme or "code", concept.code)]
        if concept.uri and (uri := as_uri(concept.uri)):
            thing["@id"] = uri
        yield thing


def _add_media(document: NewsArticle, article: Article) -> None:
    files = list(map(_file, article.media))
    if files:
        document["associatedMedia"] = files
    if images := [one["contentUrl"] for one in files if one["@type"] == "ImageObject" and "contentUrl" in one]:
        document["image"] = images


def _file(media: Media) -> File:
    """The first file stands for the picture, video or sound; its other sizes are encodings of it."""
    kind = _MEDIA_TYPES.get(media.kind, "MediaObject")
    first, *others = (_rendition(kind, one) for one in media.renditions) if media.renditions else (_bare(kind),)
    if media.caption:
        first["caption"] = media.caption
    if media.credit:
        first["creditText"] = media.credit
    if others:
        first["encoding"] = others
    return first


def _bare(kind: MediaType) -> File:
    return {"@type": kind}


def _rendition(kind: MediaType, rendition: Rendition) -> File:
    file = _bare(kind)
    if address := as_uri(rendition.href):
        file["contentUrl"] = address
    if rendition.media_type:
        file["encodingFormat"] = rendition.media_type
    if rendition.width is not None:
        file["width"] = rendition.width
    if rendition.height is not None:
        file["height"] = rendition.height
    if rendition.size is not None:
        file["contentSize"] = f"{rendition.size} B"
    return file
