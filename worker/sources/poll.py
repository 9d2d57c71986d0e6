"""A poll: ask a source what is new, take it into the inbox, and only then remember that it was taken.

conditional request -> unchanged, or a document -> the kind takes its new entries -> what to remember, when to ask again
"""

import hashlib
from urllib.parse import urlsplit

from schemas.errors import FetchFailed, IntakeFull, ItemTooLarge, ServerUnreachable, Unreadable
from worker.sources import interval
from worker.sources.documents import DOCUMENTS
from worker.sources.freshness import max_age, retry_after
from worker.sources.interval import Asked, Delay
from worker.sources.polled import Polled
from worker.sources.visit import Taken, Visit
from worker.sources.web import Fetched
from worker.store.source_state import SourceState

UNCONDITIONAL_SHARE = 0.01  # some sites change a body under an unchanged ETag; miniflux and CommaFeed ask anew as often
MOVED_AFTER = 5  # permanent redirects in a row before the new address is asked directly
INTAKE_FULL_SECONDS = 30.0
_NO_VALIDATORS: dict[str, object] = {"etag": None, "last_modified": None, "body_digest": None}
_UNUSABLE_ADDRESS = frozenset({"not_found", "gone", "dns", "refused", "tls", "private_address"})


async def poll(visit: Visit, chance: float) -> Polled:
    """Poll a source once. chance (0 to 1) decides on jitter and on asking without conditions.

    Raises only what is a mistake of ours, and asyncio.CancelledError.
    """
    state = _begun(visit)
    visit.state = state
    try:
        fetched = await _ask(visit, state, conditional=chance >= UNCONDITIONAL_SHARE)
        taken = await _take(visit, state, fetched)
    except (IntakeFull, ServerUnreachable) as error:  # not the source's fault: as if it had not been asked
        put_off = state.model_copy(
            update={"trouble": str(error), "delivered": state.delivered + visit.taken, **_NO_VALIDATORS}
        )
        return _polled(visit, put_off, Delay(INTAKE_FULL_SECONDS, "the inbox takes nothing more"))
    except (FetchFailed, Unreadable) as error:
        return _failed(visit, state, error, chance)
    except ItemTooLarge as error:
        return _failed(visit, state, FetchFailed("too_large", str(error)), chance)
    return _succeeded(visit, _moved(state, fetched), fetched, taken, chance)


def address_of(visit_url: str, state: SourceState) -> str:
    """Return the address to ask: the declared one, or the one it has moved to once that was seen often enough."""
    return state.moved_to if state.moved_to and state.moved_seen >= MOVED_AFTER else visit_url


def _begun(visit: Visit) -> SourceState:
    """What is remembered of a source whose declared address is another now begins anew."""
    state = visit.state if visit.state.url == visit.source.url else SourceState(url=visit.source.url)
    return state.model_copy(
        update={"first_ms": state.first_ms or visit.now_ms, "polled_ms": visit.now_ms, "polls": state.polls + 1}
    )


async def _ask(visit: Visit, state: SourceState, *, conditional: bool) -> Fetched:
    conditions = {}
    if conditional and state.etag:
        conditions["If-None-Match"] = state.etag
    if conditional and state.last_modified:
        conditions["If-Modified-Since"] = state.last_modified
    return await visit.web.get(
        visit.source,
        address_of(visit.source.url, state),
        visit.turns,
        conditions=conditions,
        accept=DOCUMENTS[visit.source.kind].accept,
    )


async def _take(visit: Visit, state: SourceState, fetched: Fetched) -> Taken | None:
    """Let the kind take what is new; None where nothing has changed."""
    if fetched.status == 304 or _digest(fetched) == state.body_digest:
        return None
    return await DOCUMENTS[visit.source.kind].take(visit, fetched)


def _moved(state: SourceState, fetched: Fetched) -> SourceState:
    """Count permanent redirects to one address; once it is asked directly, it stays."""
    if state.moved_seen >= MOVED_AFTER:
        return state
    if fetched.moved_to is None:
        return state.model_copy(update={"moved_to": None, "moved_seen": 0})
    seen = state.moved_seen + 1 if fetched.moved_to == state.moved_to else 1
    return state.model_copy(update={"moved_to": fetched.moved_to, "moved_seen": seen})


def _succeeded(visit: Visit, state: SourceState, fetched: Fetched, taken: Taken | None, chance: float) -> Polled:
    new = visit.taken
    updates: dict[str, object] = {
        "succeeded_ms": visit.now_ms,
        "failures": 0,
        "error": None,
        "gone": False,
        "trouble": taken.trouble if taken else state.trouble,
        "delivered": state.delivered + new,
    }
    if taken is not None:
        updates["repeated"] = taken.repeated
        updates["hints"] = (taken.asked.seconds, tuple(sorted(taken.asked.skip_hours)), tuple(sorted(taken.asked.skip_days)))
    # With something left, the next poll must get the document again.
    updates |= _NO_VALIDATORS if taken and (taken.left or taken.truncated) else _validators(fetched, state)
    if new:
        if state.succeeded_ms is not None:  # the first poll says nothing about how often something new comes
            elapsed = (visit.now_ms - (state.new_ms or state.first_ms or visit.now_ms)) / 1000
            updates["mean_gap"] = interval.with_gap(state.mean_gap, elapsed, new)
        updates["new_ms"] = visit.now_ms
    state = state.model_copy(update=updates)
    return _polled(visit, state, _next(visit, state, fetched, taken, chance))


def _validators(fetched: Fetched, state: SourceState) -> dict[str, object]:
    if fetched.status == 304:
        return {"etag": fetched.headers.get("etag") or state.etag}
    return {
        "etag": fetched.headers.get("etag"),
        "last_modified": fetched.headers.get("last-modified"),
        "body_digest": _digest(fetched),
    }


def _next(visit: Visit, state: SourceState, fetched: Fetched, taken: Taken | None, chance: float) -> Delay:
    wait = retry_after(fetched.headers, visit.now.timestamp())
    if wait is not None:
        return Delay(max(wait, visit.pause, float(visit.source.min_interval)), "Retry-After")
    if visit.pause:
        return Delay(max(visit.pause, float(visit.source.min_interval)), "a page that could not be had")
    if taken is not None and taken.left:
        return Delay(interval.SOON, f"{taken.left} entries are left")
    return interval.after_success(visit.source, state, _asked(visit, state, fetched), visit.now, chance)


def _asked(visit: Visit, state: SourceState, fetched: Fetched) -> Asked:
    """What the feed asked for when it last changed, or the answer's headers, whichever is longer."""
    seconds, hours, days = state.hints
    age = max_age(fetched.headers, visit.now.timestamp())
    by = "ttl, sy:updatePeriod"
    if age is not None and age > (seconds or 0):
        seconds, by = age, "max-age, Expires"
    return Asked(seconds, by, frozenset(hours), frozenset(days))


def _failed(visit: Visit, state: SourceState, error: FetchFailed | Unreadable, chance: float) -> Polled:
    gone = error.code == "gone"
    updates: dict[str, object] = {
        "failures": state.failures + 1,
        "error": f"{error.code}: {error.message}",
        "gone": gone,
        "delivered": state.delivered + visit.taken,
    }
    is_lasting = error.code in _UNUSABLE_ADDRESS or state.failures + 1 >= MOVED_AFTER
    if state.moved_seen >= MOVED_AFTER and is_lasting:  # back to the declared address
        updates |= {"moved_to": None, "moved_seen": 0, "gone": False}
        gone = False
    state = state.model_copy(update=updates)
    if gone:
        return _polled(visit, state, None)
    wait = error.retry_after if isinstance(error, FetchFailed) else None
    return _polled(visit, state, interval.after_failure(visit.source, state.failures, wait, chance))


def _polled(visit: Visit, state: SourceState, delay: Delay | None) -> Polled:
    seconds = delay.seconds if delay else None
    why = delay.why if delay else "the site says that it is gone for good (410)"
    state = state.model_copy(update={"interval": seconds, "why": why})
    host = urlsplit(address_of(visit.source.url, state)).hostname or ""
    return Polled(state, seconds, host, visit.memory)


def _digest(fetched: Fetched) -> str:
    return hashlib.sha256(fetched.body).hexdigest()
