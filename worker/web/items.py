"""POST /v1/items: one item as the body, or many as lines of JSON or as parts; taken as a whole, or not at all."""

import asyncio
import math
import re

from redis.exceptions import RedisError
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from schemas import PushSource, WireItem
from schemas.errors import IntakeFull, ItemTooLarge, KeyReused, ServerUnreachable, TooManyItems
from worker.store.deliveries import Accepted, Delivery
from worker.web.batches import items_of_lines, items_of_parts
from worker.web.bodies import LARGE, body_of
from worker.web.callers import REALM, caller_of
from worker.web.facts import Maker, digest_of, maker_of
from worker.web.held import Held
from worker.web.media_types import check_media_type, shape_of
from worker.web.problems import Problem
from worker.web.signatures import check_signature

RETRY_SECONDS = 5

_KEY = re.compile(r"[!-~]{1,255}")


async def put_in(request: Request) -> JSONResponse:
    """Take what a source delivers: 202 once it is in the inbox. Raises Problem where it is not."""
    held: Held = request.app.state.held
    source = _source_of(request)
    media_type = request.headers.get("content-type")
    if media_type is not None:
        check_media_type(media_type)
    maker = maker_of(request.scope["query_string"], source, media_type, held.settings.max_item_bytes)
    key = _key(request, source)
    async with body_of(request, request.app.state.room, held.settings) as (sent, body):

        def read() -> Delivery:
            check_signature(source, request.headers, sent)
            items = _items(body, maker, held.settings.web_max_items)
            return Delivery(
                source.id,
                tuple(items),
                key=key,
                digest="" if key is None else digest_of(items),
                kept_seconds=held.settings.web_idempotency_seconds,
                items_per_minute=source.items_per_minute,
            )

        accepted = await _accepted(held, await asyncio.to_thread(read) if len(body) > LARGE else read())
    found = [{"id": item_id, "url": f"/v1/items/{item_id}"} for item_id in accepted.item_ids]
    return JSONResponse({"items": found, "repeated": accepted.repeated}, 202)


ROUTES = [Route("/v1/items", put_in, methods=["POST"])]


def _source_of(request: Request) -> PushSource:
    source = caller_of(request).source
    if source is None:
        raise Problem(
            403,
            "reader",
            "this token may read, and put nothing in",
            headers={"WWW-Authenticate": f'{REALM}, error="insufficient_scope"'},
        )
    return source


def _key(request: Request, source: PushSource) -> str | None:
    """Return the key that the delivery is known by; of a signed one its id, where no other is given."""
    given = request.headers.get("idempotency-key")
    name = "Idempotency-Key"
    if given is None and source.signature_secret_file is not None:
        given, name = request.headers.get("webhook-id"), "webhook-id"
    if given is None:
        return None
    if len(given) > 1 and given[0] == given[-1] == '"':  # a string as RFC 9651 writes it
        given = given[1:-1]
    if not _KEY.fullmatch(given):
        raise Problem(422, "bad_key", f"{name} takes 1 to 255 visible ASCII characters without spaces")
    return f"http:{given}"


def _items(body: bytes, maker: Maker, most: int) -> list[WireItem]:
    shape = shape_of(maker.facts.media_type)
    if shape == "item":
        return [maker.item(body, maker.facts)]
    if maker.facts.filename or maker.facts.url:
        raise Problem(422, "bad_query", "filename and url are of one item: say them in each line, or in each part's headers")
    return items_of_lines(body, maker, most) if shape == "lines" else items_of_parts(body, maker, most)


async def _accepted(held: Held, delivery: Delivery) -> Accepted:
    """Put a delivery in. Raises Problem where it is not in, or where that is not known."""
    try:
        return await held.intake.accept(delivery)
    except KeyReused as error:
        raise Problem(422, "key_reused", "this key was used for another request; a new request needs a new key") from error
    except ItemTooLarge as error:
        raise Problem(413, "item_too_large", str(error)) from error
    except TooManyItems as error:
        wait = str(max(1, math.ceil(error.retry_after)))
        raise Problem(429, "too_many_items", str(error), headers={"Retry-After": wait}) from error
    except IntakeFull as error:
        raise Problem(503, "intake_full", str(error), headers={"Retry-After": str(RETRY_SECONDS)}) from error
    except (ServerUnreachable, RedisError) as error:
        raise Problem(
            503,
            "server_unreachable",
            "the server behind does not answer: it is not known whether the items were accepted. Send them again, with the "
            "same Idempotency-Key where there was one: then they go in once",
            headers={"Retry-After": str(RETRY_SECONDS)},
        ) from error
