"""Names in a folder: which files are taken, and what one is called where there is another of its name."""

from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

from schemas import FolderSource

UNFINISHED = (".part", ".tmp", ".filepart", ".crdownload", ".partial", "~")
REASON = ".reason.json"
_REASONS = (REASON, ".reason.txt")
_COUNTED = 9
_MOST_NAME_BYTES = 200  # of 255: marks and the reason's ending come behind


def is_wanted(source: FolderSource, path: str) -> bool:
    """Whether a file is taken by its name: it fits, is not hidden, not unfinished, not in done or failed.

    path: relative to the source's folder, as all paths here.
    """
    *folders, name = path.split("/")
    if not name or (folders and not source.recursive) or is_set_aside(source, path):
        return False
    if any(part.startswith(".") for part in (*folders, name)) or is_unfinished(name) or name.lower().endswith(_REASONS):
        return False
    return fnmatchcase(name, source.pattern)


def is_set_aside(source: FolderSource, path: str) -> bool:
    """Whether a path is in done or failed, or is one of them."""
    return any(path == folder or path.startswith(f"{folder}/") for folder in (source.done, source.failed))


def is_unfinished(name: str) -> bool:
    """Whether a name is one that files are written under."""
    return name.lower().endswith(UNFINISHED)


def others_of(path: str, digest: str) -> Iterator[str]:
    """Yield the names for a file in a folder that may have one of its name: a.xml, a.2.xml … a.9.xml, a.<digest>.xml.

    Where a file went is found again by trying them: each says what its bytes are.
    """
    pure = _fitting(PurePosixPath(path), digest)
    yield str(pure)
    marks = [*map(str, range(2, _COUNTED + 1)), digest[:12], *(f"{digest[:12]}-{number}" for number in range(2, 10))]
    for mark in marks:
        yield str(pure.with_name(f"{pure.stem}.{mark}{pure.suffix}"))


def places_of(path: str, digest: str) -> Iterator[str]:
    """Yield those names in the order to look for a file by: what it would be first, then what is its alone."""
    first, *rest = others_of(path, digest)
    own = [one for one in rest if digest[:12] in one]
    yield from (first, *own[:1], *(one for one in rest if one not in own), *own[1:])


def is_within(path: str) -> bool:
    """Whether a path leads nowhere but into the folder: rejections tell paths, and whoever puts items in tells those."""
    return "\0" not in path and all(part not in ("", ".", "..") for part in path.split("/"))


def plain(path: str) -> str:
    """Return a path as text that can be sent: of a name that is no UTF-8, the bytes that are not are written out."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def key_of(path: str, digest: str) -> str:
    """Return the key that a file is delivered under."""
    return f"file:{plain(path)}:{digest}"


def _fitting(path: PurePosixPath, digest: str) -> PurePosixPath:
    """Shorten a name that leaves no room for what is put behind it."""
    name = path.name.encode("utf-8", "surrogateescape")
    if len(name) <= _MOST_NAME_BYTES:
        return path
    suffix = path.suffix if len(path.suffix) <= 10 else ""
    return path.with_name(f"{name[: _MOST_NAME_BYTES - 40].decode('utf-8', 'ignore')}.{digest[:12]}{suffix}")
