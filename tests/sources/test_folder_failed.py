"""Rejected files: in failed with the reason beside them, and read again when they are put back."""

import resource
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest
from redis import Redis

from schemas import FolderSource
from tests.sources.folders import TEXT, Folders
from tests.sources.test_archives import zipped
from worker.client import Client
from worker.sources import folder_file
from worker.sources.files import File, Files
from worker.store.keys import Keys


def reject(folders: Folders, stories: int = 1) -> None:
    """Look, let a worker reject what came, and look again."""
    folders.look()
    folders.reject_all(stories)
    folders.look()


def test_a_rejected_file_is_moved_from_done_to_failed_with_the_reason_beside_it(folders: Folders) -> None:
    folders.declare(recursive=True)
    folders.put("wire/a.xml")
    reject(folders)
    assert folders.tree() == {"failed/wire/a.xml", "failed/wire/a.xml.reason.json"}
    (reason,) = folders.reasons("wire/a.xml")
    assert (reason["code"], reason["message"], reason["story"]) == ("no_body", "there is no text", 0)
    assert {"item_id", "received_at", "rejected_at", "rejection"} < reason.keys()


def test_several_rejections_of_one_file_are_in_one_reason(folders: Folders) -> None:
    folders.declare()
    folders.put("a.xml")
    reject(folders, stories=3)
    assert folders.tree() == {"failed/a.xml", "failed/a.xml.reason.json"}
    assert [reason["story"] for reason in folders.reasons("a.xml")] == [0, 1, 2]


@pytest.mark.parametrize("after", ["move", "delete"])
def test_a_file_put_back_as_it_is_is_read_again_and_its_old_reason_goes(folders: Folders, after: str) -> None:
    folders.declare(after=after)
    folders.put("a.xml")
    reject(folders)
    assert (folders.root / "failed/a.xml").read_bytes() == TEXT
    (folders.root / "failed/a.xml").rename(folders.root / "a.xml")
    folders.look()
    assert [item.payload for item in folders.items()] == [TEXT]
    assert folders.tree() == ({"done/a.xml"} if after == "move" else set())


def test_a_file_put_back_and_rejected_again_has_the_new_reason_alone(folders: Folders) -> None:
    folders.declare()
    folders.put("a.xml")
    reject(folders, stories=2)
    first = folders.reasons("a.xml")[0]["item_id"]
    (folders.root / "failed/a.xml").rename(folders.root / "a.xml")
    reject(folders)
    (reason,) = folders.reasons("a.xml")
    assert reason["item_id"] != first
    assert folders.tree() == {"failed/a.xml", "failed/a.xml.reason.json"}


def test_of_two_files_of_one_name_the_rejected_one_is_moved(folders: Folders) -> None:
    folders.declare()
    for text in (b"first", b"second"):
        folders.put("a.xml", text)
        folders.look()
    reject_second(folders)
    folders.look()
    assert (folders.root / "done/a.xml").read_bytes() == b"first"
    assert (folders.root / "failed/a.xml").read_bytes() == b"second"


def reject_second(folders: Folders) -> None:
    (first, _), *_ = cast("list[tuple[bytes, object]]", folders.redis.xrange(folders.keys.inbox))
    folders.redis.xdel(folders.keys.inbox, first)
    folders.reject_all()


def test_files_of_one_name_that_fail_are_kept_side_by_side(folders: Folders) -> None:
    folders.declare()
    for text in (b"first", b"second"):
        folders.put("a.xml", text)
        reject(folders)
    assert {path for path in folders.tree() if path.endswith(".xml")} == {"failed/a.xml", "failed/a.2.xml"}
    assert folders.reasons("a.2.xml")


def test_of_an_archive_only_the_rejected_member_is_in_failed(folders: Folders) -> None:
    folders.declare()
    folders.put("b.zip", zipped({"x/one.xml": b"one", "two.xml": b"two"}))
    folders.look()
    reject_second(folders)
    folders.look()
    assert folders.tree() == {"done/b.zip", "failed/b.zip-two.xml", "failed/b.zip-two.xml.reason.json"}
    assert (folders.root / "failed/b.zip-two.xml").read_bytes() == b"two"


def test_where_the_bytes_are_gone_the_reason_alone_says_so(folders: Folders, redis: Redis) -> None:
    folders.declare(after="delete")
    folders.put("a.xml")
    folders.look()
    folders.reject_all()
    redis.delete(*redis.keys("{wirecopy}:raw:*"))
    folders.look()
    assert folders.tree() == {"failed/a.xml.reason.json"}
    assert '"file": null' in (folders.root / "failed/a.xml.reason.json").read_text()


def test_what_cannot_be_moved_to_failed_is_tried_again_and_holds_nothing_up(folders: Folders) -> None:
    folders.declare()
    (folders.root / "failed").touch()
    folders.put("a.xml")
    reject(folders)
    assert "cannot be moved to failed" in (folders.state().trouble or "")
    folders.put("b.xml")
    folders.look()
    assert folders.names() == ["b.xml"]
    (folders.root / "failed").unlink()
    folders.later += timedelta(seconds=61)
    folders.look()
    assert folders.tree() == {"failed/a.xml", "failed/a.xml.reason.json", "done/b.xml"}


def test_on_a_full_disk_nothing_is_written_by_halves_and_it_is_tried_again(folders: Folders) -> None:
    folders.declare(after="delete")
    folders.put("a.xml")
    folders.look()
    folders.reject_all()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (16, limits[1]))  # what a full disk does to a file of more, for root too
    try:
        folders.look()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert folders.tree() == set()
    assert "cannot be moved to failed" in (folders.state().trouble or "")
    folders.later += timedelta(seconds=61)
    folders.look()
    assert folders.tree() == {"failed/a.xml", "failed/a.xml.reason.json"}


def test_a_rejected_file_that_could_not_be_moved_to_done_is_not_read_over_and_over(folders: Folders) -> None:
    folders.declare()
    (folders.root / "done").touch()
    folders.put("a.xml")
    reject(folders)
    assert {"failed/a.xml", "failed/a.xml.reason.json"} < folders.tree()
    folders.later += timedelta(seconds=61)
    folders.look()
    assert folders.items() == []


def test_a_look_comes_soon_while_what_was_taken_is_undecided_and_not_for_ever(folders: Folders) -> None:
    folders.declare()
    folders.put("a.xml")
    delays = [folders.look().delay]
    for seconds in (1, 30, 30):
        folders.later += timedelta(seconds=seconds)
        delays.append(folders.look().delay)
    assert delays == [0.2, pytest.approx(1, abs=0.5), 2.0, 30.0]


def test_rejections_of_others_items_move_nothing(folders: Folders, client: Client, redis: Redis, keys: Keys) -> None:
    folders.declare()
    (folders.root.parent / "outside.xml").write_bytes(TEXT)
    try:
        folders.look()
        client.enqueue(TEXT, source="desk")
        for path in ("../outside.xml", "/etc/hostname", "done/../../outside.xml", ""):
            redis.xadd(keys.inbox, {"source": "desk", "payload": TEXT, "transport.path": path})
        folders.reject_all()
        folders.look()
        assert folders.tree() == set()
        assert (folders.root.parent / "outside.xml").exists()
    finally:
        Path(folders.root.parent / "outside.xml").unlink()


def test_what_is_rejected_while_a_look_goes_on_is_given_back_by_it(
    folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    def finish(files: Files, source: FolderSource, file: File, digest: str) -> None:
        finish_it(files, source, file, digest)
        folders.reject_all()

    finish_it = folder_file.finish
    monkeypatch.setattr(folder_file, "finish", finish)
    folders.declare()
    folders.put("a.xml")
    folders.look()
    first = folders.reasons("a.xml")[0]["item_id"]
    (folders.root / "failed/a.xml").rename(folders.root / "a.xml")
    folders.look()
    (reason,) = folders.reasons("a.xml")
    assert reason["item_id"] != first
    assert folders.tree() == {"failed/a.xml", "failed/a.xml.reason.json"}
