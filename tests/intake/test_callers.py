"""Who may put items in: sources by their tokens, signed where they want it so; readers do not."""

import time

import pytest
from redis import Redis

from tests.intake.serving import READER, Web, entries, signed, token_of
from tests.support import eventually, page
from worker.store.keys import Keys

SIGNED = token_of("signed")


@pytest.mark.parametrize(
    ("header", "code", "challenge"),
    [
        (None, "token_missing", 'Bearer realm="wirecopy"'),
        ("Basic ZGVzazpkZXNr", "token_missing", 'Bearer realm="wirecopy"'),
        ("Bearer ", "token_missing", 'Bearer realm="wirecopy"'),
        ("Bearer token-of-nobody", "token_unknown", 'Bearer realm="wirecopy", error="invalid_token"'),
        ("Bearer token-of-d\xebsk", "token_unknown", 'Bearer realm="wirecopy", error="invalid_token"'),
        ("Bearer token-of-twins", "token_unknown", 'Bearer realm="wirecopy", error="invalid_token"'),
    ],
)
def test_who_shows_no_token_that_is_known_is_refused(
    web: Web, redis: Redis, keys: Keys, header: str | None, code: str, challenge: str
) -> None:
    answer = web.put(page(1), token=None, **({"Authorization": header} if header is not None else {}))
    assert [answer.status, answer.code, answer.headers["www-authenticate"]] == [401, code, challenge]
    assert entries(redis, keys) == []


def test_the_scheme_may_be_written_in_any_case(web: Web) -> None:
    assert web.put(page(1), token=None, Authorization="bearer token-of-desk").status == 202


def test_a_token_declared_for_two_sources_is_told_of_in_the_log(web: Web) -> None:
    line = next(line for line in web.told().splitlines() if "token_declared_twice" in line)
    assert "twin-a" in line
    assert "twin-b" in line
    assert "token-of-twins" not in web.told()


def test_a_source_puts_items_in_for_itself_alone(web: Web, redis: Redis, keys: Keys) -> None:
    answer = web.put(page(1), query="?source=other")
    assert [answer.status, answer.code] == [403, "other_source"]
    assert entries(redis, keys) == []


def test_a_reader_puts_nothing_in(web: Web, redis: Redis, keys: Keys) -> None:
    answer = web.put(page(1), token=READER)
    assert [answer.status, answer.code] == [403, "reader"]
    assert 'error="insufficient_scope"' in answer.headers["www-authenticate"]
    assert entries(redis, keys) == []


def test_a_token_that_is_added_or_taken_away_counts_within_two_seconds(web: Web) -> None:
    before = web.sources.read_text()
    digest = "5a68c99a7db5c4b0f8bbb6bcd2ef1d7f4d8b9c10e2d9a9a8e3f1f2a3b4c5d6e7"
    assert web.put(page(1), token=token_of("desk")).status == 202
    try:
        web.sources.write_text(f'[[source]]\nid = "desk"\ntoken_hashes = ["{digest}"]\n')
        eventually(lambda: web.put(page(1)).status == 401, 5)
    finally:
        web.sources.write_text(before)
    eventually(lambda: web.put(page(1)).status == 202, 5)


@pytest.mark.parametrize(("token", "secret"), [(SIGNED, b"what only two know"), ("token-of-plainly", b"no base64 here")])
def test_a_signed_request_is_taken(web: Web, redis: Redis, keys: Keys, token: str, secret: bytes) -> None:
    assert web.put(page(1), token=token, **signed(page(1), "msg_1", secret=secret)).status == 202
    assert len(entries(redis, keys)) == 1


def _without(name: str) -> dict[str, str]:
    return {key: value for key, value in signed(page(1), "msg_1").items() if key != name}


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, "signature_missing"),
        (_without("webhook_id"), "signature_missing"),
        (_without("webhook_timestamp"), "signature_missing"),
        (_without("webhook_signature"), "signature_missing"),
        (signed(page(2), "msg_1"), "signature_wrong"),
        (signed(page(1), "msg_1") | {"webhook_id": "msg_2"}, "signature_wrong"),
        (signed(page(1), "msg_1", secret=b"what nobody knows"), "signature_wrong"),
        (_without("webhook_signature") | {"webhook_signature": "v1a,AAAA \xe9"}, "signature_wrong"),
        (signed(page(1), "msg_1", at=time.time() - 400), "signature_time"),
        (signed(page(1), "msg_1", at=time.time() + 400), "signature_time"),
        (signed(page(1), "msg_1") | {"webhook_timestamp": "today"}, "signature_time"),
    ],
)
def test_a_request_that_is_not_signed_as_it_should_be_is_refused(
    web: Web, redis: Redis, keys: Keys, headers: dict[str, str], code: str
) -> None:
    answer = web.put(page(1), token=SIGNED, **headers)
    assert [answer.status, answer.code] == [401, code]
    assert entries(redis, keys) == []


def test_a_secret_that_cannot_be_read_refuses_all_and_is_told_of_in_the_log(web: Web, redis: Redis, keys: Keys) -> None:
    answer = web.put(page(1), token=token_of("unset"), **signed(page(1), "msg_1"))
    assert [answer.status, answer.code] == [503, "not_set_up"]
    assert entries(redis, keys) == []
    eventually(lambda: "signature_secret_unreadable" in web.told())


def test_a_source_may_put_in_so_many_items_in_a_minute(web: Web, redis: Redis, keys: Keys) -> None:
    token = token_of("limited")
    seconds = redis.time()[0] % 60
    if seconds > 55:  # the minute is the server's: let a new one begin
        eventually(lambda: redis.time()[0] % 60 < 5)
    assert [web.put(page(number), token=token).status for number in range(3)] == [202, 202, 202]
    answer = web.put(page(3), token=token)
    assert [answer.status, answer.code] == [429, "too_many_items"]
    assert 1 <= int(answer.headers["retry-after"]) <= 60
    assert len(entries(redis, keys)) == 3
