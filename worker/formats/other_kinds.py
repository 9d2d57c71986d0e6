"""Kinds of text that are no ordinary text: what wire text must leave alone, though it could be shown as paragraphs."""

import re
from itertools import takewhile

_BEGINNINGS = re.compile(
    r"\ufeff?\s*+(?:<[!?/a-zA-Z]"  # XML, SGML, HTML
    r"|\{\s*+[\"'}]|\[\s*+[\[{\"\]]"  # JSON
    r"|\{\\rtf|%!PS|BEGIN:V[A-Z]{2})"  # RTF, PostScript, vCard and iCalendar
)
_FIELD = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{1,60}:")  # RFC 5322, 2.2
_ENVELOPE = re.compile(r">?From \S")  # the line before a mail in a mailbox file (RFC 4155)
_FIELD_OF_MAIL = re.compile(
    r"(?:From|To|Cc|Subject|Date|Reply-To|Return-Path|Received|Delivered-To|Message-ID|MIME-Version|Content-Type|DKIM-Signature):",
    re.IGNORECASE,
)
# SOH, STX, ETX, EOT or SYN at the beginning of a line, whatever other control characters stand before it.
_CONTROL = re.compile("[\x05-\x15\x17-\x20\x7f\ufeff]*+[\x01-\x04\x16]")
# IPTC 7901: source and number, priority, category, word count, options.
_IPTC_HEADER = re.compile(
    r"\s*+(?:[a-z]{2,8}|[A-Z]{2,8})[0-9]{3,4} {1,2}[1-69] {1,2}(?:[A-Za-z]{1,3}|[0-9]{1,3})"
    r"(?: {1,4}(?P<count>[0-9]{3,5}))?(?: |$)"
)
_IPTC_LINE = re.compile(r".{1,200} =\s*|\s*[0-9]{6}\s(?:[A-Z]{3,4}\s)?[^\W\d_]{3,9}\.?\s[0-9]{2}\s*")
# ANPA 1312: priority, category, version or day and word count.
_ANPA_HEADER = re.compile(
    r"[a-z] [a-z][ \x11-\x14]{1,8}(?:(?:BC|AM|PM|AP)-|.{1,80} [0-9]{1,2}-[0-9]{1,2} {1,2}[0-9]{4}\s*$)"
)
_HEADER_LINES = 3


def is_of_other_kind(head: str) -> bool:
    """Whether the beginning of a text is markup, JSON, RTF, PostScript, a card, a mail or an old transmission."""
    lines = [line for line in head.splitlines() if line.strip()]
    return bool(_BEGINNINGS.match(head)) or is_mail(head) or _is_transmission(lines)


def is_mail(head: str) -> bool:
    """Whether a text begins with the header of a mail: two fields, and one of which mails have at least one."""
    lines = head.lstrip("\ufeff \t\r\n").splitlines()
    if lines and _ENVELOPE.match(lines[0]):
        del lines[0]
    header = takewhile(str.strip, lines)
    fields = list(takewhile(_FIELD.match, (line for line in header if not line[0].isspace())))
    return len(fields) > 1 and any(map(_FIELD_OF_MAIL.match, fields))


def _is_transmission(lines: list[str]) -> bool:
    """IPTC 7901 or ANPA 1312, with control characters or by its header line if they were lost on the way."""
    if any(map(_CONTROL.match, lines)) or any(map(_ANPA_HEADER.match, lines[:_HEADER_LINES])):
        return True
    header = _IPTC_HEADER.match(lines[0]) if lines else None
    # "AF447 3 ans après" is a headline: without a word count another line must tell.
    return header is not None and (header["count"] is not None or any(map(_IPTC_LINE.fullmatch, lines)))
