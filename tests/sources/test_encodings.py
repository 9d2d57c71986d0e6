"""Undoing content encodings, whatever a server makes of them."""

import gzip
import sys
import tracemalloc
import zlib
from collections.abc import Callable

import brotli
import pytest

from schemas.errors import FetchFailed
from worker.encodings import PIECE, Unpacker

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

TEXT = b"A bridge opened in the invented town of Norwick. " * 4000


def bare_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstd.compress,
}


def unpacked(encoding: str, data: bytes, step: int = 1000) -> bytes:
    unpacker = Unpacker(encoding)
    pieces = [piece for at in range(0, len(data), step) for piece in unpacker.feed(data[at : at + step])]
    unpacker.end()
    return b"".join(pieces)


def refusal(encoding: str, data: bytes) -> str:
    with pytest.raises(FetchFailed) as failed:
        unpacked(encoding, data)
    return failed.value.code


@pytest.mark.parametrize("encoding", PACKERS)
@pytest.mark.parametrize("step", [1, 7, 1_000_000])
def test_each_encoding_is_undone_however_its_bytes_are_cut(encoding: str, step: int) -> None:
    assert unpacked(encoding, PACKERS[encoding](TEXT), step) == TEXT


def test_deflate_without_its_frame_is_undone_too() -> None:
    assert unpacked("deflate", bare_deflate(TEXT), 1) == TEXT


def test_no_encoding_and_identity_leave_bytes_alone() -> None:
    assert unpacked("", TEXT) == TEXT
    assert unpacked("identity", TEXT) == TEXT


def test_two_encodings_are_undone_from_the_last() -> None:
    assert unpacked("gzip, BR", brotli.compress(gzip.compress(TEXT, mtime=0))) == TEXT


def test_three_encodings_are_refused() -> None:
    assert refusal("gzip, gzip, gzip", b"") == "bad_encoding"


def test_an_unknown_encoding_is_refused() -> None:
    assert refusal("compress", b"anything") == "bad_encoding"


@pytest.mark.parametrize("encoding", PACKERS)
def test_bytes_that_are_not_the_encoding_are_refused(encoding: str) -> None:
    assert refusal(encoding, b"<rss>what is no compressed stream at all</rss>") == "bad_encoding"


@pytest.mark.parametrize("encoding", PACKERS)
def test_a_stream_that_ends_early_was_cut(encoding: str) -> None:
    packed = PACKERS[encoding](TEXT)
    assert refusal(encoding, packed[: len(packed) // 2]) == "cut"


@pytest.mark.parametrize("encoding", PACKERS)
def test_an_empty_body_is_empty_whatever_its_encoding(encoding: str) -> None:
    assert unpacked(encoding, b"") == b""


def test_gzip_in_several_parts_is_one_text() -> None:
    assert unpacked("gzip", gzip.compress(TEXT, mtime=0) + gzip.compress(TEXT, mtime=0), 100) == TEXT * 2


def test_zstd_in_several_frames_is_one_text() -> None:
    assert unpacked("zstd", zstd.compress(TEXT) + zstd.compress(TEXT), 100) == TEXT * 2


def test_padding_after_gzip_is_ignored() -> None:
    assert unpacked("gzip", gzip.compress(TEXT, mtime=0) + bytes(512), 100) == TEXT


@pytest.mark.parametrize("encoding", ["gzip", "zstd"])
def test_parts_without_end_are_refused(encoding: str) -> None:
    assert refusal(encoding, PACKERS[encoding](b"") * 5000) == "bad_encoding"


@pytest.mark.parametrize("encoding", PACKERS)
def test_a_bomb_comes_in_small_pieces_so_that_it_can_be_stopped(encoding: str) -> None:
    bomb = PACKERS[encoding](bytes(40_000_000))
    tracemalloc.start()
    try:
        pieces = Unpacker(encoding).feed(bomb)
        sizes = [len(next(pieces)) for _ in range(20)]
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert max(sizes) <= 2 * PIECE
    assert most < 2_000_000


def test_a_bomb_in_a_bomb_comes_in_small_pieces_too() -> None:
    bomb = gzip.compress(gzip.compress(bytes(100_000_000), 9), 9)
    pieces = Unpacker("gzip, gzip").feed(bomb)
    assert max(len(next(pieces)) for _ in range(20)) <= 2 * PIECE


def test_zstd_that_wants_a_window_beyond_eight_mib_is_refused() -> None:
    packed = zstd.compress(bytes(30_000_000), options={zstd.CompressionParameter.window_log: 27})
    with pytest.raises(FetchFailed, match="zstd"):
        list(Unpacker("zstd").feed(packed[: len(packed) // 2]))
