"""What may leave as HTML: elements, attributes, addresses. nh3 has the last word."""

import re
from functools import cache
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from worker.normalise.elements import BLOCKS, PHRASES

if TYPE_CHECKING:
    import nh3

_ANY = {"dir", "lang"}
# Headings and lists, phrases, tables, pictures: what a story is written with. Other blocks become div, the rest is text.
ATTRIBUTES: dict[str, set[str]] = {
    **dict.fromkeys(BLOCKS | PHRASES | {"br"}, _ANY),
    "ol": _ANY | {"start"},
    "a": _ANY | {"href"},
    "img": {"src", "alt", "width", "height"},
    "td": _ANY | {"colspan", "rowspan"},
    "th": _ANY | {"colspan", "rowspan"},
}
"""The elements that leave, and the attributes of each."""

_VALUES = {
    "dir": re.compile("ltr|rtl|auto", re.IGNORECASE),
    "lang": re.compile("[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,5}"),
    **dict.fromkeys(("width", "height", "colspan", "rowspan", "start"), re.compile("[0-9]{1,5}")),
}
_NOT_IN_ADDRESSES = re.compile("[\t\n\r]")
_LINKS = ("http", "https", "mailto")
_IN_FULL = ("https://", "http://")
_LONGEST_ADDRESS = 2000
_MOST_REFERENCES = 20_000


def tag(name: str, attributes: dict[str, str]) -> str:
    """Return a start tag with those of the attributes that may leave."""
    allowed = ATTRIBUTES[name]
    kept = [f' {key}="{escape(value)}"' for key, value in attributes.items() if key in allowed and _fits(key, value)]
    return f"<{name}{''.join(kept)}>"


def sanitised(markup: str) -> str | None:
    """Return markup that holds nothing but what is allowed, whatever it held; each link with rel. None without any tag.

    None too where one text has 20,000 references, as no story's has: html5ever's time grows with their square.
    """
    if max(text.count("&") for text in markup.split("<")) > _MOST_REFERENCES:
        return None
    markup = _cleaner().clean(markup).strip()
    return markup if "<" in markup else None


@cache
def _cleaner() -> "nh3.Cleaner":
    import nh3

    return nh3.Cleaner(
        tags=set(ATTRIBUTES),
        attributes=ATTRIBUTES,
        # A story's links are neither ours to vouch for nor to be given the reader's window.
        link_rel="nofollow noopener",
        url_schemes=set(_LINKS),
    )


def absolute(address: str, base: str | None, schemes: tuple[str, ...] = _LINKS) -> str | None:
    """Return an address in full, None for what is none, cannot be resolved, or is of another scheme."""
    address = _NOT_IN_ADDRESSES.sub("", address.strip())
    if not address or len(address) > _LONGEST_ADDRESS:
        return None
    try:
        joined = urljoin(base, address) if base and not address.startswith(_IN_FULL) else address
        parts = urlsplit(joined)
    except ValueError:
        return None
    if parts.scheme not in schemes or not (parts.hostname or parts.scheme == "mailto"):
        return None
    return joined


def _fits(name: str, value: str) -> bool:
    pattern = _VALUES.get(name)
    return pattern is None or pattern.fullmatch(value) is not None
