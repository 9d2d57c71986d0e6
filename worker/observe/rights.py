"""Whether the server's users may do what they must: asked by ACL DRYRUN, which runs nothing."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from redis.exceptions import NoPermissionError, ResponseError

from schemas.streams import INBOX_GROUP
from worker.observe.checks import Finding, ok, problem, warning
from worker.store import access
from worker.store.keys import Keys

if TYPE_CHECKING:
    from redis import Redis

DEFAULT = "default"
ADVICE = "make users.acl anew (`wirecopy access FOLDER`) and load it: ACL LOAD, or restart the server"


def needed(keys: Keys, user: str) -> list[tuple[str, ...]]:
    """Return commands that a user cannot do without, one of each kind."""
    digest = "0" * 40
    if user == DEFAULT:
        return [("EXEC",), ("XADD", keys.articles, "*", "uri", "x"), ("HSET", keys.counters, "x", "1")]
    if user == access.WORKER:
        return [
            ("XREADGROUP", "GROUP", INBOX_GROUP, "me", "STREAMS", keys.inbox, ">"),
            ("EVALSHA", digest, "2", keys.inbox, keys.articles),
            ("XTRIM", keys.articles, "MAXLEN", "1"),
            ("BRPOP", keys.name("celery:ingest"), "1"),
            ("LPUSH", keys.name("celery:ingest"), "x"),
            ("INFO",),
        ]
    if user == access.PRODUCER:
        return [
            ("XADD", keys.inbox, "*", "payload", "x"),
            ("XADD", keys.urgent, "*", "payload", "x"),
            ("XREAD", "STREAMS", keys.outcomes, "0"),
            ("INFO", "memory"),
        ]
    if user == access.INTAKE:
        return [
            ("EVAL", "return", "4", keys.inbox, keys.urgent, keys.delivered("s", "k"), keys.rate("s")),
            ("XADD", keys.urgent, "*", "payload", "x"),
            ("SET", keys.delivered("s", "k"), "x", "PX", "1"),
            ("HSET", keys.rate("s"), "minute", "1"),
            ("XRANGE", keys.outcomes, "-", "+"),
            ("HMGET", keys.story("x"), "e"),
            ("XRANGE", keys.articles, "-", "+"),
            ("INFO", "memory"),
        ]
    if user == access.CONSUMER:
        return [
            ("XREAD", "STREAMS", keys.articles, "0"),
            ("XGROUP", "CREATE", keys.articles, "g", "0"),
            ("XREADGROUP", "GROUP", "g", "me", "STREAMS", keys.articles, ">"),
            ("XACK", keys.articles, "g", "0-1"),
            ("XAUTOCLAIM", keys.articles, "g", "me", "1", "0"),
            ("XADD", keys.dead("g"), "*", "reason", "x"),
        ]
    return [
        ("EVALSHA", digest, "1", keys.articles),
        ("XRANGE", keys.rejected, "-", "+"),
        ("XDEL", keys.articles, "0-1"),
        ("ACL", "DRYRUN", access.OPERATOR, "PING"),
    ]


def findings(redis: "Redis", keys: Keys) -> Iterator[Finding]:
    """Yield what was found of each user; of none where the server has users of its own, or may not be asked."""
    refusals: dict[str, list[str] | None] = {}
    for user in access.USERS:
        try:
            refusals[user] = list(_refusals(redis, keys, user))
        except NoPermissionError:
            yield ok("rights", "not looked at: only the operator may ask")
            return
        except ResponseError as error:
            if "not found" not in str(error):
                yield ok("rights", f"not looked at: the server does not tell ({error})")
                return
            refusals[user] = None
    if any(found is not None for found in refusals.values()):
        yield from (_finding(user, found) for user, found in refusals.items())
        yield _default(redis, keys)
    else:
        yield ok("rights", "not looked at: the server has users of its own")


def _finding(user: str, refusals: list[str] | None) -> Finding:
    if refusals is None:
        return warning("rights", f"there is no user {user}", ADVICE)
    if refusals:
        return problem("rights", "; ".join(refusals), ADVICE)
    return ok("rights", f"{user} may do what it must")


def _default(redis: "Redis", keys: Keys) -> Finding:
    """The user as whom the server reads its own append-only file when it starts."""
    if list(_refusals(redis, keys, DEFAULT)):
        message = "the user default has no rights: a restart undoes what scripts wrote since the last rewrite (redis #14541)"
        return problem("rights", message, f"{ADVICE}; then BGREWRITEAOF")
    return ok("rights", "default may read the append-only file")


def _refusals(redis: "Redis", keys: Keys, user: str) -> Iterator[str]:
    for command in needed(keys, user):
        reply = redis.acl_dryrun(user, *command)
        said = reply.decode() if isinstance(reply, bytes) else str(reply)
        if said != "OK":
            yield said
