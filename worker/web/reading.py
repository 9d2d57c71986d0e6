"""What HTTP intake tells: what became of an item, the current record of a story, and the description of itself.

GET /v1/items/{id}       200 with id, state and outcomes (schemas/http.py, ItemState). With ?wait=SECONDS, whole and up to
                         30, the answer comes once the item was read, or when the time is over: then it says `waiting`.
                         404 where it is not known, its outcomes were trimmed (setting outcomes_kept), or it is of another
                         source.
GET /v1/articles/{uri}   200 with the newest published version as it stands in the articles stream. The uri is
                         percent-encoded, or as it is where it has neither ? nor #: /v1/articles/https://news.example/1.
                         ?as=ninjs and ?as=schema.org give the same story in those standards. A killed story is told with
                         status `canceled`. ETag, and 304 where If-None-Match has it. 404 unknown, 410 trimmed or purged.
GET /openapi.json        the OpenAPI 3.1 document (schemas/openapi.py), for everybody.

Who may read what: a source's token reads the items of its own source and the stories of its own authority: 403 for those of
another one. A reader's token (setting web_reader_token_hashes) reads everything. 401 without a token, 422 for a parameter
that cannot be, 503 where the server does not answer.

Nothing here writes. Waiting holds neither a thread nor a connection: the server is asked after 10 ms, then less and less
often, at last every 100 ms. An item is found among the outcomes from its arrival on: a fraction of a millisecond, and
about 0.3 s where it is in none of 100,000.
"""

import asyncio
import re
import time
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import ParamSpec, TypeVar
from urllib.parse import unquote_to_bytes

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from schemas import Article
from schemas.errors import Gone, NotFound, ServerUnreachable
from schemas.http import ItemState
from schemas.streams import is_item_id
from worker.client.synchronous import answers
from worker.export import ninjs, schema_org
from worker.store import inbox, outcomes, stories
from worker.web.callers import Caller, caller_of
from worker.web.held import Held
from worker.web.problems import Problem

P = ParamSpec("P")
T = TypeVar("T")

LONGEST_WAIT = 30
FIRST_LOOK_SECONDS, LOOK_SECONDS = 0.01, 0.1
ARTICLES = b"/v1/articles/"

_WAIT = re.compile(r"[0-9]{1,2}")
_WRITTEN_AS: dict[str, tuple[str, Callable[[Article], str]]] = {
    "ninjs": ("application/json", ninjs.json_line),
    "schema.org": ("application/ld+json", schema_org.json_line),
}


async def item(request: Request) -> Response:
    """Answer what became of an item. Raises Problem 401, 404, 422, 503."""
    caller = caller_of(request)
    until = time.monotonic() + _wait(request)
    pause = FIRST_LOOK_SECONDS
    while True:
        state = await _asked(_state, request.app.state.held, caller, request.path_params["item_id"])
        left = until - time.monotonic()
        if state.state != "waiting" or left <= 0:
            return Response(state.model_dump_json(), media_type="application/json", headers={"Cache-Control": "no-store"})
        await asyncio.sleep(min(pause, left))
        pause = min(pause * 2, LOOK_SECONDS)


def _wait(request: Request) -> int:
    """Return how many seconds the caller wants to wait."""
    written = request.query_params.get("wait", "0")
    if not _WAIT.fullmatch(written) or int(written) > LONGEST_WAIT:
        raise _parameter("wait", f"wait is a whole number of seconds up to {LONGEST_WAIT}, not {written[:40]!r}")
    return int(written)


def _state(held: Held, caller: Caller, item_id: str) -> ItemState:
    """Return what became of an item of the caller's. Raises Problem 404 where it is not known, or another source's."""
    if is_item_id(item_id):
        # The inbox first: what has left it has its outcomes.
        source = inbox.source_waiting(held.redis, held.keys, item_id)
        if source is not None and _is_of(caller, source):
            return ItemState(id=item_id, state="waiting", outcomes=())
        found = () if source else tuple(outcomes.of_item(held.redis, held.keys, item_id))
        if found and _is_of(caller, found[0].source):
            last = {one.story: one.outcome for one in found}.values()
            return ItemState(id=item_id, state="embargoed" if "embargoed" in last else "done", outcomes=found)
    raise Problem(404, "item_unknown", f"no item {item_id[:80]} of yours is known; outcomes are kept for a limited time")


def _is_of(caller: Caller, source: str | None) -> bool:
    return caller.source is None or caller.source.id == source


async def article(request: Request) -> Response:
    """Answer with the current record of a story. Raises Problem 401, 403, 404, 410, 422, 503."""
    caller = caller_of(request)
    standard = request.query_params.get("as")
    if standard is not None and standard not in _WRITTEN_AS:
        raise _parameter("as", f"as is {' or '.join(_WRITTEN_AS)}, not {standard[:40]!r}; without it comes the record")
    record = await _asked(_record, request.app.state.held, caller, _uris(request))
    media_type, body = "application/json", record
    if standard is not None:
        media_type, write = _WRITTEN_AS[standard]
        body = write(Article.read_json(record)).encode()
    tag = f'"{sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Authorization"}
    if _has(request.headers.get("if-none-match"), tag):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=media_type, headers=headers)


def _uris(request: Request) -> tuple[str, ...]:
    """Return what may be meant: the rest of the path decoded, and as it is, for uris that hold percent signs themselves."""
    raw: bytes = request.scope["raw_path"]
    written = raw.partition(ARTICLES)[2]
    return tuple(dict.fromkeys(one.decode("utf-8", "replace") for one in (unquote_to_bytes(written), written)))


def _record(held: Held, caller: Caller, uris: tuple[str, ...]) -> bytes:
    """Return the JSON of a story's newest version. Raises Problem 403, 404, 410."""
    story = _story(held, uris)
    if caller.source is not None and caller.source.authority != story.authority:
        raise Problem(403, "foreign_article", f"{story.uri} is another authority's; this token reads those of its own")
    if story.purged:
        raise Problem(410, "purged", f"{story.uri} was removed for good; do not use it, and delete what you have of it")
    try:
        return stories.newest(held.redis, held.keys, story)[b"data"]
    except Gone as error:
        raise Problem(410, "trimmed", f"{error}; see the settings articles_kept and articles_seconds") from error


def _story(held: Held, uris: tuple[str, ...]) -> stories.Story:
    for uri in uris:
        try:
            return stories.known(held.redis, held.keys, uri)
        except NotFound:
            continue
    raise Problem(404, "article_unknown", f"no story {uris[0][:200]} is known; a uri is written in full, as in the record")


def _has(header: str | None, tag: str) -> bool:
    """Whether an If-None-Match header holds an entity tag (RFC 9110, 13.1.2: the weak comparison)."""
    held = [one.strip().removeprefix("W/") for one in (header or "").split(",")]
    return tag in held or held == ["*"]


async def openapi(request: Request) -> Response:
    """Answer with the OpenAPI document."""
    return Response(_document(), media_type="application/json")


@cache
def _document() -> bytes:
    return files("schemas").joinpath("json", "openapi.json").read_bytes()


async def _asked(ask: Callable[P, T], *about: P.args, **named: P.kwargs) -> T:
    """Ask the server in a thread. Raises Problem 503 where it does not answer."""
    try:
        with answers():
            return await asyncio.to_thread(ask, *about, **named)
    except ServerUnreachable as error:
        raise Problem(503, "server_unreachable", str(error), headers={"Retry-After": "1"}) from error


def _parameter(name: str, detail: str) -> Problem:
    return Problem(422, "parameter", detail, errors=((f"query parameter {name}", detail),))


ROUTES = [
    Route("/v1/items/{item_id}", item, methods=["GET"]),
    Route("/v1/articles/{uri:path}", article, methods=["GET"]),
    Route("/openapi.json", openapi, methods=["GET"]),
]
