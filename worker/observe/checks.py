"""What is wrong and what to do about it: findings, from one look at the service. Nothing here asks the server anything."""

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from schemas.base import Record
from worker.observe.state import GroupState, Server, State
from worker.settings import Settings
from worker.upkeep import PRESSURE

OLDEST_VERSIONS = {"redis": (7, 2), "valkey": (8, 0)}
CLOCK_SECONDS = 1.0
WAITING_SECONDS = 60.0
UNREAD_SECONDS = 3600.0
HARD_CAP_SHARE = 0.8

_ADVICE = {
    "failing": "it is tried again by itself, ever less often; `wirecopy sources check` tries at once",
    "quiet": "look whether the site has moved its feed; quiet_after in sources.toml says what is normal for it",
    "never delivered": "look whether the address is right: it answers, and nothing new ever came",
    "incomplete": "look at robots.txt, or whether the pages want a sign-in",
    "never ends": "its polls end the worker or outlast it: set it aside by `wirecopy sources pause`, and report it",
    "gone": "take it out of sources.toml, or find where it went; `wirecopy sources poll` tries it once more",
}

Level = Literal["ok", "warning", "problem"]


class Finding(Record):
    """What one check found. A problem wants doing now; a warning, knowing."""

    check: str = Field(description="Stable name of the check.")
    level: Level = Field(description="ok, warning or problem.")
    message: str = Field(description="What was found.")
    advice: str | None = Field(None, description="What to do about it.")


def ok(check: str, message: str) -> Finding:
    """All is well."""
    return Finding(check=check, level="ok", message=message)


def warning(check: str, message: str, advice: str) -> Finding:
    """Worth knowing."""
    return Finding(check=check, level="warning", message=message, advice=advice)


def problem(check: str, message: str, advice: str) -> Finding:
    """Wants doing now."""
    return Finding(check=check, level="problem", message=message, advice=advice)


def findings(state: State, settings: Settings) -> Iterator[Finding]:
    """Yield what each check finds, in the order a person would look."""
    yield _version(state.server)
    yield _role(state.server)
    yield _persistence(state.server)
    yield _eviction(state.server)
    yield _memory(state.server, settings)
    yield _clock(state.server)
    yield _user(state.server)
    yield from _beats(state)
    yield _inbox(state)
    yield _held_by_dead(state)
    yield from _groups(state, settings)
    yield from _sources(state)
    yield _rejected(state)
    yield _books(state)


def _version(server: Server) -> Finding:
    name, oldest = server.name.capitalize(), OLDEST_VERSIONS[server.name]
    found = tuple(int(part) for part in server.version.split(".")[:2] if part.isdigit())
    if found >= oldest:
        return ok("version", f"{name} {server.version}")
    needed = ".".join(str(part) for part in oldest)
    return problem("version", f"{name} {server.version} is too old", f"run {name} {needed} or newer")


def _role(server: Server) -> Finding:
    if server.role in ("master", None):
        return ok("role", "it takes writes" if server.role else "it does not say whether it is a replica")
    return problem("role", "it is a replica and takes no writes", "point WIRECOPY_REDIS_URL at the primary")


def _persistence(server: Server) -> Finding:
    if server.append_only is None:
        advice = "ask whoever runs it: without an append-only file a restart loses every item that was accepted"
        return warning("persistence", "it does not say whether it writes an append-only file", advice)
    if not server.append_only:
        advice = "set appendonly yes: without the file a restart loses every item that was accepted"
        return problem("persistence", "no append-only file is written", advice)
    if not server.append_works:
        advice = "look at the server's log and its disk: what is accepted now may not survive a restart"
        return problem("persistence", "the last write or rewrite of the append-only file failed", advice)
    if server.append_fsync in ("no", "everysec"):
        message = f"appendfsync is {server.append_fsync}: a power failure or a kill of the server can take what came last"
        return warning(
            "persistence", message, "set always, or know that up to two seconds of what was accepted are at stake"
        )
    if server.append_fsync == "always":
        return ok("persistence", "append-only file, synced before each answer")
    return ok("persistence", "append-only file; how often it is synced may not be asked")


def _eviction(server: Server) -> Finding:
    if server.eviction == "noeviction":
        return ok("eviction", "nothing is evicted")
    advice = "set maxmemory-policy noeviction: any other drops accepted items and state without a word"
    if server.eviction is None:
        return warning("eviction", "it does not say what it does when its memory is full", advice)
    return problem("eviction", f"maxmemory-policy is {server.eviction}", advice)


def _memory(server: Server, settings: Settings) -> Finding:
    used = _megabytes(server.memory_used)
    if not server.memory_most:
        advice = "set maxmemory below what the machine has: intake then stops before memory ends"
        return warning("memory", f"{used} in use, without a maximum", advice)
    share = server.memory_used / server.memory_most
    message = f"{used} of {_megabytes(server.memory_most)} in use ({share:.0%})"
    advice = "raise maxmemory, shorten retention, or find the group that does not acknowledge"
    if share >= settings.intake_share:
        return problem("memory", f"{message}: nothing more is taken in", advice)
    if share >= settings.intake_share * PRESSURE:
        return warning("memory", f"{message}: what everybody has read is trimmed early", advice)
    return ok("memory", message)


def _clock(server: Server) -> Finding:
    ahead = server.clock_ahead_seconds
    if abs(ahead) < CLOCK_SECONDS:
        return ok("clock", "the server's clock agrees with this machine's")
    direction = "ahead of" if ahead > 0 else "behind"
    advice = "set both by NTP: embargoes end by the server's clock, and years are inferred from it"
    return warning("clock", f"the server's clock is {abs(ahead):.1f} s {direction} this machine's", advice)


def _user(server: Server) -> Finding:
    if server.user == "default":
        advice = "give it users (`wirecopy access`), or make sure that nobody else reaches it"
        return warning("access", "this is the user default, who may do everything", advice)
    return ok("access", f"user {server.user}" if server.user else "a user with limited rights")


def _beats(state: State) -> Iterator[Finding]:
    workers = [one for one in state.beats if one.kind == "worker" and one.alive]
    clocks = [one for one in state.beats if one.kind == "clock" and one.alive]
    slots = sum(one.slots for one in workers)
    if not workers:
        yield problem("workers", "no worker beats", "start one: `docker compose up -d worker`, or celery -A worker worker")
    elif not slots:
        yield problem("workers", "no worker alive serves the queue ingest", "start one that does: items only wait")
    else:
        yield ok("workers", f"{len(workers)} alive, {slots} ingest slots")
    if clocks:
        yield ok("beat", f"{len(clocks)} alive")
    else:
        advice = "start it: `docker compose up -d beat`, or celery -A worker beat; embargoes do not end without it"
        yield problem("beat", "no clock beats", advice)
    for one in state.beats:
        if not one.alive:
            message = f"{one.node} was last heard of {_duration(one.silent_seconds)} ago and did not sign off"
            yield warning("heartbeats", message, "look whether it died; it is forgotten after an hour")


def _inbox(state: State) -> Finding:
    waiting = sum(lane.waiting for lane in state.lanes)
    oldest = max(lane.oldest_seconds for lane in state.lanes)
    message = f"{waiting} items wait, the oldest since {_duration(oldest)}" if waiting else "nothing waits"
    if waiting and oldest > WAITING_SECONDS:
        return problem("inbox", message, "add workers, or look at their logs: they do not keep up or do not work")
    return ok("inbox", message)


def _held_by_dead(state: State) -> Finding:
    held = sum(lane.held_by_dead for lane in state.lanes)
    if not held:
        return ok("claims", "no dead worker holds anything")
    return warning("claims", f"{held} items are held by workers that died", "nothing: any worker alive takes them over")


def _groups(state: State, settings: Settings) -> Iterator[Finding]:
    trouble = False
    for stream in state.streams:
        if stream.entries > settings.articles_hard_cap * HARD_CAP_SHARE:
            trouble = True
            advice = "see which group does not acknowledge; beyond the cap the oldest go, read or not"
            yield problem("retention", f"{stream.name} nears its hard cap with {stream.entries} entries", advice)
        for group in stream.groups:
            for finding in _group(stream.name, group, settings):
                trouble = True
                yield finding
    if not trouble:
        count = sum(len(stream.groups) for stream in state.streams)
        yield ok("groups", f"consumer groups: {count}; none has fallen behind and silent")


def _group(stream: str, group: GroupState, settings: Settings) -> Iterator[Finding]:
    behind = group.pending + (1 if group.lag is None else group.lag)
    idle = group.idle_seconds
    if behind and idle is None:
        advice = f"start its consumers, or XGROUP DESTROY it: {stream} is kept for it until it counts as gone"
        yield warning("groups", f"group {group.name} of {stream} has no consumer and {behind} records to read", advice)
    elif behind and idle is not None and idle > UNREAD_SECONDS:
        limit = _duration(settings.group_idle_seconds)
        message = f"group {group.name} of {stream} has not asked for {_duration(idle)}, with {behind} records to read"
        yield warning("groups", message, f"start its consumers; after {limit} it is not waited for")
    if group.dead_letters:
        message = f"group {group.name} gave up on {group.dead_letters} records"
        yield warning("groups", message, f"look at the stream dead:{group.name}; delete what was dealt with")


def _sources(state: State) -> Iterator[Finding]:
    sources = state.sources
    if sources.overdue:
        advice = (
            "start a worker that serves the queue poll: `docker compose up -d worker-poll`; or give it more to do at once"
        )
        yield problem("sources", f"{sources.overdue} sources are due for more than a minute and nobody polls them", advice)
    for one in sources.troubled:
        reason = f": {one.error}" if one.error else ""
        yield warning(
            "sources", f"{one.id} is {one.health}{reason}", _ADVICE.get(one.health, "`wirecopy sources check` shows more")
        )
    if not sources.overdue and not sources.troubled:
        yield ok("sources", f"polled sources: {sources.polled}; none is failing or quiet")


def _rejected(state: State) -> Finding:
    if not state.rejected:
        return ok("rejected", "no rejections are kept")
    return ok("rejected", f"rejections kept: {state.rejected}; `wirecopy rejected list` says why")


def _books(state: State) -> Finding:
    one = state.books
    if one.balanced:
        return ok("books", f"{one.accepted} items accepted, {one.stories} stories read: they balance")
    message = (
        f"they do not balance: {one.accepted} accepted, {one.done} done, {one.waiting} waiting; {one.stories} stories, "
        f"{sum(one.outcomes.values())} outcomes, {one.embargoed} under embargo"
    )
    advice = (
        "look again when nothing is under way; if it stays, somebody deleted from the streams, or it is an error: report it"
    )
    return problem("books", message, advice)


def _megabytes(count: int) -> str:
    return f"{count / 1024 / 1024:.0f} MiB"


def _duration(seconds: float) -> str:
    for unit, length in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:.0f} {unit}"
    return f"{seconds:.0f} s"
