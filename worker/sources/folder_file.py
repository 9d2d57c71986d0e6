"""One file of a folder: read into a delivery, and moved or deleted once that is accepted."""

import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from schemas import FolderSource, WireItem
from schemas.errors import Unreadable
from worker import archives
from worker.archives import Member
from worker.client.intake import MOST_BYTES
from worker.sources.files import File, Files
from worker.sources.folder_names import key_of, others_of, plain
from worker.store.deliveries import Delivery

AT_ONCE = 100  # files put in with one sync to disk
AT_ONCE_BYTES = 4 * 1024 * 1024
AT_ONCE_SECONDS = 2.0
KEY_SECONDS = 24 * 3600.0  # a worker may be down for a night between accepting a file and moving it


@dataclass(frozen=True, slots=True)
class Read:
    """A file that was read."""

    file: File
    digest: str
    items: tuple[WireItem, ...]
    delivery: Delivery
    is_whole: bool
    """Whether it is as long as the listing said; else it was written meanwhile."""

    @property
    def size(self) -> int:
        """Bytes of its items."""
        return self.delivery.size


def read_some(files: Files, source: FolderSource, found: Sequence[File]) -> list[Read | Unreadable | OSError]:
    """Read the first of some files, as many as go into the inbox at once; one at least. Raises FetchFailed."""
    results: list[Read | Unreadable | OSError] = []
    size, until = 0, time.monotonic() + AT_ONCE_SECONDS
    for file in found[:AT_ONCE]:
        try:
            one = read(files, source, file)
            size += one.size
            results.append(one)
        except (Unreadable, OSError) as error:
            results.append(error)
        if size >= AT_ONCE_BYTES or time.monotonic() >= until:
            break
    return results


def finish_some(files: Files, source: FolderSource, accepted: Sequence[tuple[File, str]]) -> list[OSError | None]:
    """Finish the first of some files with their digests, what can be done in a moment; one at least. Raises FetchFailed."""
    results: list[OSError | None] = []
    until = time.monotonic() + AT_ONCE_SECONDS
    for file, digest in accepted:
        try:
            finish(files, source, file, digest)
            results.append(None)
        except OSError as error:
            results.append(error)
        if time.monotonic() >= until:
            break
    return results


def read(files: Files, source: FolderSource, file: File) -> Read:
    """Read a file. Raises Unreadable where it cannot be put in, OSError, FetchFailed."""
    most = min(source.max_bytes, MOST_BYTES)
    if file.size > most:
        raise _too_large(file.size, most)
    data = files.read(file.path, most)
    if len(data) > most:
        raise _too_large(len(data), most)
    digest = sha256(data).hexdigest()
    name = plain(file.path).rpartition("/")[2]
    is_whole = len(data) == file.size
    if is_whole and archives.is_archive(name):
        members = archives.members(name, data, most)
        facts = {"sha256": digest}
    else:
        members, facts = [Member(name, data)], {}
    received_at = datetime.now(UTC)
    items = tuple(_item(source, file, member, facts, received_at) for member in members)
    return Read(file, digest, items, Delivery(source.id, items, key_of(file.path, digest), digest, KEY_SECONDS), is_whole)


def finish(files: Files, source: FolderSource, file: File, digest: str) -> None:
    """Move a file that was accepted to done, or delete it. Raises OSError, FetchFailed.

    One that is no longer what was read stays: it is a new one.
    """
    if _is_another(source, file):
        return
    with suppress(FileNotFoundError):  # whoever took over this look has moved it
        if source.after == "delete":
            files.delete(file.path)
            return
        for other in others_of(file.path, digest):
            try:
                files.move(file.path, f"{source.done}/{other}")
            except FileExistsError:
                continue
            return
        raise FileExistsError(f"{source.done} has too many files of its name; clear it up")


def _is_another(source: FolderSource, file: File) -> bool:
    """Whether a local file was replaced since it was listed; servers are not asked once more for each file."""
    if source.scheme != "file":
        return False
    try:
        now = Path(source.path, file.path).stat(follow_symlinks=False)
    except OSError:
        return False
    modified = datetime.fromtimestamp(now.st_mtime, UTC).isoformat(timespec="microseconds")
    return (now.st_size, modified) != (file.size, file.modified)


def _item(source: FolderSource, file: File, member: Member, facts: dict[str, str], received_at: datetime) -> WireItem:
    transport = {"path": plain(file.path), "modified": file.modified, **facts}
    if file.path.lower().endswith(".zip") and facts:
        transport["archive"] = plain(member.name)
    return WireItem(
        payload=member.payload,
        source=source.id,
        filename=plain(member.base_name) or None,
        received_at=received_at,
        urgent=True if source.urgent else None,
        transport=transport,
    )


def _too_large(size: int, most: int) -> Unreadable:
    return Unreadable(
        archives.TOO_LARGE,
        f"it has {size:,} bytes, {most:,} are taken at most; raise max_bytes ({MOST_BYTES:,} at most) and put it back",
    )
