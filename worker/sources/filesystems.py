"""The file systems of folder sources: fsspec's, each made anew for one look, without caches and shared with nobody.

Paths are absolute, names as the server has them: what is no UTF-8 in them comes as surrogates, as in os.fsdecode.
Symbolic links and special files are in no listing, so that nothing outside of a folder is read or moved.
"""

import errno
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from schemas.errors import FetchFailed
from schemas.folder_source import FolderSource
from worker.sources.credentials import secret

REFUSED = {errno.ECONNREFUSED, errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EADDRNOTAVAIL}


@dataclass(frozen=True, slots=True)
class Entry:
    """What a folder has: a file or a folder. Its fields are those of files.File."""

    name: str
    is_folder: bool
    size: int = 0
    modified: str = ""
    age: float | None = None


class FileSystem(Protocol):
    """What is asked of fsspec's file systems, where it can be under fsspec's names.

    They raise FetchFailed, OSError where one file is in trouble, and what their libraries raise: told says what that is.
    """

    def connect(self) -> None:
        """Connect and log in."""

    def entries(self, path: str) -> list[Entry]:
        """Return what a folder has. Raises FileNotFoundError where there is none."""

    def cat_file(self, path: str, *, end: int) -> bytes:
        """Return a file up to end. Raises FetchFailed cut where less comes than it has."""

    def mv(self, path1: str, path2: str) -> None:
        """Rename, and make the folders it takes. Raises FileExistsError rather than overwrite."""

    def rm_file(self, path: str) -> None:
        """Delete a file."""

    def pipe_file(self, path: str, value: bytes) -> None:
        """Write a file, complete or not at all, and make the folders it takes; what is there is replaced."""

    def exists(self, path: str) -> bool:
        """Whether something has this name."""

    def told(self, error: Exception) -> Exception:
        """Return what to raise for what was raised: FetchFailed where the server cannot be had, else the error itself."""

    def abort(self) -> None:
        """End what another thread waits for in here, which then raises."""

    def close(self) -> None:
        """Close the connection, if there is one. Raises nothing."""


def local(source: FolderSource) -> FileSystem:
    """Return a folder of this machine."""
    from worker.sources.local_files import LocalFiles

    return LocalFiles(source.path, skip_instance_cache=True)


def sftp(source: FolderSource) -> FileSystem:
    """Return a folder of an SFTP server. Raises FetchFailed not_readable for the files of its secrets and known hosts."""
    from worker.sources.sftp_files import SftpFiles, login

    return SftpFiles(*address(source, 22), root=source.path, login=login(source), timeout=source.timeout)


def ftp(source: FolderSource) -> FileSystem:
    """Return a folder of an FTP server. Raises FetchFailed not_readable for the file of its password."""
    from worker.sources.ftp_files import FtpFiles

    host, port = address(source, 21)
    return FtpFiles(
        host, port, root=source.path, username=source.username, password=password(source), timeout=source.timeout
    )


def ftps(source: FolderSource) -> FileSystem:
    """Return a folder of an FTP server that speaks TLS when asked (AUTH TLS). Raises FetchFailed not_readable."""
    from worker.sources.ftp_files import FtpFiles

    host, port = address(source, 21)
    return FtpFiles(
        host, port, root=source.path, username=source.username, password=password(source), timeout=source.timeout,
        tls_context=_tls_context(source),
    )  # fmt: skip


def s3(source: FolderSource) -> FileSystem:
    """Return a bucket, or what is below a prefix of it. Raises FetchFailed not_readable for the file of its password.

    Without username, the keys are what AWS's own tools would use: environment, ~/.aws, or the machine's role.
    """
    from worker.sources.s3_files import S3Files

    _tls_context(source)  # botocore says less of a file that it cannot read
    return S3Files.of(source, password(source))


def address(source: FolderSource, usual: int) -> tuple[str, int]:
    """Return host and port of a source's server."""
    parts = urlsplit(source.url)
    return parts.hostname or "", parts.port or usual


def password(source: FolderSource) -> str | None:
    """Return the source's password, read anew. Raises FetchFailed not_readable."""
    return None if source.password_file is None else secret(source.password_file)


def cut(place: str, path: str, came: int, size: int) -> FetchFailed:
    """Return what is raised where not all bytes of a file came."""
    return FetchFailed("cut", f"{place} sent {came:,} of the {size:,} bytes of {path!r}; the next look asks again")


def is_of_one_file(error: Exception) -> bool:
    """Whether an error says something of one file, and nothing of the server."""
    return isinstance(error, FileNotFoundError | PermissionError | FileExistsError)


def unreachable(place: str, error: BaseException) -> FetchFailed:
    """Return why a server cannot be had, from an error and those that led to it. place: its address, without a secret."""
    for cause in _causes(error):
        if isinstance(cause, socket.gaierror):
            return FetchFailed("dns", f"the name of {place} has no address: {cause.strerror}; correct url")
        if isinstance(cause, TimeoutError):
            return FetchFailed("timeout", f"{place} does not answer; if it is only slow, raise timeout")
        if isinstance(cause, ssl.SSLCertVerificationError):
            return FetchFailed("tls", f"{place}: {cause.verify_message}; ca_file says whose certificates are trusted")
        if isinstance(cause, ssl.SSLError) and not isinstance(cause, ssl.SSLEOFError):
            return FetchFailed("tls", f"{place}: {cause.reason or 'TLS failed'}")
        if isinstance(cause, OSError) and cause.errno in REFUSED:
            return FetchFailed("refused", f"{place} takes no connection: {cause.strerror}; is it running there?")
    return FetchFailed("cut", f"{place} closed the connection; the next look asks again")


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__


def _tls_context(source: FolderSource) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=source.ca_file)
    except OSError as error:  # ssl.SSLError too
        raise FetchFailed("not_readable", f"ca_file {source.ca_file} cannot be used: {error}") from error
