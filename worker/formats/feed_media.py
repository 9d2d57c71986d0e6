"""Pictures, videos and sounds of a feed's entry, and the points on the map that it names."""

import re
from collections.abc import Iterable, Iterator

from worker.draft import WrittenConcept, WrittenMedia, WrittenRendition
from worker.formats.feed_fields import Fields
from worker.formats.feed_xml import Element
from worker.formats.inline import inline_text

_MOST = 50
_KINDS = {"image": "picture", "video": "video", "audio": "audio"}
_SUFFIX = re.compile(r"\.([a-z0-9]{2,5})(?:[?#]|$)")
_KINDS_BY_SUFFIX = {
    **dict.fromkeys(("jpg", "jpeg", "png", "gif", "webp", "avif", "bmp", "tif", "tiff"), "picture"),
    **dict.fromkeys(("mp4", "m4v", "mov", "webm", "avi", "mpg", "mpeg", "m3u8"), "video"),
    **dict.fromkeys(("mp3", "m4a", "ogg", "oga", "wav", "aac", "flac", "opus"), "audio"),
}
_FLASH = "application/x-shockwave-flash"  # what YouTube calls its videos
_LARGEST = 10**12
_COORDINATE = re.compile(r"[+-]?\d{1,3}(?:\.\d{1,20})?")


def media_of(fields: Fields) -> tuple[WrittenMedia, ...]:
    """Return what goes with an entry: enclosures, media:group, media:content, media:thumbnail, itunes:image."""
    found: list[WrittenMedia] = []
    seen: set[str] = set()
    for one in (*_groups(fields), *_enclosures(fields), *_pictures(fields)):
        files = tuple(file for file in one.renditions if file.href not in seen)
        if files and len(found) < _MOST:
            found.append(one._replace(renditions=files))
            seen |= {file.href for file in files}
    return tuple(found)


def places_of(fields: Fields) -> tuple[WrittenConcept, ...]:
    """Return the points of an entry (GeoRSS, W3C Geo), the latitude first, and the names of places."""
    every = list(_geo(fields, fields.named, 0))
    latitudes = [element.text for name, element in every if name == "geo:lat"]
    longitudes = [element.text for name, element in every if name in ("geo:long", "geo:lon")]
    pairs = [f"{one} {two}" for one, two in zip(latitudes, longitudes, strict=False)]
    points = [element.text for name, element in every if name in ("georss:point", "gml:pos")]
    codes = filter(None, map(_point, (*points, *pairs)))
    names = [element.text for name, element in every if name == "georss:featurename"]
    names += [area.strip() for one in fields.every("cap:areadesc") for area in one.text.split(";", _MOST)[:_MOST]]
    return (
        *(WrittenConcept(code=code, scheme="georss:point") for code in dict.fromkeys(codes)),
        *(WrittenConcept(name=name) for name in names),
    )


def _geo(fields: Fields, elements: Iterable[tuple[str, Element]], depth: int) -> Iterator[tuple[str, Element]]:
    for name, element in elements:
        if name.startswith(("georss:", "geo:", "gml:")):
            yield name, element
            if depth < 2 and "<" in element.inner:
                yield from _geo(fields, fields.within(element), depth + 1)


def _point(text: str) -> str | None:
    numbers = text.replace(",", " ").split()
    if len(numbers) < 2 or not all(map(_COORDINATE.fullmatch, numbers[:2])):
        return None
    latitude, longitude = numbers[:2]
    return f"{latitude},{longitude}" if abs(float(latitude)) <= 90 and abs(float(longitude)) <= 180 else None


def _groups(fields: Fields) -> Iterator[WrittenMedia]:
    """The files of a group are renditions of one thing; so is a content that stands alone, with its thumbnails."""
    around = dict(reversed(fields.named))
    for name, element in fields.named:
        if name not in ("media:group", "media:content"):
            continue
        inner = fields.within(element)
        contents = [one for found, one in inner if found == "media:content"] if name == "media:group" else [element]
        details = {**around, **dict(reversed([*inner, *(pair for one in contents for pair in fields.within(one))]))}
        thumbnails = [one for found, one in inner if found == "media:thumbnail"]
        yield from _together(fields, contents, thumbnails, details)


def _together(
    fields: Fields, contents: list[Element], thumbnails: list[Element], details: dict[str, Element]
) -> Iterator[WrittenMedia]:
    kinds: dict[str, list[WrittenRendition]] = {}
    for element in contents:
        file = _file(fields, element)
        if file and (kind := _kind(file, element.get("medium"))):
            kinds.setdefault(kind, []).append(file)
    small = [file for file in (_file(fields, one) for one in thumbnails) if file]
    if "picture" in kinds or not kinds:
        kinds.setdefault("picture", []).extend(small)
    for kind, files in kinds.items():
        yield WrittenMedia(
            kind=kind,
            caption=_line(details.get("media:description") or details.get("media:title")),
            credit=_line(details.get("media:credit")),
            renditions=tuple(files),
        )


def _enclosures(fields: Fields) -> Iterator[WrittenMedia]:
    for name, element in fields.named:
        if name == "enclosure" or (name == "link" and (element.get("rel") or "").lower() == "enclosure"):
            file = _file(fields, element)
            if file and (kind := _kind(file)):
                yield WrittenMedia(kind=kind, caption=element.get("title"), renditions=(file,))


def _pictures(fields: Fields) -> Iterator[WrittenMedia]:
    """Thumbnails of the whole entry, and its picture in podcasts."""
    for name, element in fields.named:
        if name in ("media:thumbnail", "itunes:image") and (file := _file(fields, element)):
            yield WrittenMedia(kind="picture", renditions=(file,))


def _file(fields: Fields, element: Element) -> WrittenRendition | None:
    href = fields.resolve(element.get("url") or element.get("href") or "", element)
    if href is None:
        return None
    return WrittenRendition(
        href=href,
        media_type=(element.get("type") or "").lower() or None,
        width=_number(element.get("width"), 100_000),
        height=_number(element.get("height"), 100_000),
        size=_number(element.get("length") or element.get("filesize"), _LARGEST) or None,
    )


def _kind(file: WrittenRendition, medium: str | None = None) -> str | None:
    by_type = "video" if file.media_type == _FLASH else _KINDS.get((file.media_type or "").partition("/")[0])
    suffix = _SUFFIX.search(file.href[-200:].lower())
    return _KINDS.get((medium or "").lower()) or by_type or (_KINDS_BY_SUFFIX.get(suffix[1]) if suffix else None)


def _line(element: Element | None) -> str | None:
    return (inline_text(element.text) or None) if element else None


def _number(text: str | None, largest: int) -> int | None:
    number = int(text) if text and text.isascii() and text.isdecimal() and len(text) <= 15 else None
    return number if number is not None and number <= largest else None
