"""The files of a folder source, wherever they are: listed, read, moved and deleted in one way.

A call to a server takes source.timeout at most; then its connection is closed, and FetchFailed timeout raised.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from schemas.errors import FetchFailed
from schemas.folder_source import FolderSource
from worker.sources import filesystems
from worker.sources.filesystems import Entry, FileSystem

MAKERS = {
    "file": filesystems.local,
    "sftp": filesystems.sftp,
    "ftp": filesystems.ftp,
    "ftps": filesystems.ftps,
    "s3": filesystems.s3,
}

DEEPEST = 32
"""Folders within folders: an FTP server may follow a link that leads back."""


@dataclass(frozen=True, slots=True)
class File:
    """A file of a folder, as its listing has it."""

    path: str
    """Relative to the source's folder, with /. Bytes that are no UTF-8 stand as surrogates, as in os.fsdecode."""
    size: int
    """Bytes."""
    modified: str
    """When it was last written: ISO where the server tells a time, else as it writes it. Only good to be compared."""
    age: float | None
    """Seconds since it last changed, by the clock that its time is from; None where that clock is not known."""


class Files:
    """The files of one source, for one look, used by one thread at a time. A context manager.

    Each call raises FetchFailed where the server cannot be had, and OSError for what is wrong with one file:
    FileNotFoundError, PermissionError, FileExistsError. Paths are those of File.
    """

    def __init__(self, source: FolderSource, system: FileSystem) -> None:
        self._source = source
        self._system = system
        self._left_out = {source.done, source.failed}
        self._is_connected = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def list(self, recursive: bool) -> list[File]:
        """Return the files of the folder without those in done and failed, sorted by path.

        Symbolic links and special files are left out, and what is more than 32 folders deep. Raises FetchFailed alone:
        not_found, forbidden and not_readable too.
        """
        try:
            with self._asking():
                found = self._look_into("")
                folders = [path for path, one in found.items() if one.is_folder]
                while recursive and folders:
                    with suppress(FileNotFoundError):  # it went while we looked
                        deeper = self._look_into(f"{folders.pop()}/")
                        folders += [path for path, one in deeper.items() if one.is_folder and path.count("/") < DEEPEST]
                        found |= deeper
        except OSError as error:
            raise FetchFailed("not_readable", f"{self._source.url} cannot be listed: {error}") from error
        files = [File(path, one.size, one.modified, one.age) for path, one in found.items() if not one.is_folder]
        return sorted(files, key=lambda file: file.path)

    def read(self, path: str, most: int) -> bytes:
        """Return a file, of a longer one its first most + 1 bytes. What comes is never cut: that is FetchFailed cut."""
        with self._asking():
            return self._system.cat_file(self._at(path), end=most + 1)

    def move(self, path: str, to: str) -> None:
        """Give a file another path, and make the folders it takes. Raises FileExistsError rather than overwrite."""
        with self._asking():
            self._system.mv(self._at(path), self._at(to))

    def delete(self, path: str) -> None:
        """Delete a file. S3 alone does not say that there was none."""
        with self._asking():
            self._system.rm_file(self._at(path))

    def write(self, path: str, data: bytes) -> None:
        """Write a file, complete or not at all, and make the folders it takes; what has its name is replaced."""
        with self._asking():
            self._system.pipe_file(self._at(path), data)

    def exists(self, path: str) -> bool:
        """Whether a file has this path; here and on SFTP a folder counts too."""
        with self._asking():
            return self._system.exists(self._at(path))

    def close(self) -> None:
        """Close the connection; the next call opens one again."""
        self._is_connected = False
        self._system.close()

    def _at(self, path: str) -> str:
        return f"{self._source.path.rstrip('/')}/{path}"

    def _look_into(self, folder: str) -> dict[str, Entry]:
        """Return what a folder has, by path, without done and failed. The source's own is "", others end with a slash."""
        try:
            entries = self._system.entries(self._at(folder).rstrip("/") or "/")
        except (FileNotFoundError, NotADirectoryError) as error:
            if folder:
                raise FileNotFoundError(str(error)) from error
            raise FetchFailed("not_found", f"{self._source.url} is no folder; make it, or correct url") from error
        except PermissionError as error:
            raise FetchFailed("forbidden", f"{self._source.url}/{folder} may not be read: {error}") from error
        found = {folder + entry.name: entry for entry in entries if _is_name(entry.name)}
        return {path: entry for path, entry in found.items() if path not in self._left_out}

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """Connect if need be, bound what is asked in time, and turn what libraries raise into our own."""
        expired = threading.Event()
        watch = threading.Timer(self._source.timeout, self._expire, args=(expired,))
        watch.daemon = True
        if self._source.scheme != "file":  # no call of the kernel could be ended
            watch.start()
        try:
            if not self._is_connected:
                self._system.connect()
                self._is_connected = True
            yield
        except Exception as error:
            if expired.is_set():
                raise self._timeout() from error
            told = self._system.told(error)
            if isinstance(told, FetchFailed) or not self._is_connected:
                self.close()
            if told is error:
                raise
            raise told from error
        finally:
            watch.cancel()
            if watch.ident is not None:
                watch.join()
            if expired.is_set():
                self.close()

    def _expire(self, expired: threading.Event) -> None:
        expired.set()
        self._system.abort()

    def _timeout(self) -> FetchFailed:
        seconds = f"{self._source.timeout:g} s"
        return FetchFailed("timeout", f"{self._source.url} took more than {seconds}; a slow server wants a longer timeout")


def _is_name(name: str) -> bool:
    """Servers may answer anything: nothing of it leads out of the folder."""
    return name not in ("", ".", "..") and "/" not in name and "\0" not in name


def open_files(source: FolderSource) -> Files:
    """Return the files of a source; the first call connects. Raises FetchFailed not_readable for its files of secrets."""
    return Files(source, MAKERS[source.scheme](source))
