"""What response headers say of time: how long an answer stays fresh (RFC 9111), and when to come again. Pure.

headers: names in lower case, repeated ones joined by a comma, as in Fetched. now: seconds since 1970. Results in seconds.
"""

import re
from collections.abc import Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime

DAY = 24 * 3600.0
SECONDS = re.compile(r"[0-9]{1,10}")


def max_age(headers: Mapping[str, str], now: float) -> float | None:
    """Return for how long an answer stays fresh, 0 if not at all; None where the headers do not say.

    s-maxage is for caches that many share, and we are none. Of several max-age the shortest counts.
    """
    directives = [part.strip().lower() for part in headers.get("cache-control", "").split(",")]
    if any(directive.split("=")[0].strip() in ("no-cache", "no-store") for directive in directives):
        return 0.0
    ages = [
        value.strip().strip('"') for name, _, value in (d.partition("=") for d in directives) if name.strip() == "max-age"
    ]
    if ages:
        known = [float(age) for age in ages if SECONDS.fullmatch(age)]
        return max(min(known) - _age(headers), 0.0) if known else None
    return _until_expiry(headers, now)


def retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """Return after how long to come again, a day at most; None where the headers do not say."""
    value = headers.get("retry-after", "").strip()
    if SECONDS.fullmatch(value):
        return min(float(value), DAY)
    at = _moment(value)
    return None if at is None else min(max(at - now, 0.0), DAY)


def _until_expiry(headers: Mapping[str, str], now: float) -> float | None:
    if "expires" not in headers:
        return None
    expires = _moment(headers["expires"])
    if expires is None:
        # RFC 9111 5.3: what is no date, such as the customary 0, has expired.
        return 0.0
    sent = _moment(headers.get("date", ""))
    return max(expires - (now if sent is None else sent) - _age(headers), 0.0)


def _age(headers: Mapping[str, str]) -> float:
    value = headers.get("age", "").split(",")[0].strip()
    return float(value) if SECONDS.fullmatch(value) else 0.0


def _moment(value: str) -> float | None:
    """Read a date in any of the three forms of HTTP; all are UTC."""
    if not value or len(value) > 100:
        return None
    try:
        read = parsedate_to_datetime(value)
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
