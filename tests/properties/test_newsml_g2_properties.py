"""Whatever a document of NewsML-G2 holds, no word of it is lost, and it is read soon."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.formats.items import item_of
from tests.formats.newsml_g2_items import read_story, story
from worker.pipeline import read

LINES = st.recursive(
    st.just("w "),
    lambda inner: st.builds(
        "<{0}>{1}</{0}>{2}".format,
        st.sampled_from(("b", "em", "span", "sup", "q", "inlineRef", "foo")),
        inner,
        st.one_of(inner, st.just("<br/>")),
    ),
    max_leaves=4,
)
BLOCKS = st.recursive(
    st.one_of(
        LINES,
        st.builds("<{0}>{1}</{0}>".format, st.sampled_from(("p", "h2", "pre", "bar")), LINES),
        st.builds("<ul><li>{}</li><li>{}</li></ul>".format, LINES, LINES),
        st.builds("<dl><dt>{}</dt><dd>{}</dd></dl>".format, LINES, LINES),
        st.builds("<table><caption>{}</caption><tr><td>{}</td><td>{}</td></tr></table>".format, LINES, LINES, LINES),
        st.builds(
            "<figure><img src='https://kestrel.example/NUMBER.jpg'/><figcaption>{}</figcaption></figure>".format, LINES
        ),
    ),
    lambda inner: st.builds(
        "<{0}>{1}{2}</{0}>".format,
        st.sampled_from(("div", "section", "blockquote", "aside", "footer", "article", "foo")),
        inner,
        inner,
    ),
    max_leaves=6,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(BLOCKS, min_size=1, max_size=4), st.sampled_from(("{}", "<html><body>{}</body></html>", "<![CDATA[{}]]>")))
def test_every_word_of_the_markup_is_in_a_paragraph_or_a_caption(blocks: list[str], form: str) -> None:
    numbers = iter(range(10_000))
    body = re.sub("(w)(?= )|NUMBER", lambda found: f"{found[1] or ''}{next(numbers)}", f"<p>w </p>{''.join(blocks)}")
    article = read_story(content=f"<inlineXML>{form.format(body)}</inlineXML>")
    captions = [word for one in article.media for word in (one.caption or "").split()]
    words = [word for paragraph in article.paragraphs for word in re.findall(r"w\d+", paragraph)]
    assert sorted([*words, *re.findall(r"w\d+", " ".join(captions))]) == sorted(re.findall(r"w\d+", body))
    assert words == sorted(words, key=lambda word: int(word[1:]))


@pytest.mark.parametrize(
    "payload",
    [
        story("<subject qcode='a:b'><name>x</name></subject>" * 5_000),
        story("<subject qcode='a:b'><name>x</name>" + "<sameAs qcode='medtop:1'/>" * 8_000 + "</subject>"),
        story("<headline role='a:sub'>x</headline>" * 6_000),
        story("<creator><name>Ana Lind</name></creator>" * 5_000),
        story("<by>" + "By " * 70_000 + "</by>"),
        story(content="<remoteContent href='https://a.example/1.jpg'/>" * 4_000),
        story(content="<inlineXML><html><body/></html></inlineXML>" * 4_500),
        story(content="<inlineXML>" + "<section class='nonpublic'>" * 5_000 + "x" + "</section>" * 5_000 + "</inlineXML>"),
        story(content="<inlineXML>" + "<p>" * 190 + "x" * 190_000 + "</p>" * 190 + "</inlineXML>"),
        story(content="<inlineData>" + "&lt;nitf " * 20_000 + "</inlineData>"),
        "<packageItem>" + "<newsItem>" * 190 + "<headline>a</headline>" * 9_000 + "</newsItem>" * 190 + "</packageItem>",
        "<newsMessage>" + "<newsItem " * 20_000,
        story(content="<inlineXML>" + "<p/>" + "".join(f"<x{n}>a</x{n}>" for n in range(10_000)) + "</inlineXML>"),
        story(
            content="<inlineXML>"
            + "<div class='byline'>" * 190
            + "a" * 190
            + "</div>" * 190
            + "<p/>" * 40_000
            + "</inlineXML>"
        ),
    ],
    ids=range(14),
)
def test_hostile_repetition_is_read_or_rejected_within_two_seconds(payload: str) -> None:
    began = time.process_time()
    assert read(item_of(payload.encode()))
    assert time.process_time() - began < 2
