"""Deaths amid looks into a folder, and files that are not whole: each file comes in once, whole, and is moved."""

import random
from collections import Counter
from pathlib import Path

import pytest

from tests.support import ROOT, Service, eventually, page
from worker.cli.embedded import EmbeddedServer

FILES = 60


def folder_service(server: EmbeddedServer, tmp_path: Path, complete: str = "renamed", **settings: str) -> Service:
    """A service with one folder, whose looks are tried again soon after a death."""
    (tmp_path / "in").mkdir()
    (tmp_path / "sources.toml").write_text(
        f'[[source]]\nid = "desk"\nkind = "folder"\nurl = "{tmp_path}/in"\nprovider = "xinhua"\nmin_interval = 1\n'
        f'complete = "{complete}"\nstable_seconds = 1\n'
    )
    quick = {"WIRECOPY_POLL_LEASE_SECONDS": "1", "WIRECOPY_SOURCES_FILE": str(tmp_path / "sources.toml")}
    return Service(server, "tests.faults.hostile_folders", quick | settings)


def put(tmp_path: Path, name: str, data: bytes) -> None:
    part = tmp_path / f"{name}.part"
    part.write_bytes(data)
    part.rename(tmp_path / "in" / name)


def in_folder(tmp_path: Path) -> set[str]:
    return {str(file.relative_to(tmp_path / "in")) for file in (tmp_path / "in").rglob("*") if file.is_file()}


def published(service: Service) -> int:
    """How many records there are; a worker that ended by itself is started anew, as a supervisor does."""
    service.supervise()
    return len(service.published())


def outcomes(service: Service) -> dict[str, int]:
    return {outcome: count for outcome, count in service.books().outcomes.items() if count}


def assert_each_came_out_once(service: Service, files: int) -> None:
    eventually(lambda: service.books().waiting == 0)
    assert set(Counter(service.published()).values()) == {1}
    assert len(service.published()) == files
    assert service.books().balanced


def test_a_worker_killed_before_and_after_accepting_and_after_moving_loses_nothing_and_puts_nothing_in_twice(
    own_server: EmbeddedServer, tmp_path: Path
) -> None:
    kills = tmp_path / "kills"
    kills.mkdir()
    with folder_service(own_server, tmp_path, FOLDER_KILLS=str(kills)) as service:
        for number in range(FILES):
            put(tmp_path, f"{number}.txt", page(number))
        for moment in ("before_accept", "before_move", "after_move"):
            (kills / moment).touch()
        service.start_worker()
        eventually(lambda: published(service) == FILES and len(in_folder(tmp_path) & DONE) == FILES, 60)
        assert not list(kills.iterdir())
        assert in_folder(tmp_path) == DONE
        assert_each_came_out_once(service, FILES)
        assert outcomes(service) == {"published": FILES}


DONE = {f"done/{number}.txt" for number in range(FILES)}


@pytest.mark.slow
def test_killing_workers_at_random_while_files_come_loses_and_doubles_nothing(
    own_server: EmbeddedServer, tmp_path: Path
) -> None:
    chance = random.Random(7)
    with folder_service(own_server, tmp_path) as service:
        for _ in range(2):
            service.start_worker()
        for step in range(4):
            for number in range(step * 100, step * 100 + 100):
                put(tmp_path, f"{number}.txt", page(number))
            eventually(lambda step=step: published(service) > step * 100)  # type: ignore[misc]
            service.kill_worker(chance.choice(service.workers))
            service.start_worker()
        eventually(lambda: published(service) == 400, 90)
        eventually(lambda: in_folder(tmp_path) == {f"done/{number}.txt" for number in range(400)})
        assert_each_came_out_once(service, 400)


def test_a_file_written_bit_by_bit_comes_in_whole_and_a_rejected_one_again_when_it_is_mended(
    own_server: EmbeddedServer, tmp_path: Path
) -> None:
    whole = (ROOT / "samples/05-xinhua-en.txt").read_bytes()
    with folder_service(own_server, tmp_path, "stable") as service:
        service.start_worker()
        written = 0

        def write_a_bit() -> bool:
            nonlocal written
            with (tmp_path / "in/growing.txt").open("ab") as file:
                file.write(whole[written : written + len(whole) // 100])
            written += len(whole) // 100
            return written >= len(whole)

        eventually(write_a_bit)  # for two seconds and more
        put(tmp_path, "broken.txt", b"\x00\x01\x02" * 50)
        eventually(lambda: in_folder(tmp_path) == BROKEN, 40)
        assert (tmp_path / "in/done/growing.txt").read_bytes() == whole
        (tmp_path / "in/failed/broken.txt").write_bytes(page(1))
        (tmp_path / "in/failed/broken.txt").rename(tmp_path / "in/broken.txt")
        eventually(lambda: in_folder(tmp_path) == {"done/growing.txt", "done/broken.txt"})
        eventually(lambda: published(service) == 2)
        assert outcomes(service) == {"published": 2, "rejected": 1}


BROKEN = {"done/growing.txt", "failed/broken.txt", "failed/broken.txt.reason.json"}
