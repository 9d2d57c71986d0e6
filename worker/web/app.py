"""HTTP intake as an ASGI application: `uvicorn worker.web.app:create_app --factory`, or `wirecopy web`."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

import structlog
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from worker.intake import Intake
from worker.observe import logs
from worker.settings import settings
from worker.sources_file import SourcesFile
from worker.store.connection import connect
from worker.store.keys import Keys
from worker.web import items, reading
from worker.web.bodies import Room
from worker.web.callers import Callers
from worker.web.held import Held
from worker.web.problems import Problem
from worker.web.tell import Tell

PING_SECONDS = 2.0

log = structlog.get_logger(__name__)


def create_app() -> Starlette:
    """Return the application, as the environment sets it up. Raises SetUpError where settings or sources cannot be."""
    chosen = settings()
    logs.configure(chosen)
    for name in ("uvicorn", "uvicorn.error"):  # what uvicorn's own command line sets up: its lines are to come with ours
        logging.getLogger(name).handlers = []
        logging.getLogger(name).propagate = True
    app = Starlette(
        routes=[Route("/healthz", health, methods=["GET"]), *items.ROUTES, *reading.ROUTES],
        exception_handlers={Problem: _problem, HTTPException: _unroutable, Exception: _failure},
        middleware=[Middleware(Tell)] if logging.getLogger(Tell.__module__).isEnabledFor(logging.DEBUG) else [],
        lifespan=_lifespan,
    )
    app.router.redirect_slashes = False  # a producer that follows no redirect would lose its item
    app.state.sources = SourcesFile(chosen.sources_file)
    app.state.callers = Callers(app.state.sources, chosen.web_reader_token_hashes)
    app.state.room = Room(max(chosen.web_max_bytes_under_way, chosen.web_max_request_bytes))  # else one might never fit
    if not app.state.callers.count:
        log.warning("no_tokens", doing="refusing all items; make a token: wirecopy sources token")
    return app


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    """Hold connections for as long as the application runs. None is made now: it starts without the server, too."""
    chosen = settings()
    keys = Keys(chosen.prefix)
    app.state.pulse = pulse = Redis.from_url(
        chosen.server_url,
        single_connection_client=True,
        retry=Retry(NoBackoff(), 0),
        socket_timeout=PING_SECONDS,
        socket_connect_timeout=PING_SECONDS,
    )
    try:
        with connect(chosen.server_url) as redis:
            async with Intake(chosen.server_url, keys, chosen.intake_share) as intake:
                app.state.held = Held(chosen, keys, intake, redis, app.state.sources)
                yield
    finally:
        await pulse.aclose()


async def health(request: Request) -> JSONResponse:
    """Answer whether the server answers: 200 or, after two seconds, 503."""
    pulse: Redis = request.app.state.pulse
    try:
        await pulse.ping()
    except (RedisError, OSError) as error:
        raise Problem(503, "server_unreachable", "the server does not answer; nothing can be taken in") from error
    return JSONResponse({"status": "ok"})


async def _problem(request: Request, error: Exception) -> Response:
    problem = cast("Problem", error)
    if "expect" in request.headers:  # its body was not asked for, so what comes next on this connection may be a request
        problem.headers.setdefault("Connection", "close")
    return problem.response()


async def _unroutable(request: Request, error: Exception) -> Response:
    """Answer what no route takes."""
    refusal = cast("HTTPException", error)
    if refusal.status_code == 405:
        allowed = ", ".join(sorted((refusal.headers or {})["Allow"].split(", ")))
        problem = Problem(405, "method_not_allowed", f"here only {allowed} may be used", headers={"Allow": allowed})
    else:
        problem = Problem(refusal.status_code, "not_found", "there is nothing here; items go to POST /v1/items")
    return await _problem(request, problem)


async def _failure(request: Request, error: Exception) -> Response:
    """Answer where this program is at fault; uvicorn logs the error."""
    detail = "Wirecopy failed; it is not known whether it was accepted: send it again, with the same Idempotency-Key"
    return await _problem(request, Problem(500, "failure", detail))
