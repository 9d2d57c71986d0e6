"""A folder of an FTP server, with TLS or without, on fsspec's FTP file system, which is on the standard library's ftplib."""

import errno
import ftplib
import re
import secrets
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from fsspec.implementations.ftp import FTPFileSystem

from schemas.errors import FetchFailed
from worker.sources.filesystems import Entry, cut, is_of_one_file, unreachable
from worker.sources.ftp_listing import human_listing, machine_listing

BLOCK = 64 * 1024
BROKEN_OFF = ("421", "425", "426")
LONGEST_LISTING = 64 * 1024 * 1024


class _Tls(ftplib.FTP_TLS):
    """Data connections go on with the session of the control connection, which many servers insist on."""

    def ntransfercmd(self, cmd: str, rest: int | str | None = None) -> tuple[socket.socket, int | None]:
        conn, size = ftplib.FTP.ntransfercmd(self, cmd, rest)  # noqa: S321  # here is the TLS
        assert isinstance(self.sock, ssl.SSLSocket)  # noqa: S101  # we logged in by TLS
        return self.context.wrap_socket(conn, server_hostname=self.host, session=self.sock.session), size


class FtpFiles(FTPFileSystem):  # type: ignore[misc]  # fsspec has no types
    """Files on an FTP server, read in passive mode; what comes is compared with the size that the server says.

    fsspec's own checks no certificate, takes a broken transfer for a whole one, takes names for addresses, fails on those
    that are no UTF-8, overwrites what it moves a file to, and lists a folder to learn of one file.
    """

    def __init__(
        self,
        host: str,
        port: int,
        *,
        root: str,
        username: str | None,
        password: str | None,
        timeout: float,
        tls_context: ssl.SSLContext | None = None,
    ) -> None:
        self._place = f"{'ftps' if tls_context else 'ftp'}://{host}:{port}"
        self._root = root
        self._context = tls_context
        self._data: socket.socket | None = None
        self._made: set[str] = set()
        super().__init__(
            host, port, username or "anonymous", password, timeout=timeout, encoding="latin-1", use_listings_cache=False
        )

    def _connect(self) -> None:
        """fsspec calls this while it is made; it connects when connect says so.

        To ftplib every byte is a character (latin-1), so that names come and go as they are: see _wire.
        """
        self.ftp: Any = ftplib.FTP(timeout=self.timeout, encoding=self.encoding)  # noqa: S321  # who declares ftp:// wants it
        if self._context is not None:
            self.ftp = _Tls(context=self._context, timeout=self.timeout, encoding=self.encoding)
        self.ftp.trust_server_pasv_ipv4_address = False

    def connect(self) -> None:
        """Connect and log in. Raises what told understands."""
        self._connect()
        self.ftp.connect(self.host, self.port)
        if isinstance(self.ftp, _Tls):
            self._begin_tls(self.ftp)
        user, held, _ = self.cred
        if "\n" in held or "\r" in held:
            raise FetchFailed("not_readable", "password_file has several lines; FTP has no way to say such a password")
        try:
            ftplib.FTP.login(self.ftp, _wire(user), _wire(held))  # noqa: S321  # whoever declares ftp:// wants it
        except ftplib.error_perm as error:
            message = f"{self._place} does not let {user!r} in: check username and password_file"
            raise FetchFailed("forbidden", message) from error
        if isinstance(self.ftp, _Tls):
            self.ftp.prot_p()
        self.ftp.voidcmd("TYPE I")
        with suppress(ftplib.error_perm):  # some servers speak UTF-8 only when told to
            self.ftp.sendcmd("OPTS UTF8 ON")

    def entries(self, path: str) -> list[Entry]:
        """Return what a folder has. Raises OSError, FetchFailed, and ftplib's."""
        # Arguments of LIST with spaces, stars or dashes mean something else to each server: the folder is gone into.
        with _about(path):
            self.ftp.cwd(_wire(path))
        try:
            return machine_listing(self._listing("MLSD"))
        except ftplib.error_perm:
            with _about(path):
                return human_listing(self._listing("LIST"))

    def cat_file(self, path: str, *, end: int) -> bytes:
        """Return a file up to end. Raises OSError, FetchFailed cut, and ftplib's."""
        try:
            with _about(path):
                data = self._received(f"RETR {_wire(path)}", end)
        except FileNotFoundError as error:
            if self.exists(path):  # servers have one reply for both
                raise PermissionError(errno.EACCES, f"{path!r} may not be read") from error
            raise
        size = self._size(path)
        if len(data) != min(size, end):
            raise cut(self._place, path, len(data), size)
        return data

    def mv(self, path1: str, path2: str) -> None:
        """Rename, and make the folders it takes. Raises FileExistsError rather than overwrite, OSError, and ftplib's."""
        # Many servers overwrite: two who move to one name at the same moment are the caller's to prevent.
        if self.exists(path2):
            raise FileExistsError(f"{path2!r} is there already")
        self._make_parents(path2)
        self._rename(path1, path2)

    def rm_file(self, path: str) -> None:
        """Delete a file. Raises OSError and ftplib's."""
        with _about(path):
            self.ftp.delete(_wire(path))

    def pipe_file(self, path: str, value: bytes) -> None:
        """Write a file under another name, and rename it. Raises OSError, FetchFailed cut, and ftplib's."""
        self._make_parents(path)
        part = f"{path.rpartition('/')[0]}/.{secrets.token_hex(8)}.part"
        try:
            self._send(part, value)
            if self.exists(path):
                self.rm_file(path)
            self._rename(part, path)
        except OSError:
            with suppress(Exception):
                self.rm_file(part)
            raise

    def exists(self, path: str) -> bool:
        """Whether a file has this name. Raises OSError and ftplib's."""
        try:
            self._size(path)
        except FileNotFoundError:
            return False
        return True

    def told(self, error: Exception) -> Exception:
        """Return FetchFailed where the server cannot be had, else the error itself."""
        if is_of_one_file(error) or isinstance(error, FetchFailed):
            return error
        if isinstance(error, ftplib.error_temp | ftplib.error_perm | ftplib.error_reply):
            return self._of_server(str(error))
        if isinstance(error, OSError) and error.errno in (errno.EIO, errno.ENOSPC, errno.EINVAL, errno.EBUSY):
            return error
        if isinstance(error, OSError | EOFError):  # first: what TLS says of certificates is a ValueError too
            return unreachable(self._place, error)
        if isinstance(error, ftplib.Error | ValueError):
            return FetchFailed("protocol", f"{self._place} does not speak FTP as we do: {str(error)[:200]!r}")
        return error

    def abort(self) -> None:
        """End what another thread waits for in here, which then raises."""
        for one in (self._data, self.ftp.sock):
            if one is not None:
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Close the connection without a farewell: nothing is under way that one would save."""
        with suppress(OSError):
            self.ftp.close()

    def _begin_tls(self, ftp: _Tls) -> None:
        try:
            ftp.auth()
        except ftplib.error_perm as error:
            message = f"{self._place} has no TLS ({str(error)[:100]}); ftp:// would send the password as it is"
            raise FetchFailed("tls", message) from error

    def _received(self, command: str, end: int) -> bytes:
        """Return what a command sends, or its first bytes. Raises ftplib's: a transfer without its 226 is none."""
        data = bytearray()
        with self._data_connection(command) as connection:
            while len(data) <= end and (block := connection.recv(BLOCK)):
                data += block
        if len(data) > end:
            self.close()  # it would send the rest first
            self.connect()
            return bytes(data[:end])
        self.ftp.voidresp()
        return bytes(data)

    def _listing(self, command: str) -> bytes:
        data = self._received(command, LONGEST_LISTING)
        if len(data) == LONGEST_LISTING:
            raise FetchFailed("too_large", f"{self._place} has a folder whose listing is beyond {LONGEST_LISTING:,} bytes")
        return data

    def _send(self, path: str, value: bytes) -> None:
        with _about(path):
            with self._data_connection(f"STOR {_wire(path)}") as connection:
                connection.sendall(value)
                if isinstance(connection, ssl.SSLSocket):
                    with suppress(OSError):  # not every server says farewell
                        connection.unwrap()
            self.ftp.voidresp()
        if self._size(path) != len(value):
            raise FetchFailed("cut", f"{self._place} did not take all of {path!r}; it is written again")

    def _data_connection(self, command: str) -> socket.socket:
        connection: socket.socket = self.ftp.transfercmd(command)
        self._data = connection
        return connection

    def _size(self, path: str) -> int:
        try:
            size: int | None = self.ftp.size(_wire(path))
        except ftplib.error_perm as error:
            if str(error)[:3] == "550":
                raise FileNotFoundError(f"{path!r}: {str(error)[:200]}") from error
            size = None  # not every server has the command
        if size is not None:
            return size
        folder, _, name = path.rpartition("/")
        for entry in self.entries(folder or "/"):
            if entry.name == name and not entry.is_folder:
                return entry.size
        raise FileNotFoundError(f"{path!r} is not there")

    def _rename(self, path1: str, path2: str) -> None:
        with _about(path1):
            self.ftp.rename(_wire(path1), _wire(path2))

    def _make_parents(self, path: str) -> None:
        """Make the folders between the source's own and a file; what is wrong with one shows when the file is put there."""
        folder = self._root.rstrip("/")
        for name in path.removeprefix(folder).split("/")[1:-1]:
            folder = f"{folder}/{name}"
            if folder not in self._made:
                with suppress(ftplib.error_perm):
                    self.ftp.mkd(_wire(folder))
                self._made.add(folder)

    def _of_server(self, reply: str) -> FetchFailed:
        if reply[:3] in BROKEN_OFF:
            return FetchFailed("cut", f"{self._place} broke off: {reply[:200]!r}; the next look asks again")
        return FetchFailed("server_error", f"{self._place} answered {reply[:200]!r}")


@contextmanager
def _about(path: str) -> Iterator[None]:
    """Take what a server refuses as said of one file."""
    try:
        yield
    except (ftplib.error_perm, ftplib.error_temp, ftplib.error_reply) as error:
        if str(error)[:3] in BROKEN_OFF:
            raise
        raise _of_one_file(str(error), path) from error


def _of_one_file(reply: str, path: str) -> OSError:
    told = f"{path!r}: {reply[:200]}"
    code = reply[:3]
    is_denied = re.search("denied|permi|privilege|allowed", reply, re.IGNORECASE) is not None
    if code in ("530", "532", "553") or (code == "550" and is_denied):
        return PermissionError(errno.EACCES, told)
    if code == "550":
        return FileNotFoundError(errno.ENOENT, told)
    if code in ("452", "552"):
        return OSError(errno.ENOSPC, told)
    return OSError(errno.EBUSY if code in ("450", "451") else errno.EIO, told)


def _wire(name: str) -> str:
    """Return a name so that ftplib sends its bytes. Raises OSError for one that FTP cannot say."""
    if "\n" in name or "\r" in name:
        raise OSError(errno.EINVAL, f"{name!r} has a line break, which FTP has no way to ask for")
    return name.encode("utf-8", "surrogateescape").decode("latin-1")
