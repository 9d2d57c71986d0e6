"""Pictures, videos, sounds and graphics of ninjs: renditions of the item itself, and items associated with it."""

import re
from collections.abc import Iterator, Sequence
from html import escape

from worker.draft import WrittenMedia, WrittenRendition
from worker.formats.feed_fields import absolute
from worker.formats.ninjs_fields import Fields, bare, line_of
from worker.formats.ninjs_names import ASSOCIATIONS, BYLINE, CREDIT, HREF, KINDS, MEDIA_TYPE, RENDITIONS, SIZE, TYPE
from worker.formats.ninjs_texts import bodies_of, caption_of, credit_among_descriptions

_BY_TYPE = {"image": "picture", "video": "video", "audio": "audio"}
_ENDINGS = (
    ("picture", re.compile(r"\.(?:jpe?g|png|gif|webp|tiff?|avif)(?:[?#]|\Z)", re.IGNORECASE)),
    ("video", re.compile(r"\.(?:mp4|mov|m4v|webm|avi|wmv|m3u8)(?:[?#]|\Z)", re.IGNORECASE)),
    ("audio", re.compile(r"\.(?:mp3|m4a|wav|ogg|aac)(?:[?#]|\Z)", re.IGNORECASE)),
)
_OF_MEDIA = frozenset(("picture", "video", "audio", "graphic"))
_TEXTS = ("text/", "application/xml", "application/xhtml", "application/json", "application/pdf")
_MOST = 50
_MOST_RENDITIONS = 50
_LONGEST_TYPE = 100


def kind_of(item: Fields) -> str | None:
    """Return the type of an item, without the alias before it; None where it says none."""
    written = item.word(*TYPE)
    return bare(written) if written else None


def media_of(item: Fields, kind: str, text: str | None, bases: Sequence[str | None]) -> Iterator[WrittenMedia]:
    """Give the media of an item of a kind: what it is itself, then what goes with it.

    text: its body, in which some of them may stand: the file that does comes first, so that they are found to be one.
    """
    if own := _own(item, kind, text, bases):
        yield own
    found = (medium for one in _with_galleries(item) if (medium := _associated(one, text, bases)))
    yield from (medium for _, medium in zip(range(_MOST), found, strict=False))


def _with_galleries(item: Fields) -> Iterator[Fields]:
    """Give the associated items, and of those that hold others these."""
    for _, one in item.named(*ASSOCIATIONS):
        if KINDS.get(kind_of(one) or "") == "composite":
            yield from (inner for _, inner in one.named(*ASSOCIATIONS))
        else:
            yield one


def _own(item: Fields, kind: str, text: str | None, bases: Sequence[str | None]) -> WrittenMedia | None:
    """Return the medium that an item is; of a text, the picture, video or sound among its renditions."""
    files = list(_renditions(item, bases))
    if kind in _OF_MEDIA:
        return _medium(item, kind, files, text)
    for of_kind in ("picture", "video", "audio"):
        if of_its_kind := [one for one in files if _kind_of_file(one) == of_kind]:
            return WrittenMedia(of_kind, renditions=_ordered(of_its_kind, text))
    return None


def _associated(item: Fields, text: str | None, bases: Sequence[str | None]) -> WrittenMedia | None:
    """Return the medium that an associated item is, None for a text and for what says nothing."""
    files = list(_renditions(item, bases))
    said = kind_of(item)
    kind = KINDS.get(said or "") or (None if said else _kind_of_type(item.word(*MEDIA_TYPE) or ""))
    if kind is None and (said is None or said == "component"):
        kind = next((found for one in files if (found := _kind_of_file(one))), None)
    return _medium(item, kind, files, text) if kind in _OF_MEDIA else None


def _medium(item: Fields, kind: str, files: list[WrittenRendition], text: str | None) -> WrittenMedia | None:
    said = caption_of(item)
    caption = said.text if said else next((line_of(one.text) for one in bodies_of(item)), None)
    credit = item.line(*CREDIT) or credit_among_descriptions(item) or item.line(*BYLINE) or _photographer(item)
    return WrittenMedia(kind, caption, credit, _ordered(files, text)) if files or caption else None


def _photographer(item: Fields) -> str | None:
    return next((name for one in item.objects("photographer", "creator") if (name := one.line("", "name"))), None)


def _renditions(item: Fields, bases: Sequence[str | None]) -> Iterator[WrittenRendition]:
    """Give the files of an item that are no texts."""
    found = (one for _, one in item.named(*RENDITIONS))
    for _, one in zip(range(_MOST_RENDITIONS), found, strict=False):
        media_type = (one.word(*MEDIA_TYPE) or "").lower()[:_LONGEST_TYPE] or None
        href = absolute(one.text(*HREF), *bases)
        if href and not (media_type or "").startswith(_TEXTS) and kind_of(one) != "text":
            yield WrittenRendition(href, media_type, one.number("width"), one.number("height"), one.number(*SIZE))


def _ordered(files: list[WrittenRendition], text: str | None) -> tuple[WrittenRendition, ...]:
    if not text:
        return tuple(files)
    return tuple(sorted(files, key=lambda one: not (one.href in text or escape(one.href) in text)))


def _kind_of_file(one: WrittenRendition) -> str | None:
    if kind := _kind_of_type(one.media_type or ""):
        return kind
    return next((kind for kind, ending in _ENDINGS if ending.search(one.href)), None) if not one.media_type else None


def _kind_of_type(media_type: str) -> str | None:
    return _BY_TYPE.get(media_type.partition("/")[0].lower())
