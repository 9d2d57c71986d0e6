"""Places that hold a folder: what a test puts there and finds there, behind the server's back."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Protocol
from urllib.parse import quote
from xml.etree import ElementTree as ET

from schemas import FolderSource

KEY = "AWS4-HMAC-SHA256 Credential=AKIAWIRE/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0"
"""What moto takes for a signature, as long as it is not told to look."""


class Place(Protocol):
    """A folder, and how a source reaches it."""

    url: str
    fields: dict[str, object]

    def put(self, path: str, data: bytes) -> None:
        """Put a file there."""

    def get(self, path: str) -> bytes:
        """Return what a file holds."""

    def paths(self) -> set[str]:
        """Return all files."""


def source_of(place: Place, **fields: object) -> FolderSource:
    """Declare the folder of a place."""
    return FolderSource.model_validate({"id": "desk", "url": place.url, "timeout": 10.0} | place.fields | fields)


@dataclass
class DiskPlace:
    """A folder on this machine's disk, which a server may serve."""

    root: Path
    url: str
    fields: dict[str, object] = field(default_factory=dict)

    def put(self, path: str, data: bytes) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)

    def get(self, path: str) -> bytes:
        return (self.root / path).read_bytes()

    def paths(self) -> set[str]:
        return {str(found.relative_to(self.root)) for found in self.root.rglob("*") if found.is_file()}


@dataclass
class BucketPlace:
    """A prefix of a bucket, asked without signatures."""

    port: int
    bucket: str
    prefix: str
    fields: dict[str, object] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"s3://{self.bucket}/{self.prefix}"

    @url.setter
    def url(self, url: str) -> None:
        raise AttributeError("its bucket and prefix say what it is")

    def put(self, path: str, data: bytes) -> None:
        self._ask("PUT", f"/{quote(path)}", data)

    def get(self, path: str) -> bytes:
        return self._ask("GET", f"/{quote(path)}")

    def paths(self) -> set[str]:
        return set(self._listed())

    def _listed(self) -> Iterable[str]:
        connection = HTTPConnection("127.0.0.1", self.port)
        connection.request("GET", f"/{self.bucket}?list-type=2&prefix={quote(self.prefix)}/")
        listing = ET.fromstring(connection.getresponse().read())  # noqa: S314  # of our own server
        connection.close()
        for key in listing.iter("{http://s3.amazonaws.com/doc/2006-03-01/}Key"):
            yield (key.text or "").removeprefix(f"{self.prefix}/")

    def _ask(self, method: str, path: str, body: bytes = b"") -> bytes:
        connection = HTTPConnection("127.0.0.1", self.port)
        connection.request(method, f"/{self.bucket}/{quote(self.prefix)}{path}", body, {"Authorization": KEY})
        answer = connection.getresponse()
        data = answer.read()
        connection.close()
        assert answer.status == 200, data
        return data
