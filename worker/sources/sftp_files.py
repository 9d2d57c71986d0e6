"""A folder of an SFTP server, on fsspec's SFTP file system, which is on paramiko."""

import logging
import secrets
import socket
import stat
import struct
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime

import paramiko
from fsspec.implementations.sftp import SFTPFileSystem
from paramiko.hostkeys import InvalidHostKey
from paramiko.sftp import CMD_CLOSE, CMD_OPENDIR, CMD_READDIR, SFTPError

from schemas.errors import FetchFailed
from schemas.folder_source import FolderSource
from worker.sources.filesystems import Entry, cut, is_of_one_file, password, unreachable

READ_AHEAD = 16  # replies to a listing asked for at once: each is a hundred names

# What fails is raised, and stands in the source's state; paramiko's own threads would log it once more, with tracebacks.
logging.getLogger("paramiko").setLevel(logging.CRITICAL)


class _UnknownHost(paramiko.SSHException):  # type: ignore[misc]  # paramiko has no types
    """The server's key is not among those known."""


class _Refuse(paramiko.MissingHostKeyPolicy):  # type: ignore[misc]  # paramiko has no types
    def missing_host_key(self, _client: paramiko.SSHClient, hostname: str, _key: paramiko.PKey) -> None:
        raise _UnknownHost(hostname)


@dataclass(frozen=True)
class Login:
    """As whom, and to which server."""

    username: str
    password: str | None = field(repr=False)
    key: paramiko.PKey | None
    known_hosts: str


class SftpFiles(SFTPFileSystem):  # type: ignore[misc]  # fsspec has no types
    """Files on a server whose key is known; only the password or the key that is declared is shown to it.

    fsspec's own trusts any key, shows what it finds in ~/.ssh and the agent, takes names for addresses, fails on those
    that are no UTF-8, and takes links and pipes for files.
    """

    cachable = False

    def __init__(self, host: str, port: int, *, root: str, login: Login, timeout: float) -> None:
        self._place = f"sftp://{host}:{port}"
        self._port = port
        self._root = root
        self._login = login
        self._timeout = timeout
        self._socket: socket.socket | None = None
        self._made: set[str] = set()
        super().__init__(host, use_listings_cache=False, host_key_policy="reject")

    def _connect(self) -> None:
        """fsspec calls this while it is made; it connects when connect says so."""
        self.client = paramiko.SSHClient()
        self.client.set_missing_host_key_policy(_Refuse())

    def connect(self) -> None:
        """Connect and log in. Raises what told understands."""
        self._connect()
        self._load_known_hosts()
        self._socket = socket.create_connection((self.host, self._port), self._timeout)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # each call is a small question
        longest = self._timeout + 1  # Files ends it before, and says that it took too long
        self.client.connect(
            self.host,
            self._port,
            self._login.username,
            None if self._login.key else self._login.password,
            self._login.key,
            sock=self._socket,
            timeout=longest,
            banner_timeout=longest,
            auth_timeout=longest,
            channel_timeout=longest,
            allow_agent=False,
            look_for_keys=False,
        )
        self.ftp = self.client.open_sftp()
        self.ftp.get_channel().settimeout(longest)

    def entries(self, path: str) -> list[Entry]:
        """Return what a folder has. Raises OSError and paramiko's."""
        found = []
        for name, known in self._listed(_wire(path)):
            if stat.S_ISDIR(_mode(known)):
                found.append(Entry(name, is_folder=True))
            elif stat.S_ISREG(_mode(known)):
                found.append(Entry(name, is_folder=False, size=known.st_size or 0, modified=_time(known.st_mtime)))
        return found

    def cat_file(self, path: str, *, end: int) -> bytes:
        """Return a file up to end. Raises OSError, FetchFailed cut, and paramiko's."""
        if not stat.S_ISREG(_mode(self.ftp.lstat(_wire(path)))):
            raise FileNotFoundError(f"{path!r} is no regular file")
        with self.ftp.open(_wire(path), "rb") as file:
            data: bytes = file.read(end)
            size = file.stat().st_size or 0
        if len(data) != min(size, end):
            raise cut(self._place, path, len(data), size)
        return data

    def mv(self, path1: str, path2: str) -> None:
        """Rename, and make the folders it takes. Raises FileExistsError rather than overwrite, OSError, and paramiko's."""
        # The protocol says that a rename overwrites nothing; not every server keeps to it.
        if self.exists(path2):
            raise FileExistsError(f"{path2!r} is there already")
        self._make_parents(path2)
        self.ftp.rename(_wire(path1), _wire(path2))

    def rm_file(self, path: str) -> None:
        """Delete a file. Raises OSError and paramiko's."""
        self.ftp.remove(_wire(path))

    def pipe_file(self, path: str, value: bytes) -> None:
        """Write a file under another name, and rename it. Raises OSError and paramiko's."""
        self._make_parents(path)
        part = f"{path.rpartition('/')[0]}/.{secrets.token_hex(8)}.part"
        try:
            with self.ftp.open(_wire(part), "wx") as file:
                file.write(value)
            try:
                self.ftp.posix_rename(_wire(part), _wire(path))
            except OSError:  # a server without OpenSSH's extension
                with suppress(FileNotFoundError):
                    self.ftp.remove(_wire(path))
                self.ftp.rename(_wire(part), _wire(path))
        except Exception:
            with suppress(Exception):
                self.ftp.remove(_wire(part))
            raise

    def exists(self, path: str) -> bool:
        """Whether something has this name, be it a link that leads nowhere. Raises OSError and paramiko's."""
        try:
            self.ftp.lstat(_wire(path))
        except FileNotFoundError:
            return False
        return True

    def told(self, error: Exception) -> Exception:
        """Return FetchFailed where the server cannot be had, else the error itself."""
        if is_of_one_file(error) or isinstance(error, FetchFailed):
            return error
        if isinstance(error, paramiko.BadHostKeyException):
            message = f"{self._place} shows another key than known_hosts_file has; if that is right, put it in"
            return FetchFailed("host_key", message)
        if isinstance(error, _UnknownHost):
            message = f"the key of {self._place} is not in known_hosts_file; `ssh-keyscan` shows it: check it, and put it in"
            return FetchFailed("host_key", message)
        if isinstance(error, paramiko.AuthenticationException):
            message = f"{self._place} does not let {self._login.username!r} in: check username, password_file and key_file"
            return FetchFailed("forbidden", message)
        if isinstance(error, paramiko.ssh_exception.IncompatiblePeer | SFTPError | UnicodeError | struct.error):
            return FetchFailed("protocol", f"{self._place} does not speak SFTP as we do: {str(error)[:200]}")
        transport = self.client.get_transport()
        is_alive = transport is not None and transport.is_active()
        if isinstance(error, OSError) and is_alive and not isinstance(error, TimeoutError):
            return error
        if isinstance(error, OSError | EOFError | paramiko.SSHException):
            return unreachable(self._place, error)
        return error

    def abort(self) -> None:
        """End what another thread waits for in here, which then raises."""
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Close the connection, and let paramiko's thread end."""
        self.client.close()
        if self._socket is not None:
            self._socket.close()

    def _load_known_hosts(self) -> None:
        try:
            self.client.load_host_keys(self._login.known_hosts)
        except (OSError, ValueError, InvalidHostKey) as error:
            message = f"known_hosts_file {self._login.known_hosts} cannot be read: {error}"
            raise FetchFailed("not_readable", message) from error

    def _listed(self, path: bytes) -> Iterator[tuple[str, paramiko.SFTPAttributes]]:
        """As paramiko's listdir_iter, but for names that are no UTF-8, on which that fails."""
        _, opened = self.ftp._request(CMD_OPENDIR, path)
        handle = opened.get_string()
        try:
            while True:
                asked = [self.ftp._async_request(type(None), CMD_READDIR, handle) for _ in range(READ_AHEAD)]
                for number in asked:
                    _, reply = self.ftp._read_response(number)  # EOFError at its end; a lost line is an SSHException
                    for _ in range(reply.get_int()):
                        name = reply.get_string().decode("utf-8", "surrogateescape")
                        reply.get_string()
                        yield name, paramiko.SFTPAttributes._from_msg(reply)
        except EOFError:
            self.ftp._request(CMD_CLOSE, handle)

    def _make_parents(self, path: str) -> None:
        """Make the folders between the source's own and a file. A link among them would lead elsewhere: it is refused."""
        folder = self._root.rstrip("/")
        for name in path.removeprefix(folder).split("/")[1:-1]:
            folder = f"{folder}/{name}"
            if folder in self._made:
                continue
            try:
                if stat.S_ISLNK(_mode(self.ftp.lstat(_wire(folder)))):
                    raise PermissionError(f"{folder!r} is a symbolic link; nothing is moved through it")
            except FileNotFoundError:
                self.ftp.mkdir(_wire(folder))
            self._made.add(folder)


def login(source: FolderSource) -> Login:
    """Return as whom a source logs in; its files are read anew. Raises FetchFailed not_readable, naming the file."""
    held = password(source)
    key = None if source.key_file is None else _key(source.key_file, held)
    return Login(source.username or "", held, key, source.known_hosts_file or "")


def _key(file: str, passphrase: str | None) -> paramiko.PKey:
    try:
        return paramiko.PKey.from_path(file, passphrase.encode() if passphrase else None)
    except (OSError, ValueError, TypeError, paramiko.SSHException, paramiko.UnknownKeyType) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no key, or needs its passphrase in password_file"
        message = f"key_file {file} cannot be used: {why}"
        raise FetchFailed("not_readable", message) from error


def _mode(known: paramiko.SFTPAttributes) -> int:
    """What a server says nothing of is a file; reading it shows whether it is."""
    return stat.S_IFREG if known.st_mode is None else int(known.st_mode)


def _time(seconds: int | None) -> str:
    return "" if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat()


def _wire(path: str) -> bytes:
    return path.encode("utf-8", "surrogateescape")
