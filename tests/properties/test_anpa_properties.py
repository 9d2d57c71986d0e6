"""Whatever is lost of ANPA 1312 transmissions, and however they are mixed: every letter is accounted for, once."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from schemas import Article
from tests.formats.items import item_of
from tests.properties.test_text_wires import letters_of, mistakes
from worker.pipeline import explain

PIECES = st.sampled_from(
    [
        "\x16\x16\x01W2870\x1fasian\n",
        "W2871\n",
        "r l \x13\x11  BC-LT--Boats 1stLd   11-13 0466\n",
        "f s \x13\x12  BC-Scores   11-13\n",
        "u l BC-Boats KILL 11-13 0020\n",
        "\x02",
        "\x03",
        "\x04\n",
        "\x0c\n",
        "^BC-LT--Boats, 1st Ld,466<\n",
        "^Boats return<\n",
        "^Boats return and",
        "<\n",
        "^Eds: UPDATES with quotes.<\n",
        "^By ADA HILL=\n",
        "^AP Sports Writer=\n",
        "^URGENT<\n",
        "^KILL<\n",
        "^INDEX: Boats@<\n",
        "^code:2<\n",
        "\t   HILL (AP) _ Boats returned",
        "\t   ``We saw `them''' {1/2} %MDBO%bold\n",
        "\x10Gulls;10;2\x08<\n",
        "Gulls  10  2\n",
        "(MORE)\n",
        "(BEGIN OPTIONAL TRIM.)\n",
        "^___<\n",
        "AP-WF-11-13-13 1509GMT<\n",
        "\n",
        "<^",
        "_ ",
        " a b",
    ]
)
HEADER = "\x16\x16\x01W2870\x1fasian\nr l \x13\x11  BC-LT--Boats   11-13 0466\n"
MIXTURES = st.lists(st.one_of(PIECES, st.text("abAB <^=_`'{};%\t\n\x08\x10", max_size=12)), max_size=30)
WIRES = MIXTURES.map(lambda pieces: HEADER + "".join(pieces))


@given(WIRES)
@example("\x16\x16\x01W2870\x1fasian\nr l \x13\x12  BC-x 11-13\n\x10Gulls;10\x08<^Terns;9<\n")
@settings(deadline=None)  # the first text whose language statistics must tell loads their model
def test_every_letter_is_in_one_part_and_every_part_of_the_text_in_the_record(text: str) -> None:
    readings = explain(item_of(text.encode()).model_copy(update={"format": "anpa_1312"}))
    parts = letters_of(part.text for reading in readings for part in reading.parts)
    assert sorted(parts) == sorted(letters_of([text]))
    for reading in readings:
        if isinstance(reading.result, Article):
            assert [one for one in mistakes(reading) if one.startswith("paragraphs")] == []
