"""Archives attached to mails, .zip and .gz: agencies send several items in one. Opened in memory and within limits."""

from collections.abc import Iterator
from itertools import count

from schemas import Code
from schemas.errors import Unreadable
from worker.formats.mail_parts import Part

_MEDIA_TYPES = {
    "application/zip": ".zip",
    "application/x-zip-compressed": ".zip",
    "application/gzip": ".gz",
    "application/x-gzip": ".gz",
}
_MAGIC = (b"PK\x03\x04", b"\x1f\x8b")
_LONGEST = 16 * 1024 * 1024  # a picture may lie beside the items
_MOST_ARCHIVES = 5
_LONGEST_NAME = 200
_BAD_ARCHIVE = "bad_archive"


def is_archive(part: Part, name: str | None) -> bool:
    """Whether a part is an archive by its name or its media type, and by its first bytes."""
    return _named(part, name) is not None and part.content().startswith(_MAGIC)


def files_in(part: Part, name: str | None, opened: "count[int]") -> Iterator[tuple[str, bytes]]:
    """Give name and bytes of the files in an archive. opened: counts those of the mail and of all mails within it.

    Raises Unreadable: binary for one that cannot be opened, too_large for one too large or one too many.
    """
    from worker.archives import members

    if next(opened) >= _MOST_ARCHIVES:
        raise Unreadable(Code.TOO_LARGE, f"more than {_MOST_ARCHIVES} archives in one mail", part.where)
    try:
        found = members(_named(part, name) or "", part.content(), _LONGEST)
    except Unreadable as error:
        code = Code.BINARY if error.code == _BAD_ARCHIVE else error.code
        raise Unreadable(code, error.message, part.where) from error
    for member in found:
        yield member.base_name[:_LONGEST_NAME], member.payload


def _named(part: Part, name: str | None) -> str | None:
    """Return the archive's name, with the ending that says how it is opened; None if it is none."""
    if name and name.lower().endswith((".zip", ".gz")):
        return name
    ending = _MEDIA_TYPES.get(part.media_type)
    return f"{name or 'archive'}{ending}" if ending else None
