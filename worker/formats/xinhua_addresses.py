"""The document number in the address of a page of Xinhua: `/c_139690524.htm`, `/<32 hexadecimal digits>/c.html`."""

import re
from urllib.parse import urlsplit

_NUMBER = re.compile(r"/c_(?P<number>[0-9]{6,12})\.html?(?:[?#]|$)|/(?P<code>[0-9a-f]{32})/c\.html(?:[?#]|$)")
_HOSTS = ("news.cn", "xinhuanet.com")


def number_of_address(url: str | None) -> str | None:
    """Return the document number in the address of what is known to be a page of Xinhua, None if it has none."""
    match = _NUMBER.search(url) if url else None
    return match["number"] or match["code"] if match else None


def number_of_xinhua_address(url: str | None) -> str | None:
    """Return the document number in an address on Xinhua's hosts, None for any other."""
    return number_of_address(url) if is_xinhuas(url) else None


def is_xinhuas(url: str | None) -> bool:
    """Whether an address is on one of Xinhua's hosts."""
    try:
        host = (urlsplit(url).hostname or "") if url else ""
    except ValueError:
        return False
    return any(host == known or host.endswith(f".{known}") for known in _HOSTS)
