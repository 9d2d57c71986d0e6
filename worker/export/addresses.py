"""Identifiers as URIs (RFC 3986): what the record kept as the wire wrote it, in the form that standards require."""

import re
from urllib.parse import quote

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,30}:.")
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_BRACKET = re.compile(r"[\[\]]")
_WITH_IPV6 = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,30}://\[[0-9A-Fa-f:.]{2,45}\](?=[:/?]|\Z)")
_MAY_STAND = "%:/?#[]@!$&'()*+,;=~-._"


def as_uri(identifier: str) -> str | None:
    """Return an identifier as a URI, what may not stand in one percent-encoded (RFC 3987, 3.1); None without a scheme.

    Square brackets may stand around an IPv6 address only.
    """
    if not _SCHEME.match(identifier):
        return None
    head, hash_sign, fragment = _LONE_PERCENT.sub("%25", quote(identifier, safe=_MAY_STAND)).partition("#")
    ipv6 = _WITH_IPV6.match(head)
    end = ipv6.end() if ipv6 else 0
    return f"{head[:end]}{_encode_brackets(head[end:])}{hash_sign}{_encode_brackets(fragment.replace('#', '%23'))}"


def _encode_brackets(text: str) -> str:
    return _BRACKET.sub(lambda bracket: quote(bracket[0]), text)


def story_uri(identifier: str) -> str:
    """Return the identity of a story as a URI. Those without a scheme, which no reading makes, become a URN of the house."""
    return as_uri(identifier) or f"urn:wirecopy:{quote(identifier, safe='')}"


def concept_urn(scheme: str | None, code: str | None) -> str:
    """Return a URN of the house for a code of a scheme: `urn:wirecopy:code:iptc7901:SPO`. Either may be empty."""
    return f"urn:wirecopy:code:{quote(scheme or '', safe='')}:{quote(code or '', safe='')}"
