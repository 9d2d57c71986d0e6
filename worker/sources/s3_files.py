"""A bucket, or what is below a prefix of it, on fsspec's S3 file system (s3fs), which is on AWS's botocore."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import CancelledError, Future
from contextlib import suppress
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any, Self, TypeVar

import aiohttp
from aiobotocore.session import AioSession
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    NoCredentialsError,
    ParamValidationError,
    PartialCredentialsError,
)
from botocore.loaders import create_loader
from fsspec.asyn import get_loop
from s3fs import S3FileSystem

from schemas.errors import FetchFailed
from schemas.folder_source import FolderSource
from worker.sources.filesystems import Entry, cut, unreachable

T = TypeVar("T")

BLOCK = 64 * 1024
LOADER = create_loader()
"""What S3 can be asked, from botocore's files: half of the work of a look, if each read them anew."""
NOT_LET_IN = {
    "AuthorizationHeaderMalformed", "ExpiredToken", "InvalidAccessKeyId", "InvalidToken", "SignatureDoesNotMatch",
}  # fmt: skip
SLOWER = {"SlowDown", "RequestLimitExceeded", "Throttling", "TooManyRequests"}


class S3Files(S3FileSystem):  # type: ignore[misc]  # fsspec has no types
    """Objects of a bucket as files; every object is whole once it is listed.

    fsspec's own takes `?versionId=` and more in a key for its own, tries what failed again for minutes, overwrites what it
    moves an object to, and knows no clock. The loop of its thread runs what is asked here.
    """

    retries = 1  # the next look tries again
    _place = ""
    _s3: Any = None
    _running: Future[Any] | None = None

    @classmethod
    def of(cls, source: FolderSource, secret: str | None) -> Self:
        """Return the file system of a source."""
        when = "when_required"  # servers that are not Amazon's know not all of its check sums
        client = {"region_name": source.region or ("us-east-1" if source.endpoint else None), "verify": source.ca_file}
        session = AioSession()
        session.register_component("data_loader", LOADER)
        made = cls(
            session=session,
            key=source.username,
            secret=secret,
            endpoint_url=source.endpoint,
            client_kwargs={name: value for name, value in client.items() if value is not None},
            config_kwargs={
                "connect_timeout": source.timeout,
                "read_timeout": source.timeout,
                "retries": {"total_max_attempts": 1, "mode": "standard"},
                "request_checksum_calculation": when,
                "response_checksum_validation": when,
                "s3": {"addressing_style": "path" if source.endpoint else "auto"},
            },
            asynchronous=True,
            use_listings_cache=False,
            skip_instance_cache=True,
        )
        made._place = source.endpoint or "s3 (Amazon)"
        return made

    def connect(self) -> None:
        """Make the client; its keys are looked at by the first request. Raises what told understands."""
        self._wait(self.set_session())

    def entries(self, path: str) -> list[Entry]:
        """Return what is below a prefix. Raises OSError and botocore's; a prefix without objects is empty."""
        return self._wait(self._entries(path))

    def cat_file(self, path: str, *, end: int) -> bytes:
        """Return an object up to end. Raises OSError, FetchFailed cut, and botocore's."""
        return self._wait(self._content(path, end))

    def mv(self, path1: str, path2: str) -> None:
        """Copy, then delete: who dies in between leaves both. Raises FileExistsError, OSError, and botocore's."""
        if self.exists(path2):
            raise FileExistsError(f"{path2!r} is there already")
        bucket, key = _parts(path2)
        old_bucket, old_key = _parts(path1)
        copied = self._call_s3("copy_object", Bucket=bucket, Key=key, CopySource={"Bucket": old_bucket, "Key": old_key})
        self._wait(copied)
        self.rm_file(path1)

    def rm_file(self, path: str) -> None:
        """Delete an object; S3 does not say whether there was one. Raises OSError and botocore's."""
        bucket, key = _parts(path)
        self._wait(self._call_s3("delete_object", Bucket=bucket, Key=key))

    def pipe_file(self, path: str, value: bytes) -> None:
        """Write an object, which is there when it is whole. Raises OSError and botocore's."""
        bucket, key = _parts(path)
        self._wait(self._call_s3("put_object", Bucket=bucket, Key=key, Body=value))

    def exists(self, path: str) -> bool:
        """Whether there is such an object. Raises OSError and botocore's."""
        bucket, key = _parts(path)
        try:
            self._wait(self._call_s3("head_object", Bucket=bucket, Key=key))
        except FileNotFoundError:
            return False
        return True

    def told(self, error: Exception) -> Exception:
        """Return FetchFailed where the server cannot be had, else the error itself."""
        if isinstance(error, FetchFailed):
            return error
        if isinstance(error, NoCredentialsError | PartialCredentialsError):
            return FetchFailed("forbidden", f"{self._place}: there are no keys; declare username and password_file")
        if isinstance(error, ParamValidationError):
            return FetchFailed("bad_address", f"{self._place}: url names no bucket that could be: {str(error)[:200]}")
        if isinstance(error.__cause__, ClientError):
            return self._of_reply(error, error.__cause__)
        if isinstance(error, BotoCoreError | aiohttp.ClientError | CancelledError | TimeoutError | ConnectionError):
            return unreachable(self._place, error)
        return error

    def abort(self) -> None:
        """End what another thread waits for in here, which then raises."""
        if self._running is not None:
            self._running.cancel()

    def close(self) -> None:
        """Close the connections."""
        if self._s3 is not None:
            with suppress(Exception):
                self._wait(self._s3creator.__aexit__(None, None, None))
            self._s3 = None

    def _wait(self, coroutine: Coroutine[object, object, T]) -> T:
        self._running = running = asyncio.run_coroutine_threadsafe(coroutine, get_loop())
        try:
            return running.result()
        finally:
            self._running = None

    async def _entries(self, path: str) -> list[Entry]:
        bucket, key = _parts(path)
        prefix = f"{key}/" if key else ""
        found = []
        # With a delimiter: what was moved to done, which may be millions, is not listed each time.
        async for page in self._list_pages("list_objects_v2", Bucket=bucket, Prefix=prefix, Delimiter="/"):
            now = parsedate_to_datetime(page["ResponseMetadata"]["HTTPHeaders"]["date"])
            for one in page.get("CommonPrefixes", ()):
                found.append(Entry(one["Prefix"][len(prefix) : -1], is_folder=True))
            for one in page.get("Contents", ()):
                written: datetime = one["LastModified"]
                age = max((now - written).total_seconds(), 0.0)
                found.append(Entry(one["Key"][len(prefix) :], False, one["Size"], written.isoformat(), age))
        return found

    async def _content(self, path: str, end: int) -> bytes:
        bucket, key = _parts(path)
        answer = await self._call_s3("get_object", Bucket=bucket, Key=key)
        size, body = answer["ContentLength"], answer["Body"]
        data = bytearray()
        try:
            while len(data) < end and (block := await body.read(BLOCK)):
                data += block
        finally:
            body.close()
        if len(data) < min(size, end):
            raise cut(self._place, path, len(data), size)
        return bytes(data[:end])

    def _of_reply(self, error: Exception, reply: ClientError) -> Exception:
        code = reply.response["Error"].get("Code", "")
        status = reply.response["ResponseMetadata"].get("HTTPStatusCode", 0)
        if code in NOT_LET_IN:
            message = f"{self._place} does not let this access key in ({code}): check username, password_file and region"
            return FetchFailed("forbidden", message, status=status)
        if code in SLOWER:
            return FetchFailed("rate_limited", f"{self._place} asks to be asked less: {code}", status=status)
        if status >= 500:
            return FetchFailed("server_error", f"{self._place} answered {status} {code}", status=status)
        if isinstance(error, FileNotFoundError | PermissionError):
            return error
        return FetchFailed("status", f"{self._place} answered {status} {code}: check region and endpoint", status=status)


def _parts(path: str) -> tuple[str, str]:
    """Return bucket and key; a key may have anything in it."""
    bucket, _, key = path.partition("/")
    return bucket, key
