"""Whole looks into folders of servers: each file is put in once, whatever the line and the server do in between."""

import pytest

from tests.servers.dropping import line_to
from tests.servers.places import Place
from tests.servers.started import Servers
from tests.sources.folders import TEXT, Folders

REMOTE = ("sftp", "ftp", "ftps", "s3")
TENTHS = {"sftp": (2, 5, 7, 8, 9), "ftp": (1, 3, 5, 7, 9), "s3": (3, 6, 9)}
"""Of what a look receives: where it is cut."""
NAMES = ("bridge.xml", "جسر #1?.xml", "sub/road.xml")


@pytest.mark.parametrize("scheme", REMOTE)
def test_files_of_a_server_are_put_in_and_moved_to_done(folders: Folders, servers: Servers, scheme: str) -> None:
    place = servers.place(scheme)
    declare(folders, place)
    for name in NAMES:
        place.put(name, TEXT + name.encode())
    folders.look()
    assert sorted(item.payload for item in folders.items()) == sorted(TEXT + name.encode() for name in NAMES)
    assert place.paths() == {f"done/{name}" for name in NAMES}
    folders.look()
    assert len(folders.items()) == len(NAMES)


@pytest.mark.parametrize("scheme", REMOTE)
def test_a_file_of_a_server_is_not_taken_before_it_stays_as_it_is(folders: Folders, servers: Servers, scheme: str) -> None:
    place = servers.place(scheme)
    declare(folders, place, complete="stable", stable_seconds=1_000_000)
    place.put("a.xml", TEXT)
    folders.look()
    assert folders.items() == []
    assert place.paths() == {"a.xml"}


@pytest.mark.parametrize("scheme", REMOTE)
def test_what_is_rejected_goes_to_failed_on_its_server_with_the_reason(
    folders: Folders, servers: Servers, scheme: str
) -> None:
    place = servers.place(scheme)
    declare(folders, place)
    place.put("a.xml", TEXT)
    folders.look()
    folders.reject_all()
    folders.look()
    assert place.paths() == {"failed/a.xml", "failed/a.xml.reason.json"}
    assert b"no_body" in place.get("failed/a.xml.reason.json").lower()


@pytest.mark.parametrize("scheme", TENTHS)
def test_wherever_the_line_is_cut_each_file_is_put_in_once(folders: Folders, servers: Servers, scheme: str) -> None:
    port = servers.s3 if scheme == "s3" else getattr(servers, scheme).port
    with line_to(port) as line:
        place = servers.place(scheme, line.port)
        declare(folders, place)
        place.put("first.xml", TEXT)
        folders.look()
        whole = line.passed
        tenths = TENTHS[scheme]
        for tenth in tenths:
            place.put(f"{tenth}.xml", TEXT + str(tenth).encode() * 1000)
            line.cut_in(whole * tenth // 10)
            folders.look()
            line.mend()
            folders.look()
    assert line.cut >= len(tenths) - 1
    assert sorted(folders.names(), key=str) == sorted(["first.xml", *(f"{tenth}.xml" for tenth in tenths)])
    assert {path for path in place.paths() if not path.startswith("done/")} == set()
    assert {f"done/{tenth}.xml" for tenth in tenths} <= place.paths()


def declare(folders: Folders, place: Place, **fields: object) -> None:
    """Declare the folder of a place as the source of the test."""
    folders.declare("desk", url=place.url, recursive=True, **place.fields, **fields)
