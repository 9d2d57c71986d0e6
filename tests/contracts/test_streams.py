"""What lies in the public streams is what schemas/entries.py says, field by field."""

from typing import cast

from redis import Redis

from schemas import Article, Rejection
from schemas.base import Record
from schemas.entries import ArticlesEntry, InboxEntry, OutcomesEntry, RejectedEntry
from schemas.streams import Fields
from tests.store import Worker, article
from tests.support import page
from worker.client import Client
from worker.drain import Drain
from worker.store.keys import Keys


def entries_of(redis: Redis, stream: str, model: type[Record]) -> list[Record]:
    """Read all entries through a model that refuses fields it does not know."""
    found = cast("list[tuple[bytes, Fields]]", redis.xrange(stream))
    texts = [{k.decode(): v if k == b"payload" else v.decode() for k, v in fields.items()} for _, fields in found]
    return [model.model_validate(one) for one in texts]


def test_every_stream_holds_the_fields_it_should(client: Client, redis: Redis, keys: Keys) -> None:
    client.enqueue(page(1), source="desk", media_type="text/plain", url="https://news.example/1", filename="1.txt")
    client.enqueue(b"")
    assert len(entries_of(redis, keys.inbox, InboxEntry)) == 2
    Drain(redis, keys).run(0.1)
    (published,) = cast("list[ArticlesEntry]", entries_of(redis, keys.articles, ArticlesEntry))
    (rejected,) = cast("list[RejectedEntry]", entries_of(redis, keys.rejected, RejectedEntry))
    assert len(entries_of(redis, keys.outcomes, OutcomesEntry)) == 2

    record = Article.read_json(published.data)
    assert (record.uri, str(record.version), record.status) == (published.uri, published.version, published.status)
    assert Rejection.read_json(rejected.data).code == rejected.code == "empty"


def test_the_record_in_the_stream_is_the_record_read_with_its_version(redis: Redis, keys: Keys) -> None:
    worker = Worker(redis, keys)
    for text in "AB":
        worker.publish(article(text=text))
    first, second = worker.records()
    assert first == article(text="A")
    assert second == article(text="B").model_copy(update={"version": 2})
