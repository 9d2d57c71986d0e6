"""4. Consuming. Published records lie in a stream; a group shares them, remembers them, and gives them again until done."""

from typing import cast

import pytest
from redis import Redis

from schemas import Article
from schemas.streams import Fields
from tests.fundamentals.test_1_reading import PAGE
from worker.client import Client, Filters
from worker.drain import Drain
from worker.store.keys import Keys


@pytest.fixture(autouse=True)
def published(client: Client, redis: Redis, keys: Keys) -> None:
    """An Arabic and an English article lie in the stream."""
    client.enqueue(PAGE)
    client.enqueue("Bridge opens\n\nThe bridge in Northtown opened on Monday, and the mayor said he was glad of it.\n")
    Drain(redis, keys).run(0.2)


def test_follow_from_the_start(client: Client) -> None:
    records = list(client.consume(start="first", idle_seconds=0.05))
    assert [type(record.article) for record in records] == [Article, Article]


def test_filter_without_reading_what_is_not_wanted(client: Client) -> None:
    arabic = Filters(language=("ar",))
    assert [r.article.language for r in client.consume(start="first", filters=arabic, idle_seconds=0.05)] == ["ar"]


def test_acknowledge_what_is_done_and_the_rest_comes_again(client: Client) -> None:
    first, second = client.consume(group="desk", consumer="me", start="first", idle_seconds=0.05)
    first.ack()
    (again,) = client.consume(group="desk", consumer="me", idle_seconds=0.05)
    assert (again.article.uri, again.failures) == (second.article.uri, 1)


def test_without_this_package_it_is_three_redis_commands(redis: Redis) -> None:
    redis.xgroup_create("{wirecopy}:articles", "plain", id="0")
    reply = redis.xreadgroup("plain", "me", {"{wirecopy}:articles": ">"}, count=10)
    ((_, entries),) = cast("list[tuple[bytes, list[tuple[bytes, Fields]]]]", reply)
    assert Article.read_json(entries[0][1][b"data"]).direction == "rtl"
    assert redis.xack("{wirecopy}:articles", "plain", entries[0][0]) == 1
