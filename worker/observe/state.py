"""How the service stands: one look at everything an operator asks for, without Celery's remote control."""

import time
from typing import TYPE_CHECKING, Literal, cast

from pydantic import Field
from redis.exceptions import NoPermissionError, ResponseError

from schemas.base import Record
from schemas.streams import Lane
from worker.observe.sources import SourcesState, reports, summary
from worker.store import heartbeats, inbox, raw, retention
from worker.store.connection import script
from worker.store.keys import Keys
from worker.store.outcomes import Books, books

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from redis import Redis

    from schemas import Source
    from worker.store.routes import Route

LOOKS_AT_THE_BOOKS = 3


class Server(Record):
    """The server, as it says of itself."""

    name: Literal["redis", "valkey"] = Field(description="What it is.")
    version: str = Field(description="Its version.")
    user: str | None = Field(None, description="Whom this look was taken as; None where that may not be asked.")
    role: str | None = Field(None, description="master, or slave where it is a replica; None where it does not say.")
    memory_used: int = Field(description="Bytes in use.")
    memory_most: int = Field(description="maxmemory in bytes; 0: no maximum.")
    eviction: str | None = Field(None, description="maxmemory-policy; None where it does not say.")
    append_only: bool | None = Field(None, description="Whether it writes an append-only file; None where it does not say.")
    append_works: bool = Field(description="Whether its last write and rewrite of that went well.")
    append_fsync: str | None = Field(None, description="appendfsync; None where that may not be asked.")
    clock_ahead_seconds: float = Field(description="How far its clock is ahead of this machine's, about.")


class LaneState(Record):
    """One inbox stream."""

    lane: str = Field(description="urgent or normal.")
    waiting: int = Field(description="Items in it, in hand or not.")
    in_hand: int = Field(description="Items that a consumer holds.")
    held_by_dead: int = Field(description="Items held by consumers without a heartbeat: about to be claimed.")
    oldest_seconds: float = Field(description="Age of the oldest; 0 where it is empty.")


class BeatState(Record):
    """A worker or a clock."""

    node: str = Field(description="Its name, with the host in it.")
    kind: str = Field(description="worker or clock.")
    slots: int = Field(description="Ingest slots it keeps.")
    silent_seconds: float = Field(description="Since its last heartbeat.")
    alive: bool = Field(description="Whether that is within bounds.")


class GroupState(Record):
    """A consumer group of an article stream."""

    name: str = Field(description="The group.")
    consumers: int = Field(description="Its consumers.")
    pending: int = Field(description="Delivered to them, not yet acknowledged.")
    lag: int | None = Field(None, description="Not yet delivered; None: some, how many the server cannot tell.")
    idle_seconds: float | None = Field(None, description="Since any of them asked; None where there is none.")
    dead_letters: int = Field(description="What it gave up on: entries of dead:<group>.")


class StreamState(Record):
    """The articles stream, or a route's."""

    name: str = Field(description="articles, or articles:<route>.")
    entries: int = Field(description="Entries kept.")
    groups: tuple[GroupState, ...] = Field(description="Its consumer groups.")


class BooksState(Record):
    """The books: accepted = done + waiting; stories = the sum of all outcomes + embargoed."""

    accepted: int = Field(description="Items ever put in.")
    done: int = Field(description="Items that have their outcomes.")
    waiting: int = Field(description="Items in the inbox.")
    stories: int = Field(description="Stories read.")
    outcomes: dict[str, int] = Field(description="How many of each.")
    embargoed: int = Field(description="Stories under embargo now.")
    balanced: bool = Field(description="Whether it adds up.")


class State(Record):
    """How the service stands."""

    server: Server
    lanes: tuple[LaneState, ...] = Field(description="The inbox, urgent lane first.")
    beats: tuple[BeatState, ...] = Field(description="Workers and clocks.")
    books: BooksState
    streams: tuple[StreamState, ...] = Field(description="The articles stream, then the routes'.")
    rejected: int = Field(description="Rejections kept.")
    raw_accepted_bytes: int = Field(description="Bytes of payloads kept of published items.")
    raw_rejected_bytes: int = Field(description="The same of rejected items.")
    sources: SourcesState = Field(description="The polled sources.")


def look(
    redis: "Redis", keys: Keys, routes: "Sequence[Route]" = (), declared: "Mapping[str, Source] | None" = None
) -> State:
    """Take one look; declared is what sources.toml says here. Raises redis.exceptions.RedisError."""
    now_ms = retention.server_ms(redis)
    streams = [keys.articles, *(keys.route(route.name) for route in routes)]
    return State(
        server=server_of(redis),
        lanes=tuple(_lane(redis, keys, lane, now_ms) for lane in inbox.LANES),
        beats=tuple(_beat(one, now_ms) for one in heartbeats.heartbeats(redis, keys)),
        books=_books(redis, keys),
        streams=tuple(_stream(redis, keys, stream) for stream in streams),
        rejected=redis.xlen(keys.rejected),
        raw_accepted_bytes=raw.size(redis, keys, raw.accepted(keys)),
        raw_rejected_bytes=raw.size(redis, keys, raw.rejected(keys)),
        sources=summary(reports(redis, keys, declared or {}, now_ms)),
    )


def server_of(redis: "Redis") -> Server:
    """Ask the server about itself."""
    said = cast("dict[str, str | int | float]", redis.info())
    before = time.time()
    seconds, microseconds = redis.time()
    here = (before + time.time()) / 2
    valkey = "valkey_version" in said
    states = (said.get("aof_last_write_status", "ok"), said.get("aof_last_bgrewrite_status", "ok"))
    return Server(
        name="valkey" if valkey else "redis",
        version=str(said["valkey_version" if valkey else "redis_version"]),
        user=_user(redis),
        role=_text(said.get("role")),
        memory_used=int(said.get("used_memory", 0)),
        memory_most=int(said.get("maxmemory", 0)),
        eviction=_text(said.get("maxmemory_policy")),
        append_only=None if "aof_enabled" not in said else said["aof_enabled"] == 1,
        append_works=states == ("ok", "ok"),
        append_fsync=_fsync(redis),
        clock_ahead_seconds=round(seconds + microseconds / 1e6 - here, 3),
    )


def _text(value: str | float | None) -> str | None:
    return None if value is None else str(value)


def _user(redis: "Redis") -> str | None:
    try:
        said = redis.acl_whoami()
    except NoPermissionError:
        return None
    return said.decode() if isinstance(said, bytes) else said


def _fsync(redis: "Redis") -> str | None:
    try:
        said = cast("dict[str | bytes, str | bytes]", redis.config_get("appendfsync"))
    except (NoPermissionError, ResponseError):  # managed servers have no CONFIG
        return None
    (value,) = said.values() or (None,)
    return value.decode() if isinstance(value, bytes) else value


def _lane(redis: "Redis", keys: Keys, lane: Lane, now_ms: int) -> LaneState:
    stream = keys.lane(lane)
    oldest = cast("bytes | None", script("oldest.lua")(redis, [stream], []))
    try:
        held = dict(inbox.consumers(redis, keys, lane))
    except ResponseError:  # no stream or group yet: nothing was ever put in
        held = {}
    dead = inbox.without_heartbeat(redis, keys, [name for name, pending in held.items() if pending])
    return LaneState(
        lane=lane,
        waiting=redis.xlen(stream),
        in_hand=sum(held.values()),
        held_by_dead=sum(held[name] for name in dead),
        oldest_seconds=max(0.0, (now_ms - int(oldest.split(b"-")[0])) / 1000) if oldest else 0.0,
    )


def _beat(one: heartbeats.Heartbeat, now_ms: int) -> BeatState:
    silent = max(0, now_ms - one.seen_ms) / 1000
    return BeatState(node=one.node, kind=one.kind, slots=one.slots, silent_seconds=silent, alive=one.is_alive(now_ms))


def _books(redis: "Redis", keys: Keys) -> BooksState:
    """Read the books; while work is under way their figures are of slightly different moments, so look again."""
    for _ in range(LOOKS_AT_THE_BOOKS):
        found: Books = books(redis, keys)
        if found.balanced:
            break
    return BooksState(
        accepted=found.accepted,
        done=found.done,
        waiting=found.waiting,
        stories=found.stories,
        outcomes=found.outcomes,
        embargoed=found.embargoed,
        balanced=found.balanced,
    )


def _stream(redis: "Redis", keys: Keys, stream: str) -> StreamState:
    try:
        groups = cast("list[dict[str, bytes | int | None]]", redis.xinfo_groups(stream))
    except ResponseError:  # nothing was published there yet
        groups = []
    found = tuple(_group(redis, keys, stream, group) for group in groups)
    return StreamState(name=stream.removeprefix(keys.name("")), entries=redis.xlen(stream), groups=found)


def _group(redis: "Redis", keys: Keys, stream: str, said: dict[str, bytes | int | None]) -> GroupState:
    name = cast("bytes", said["name"])  # any bytes: whoever makes a group names it
    consumers = cast("list[dict[str, int]]", redis.xinfo_consumers(stream, name))
    return GroupState(
        name=name.decode(errors="backslashreplace"),
        consumers=len(consumers),
        pending=cast("int", said["pending"]),
        lag=_lag(redis, stream, said),
        idle_seconds=min(one["idle"] for one in consumers) / 1000 if consumers else None,
        dead_letters=redis.xlen(keys.dead("").encode() + name),
    )


def _lag(redis: "Redis", stream: str, said: dict[str, bytes | int | None]) -> int | None:
    """What the group has still to read; the server cannot tell behind a deletion, but whether it is anything."""
    lag = cast("int | None", said.get("lag"))
    if lag is None:
        after = f"({cast('bytes', said['last-delivered-id']).decode()}"
        return None if redis.xrange(stream, min=after, count=1) else 0
    return lag
