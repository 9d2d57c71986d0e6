"""What the head of a page says of its story: JSON-LD first, then OpenGraph, then meta elements of the usual names."""

import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from worker.draft import WrittenConcept, WrittenMedia, WrittenPerson, WrittenRendition, WrittenTime
from worker.formats.inline import inline_text
from worker.formats.json_ld import Graph, Node, bare
from worker.formats.page_scan import Scan

_PUBLISHED = (
    "article:published_time", "og:published_time", "datepublished", "date", "pubdate", "publishdate", "publish-date",
    "parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.created", "dc.date", "dcterms.date", "article.published",
    "cxenseparse:recs:publishtime", "date.available", "citation_publication_date", "originalpublicationdate",
)  # fmt: skip
_MODIFIED = (
    "article:modified_time", "og:updated_time", "og:modified_time", "datemodified", "lastmod", "last-modified",
    "article.updated", "dcterms.modified", "dc.date.modified", "revised",
)  # fmt: skip
_BETWEEN_TITLE_AND_SITE = " \t\u00a0|-–—:·•»«_/\u200f\u200e"
_SEPARATORS = re.compile(r"[,،、;；，]")
_BY = re.compile(r"(?:by|von|par|por|di)\s+", re.IGNORECASE)
_WEB = ("http", "https")
_MOST = 50
_LONGEST_NAME = 150
_ELLIPSES = ("…", "...")
_LATIN = re.compile("[A-Za-z]")
_LETTER = re.compile(r"[^\W\d_]")
_LONGEST_TAG = 35
_NUMBER = re.compile(r"([0-9]{1,5})(?:px)?")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is said about the story, as written. is_free: None where nothing is said of payment."""

    headline: str | None
    summary: str | None
    published: WrittenTime | None
    modified: WrittenTime | None
    language: str | None
    authors: tuple[WrittenPerson, ...]
    keywords: tuple[str, ...]
    subjects: tuple[WrittenConcept, ...]
    media: tuple[WrittenMedia, ...]
    url: str | None
    copyright_holder: str | None
    copyright_notice: str | None
    article_body: str
    is_free: bool | None
    is_story: bool
    """Whether the page says that it is an article."""


def read_metadata(scan: Scan, address: str | None) -> Metadata:
    """Return what a page says of its story; `address` is where it was fetched."""
    base = _joined(scan.base or "", address) or address
    canonical = [href for rel, href in scan.links if "canonical" in rel.split()]
    own = {bare(one) for one in (address, *(_joined(href, base) for href in canonical)) if one}
    titles = [text for text in (scan.meta("og:title"), *scan.headings, scan.title) if text]
    graph = Graph(scan.json_ld)
    story = graph.story(own, set(titles))
    site = scan.meta("og:site_name") or next(iter(graph.texts(story.get("publisher"))), None)
    headline = _headline(scan, story, site)
    published = _time(story, "datePublished", scan, _PUBLISHED) or _time_of_element(scan)
    return Metadata(
        headline=headline,
        summary=_text(story.get("description"))
        or _inline(scan.meta("og:description", "description", "twitter:description")),
        published=published,
        modified=_time(story, "dateModified", scan, _MODIFIED),
        language=_language(scan, graph.texts(story.get("inLanguage")), headline or ""),
        authors=_authors(scan, graph, story),
        keywords=_keywords(scan, graph, story),
        subjects=_subjects(scan, graph, story),
        media=_media(scan, graph, story, base),
        url=_url(canonical, scan, graph, story, base, address),
        copyright_holder=next(map(inline_text, graph.texts(story.get("copyrightHolder"))), None) or None,
        copyright_notice=_text(story.get("copyrightNotice"))
        or _inline(scan.meta("copyright", "dc.rights", "dcterms.rights")),
        article_body=_text_of_body(story.get("articleBody")),
        is_free=_is_free(scan, graph, story),
        is_story=bool(story) or scan.meta("og:type") in ("article", "news") or "article:published_time" in scan.metas,
    )


def _headline(scan: Scan, story: Node, site: str | None) -> str | None:
    title = _without_site(_inline(scan.meta("og:title", "twitter:title")), site)
    heading = inline_text(scan.headings[0]) if scan.headings else None
    candidates = [_text(story.get("headline")), title, heading, _without_site(scan.title, site), _text(story.get("name"))]
    found = [one for one in candidates if one and one != site]
    if not found:
        return None
    begun = found[0].removesuffix(_ELLIPSES[0]).removesuffix(_ELLIPSES[1]).rstrip()
    if begun != found[0]:  # search engines show 110 letters, so many sites cut it there
        return next((one for one in found[1:] if one.startswith(begun) and not one.endswith(_ELLIPSES)), found[0])
    return found[0]


def _without_site(title: str | None, site: str | None) -> str | None:
    if title and site and title != site and title.endswith(site):
        before = title[: -len(site)]
        if before[-1:] in _BETWEEN_TITLE_AND_SITE:
            return before.rstrip(_BETWEEN_TITLE_AND_SITE) or title
    return title


def _time(story: Node, key: str, scan: Scan, names: tuple[str, ...]) -> WrittenTime | None:
    if text := _text(story.get(key)):
        return WrittenTime(text, f"JSON-LD {key}", doubtful=True)
    for name in names:
        if text := scan.meta(name):
            return WrittenTime(text, f"meta {name}", doubtful=True)
    return None


def _time_of_element(scan: Scan) -> WrittenTime | None:
    return WrittenTime(scan.times[0], "time", doubtful=True) if scan.times else None


def _language(scan: Scan, stated: list[str], headline: str) -> str | None:
    """Return the tag stated; `en` over a headline in another script is only the template's."""
    stated = [
        one for one in (scan.language, scan.meta("og:locale"), *stated, scan.meta("content-language", "language")) if one
    ]
    for one in stated:
        tag = one.split(",")[0].strip().replace("_", "-")
        letters = _LETTER.findall(headline)
        is_template = tag.lower().startswith("en") and 2 * len(_LATIN.findall(headline)) < len(letters)
        if tag and len(tag) <= _LONGEST_TAG and not is_template:
            return tag
    return None


def _authors(scan: Scan, graph: Graph, story: Node) -> tuple[WrittenPerson, ...]:
    people = [node for node in graph.objects(story.get("author")) if "rganization" not in str(node.get("@type"))]
    found = [WrittenPerson(name, _text(node.get("sameAs"))) for node in people if (name := _name(_text(node.get("name"))))]
    author = story.get("author")
    for one in author if isinstance(author, list) else [author]:
        if isinstance(one, str) and (name := _name(inline_text(one))):
            found.append(WrittenPerson(name))
    if not found:
        written = (*scan.metas.get("author", ()), *scan.metas.get("article:author", ()), *scan.metas.get("byl", ()))
        found = [WrittenPerson(name) for text in written if (name := _name(inline_text(text)))]
    return tuple(found[:_MOST])


def _name(text: str | None) -> str | None:
    """Return a name; an address is none."""
    text = _BY.sub("", text, count=1).strip() if text and _BY.match(text) else text
    return (
        text
        if text and "://" not in text and not text.startswith(("@", "/", "www.")) and len(text) <= _LONGEST_NAME
        else None
    )


def _keywords(scan: Scan, graph: Graph, story: Node) -> tuple[str, ...]:
    written = story.get("keywords")
    texts = graph.texts(written) or scan.metas.get("news_keywords") or scan.metas.get("article:tag") or []
    if len(texts) == 1:
        texts = _SEPARATORS.split(texts[0])
    return tuple(dict.fromkeys(filter(None, map(inline_text, texts[:_MOST]))))


def _subjects(scan: Scan, graph: Graph, story: Node) -> tuple[WrittenConcept, ...]:
    texts = graph.texts(story.get("articleSection")) or scan.metas.get("article:section", [])
    return tuple(WrittenConcept(name=name) for name in dict.fromkeys(map(inline_text, texts[:_MOST])) if name)


def _media(scan: Scan, graph: Graph, story: Node, base: str | None) -> tuple[WrittenMedia, ...]:
    """The pictures of JSON-LD, several files of one; else those of OpenGraph, each with its size."""
    image = story.get("image")
    addresses = [one for one in (image if isinstance(image, list) else [image]) if isinstance(one, str)]
    files = [WrittenRendition(href) for one in addresses[:_MOST] if (href := _joined(one, base))]
    found = [WrittenMedia("picture", None, None, tuple(dict.fromkeys(files)))] if files else []
    for node in list(graph.objects(image))[:_MOST]:
        href = _joined(_text(node.get("contentUrl")) or _text(node.get("url")) or _text(node.get("@id")) or "", base)
        if href:
            caption, credit = _text(node.get("caption")) or _text(node.get("description")), _text(node.get("creditText"))
            size = (_pixels(node.get("width")), _pixels(node.get("height")))
            found.append(WrittenMedia("picture", caption, credit, (WrittenRendition(href, None, *size),)))
    return tuple(found) or _open_graph(scan, base)


def _open_graph(scan: Scan, base: str | None) -> tuple[WrittenMedia, ...]:
    names = ("og:image:width", "og:image:height", "og:image:alt", "og:image:type")
    widths, heights, captions, types = (scan.metas.get(name, []) for name in names)
    addresses = scan.metas.get("og:image") or scan.metas.get("og:image:url") or scan.metas.get("twitter:image") or []
    found = []
    for index, written in enumerate(addresses[:_MOST]):
        if href := _joined(written, base):
            width, height = (_pixels(one[index]) if len(one) == len(addresses) else None for one in (widths, heights))
            caption, media_type = (one[index] if len(one) == len(addresses) else None for one in (captions, types))
            rendition = WrittenRendition(href, media_type, width, height)
            found.append(WrittenMedia("picture", inline_text(caption or "") or None, None, (rendition,)))
    return tuple(found)


def _url(canonical: list[str], scan: Scan, graph: Graph, story: Node, base: str | None, address: str | None) -> str | None:
    """Return the first address that a page gives as its own, on its own site and below its front page; else where it was."""
    stated = (
        *canonical,
        scan.meta("og:url") or "",
        *graph.texts(story.get("mainEntityOfPage")),
        _text(story.get("url")) or "",
    )
    for written in stated:
        url = _joined(written, base)
        if url and not _is_front(url) and (address is None or _site(url) == _site(address)):
            return url
    return address


def _is_front(url: str) -> bool:
    parts = urlsplit(url)
    return (
        not parts.query and re.fullmatch(r"/?(?:[a-z]{2}(?:[-_][a-zA-Z]{2})?/?)?(?:index\.\w{2,5})?", parts.path) is not None
    )


def _site(url: str) -> str:
    """Return the domain that is registered, as far as it can be told without the list of public suffixes."""
    labels = (urlsplit(url).hostname or "").split(".")
    is_under_country = len(labels) > 2 and len(labels[-1]) == 2 and len(labels[-2]) <= 3
    return ".".join(labels[-3 if is_under_country else -2 :])


def _is_free(scan: Scan, graph: Graph, story: Node) -> bool | None:
    stated = [story.get("isAccessibleForFree")]
    stated += [part.get("isAccessibleForFree") for part in graph.objects(story.get("hasPart"))]
    said = {str(one).rpartition("/")[2].lower() for one in stated if one is not None}
    if "false" in said or scan.meta("article:content_tier") in ("locked", "metered"):
        return False
    return True if "true" in said else None


def _joined(address: str, base: str | None) -> str | None:
    """Return an http(s) address in full, None for what is none."""
    address = address.strip()
    try:
        joined = urljoin(base, address) if base else address
        parts = urlsplit(joined)
        is_web = parts.scheme in _WEB and bool(parts.hostname)
    except ValueError:
        return None
    return joined if address and is_web and len(joined) < 2000 and not any(map(str.isspace, joined)) else None


def _pixels(value: object) -> int | None:
    if isinstance(value, dict):
        value = value.get("value")
    match = _NUMBER.fullmatch(str(value).strip())
    return int(match[1]) if match else None


def _text(value: object) -> str | None:
    """Return a text of JSON-LD, the first of several, in one line."""
    if isinstance(value, list) and value:
        value = value[0]
    return inline_text(value) or None if isinstance(value, str) else None


def _text_of_body(value: object) -> str:
    if isinstance(value, list):
        return "\n\n".join(one for one in value if isinstance(one, str))
    return value if isinstance(value, str) else ""


def _inline(text: str | None) -> str | None:
    return (inline_text(text) or None) if text else None
