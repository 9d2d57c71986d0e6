"""What must hold for any text."""

import unicodedata
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from worker.normalise.keys import fold
from worker.normalise.text import clean
from worker.normalise.words import count_words

ARABIC = st.characters(min_codepoint=0x0600, max_codepoint=0x06FF)
FORMS = st.one_of(
    st.characters(min_codepoint=0xFB50, max_codepoint=0xFDCF), st.characters(min_codepoint=0xFE70, max_codepoint=0xFEFF)
)
MARKS = st.sampled_from("\u202a\u202b\u202c\u202e\u2066\u2067\u2069\u200c\u200e\u200f\ufeff\x00\x85\t\n\r  \u00a0")
TEXTS = st.text(st.one_of(st.characters(), ARABIC, FORMS, MARKS))


def letters_of(text: str) -> Counter[str]:
    """The letters and digits of a text; what decomposes is counted by what it decomposes to."""
    return Counter(letter for letter in unicodedata.normalize("NFKD", text) if letter.isalnum())


@given(TEXTS)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = clean(text)[0]
    assert clean(once)[0] == once


@given(TEXTS)
def test_cleaning_never_loses_or_adds_a_letter(text: str) -> None:
    assert letters_of(clean(text)[0]) == letters_of(text)


@given(TEXTS)
def test_clean_text_is_nfc_without_controls_and_without_space_at_its_ends(text: str) -> None:
    cleaned = clean(text)[0]
    assert unicodedata.is_normalized("NFC", cleaned)
    assert not any(unicodedata.category(letter) == "Cc" for letter in cleaned)
    assert cleaned == cleaned.strip()


@given(TEXTS)
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(st.sampled_from("a, ،\u00a0\u3000\u2003、")))
def test_commas_and_any_space_fold_to_a_key_that_folding_does_not_change(text: str) -> None:
    key = fold(text)
    assert fold(key) == key
    assert not any(space in key for space in ("  ", " ,", ", ", "\u00a0"))


@given(st.text(st.sampled_from("ab1-.… \n"), max_size=60))
def test_words_are_the_runs_that_hold_a_letter_or_digit(text: str) -> None:
    assert count_words(text) == sum(any(letter.isalnum() for letter in run) for run in text.split())
