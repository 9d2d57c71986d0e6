"""The servers that a process's tests share, each started when the first test wants it."""

from contextlib import ExitStack
from functools import cached_property
from pathlib import Path

from tests.servers import ftp, sftp
from tests.servers.ftp import Ftp, ftp_server
from tests.servers.places import BucketPlace, DiskPlace, Place
from tests.servers.s3 import BUCKET, s3_server
from tests.servers.sftp import Sftp, sftp_server
from tests.tls import Certificates, certificates

SCHEMES = ("file", "sftp", "ftp", "ftps", "s3")


class Servers:
    """Servers that run until close, and the files of their secrets."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._running = ExitStack()
        self._places = 0

    @cached_property
    def sftp(self) -> Sftp:
        """An SFTP server."""
        return self._running.enter_context(sftp_server(self._made("sftp")))

    @cached_property
    def ftp(self) -> Ftp:
        """An FTP server that speaks no TLS."""
        return self._running.enter_context(ftp_server(self._made("ftp")))

    @cached_property
    def ftps(self) -> Ftp:
        """An FTP server that insists on TLS."""
        issued = self.certificates.authority.issue_cert("127.0.0.1")
        return self._running.enter_context(ftp_server(self._made("ftps"), issued))

    @cached_property
    def s3(self) -> int:
        """The port of an S3 server."""
        return self._running.enter_context(s3_server())

    @cached_property
    def certificates(self) -> Certificates:
        """The authority that signed the certificate of ftps."""
        return certificates(self.folder / "tls")

    def file(self, name: str, text: str) -> str:
        """Write a file of secrets; return its path."""
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    def place(self, scheme: str, port: int | None = None) -> Place:
        """Return an empty folder of its own. port: where the server is reached, if not directly."""
        self._places += 1
        name = f"in {self._places}"
        if scheme == "file":
            root = self._made(name)
            return DiskPlace(root, str(root))
        if scheme == "s3":
            endpoint = f"http://127.0.0.1:{port or self.s3}"
            secret = self.file("s3.key", "open sesame")
            return BucketPlace(
                self.s3, BUCKET, name, {"endpoint": endpoint, "username": "AKIAWIRE", "password_file": secret}
            )
        server: Sftp | Ftp = getattr(self, scheme)
        root = server.root / name
        root.mkdir()
        url = f"{scheme}://127.0.0.1:{port or server.port}/{name}"
        return DiskPlace(root, url, getattr(self, f"_{scheme}_fields")(port or server.port))

    def close(self) -> None:
        """End the servers."""
        self._running.close()

    def _sftp_fields(self, port: int) -> dict[str, object]:
        known = self.file(f"known_hosts.{port}", self.sftp.known_as(port))
        return {"username": sftp.USER, "password_file": self.file("sftp.password", sftp.PASSWORD), "known_hosts_file": known}

    def _ftp_fields(self, _port: int) -> dict[str, object]:
        return {"username": ftp.USER, "password_file": self.file("ftp.password", ftp.PASSWORD)}

    def _ftps_fields(self, port: int) -> dict[str, object]:
        return self._ftp_fields(port) | {"ca_file": str(self.certificates.ca_file)}

    def _made(self, name: str) -> Path:
        path = self.folder / name
        path.mkdir()
        return path
