"""Archives that files come in: .gz and .zip, opened in memory and within limits. One inside another is not opened.

What is wrong with any member is wrong with the archive: it comes in as a whole or not at all.
"""

import struct
import zlib
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from schemas.errors import Unreadable

BAD_ARCHIVE = "bad_archive"
TOO_LARGE = "too_large"

MOST_MEMBERS = 1_000
MOST_TIMES = 10  # of the longest item, what all members together may be
MOST_IN_ALL = 256 * 1024 * 1024
_MOST_SIGNATURES = 10 * MOST_MEMBERS  # of members in the directory: more are not even listed
_PIECE = 256 * 1024
_ENCRYPTED = 0x1
_BROKEN = (
    BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ValueError, OverflowError, LookupError
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Member:
    """What is in an archive. name: as the archive has it, with folders; of a .gz the file's own without .gz."""

    name: str
    payload: bytes

    @property
    def base_name(self) -> str:
        """Its name without folders."""
        return parts_of(self.name)[-1]


def is_archive(name: str) -> bool:
    """Whether a file of this name is opened."""
    return name.lower().endswith((".gz", ".zip"))


def members(name: str, data: bytes, most: int) -> list[Member]:
    """Open an archive whose members may be of so many bytes each. Raises Unreadable: bad_archive, too_large."""
    try:
        return [_unzipped(name, data, most)] if name.lower().endswith(".gz") else _members(data, most)
    except _BROKEN as error:
        raise _bad(f"the archive is broken: {str(error) or type(error).__name__}; have it sent again") from error


def _unzipped(name: str, data: bytes, most: int) -> Member:
    """Take a .gz apart, which may be several in a row."""
    payload = bytearray()
    left = data
    while left:
        stream = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
        while not stream.eof:
            piece = stream.decompress(left, _PIECE)
            payload += piece
            if len(payload) > most:
                raise _large(name, most)
            left = stream.unconsumed_tail
            if not piece and not left and not stream.eof:
                raise EOFError("it ends in the middle")
        left = stream.unused_data.lstrip(b"\0")  # tapes and some servers pad with zeros
    if not data:
        raise EOFError("it is empty")
    return Member(name[:-3] or name, bytes(payload))


def _members(data: bytes, most: int) -> list[Member]:
    if data.count(b"PK\x01\x02") > _MOST_SIGNATURES:
        raise _many()
    with ZipFile(BytesIO(data)) as archive:
        entries = archive.infolist()
        if len(entries) > MOST_MEMBERS:
            raise _many()
        found: list[Member] = []
        left = min(most * MOST_TIMES, MOST_IN_ALL)
        for entry in entries:
            if entry.is_dir() or _is_hidden(entry.filename):
                continue
            found.append(Member(entry.filename, _read(archive, entry, most, left)))
            left -= len(found[-1].payload)
    if not found:
        raise _bad("there is no file in the archive")
    return found


def _read(archive: ZipFile, entry: ZipInfo, most: int, left: int) -> bytes:
    """Read a member until it is longer than it may be: what its header says of its size is not believed."""
    if entry.flag_bits & _ENCRYPTED:
        raise _bad(f"{_shown(entry.filename)} is encrypted; have it sent without a password")
    if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):  # others let a header ask for gigabytes of memory
        raise _bad(f"{_shown(entry.filename)} is compressed by method {entry.compress_type}; only deflate is opened")
    payload = bytearray()
    with archive.open(entry) as stream:
        while piece := stream.read(_PIECE):
            payload += piece
            if len(payload) > most:
                raise _large(entry.filename, most)
            if len(payload) > left:
                raise Unreadable(TOO_LARGE, f"its members are more than {MOST_TIMES} times max_bytes ({most:,}) together")
    return bytes(payload)


def parts_of(name: str) -> list[str]:
    """Return the folders of a member and its name, the last."""
    return [part for part in name.replace("\\", "/").split("/") if part] or [name]


def _is_hidden(name: str) -> bool:
    return any(part.startswith(".") or part == "__MACOSX" for part in parts_of(name))


def _shown(name: str) -> str:
    return repr(name[:200])


def _large(name: str, most: int) -> Unreadable:
    return Unreadable(TOO_LARGE, f"{_shown(name)} has more than {most:,} bytes (max_bytes)")


def _many() -> Unreadable:
    return Unreadable(TOO_LARGE, f"the archive has more than {MOST_MEMBERS:,} members; have it sent in parts")


def _bad(message: str) -> Unreadable:
    return Unreadable(BAD_ARCHIVE, message)
