"""The identity of a story: a uri that every delivery of it gets, and the digest that tells two readings apart."""

import json
import re
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import NamedTuple
from urllib.parse import parse_qsl, quote, urlsplit, urlunsplit

from schemas import Article
from worker.draft import Draft, IdOfDay
from worker.normalise.keys import fold

_GLOBAL = re.compile(r"(?:urn:[a-z0-9][a-z0-9-]{0,31}:|tag:|https?://)\S+", re.IGNORECASE)
# urn:newsml:PROVIDER:DATE:ITEM:REVISION and what the revision is (RFC 3085, 3.1); some leave the colon before it out.
_NEWSML_URN = re.compile(
    r"(?P<item>urn:newsml:[^:]{1,200}:[^:]{1,40}:.{1,400}?):[0-9]{1,20}(?:[NUA](?:[0-9]{1,20})?)?", re.IGNORECASE
)
_DEFAULT_PORTS = {"http": 80, "https": 443}
_TRACKERS = frozenset({"fbclid", "gclid"})
_NOT_CONTENT = {"version", "identity", "provenance"}


@dataclass(frozen=True, slots=True)
class Lead:
    """What a story without any id is told apart by."""

    provider: str | None
    date: date | None
    headline: str
    paragraph: str


class Identified(NamedTuple):
    """The uri of a story, what it was made from, and the uri of the story that this one continues, if any."""

    uri: str
    basis: str
    follows: str | None = None


def identify(draft: Draft, authority: str, day: date | None, lead: Lead) -> Identified:
    """Return the uri: of the wire's id, the document number, the transmission or slug of a day, the canonical URL, the lead.

    Ids that are global as written are kept; others become `urn:wirecopy:<authority>:<id>` (RFC 8141), percent-encoded.
    """
    if draft.uri and _GLOBAL.fullmatch(draft.uri):
        return Identified(draft.uri, "wire_id")
    if draft.wire_id:
        wire_id = _without_version(draft.wire_id, draft.wire_version)
        uri = wire_id if _GLOBAL.fullmatch(wire_id) else _local(authority, wire_id)
        return Identified(uri, "wire_id")
    if draft.document_number:
        return Identified(_local(authority, draft.document_number), "document_number")
    if draft.of_day and day:
        return _of_day(draft.of_day, authority, day)
    if draft.url and (url := canonical_url(draft.url)):
        return Identified(url, "canonical_url")
    return Identified(_local(authority, f"digest-{_digest_of(lead)}"), "digest")


def _of_day(written: IdOfDay, authority: str, day: date) -> Identified:
    story = "-".join(filter(None, (fold(written.service or ""), fold(written.key), day.isoformat())))
    uri = _local(authority, story)
    if written.take is None:
        return Identified(uri, written.basis)
    return Identified(_local(authority, f"{story}-{fold(written.take)}"), written.basis, follows=uri)


def _without_version(wire_id: str, version: str | None) -> str:
    """Return an id without the version that ends it: that of `urn:newsml:` (RFC 3085), one that repeats the wire's own."""
    if match := _NEWSML_URN.fullmatch(wire_id):
        return match["item"]
    rest = wire_id.removesuffix(f":{version}") if version else wire_id
    if wire_id.lower().startswith("tag:") and rest.count(":") > 1:  # tag:AUTHORITY:ITEM:VERSION; an item may be a number too
        return rest
    return wire_id


def canonical_url(url: str) -> str | None:
    """Return an http(s) address without fragment, credentials, default port and known trackers, host in lower case.

    The rest is kept as it is, percent-encoded where it has to be (RFC 3986, 6.2.2). None if it is no such address.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
        return None
    host = f"[{parts.hostname}]" if ":" in parts.hostname else quote(parts.hostname, safe="")
    if port is not None and port != _DEFAULT_PORTS[parts.scheme]:
        host = f"{host}:{port}"
    query = "&".join(pair for pair in parts.query.split("&") if not _is_tracker(pair))
    return urlunsplit((parts.scheme, host, _encoded(parts.path or "/"), _encoded(query), ""))


def content_digest(article: Article) -> str:
    """Return the SHA-256 of what a consumer sees: canonical JSON without version, identity and provenance.

    Fields at their defaults are left out, so that a field added to the schema changes no digest.
    """
    content = article.model_dump(mode="json", exclude=_NOT_CONTENT, exclude_defaults=True)
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(canonical.encode()).hexdigest()


def _local(authority: str, identifier: str) -> str:
    return f"urn:wirecopy:{quote(authority, safe='')}:{quote(identifier, safe='')}"


def _is_tracker(pair: str) -> bool:
    name = next((name for name, _ in parse_qsl(pair, keep_blank_values=True)), "").lower()
    return name.startswith("utm_") or name in _TRACKERS


def _encoded(text: str) -> str:
    return quote(text, safe="/:;,@!$&'()*+=~-._%?[]|")


def _digest_of(lead: Lead) -> str:
    day = lead.date.isoformat() if lead.date else ""
    keys = [lead.provider or "", day, fold(lead.headline), fold(lead.paragraph)]
    return sha256(json.dumps(keys, ensure_ascii=False).encode()).hexdigest()[:40]
