"""What is no ordinary text is not taken for wire text, and ordinary text is."""

import pytest

from schemas import Article, Rejection
from tests.formats.items import read_one

IPTC = (
    "\x01eca062 4 i 211 ccccb   dpa 061\r\n\r\nHarbour-boats/\r\n\x02Boats return =\r\n\r\n"
    "   Gull Rock (dpa) - Boats returned.\r\n\x03131137 GMT Nov 13\r\n\x7f\x7f\x04"
)
ANPA = (
    "\x16\x16\x01W2870 US asian\nf l \x13\x11  BC-LT--Boats-Return 1stLd-Writethru   11-13 1049\n"
    "\x02^BC-LT--Boats Return, 1st Ld-Writethru,466<\n^Boats return<\n\t   GULL ROCK (AP) _ Boats returned.\n"
    "\x03AP-WF-11-13-13 1509GMT<\n\x0c\x04"
)
CONTROLS = dict.fromkeys(map(ord, "\x01\x02\x03\x04\x0c\x11\x13\x16\x1f\x7f"))

TRANSMISSIONS = {
    "IPTC 7901": IPTC,
    "IPTC 7901 after line ends": "\r\n\r\n" + IPTC,
    "IPTC 7901 after DEL": "\x7f\x7f" + IPTC,
    "IPTC 7901 without SOH": IPTC[1:],
    "IPTC 7901 with STX and ETX only": "Boats\n" + IPTC[IPTC.index("\x02") :],
    "IPTC 7901 without control characters": IPTC.translate(CONTROLS),
    "IPTC 7901 without a word count": IPTC.translate(CONTROLS).replace(" 211 ", " "),
    "ANPA 1312": ANPA,
    "ANPA 1312 after line ends": "\r\n" + ANPA,
    "ANPA 1312 without SYN": ANPA[2:],
    "ANPA 1312 without SYN and SOH": ANPA[3:],
    "ANPA 1312 without control characters": ANPA.translate(CONTROLS),
    "ANPA 1312 without control characters and version": ANPA.translate(CONTROLS).replace("BC-LT--Boats", "Boats"),
}

OTHER_KINDS = {
    "RTF": "{\\rtf1\\ansi Boats return\\par\n\nBoats returned.}",
    "PostScript": "%!PS-Adobe-3.0\n\nBoats returned.",
    "a calendar": "BEGIN:VCALENDAR\nVERSION:2.0\n\nBoats returned.",
}

ORDINARY = {
    "a number after letters": "AF447 3 ans après le drame\n\nLes bateaux sont revenus au port.\n",
    "numbers after letters": "AF447 3 ans 228 morts en 2009\n\nLes bateaux sont revenus au port.\n",
    "a year after a name": "Euro2024 4 in 10 fans stayed at home\n\nBoats returned.\n",
    "one letter and a number": "W2870 is an asteroid\n\nIt was seen again on Monday.\n",
    "single letters": "a b AM radio comes back\n\nListeners were glad.\n",
    "a colon in two lines": "Interview: the keeper\nof the last lighthouse\n\nBoats returned.\n",
    "a question and an answer": "Q: Who came?\nA: The boats.\n\nThey returned on Monday.\n",
    "a field and a blank line": "Subject: boats\n\nBoats returned to the harbour.\n",
    "a stray control character": "Boats return\x02 to port\n\nBoats\x03 returned to the harbour.\n",
    "brackets": "{Boats} return\n\nBoats returned to the harbour.\n",
    "a table of scores": "a b c\n\nr a Gulls 10-12 4\nu s Terns 11-13\n",
    "the slug of a wire": "BC-Boats, 1st Ld\n\nBoats returned to the harbour.\n",
    "a caret": "^Boats return\n\nBoats returned to the harbour.\n",
    "a room and its guests": "W287 lake view\nA room for two\n\nBoats passed it on Monday.\n",
    "a word in capitals": "BEGIN: Vote count starts\n\nBoats returned to the harbour.\n",
}


@pytest.mark.parametrize("text", OTHER_KINDS.values(), ids=OTHER_KINDS.keys())
def test_text_of_another_kind_is_of_no_format_yet(text: str) -> None:
    result = read_one(text.encode())
    assert isinstance(result, Rejection)
    assert result.code == "unknown_format"


@pytest.mark.parametrize("name", TRANSMISSIONS)
def test_a_transmission_is_read_as_one_whatever_was_lost_on_the_way(name: str) -> None:
    result = read_one(TRANSMISSIONS[name].encode())
    assert isinstance(result, Article)
    assert result.provenance.format == ("iptc_7901" if name.startswith("IPTC") else "anpa_1312")
    assert (result.headline, result.paragraphs) == ("Boats return", ("Boats returned.",))


@pytest.mark.parametrize("text", ORDINARY.values(), ids=ORDINARY.keys())
def test_ordinary_text_is_wire_text(text: str) -> None:
    result = read_one(text.encode())
    assert isinstance(result, Article)
    assert result.provenance.format == "wire_text"
