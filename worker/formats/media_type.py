"""Media types as transports write them: `Text/Plain; charset="utf-8"` (RFC 9110, 8.3.1)."""


def essence(media_type: str | None) -> str | None:
    """Return the type without parameters, in lower case; None if there is none."""
    if media_type is None:
        return None
    return media_type.partition(";")[0].strip().lower() or None


def parameter(media_type: str | None, name: str) -> str | None:
    """Return a parameter's value without quotes; None if there is none."""
    if media_type is None:
        return None
    for pair in media_type.split(";")[1:]:
        key, _, value = pair.partition("=")
        if key.strip().lower() == name:
            return value.strip().strip("\"'") or None
    return None
