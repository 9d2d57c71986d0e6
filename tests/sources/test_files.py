"""What holds of a folder's files wherever they are: on this machine, on an SFTP, FTP or S3 server."""

import os
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.servers.ftp import ftp_server
from tests.servers.places import DiskPlace, Place, source_of
from tests.servers.started import SCHEMES, Servers
from tests.support import eventually
from worker.sources.files import Files, open_files
from worker.sources.ftp_listing import human_listing

ODD_NAMES = ["جسر جديد.xml", "a #1?x=y&versionId=2.xml", "star*[a]{b}.xml", "it's \"so\".xml", "-rf .xml", " led by a space",
             "100%20.xml", "a+b;c.xml", "~", "ftp:x.xml", "back\\slash"]  # fmt: skip
LINE_BREAK = "two\nlines.xml"
NO_UTF_8 = os.fsdecode(b"latin-\xe9.xml")
# FTP cannot say a line break, moto has no route for one; S3's keys are always UTF-8.
SAYABLE = {"ftp": [NO_UTF_8], "ftps": [NO_UTF_8], "s3": []}


@pytest.fixture(params=SCHEMES)
def place(request: pytest.FixtureRequest, servers: Servers) -> Place:
    """An empty folder."""
    return servers.place(request.param)


@pytest.fixture
def files(place: Place) -> Iterator[Files]:
    """The files of that folder."""
    with open_files(source_of(place)) as opened:
        yield opened


def test_a_file_is_listed_with_its_size_and_time(place: Place, files: Files) -> None:
    place.put("a.xml", b"12345")
    (found,) = files.list(recursive=False)
    assert (found.path, found.size) == ("a.xml", 5)
    assert abs(datetime.now(UTC) - datetime.fromisoformat(found.modified)) < timedelta(seconds=10)
    assert found.age is None or 0 <= found.age < 10


def test_folders_are_looked_into_when_asked_but_never_done_and_failed(place: Place, files: Files) -> None:
    for path in ("a", "sub/b", "sub/deep/c", "sub/done/d", "done/e", "failed/f", "done/sub/g"):
        place.put(path, b"x")
    assert [file.path for file in files.list(recursive=False)] == ["a"]
    assert [file.path for file in files.list(recursive=True)] == ["a", "sub/b", "sub/deep/c", "sub/done/d"]


def test_any_name_can_be_listed_read_moved_and_deleted(place: Place, files: Files) -> None:
    names = ODD_NAMES + SAYABLE.get(place.url.partition(":")[0], [LINE_BREAK, NO_UTF_8])
    for name in names:
        place.put(name, os.fsencode(name))
    assert [file.path for file in files.list(recursive=False)] == sorted(names)
    for name in names:
        assert files.read(name, 100) == os.fsencode(name)
        files.move(name, f"done/{name}/{name}")
        assert files.exists(f"done/{name}/{name}")
        assert not files.exists(name)
        files.delete(f"done/{name}/{name}")
    assert place.paths() == set()


def test_one_byte_more_than_the_most_is_read_of_a_longer_file(place: Place, files: Files) -> None:
    place.put("long", bytes(range(256)) * 2000)
    place.put("empty", b"")
    assert files.read("long", 10) == bytes(range(11))
    assert files.read("long", 512_000) == files.read("long", 511_999) == place.get("long")
    assert len(files.read("long", 511_998)) == 511_999
    assert files.read("empty", 10) == b""


def test_a_move_overwrites_nothing(place: Place, files: Files) -> None:
    place.put("a", b"new")
    place.put("done/a", b"old")
    with pytest.raises(FileExistsError):
        files.move("a", "done/a")
    assert (place.get("a"), place.get("done/a")) == (b"new", b"old")


def test_what_is_written_replaces_what_was_there_and_leaves_nothing_else(place: Place, files: Files) -> None:
    files.write("failed/day 1/a.reason", b"long ago" * 10_000)
    files.write("failed/day 1/a.reason", b"today")
    assert place.get("failed/day 1/a.reason") == b"today"
    assert place.paths() == {"failed/day 1/a.reason"}


def test_a_file_that_went_is_said_to_be_gone(place: Place, files: Files) -> None:
    with pytest.raises(FileNotFoundError):
        files.read("gone", 10)
    with pytest.raises(FileNotFoundError):
        files.move("gone", "done/gone")
    assert place.paths() == set()
    if "s3" not in place.url:
        with pytest.raises(FileNotFoundError):
            files.delete("gone")


def test_files_that_were_closed_open_again(place: Place, files: Files) -> None:
    place.put("a", b"1")
    assert files.exists("a")
    files.close()
    files.close()
    assert files.read("a", 10) == b"1"


def test_files_that_are_closed_leave_no_thread_but_the_one_that_fsspec_keeps(place: Place) -> None:
    place.put("a", b"1")
    before = set(threading.enumerate())
    with open_files(source_of(place)) as files:
        assert files.exists("a")
    eventually(lambda: {thread.name for thread in set(threading.enumerate()) - before} <= {"fsspecIO"})


@pytest.mark.parametrize("scheme", ["file", "sftp"])
def test_links_and_pipes_are_not_there(scheme: str, servers: Servers, tmp_path: Path) -> None:
    place = servers.place(scheme)
    assert isinstance(place, DiskPlace)
    (tmp_path / "secret").write_bytes(b"secret")
    (place.root / "link").symlink_to(tmp_path / "secret")
    (place.root / "folder").symlink_to(tmp_path)
    os.mkfifo(place.root / "pipe")
    place.put("a", b"1")
    with open_files(source_of(place)) as files:
        assert [file.path for file in files.list(recursive=True)] == ["a"]
        for path in ("link", "pipe"):
            with pytest.raises(OSError, match=r"link|pipe|regular"):
                files.read(path, 10)
        with pytest.raises(OSError, match=r"folder|irectory|link"):
            files.move("a", "folder/a")
    assert [found.name for found in tmp_path.iterdir()] == ["secret"]


def test_nothing_is_read_or_deleted_through_a_folder_that_became_a_link(tmp_path: Path, servers: Servers) -> None:
    place = servers.place("file")
    assert isinstance(place, DiskPlace)
    (tmp_path / "passwords").write_bytes(b"secret")
    (place.root / "sub").symlink_to(tmp_path)
    with open_files(source_of(place)) as files:
        with pytest.raises(NotADirectoryError):
            files.read("sub/passwords", 10)
        with pytest.raises(NotADirectoryError):
            files.delete("sub/passwords")
        with pytest.raises(NotADirectoryError):
            files.move("sub/passwords", "mine")
    assert (tmp_path / "passwords").exists()


def test_a_servers_listing_leads_nowhere_else(servers: Servers) -> None:
    place = servers.place("sftp")
    place.put("a", b"1")
    servers.sftp.also_listed = [b"..", b".", b"", b"../a", b"/etc/passwd", b"sub/../../a", b"a\0b"]
    try:
        with open_files(source_of(place)) as files:
            assert [file.path for file in files.list(recursive=True)] == ["a"]
    finally:
        servers.sftp.also_listed = []


def test_what_the_server_does_not_let_one_do_is_said_of_the_file(servers: Servers) -> None:
    place = servers.place("ftp")
    place.put("a", b"1")
    with ftp_server(servers.ftp.root, rights="elr") as other:
        url = place.url.replace(str(servers.ftp.port), str(other.port))
        with open_files(source_of(place, url=url)) as files:
            assert files.read("a", 1) == b"1"
            with pytest.raises(PermissionError):
                files.move("a", "b")
            with pytest.raises(PermissionError):
                files.delete("a")
            with pytest.raises(PermissionError):
                files.write("b", b"1")
    assert place.paths() == {"a"}


LISTED = {
    b"-rw-r--r--    1 1000     1000          5 Nov 24 04:23 a b.xml": ("a b.xml", 5, False),
    b"-rw-r--r--    1 1000     1000          5 Nov  4  2025  led.xml": (" led.xml", 5, False),
    b"-rw-r--r--+   1 desk              5 24 Nov 04:23 a.xml": ("a.xml", 5, False),
    b"-rw-rw-r--    1 desk     wire          5 2026-11-24 04:23 a -> b": ("a -> b", 5, False),
    b"drwxr-xr-x    2 desk     wire       4096 Nov 24 04:23 sub": ("sub", 4096, True),
    b"lrwxrwxrwx    1 desk     wire          1 Nov 24 04:23 link -> /etc": None,
    b"11-24-26  04:23AM                    5 a b.xml": ("a b.xml", 5, False),
    b"11-24-2026  04:23       <DIR>          sub": ("sub", 0, True),
}


@pytest.mark.parametrize("line", LISTED)
def test_listings_for_people_are_read_as_servers_write_them(line: bytes) -> None:
    expected = LISTED[line]
    found = [(entry.name, entry.size, entry.is_folder) for entry in human_listing(b"total 1\r\n" + line + b"\r\n")]
    assert found == ([] if expected is None else [expected])


def test_a_listing_that_cannot_be_read_is_no_empty_folder() -> None:
    with pytest.raises(ValueError, match="lines such as"):
        human_listing(b"a.xml;1  5/6  24-NOV-2026 04:23  [WIRE]\r\n")


def test_names_in_a_folders_path_are_taken_as_they_are(tmp_path: Path) -> None:
    root = tmp_path / "in #1?"
    root.mkdir()
    place = DiskPlace(root, str(root))
    place.put("a", b"1")
    with open_files(source_of(place)) as files:
        assert [file.path for file in files.list(recursive=False)] == ["a"]


@pytest.mark.parametrize(("scheme", "count"), [("file", 5_000), ("sftp", 500), ("ftp", 500)])
def test_a_folder_of_many_files_is_listed_in_seconds(servers: Servers, scheme: str, count: int) -> None:
    place = servers.place(scheme)
    assert isinstance(place, DiskPlace)
    for number in range(count):
        os.close(os.open(place.root / f"{number}.xml", os.O_CREAT | os.O_WRONLY))
    with open_files(source_of(place)) as files:
        began = datetime.now(UTC)
        assert len(files.list(recursive=False)) == count
        assert datetime.now(UTC) - began < timedelta(seconds=5)
