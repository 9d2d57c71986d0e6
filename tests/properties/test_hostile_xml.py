"""XML that is meant to harm, or is just broken: nothing is expanded or fetched, nothing takes long, one story costs one.

Times are of the processor: other tests run beside this one.
"""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from schemas import Article, Rejection
from tests.formats.items import item_of
from tests.formats.wires import GUID, TEXT, g2_item, g2_message, newsml_1, newsml_1_item, ninjs, nitf
from worker.normalise.language import load_model
from worker.pipeline import Limits, explain, read

SECONDS = 1.0

Document = Callable[[str], str]
DOCUMENTS: dict[str, tuple[str, Document]] = {
    "NewsML-G2": ("newsItem", lambda body: g2_item(f"<p>{body}</p>")),
    "NewsML 1": ("NewsML", lambda body: newsml_1(newsml_1_item(body))),
    "NITF": ("nitf", nitf),
}
each_format = pytest.mark.parametrize(("root", "document"), DOCUMENTS.values(), ids=DOCUMENTS.keys())


@pytest.fixture(scope="module", autouse=True)
def _detector() -> None:
    """Load the language detector's model once: it takes longer than any reading."""
    load_model()


def read_in_time(text: str | bytes, seconds: float = SECONDS, limits: Limits = Limits()) -> list[Article | Rejection]:  # noqa: B008
    """What becomes of a document, which must not take long; no reading may fail."""
    item = item_of(text if isinstance(text, bytes) else text.encode())
    started = time.process_time()
    results = read(item, limits=limits)
    assert time.process_time() - started < seconds
    assert not [one for one in results if isinstance(one, Rejection) and one.code == "reader_failed"]
    return results


def with_doctype(root: str, text: str, doctype: str) -> str:
    """A document with a document type before its root."""
    start = text.index(f"<{root}")
    return f"{text[:start]}<!DOCTYPE {root} {doctype}>\n{text[start:]}"


ENTITIES = {
    "a billion laughs": '[<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY e "&b;&b;&b;&b;">]',
    "one large entity, often": f'[<!ENTITY e "{"ha " * 3_000}">]',
    "itself": '[<!ENTITY e "&e;">]',
    "each other": '[<!ENTITY e "&a;"><!ENTITY a "&e;">]',
    "a file": '[<!ENTITY e SYSTEM "file:///FILE">]',
    "a file, public": '[<!ENTITY e PUBLIC "-//X//Y" "file:///FILE">]',
    "an address": '[<!ENTITY e SYSTEM "http://127.0.0.1:9/x">]',
    "one that a parameter entity declares": "[<!ENTITY % a \"<!ENTITY e SYSTEM 'file:///FILE'>\"> %a;]",
    "markup": '[<!ENTITY e "<b>bold</b>">]',
    "a document type without end": f'[<!ENTITY a "x">{"<!ELEMENT a (b)>" * 5_000}',
}


@each_format
@pytest.mark.parametrize("doctype", ENTITIES.values(), ids=ENTITIES.keys())
def test_entities_are_neither_expanded_nor_fetched(root: str, document: Document, doctype: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("what nobody may know")
    text = with_doctype(root, document("&e;" * 1_000), doctype.replace("/FILE", str(secret)))
    (result,) = read_in_time(text)
    assert isinstance(result, Rejection), result
    assert result.code == "unsafe_xml"
    assert "nobody may know" not in result.model_dump_json()
    assert len(result.model_dump_json()) < 2_000


HARMLESS = {
    "a DTD elsewhere": 'SYSTEM "http://127.0.0.1:9/wire.dtd"',
    "a DTD of a public name": 'PUBLIC "-//WIRE//DTD Wire 1.0//EN" "file:///FILE"',
    "a DTD and entities that are letters": 'SYSTEM "wire.dtd" [<!ENTITY eacute "&#233;"><!ENTITY e "x">]',
    "parameter entities": '[<!ENTITY % dtd SYSTEM "file:///FILE"> %dtd; <!ENTITY % all "INCLUDE">]',
    "declarations and comments": "[<!-- a ' in it > --><!ELEMENT x (#PCDATA)><!ATTLIST x y CDATA #IMPLIED>]",
}


@each_format
@pytest.mark.parametrize("doctype", HARMLESS.values(), ids=HARMLESS.keys())
def test_a_document_type_that_declares_nothing_harmful_is_passed_over(
    root: str, document: Document, doctype: str, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text('<!ENTITY send "what nobody may know">')
    (result,) = read_in_time(with_doctype(root, document(f"{TEXT} &send;"), doctype.replace("/FILE", str(secret))))
    assert isinstance(result, Article), result
    assert result.paragraphs == (f"{TEXT} &send;",)


@each_format
def test_a_document_type_within_the_document_is_refused(root: str, document: Document) -> None:
    text = document('x<!DOCTYPE y [<!ENTITY e "expanded">]>&e;')
    (result,) = read_in_time(text)
    assert "expanded" not in result.model_dump_json()


DEEP = {
    "elements": "<b>" * 100_000 + "deep" + "</b>" * 100_000,
    "blocks": "<div>" * 100_000 + "deep" + "</div>" * 100_000,
    "elements without end": "<b>" * 100_000 + "deep",
    "lists": "<ul><li>" * 50_000 + "deep" + "</li></ul>" * 50_000,
    "tables": "<table><tr><td>" * 30_000 + "deep" + "</td></tr></table>" * 30_000,
}


@each_format
@pytest.mark.parametrize("body", DEEP.values(), ids=DEEP.keys())
def test_depth_costs_no_time_and_no_stack(root: str, document: Document, body: str) -> None:
    for one in read_in_time(document(body), 2 * SECONDS):
        assert isinstance(one, Article) or one.code in ("malformed", "truncated", "no_body")


@each_format
@pytest.mark.parametrize("deep", ["body", "head"])
def test_depth_elsewhere_does_not_cost_the_story(root: str, document: Document, deep: str) -> None:
    text = document(TEXT)
    place = text.index(">", text.index(f"<{root}")) + 1
    (result,) = read_in_time(text[:place] + "<odd>" * 100_000 + "</odd>" * 100_000 + text[place:])
    assert isinstance(result, Article), result
    assert result.paragraphs == (TEXT,)


LARGE = 1_000_000
HUGE = {
    "text": "word " * (LARGE // 5),
    "one word": "w" * LARGE,
    "an attribute": f'<span class="{"x" * LARGE}">{TEXT}</span>',
    "attributes": "<span " + " ".join(f"a{number}='x'" for number in range(LARGE // 20)) + f">{TEXT}</span>",
    "elements": "<b>x</b> " * (LARGE // 9),
    "references": "&#233;&amp;&eacute; " * (LARGE // 20),
    "bare ampersands": "& " * (LARGE // 2),
    "comments": "<!-- x -->" * (LARGE // 10),
    "a section of text": f"<![CDATA[{'<b>x ' * (LARGE // 5)}]]>",
}


@each_format
@pytest.mark.parametrize("body", HUGE.values(), ids=HUGE.keys())
def test_a_megabyte_of_one_thing_is_read_in_seconds(root: str, document: Document, body: str) -> None:
    assert len(read_in_time(document(body), 4 * SECONDS)) == 1


# Stories -------------------------------------------------------------------------------------------------------------

MESSAGES: dict[str, tuple[Callable[..., str], Callable[[int], str]]] = {
    "NewsML-G2": (g2_message, lambda number: g2_item(guid=f"{GUID}{number}")),
    "NewsML 1": (newsml_1, lambda number: newsml_1_item(number=f"1{number}")),
}
each_message = pytest.mark.parametrize(("message", "story"), MESSAGES.values(), ids=MESSAGES.keys())


@each_message
def test_a_message_may_hold_a_thousand_stories_and_no_more(message: Callable[..., str], story: Callable[[int], str]) -> None:
    stories = [story(number) for number in range(5_000)]
    results = read_in_time(message(*stories[:1_000]), 3 * SECONDS)
    assert len({one.uri for one in results if isinstance(one, Article)}) == 1_000
    for many in (stories[:1_001], stories):
        (result,) = read_in_time(message(*many), 5 * SECONDS)
        assert isinstance(result, Rejection)
        assert result.code == "too_many_stories"


@each_message
def test_neither_may_a_broken_one(message: Callable[..., str], story: Callable[[int], str]) -> None:
    broken = message(*(story(number) for number in range(3_000)), "<a><b></a>")
    (result,) = read_in_time(broken, 5 * SECONDS)
    assert isinstance(result, Rejection)
    assert result.code == "too_many_stories"


BREAKS: dict[str, Callable[[str], str]] = {
    "an end tag of another element": lambda story: story.replace("</p>", "</q>"),
    "an end tag that is missing": lambda story: story.replace("</p>", ""),
    "an end tag too many": lambda story: story.replace("</p>", "</p></p></p>"),
    "a tag that does not end": lambda story: story.replace("</p>", "</p><b "),
    "an attribute twice": lambda story: story.replace("<p>", '<p a="1" a="2">'),
    "an attribute without quotes": lambda story: story.replace("<p>", "<p a=1>"),
    "a comment that does not end": lambda story: story.replace("<p>", "<p><!-- "),
    "a section that does not end": lambda story: story.replace("<p>", "<p><![CDATA["),
    "no end": lambda story: story[: story.index("</p>")],
    "nothing in it": lambda story: story[: story.index(">") + 1] + "</" + story[1:].split(">")[0].split()[0] + ">",
    "a prefix and no name": lambda story: story.replace("<p>", "<:>"),
}


@each_message
@pytest.mark.parametrize("damage", BREAKS.values(), ids=BREAKS.keys())
def test_a_bad_story_of_many_costs_itself_alone(
    message: Callable[..., str], story: Callable[[int], str], damage: Callable[[str], str]
) -> None:
    numbers = range(10, 30)
    whole = [content_of(one) for one in read_in_time(message(*map(story, numbers)))]
    results = read_in_time(message(*(damage(story(number)) if number % 4 == 2 else story(number) for number in numbers)))
    found = [content_of(one) for one in results if isinstance(one, Article)]
    assert [one for one, number in zip(whole, numbers, strict=True) if number % 4 != 2 and one not in found] == []
    assert len(found) <= len(whole)


def content_of(result: Article | Rejection) -> dict[str, object]:
    """What a consumer sees of a story."""
    assert isinstance(result, Article), result
    return result.model_dump(exclude={"provenance"})


# JSON ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "payload",
    [
        ninjs()[:-1] + ', "extra": ' + "[" * 100_000 + "]" * 100_000 + "}",
        ninjs()[:-1] + ', "extra": ' + '{"a":' * 100_000 + "1" + "}" * 100_001,
        ninjs()[:-1] + ', "extra": ' + "[" * 100_000,
        ninjs()[:-1] + ', "version": ' + "9" * 1_000_000 + "}",
        ninjs(extra=["x"] * 300_000),
        ninjs(subject=[{"code": f"xx:{number}"} for number in range(50_000)]),
        ninjs("<p>" + "word " * 600_000 + "</p>"),
        ninjs("<b>" * 100_000),
    ],
    ids=["lists", "objects", "lists without end", "a number", "a long list", "subjects", "a text", "markup"],
)
def test_json_that_is_deep_or_large_is_read_or_refused_in_time(payload: str) -> None:
    (result,) = read_in_time(payload, 4 * SECONDS)
    assert isinstance(result, Article) or result.code in ("malformed", "unknown_format", "no_body", "too_large")


def test_every_part_of_a_hostile_document_has_its_place() -> None:
    for _, document in DOCUMENTS.values():
        for reading in explain(item_of(document("<b>x</b>" * 1_000).encode())):
            assert reading.parts
            assert all(part.where for part in reading.parts)
