"""A folder of this machine, on fsspec's local file system."""

import errno
import os
import secrets
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime

from fsspec.implementations.local import LocalFileSystem

from worker.sources.filesystems import Entry

FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC

# Where there are no hard links, or they are not for us, a rename does; it could overwrite in the moment after a look.
NO_LINKS = {errno.EPERM, errno.EACCES, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}


class LocalFiles(LocalFileSystem):  # type: ignore[misc]  # fsspec has no types
    """Files below a root, where no symbolic link leads out: each folder is opened from the one above it, links refused.

    fsspec's own follows links, overwrites what it moves a file to, and writes in place.
    """

    def __init__(self, root: str, **options: object) -> None:
        super().__init__(**options)
        self._root = root

    def connect(self) -> None:
        """Nothing to connect to."""

    def entries(self, path: str) -> list[Entry]:
        """Return what a folder has. Raises OSError."""
        with self._folder(path) as folder, os.scandir(folder) as found:
            now = time.time()
            return [entry for one in found if (entry := _entry(one, now))]

    def cat_file(self, path: str, *, end: int) -> bytes:
        """Return a file up to end. Raises OSError; FileNotFoundError for what is no regular file."""
        with self._parent_of(path) as (folder, name):
            # A pipe would wait for its writer; not blocking, it is opened and seen to be none of ours.
            descriptor = os.open(name, FILE, dir_fd=folder)
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise FileNotFoundError(f"{path!r} is no regular file")
        with os.fdopen(descriptor, "rb") as file:
            return file.read(end)

    def mv(self, path1: str, path2: str) -> None:
        """Rename, and make the folders it takes. Raises OSError, FileExistsError rather than overwrite."""
        with self._parent_of(path1) as (old, name), self._parent_of(path2, make=True) as (new, new_name):
            try:
                os.link(name, new_name, src_dir_fd=old, dst_dir_fd=new, follow_symlinks=False)
            except FileExistsError:
                if not _is_one(name, new_name, old, new):  # else somebody died, or stands still, in the midst of this move
                    raise
                os.unlink(name, dir_fd=old)
            except OSError as error:
                if error.errno not in NO_LINKS:
                    raise
                _rename(name, new_name, old, new)
            else:
                os.unlink(name, dir_fd=old)

    def rm_file(self, path: str) -> None:
        """Delete a file. Raises OSError."""
        with self._parent_of(path) as (folder, name):
            os.unlink(name, dir_fd=folder)

    def pipe_file(self, path: str, value: bytes) -> None:
        """Write a file under another name, and rename it when it is on the disk. Raises OSError."""
        part = f".{secrets.token_hex(8)}.part"
        with self._parent_of(path, make=True) as (folder, name):
            try:
                with os.fdopen(os.open(part, NEW, 0o666, dir_fd=folder), "wb") as file:
                    file.write(value)
                    file.flush()
                    os.fsync(file.fileno())
                os.rename(part, name, src_dir_fd=folder, dst_dir_fd=folder)
            except BaseException:
                with suppress(OSError):
                    os.unlink(part, dir_fd=folder)
                raise

    def exists(self, path: str) -> bool:
        """Whether something has this name, be it a link that leads nowhere. Raises OSError."""
        try:
            with self._parent_of(path) as (folder, name):
                os.stat(name, dir_fd=folder, follow_symlinks=False)
        except FileNotFoundError:
            return False
        return True

    def told(self, error: Exception) -> Exception:
        """Nothing here is a connection."""
        return error

    def abort(self) -> None:
        """The kernel's calls cannot be ended from here."""

    def close(self) -> None:
        """Nothing is held."""

    @contextmanager
    def _parent_of(self, path: str, *, make: bool = False) -> Iterator[tuple[int, str]]:
        folder, _, name = path.rpartition("/")
        with self._folder(folder, make=make) as opened:
            yield opened, name

    @contextmanager
    def _folder(self, path: str, *, make: bool = False) -> Iterator[int]:
        """Open a folder, link by no link. The root itself may be one: whoever declares the source says so."""
        opened = os.open(self._root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            for name in path.removeprefix(self._root).split("/"):
                if name:
                    if make:
                        with suppress(FileExistsError):
                            os.mkdir(name, dir_fd=opened)
                    deeper = os.open(name, FOLDER, dir_fd=opened)
                    os.close(opened)
                    opened = deeper
            yield opened
        finally:
            os.close(opened)


def _entry(found: os.DirEntry[str], now: float) -> Entry | None:
    try:
        known = found.stat(follow_symlinks=False)
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(known.st_mode):
        return Entry(found.name, is_folder=True)
    if not stat.S_ISREG(known.st_mode):
        return None
    # A sender may set the time of modification to anything; that of the change is the file system's own.
    age = now - known.st_ctime
    modified = datetime.fromtimestamp(known.st_mtime, UTC).isoformat(timespec="microseconds")
    return Entry(found.name, is_folder=False, size=known.st_size, modified=modified, age=age if age >= 0 else None)


def _is_one(name: str, new_name: str, old: int, new: int) -> bool:
    """Whether two names are those of one file."""
    one = os.stat(name, dir_fd=old, follow_symlinks=False)
    return os.path.samestat(one, os.stat(new_name, dir_fd=new, follow_symlinks=False))


def _rename(name: str, new_name: str, old: int, new: int) -> None:
    with suppress(FileNotFoundError):
        os.stat(new_name, dir_fd=new, follow_symlinks=False)
        raise FileExistsError(f"{new_name!r} is there already")
    os.rename(name, new_name, src_dir_fd=old, dst_dir_fd=new)
