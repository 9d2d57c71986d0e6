"""Who may do what on the server: the rules of five users, as an ACL file of Redis and Valkey writes them.

worker    the workers and the clock: everything under the prefix, by the commands they use
producer  puts items in and reads outcomes; trusted, since XADD can trim the inbox (MAXLEN)
intake    HTTP intake: puts items in, and reads outcomes, stories and records for those who ask it; of payloads only those
          that wait in the inbox, which XADD can trim
consumer  reads records, alone or in groups, and sets dead letters aside; cannot write records or destroy groups. What it may
          do in its own group it may do in others' too: no rule tells them apart
operator  the command line: looks at everything, the server's configuration too, kills, purges, replays
health    PING and nothing else, without a password: for health checks of the server itself
"""

from dataclasses import dataclass
from hashlib import sha256

from schemas.streams import Streams

WORKER, PRODUCER, INTAKE, CONSUMER, OPERATOR = USERS = ("worker", "producer", "intake", "consumer", "operator")
HEALTH = "health"

# Off and without a password, so nobody can be it; but with all rights: as this user the server reads its append-only file
# when it starts, and refuses every transaction in it that default may not run (redis #14541, valkey #3983). Without them
# each restart undid what scripts had written since the last rewrite: seen on Redis 8.0.2 and Valkey 8.1.1.
_DEFAULT = "off resetpass allkeys allchannels +@all"

_CONNECTION = "ping select client|setinfo client|setname client|id time"
_STREAM_READS = "xread xrange xrevrange xlen xinfo|stream xinfo|groups xinfo|consumers xpending"
_STREAM_WRITES = "xadd xdel xtrim xreadgroup xack xclaim xautoclaim xgroup|create xgroup|createconsumer xgroup|delconsumer"
_STATE = (
    "eval evalsha info type exists get mget set del unlink pexpire pttl persist "
    "hget hset hsetnx hmget hgetall hkeys hdel hexists hincrby "
    "zadd zrem zcard zscore zrange zrangebyscore zremrangebyscore"
)
# Celery's messages: lists, the sets of its queues, what is under way with its lock, and the transactions around them.
_BROKER = "script|load lpush rpush brpop rpop llen sadd srem smembers multi exec discard watch unwatch"
_OPERATING = "llen scan strlen config|get acl|whoami acl|dryrun xgroup|destroy bgrewriteaof"


@dataclass(frozen=True, slots=True)
class Grant:
    """Commands on keys. A command must be allowed by one grant as a whole."""

    commands: str
    keys: tuple[str, ...] = ()

    @property
    def rules(self) -> str:
        """The grant as an ACL file writes it."""
        commands = [f"+{command}" for command in self.commands.split()]
        return " ".join([*self.keys, *commands])


def grants(streams: Streams, user: str) -> tuple[Grant, ...]:
    """Return what a user may do; the first grant is the user's own, further ones are selectors (ACL, Redis 7)."""
    everything, articles = f"~{streams.name('*')}", (streams.articles, streams.route("*"))
    if user == WORKER:
        commands = f"{_CONNECTION} {_STREAM_READS} {_STREAM_WRITES} {_STATE} {_BROKER}"
        return (Grant(commands, (everything,)),)
    if user == OPERATOR:
        return (Grant(f"{_CONNECTION} {_STREAM_READS} {_STREAM_WRITES} {_STATE} {_OPERATING}", (everything,)),)
    if user == PRODUCER:
        keys = (f"%W~{streams.inbox}", f"%W~{streams.urgent}", f"%R~{streams.outcomes}")
        return (Grant(f"{_CONNECTION} info xadd xread xrange", keys),)
    if user == INTAKE:
        # The keys of a script count as written and read, whatever it does with them.
        taking = (streams.inbox, streams.urgent, streams.name("delivered:*"), streams.name("rate:*"))
        told = (streams.outcomes, streams.rejected, streams.articles, streams.name("story:*"), streams.name("held:*"))
        return (
            Grant(
                f"{_CONNECTION} info eval evalsha xadd xrange get set hmget hset pexpire", tuple(f"~{one}" for one in taking)
            ),
            Grant("xrange hget hmget", tuple(f"%R~{one}" for one in told)),
        )
    if user == CONSUMER:
        read = tuple(f"%R~{name}" for name in (*articles, streams.dead("*")))
        in_groups = "xack xclaim xautoclaim xgroup|create xgroup|createconsumer xgroup|delconsumer"
        return (
            Grant(f"{_CONNECTION} {_STREAM_READS} xreadgroup", read),
            Grant(in_groups, tuple(f"~{name}" for name in articles)),
            Grant("xadd", (f"~{streams.dead('*')}",)),
        )
    return (Grant("ping"),)


def acl_file(streams: Streams, passwords: dict[str, str]) -> str:
    """Return the ACL file for users with these passwords; only their SHA-256 is in it, and nobody else gets in."""
    lines = [f"user default {_DEFAULT}"]
    for user, password in passwords.items():
        digest = sha256(password.encode()).hexdigest()
        lines.append(f"user {user} on #{digest} {_rules(streams, user)}")
    lines.append(f"user {HEALTH} on nopass {_rules(streams, HEALTH)}")
    return "\n".join(lines) + "\n"


def _rules(streams: Streams, user: str) -> str:
    own, *selectors = grants(streams, user)
    return " ".join(["resetkeys resetchannels -@all", own.rules, *(f"({one.rules})" for one in selectors)])
