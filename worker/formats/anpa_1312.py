"""ANPA 1312: the wire of American newspapers, as AP and other agencies send it.

A file may hold many transmissions. What their control characters said is read from their words: see anpa_1312_frame.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from schemas import Code, Source, WireItem
from schemas.errors import Unreadable
from worker.draft import Draft
from worker.formats.anpa_1312_frame import begins_transmission, transmissions
from worker.formats.decode import decode
from worker.formats.lines import raw_lines_of


@dataclass(frozen=True, slots=True)
class Anpa1312:
    """Transmissions of ANPA 1312."""

    name: str = "anpa_1312"
    media_types: tuple[str, ...] = ("text/plain",)

    def sniff(self, head: str) -> bool:
        """Whether one of the first lines is a header, or a slug line with its marks."""
        return begins_transmission(head)

    def read(self, item: WireItem, source: Source) -> Iterator[Draft]:
        """Give the story of each transmission. Raises Unreadable for bytes that are no text or have no header."""
        from worker.formats.anpa_1312_story import draft_of

        decoded = decode(item, source, usual="iso8859-1")
        found = False
        for transmission in transmissions(raw_lines_of(decoded.text.replace("\r\r\n", "\n"))):
            found = True
            yield draft_of(transmission, decoded, item.url)
        if not found:
            message = "no header of ANPA 1312, `r a  BC-Keyword 11-13 0466`, begins any line"
            raise Unreadable(Code.UNKNOWN_FORMAT, message, "line 1")
