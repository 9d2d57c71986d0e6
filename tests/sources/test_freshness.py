"""What response headers say of time."""

from email.utils import formatdate

import pytest

from worker.sources.freshness import DAY, max_age, retry_after

NOW = 1_611_331_200.0  # 22 January 2021, 16:00 UTC


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"cache-control": "public, max-age=600"}, 600.0),
        ({"cache-control": 'Max-Age="600"'}, 600.0),
        ({"cache-control": "max-age=600", "age": "200"}, 400.0),
        ({"cache-control": "max-age=600", "age": "2000"}, 0.0),
        ({"cache-control": "max-age=600, max-age=60"}, 60.0),
        ({"cache-control": "s-maxage=600"}, None),
        ({"cache-control": "no-cache, max-age=600"}, 0.0),
        ({"cache-control": "no-store"}, 0.0),
        ({"cache-control": 'no-cache="set-cookie"'}, 0.0),
        ({"cache-control": "max-age=soon"}, None),
        ({"cache-control": "max-age=-1"}, None),
        ({"cache-control": "max-age=600", "age": "old"}, 600.0),
        ({"cache-control": "max-age=600", "expires": formatdate(NOW + 5, usegmt=True)}, 600.0),
        ({"expires": formatdate(NOW + 900, usegmt=True)}, 900.0),
        ({"expires": formatdate(NOW + 900, usegmt=True), "date": formatdate(NOW + 300, usegmt=True)}, 600.0),
        ({"expires": formatdate(NOW - 900, usegmt=True)}, 0.0),
        ({"expires": "0"}, 0.0),
        ({"expires": "Fri, 99 Jan 2021"}, 0.0),
    ],
)
def test_headers_say_how_long_an_answer_stays_fresh(headers: dict[str, str], seconds: float | None) -> None:
    assert max_age(headers, NOW) == seconds


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("99999999", DAY),
        ("9" * 500, None),
        ("Fri, 22 Jan 2021 16:02:00 GMT", 120.0),
        ("Friday, 22-Jan-21 16:02:00 GMT", 120.0),
        ("Fri Jan 22 16:02:00 2021", 120.0),
        ("Fri, 22 Jan 2021 15:00:00 GMT", 0.0),
        ("Fri, 22 Jan 2099 15:00:00 GMT", DAY),
        ("Fri, 22 Jan 99999999999 15:00:00 GMT", None),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("", None),
    ],
)
def test_retry_after_is_read_as_seconds_and_as_a_date(value: str, seconds: float | None) -> None:
    assert retry_after({"retry-after": value}, NOW) == seconds


def test_without_retry_after_nothing_is_said() -> None:
    assert retry_after({}, NOW) is None
