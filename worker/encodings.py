"""Decompressing what came over HTTP, piece by piece: no piece is large, however much a few bytes unpack to."""

import sys
import zlib
from collections.abc import Iterator
from typing import Protocol

import brotli

from schemas.errors import FetchFailed

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

ACCEPT_ENCODING = "gzip, deflate, br, zstd"
PIECE = 64 * 1024
MOST_ENCODINGS = 2
MOST_MEMBERS = 1000
WINDOW_LOG = 23
"""Windows of up to 8 MiB, as RFC 9659 lets a sender of zstd use."""


class Encoding(Protocol):
    """One encoding, being undone."""

    def pieces(self, data: bytes) -> Iterator[bytes]:
        """Take the next bytes; yield what they unpack to, about PIECE at a time. Raises ValueError where they are none."""
        ...

    @property
    def is_complete(self) -> bool:
        """Whether it ended where it may."""
        ...


class Unpacker:
    """Undoes what a Content-Encoding names, last applied first."""

    def __init__(self, content_encoding: str) -> None:
        """Raises FetchFailed bad_encoding for encodings that are not known, or more than two."""
        names = [name for part in content_encoding.split(",") if (name := part.strip().lower()) not in ("", "identity")]
        unknown = [name for name in names if name not in ENCODINGS]
        if unknown or len(names) > MOST_ENCODINGS:
            raise FetchFailed("bad_encoding", f"the Content-Encoding {content_encoding[:80]!r} is not read")
        self._name = ", ".join(names)
        self._stages = [ENCODINGS[name]() for name in reversed(names)]
        self._is_empty = True

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Take the next bytes of the body; yield what they unpack to. Raises FetchFailed bad_encoding."""
        self._is_empty = self._is_empty and not data
        try:
            yield from self._through(0, data)
        except (ValueError, zlib.error, brotli.error, zstd.ZstdError) as error:
            raise FetchFailed("bad_encoding", f"the body is not the {self._name} that its headers say: {error}") from error

    def end(self) -> None:
        """Say that the body ended. Raises FetchFailed cut where something is missing; an empty body misses nothing."""
        if not self._is_empty and not all(stage.is_complete for stage in self._stages):
            raise FetchFailed("cut", f"the body ends in the middle of its {self._name}")

    def _through(self, stage: int, data: bytes) -> Iterator[bytes]:
        if stage == len(self._stages):
            yield data
            return
        for piece in self._stages[stage].pieces(data):
            yield from self._through(stage + 1, piece)


class _Gzip:
    def __init__(self) -> None:
        self._member = zlib.decompressobj(wbits=31)
        self._members = 1

    @property
    def is_complete(self) -> bool:
        return self._member.eof

    def pieces(self, data: bytes) -> Iterator[bytes]:
        while data:
            if self._member.eof:
                if not data.startswith(b"\x1f"):  # padding after the end, which everyone ignores
                    return
                self._members += 1
                if self._members > MOST_MEMBERS:
                    raise ValueError("more than 1,000 parts")
                self._member = zlib.decompressobj(wbits=31)
            yield from _inflated(self._member, data)
            data = self._member.unused_data


class _Deflate:
    """With zlib's frame, as the RFC says, or bare, as some servers do."""

    def __init__(self) -> None:
        self._head = b""
        self._stream: zlib._Decompress | None = None

    @property
    def is_complete(self) -> bool:
        return self._stream is not None and self._stream.eof

    def pieces(self, data: bytes) -> Iterator[bytes]:
        if self._stream is None:
            self._head += data
            if len(self._head) < 2:
                return
            has_frame = self._head[0] & 0x0F == 8 and int.from_bytes(self._head[:2]) % 31 == 0
            self._stream = zlib.decompressobj(wbits=15 if has_frame else -15)
            data = self._head
        if not self._stream.eof:
            yield from _inflated(self._stream, data)


def _inflated(stream: "zlib._Decompress", data: bytes) -> Iterator[bytes]:
    while True:
        piece = stream.decompress(data, PIECE)
        if piece:
            yield piece
        data = stream.unconsumed_tail
        if stream.eof or (not data and len(piece) < PIECE):
            return


class _Brotli:
    def __init__(self) -> None:
        self._stream = brotli.Decompressor()

    @property
    def is_complete(self) -> bool:
        return bool(self._stream.is_finished())

    def pieces(self, data: bytes) -> Iterator[bytes]:
        while not self._stream.is_finished():
            piece = self._stream.process(data, output_buffer_limit=PIECE)
            data = b""
            if piece:
                yield piece
            elif self._stream.can_accept_more_data():  # it says so with output still held back, too
                return


class _Zstd:
    def __init__(self) -> None:
        self._frame = self._new()
        self._frames = 1

    @property
    def is_complete(self) -> bool:
        return self._frame.eof

    def pieces(self, data: bytes) -> Iterator[bytes]:
        while True:
            if self._frame.eof:
                data = self._frame.unused_data or data
                if not data:
                    return
                self._frames += 1
                if self._frames > MOST_MEMBERS:
                    raise ValueError("more than 1,000 parts")
                self._frame = self._new()
            piece = self._frame.decompress(data, PIECE)
            data = b""
            if piece:
                yield piece
            if self._frame.needs_input or (self._frame.eof and not self._frame.unused_data):
                return

    def _new(self) -> zstd.ZstdDecompressor:
        return zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: WINDOW_LOG})


ENCODINGS: dict[str, type[Encoding]] = {
    "gzip": _Gzip,
    "x-gzip": _Gzip,
    "deflate": _Deflate,
    "br": _Brotli,
    "zstd": _Zstd,
}
