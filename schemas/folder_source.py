"""Sources that are folders: local ones, and those of SFTP, FTP and S3 servers."""

from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from schemas.base import Text
from schemas.source import PolledSource

REMOTE = ("sftp", "ftp", "ftps", "s3")


def _folder_address(url: str) -> str:
    parts = urlsplit(url)
    if not parts.scheme and url.startswith("/"):
        return url
    if parts.scheme == "file" and not parts.hostname and parts.path.startswith("/"):
        return url
    if parts.scheme not in REMOTE or not parts.hostname:
        raise ValueError(f"{url[:80]!r} is neither an absolute path nor an address of {', '.join(REMOTE)}")
    if parts.username or parts.password:
        raise ValueError("user and password are given by username and password_file, not in the address")
    if parts.query or parts.fragment:
        raise ValueError(f"{url[:80]!r}: an address of a folder has no ? and no #")
    return url


def _folder_name(name: str) -> str:
    if name.startswith("/") or name != name.strip("/") or ".." in name.split("/") or name in ("", "."):
        raise ValueError(f"{name!r} is no name of a folder within the source's, such as done")
    return name


FolderName = Annotated[str, AfterValidator(_folder_name)]
"""A folder within the source's own."""


class FolderSource(PolledSource):
    """A folder whose files are items: local, or on an SFTP, FTP or S3 server. Each file is taken once it is complete."""

    kind: Literal["folder"] = Field("folder", description="folder: files, here or on a server.")
    url: Annotated[str, AfterValidator(_folder_address)] = Field(
        description="An absolute path, or sftp://, ftp://, ftps:// or s3:// and where on the server."
    )
    min_interval: int = Field(30, ge=1, description="Time between two looks; a local folder is watched besides.")
    max_interval: int = Field(900, ge=1, description="Longest time between two looks, after failures.")
    pattern: str = Field("*", min_length=1, description="Names of the files taken, with * and ?.")
    recursive: bool = Field(False, description="Whether folders within it are looked into.")
    complete: Literal["stable", "renamed"] = Field(
        "stable",
        description="How a complete file is known. stable: size and time stay for stable_seconds. renamed: it is written "
        "under another name (.part, .tmp or a dot before it) and renamed when it is.",
    )
    stable_seconds: float = Field(2.0, ge=0, description="How long a file must stay as it is to count as complete.")
    after: Literal["move", "delete"] = Field("move", description="What becomes of a file that was accepted.")
    done: FolderName = Field("done", description="Folder within it that accepted files are moved to.")
    failed: FolderName = Field(
        "failed", description="Folder within it that rejected files are moved to, the reason beside each."
    )
    key_file: Text | None = Field(None, description="Private key, for SFTP.")
    known_hosts_file: Text | None = Field(None, description="Keys of known servers, for SFTP: others are refused.")
    endpoint: Text | None = Field(None, description="Address of an S3 server that is not Amazon's.")
    region: Text | None = Field(None, description="Region, for S3.")

    @property
    def scheme(self) -> str:
        """How it is reached: file, sftp, ftp, ftps or s3."""
        return urlsplit(self.url).scheme or "file"

    @property
    def path(self) -> str:
        """Where it is: a path, for S3 the bucket and the prefix; without a slash at its end."""
        if self.url.startswith("/"):
            return self.url.rstrip("/") or "/"  # names of folders may have ? and # in them
        parts = urlsplit(self.url)
        path = f"{parts.hostname}{parts.path}" if parts.scheme == "s3" else parts.path
        return path.rstrip("/") or "/"

    @property
    def host(self) -> str:
        """The host that is asked, whose sources take turns; a local folder has turns of its own."""
        if self.scheme == "file":
            return f"folder:{self.id}"
        return urlsplit(self.endpoint or self.url).hostname or self.id

    @property
    def authority(self) -> str:
        """Who may speak for its stories: the declared provider, else its id; a server holds many agencies' folders."""
        return self.provider or self.id

    @model_validator(mode="after")
    def _must_fit_together(self) -> Self:
        if self.done == self.failed:
            raise ValueError("done and failed are two folders")
        if self.scheme == "sftp" and (self.username is None or self.known_hosts_file is None):
            raise ValueError("SFTP needs username and known_hosts_file (`ssh-keyscan` makes one)")
        if self.password_file is not None and self.username is None:
            raise ValueError("password_file goes with username (of S3: the access key)")
        return self
