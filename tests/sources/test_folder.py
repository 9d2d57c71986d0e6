"""Folders: which files are taken, when, as what, and what becomes of them."""

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from redis import Redis

from schemas.errors import FetchFailed, Unreadable
from tests.sources.folders import TEXT, Folders
from tests.support import eventually
from worker.sources.folder import look


def test_a_file_becomes_an_item_with_its_name_and_is_moved_to_done(folders: Folders) -> None:
    folders.declare(recursive=True)
    folders.put("wire/bridge.xml")
    folders.look()
    (item,) = folders.items()
    assert (item.payload, item.filename, item.media_type) == (TEXT, "bridge.xml", None)
    assert item.transport["path"] == "wire/bridge.xml"
    assert item.transport["modified"]
    assert folders.tree() == {"done/wire/bridge.xml"}
    assert folders.state().delivered == 1


@pytest.mark.parametrize(
    "name",
    [".hidden.xml", "a.xml.part", "A.XML.TMP", "a.filepart", "a.crdownload", "a.Partial", "a.xml~", "a.txt", "sub/a.xml",
     "done/a.xml", "failed/a.xml", "a.xml.reason.json"],
)  # fmt: skip
def test_what_is_not_meant_for_it_is_left_alone(folders: Folders, name: str) -> None:
    folders.declare(pattern="*.xml*")
    folders.put(name)
    folders.look()
    assert folders.items() == []
    assert folders.tree() == {name}


def test_a_file_beside_which_its_part_stands_is_still_being_sent(folders: Folders) -> None:
    folders.declare()
    folders.put("a.xml")
    folders.put("a.xml.part")
    folders.look()
    assert folders.items() == []
    (folders.root / "a.xml.part").unlink()
    folders.look()
    assert folders.names() == ["a.xml"]


def test_files_are_taken_oldest_first_so_many_a_look_and_the_rest_at_once_after_it(folders: Folders) -> None:
    folders.declare(max_entries=2)
    last = 0
    for name in ("c.xml", "a.xml", "b.xml"):
        last = eventually(lambda name=name, last=last: changed_after(folders.put(name), last))  # type: ignore[misc]
    assert folders.look().delay == 0
    assert folders.names() == ["c.xml", "a.xml"]
    folders.look()
    assert folders.names() == ["c.xml", "a.xml", "b.xml"]


def changed_after(file: Path, last: int) -> int:
    """Return when a file changed, 0 where that is not later: the clock of the file system is a coarse one."""
    changed = file.stat().st_ctime_ns
    return changed if changed > last else 0


def test_a_file_that_grows_is_not_taken_before_it_has_stayed_as_it_is(folders: Folders) -> None:
    folders.declare(complete="stable", stable_seconds=2.0)
    growing = folders.put("a.xml", b"The bridge")
    assert folders.look().delay == 2.0
    for _ in range(3):
        folders.later += timedelta(seconds=10)
        with growing.open("ab") as file:
            file.write(b" was opened")
        assert folders.look().delay == 2.0
    assert folders.items() == []
    folders.later += timedelta(seconds=1)
    assert folders.look().delay == pytest.approx(1.0, abs=0.5)
    folders.later += timedelta(seconds=1)
    folders.look()
    assert [item.payload for item in folders.items()] == [growing_text(3)]


def growing_text(times: int) -> bytes:
    return b"The bridge" + b" was opened" * times


def test_a_file_left_alone_for_a_minute_is_taken_by_the_first_look(
    folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders.declare(complete="stable")
    folders.put("a.xml")
    monkeypatch.setattr("worker.sources.folder_choice.UNTOUCHED_SECONDS", 0.0)
    folders.look()
    assert folders.names() == ["a.xml"]


@pytest.mark.parametrize("complete", ["stable", "renamed"])
def test_an_empty_file_may_be_a_name_kept_free_and_waits_for_a_minute(folders: Folders, complete: str) -> None:
    folders.declare(complete=complete, min_interval=300)
    folders.put("a.xml", b"")
    delays = [folders.look().delay]
    folders.later += timedelta(seconds=50)
    delays.append(folders.look().delay)
    assert folders.items() == []
    assert delays == [60.0, pytest.approx(10.0, abs=0.5)]
    folders.later += timedelta(seconds=11)
    folders.look()
    assert [item.payload for item in folders.items()] == [b""]


def test_a_file_of_a_name_that_is_in_done_gets_a_number_and_overwrites_nothing(folders: Folders) -> None:
    folders.declare()
    for number in range(12):
        folders.put("latest.xml", f"bridge {number}".encode())
        folders.look()
    digest = sha256(b"bridge 11").hexdigest()[:12]
    assert len(folders.tree()) == len(folders.items()) == 12
    assert {"done/latest.xml", "done/latest.9.xml", f"done/latest.{digest}.xml"} < folders.tree()
    assert (folders.root / "done/latest.2.xml").read_bytes() == b"bridge 1"


def test_files_are_deleted_where_the_source_says_so(folders: Folders) -> None:
    folders.declare(after="delete")
    folders.put("a.xml")
    folders.look()
    assert folders.names() == ["a.xml"]
    assert folders.tree() == set()


@pytest.mark.parametrize(
    "name", ["خبر.xml", "a b\n'\"*?.xml", os.fsdecode(b"caf\xe9.xml"), "x" * 240 + ".xml", "-rf", "%2e%2e"]
)
def test_a_file_of_any_name_is_taken_and_moved(folders: Folders, name: str) -> None:
    folders.declare()
    folders.put(name)
    folders.look()
    assert [item.payload for item in folders.items()] == [TEXT]
    assert len(folders.tree()) == 1
    assert all(path.startswith("done/") for path in folders.tree())
    assert folders.state().trouble is None


def test_items_of_an_urgent_source_are_urgent(folders: Folders) -> None:
    folders.declare(urgent=True)
    folders.put("a.xml")
    folders.look()
    assert len(folders.items("urgent")) == 1


def test_a_file_that_is_too_large_goes_to_failed_with_the_reason_and_keeps_no_other_back(folders: Folders) -> None:
    folders.declare(max_bytes=100)
    folders.put("large.xml", bytes(101))
    folders.put("small.xml")
    folders.look()
    assert folders.names() == ["small.xml"]
    assert folders.tree() == {"failed/large.xml", "failed/large.xml.reason.json", "done/small.xml"}
    (reason,) = folders.reasons("large.xml")
    assert reason["code"] == "too_large"
    assert "101 bytes" in str(reason["message"])
    assert "large.xml" in (folders.state().trouble or "")


def test_a_folder_that_is_not_there_is_a_failure_that_says_so(folders: Folders) -> None:
    folders.declare(url=f"{folders.root}/missing")
    folders.look()
    assert (folders.state().error or "").startswith("not_found: ")
    (folders.root / "missing").mkdir()
    folders.put("missing/a.xml")
    folders.look()
    assert folders.state().error is None
    assert folders.names() == ["a.xml"]


def test_a_file_that_cannot_be_moved_is_put_in_once_and_hinders_no_other(folders: Folders) -> None:
    folders.declare()
    (folders.root / "done").write_bytes(b"a file where a folder should be")
    folders.put("a.xml")
    folders.look()
    assert "cannot be moved to done" in (folders.state().trouble or "")
    folders.put("b.xml")
    folders.look()
    assert folders.names() == ["a.xml", "b.xml"]
    folders.redis.delete(*folders.redis.keys("{wirecopy}:delivered:*"))  # as a day later
    folders.look()
    assert folders.names() == ["a.xml", "b.xml"]
    assert "2 files" in (folders.state().trouble or "")
    (folders.root / "done").unlink()
    folders.later += timedelta(seconds=61)
    folders.look()
    assert folders.tree() == {"done/a.xml", "done/b.xml"}
    assert len(folders.items()) == 2
    assert folders.state().trouble is None


def test_what_cannot_be_moved_has_an_end_and_then_nothing_more_is_taken(
    folders: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("worker.sources.folder_memory.MOST_KEPT", 2)
    folders.declare()
    (folders.root / "done").touch()
    for name in ("a.xml", "b.xml"):
        folders.put(name)
    folders.look()
    folders.put("c.xml")
    folders.look()
    assert folders.names() == ["a.xml", "b.xml"]
    assert "none is taken any more" in (folders.state().trouble or "")


def test_a_file_put_over_one_that_could_not_be_moved_is_a_new_one(folders: Folders) -> None:
    folders.declare()
    (folders.root / "done").touch()
    folders.put("a.xml")
    folders.look()
    folders.put("a.xml", b"The bridge was closed on Tuesday.")
    folders.look()
    assert [item.payload for item in folders.items()] == [TEXT, b"The bridge was closed on Tuesday."]


def test_a_file_replaced_between_reading_and_moving_is_not_moved_unread(folders: Folders) -> None:
    folders.declare()
    folders.put("a.xml")

    def replace() -> None:
        folders.put("a.xml", b"The bridge was closed on Tuesday.")

    assert taken_with(folders, replace) == 1
    assert folders.tree() == {"a.xml"}
    folders.look()
    assert [item.payload for item in folders.items()] == [TEXT, b"The bridge was closed on Tuesday."]
    assert folders.tree() == {"done/a.xml"}


def test_a_file_whose_move_was_cut_short_is_in_done_once(folders: Folders) -> None:
    folders.declare()
    (folders.root / "done").mkdir()
    (folders.root / "done/a.xml").hardlink_to(folders.put("a.xml"))  # as a death between the two steps of it leaves it
    folders.look()
    assert folders.tree() == {"done/a.xml"}


def test_two_looks_at_the_same_time_take_each_file_once(folders: Folders) -> None:
    folders.declare()
    for number in range(60):
        folders.put(f"{number}.xml", f"bridge {number}".encode())
    claimed = folders.claim()

    async def both() -> None:
        polled = await asyncio.gather(folders.collect(claimed), folders.collect(claimed))
        assert [one.state.error or one.state.trouble for one in polled] == [None, None]

    asyncio.run(both())
    assert len(folders.items()) == len(set(folders.names())) == 60
    assert len(folders.tree()) == 60
    assert all(path.startswith("done/") for path in folders.tree())


def test_a_look_that_was_overtaken_while_it_stood_still_puts_nothing_in_twice(folders: Folders) -> None:
    folders.declare()
    folders.put("a.xml")
    assert taken_with(folders, lambda: asyncio.run(folders.collect(folders.claim("other")))) == 0
    assert folders.names() == ["a.xml"]
    assert folders.tree() == {"done/a.xml"}


def taken_with(folders: Folders, happens: Callable[[], object]) -> int:
    """Look into the folder while something happens between reading and accepting; return how many items were new."""
    claimed = folders.claim("first")
    folders.lapse()

    def in_a_thread() -> None:  # which may have a loop of its own
        with ThreadPoolExecutor(1) as thread:
            thread.submit(happens).result()

    polled = asyncio.run(folders.collect(claimed, in_a_thread))
    folders.finish(claimed, polled, "first")
    assert polled.state.error is None
    return polled.state.delivered


def test_a_full_inbox_leaves_files_where_they_are(folders: Folders, redis: Redis) -> None:
    folders.declare()
    folders.put("a.xml")
    redis.config_set("maxmemory", str(int(int(redis.info("memory")["used_memory"]) * 1.2)))
    try:
        folders.look()
        assert folders.tree() == {"a.xml"}
        assert "accepted" in (folders.state().trouble or "")
    finally:
        redis.config_set("maxmemory", "0")
    folders.look()
    assert folders.tree() == {"done/a.xml"}


def test_what_would_come_is_shown_and_nothing_is_changed(tmp_path: Path, folders: Folders) -> None:
    source = folders.declare(complete="stable")
    folders.put("a.xml")
    folders.put("b.xml")
    assert [item.filename for item in asyncio.run(look(source, 1))] == ["a.xml"]
    assert folders.tree() == {"a.xml", "b.xml"}
    with pytest.raises(Unreadable, match=r"b\.xml: .* would be moved to failed"):
        asyncio.run(look(source.model_copy(update={"max_bytes": len(TEXT) - 1, "pattern": "b*"}), 1))
    with pytest.raises(FetchFailed, match="make it"):
        asyncio.run(look(source.model_copy(update={"url": f"{tmp_path}/none"}), 1))
