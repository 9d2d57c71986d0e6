"""POST /v1/items with one item: 202 means that it is in the inbox, as it was sent."""

import gzip
import sys
import zlib
from collections.abc import Callable
from hashlib import sha256
from http.client import HTTPConnection
from typing import cast

import brotli
import pytest
from redis import Redis

from tests.intake.serving import DESK, Web, ask, entries, signed, token_of
from tests.support import eventually, page
from worker.store.keys import Keys

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

SECRET_TOKEN = "secret-" + "token"


def test_an_accepted_item_is_in_the_inbox_with_all_that_was_said_of_it(web: Web, redis: Redis, keys: Keys) -> None:
    answer = web.put(
        page(1),
        "text/plain; charset=utf-8",
        query="?filename=%D8%AE%D8%A8%D8%B1.txt&url=https://news.example/1&format=xinhua_page&urgent=false&source=desk",
    )
    assert [answer.said["repeated"], answer.headers["content-type"]] == [False, "application/json"]
    ((entry_id, fields),) = cast("list[tuple[bytes, dict[bytes, bytes]]]", redis.xrange(keys.inbox))
    assert answer.ids == [entry_id.decode()]
    assert fields == {
        b"payload": page(1),
        b"source": b"desk",
        b"media_type": b"text/plain; charset=utf-8",
        b"filename": "خبر.txt".encode(),
        b"url": b"https://news.example/1",
        b"format": b"xinhua_page",
    }


def test_an_item_without_content_type_is_taken_and_left_to_be_recognised(web: Web, redis: Redis, keys: Keys) -> None:
    assert len(web.put(page(1), None).ids) == 1
    assert entries(redis, keys) == [{"payload": page(1), "source": b"desk"}]


@pytest.mark.parametrize("how", ["asked for by the request", "declared of the source", "seen in the item"])
def test_urgent_items_go_into_the_urgent_inbox(web: Web, redis: Redis, keys: Keys, how: str) -> None:
    if how == "asked for by the request":
        answer = web.put(page(1), query="?urgent=true")
    elif how == "declared of the source":
        answer = web.put(page(1), token=token_of("fast"))
    else:
        answer = web.put(b"URGENT: bridge opens\n\nThe mayor came.\n")
    assert [one[0] for one in answer.ids] == ["u"]
    assert [redis.xlen(keys.urgent), redis.xlen(keys.inbox)] == [1, 0]


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("br", brotli.compress),
        ("zstd", zstd.compress),
        ("gzip, zstd", lambda body: zstd.compress(gzip.compress(body))),
        ("identity", bytes),
    ],
)
def test_a_compressed_body_is_unpacked(
    web: Web, redis: Redis, keys: Keys, encoding: str, pack: Callable[[bytes], bytes]
) -> None:
    assert web.put(pack(page(1)), Content_Encoding=encoding).status == 202
    assert [entry["payload"] for entry in entries(redis, keys)] == [page(1)]


def test_the_same_request_under_the_same_key_gets_the_same_ids_and_goes_in_once(web: Web, redis: Redis, keys: Keys) -> None:
    first = web.put(page(1), Idempotency_Key="k-1")
    again = web.put(gzip.compress(page(1)), Idempotency_Key='"k-1"', Content_Encoding="gzip")
    assert [first.said["repeated"], again.said["repeated"]] == [False, True]
    assert again.ids == first.ids
    assert len(entries(redis, keys)) == 1


def test_a_key_is_remembered_for_a_day(web: Web, redis: Redis, keys: Keys) -> None:
    web.put(page(1), Idempotency_Key="k-1")
    assert 86_000_000 < redis.pttl(keys.delivered("desk", "http:k-1")) <= 86_400_000


@pytest.mark.parametrize("what", ["the body", "the query", "the Content-Type"])
def test_another_request_under_a_used_key_is_refused(web: Web, redis: Redis, keys: Keys, what: str) -> None:
    web.put(page(1), Idempotency_Key="k-1")
    if what == "the body":
        answer = web.put(page(2), Idempotency_Key="k-1")
    elif what == "the query":
        answer = web.put(page(1), query="?filename=a.txt", Idempotency_Key="k-1")
    else:
        answer = web.put(page(1), "text/html", Idempotency_Key="k-1")
    assert [answer.status, answer.code] == [422, "key_reused"]
    assert len(entries(redis, keys)) == 1


def test_the_key_of_one_source_is_not_that_of_another(web: Web, redis: Redis, keys: Keys) -> None:
    first = web.put(page(1), Idempotency_Key="k-1")
    other = web.put(page(2), Idempotency_Key="k-1", token=token_of("other"))
    assert first.ids != other.ids
    assert len(entries(redis, keys)) == 2


def test_the_id_of_a_signed_request_is_its_key(web: Web, redis: Redis, keys: Keys) -> None:
    token = token_of("signed")
    first = web.put(page(1), token=token, **signed(page(1), "msg_1"))
    assert web.put(page(1), token=token, **signed(page(1), "msg_1")).ids == first.ids
    assert web.put(page(1), token=token, **signed(page(1), "msg_2")).ids != first.ids
    assert len(entries(redis, keys)) == 2


@pytest.mark.parametrize("key", ["", '""', "two words", "k" * 256, "sch\xfcssel"])
def test_a_key_that_cannot_be_is_refused(web: Web, redis: Redis, keys: Keys, key: str) -> None:
    answer = web.put(page(1), Idempotency_Key=key)
    assert [answer.status, answer.code] == [422, "bad_key"]
    assert entries(redis, keys) == []


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("?format=telex", "bad_format"),
        ("?filename=", "bad_filename"),
        ("?filename=a%0Ab", "bad_filename"),
        ("?filename=%FF", "bad_query"),
        (f"?url={'u' * 2001}", "bad_url"),
        ("?urgent=maybe", "bad_query"),
        ("?urgent=true&urgent=true", "bad_query"),
        ("?priority=1", "bad_query"),
        ("?urgent", "bad_query"),
    ],
)
def test_a_query_that_cannot_be_is_refused(web: Web, redis: Redis, keys: Keys, query: str, code: str) -> None:
    answer = web.put(page(1), query=query)
    assert [answer.status, answer.code] == [422, code]
    assert entries(redis, keys) == []


@pytest.mark.parametrize(
    "media_type",
    [
        "image/png", "video/mp4", "audio/ogg", "font/woff2", "application/pdf", "application/zip", "application/gzip",
        "application/x-7z-compressed", "application/epub+zip", "application/msword", "application/x-www-form-urlencoded",
        "text", "text/plain\t\x80", f"text/{'x' * 300}",
    ],
)  # fmt: skip
def test_what_can_be_no_text_of_news_is_refused(web: Web, redis: Redis, keys: Keys, media_type: str) -> None:
    answer = web.put(page(1), media_type)
    assert [answer.status, answer.code] == [415, "unsupported_media_type"]
    assert entries(redis, keys) == []


@pytest.mark.parametrize(
    "media_type", ["application/octet-stream", "application/vnd.iptc.g2.newsitem+xml", "message/rfc822"]
)
def test_what_may_be_text_of_news_is_taken(web: Web, media_type: str) -> None:
    assert web.put(page(1), media_type).status == 202


def test_one_connection_serves_many_requests(web: Web, redis: Redis, keys: Keys) -> None:
    connection = HTTPConnection("127.0.0.1", web.port, timeout=20)
    requests = ((page(1), DESK), (b"x" * 300_000, DESK), (page(2), token_of("nobody")), (page(3), DESK))
    statuses = [ask(connection, "POST", "/v1/items", body, token=token).status for body, token in requests]
    connection.close()
    assert statuses == [202, 413, 401, 202]
    assert [entry["payload"] for entry in entries(redis, keys)] == [page(1), page(3)]


def test_a_path_or_method_that_there_is_not_is_a_problem(web: Web) -> None:
    nowhere, put, slash = web.ask("GET", "/v2/items"), web.ask("PUT", "/v1/items", b"x"), web.ask("POST", "/v1/items/", b"x")
    assert [nowhere.status, nowhere.code] == [404, "not_found"]
    assert [put.status, put.code, put.headers["allow"]] == [405, "method_not_allowed", "POST"]
    assert slash.status in (404, 405)


def test_health_is_told_to_everybody(web: Web) -> None:
    answer = web.ask("GET", "/healthz")
    assert [answer.status, answer.said] == [200, {"status": "ok"}]
    head = web.ask("HEAD", "/healthz")
    assert [head.status, head.body] == [200, b""]


def test_nothing_of_a_request_stands_in_the_log(web: Web) -> None:
    web.put(b"confided text \xff", query="?filename=confided-name&format=telex", token=SECRET_TOKEN)
    web.put(b"--confided-boundary\r\nconfided: part\r\n\r\nx", "multipart/mixed; boundary=confided-boundary")
    web.ask("GET", "/confided-path")
    eventually(lambda: "token_refused" in web.told())
    assert "confided" not in web.told()
    assert SECRET_TOKEN not in web.told()
    assert sha256(SECRET_TOKEN.encode()).hexdigest() not in web.told()
