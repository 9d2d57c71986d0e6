"""Archives: opened within limits, as a whole or not at all."""

import gzip
import struct
import zlib
from contextlib import suppress
from io import BytesIO
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile, ZipInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.errors import Unreadable
from tests.sources.folders import Folders
from worker import archives
from worker.archives import members

MOST = 100_000


def zipped(files: dict[str, bytes], method: int = ZIP_DEFLATED) -> bytes:
    """Return a .zip of files by name."""
    out = BytesIO()
    with ZipFile(out, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(ZipInfo(name), data, method)
    return out.getvalue()


def refused(name: str, data: bytes, most: int = MOST) -> str:
    """Return why an archive is refused: the code and what is said."""
    with pytest.raises(Unreadable) as raised:
        members(name, data, most)
    return f"{raised.value.code}: {raised.value.message}"


def test_a_gz_is_one_item_under_its_name_without_gz(folders: Folders) -> None:
    folders.declare()
    folders.put("a.xml.gz", gzip.compress(b"one ") + gzip.compress(b"story"))
    folders.look()
    (item,) = folders.items()
    assert (item.payload, item.filename, item.transport["path"]) == (b"one story", "a.xml", "a.xml.gz")
    assert folders.tree() == {"done/a.xml.gz"}


def test_a_zip_is_one_item_for_each_member(folders: Folders) -> None:
    folders.declare()
    inner = zipped({"x.xml": b"x"})
    files = {"wire/one.xml": b"one", "two.xml": b"two", "__MACOSX/two.xml": b"-", "wire/.DS_Store": b"-", "dir/": b"",
             "in.zip": inner, "../../up.xml": b"up"}  # fmt: skip
    folders.put("b.zip", zipped(files))
    folders.look()
    assert folders.names() == ["one.xml", "two.xml", "in.zip"]
    assert [item.transport["archive"] for item in folders.items()] == ["wire/one.xml", "two.xml", "in.zip"]
    assert folders.items()[2].payload == inner


def test_an_archive_with_one_bad_member_goes_to_failed_as_a_whole(folders: Folders) -> None:
    folders.declare(max_bytes=1000)
    folders.put("b.zip", zipped({"one.xml": b"one", "large.xml": bytes(1001)}))
    folders.look()
    assert folders.items() == []
    assert folders.tree() == {"failed/b.zip", "failed/b.zip.reason.json"}
    (reason,) = folders.reasons("b.zip")
    assert reason["code"] == "too_large"
    assert "large.xml" in str(reason["message"])


def test_members_of_the_same_name_are_all_read() -> None:
    data = zipped({"a.xml": b"one", "b.xml": b"two"}).replace(b"b.xml", b"a.xml")
    assert [(one.name, one.payload) for one in members("b.zip", data, MOST)] == [("a.xml", b"one"), ("a.xml", b"two")]


def test_bombs_are_read_up_to_the_limit_only() -> None:
    bomb = gzip.compress(bytes(50_000_000))
    assert refused("a.gz", bomb).startswith("too_large")
    assert refused("a.zip", zipped({"a": bytes(50_000_000)})).startswith("too_large")
    assert "together" in refused("a.zip", zipped({str(n): bytes(MOST) for n in range(11)}))
    assert "1,000 members" in refused("a.zip", zipped({str(n): b"" for n in range(1001)}))
    lying = bytearray(zipped({"a": bytes(200_000)}))
    at = lying.rindex(b"PK\x01\x02") + 24
    lying[at : at + 4] = struct.pack("<I", 10)  # the directory says ten bytes
    assert refused("a.zip", bytes(lying))


def test_what_is_encrypted_or_broken_or_empty_is_refused_with_what_to_do() -> None:
    locked = bytearray(zipped({"a": b"text"}))
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(mark) + flags] |= 1
    assert "without a password" in refused("a.zip", bytes(locked))
    assert "method 12" in refused("a.zip", zipped({"a": b"text" * 50}, ZIP_BZIP2))
    assert "no file" in refused("a.zip", zipped({}))
    whole = gzip.compress(b"text" * 1000)
    for broken in (whole[:-9], whole[:5], b"", b"text", whole + b"text", whole[:-8] + bytes(8)):
        assert refused("a.gz", broken).startswith(archives.BAD_ARCHIVE)
    whole = zipped({"a": b"text" * 1000})
    for broken in (whole[:-5], whole[30:], b"", b"text", whole.replace(whole[40:44], b"\xff" * 4)):
        assert refused("a.zip", broken).startswith(archives.BAD_ARCHIVE)


@given(st.data(), st.sampled_from(["a.zip", "a.gz"]))
def test_whatever_is_done_to_an_archive_it_is_opened_or_refused(data: st.DataObject, name: str) -> None:
    whole = bytearray(
        zipped({"a": b"text" * 9, "b/c": b"more"}) if name == "a.zip" else gzip.compress(zlib.compress(b"text" * 9))
    )
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    with suppress(Unreadable):
        assert all(len(one.payload) <= MOST for one in members(name, bytes(whole), MOST))
