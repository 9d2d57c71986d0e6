"""POST /v1/items with many items: lines of JSON, or parts; all of them are taken, or none."""

import json

import pytest
from redis import Redis

from tests.intake.serving import Answer, Web, entries
from tests.support import page
from worker.store.keys import Keys

PARTS = "multipart/mixed; boundary=b-1"


def _lines(*items: object) -> bytes:
    return "\n".join(one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in items).encode()


def _parts(*parts: bytes) -> bytes:
    return b"".join(b"--b-1\r\n" + part + b"\r\n" for part in parts) + b"--b-1--\r\n"


def _errors(answer: Answer) -> list[tuple[str, str]]:
    assert [answer.status, answer.code] == [422, "bad_items"]
    errors = answer.said["errors"]
    assert isinstance(errors, list)
    return [(one["where"], one["detail"]) for one in errors]


@pytest.mark.parametrize(
    "media_type",
    ["application/x-ndjson", "application/ndjson; charset=utf-8", "application/jsonl", "application/x-jsonlines"],
)
def test_each_line_is_an_item_in_its_order(web: Web, redis: Redis, keys: Keys, media_type: str) -> None:
    ninjs = '{"uri": "urn:example:1",  "headline": "Bridge opens"}'
    body = b"\xef\xbb\xbf" + _lines(
        {"payload": page(1).decode(), "filename": "خبر.txt", "media_type": "text/plain", "urgent": None},
        "",
        {"payload_base64": "QnJpZGdlIG9wZW5z", "url": "https://news.example/1", "format": "wire_text", "source": "desk"},
        f"  {ninjs}\r",
        {"payload": "Later", "urgent": True},
    )
    answer = web.put(body, media_type)
    assert [one[0] == "u" for one in answer.ids] == [False, False, False, True]
    assert entries(redis, keys) == [
        {"payload": b"Later", "source": b"desk"},
        {"payload": page(1), "source": b"desk", "filename": "خبر.txt".encode(), "media_type": b"text/plain"},
        {"payload": b"Bridge opens", "source": b"desk", "url": b"https://news.example/1", "format": b"wire_text"},
        {"payload": ninjs.encode(), "source": b"desk", "media_type": b"application/json"},
    ]


def test_one_bad_line_refuses_all_and_each_bad_one_is_named(web: Web, redis: Redis, keys: Keys) -> None:
    bad = [
        '{"payload": "no end',
        "[1]",
        '{"payload": 1}',
        '{"payload": "a", "payload_base64": "YQ=="}',
        '{"payload_base64": "?"}',
        '{"payload": ""}',
        '{"payload": "a", "priority": 1}',
        '{"payload": "a", "urgent": "true"}',
        '{"payload": "a", "format": "telex"}',
        '{"payload": "a", "media_type": "image/png"}',
        '{"payload": "a", "filename": 7}',
        '{"headline": NaN}',
        json.dumps({"payload": "a" * 100_001}),
        "[" * 5000,
    ]
    answer = web.put(_lines({"payload": "good"}, "", *bad), "application/x-ndjson")
    assert [where for where, _ in _errors(answer)] == [f"line {number}" for number in range(3, 3 + len(bad))]
    assert entries(redis, keys) == []


def test_twenty_errors_are_named_at_most(web: Web) -> None:
    assert len(_errors(web.put(b"no json\n" * 25, "application/x-ndjson"))) == 20


def test_a_line_for_another_source_is_forbidden(web: Web, redis: Redis, keys: Keys) -> None:
    answer = web.put(_lines({"payload": "a"}, {"payload": "b", "source": "other"}), "application/x-ndjson")
    assert [answer.status, answer.code] == [403, "other_source"]
    assert entries(redis, keys) == []


def test_lines_that_are_all_blank_are_no_items(web: Web) -> None:
    answer = web.put(b"\n" * 100_000 + b" \r\n", "application/x-ndjson")
    assert [answer.status, answer.code] == [422, "empty"]


def test_what_the_query_says_holds_for_each_line_that_says_nothing_else(web: Web, redis: Redis, keys: Keys) -> None:
    body = _lines({"payload": "a"}, {"payload": "b", "format": "nitf", "urgent": False})
    web.put(body, "application/x-ndjson", query="?format=wire_text&urgent=true")
    assert [(one["payload"], one["format"]) for one in entries(redis, keys)] == [(b"a", b"wire_text"), (b"b", b"nitf")]
    assert redis.xlen(keys.urgent) == 1


def test_a_name_or_address_in_the_query_is_of_one_item(web: Web) -> None:
    answer = web.put(_lines({"payload": "a"}), "application/x-ndjson", query="?url=https://news.example/1")
    assert [answer.status, answer.code] == [422, "bad_query"]


def test_each_part_of_a_form_is_an_item(web: Web, redis: Redis, keys: Keys) -> None:
    body = _parts(
        'Content-Disposition: form-data; name="a"; filename="خبر 1.txt"\r\nContent-Type: text/plain\r\n\r\n'.encode()
        + page(1),
        b'Content-Disposition: form-data; name="b"\r\n\r\nBridge opens\r\n\r\n--b-\r\nThe mayor came.\r\n',
    )
    assert len(web.put(body, 'multipart/form-data; boundary="b-1"').ids) == 2
    assert entries(redis, keys) == [
        {"payload": page(1), "source": b"desk", "filename": "خبر 1.txt".encode(), "media_type": b"text/plain"},
        {"payload": b"Bridge opens\r\n\r\n--b-\r\nThe mayor came.\r\n", "source": b"desk"},
    ]


def test_parts_of_a_mixed_message_may_be_encoded_and_have_text_around_them(web: Web, redis: Redis, keys: Keys) -> None:
    body = _parts(
        b"Content-Transfer-Encoding: base64\r\ncontent-disposition: attachment; filename*=utf-8''caf%C3%A9.txt\r\n\r\n"
        b"QnJpZGdl\r\nIG9wZW5z",
        b"Content-Transfer-Encoding: Quoted-Printable\r\n\r\ncaf=C3=A9",
        b"\r\nno headers",
    )
    web.put(b"This is for people.\r\n" + body + b"And this.", PARTS)
    assert entries(redis, keys) == [
        {"payload": b"Bridge opens", "source": b"desk", "filename": "café.txt".encode()},
        {"payload": "café".encode(), "source": b"desk"},
        {"payload": b"no headers", "source": b"desk"},
    ]


def test_one_bad_part_refuses_all_and_each_bad_one_is_named(web: Web, redis: Redis, keys: Keys) -> None:
    bad = [
        b"Content-Type: image/png\r\n\r\nx",
        b"Content-Transfer-Encoding: base64\r\n\r\n?",
        b"Content-Transfer-Encoding: uuencode\r\n\r\nx",
        b"Content-Type: multipart/mixed; boundary=c\r\n\r\nx",
        b'Content-Disposition: form-data; filename="\xff"\r\n\r\nx',
        b"\r\n",
    ]
    answer = web.put(_parts(b"\r\ngood", *bad), PARTS)
    assert [where for where, _ in _errors(answer)] == [f"part {number}" for number in range(2, 2 + len(bad))]
    assert entries(redis, keys) == []


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (_parts(b"\r\ngood")[:-4], PARTS),
        (_parts(b"\r\ngood", b"no headers at all"), PARTS),
        (_parts(b"\r\ngood").replace(b"\r\n", b"\n"), PARTS),
        (b"nothing of the kind", PARTS),
        (_parts(b"\r\ngood"), "multipart/mixed"),
        (_parts(b"\r\ngood"), f"multipart/mixed; boundary={'b' * 257}"),
        (b"--b-1--\r\n", PARTS),
    ],
    ids=["cut", "no headers", "LF alone", "no boundary in it", "no boundary named", "a long boundary", "no part"],
)
def test_a_body_that_is_no_multipart_message_is_refused(
    web: Web, redis: Redis, keys: Keys, body: bytes, media_type: str
) -> None:
    answer = web.put(body, media_type)
    assert [answer.status, answer.code] in ([422, "bad_parts"], [422, "empty"])
    assert entries(redis, keys) == []


@pytest.mark.parametrize("shape", ["lines", "parts"])
def test_more_items_than_a_request_may_have_are_refused(web: Web, redis: Redis, keys: Keys, shape: str) -> None:
    if shape == "lines":
        answer = web.put(b'{"payload":"a"}\n' * 31, "application/x-ndjson")
    else:
        answer = web.put(_parts(*[b"\r\na"] * 31), PARTS)
    assert [answer.status, answer.code] == [413, "too_many_items"]
    assert entries(redis, keys) == []


def test_the_same_parts_under_another_boundary_are_the_same_delivery(web: Web, redis: Redis, keys: Keys) -> None:
    first = web.put(_parts(b"\r\na", b"\r\nb"), PARTS, Idempotency_Key="k-1")
    again = web.put(
        _parts(b"\r\na", b"\r\nb").replace(b"b-1", b"c-22"), "multipart/mixed; boundary=c-22", Idempotency_Key="k-1"
    )
    assert [again.ids, again.said["repeated"], len(entries(redis, keys))] == [first.ids, True, 2]
