"""The files of NewsML-G2: remoteContent and links -> pictures, videos, sounds and graphics with their renditions."""

import re
from collections.abc import Iterable, Iterator, Mapping

from worker.draft import WrittenMedia, WrittenRendition
from worker.formats.feed_fields import absolute
from worker.formats.newsml_g2_concepts import attribute_code
from worker.formats.xml_tree import Node

MEDIA_KINDS = frozenset(("picture", "video", "audio", "graphic"))

_MOST_FILES = 200
_LONGEST_TYPE = 200
_KINDS_OF_TYPES: Mapping[str, str] = {"image": "picture", "video": "video", "audio": "audio"}
_SUFFIXES: Mapping[str, str] = {
    **dict.fromkeys(("jpg", "jpeg", "png", "gif", "webp", "avif", "tif", "tiff", "svg", "eps"), "picture"),
    **dict.fromkeys(("mp4", "mov", "mpg", "mpeg", "webm", "m4v", "avi", "mxf", "ts"), "video"),
    **dict.fromkeys(("mp3", "wav", "m4a", "aac", "ogg", "mp2"), "audio"),
}
_AFTER_PATH = re.compile("[?#]")
_NUMBER = re.compile(r"([0-9]{1,12})(?:\.0{1,6})?(?:px)?")
_LARGEST_SIDE = 1_000_000


def media_of(
    files: Iterable[Node], item_kind: str, caption: str | None, credit: str | None, headline: str | None
) -> Iterator[WrittenMedia]:
    """Give what the files of an item are.

    Of an item that is itself a picture, video, sound or graphic, all files of its kind are one thing, with its caption
    (its headline where it has none) and credit. Elsewhere a file begins another thing where its rendition repeats.
    """
    together: list[tuple[str, list[WrittenRendition], set[str]]] = []
    for node in list(files)[:_MOST_FILES]:
        kind = _kind_of(node, item_kind)
        href = absolute(node.get("href"))
        if kind is None or href is None:
            continue
        role = attribute_code(node, "rendition")
        own = next((one for one in reversed(together) if one[0] == kind), None)
        if own is None or (kind != item_kind and (role is None or role in own[2])):
            own = (kind, [], set())
            together.append(own)
        own[1].append(_rendition(node, href))
        own[2].add(role or "")
    is_of_item = item_kind in MEDIA_KINDS
    for kind, renditions, _ in together:
        is_own = kind == item_kind or not is_of_item
        yield WrittenMedia(kind, caption if is_own else None, credit if is_own and is_of_item else None, tuple(renditions))
    if is_of_item and all(kind != item_kind for kind, _, _ in together) and (caption or headline):
        yield WrittenMedia(item_kind, caption or headline, credit)


def _kind_of(node: Node, item_kind: str) -> str | None:
    """Return what a file is: by its media type, its address, else the item it belongs to."""
    main = (node.get("contenttype") or node.get("hreftype") or "").partition("/")[0].strip().lower()
    suffix = _AFTER_PATH.split(node.get("href") or "")[0].rpartition(".")[2].lower()
    kind = _KINDS_OF_TYPES.get(main) or _SUFFIXES.get(suffix)
    if kind == "picture" and item_kind == "graphic":
        return "graphic"
    if kind is None and not main and node.name == "remoteContent" and item_kind in MEDIA_KINDS:
        return item_kind
    return kind


def _rendition(node: Node, href: str) -> WrittenRendition:
    media_type = (node.get("contenttype") or node.get("hreftype") or "").partition(";")[0].strip().lower()
    return WrittenRendition(
        href,
        media_type[:_LONGEST_TYPE] or None,
        width=_pixels(node, "width"),
        height=_pixels(node, "height"),
        size=_number(node.get("size")),
    )


def _pixels(node: Node, name: str) -> int | None:
    if attribute_code(node, f"{name}unit") not in (None, "pixels"):
        return None
    number = _number(node.get(name))
    return number if number and number <= _LARGEST_SIDE else None


def _number(text: str | None) -> int | None:
    match = _NUMBER.fullmatch(text) if text else None
    return (int(match[1]) or None) if match else None
