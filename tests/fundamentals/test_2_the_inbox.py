"""2. The inbox. A Redis Stream: an item is in it, durably, before its source is told "accepted".

From here on a real server is needed. The tests start one; `server`, `redis`, `client` and `keys` come from conftest.py.
"""

from typing import cast

from redis import Redis

from schemas.streams import Fields
from worker.client import Client
from worker.drain import Drain
from worker.store.inbox import Inbox
from worker.store.keys import Keys
from worker.store.outcomes import books

STORY = "Bridge opens\n\nThe bridge in Northtown opened on Monday, the mayor said.\n"


def test_enqueue_returns_the_items_id_once_it_is_in_the_stream(client: Client, redis: Redis, keys: Keys) -> None:
    item_id = client.enqueue(STORY, source="desk")
    ((entry_id, fields),) = cast("list[tuple[bytes, Fields]]", redis.xrange(keys.inbox))
    assert (entry_id.decode(), fields[b"payload"].decode()) == (item_id, STORY)


def test_any_language_can_do_it_with_one_xadd(redis: Redis, keys: Keys) -> None:
    assert keys.inbox == "{wirecopy}:inbox"
    redis.xadd("{wirecopy}:inbox", {"payload": STORY, "source": "desk"})
    assert Drain(redis, keys).run(0.1).stories == 1


def test_urgent_items_have_a_stream_of_their_own_that_is_read_first(client: Client) -> None:
    assert client.enqueue("عاجل: " + STORY).startswith("u")


def test_an_item_stays_in_the_inbox_until_its_stories_are_published(client: Client, redis: Redis, keys: Keys) -> None:
    client.enqueue(STORY)
    Inbox(redis, keys, "a worker that will die").open()
    assert len(Inbox(redis, keys, "a worker that will die").waiting(10, 0)) == 1
    assert books(redis, keys).waiting == 1, "delivered is not done"
    Drain(redis, keys).run(0.1)
    assert books(redis, keys).waiting == 0
