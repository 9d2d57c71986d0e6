"""No text takes long to read, whatever it repeats: no regular expression blows up in any of the formats of text.

Times are of the processor: other tests run beside this one.
"""

import time

import pytest

from tests.formats.items import item_of
from tests.formats.wires import g2_item, newsml_1, newsml_1_item, ninjs, nitf
from worker.normalise.language import language_of
from worker.pipeline import read

SIZE = 200_000  # characters; a quadratic expression takes a minute over them, an ordinary story has 4,000

HOSTILE = {
    "spaces": " " * SIZE + "a",
    "spaces within": "a" + " " * SIZE + "b",
    "digits": "1" * SIZE,
    "arabic digits": "١" * (SIZE // 2),
    "brackets": "(" * SIZE,
    "closing brackets": "a" + ")" * SIZE,
    "letters": "a" * SIZE,
    "arabic letters": "ب" * (SIZE // 2),
    "words": "كلمة " * (SIZE // 9),
    "lines": "a\n" * (SIZE // 2),
    "headers": "2021-01-22 23:41:14|arabic.news.cn\n" * (SIZE // 35),
    "credits": "x (شينخوا) " * (SIZE // 20),
    "days": "22 يناير 2021 " * (SIZE // 20),
    "flags": "عاجل: " * (SIZE // 10),
    "slug": "A-" * (SIZE // 2) + "(CN)",
    "han": "新华社" * (SIZE // 9),
    "punctuation": "-" * SIZE,
    "commas": ", " * (SIZE // 2),
    "newlines": "a" + "\n" * SIZE + "b",
    "han lines": "新\n" * (SIZE // 4),
    "marks": "ا" + "\u064b\u0651" * (SIZE // 4),
    "no-break spaces": "\u00a0" * (SIZE // 2) + "x",
    "no-break spaces within": "a" + "\u00a0" * (SIZE // 2) + "b",
    "wide spaces within": "新" + "\u3000" * (SIZE // 3) + "x",
    "slugs": "(A A)B-C-D-E(CN)\n" * 10_000,
    "words in capitals": "A" * 40 + "-A" * (SIZE // 2),
    "control characters": "\x05" * 10 + "\x02" * 20 + "x" * SIZE,
    "mail": "A: b\n" * 10_000,
    "direction marks": "\u200f" * (SIZE // 3) + "x",
    "spaces and marks": "ب \u200f" * (SIZE // 6),
    "embeddings": "\u202b" * (SIZE // 3),
    "line codes": "^" * (SIZE // 2) + "<" * (SIZE // 2),
    "lines of codes": "^a<\n" * 10_000,
    "columns": "a;" * (SIZE // 2),
    "tabs": "\t" * SIZE + "x",
    "indents": "   a\n" * 10_000,
    "dashes between words": "a _ " * (SIZE // 4),
    "documents": "<DOC>" * (SIZE // 5),
    "paragraphs": "a<P>" * (SIZE // 4),
    "unclosed tags": "<P " * (SIZE // 3),
    "attributes": "<DOC " + "a='b' " * (SIZE // 6),
    "entities": "&amp;" * (SIZE // 5),
    "transmissions": "\x01eca062 4 i 211 x\r\n\x02h =\r\n   t\r\n\x03131137 GMT Nov 13\r\n\x04" * (SIZE // 60),
    "wire slugs": "BC-A--" * (SIZE // 6),
    "equals signs": "a =\n" * 10_000,
    "full-width digits": "４" * (SIZE // 3),
    "reporters": "（记者A、" * (SIZE // 15),
    "shinhwa": "(a=신화통신) " * (SIZE // 20),
    "bars": "Xinhua | " * (SIZE // 9),
    "tail codes": "010020070790000000000000011100001396905241\n" * 4_600,
}

FRAMES = {
    "nothing": "{}",
    "wire text": "A headline\n\n{}",
    "wire text with a dateline": "A headline\n\nHILL, Jan. 3 (AP) -- word {}\n\nend",
    "Xinhua, Arabic": "H\n2021-01-22 23:41:14|arabic.news.cn\n\nword {}\n\nend",
    "Xinhua, Chinese": "标题\n( 2022-01-26 ) 稿件来源:新华每日电讯\n\n新华社北京1月25日电 {}\n\n完",
    "Xinhua, Spanish": "H\nXinhua  2020:05:24.16:14\n\nBEIJING, 24 may (Xinhua) -- {} Fin",
    "Xinhua, Korean": "新華網韓國語 >> 기사 본문\n제목\n\n(중국 칭다오=신화통신) {}\n\n추천 기사: x",
    "IPTC 7901": "\x01eca062 4 i 211 x\r\n\r\nkey/\r\n\x02H =\r\n\r\n   {}\r\n\x03131137 GMT Nov 13\r\n\x04",
    "IPTC 7901, its header": "\x01eca062 4 i 211 {}\r\nkey {}/\r\n\x02H {} =\r\n   text\r\n\x03131137 GMT Nov 13\r\n\x04",
    "ANPA 1312": (
        "\x16\x16\x01W2870 US asian\nf l \x13\x11  BC-LT--Boats   11-13 1049\n\x02^BC-LT--Boats,466<\n^H<\n"
        "\t   HILL (AP) _ {}\n\x03AP-WF-11-13-13 1509GMT<\n\x0c\x04"
    ),
    "ANPA 1312, its lines": (
        "\x16\x16\x01W2870 {}\nf l \x13\x12  BC-LT--Boats   11-13 1049\n\x02^BC-LT--{},466<\n^H {}<\n^Eds: {}<\n^By {}=\n"
        "\t   text\n\x03AP-WF-11-13-13 1509GMT<\n\x0c\x04"
    ),
    "Gigaword": (
        '<DOC id="XIN_ARB_20080901.0001" type="story">\n<HEADLINE>\nh\n</HEADLINE>\n<TEXT>\n<P>\n{}\n</P>\n</TEXT>\n</DOC>\n'
    ),
    "NewsML-G2": g2_item("<p>{}</p>"),
    "NewsML-G2, its fields": g2_item(
        headline="{}", created="{}", content='<subject qcode="{}"/><by>{}</by><keyword>{}</keyword>'
    ),
    "NewsML 1": newsml_1(newsml_1_item("{}")),
    "NITF": nitf("{}"),
    "NITF, its fields": nitf(head='<doc-id id-string="{}"/><key-list><keyword key="{}"/></key-list>', created="{}"),
    "ninjs": ninjs("<p>{}</p>"),
    "ninjs, its fields": ninjs(headline="{}", byline="{}", version="{}", versioncreated="{}", located="{}", slugline="{}"),
}


@pytest.fixture(scope="module", autouse=True)
def _detector() -> None:
    """Load the language detector's model once: it takes longer than any reading."""
    language_of(None, None, "Boats went out of the harbour again.")


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("frame", FRAMES.values(), ids=FRAMES.keys())
def test_200_000_characters_of_anything_are_read_within_a_second(text: str, frame: str) -> None:
    each = text[: max(1, len(text) // frame.count("{}"))]
    payload = frame.replace("{}", each).encode()
    started = time.process_time()
    assert read(item_of(payload))
    assert time.process_time() - started < 1
