"""IPTC 7901, the wire of European agencies: a file may hold many transmissions."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from schemas import Source, WireItem
from worker.draft import Draft
from worker.formats.iptc_7901_frame import (
    AFTER_TEXT,
    EOT,
    ETX,
    FILL,
    FRAME_LINE,
    HEADER,
    SOH,
    STX,
    separated,
    stamp_alone,
    transmissions,
    unmarked,
)

# What only a header has: a count that is filled up, fields that are, an id with its version.
_PADDED = re.compile(r"[ \t]{2}|(?<= )0[0-9]{2,4}(?: |$)|[0-9]#[0-9]")
_ANPA_LINE = re.compile(r"\^|.{0,200}<[ \t]*$|.{0,8}[\x11-\x14]")
_LINES_FOR_HEADLINE = 10
_LINES_FOR_SLUG = 4


@dataclass(frozen=True, slots=True)
class Iptc7901:
    """Transmissions of IPTC 7901."""

    name: str = "iptc_7901"
    media_types: tuple[str, ...] = ("text/plain",)

    def sniff(self, head: str) -> bool:
        """Whether it begins with SOH and a header; with a header, and more shows that it is one; or has STX and its end."""
        lines = [line for line in separated(head).splitlines() if line.strip(FILL)]
        while lines and FRAME_LINE.fullmatch(lines[0].strip(FILL)):
            del lines[0]
        if not lines:
            return False
        first = unmarked(lines[0])
        if first and STX not in head and not HEADER.fullmatch(first):  # so are most texts
            return False
        bare = [unmarked(line) for line in lines]
        if first == "":
            return SOH in lines[0] and len(bare) > 1 and HEADER.fullmatch(bare[1]) is not None
        if HEADER.fullmatch(first):
            return SOH in lines[0] or _shows_transmission(head, bare)
        return _has_text_and_end(lines)

    def read(self, item: WireItem, source: Source) -> Iterator[Draft]:
        """Give the story of each transmission. Raises Unreadable for bytes that are no text."""
        from worker.formats.iptc_7901_charset import decode_transmission
        from worker.formats.iptc_7901_story import draft_of

        decoded = decode_transmission(item, source)
        found = list(transmissions(decoded.text))
        url = item.url if len(found) == 1 else None
        for one in found:
            draft = draft_of(one)
            yield replace(draft, url=url, charset=decoded.charset, notes=(*decoded.notes, *draft.notes))


def _shows_transmission(head: str, bare: list[str]) -> bool:
    """Whether a header line without SOH is one: "AF447 3 ans après" is a headline, and has the same shape."""
    from worker.formats.iptc_7901_text import is_headline_end, is_slug_line

    return (
        any(mark in head for mark in (STX, ETX, EOT))
        or _PADDED.search(bare[0]) is not None
        or any(map(is_slug_line, bare[1:_LINES_FOR_SLUG]))
        or any(map(is_headline_end, bare[1:_LINES_FOR_HEADLINE]))
        or any(map(stamp_alone, bare))
    )


def _has_text_and_end(lines: list[str]) -> bool:
    """Whether STX and what only this format has after it are there, though the header was lost."""
    begin = next((index for index, line in enumerate(lines) if line.lstrip(FILL).startswith(STX)), None)
    if begin is None or any(map(_ANPA_LINE.match, lines[:_LINES_FOR_HEADLINE])):
        return False
    after = [line.partition(ETX)[2] for line in lines[begin:] if ETX in line]
    if after:
        return any(AFTER_TEXT.fullmatch(unmarked(line)) for line in after) or any(map(stamp_alone, lines))
    from worker.formats.iptc_7901_text import is_headline_end

    return any(is_headline_end(line.strip(FILL)) for line in lines[begin : begin + 3])
