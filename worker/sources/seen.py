"""Which entries of a source were taken: a digest of each, so that new and changed ones can be told from the rest."""

import json
from collections.abc import Iterable
from hashlib import blake2b
from typing import cast

KEPT_DAYS = 30
MOST_KEPT = 5_000
_DAY_MS = 24 * 3600 * 1000


class Seen:
    """Entries by key: the digest of each when it was taken, the day it was last there, and how often its page failed."""

    def __init__(self, data: bytes | None, now_ms: int) -> None:
        self.is_first = data is None
        self.is_changed = self.is_first  # even where there was nothing: what comes later is then new, and not a first poll's
        self._day = now_ms // _DAY_MS
        self._entries: dict[str, list[str | int]] = _entries(data)

    def is_new(self, key: str, text: str) -> bool:
        """Whether an entry was never taken, or its text was another then."""
        entry = self._entries.get(_digest(key))
        return entry is None or entry[0] != _digest(text)

    def take(self, key: str, text: str) -> None:
        """Remember an entry as taken."""
        self._entries[_digest(key)] = [_digest(text), self._day, 0]
        self.is_changed = True

    def failed(self, key: str) -> int:
        """Remember that an entry's page could not be had; return how often that was so."""
        entry = self._entries.setdefault(_digest(key), ["", self._day, 0])
        entry[2] = int(entry[2]) + 1
        self.is_changed = True
        return int(entry[2])

    def still_there(self, keys: Iterable[str]) -> None:
        """Remember that entries are still there, and forget those that have not been for a month, or are too many."""
        there = {_digest(key) for key in keys}
        for key in there & self._entries.keys():
            if self._entries[key][1] != self._day:
                self._entries[key][1] = self._day
                self.is_changed = True
        if not self.is_changed:
            return
        # Those no longer there by age; what is there now stays, whatever its number.
        others = sorted((key for key in self._entries if key not in there), key=lambda key: int(self._entries[key][1]))
        surplus = max(0, len(self._entries) - MOST_KEPT)
        for index, key in enumerate(others):
            if index < surplus or int(self._entries[key][1]) < self._day - KEPT_DAYS:
                del self._entries[key]

    def data(self) -> str:
        """Return it as JSON."""
        return json.dumps(self._entries, separators=(",", ":"))


def _entries(data: bytes | None) -> dict[str, list[str | int]]:
    try:
        return cast("dict[str, list[str | int]]", json.loads(data)) if data else {}
    except ValueError:
        return {}


def _digest(text: str) -> str:
    """64 bits: among 5,000 entries of a source two are alike once in 10^12."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
