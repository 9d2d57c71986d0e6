"""Watching local folders: what comes is taken at once, by a run that goes on while there is a folder to watch."""

import asyncio
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.polling import HASTY
from tests.sources.folders import Folders
from tests.support import eventually
from worker.sources import watch
from worker.store import source_state
from worker.store.source_state import SourceStates


@contextmanager
def watched(folders: Folders) -> Iterator[None]:
    """A run that watches, and has watched the folders that are there for a moment."""
    stop = threading.Event()
    run = threading.Thread(target=lambda: asyncio.run(folders.watch(60, lambda: not stop.is_set())))
    run.start()
    try:
        yield
    finally:
        stop.set()
        run.join(20)
    assert not run.is_alive()


@pytest.fixture
def watching(folders: Folders, monkeypatch: pytest.MonkeyPatch) -> Iterator[Folders]:
    """A folder that is watched, and swept once an hour."""
    monkeypatch.setattr(watch, "CHECK_SECONDS", 0.2)
    folders.declare(min_interval=3600, max_interval=3600)
    with watched(folders):
        eventually(lambda: folders.state().polls >= 2)  # at first, and when the watch had begun
        yield folders


def test_a_file_is_in_the_inbox_at_once_after_its_rename(watching: Folders) -> None:
    eventually(lambda: not watching.row().held)
    started = time.monotonic()
    watching.put("a.xml")
    eventually(lambda: watching.names() == ["a.xml"])
    assert time.monotonic() - started < 1.0  # 0.1 s; the next sweep is an hour away
    eventually(lambda: watching.tree() == {"done/a.xml"})


def test_files_that_come_while_a_look_is_under_way_come_with_the_next(watching: Folders) -> None:
    for number in range(200):
        watching.put(f"{number}.xml", f"bridge {number}".encode())
    eventually(lambda: len(watching.items()) == 200, 10)
    eventually(lambda: all(path.startswith("done/") for path in watching.tree()))


def test_moving_files_to_done_wakes_nobody_for_ever(watching: Folders) -> None:
    for number in range(50):
        watching.put(f"{number}.xml")
    eventually(lambda: len(watching.tree()) == len(watching.items()) == 50)
    watching.reject_all()
    eventually(lambda: "failed/49.xml" in watching.tree())
    eventually(lambda: is_quiet(watching))


def is_quiet(folders: Folders) -> bool:
    """Whether nothing is looked at for three steps of the watch."""
    polls = folders.state().polls
    time.sleep(0.6)
    return folders.state().polls == polls


def test_a_folder_that_is_made_later_or_anew_is_watched_then(watching: Folders) -> None:
    watching.declare("late", url=f"{watching.root}/late", min_interval=3600, max_interval=3600)
    eventually(lambda: (watching.state("late").error or "").startswith("not_found"))
    for name in ("a.xml", "b.xml"):
        (watching.root / "late").mkdir()
        eventually(lambda: watching.state("late").error is None)
        watching.put(f"late/{name}")
        eventually(lambda name=name: watching.names()[-1:] == [name])  # type: ignore[misc]
        eventually(lambda: not watching.row("late").held)
        shutil.rmtree(watching.root / "late")
        source_state.poll_now(watching.redis, watching.keys, "late")
        eventually(lambda: (watching.state("late").error or "").startswith("not_found"))


def test_folders_made_within_a_recursive_one_are_watched_too(folders: Folders) -> None:
    folders.declare(recursive=True, pattern="*.xml", min_interval=3600, max_interval=3600)
    with watched(folders):
        eventually(lambda: folders.state().polls >= 2)
        folders.put("2026/11/a.xml")
        eventually(lambda: folders.names() == ["a.xml"])
        folders.put("2026/11/b.xml")
        eventually(lambda: folders.names() == ["a.xml", "b.xml"])


def test_a_paused_folder_stays_paused_whatever_comes(watching: Folders) -> None:
    source_state.pause(watching.redis, watching.keys, "desk")
    watching.put("a.xml")
    assert is_quiet(watching)
    source_state.poll_now(watching.redis, watching.keys, "desk")
    eventually(lambda: watching.names() == ["a.xml"])


def test_a_change_does_not_hurry_a_look_that_never_ended(folders: Folders) -> None:
    folders.declare()
    folders.claim("dead")
    due_ms = folders.row().due_ms
    SourceStates(folders.redis, folders.keys, "other", HASTY).wake(["desk", "unknown"])
    assert folders.row().due_ms == due_ms


def test_two_workers_that_watch_one_folder_take_each_file_once(watching: Folders) -> None:
    other = Folders(watching.url, watching.redis, watching.keys, watching.root, watching.sources)
    with watched(other):
        for number in range(100):
            watching.put(f"{number}.xml", f"bridge {number}".encode())
        eventually(lambda: len([path for path in watching.tree() if path.startswith("done/")]) == 100)
        assert sorted(map(str, watching.names())) == sorted(f"{number}.xml" for number in range(100))


def test_a_run_with_a_folder_to_watch_ends_with_its_time(folders: Folders) -> None:
    folders.declare(min_interval=3600, max_interval=3600)
    started = time.monotonic()
    assert asyncio.run(folders.watch(0.8)).polls >= 1
    assert 0.7 < time.monotonic() - started < 5
