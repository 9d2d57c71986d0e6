"""What is too much, too long, too slow or no HTTP is refused, and nothing of it goes in."""

import gzip
import socket

import pytest
from redis import Redis

from tests.intake.serving import Answer, Web, answer_of, entries, head
from tests.support import eventually, page
from worker.store.keys import Keys


def _refused_at_last(web: Web) -> Answer:
    """Put items in until one is refused."""
    answers: list[Answer] = []

    def is_refused() -> bool:
        answers.append(web.put(b"x" * 100_000))
        return answers[-1].status == 503

    eventually(is_refused)
    return answers[-1]


def test_a_body_without_a_length_is_refused(web: Web, redis: Redis, keys: Keys) -> None:
    with web.raw() as connection:
        connection.sendall(head(0).replace(b"Content-Length: 0", b"Transfer-Encoding: chunked") + b"5\r\nhello\r\n0\r\n\r\n")
        answer = answer_of(connection)
    assert [answer.status, answer.code] == [411, "length_missing"]
    assert entries(redis, keys) == []


def test_a_body_that_says_it_is_too_large_is_refused_before_it_is_sent(web: Web) -> None:
    with web.raw() as connection:
        connection.sendall(head(200_001))
        answer = answer_of(connection)
    assert [answer.status, answer.code] == [413, "request_too_large"]


def test_who_waits_to_be_asked_for_a_body_is_asked_only_where_it_is_wanted(web: Web) -> None:
    with web.raw() as connection:
        connection.sendall(head(200_001, more="Expect: 100-continue\r\n"))
        answer = answer_of(connection)
        assert [answer.status, answer.headers["connection"]] == [413, "close"]
    with web.raw() as connection:
        connection.sendall(head(5, more="Expect: 100-continue\r\n"))
        assert connection.recv(25) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(b"hello")
        assert answer_of(connection).status == 202


def test_what_is_left_of_a_refused_body_is_let_in_and_thrown_away(web: Web, redis: Redis, keys: Keys) -> None:
    with web.raw() as connection:
        connection.sendall(head(300_000))
        assert answer_of(connection).status == 413
        connection.sendall(b"x" * 300_000 + head(5) + b"hello")
        assert answer_of(connection).status == 202
    assert [entry["payload"] for entry in entries(redis, keys)] == [b"hello"]


def test_a_body_that_unpacks_to_too_much_is_refused(web: Web, redis: Redis, keys: Keys) -> None:
    answer = web.put(gzip.compress(bytes(50_000_000)), Content_Encoding="gzip")
    assert [answer.status, answer.code] == [413, "request_too_large"]
    assert entries(redis, keys) == []


def test_an_item_that_is_too_large_is_refused(web: Web, redis: Redis, keys: Keys) -> None:
    answer = web.put(b"x" * 100_001)
    assert [answer.status, answer.code] == [413, "item_too_large"]
    assert len(web.put(b"x" * 100_000).ids) == 1


@pytest.mark.parametrize(
    ("encoding", "body", "status"),
    [
        ("compress", b"x", 415),
        ("gzip, gzip, gzip", b"x", 415),
        ("gzip", b"no gzip", 422),
        ("gzip", gzip.compress(page(1))[:-9], 422),
    ],
)
def test_an_encoding_that_is_not_known_or_not_kept_is_refused(web: Web, encoding: str, body: bytes, status: int) -> None:
    answer = web.put(body, Content_Encoding=encoding)
    assert [answer.status, answer.code] == [status, "unknown_encoding" if status == 415 else "bad_encoding"]


def test_an_empty_body_is_no_item(web: Web) -> None:
    assert [web.put(b"").code, web.put(gzip.compress(b""), Content_Encoding="gzip").code] == ["empty", "empty"]


def test_more_bytes_under_way_than_there_is_room_for_are_refused(web: Web) -> None:
    waiting = [web.raw() for _ in range(2)]
    for connection in waiting:
        connection.sendall(head(200_000) + b"x")
    try:
        answer = _refused_at_last(web)
        assert [answer.code, answer.headers["retry-after"]] == ["too_busy", "1"]
        assert web.put(b"small").status == 202
    finally:
        for connection in waiting:
            connection.close()
    eventually(lambda: web.put(b"x" * 100_000).status == 202)


def test_a_body_that_does_not_come_in_time_is_refused(web: Web, redis: Redis, keys: Keys) -> None:
    with web.raw() as connection:
        connection.sendall(head(100) + b"half of it")
        answer = answer_of(connection)
        assert connection.recv(1) == b""
    assert [answer.status, answer.code] == [408, "too_slow"]
    assert entries(redis, keys) == []


def test_who_goes_away_amid_a_body_leaves_nothing_behind(web: Web, redis: Redis, keys: Keys) -> None:
    before = web.told()
    for _ in range(3):
        with web.raw() as connection:
            connection.sendall(head(100_000) + b"half of it")
            connection.shutdown(socket.SHUT_WR)
            assert connection.recv(1) == b""
    eventually(lambda: web.put(b"x" * 100_000).status == 202)
    assert len(entries(redis, keys)) == 1
    assert web.told() == before


def test_a_head_without_end_is_refused(web: Web) -> None:
    with web.raw() as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\n")
        for number in range(90):
            try:
                connection.sendall(b"x-%d: %s\r\n" % (number, b"y" * 4000))
            except OSError:
                break  # it does not listen any more
        else:
            assert answer_of(connection).status == 431


def test_what_is_no_http_is_a_problem(web: Web) -> None:
    with web.raw() as connection:
        connection.sendall(b"GIVE me\r\n\r\n")
        answer = answer_of(connection)
    assert [answer.status, answer.code] == [400, "bad_request"]


def test_nothing_is_taken_in_while_the_servers_memory_is_filling_up(web: Web, redis: Redis, keys: Keys) -> None:
    used = int(redis.info("memory")["used_memory"])
    redis.config_set("maxmemory", int(used / 0.69))
    try:
        answer = _refused_at_last(web)
        assert answer.code == "intake_full"
        assert int(answer.headers["retry-after"]) >= 1
        length = len(entries(redis, keys))
        assert web.put(b"x" * 100_000).status == 503
        assert len(entries(redis, keys)) == length
    finally:
        redis.config_set("maxmemory", 0)
    eventually(lambda: web.put(page(1)).status == 202)
