"""Which inbox a wire item goes into: a bounded look at its head, for producers that did not say."""

import re

from schemas.source import Source
from schemas.streams import Lane
from schemas.wire_item import WireItem

HEAD_BYTES = 512

# IPTC 7901: source and number, category, priority 1 or 2 of 6.  ANPA 1312: priority flash, bulletin or urgent, then
# category; behind them DC3 or DC4, or the version, or at the end of the line the day and the word count.
_IPTC_7901 = re.compile(
    rb"\A(?:\xef\xbb\xbf)?(?:[\x00-\x20\x7f]|ZCZC[^\r\n]{0,40})*+"
    rb"[A-Za-z]{2,8}\d{3,4}[ \t]{1,4}[12][ \t]{1,4}[A-Za-z0-9]{1,3}(?=\s|\x1f|\Z)"
)
_ANPA = re.compile(
    rb"^[\x00-\x08\x0b-\x20\x7f]*+(?:[A-Za-z]\d{3,4}[A-Za-z-]{0,12}(?:[ \x1f]{1,4}[A-Za-z0-9-]{1,12}){0,5}[ \x1f]{1,4})?"
    rb"[FBUfbu] {1,3}[A-Za-z0-9](?: {0,8}[\x11-\x14]| {0,8}(?:BC|AM|PM|AP)-| [^\r\n]{1,100} \d{1,2}-\d{1,2} {1,4}\d{3,5}\s)"
    rb"|\^(?:FLASH|BULLETIN|URGENT)(?: [A-Z]{1,20})?<",
    re.MULTILINE,
)
_FLAG = re.compile(r"\A\W*(?:عاجل|URGENT|FLASH|BULLETIN|NEWS ALERT|AVANCE|СРОЧНО|МОЛНИЯ)\b", re.IGNORECASE)


def looks_urgent(payload: bytes) -> bool:
    """Whether the first 512 bytes carry an agency's mark of urgency: a priority letter or digit, or a flag word."""
    head = payload[:HEAD_BYTES]
    if _IPTC_7901.match(head) or _ANPA.search(head):
        return True
    return _FLAG.match(head.decode("utf-8", "ignore")) is not None


def urgency_said(urgent: bool | None, source: Source | None) -> bool | None:
    """Return what is said of an item's urgency: by its producer, else True by its source's declaration, else nothing."""
    if urgent is None and source is not None and source.urgent:
        return True
    return urgent


def lane_of(item: WireItem) -> Lane:
    """Return the lane for a wire item: what its producer said, else what its head looks like."""
    urgent = looks_urgent(item.payload) if item.urgent is None else item.urgent
    return "urgent" if urgent else "normal"
