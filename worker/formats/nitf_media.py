"""Pictures, videos and sounds of a NITF body: their files, captions and credits."""

import re
from collections.abc import Iterator
from itertools import islice

from worker.draft import WrittenMedia, WrittenRendition
from worker.formats.feed_fields import absolute
from worker.formats.nitf_tree import joined, text_of
from worker.formats.xml_tree import Node

_KINDS = {
    "image": "picture",
    "photo": "picture",
    "picture": "picture",
    "video": "video",
    "audio": "audio",
    "graphic": "graphic",
    "data": "graphic",
    "application": "graphic",
    "other": "graphic",
}
_ENDINGS = (
    ("picture", re.compile(r"\.(?:jpe?g|png|gif|webp|tiff?|avif)(?:\?|\Z)", re.IGNORECASE)),
    ("video", re.compile(r"\.(?:mp4|mov|m4v|webm|avi|wmv|m3u8)(?:\?|\Z)", re.IGNORECASE)),
    ("audio", re.compile(r"\.(?:mp3|m4a|wav|ogg|aac)(?:\?|\Z)", re.IGNORECASE)),
)
_MOST = 200
_NUMBER = re.compile(r"([0-9]{1,7})(?:px)?")
_CREDITS = ("credit", "byline", "photographer", "by-line", "source", "creator", "producer")
_CAPTIONS = ("caption", "description", "abstract", "caption-abstract")


def media_in(node: Node, base: str | None = None) -> Iterator[WrittenMedia]:
    """Give the media in an element that is prepared. base: what relative addresses start from."""
    for one in islice(node.outermost("media"), _MOST):
        if media := _media(one, base):
            yield media


def _media(node: Node, base: str | None) -> WrittenMedia | None:
    references = list(islice(node.outermost("media-reference"), _MOST))
    kind = _kind(node, references)
    if kind is None:
        return None
    named = {
        (one.get("name") or "").lower(): one.get("value") or one.text
        for one in node.descendants()
        if one.name == "media-metadata"
    }
    captions = [text for one in node.outermost("media-caption") if (text := text_of(one))]
    producers = [text for one in node.outermost("media-producer") if (text := joined(one))]
    alternates = (one.get("alternate-text") for one in references)
    return WrittenMedia(
        kind=kind,
        caption=" ".join(dict.fromkeys(captions))
        or next(filter(None, (*(named.get(name) for name in _CAPTIONS), *alternates)), None),
        credit=", ".join(dict.fromkeys(producers)) or next(filter(None, (named.get(name) for name in _CREDITS)), None),
        renditions=tuple(one for reference in references if (one := _rendition(reference, named, base))),
    )


def _kind(node: Node, references: list[Node]) -> str | None:
    """Return what kind of media it is; None for texts."""
    types = [(one.get("mime-type") or "").partition("/")[0].lower() for one in references]
    said = (node.get("media-type") or "").lower()
    for one in (*types, said):
        if one in _KINDS and one not in ("application", "other", "data"):
            return _KINDS[one]
    for reference in references:
        for kind, ending in _ENDINGS:
            if ending.search(_source(reference) or ""):
                return kind
    if "text" in (said, *types):
        return None
    return _KINDS.get(said, "picture")


def _source(reference: Node) -> str | None:
    return reference.get("source") or reference.get("href") or reference.get("src") or reference.text


def _rendition(reference: Node, named: dict[str, str | None], base: str | None) -> WrittenRendition | None:
    address = absolute(_source(reference), base)
    if address is None:
        return None
    return WrittenRendition(
        href=address,
        media_type=reference.get("mime-type"),
        width=_number(reference.get("width") or named.get("width")),
        height=_number(reference.get("height") or named.get("height")),
        size=_number(named.get("file-size") or named.get("filesize") or named.get("size")),
    )


def _number(text: str | None) -> int | None:
    match = _NUMBER.fullmatch(text.strip()) if text else None
    return int(match[1]) if match else None
