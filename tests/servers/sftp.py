"""An SFTP server on loopback, in threads, on paramiko's own."""

import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import paramiko
from paramiko.sftp_server import SFTPServer

USER, PASSWORD = "wire", "open sesame ß"


@dataclass
class Sftp:
    """A server, whose key is in a file as ssh-keyscan writes it."""

    root: Path
    key: paramiko.PKey = field(default_factory=paramiko.ECDSAKey.generate)
    users_key: paramiko.PKey = field(default_factory=paramiko.ECDSAKey.generate)
    """The key that lets the user in, besides the password."""
    port: int = 0
    also_listed: list[bytes] = field(default_factory=list)
    """Names that every listing has besides what is there."""

    def known_as(self, port: int, key: paramiko.PKey | None = None) -> str:
        """Return the line of known_hosts for a port of this machine."""
        key = key or self.key
        return f"[127.0.0.1]:{port} {key.get_name()} {key.get_base64()}\n"


@contextmanager
def sftp_server(root: Path) -> Iterator[Sftp]:
    """Serve a folder to one user until the end."""
    serving = Sftp(root)
    transports: list[paramiko.Transport] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        serving.port = listening.getsockname()[1]

        def accept() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = listening.accept()
                    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    transport = paramiko.Transport(connection)
                    transport.add_server_key(serving.key)
                    transport.set_subsystem_handler("sftp", _Subsystem, _Folder, serving)
                    transport.start_server(event=threading.Event(), server=_OneUser(serving.users_key))
                    transports.append(transport)

        thread = threading.Thread(target=accept)
        thread.start()
        try:
            yield serving
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            thread.join()
            for transport in transports:
                transport.close()


class _OneUser(paramiko.ServerInterface):  # type: ignore[misc]  # paramiko has no types
    def __init__(self, key: paramiko.PKey) -> None:
        self._key = key

    def get_allowed_auths(self, username: str) -> str:
        return "password,publickey"

    def check_auth_password(self, username: str, password: str) -> int:
        return int(paramiko.AUTH_SUCCESSFUL if (username, password) == (USER, PASSWORD) else paramiko.AUTH_FAILED)

    def check_auth_publickey(self, username: str, key: paramiko.PKey) -> int:
        return int(paramiko.AUTH_SUCCESSFUL if (username, key) == (USER, self._key) else paramiko.AUTH_FAILED)

    def check_channel_request(self, kind: str, chanid: int) -> int:
        return int(paramiko.OPEN_SUCCEEDED)


class _Lenient(paramiko.Message):  # type: ignore[misc]  # paramiko has no types
    """Names come as bytes, which need not be UTF-8."""

    def get_text(self) -> str:
        return os.fsdecode(self.get_string())


class _Subsystem(SFTPServer):  # type: ignore[misc]  # paramiko has no types
    def _process(self, t: int, request_number: int, msg: paramiko.Message) -> None:
        super()._process(t, request_number, _Lenient(msg.get_remainder()))


class _Handle(paramiko.SFTPHandle):  # type: ignore[misc]  # paramiko has no types
    def stat(self) -> paramiko.SFTPAttributes:
        return paramiko.SFTPAttributes.from_stat(os.fstat((self.readfile or self.writefile).fileno()))


class _Folder(paramiko.SFTPServerInterface):  # type: ignore[misc]  # paramiko has no types
    def __init__(self, server: paramiko.ServerInterface, serving: Sftp) -> None:
        self._serving = serving

    def list_folder(self, path: str) -> list[paramiko.SFTPAttributes] | int:
        try:
            with os.scandir(self._at(path)) as found:
                listed = [(os.fsencode(one.name), one.stat(follow_symlinks=False)) for one in found]
        except OSError as error:
            return _code(error)
        listed += [(name, Path(__file__).stat()) for name in self._serving.also_listed]
        return [paramiko.SFTPAttributes.from_stat(known, name) for name, known in listed]

    def stat(self, path: str) -> paramiko.SFTPAttributes | int:
        return self._stat(path, follow=True)

    def lstat(self, path: str) -> paramiko.SFTPAttributes | int:
        return self._stat(path, follow=False)

    def open(self, path: str, flags: int, attr: paramiko.SFTPAttributes) -> paramiko.SFTPHandle | int:
        handle = _Handle(flags)
        try:
            opened = os.fdopen(os.open(self._at(path), flags, 0o666), "rb" if flags & os.O_ACCMODE == os.O_RDONLY else "wb")
        except OSError as error:
            return _code(error)
        handle.readfile = handle.writefile = opened
        return handle

    def remove(self, path: str) -> int:
        return self._do(lambda: self._at(path).unlink())

    def rename(self, oldpath: str, newpath: str) -> int:
        def link_and_unlink() -> None:  # as OpenSSH does, which overwrites nothing
            self._at(newpath).hardlink_to(self._at(oldpath))
            self._at(oldpath).unlink()

        return self._do(link_and_unlink)

    def posix_rename(self, oldpath: str, newpath: str) -> int:
        return self._do(lambda: self._at(oldpath).replace(self._at(newpath)))

    def mkdir(self, path: str, attr: paramiko.SFTPAttributes) -> int:
        return self._do(lambda: self._at(path).mkdir())

    def _at(self, path: str) -> Path:
        return self._serving.root / path.lstrip("/")

    def _stat(self, path: str, *, follow: bool) -> paramiko.SFTPAttributes | int:
        try:
            return paramiko.SFTPAttributes.from_stat(self._at(path).stat(follow_symlinks=follow))
        except OSError as error:
            return _code(error)

    def _do(self, what: Callable[[], object]) -> int:
        try:
            what()
        except OSError as error:
            return _code(error)
        return int(paramiko.SFTP_OK)


def _code(error: OSError) -> int:
    return int(paramiko.SFTPServer.convert_errno(error.errno or 0))
