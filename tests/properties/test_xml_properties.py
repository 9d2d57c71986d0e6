"""The same XML, written otherwise, is the same record; provenance alone may differ, with its notes and charset.

tests/properties/test_hostile_xml.py has XML that is meant to harm.
"""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from schemas import Article
from tests.formats.items import item_of
from tests.formats.test_twins import SAMPLES, TWINS
from worker.normalise.language import load_model
from worker.pipeline import read

FORMATS = ("newsml_g2", "newsml_1", "nitf")

# A tag; or what is left alone where tags are written otherwise.
TOKEN = re.compile(
    r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<!DOCTYPE(?:[^\[>]|\[.*?\]\s*(?=>))*>"
    r"|(?P<tag><(?P<slash>/?)(?P<name>[A-Za-z_][\w.:-]*)"
    r"(?P<attributes>(?:\s+[\w.:-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*)\s*(?P<end>/?)>)",
    re.DOTALL,
)
ATTRIBUTE = re.compile(r"\s+([\w.:-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))")
ENCODING = re.compile(r"""(<\?xml\s[^>]*?encoding\s*=\s*["'])[^"']*""")


def text_of(path: Path) -> str | None:
    """A document's text, None for one whose bytes are not in the charset that they should be in."""
    payload = path.read_bytes()
    try:
        return payload.decode("utf-16" if payload[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        return None


DOCUMENTS = {
    f"{path.parent.name}/{path.stem}": text
    for path in (*TWINS, *SAMPLES.glob("*.xml"))
    if path.suffix == ".xml" and (text := text_of(path)) is not None
}
OF_NEWS = {name: text for name, text in DOCUMENTS.items() if name.partition("/")[0] in FORMATS}
# In a document that is no XML, tags and comments cannot be told by a test.
WELL_FORMED = {name: text for name, text in OF_NEWS.items() if "nasty" not in name}


@pytest.fixture(scope="module", autouse=True)
def _detector() -> None:
    """Load the language detector's model once: it takes longer than any reading."""
    load_model()


def records(payload: bytes) -> list[object]:
    """What a consumer sees of each story, or its code and place."""
    return [
        one.model_dump(exclude={"provenance"}) if isinstance(one, Article) else (one.code, one.where)
        for one in read(item_of(payload))
    ]


def declared(text: str, charset: str) -> str:
    """A document that declares this charset."""
    if ENCODING.search(text):
        return ENCODING.sub(rf"\g<1>{charset}", text, count=1)
    return f'<?xml version="1.0" encoding="{charset}"?>{re.sub(r"^<[?]xml[^>]*>", "", text)}'


ENCODED: dict[str, Callable[[str], bytes]] = {
    "UTF-16, little end first": lambda text: b"\xff\xfe" + text.encode("utf-16-le"),
    "UTF-16, big end first": lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
    "UTF-16, declared as that": lambda text: declared(text, "UTF-16").encode("utf-16"),
    "UTF-8 with a mark": lambda text: text.encode("utf-8-sig"),
    "line ends of Windows": lambda text: text.replace("\n", "\r\n").encode(),
    "Latin-1 declared, UTF-8 written": lambda text: declared(text, "ISO-8859-1").encode(),
    "ASCII declared, UTF-8 written": lambda text: declared(text, "us-ascii").encode(),
}


@pytest.mark.parametrize("encode", ENCODED.values(), ids=ENCODED.keys())
@pytest.mark.parametrize("text", DOCUMENTS.values(), ids=DOCUMENTS.keys())
def test_charset_mark_and_line_ends_make_no_difference(text: str, encode: Callable[[str], bytes]) -> None:
    assert records(encode(text)) == records(text.encode())


def _latin(text: str) -> bool:
    try:
        return not text.isascii() and bool(text.encode("cp1252"))
    except UnicodeEncodeError:
        return False


@pytest.mark.parametrize("charset", ["UTF-8", "ISO-8859-1", "windows-1252"])
@pytest.mark.parametrize(
    "text", [text for text in OF_NEWS.values() if _latin(text)], ids=[name for name in OF_NEWS if _latin(OF_NEWS[name])]
)
def test_latin_1_is_read_whatever_it_declares(text: str, charset: str) -> None:
    assert records(declared(text, charset).encode("cp1252")) == records(text.encode())


def _rewritten(text: str, tag: Callable[[re.Match[str]], str]) -> str:
    return TOKEN.sub(lambda found: tag(found) if found["tag"] else found[0], text)


def _with_prefixes(text: str) -> str:
    """Every element with a prefix that nobody declares, or another one than it had."""

    def tag(found: re.Match[str]) -> str:
        local = found["name"].rpartition(":")[2]
        return f"<{found['slash']}other:{local}{found['attributes']}{found['end']}>"

    return _rewritten(text, tag)


def _in_other_order(text: str) -> str:
    """Every tag's attributes from last to first."""

    def tag(found: re.Match[str]) -> str:
        attributes = "".join(f" {one}" for one in reversed(ATTRIBUTE.findall(found["attributes"])))
        return f"<{found['slash']}{found['name']}{attributes}{found['end']}>"

    return _rewritten(text, tag)


def _spread(text: str) -> str:
    """Every attribute in the other quotes and with white space where it may be."""

    def tag(found: re.Match[str]) -> str:
        attributes = "".join(f"\t{_requoted(one)} " for one in ATTRIBUTE.findall(found["attributes"]))
        return f"<{found['slash']}{found['name']}{attributes}{found['end']}>"

    return _rewritten(text, tag)


def _requoted(attribute: str) -> str:
    name, _, value = attribute.partition("=")
    value = value.strip()
    other = "'" if value[0] == '"' else '"'
    return attribute if other in value else f"{name.strip()} = {other}{value[1:-1]}{other}"


def _with_comments(text: str) -> str:
    """A comment and an instruction behind every tag."""
    return _rewritten(text, lambda found: f"{found[0]}<!-- a <b> & c --><?word x?>")


def _empty_ones_in_full(text: str) -> str:
    """Elements without content with an end tag."""
    return _rewritten(
        text, lambda found: f"<{found['name']}{found['attributes']}></{found['name']}>" if found["end"] else found[0]
    )


@pytest.mark.parametrize(
    "rewrite",
    [_with_prefixes, _in_other_order, _spread, _with_comments, _empty_ones_in_full],
    ids=["other prefixes", "attributes in other order", "other quotes and space", "comments", "end tags of empty elements"],
)
@pytest.mark.parametrize("text", WELL_FORMED.values(), ids=WELL_FORMED.keys())
def test_what_xml_leaves_open_makes_no_difference(text: str, rewrite: Callable[[str], str]) -> None:
    assert rewrite(text) != text
    assert records(rewrite(text).encode()) == records(text.encode())
