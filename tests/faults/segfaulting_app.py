"""The service's app with one more format, whose items end the process that reads them as a crash in C code does."""

import ctypes
from collections.abc import Iterator

from schemas import Source, WireItem
from worker.celery import app
from worker.draft import Draft
from worker.formats import registry


class Segfault:
    """Reads address 0."""

    name = "segfault"
    media_types: tuple[str, ...] = ()

    def sniff(self, head: str) -> bool:
        """Whether it begins with SEGFAULT."""
        return head.startswith("SEGFAULT")

    def read(self, item: WireItem, source: Source) -> Iterator[Draft]:
        """Crash."""
        ctypes.string_at(0)
        yield Draft()


registry.FORMATS = (Segfault(), *registry.FORMATS)

__all__ = ["app"]
