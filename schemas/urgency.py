"""Which inbox a wire item goes into: a bounded look at its head, for producers that did not say."""

import re

from schemas.source import Source
from schemas.streams import Lane
from schemas.wire_item import WireItem

HEAD_BYTES = 512
DOCUMENT_BYTES = 32 * 1024  # of XML and JSON, whose priority stands behind catalogs, rights, even the text: 16 µs at most

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
_DOCUMENT = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\x00]*+[<{\[]")


def _element_or_field(first: bytes, rest: bytes) -> re.Pattern[bytes]:
    """Return what finds the digit of an element or a field of a name, not in quoted text.

    NewsML-G2: <urgency>2</urgency>.  NewsML 1 and NITF: <Urgency FormalName="2"/>, <urgency ed-urg="2"/>, <meta
    name="urgency" content="2"/>.  ninjs: "urgency": 2.  It begins with the name, which is found without trying every byte.
    """
    small = first.lower()
    return re.compile(
        rest + rb"(?:(?<=[<:][" + first + small + rb"]" + rest + rb")(?:(?:\s[^<>]{0,300})?>\s{0,99}([1-9])\s{0,99}<"
        rb"|\s[^<>]{0,300}?(?<=\s)(?:FormalName|ed-urg)\s{0,9}=\s{0,9}[\"']\s{0,9}([1-9])\s{0,9}[\"'])"
        rb"|(?<=name=[\"']" + small + rest + rb")[\"']\s{1,9}content=[\"']([1-9])[\"']"
        rb"|(?<=[^\\]\"" + small + rest + rb")\"\s{0,99}:\s{0,99}\"?([1-9])(?![0-9.eE]))"
    )  # fmt: skip


_URGENCY = _element_or_field(b"U", b"rgency")
_PRIORITY = _element_or_field(b"P", b"riority")  # what superdesk's ninjs says beside the urgency, or any in its place


def looks_urgent(payload: bytes) -> bool:
    """Whether an item's beginning carries an agency's mark of urgency: a priority letter or digit, or a flag word.

    Of text the first 512 bytes are looked at, of XML and JSON the first 32 KiB.
    """
    head = payload[:HEAD_BYTES]
    if _IPTC_7901.match(head) or _ANPA.search(head):
        return True
    if _DOCUMENT.match(head) and _document_is_urgent(payload[:DOCUMENT_BYTES]):
        return True
    return _FLAG.match(head.decode("utf-8", "ignore")) is not None


def _document_is_urgent(document: bytes) -> bool:
    """Whether a document says urgency 1 or 2 of any story, or says no urgency and priority 1 or 2."""
    if b"\x00" in document[:HEAD_BYTES]:  # UTF-16
        document = document.replace(b"\x00", b"")
    found = _URGENCY.findall(document) or _PRIORITY.findall(document)
    return any(digit in (b"1", b"2") for digits in found for digit in digits)


def urgency_said(urgent: bool | None, source: Source | None) -> bool | None:
    """Return what is said of an item's urgency: by its producer, else True by its source's declaration, else nothing."""
    if urgent is None and source is not None and source.urgent:
        return True
    return urgent


def lane_of(item: WireItem) -> Lane:
    """Return the lane for a wire item: what its producer said, else what its head looks like."""
    urgent = looks_urgent(item.payload) if item.urgent is None else item.urgent
    return "urgent" if urgent else "normal"
