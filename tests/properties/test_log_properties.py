"""What must hold for whatever is said in a log line."""

import json
import sys
from collections.abc import Callable
from urllib.parse import quote, quote_plus

from hypothesis import given
from hypothesis import strategies as st
from structlog.processors import JSONRenderer

from worker.observe.scrub import MOST_CHARACTERS, Plain, Scrub, visible

HOSTILE = st.sampled_from('\x00\x07\x08\n\r\t\x1b\x7f\x85\x9b\u200b\u200e\u2028\u2029\u202e\u2066\ufeff\ud800\U000e0041"\\')
SHORT = st.text(st.one_of(st.characters(exclude_categories=[]), HOSTILE), max_size=20)
TEXTS = st.one_of(SHORT, SHORT.map(lambda text: text * 100))
SINGLE = st.one_of(
    TEXTS,
    st.integers(),
    st.integers(min_value=0, max_value=60).map(lambda power: 10**power),
    st.floats(),
    st.booleans(),
    st.none(),
    st.binary(),
    st.builds(ValueError, TEXTS),
    st.builds(OSError, TEXTS),
    st.builds(object),
)
VALUES = st.recursive(
    SINGLE,
    lambda inner: st.one_of(st.lists(inner), st.lists(inner).map(tuple), st.dictionaries(TEXTS, inner)),
    max_leaves=60,
)
EVENTS = st.dictionaries(TEXTS, VALUES)
WITHOUT_Z = st.text(st.characters(exclude_characters="Z"), max_size=700)
SECRETS = st.text("abc0123456789/@:%&\\\"'äß \n\x1b").map("Z{}Z".format)
SPELLINGS = st.sampled_from([str, quote, quote_plus, repr, ascii, json.dumps, lambda secret: repr(secret.encode())])


def strings(value: Plain) -> list[str]:
    """Every string in a line, keys too."""
    if isinstance(value, dict):
        return [text for key, inner in value.items() for text in (key, *strings(inner))]
    if isinstance(value, list):
        return [text for inner in value for text in strings(inner)]
    return [value] if isinstance(value, str) else []


@given(EVENTS)
def test_whatever_is_said_is_one_short_line_of_json_and_no_character_of_it_is_unseen(event: dict[str, object]) -> None:
    line = JSONRenderer()(None, "", Scrub(["secret"]).line(event))
    assert isinstance(line, str)
    assert line.isascii()
    assert "\n" not in line
    assert len(line) < 4096
    assert all(text.isprintable() and len(text) <= MOST_CHARACTERS for text in strings(json.loads(line)))


def test_every_control_format_and_separator_character_is_written_out() -> None:
    for code in range(sys.maxunicode + 1):
        shown = visible(f"a{chr(code)}b")
        assert shown.isprintable()
        assert len(shown.splitlines()) == 1
    assert visible("\x1b[2J\n\u202e\u2028\U000e0041é") == r"\x1b[2J\n\u202e\u2028\U000e0041é"


@given(WITHOUT_Z, SECRETS, SPELLINGS, WITHOUT_Z)
def test_a_secret_does_not_get_out_wherever_it_stands_and_however_it_is_spelt(
    before: str, secret: str, spelling: Callable[[str], str], after: str
) -> None:
    assert "Z" not in Scrub([secret]).text(f"{before}{spelling(secret)}{after}")


@given(WITHOUT_Z, st.text("abc", max_size=8), st.text("abc0+!:@%", max_size=30).map("Z{}Z".format))
def test_the_password_in_any_address_is_hidden(before: str, user: str, password: str) -> None:
    assert "Z" not in Scrub().text(f"{before}redis://{user}:{password}@host:6379/0?password={password}&db=1")


def test_a_text_is_not_cut_through_a_secret() -> None:
    secret = "Z123456789" * 4
    for length in range(2 * MOST_CHARACTERS):
        assert "Z" not in Scrub([secret]).text(f"{secret * 8}{'x' * length}{secret}{secret}")
        assert "Z" not in Scrub().text(f"{'x' * length}redis://user:{secret}@host")
