"""The service's app with one more format, whose items end the process that reads them, or never let go of it."""

import ctypes
from collections.abc import Iterator

from schemas import Source, WireItem
from worker.celery import app
from worker.draft import Draft
from worker.formats import registry


class Hostile:
    """SEGFAULT reads address 0, as a crash in C code does; SPIN never ends."""

    name = "hostile"
    media_types: tuple[str, ...] = ()

    def sniff(self, head: str) -> bool:
        """Whether it begins with one of the two words."""
        return head.startswith(("SEGFAULT", "SPIN"))

    def read(self, item: WireItem, source: Source) -> Iterator[Draft]:
        """Crash, or spin."""
        if item.payload.startswith(b"SEGFAULT"):
            ctypes.string_at(0)
        while True:
            pass
        yield Draft()


registry.FORMATS = (Hostile(), *registry.FORMATS)

__all__ = ["app"]
