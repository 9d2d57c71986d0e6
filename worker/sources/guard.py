"""Which addresses may be fetched: http and https, and nothing inside our own networks.

Names prove nothing, so what counts is checked on the numeric address of each connection, at the moment it is made: a name
that changes its address after a look, decimal or octal ways to write one, redirects, all end there. Through a proxy, it is
the proxy that looks names up and connects: then only what the address itself shows can be refused (literal addresses, names
like localhost), and a public name with a private address is the proxy's to refuse.
"""

import socket
from ipaddress import AddressValueError, IPv4Address, IPv4Network, IPv6Address, IPv6Network
from urllib.parse import quote, urlsplit

from aiohttp import AddrInfoType
from yarl import URL

from schemas.errors import FetchFailed

MOST_CHARACTERS = 8000
SCHEMES = {"http": 80, "https": 443}
KEPT = "!#$%&'()*+,-./:;=?@[]_~"

# Written out, since what the standard library counts as private differs between versions of Python.
NOT_PUBLIC_V4 = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4",
    )
)  # fmt: skip
PUBLIC_V6 = IPv6Network("2000::/3")
NOT_PUBLIC_V6 = tuple(IPv6Network(network) for network in ("2001::/23", "2001:db8::/32", "3fff::/20"))
NAT64 = IPv6Network("64:ff9b::/96")

INSIDE = ("localhost", "local", "internal", "intranet", "lan", "home.arpa")


class PrivateAddress(OSError):
    """A connection to an address that is not public. Says no address: equal messages of several tries stay one error."""

    def __init__(self) -> None:
        super().__init__("the address is private")


def guarded_socket(info: AddrInfoType) -> socket.socket:
    """Make the socket for a connection, unless its address is not public. Raises PrivateAddress."""
    if not is_public(str(info[4][0])):
        raise PrivateAddress
    return any_socket(info)


def any_socket(info: AddrInfoType) -> socket.socket:
    """Make the socket for a connection to any address."""
    return socket.socket(info[0], info[1], info[2])


def is_public(address: str) -> bool:
    """Whether a numeric address is on the public internet. What is none, or is bound to an interface, is not."""
    try:
        return _is_public_v6(IPv6Address(address)) if ":" in address else _is_public_v4(IPv4Address(address))
    except AddressValueError:
        return False


def _is_public_v4(address: IPv4Address) -> bool:
    return not any(address in network for network in NOT_PUBLIC_V4)


def _is_public_v6(address: IPv6Address) -> bool:
    within = address.ipv4_mapped or address.sixtofour
    if within is None and address in NAT64:
        within = IPv4Address(int(address) & 0xFFFF_FFFF)
    if within is not None:
        return _is_public_v4(within)
    return address.scope_id is None and address in PUBLIC_V6 and not any(address in network for network in NOT_PUBLIC_V6)


def web_address(text: str) -> URL:
    """Return an address as it is asked for: host in lower case and ASCII, odd characters quoted, no fragment.

    What is percent-encoded stays as it is. Raises FetchFailed bad_address: no http(s), a user or password in it, no host.
    """
    if len(text) > MOST_CHARACTERS:
        raise _bad("the address has more than 8,000 characters")
    if any(ord(character) < 32 or ord(character) == 127 for character in text):
        raise _bad("the address has control characters in it")
    try:
        parts = urlsplit(text.strip())
        port = parts.port
        host = URL.build(scheme="http", host=(parts.hostname or "").rstrip(".")).raw_host or ""
    except ValueError:  # UnicodeError too
        raise _bad("the address cannot be read: its host or port is none") from None
    if parts.scheme not in SCHEMES:
        raise _bad(f"addresses begin with http:// or https://, not {parts.scheme[:20]!r}")
    if "@" in parts.netloc:
        raise _bad("user and password do not belong in an address; a source has username and password_file")
    if port == 0 or len(host) > 253 or not all(0 < len(label) <= 63 for label in host.split(".")):
        raise _bad("the address has no host that could be asked")
    shown = f"[{host}]" if ":" in host else host
    place = shown if port in (None, SCHEMES[parts.scheme]) else f"{shown}:{port}"
    query = f"?{_quoted(parts.query)}" if parts.query else ""
    return URL(f"{parts.scheme}://{place}{_quoted(parts.path) or '/'}{query}", encoded=True)


def refuse_literal(address: URL) -> None:
    """Refuse a host written as a number that is not public, in whatever way. Raises FetchFailed private_address."""
    host = address.raw_host or ""
    literal = host if ":" in host else _dotted(host)
    if literal is not None and not is_public(literal):
        raise private(address)


def refuse_inside(address: URL) -> None:
    """Refuse as refuse_literal does, and names of inside too: all that can be checked where a proxy connects."""
    refuse_literal(address)
    host = address.raw_host or ""
    is_name = ":" not in host and _dotted(host) is None
    if is_name and ("." not in host or any(host == name or host.endswith(f".{name}") for name in INSIDE)):
        raise private(address)


def private(address: URL) -> FetchFailed:
    """Return what is raised for an address that is not public."""
    return FetchFailed(
        "private_address", f"{shown(address)} is a private address; a source that may fetch it says allow_private = true"
    )


def shown(address: URL) -> str:
    """Return an address for messages: without its query, which may hold a key."""
    return f"{address.origin()}{address.raw_path}"[:300]


def _dotted(host: str) -> str | None:
    """Return the dotted form of an IPv4 address, in any way that a resolver takes: 127.1, 0x7f000001, 017700000001."""
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except OSError:
        return None


def _quoted(text: str) -> str:
    # A Location that is no UTF-8 comes with its bytes escaped; they go out as they came.
    return quote(text.encode("utf-8", "surrogateescape"), safe=KEPT)


def _bad(message: str) -> FetchFailed:
    return FetchFailed("bad_address", message)
