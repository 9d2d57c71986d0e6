"""What is rejected of a folder goes to its folder `failed`, the reason beside it; put back from there it is read again."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from pydantic import TypeAdapter, ValidationError

from schemas import FolderSource
from schemas.base import Record
from schemas.errors import FetchFailed
from schemas.streams import received_at
from worker.archives import parts_of
from worker.sources.files import File, Files
from worker.sources.folder_names import REASON, is_within, key_of, others_of, places_of, plain
from worker.sources.returns import Returns
from worker.store.rejected import RejectedEntry

_REASON_BYTES = 1024 * 1024
_MOST_REASONS = 1_000
_MISSES = 5


class Reason(Record):
    """Why a file, or a story in it, was rejected."""

    code: str
    message: str
    where: str | None = None
    story: int = 0
    item_id: str | None = None
    received_at: datetime | None = None
    rejected_at: datetime
    rejection: str | None = None
    """Id of its entry in the stream of rejections; None of a file that never came so far."""


class Reasons(Record):
    """What stands beside a file in failed. file: its name there, None where its bytes are no longer kept."""

    file: str | None
    reasons: tuple[Reason, ...]


_REASONS = TypeAdapter(Reasons)


@dataclass(slots=True)
class Failed:
    """The folder failed of a source, for one look. Its calls wait for files and server: make them in a thread."""

    source: FolderSource
    files: Files
    returns: Returns
    placed: list[str] = field(default_factory=list)
    """Files that got a reason beside them."""

    def refuse(self, file: File, reason: Reason) -> None:
        """Move a file that cannot be put in. Raises OSError where it cannot be moved, FetchFailed."""
        digest = sha256(f"{plain(file.path)} {file.size} {file.modified}".encode()).hexdigest()  # it may be too long to read
        self._place(file.path, digest, file.path, reason)

    def give_back(self, entry: RejectedEntry) -> None:
        """Move the file of a rejection to failed, or write what is kept of it. Raises OSError, FetchFailed.

        Its key is forgotten before that: from the moment it is there it can be put back.
        """
        rejection = entry.rejection
        path = rejection.transport.get("path", "")
        if not is_within(path):  # no file of ours
            return
        digest = rejection.transport.get("sha256", rejection.raw_digest)
        self.returns.forget(key_of(path, digest))
        member = rejection.transport.get("archive")
        if member is None:
            names = [(path, digest), (path.removesuffix(".gz"), rejection.raw_digest)]
        else:
            names = [(f"{path}-{parts_of(member)[-1]}", rejection.raw_digest)]
        reason = _reason(entry)
        if member is None and (found := self._find(self._accepted(path, digest), digest)):
            self._place(path, digest, found, reason)
        elif found := self._find_any(names):
            self._write(found, reason)
        else:
            self._write_kept(*names[-1], reason)

    def tidy(self, paths: Iterable[str]) -> list[str]:
        """Delete the reasons of files that are no longer in failed; return which are. Raises OSError, FetchFailed."""
        there: list[str] = []
        for path in paths:
            if self.files.exists(path):
                there.append(path)
                continue
            with suppress(FileNotFoundError):
                self.files.delete(path + REASON)
        return there

    def _accepted(self, path: str, digest: str) -> Iterator[str]:
        """Yield where a file may be that was accepted: in done, or still in its place where it could not be moved."""
        first, second, *rest = (f"{self.source.done}/{other}" for other in places_of(path, digest))
        yield from (first, second, path, *rest)

    def _in_failed(self, path: str, digest: str) -> Iterator[str]:
        return (f"{self.source.failed}/{other}" for other in others_of(path, digest))

    def _find_any(self, names: list[tuple[str, str]]) -> str | None:
        return next((found for name, digest in names if (found := self._find(self._in_failed(name, digest), digest))), None)

    def _find(self, places: Iterable[str], digest: str) -> str | None:
        """Return the first place whose file has these bytes. Where some in a row have none, there is none behind them."""
        misses = 0
        for place in places:
            try:
                if sha256(self.files.read(place, self.source.max_bytes)).hexdigest() == digest:
                    return place
                misses = 0
            except OSError:
                misses += 1
            if misses == _MISSES:
                return None
        return None

    def _place(self, path: str, digest: str, where: str, reason: Reason) -> None:
        """Move a file to failed under a name that is free, the reason first: no file is there without one."""
        for target in self._in_failed(path, digest):
            if self.files.exists(target):
                continue
            self._write(target, reason)
            try:
                self.files.move(where, target)
            except (OSError, FetchFailed) as error:
                with suppress(OSError, FetchFailed):
                    self.files.delete(target + REASON)
                if isinstance(error, FileExistsError):
                    continue
                raise
            return
        raise _too_many(self.source, path)

    def _write_kept(self, path: str, digest: str, reason: Reason) -> None:
        """Write the bytes of an item that are kept on the server, or the reason alone."""
        payload = self.returns.payload(digest)
        if payload is None:
            target = f"{self.source.failed}/{path}"
            self.files.write(target + REASON, _dump(None, [*self._known(target, reason), reason]))
            return
        free = next((one for one in self._in_failed(path, digest) if not self.files.exists(one)), None)
        if free is None:
            raise _too_many(self.source, path)
        self._write(free, reason)
        self.files.write(free, payload)

    def _write(self, target: str, reason: Reason) -> None:
        name = target.rpartition("/")[2]
        self.files.write(target + REASON, _dump(name, [*self._known(target, reason), reason]))
        self.placed.append(target)

    def _known(self, target: str, reason: Reason) -> list[Reason]:
        """Return the other reasons of the same item that are there: those of a file that was put back are over."""
        try:
            known = _REASONS.validate_json(self.files.read(target + REASON, _REASON_BYTES), extra="ignore")
        except (OSError, ValidationError):
            return []
        if reason.item_id is None:
            return []
        same = [one for one in known.reasons if one.item_id == reason.item_id and one.rejection != reason.rejection]
        return same[: _MOST_REASONS - 1]


def _reason(entry: RejectedEntry) -> Reason:
    rejection = entry.rejection
    return Reason(
        code=rejection.code,
        message=rejection.message,
        where=rejection.where,
        story=rejection.story,
        item_id=rejection.item_id,
        received_at=rejection.received_at,
        rejected_at=received_at(entry.id),
        rejection=entry.id,
    )


def _too_many(source: FolderSource, path: str) -> FileExistsError:
    return FileExistsError(f"{source.failed} has too many files of the name {plain(path)}; clear it up")


def _dump(name: str | None, reasons: list[Reason]) -> bytes:
    return Reasons(file=name, reasons=tuple(reasons)).model_dump_json(indent=2, exclude_none=name is not None).encode()
