"""Which media types HTTP intake takes, and what each is taken for."""

import re
from typing import Literal

from worker.formats.media_type import essence
from worker.web.problems import Problem

NDJSON = frozenset({"application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines"})

_MOST_CHARACTERS = 300
_TOKEN = r"[A-Za-z0-9!#$%&'*+.^_`|~-]+"  # noqa: S105  # RFC 9110's word
_MEDIA_TYPE = re.compile(rf"{_TOKEN}/{_TOKEN}[ \t]*(?:;[ -~\t]*)?")
_NO_TEXT = re.compile(
    r"(?:image|video|audio|font|model)/.*"
    r"|application/(?:.*[.+-])?(?:zip|gzip|x-gzip|pdf|zstd|tar|rar|rar-compressed|7z-compressed|bzip2|xz|wasm)"
    r"|application/(?:msword|vnd\.(?:ms-|openxmlformats|oasis\.opendocument).*|postscript|java-archive|x-msdownload|x-executable)"
)
_FORM = "application/x-www-form-urlencoded"

Shape = Literal["item", "lines", "parts"]


def check_media_type(media_type: str) -> None:
    """Raises Problem 415 for what is no media type, and for those that hold no text of news."""
    if len(media_type) > _MOST_CHARACTERS or not _MEDIA_TYPE.fullmatch(media_type):
        raise _refused("the Content-Type is no media type, such as text/plain; charset=utf-8")
    kind = essence(media_type) or ""
    if kind == _FORM:
        raise _refused(
            "a form is no item; curl sends a file as it is with --data-binary @file and -H 'Content-Type: text/plain', "
            "and forms with files with -F"
        )
    if _NO_TEXT.fullmatch(kind):
        raise _refused(f"{kind} holds no text of news; send what it says as text, or pack it by Content-Encoding")


def shape_of(media_type: str | None) -> Shape:
    """Return what a body of a media type is: one item, lines of JSON that are items, or parts."""
    kind = essence(media_type) or ""
    if kind in NDJSON:
        return "lines"
    return "parts" if kind.startswith("multipart/") else "item"


def _refused(detail: str) -> Problem:
    return Problem(415, "unsupported_media_type", detail)
