"""Times as both exports write them."""

from datetime import datetime


def utc(moment: datetime) -> str:
    """Return a time in UTC as ISO 8601 has it, with a Z."""
    return moment.isoformat().replace("+00:00", "Z")
