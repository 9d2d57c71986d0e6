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


def is_of_other_kind(head: str) -> bool:
    """Whether the beginning of a text is markup, JSON, RTF, PostScript, a card, a mail or a transmission."""
    return bool(_BEGINNINGS.match(head)) or is_mail(head) or any(map(_CONTROL.match, head.splitlines()))


def is_mail(head: str) -> bool:
    """Whether a text begins with the header of a mail: two fields, and one of which mails have at least one."""
    lines = head.lstrip("\ufeff \t\r\n").splitlines()
    if lines and _ENVELOPE.match(lines[0]):
        del lines[0]
    header = takewhile(str.strip, lines)
    fields = list(takewhile(_FIELD.match, (line for line in header if not line[0].isspace())))
    return len(fields) > 1 and any(map(_FIELD_OF_MAIL.match, fields))
