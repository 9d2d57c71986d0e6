"""Names lines between headline and text, and lines that only begin like one."""

import pytest

from worker.formats.blocks import names_of
from worker.formats.lines import Line


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Ines Holm", "Ines Holm"),
        ("BY INES HOLM AND JIM HO", "INES HOLM AND JIM HO"),
        ("by Xinhua writers Li An, Wang He", "Xinhua writers Li An, Wang He"),
        ("By June Holm", "June Holm"),
        ("By Omar al-Hadi and Jean d'Arvor", "Omar al-Hadi and Jean d'Arvor"),
        ("Von Hanna von der Wiese, dpa", "Hanna von der Wiese, dpa"),
        ("PAR ANNE DE BRIE", "ANNE DE BRIE"),
    ],
)
def test_a_byline_is_its_names_without_the_word_before_them(line: str, names: str) -> None:
    assert names_of(Line(1, line)) == names


@pytest.mark.parametrize(
    "line",
    [
        "By Monday",
        "By March 3",
        "By Monday all boats had returned",
        "by and by",
        "By now",
        "Von hier an",
        "Par avion",
        "Byron Holm",
    ],
)
def test_a_sentence_that_begins_like_a_byline_is_none(line: str) -> None:
    assert names_of(Line(1, line)) is None
