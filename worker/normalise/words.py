"""Counting words."""

import re

_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
_HAN_OR_KANA = re.compile("[\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


def count_words(text: str) -> int:
    """Count runs without white space that hold a letter or digit; each Han character and kana counts one."""
    characters = 0
    if _HAN_OR_KANA.search(text):
        text, characters = _HAN_OR_KANA.subn(" ", text)
    runs = text.split()
    # Nearly all runs begin with a letter: looking there first takes half the time of one search that finds every run.
    bare = [run for run in runs if not run[0].isalnum() and not _LETTER_OR_DIGIT.search(run)]
    return characters + len(runs) - len(bare)
