"""Which XML document a head is of: the local name of its root."""

import re
from functools import lru_cache

from worker.formats.feed_prolog import find_root
from worker.formats.feed_xml import ANY_TAG

_DOCTYPE = re.compile(r"<!DOCTYPE\s++(?P<name>[^\s<>\[\"']{1,80})", re.IGNORECASE)


@lru_cache(maxsize=2)  # several formats look at one head
def root_name(head: str) -> str | None:
    """Return the local name of the first start tag, None where a text is no markup.

    Where the document type fills the head, it is what that says of the root.
    """
    if not head.lstrip("\ufeff \t\r\n").startswith("<"):
        return None
    place = find_root(head)
    match = ANY_TAG.match(head, place) if place is not None else _DOCTYPE.search(head)
    return match["name"].rpartition(":")[2] if match and match["name"] else None
