"""The article record as IPTC ninjs 3.1, for whoever takes news in the standard's own words.

Everything that ninjs has a place for is in it, the editors' note too: it goes to newsrooms, not to the public. What ninjs
has no field for stands where ninjs leaves the choice to the provider, under a role or relationship that says what it is:
the dateline before the text and among the descriptions, keywords among the subjects, the address among the altIds.
docs/export.md has the table, and what ninjs cannot carry.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Literal, NotRequired, TypedDict

from schemas import Article, Concept, Media, Person, Provider, Rendition
from schemas.article import Status
from worker.export.addresses import as_uri, concept_urn, story_uri
from worker.export.times import utc

VERSION = "3.1"
PROFILE = "wirecopy/article/1"
"""By which worker/formats/ninjs_own.py knows a document again."""
SCHEMA = "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#"

BETWEEN_DATELINE_AND_TEXT = " -- "
BETWEEN_PARAGRAPHS = "\n\n"

NewsType = Literal["text", "picture", "video", "audio", "graphic", "composite"]
_TYPES: dict[str, NewsType] = {
    "text": "text",
    "picture": "picture",
    "video": "video",
    "audio": "audio",
    "graphic": "graphic",
    "composite": "composite",
}


class Standard(TypedDict):
    """Which standard a document is written in."""

    name: str
    version: str
    schema: str


class Written(TypedDict):
    """A headline, description or body. wordCount and charCount are those of the text without dateline and captions."""

    role: NotRequired[str]
    contentType: NotRequired[str]
    wordCount: NotRequired[int]
    charCount: NotRequired[int]
    value: str


class Contact(TypedDict):
    """How to reach somebody: here, an internet domain."""

    type: str
    value: str


class Named(TypedDict, total=False):
    """A person, organisation, place, subject, genre or source of information."""

    name: str
    rel: str
    role: str
    uri: str
    literal: str
    contactInfo: list[Contact]


class File(TypedDict):
    """A rendition: width and height in pixels."""

    name: str
    href: str
    contentType: NotRequired[str]
    width: NotRequired[int]
    height: NotRequired[int]
    sizeInBytes: NotRequired[int]


class AltId(TypedDict):
    """Another identifier."""

    role: str
    value: str


class Association(TypedDict):
    """Something that goes with the story: a picture, video or sound; the story that it continues."""

    uri: str
    name: str
    type: NotRequired[NewsType]
    rel: NotRequired[str]
    by: NotRequired[str]
    descriptions: NotRequired[list[Written]]
    renditions: NotRequired[list[File]]


class Ninjs(TypedDict, total=False):
    """A ninjs 3.1 document, as far as the record fills it."""

    standard: Standard
    uri: str
    type: NewsType
    representationType: Literal["full", "partial"]
    profile: str
    version: str
    firstCreated: str
    versionCreated: str
    contentCreated: str
    embargoedUntil: str
    expires: str
    pubStatus: Status
    urgency: int
    language: str
    headlines: list[Written]
    descriptions: list[Written]
    bodies: list[Written]
    by: str
    slugline: str
    located: str
    subjects: list[Named]
    genres: list[Named]
    places: list[Named]
    people: list[Named]
    organisations: list[Named]
    infoSources: list[Named]
    copyrightHolder: str
    copyrightNotice: str
    usageTerms: str
    edNote: str
    associations: list[Association]
    altIds: list[AltId]


def ninjs(article: Article) -> Ninjs:
    """Return the article as a ninjs 3.1 document: times in UTC with a Z, identifiers as URIs (RFC 3986)."""
    document: Ninjs = {
        "standard": {"name": "ninjs", "version": VERSION, "schema": SCHEMA},
        "uri": story_uri(article.uri),
        "representationType": "full",
        "profile": PROFILE,
        "version": str(article.version),
        "pubStatus": article.status,
    }
    if kind := _TYPES.get(article.kind):
        document["type"] = kind
    if article.language != "und":
        document["language"] = article.language
    if article.urgency is not None:
        document["urgency"] = article.urgency
    _add_times(document, article)
    _add_texts(document, article)
    _add_concepts(document, article)
    if associations := list(_associations(article, document["uri"])):
        document["associations"] = associations
    if alt_ids := list(_alt_ids(article)):
        document["altIds"] = alt_ids
    return document


def json_line(article: Article) -> str:
    """Return the document as JSON on one line."""
    return json.dumps(ninjs(article), ensure_ascii=False)


def _add_times(document: Ninjs, article: Article) -> None:
    if article.first_created:
        document["firstCreated"] = utc(article.first_created)
    if article.version_created:
        document["versionCreated"] = utc(article.version_created)
    if article.content_created:
        document["contentCreated"] = utc(article.content_created)
    if article.embargoed_until:
        document["embargoedUntil"] = utc(article.embargoed_until)
    if article.expires:
        document["expires"] = utc(article.expires)


def _add_texts(document: Ninjs, article: Article) -> None:
    document["headlines"] = list(_headlines(article))
    if bodies := list(_bodies(article)):
        document["bodies"] = bodies
    if descriptions := list(_descriptions(article)):
        document["descriptions"] = descriptions
    if article.byline:
        document["by"] = article.byline
    if article.slugline:
        document["slugline"] = article.slugline
    if article.dateline and article.dateline.place:
        document["located"] = article.dateline.place
    if article.copyright_holder:
        document["copyrightHolder"] = article.copyright_holder
    if article.copyright_notice:
        document["copyrightNotice"] = article.copyright_notice
    if article.usage_terms:
        document["usageTerms"] = article.usage_terms
    if article.editor_note:
        document["edNote"] = article.editor_note


def _headlines(article: Article) -> Iterator[Written]:
    yield {"role": "main", "contentType": "text/plain", "value": article.headline}
    if article.subheadline:
        yield {"role": "subheadline", "contentType": "text/plain", "value": article.subheadline}


def _descriptions(article: Article) -> Iterator[Written]:
    if article.summary:
        yield {"role": "summary", "contentType": "text/plain", "value": article.summary}
    if article.dateline:
        yield {"role": "dateline", "contentType": "text/plain", "value": article.dateline.text}


def _bodies(article: Article) -> Iterator[Written]:
    """The markup as it is, where there is any, then the plain text, blank lines between paragraphs."""
    counts = article.word_count, sum(map(len, article.paragraphs))
    if article.body_html:
        yield _body("text/html", article.body_html, *counts)
    if article.paragraphs:
        yield _body("text/plain", BETWEEN_PARAGRAPHS.join(_with_dateline(article)), *counts)


def _body(content_type: str, value: str, words: int, characters: int) -> Written:
    return {
        "role": "main",
        "contentType": content_type,
        "wordCount": words,
        "charCount": characters,
        "value": value,
    }


def _with_dateline(article: Article) -> tuple[str, ...]:
    if article.dateline is None:
        return article.paragraphs
    first, *rest = article.paragraphs
    return (f"{article.dateline.text}{BETWEEN_DATELINE_AND_TEXT}{first}", *rest)


def _add_concepts(document: Ninjs, article: Article) -> None:
    keywords: Iterator[Named] = ({"name": keyword, "rel": "keyword"} for keyword in article.keywords)
    if subjects := [*_concepts(article.subjects), *keywords]:
        document["subjects"] = subjects
    if genres := _concepts(article.genres):
        document["genres"] = genres
    if places := _concepts(article.places):
        document["places"] = places
    if organisations := _concepts(article.organisations):
        document["organisations"] = organisations
    authors = (_person(one, f"author: {one.role}" if one.role else "author") for one in article.authors)
    if people := [*authors, *(_person(one, one.role) for one in article.people)]:
        document["people"] = people
    if sources := list(_info_sources(article.provider, article.credit)):
        document["infoSources"] = sources


def _concepts(concepts: Iterable[Concept]) -> list[Named]:
    return [_concept(one) for one in concepts]


def _concept(concept: Concept) -> Named:
    """ninjs has no field for a scheme: what the code does not begin with goes into a URI of the house."""
    named: Named = {}
    if concept.name:
        named["name"] = concept.name
    uri = as_uri(concept.uri) if concept.uri else None
    if uri is None and (concept.scheme or concept.code) and not _says_its_scheme(concept):
        uri = concept_urn(concept.scheme, concept.code)
    if uri:
        named["uri"] = uri
    if literal := concept.code or (concept.uri if uri is None else None):
        named["literal"] = literal
    return named


def _says_its_scheme(concept: Concept) -> bool:
    """Whether the scheme can be told from the code alone: medtop:04000000 is of medtop, 04000000 of none."""
    alias, colon, _ = (concept.code or "").partition(":")
    return concept.scheme == (alias if colon else None)


def _person(person: Person, rel: str | None) -> Named:
    named: Named = {"name": person.name}
    if rel:
        named["rel"] = rel
    if person.uri and (uri := as_uri(person.uri)):
        named["uri"] = uri
    elif person.uri:
        named["literal"] = person.uri
    return named


def _info_sources(provider: Provider | None, credit: str | None) -> Iterator[Named]:
    if provider and (name := provider.name or provider.domain or provider.code):
        source: Named = {"name": name, "role": "provider"}
        if provider.code:
            source["literal"] = provider.code
        if provider.domain:
            source["contactInfo"] = [{"type": "domain", "value": provider.domain}]
        yield source
    if credit:
        yield {"name": credit, "role": "credit"}


def _associations(article: Article, uri: str) -> Iterator[Association]:
    for number, media in enumerate(article.media, 1):
        yield _media(media, number, uri)
    if article.follows:
        yield {"uri": story_uri(article.follows), "name": "the story that this one continues", "rel": "follows"}


def _media(media: Media, number: int, uri: str) -> Association:
    """ninjs wants a uri of everything: the story's with a fragment, for the record has none."""
    association: Association = {"uri": f"{uri}{'/' if '#' in uri else '#'}media-{number}", "name": f"{media.kind} {number}"}
    if kind := _TYPES.get(media.kind):
        association["type"] = kind
    if media.credit:
        association["by"] = media.credit
    if media.caption:
        association["descriptions"] = [{"role": "caption", "contentType": "text/plain", "value": media.caption}]
    if files := list(_files(media.renditions)):
        association["renditions"] = files
    return association


def _files(renditions: Iterable[Rendition]) -> Iterator[File]:
    for number, rendition in enumerate(renditions, 1):
        if (href := as_uri(rendition.href)) is None:
            continue
        file: File = {"name": f"file {number}", "href": href}
        if rendition.media_type:
            file["contentType"] = rendition.media_type
        if rendition.width is not None:
            file["width"] = rendition.width
        if rendition.height is not None:
            file["height"] = rendition.height
        if rendition.size is not None:
            file["sizeInBytes"] = rendition.size
        yield file


def _alt_ids(article: Article) -> Iterator[AltId]:
    if article.url:
        yield {"role": "url", "value": article.url}
    for other in article.alt_ids:
        yield {"role": other.role, "value": other.value}
