"""Who is calling HTTP intake: a source by its bearer token, or a reader.

A token is looked up by its SHA-256 among those declared. Nothing is compared letter by letter, so nothing can be learnt from
how long a refusal takes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

import structlog
from starlette.requests import Request

from schemas import PushSource, Source
from worker.sources_file import SourcesFile
from worker.web.problems import Problem

REALM = 'Bearer realm="wirecopy"'

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who a token belongs to. source: the one it puts items in for; None: a reader, who puts none in."""

    source: PushSource | None


class Callers:
    """The tokens that are declared now."""

    def __init__(self, sources: SourcesFile, reader_hashes: tuple[str, ...]) -> None:
        self._sources = sources
        self._reader_hashes = reader_hashes
        self._read(sources.current())

    @property
    def count(self) -> int:
        """How many tokens are taken."""
        return len(self._callers)

    def of(self, authorization: str | None) -> Caller:
        """Return whose token an Authorization header holds. Raises Problem 401 for none, or one that is not known."""
        if (sources := self._sources.current()) is not self._read_from:
            self._read(sources)
        scheme, _, token = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise _refused("token_missing", "a token is needed: send the header Authorization: Bearer <token>", REALM)
        caller = self._callers.get(sha256(token.strip().encode("latin-1")).hexdigest())
        if caller is None:
            raise _refused(
                "token_unknown",
                "this token is not known, or no more; whoever runs Wirecopy can make one for your source",
                f'{REALM}, error="invalid_token"',
            )
        return caller

    def _read(self, sources: Mapping[str, Source]) -> None:
        """Take the tokens from what is declared. One that is declared twice would be guesswork: nobody may use it."""
        self._read_from = sources
        found: dict[str, Caller] = {digest: Caller(None) for digest in self._reader_hashes}
        twice: set[str] = set()
        for source in sources.values():
            if not isinstance(source, PushSource):
                continue
            for digest in set(source.token_hashes):
                if digest in found:
                    twice.add(digest)
                    log.error(
                        "token_declared_twice",
                        source=source.id,
                        also=other.id if (other := found[digest].source) else "web_reader_token_hashes",
                        doing="refusing it; make one for each: wirecopy sources token",
                    )
                else:
                    found[digest] = Caller(source)
        self._callers = {digest: caller for digest, caller in found.items() if digest not in twice}


def caller_of(request: Request) -> Caller:
    """Return who is calling. Raises Problem 401 for who is not known."""
    callers: Callers = request.app.state.callers
    try:
        return callers.of(request.headers.get("authorization"))
    except Problem as problem:
        log.warning("token_refused", code=problem.code, client=request.client.host if request.client else None)
        raise


def _refused(code: str, detail: str, challenge: str) -> Problem:
    return Problem(401, code, detail, headers={"WWW-Authenticate": challenge})
