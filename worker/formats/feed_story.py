"""What a feed's entry says, as a draft."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from schemas import Note, NoteCode
from worker.draft import Draft, Lacking, Markup, Paragraph, Part, Role, WrittenConcept, WrittenTime
from worker.formats.decode import Decoded
from worker.formats.feed_fields import EntryReader, Fields, absolute
from worker.formats.feed_furniture import without_furniture
from worker.formats.feed_media import media_of, places_of
from worker.formats.feed_people import authors_of
from worker.formats.feed_scan import Document
from worker.formats.feed_text import Parsed, Text
from worker.formats.feed_xml import Element
from worker.formats.flags import split_flags, urgency_of
from worker.formats.inline import have_same_letters, inline_text, plain_line
from worker.formats.xinhua_addresses import number_of_xinhua_address

_PUBLISHED = ("pubdate", "published", "issued", "dcterms:issued", "dcterms:created", "created", "dc:date", "dcterms:date")
_UPDATED = ("updated", "modified", "dcterms:modified")
_EXPIRES = ("expirationdate", "cap:expires")
_RIGHTS = ("rights", "copyright", "dc:rights", "dcterms:rights")
_LICENSES = ("license", "cc:license", "creativecommons:license", "dcterms:license")
_LONGEST_TIME = 200
_LONGEST_DETAIL = 200
_XINHUAS_ZONE = "Asia/Shanghai"
_NAMED = ("dc:subject", "dc:keyword")
_LISTED = ("keywords", "itunes:keywords", "media:keywords")
_MOST_TERMS = 200
_BLANK_LINE = re.compile(r"\n[ \t\r\f\v]*+\n")


@dataclass(frozen=True, slots=True)
class Head:
    """What a feed says for all of its entries."""

    language: str | None
    rights: Element | None
    usage_terms: str | None
    authors: list[Element]

    @classmethod
    def of(cls, document: Document, reader: EntryReader) -> "Head":
        """Read the head of a document."""
        named = reader.head(document.head)
        around = [one.get("xml:lang") for one in (document.channel, document.root) if one]
        said = [named[name].text for name in ("language", "dc:language") if name in named]
        links = [one for one in document.head if one.name.lower() in ("link", "atom:link")]
        return cls(
            language=next(filter(None, (*said, *around)), None),
            rights=next((named[name] for name in _RIGHTS if name in named), None),
            usage_terms=_license((named[name] for name in _LICENSES if name in named), links),
            authors=[named["author"]] if "author" in named and document.kind.startswith("atom") else [],
        )


class Entry(NamedTuple):
    """An entry with all that is known of it."""

    fields: Fields
    parsed: Parsed
    head: Head
    where: str
    """Its place: `entry 2`."""
    repeated: bool
    """Whether its guid stands for several entries."""


class _Identity(NamedTuple):
    url: str | None
    wire_id: str | None
    document_number: str | None
    alt_ids: tuple[tuple[str, str], ...]


class _Body(NamedTuple):
    text: Text | None = None
    markup: Markup | None = None
    paragraphs: tuple[Paragraph, ...] = ()
    summary: str | None = None
    furniture: tuple[str, ...] = ()


def draft_of(entry: Entry, decoded: Decoded) -> Draft:
    """Return the story of an entry as written."""
    fields, parsed, head = entry.fields, entry.parsed, entry.head
    title = _line(parsed.title) or ""
    if parsed.title and parsed.title.is_html:
        title = plain_line(title)
    flags, headline = split_flags(title)
    identity = _identity(entry)
    body = _body(entry, identity.url, title)
    zone = _XINHUAS_ZONE if identity.document_number else None
    published, updated = _time(entry, _PUBLISHED, zone), _time(entry, _UPDATED, zone)
    if published is None and updated is None and (lastmod := fields.tag.get("lastmod")):
        updated = WrittenTime(lastmod[:_LONGEST_TIME], f"{entry.where} lastmod", zone, doubtful=True)
    rights = next((one for name in _RIGHTS for one in fields.every(name) if one.text), head.rights)
    licenses = (one for name in _LICENSES for one in fields.every(name))
    return Draft(
        headline=headline or None,
        summary=body.summary,
        paragraphs=body.paragraphs,
        markup=body.markup,
        lacks=_lacks(headline, body),
        language=_language(entry),
        provider="xinhua" if identity.document_number else None,
        first_created=published,
        version_created=updated or published,
        expires=_time(entry, _EXPIRES, zone),
        wire_id=identity.wire_id,
        document_number=identity.document_number,
        url=identity.url,
        charset=decoded.charset,
        authors=authors_of(fields, head.authors),
        keywords=tuple(_keywords(fields)),
        subjects=tuple(_subjects(fields)),
        places=places_of(fields),
        media=media_of(fields),
        credit=_credit(fields),
        copyright_notice=(inline_text(rights.text) or None) if rights else None,
        usage_terms=_license(licenses, fields.every("link")) or head.usage_terms,
        alt_ids=identity.alt_ids,
        flags=flags,
        urgency=urgency_of(flags),
        parts=tuple(_parts(entry, body)),
        notes=(*decoded.notes, *_boilerplate(body)),
    )


def _identity(entry: Entry) -> _Identity:
    """A guid that stands for several entries is no identity; one that is Xinhua's address is its document number."""
    guid, url = entry.fields.guid, entry.fields.link
    others = (("guid", guid),) if guid and guid != url else ()
    number = number_of_xinhua_address(url)
    if number and (guid is None or guid.startswith(("http://", "https://"))):
        return _Identity(url, None, number, others)
    if guid is None or (entry.repeated and url):
        return _Identity(url, None, None, others)
    return _Identity(url, guid, None, ())


def _body(entry: Entry, url: str | None, title: str) -> _Body:
    """The text is the content, else the summary; both are given where they differ. The site's own words are taken off."""
    content, summary = entry.parsed.content, entry.parsed.summary
    text = content or summary
    if text is None:
        return _Body()
    line = None
    if content and summary and not have_same_letters(summary.written, content.written):
        line = _line(summary._replace(written=without_furniture(summary.written, title).html))
    where = _place(entry, text.element)
    if not text.is_html:
        blocks = filter(None, (block.strip() for block in _BLANK_LINE.split(text.written)))
        return _Body(text, None, tuple(Paragraph(block, f"{where} {i}") for i, block in enumerate(blocks, 1)), line)
    fields = entry.fields
    own = absolute(text.element.get("xml:base"), fields.base, fields.address)
    bare = without_furniture(text.written, title)
    markup = Markup(bare.html, where, own or fields.base or url or fields.address)
    return _Body(text, markup, (), line, bare.furniture)


def _boilerplate(body: _Body) -> tuple[Note, ...]:
    detail = "; ".join(body.furniture)[:_LONGEST_DETAIL]
    return (Note(code=NoteCode.BOILERPLATE_REMOVED, detail=detail),) if detail else ()


def _lacks(headline: str, body: _Body) -> tuple[Lacking, ...]:
    """Markup may turn out to be a picture alone."""
    without: tuple[tuple[Lacking, object], ...] = (("headline", headline), ("text", body.paragraphs))
    return tuple(what for what, there in without if not there)


def _language(entry: Entry) -> str | None:
    """The entry's language, that of its text, that of its title, the feed's."""
    fields = entry.fields
    texts = [text.element for text in (entry.parsed.content, entry.parsed.summary, entry.parsed.title) if text]
    stated = (element.get("xml:lang") for element in (fields.tag, *texts))
    return next(filter(None, stated), None) or fields.text("dc:language") or entry.head.language


def _time(entry: Entry, names: tuple[str, ...], zone: str | None) -> WrittenTime | None:
    for name in names:
        for element in entry.fields.every(name):
            if text := element.text:
                return WrittenTime(text[:_LONGEST_TIME], _place(entry, element), zone, doubtful=True)
    return None


def _keywords(fields: Fields) -> Iterator[str]:
    """Give what names no scheme: categories by their label, and the terms of lists between commas."""
    for name, element in islice(fields.named, _MOST_TERMS):
        if name == "category" and not _scheme(element):
            yield inline_text(element.get("label") or element.get("term") or element.text)
        elif name in _NAMED:
            yield inline_text(element.text)
        elif name in _LISTED:
            yield from map(inline_text, element.text.split(",")[:_MOST_TERMS])


def _subjects(fields: Fields) -> Iterator[WrittenConcept]:
    for element in fields.every("category")[:_MOST_TERMS]:
        if scheme := _scheme(element):
            code = element.get("term") or element.text
            yield WrittenConcept(name=inline_text(element.get("label") or code), code=code, scheme=scheme)


def _scheme(category: Element) -> str | None:
    return category.get("scheme") or category.get("domain")


def _credit(fields: Fields) -> str | None:
    """The feed that the entry comes from, else who published it."""
    for source in fields.every("source"):
        titles = [one.text for name, one in fields.within(source) if name == "title"] if "</" in source.inner else []
        if name := inline_text(titles[0] if titles else "" if "</" in source.inner else source.text):
            return name
    return inline_text(fields.text("dc:publisher") or "") or None


def _license(elements: Iterable[Element], links: list[Element]) -> str | None:
    """Terms by their address, or as they are written."""
    stated = (one.get("rdf:resource") or one.text for one in elements)
    linked = (one.get("href") for one in links if (one.get("rel") or "").lower() == "license")
    return next(filter(None, (*stated, *linked)), None)


def _line(text: Text | None) -> str | None:
    if text is None:
        return None
    return (inline_text(text.written) if text.is_html else " ".join(text.written.split())) or None


def _place(entry: Entry, element: Element) -> str:
    return f"{entry.where} {element.name}"


_ROLES: dict[str, Role] = {
    **dict.fromkeys(("guid", "id"), "id"),
    **dict.fromkeys(("link", "feedburner:origlink"), "address"),
    **dict.fromkeys((*_PUBLISHED, *_UPDATED, *_EXPIRES), "time"),
    **dict.fromkeys(("author", "dc:creator", "dcterms:creator", "itunes:author"), "author"),
    **dict.fromkeys(("category", "dc:subject", "keywords", "itunes:keywords", "media:keywords"), "keyword"),
    **dict.fromkeys(("media:description", "media:title"), "caption"),
    **dict.fromkeys(("georss:point", "georss:where", "georss:featurename", "geo:lat", "geo:long", "geo:point"), "place"),
    **dict.fromkeys(("enclosure", "media:group", "media:content", "media:thumbnail", "itunes:image"), "media"),
    **dict.fromkeys((*_RIGHTS, *_LICENSES), "rights"),
}


def _parts(entry: Entry, body: _Body) -> Iterator[Part]:
    """Say what each element was taken for, in the order of the entry; the text by its paragraphs or as markup."""
    title, content, summary = entry.parsed.title, entry.parsed.content, entry.parsed.summary
    for name, element in entry.fields.named:
        where = _place(entry, element)
        if title and element is title.element:
            yield Part("headline", title.written, where)
        elif body.text and element is body.text.element:
            yield from (Part("paragraph", *paragraph) for paragraph in body.paragraphs)
            if body.markup:
                yield Part("markup", body.markup.html, where)
            yield from (Part("furniture", text, where) for text in body.furniture)
        elif content and summary and element is summary.element:
            yield Part("summary", summary.written, where)
        elif role := _ROLES.get(name):
            yield Part(role, inline_text(element.text) or element.tag, where)
