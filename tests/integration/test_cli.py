"""The command line, run as a person runs it."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from redis import Redis

from tests.integration.conftest import STORY, Run
from tests.store import Worker, article
from tests.support import ROOT, page
from worker.drain import Drain
from worker.store import rejected
from worker.store.keys import Keys


def test_read_prints_one_json_object_a_line(run: Run, story: str) -> None:
    done = run("read", "--json", story, story)
    assert (done.returncode, done.stderr) == (0, "")
    assert [json.loads(line)["headline"] for line in done.stdout.splitlines()] == ["Bridge opens"] * 2


def test_read_takes_folders_and_standard_input(run: Run, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "b.txt").write_bytes(page(2))
    (tmp_path / "in" / "a.txt").write_bytes(page(1))
    assert [json.loads(line)["uri"][-9:] for line in run("read", "--json", "in").stdout.splitlines()] == [
        "139000001", "139000002",
    ]  # fmt: skip
    assert json.loads(run("read", "--json", "-", stdin=STORY).stdout)["headline"] == "Bridge opens"


def test_read_exits_1_where_anything_was_rejected_and_says_why(run: Run, story: str, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("")
    done = run("read", story, "empty.txt")
    assert done.returncode == 1
    assert "Bridge opens" in done.stdout
    assert "rejected empty" in done.stdout


def test_read_explains_what_each_part_was_taken_for(run: Run, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_bytes(page(1))
    done = run("read", "--json", "--explain", "page.txt")
    assert {part["role"] for part in json.loads(done.stdout)["parts"]} >= {"headline", "header", "dateline", "tail_code"}
    assert "tail_code" in run("read", "--explain", "page.txt").stdout


def test_wire_text_cannot_steer_the_terminal(run: Run, tmp_path: Path) -> None:
    (tmp_path / "evil.txt").write_text("Head\x1b]0;owned\x07line\u202e\n\nBody \x1b[2J of \u202eit.\n")
    done = run("read", "evil.txt")
    assert not {"\x1b", "\x07", "\u202e"} & set(done.stdout)


def test_enqueue_prints_item_ids_and_show_says_what_became_of_them(run: Run, story: str, redis: Redis, keys: Keys) -> None:
    done = run("enqueue", story, "--source", "desk", "--json")
    item_id = json.loads(done.stdout)["item_id"]
    waiting = run("show", item_id)
    assert (waiting.returncode, "waits in the inbox" in waiting.stderr) == (1, True)
    Drain(redis, keys).run(0.1)
    outcome = json.loads(run("show", item_id, "--json").stdout)
    assert (outcome["outcome"], outcome["version"]) == ("published", 1)
    assert json.loads(run("show", outcome["uri"], "--json").stdout)["headline"] == "Bridge opens"
    assert run("show", item_id, "--raw").stdout == run("show", outcome["uri"], "--raw").stdout == STORY


def test_what_its_source_declares_urgent_goes_first(run: Run, story: str, redis: Redis, keys: Keys, tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_text('[[source]]\nid = "flash-desk"\nurgent = true\n')
    for source in ("desk", "flash-desk"):
        run("enqueue", story, "--source", source, WIRECOPY_SOURCES_FILE="sources.toml")
    assert (redis.xlen(keys.inbox), redis.xlen(keys.urgent)) == (1, 1)


def test_enqueue_wait_says_when_no_worker_is_there(run: Run, story: str) -> None:
    done = run("enqueue", story, "--wait", "--timeout", "0.1")
    assert (done.returncode, "Is a worker running?" in done.stderr) == (3, True)


def test_consume_follows_and_ends_when_told(run: Run, redis: Redis, keys: Keys) -> None:
    worker = Worker(redis, keys)
    for number in range(3):
        worker.publish(article(f"urn:{number}"))
    done = run("consume", "--from", "first", "--count", "2", "--json")
    assert [json.loads(line)["uri"] for line in done.stdout.splitlines()] == ["urn:0", "urn:1"]
    assert "Bridge opens" in run("consume", "--from", "2020-01-01", "--idle", "0.1").stdout
    assert run("consume", "--from", "yesterday", "--idle", "0.1").returncode == 2


def test_consume_with_a_group_acknowledges_what_it_printed(run: Run, redis: Redis, keys: Keys) -> None:
    Worker(redis, keys).publish(article("urn:1"))
    assert len(run("consume", "--group", "g", "--from", "first", "--idle", "0.1", "--json").stdout.splitlines()) == 1
    assert run("consume", "--group", "g", "--idle", "0.1", "--json").stdout == ""


def test_rejected_items_are_listed_shown_and_replayed(run: Run, redis: Redis, keys: Keys, tmp_path: Path) -> None:
    (tmp_path / "broken.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    run("enqueue", "broken.txt")
    Drain(redis, keys).run(0.1)
    listed = json.loads(run("rejected", "list", "--json").stdout)
    assert (listed["code"], listed["filename"]) == ("binary", "broken.txt")
    assert run("rejected", "list", "--code", "empty").stdout == ""
    assert json.loads(run("rejected", "show", listed["id"]).stdout)["code"] == "binary"
    assert run("rejected", "replay").returncode == 2, "nothing named"
    assert run("rejected", "replay", listed["id"]).returncode == 0
    assert list(rejected.entries(redis, keys)) == []
    assert redis.xlen(keys.inbox) == 1
    assert run("rejected", "replay", listed["id"]).returncode == 1, "it is no longer there"


def test_schema_prints_what_records_look_like(run: Run) -> None:
    assert json.loads(run("schema").stdout)["$id"] == "urn:wirecopy:schema:article:1"
    assert run("schema", "nonsense").returncode == 2


@pytest.mark.parametrize("arguments", [["read", "missing.txt"], ["enqueue", "missing.txt"]])
def test_a_file_that_is_not_there_is_named(run: Run, arguments: list[str]) -> None:
    done = run(*arguments)
    assert (done.returncode, "missing.txt" in done.stderr, "Traceback" in done.stderr) == (4, True, False)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["read", "story.txt", "--source", ""], 2),
        (["enqueue", "story.txt", "--format", "x" * 201], 2),
        (["consume", "--from", "9" * 30], 2),
        (["consume", "--count", "-1"], 2),
        (["consume", "--status", "nosuch"], 2),
        (["kill", "not a uri"], 2),
        (["kill", "urn:1", "--reason", ""], 2),
        (["enqueue", "story.txt", "--url", "\udcff"], 2),
        (["enqueue", "story.txt", "--source", "\udcff"], 2),
        (["enqueue", "story.txt", "--timeout", "-1"], 2),
        (["consume", "--route", "a b/.."], 2),
        (["rejected", "list", "--code", "no_such"], 2),
        (["doctor", "--node", ""], 2),
        (["kill", "urn:\udcff"], 2),
        (["kill", "urn:1", "--reason", "\udcff"], 2),
        (["show", "urn:\udcff"], 2),
        (["rejected", "show", "nosuch"], 1),
        (["rejected", "replay", "99999999999999999999999-0"], 1),
    ],
)
def test_what_cannot_be_is_answered_with_a_message(run: Run, story: str, arguments: list[str], code: int) -> None:
    done = run(*arguments)
    assert (done.returncode, "Traceback" in done.stderr) == (code, False), done.stderr
    assert done.stderr


def test_a_file_whose_name_is_no_utf8_is_read_like_any_other(run: Run, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / os.fsdecode(b"caf\xe9.txt")).write_text(STORY)
    done = run("enqueue", "in", "--json")
    assert (done.returncode, json.loads(done.stdout)["name"]) == (0, "in/caf\ufffd.txt")


def test_a_folder_without_files_is_said_to_be_empty(run: Run, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    assert "no files in in" in run("enqueue", "in").stderr


def test_outcomes_name_the_file_they_are_about(run: Run, story: str, redis: Redis, keys: Keys, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("")
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(run, "enqueue", story, "empty.txt", "--wait", "--json")
        Drain(redis, keys).run(5, lambda: not waiting.done())
        told = [json.loads(line) for line in waiting.result().stdout.splitlines()]
    assert [(one["name"], one["outcome"]) for one in told] == [("story.txt", "published"), ("empty.txt", "rejected")]


def test_of_what_is_too_large_no_more_is_read_than_shows_it(run: Run) -> None:
    done = run("read", "--json", "/dev/zero", WIRECOPY_MAX_ITEM_BYTES="1000")
    assert (done.returncode, json.loads(done.stdout)["raw_size"]) == (1, 1001)


def test_an_output_that_cannot_be_written_is_said(run: Run, story: str, tmp_path: Path) -> None:
    command = f"{sys.executable} -m worker.cli read --json {story} > /dev/full"
    done = subprocess.run(
        ["sh", "-c", command], env={**os.environ, "PYTHONPATH": str(ROOT)}, cwd=tmp_path,
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (done.returncode, "cannot be written" in done.stderr, "Traceback" in done.stderr) == (4, True, False)


def test_a_route_that_nothing_is_in_is_said(run: Run) -> None:
    assert "WIRECOPY_ROUTES" in run("consume", "--route", "nosuch", "--idle", "0.1").stderr


def test_the_case_of_a_language_makes_no_difference(run: Run, redis: Redis, keys: Keys) -> None:
    Worker(redis, keys).publish(article("urn:1", language="pt-BR"))
    for tag in ("PT", "pt-br"):
        assert run("consume", "--from", "first", "--language", tag, "--idle", "0.1", "--json").stdout.count("urn:1") >= 1


def test_text_in_a_pipe_has_no_marks_of_a_terminal(run: Run, story: str) -> None:
    assert not {"\u2068", "\u2069"} & set(run("read", story).stdout)


def test_waiting_in_vain_names_the_items(run: Run, story: str) -> None:
    item_id = json.loads(run("enqueue", story, "--json").stdout)["item_id"]
    assert item_id.split("-")[0][:5] in run("enqueue", story, "--wait", "--timeout", "0.1").stderr


def test_a_kill_says_what_it_did(run: Run, redis: Redis, keys: Keys) -> None:
    Worker(redis, keys).publish(article("urn:known"))
    assert "killed" in run("kill", "urn:known", "--reason", "an error").stdout
    assert "was killed before" in run("kill", "urn:known").stdout
    assert "was not known" in run("kill", "urn:unknown").stdout


def test_a_server_that_is_not_there_is_named(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "worker.cli", "show", "urn:1"],
        env={**os.environ, "WIRECOPY_REDIS_URL": "redis://:secret@127.0.0.1:1", "PYTHONPATH": str(ROOT)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, "WIRECOPY_REDIS_URL" in done.stderr) == (3, True)
    assert "secret" not in done.stderr + done.stdout
