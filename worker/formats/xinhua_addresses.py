"""What the addresses of Xinhua's pages say: the language, and the number of the document in one of two forms.

`/2021-01/22/c_139690524.htm`, `/20260125/<32 hexadecimal digits>/c.html`.
"""

import re
from urllib.parse import SplitResult, urlsplit

from worker.formats.xinhua_editions import LANGUAGES

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
    parts = _parts(url)
    host = (parts.hostname or "") if parts else ""
    return any(host == known or host.endswith(f".{known}") for known in _HOSTS)


def language_of_address(url: str | None) -> str | None:
    """Return the language of the edition at an address on Xinhua's hosts; one without a host of its own has a folder.

    None for any other: `www.xinhuanet.com/english/` and `arabic.news.cn` say it.
    """
    parts = _parts(url)
    if parts is None or not is_xinhuas(url):
        return None
    folder = parts.path.strip("/").partition("/")[0].lower()
    return LANGUAGES.get(folder) or LANGUAGES.get((parts.hostname or "").partition(".")[0])


def _parts(url: str | None) -> SplitResult | None:
    try:
        parts = urlsplit(url) if url else None
        return parts if parts and parts.hostname else None
    except ValueError:
        return None
