"""Whatever a document of NewsML 1 holds, it gives stories or rejections, soon."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas import Article
from tests.formats.items import item_of
from tests.formats.newsml_1_items import ENGLISH, LINES, TEXT, component, content, identified, item_in
from worker.pipeline import read

PIECES = st.sampled_from(
    [
        LINES, ENGLISH, TEXT, "<NewsComponent>", "</NewsComponent>", "<NewsItem>", "</NewsItem>", "<ContentItem>",
        "</ContentItem>", '<Role FormalName="Photo"/>', '<Role FormalName="Caption"/>', '<Role FormalName="Main"/>',
        "<NewsManagement>", '<Status FormalName="Canceled"/>', "</NewsManagement>", '<NewsItemRef NewsItem="x"/>',
        "<DataContent>", "</DataContent>", '<TopicSet><Topic Duid="a"/></TopicSet>',
        "<nitf><body><body.content><p>x</p></body.content></body></nitf>", '<NewsComponent EquivalentsList="yes">',
        '<ContentItem Href="https://gull.example/a.jpg"/>', "&", "<", "text", identified(),
    ]
)  # fmt: skip


# The first example loads the language model.
@settings(deadline=None)
@given(st.lists(PIECES, max_size=30))
def test_any_pieces_give_stories_or_rejections_that_are_no_mistakes_of_the_reader(pieces: list[str]) -> None:
    for result in read(item_of(f"<NewsML>{''.join(pieces)}</NewsML>".encode()).model_copy(update={"format": "newsml_1"})):
        assert isinstance(result, Article) or result.code not in ("reader_failed", "invalid_record")


@pytest.mark.parametrize(
    "inside",
    [
        "<NewsComponent>" * 6_000,
        component(LINES + TEXT) * 800,
        component(TEXT) * 1_400,
        content("<nitf><body><body.content><p>x</p></body.content></body></nitf>") * 1_800,
        component('<ContentItem Href="https://gull.example/a.jpg"/>') * 2_500,
        f"{LINES}{TEXT}{component(content('Boats'), 'Caption')}" * 600,
        '<NewsComponent EquivalentsList="yes">' * 190 + component(TEXT) * 1_200 + "</NewsComponent>" * 190,
        "".join(
            component(f'<Role FormalName="Main"/>{TEXT}', attributes=f'xml:lang="aa-{number}"') for number in range(1_200)
        ),
        "<NewsItem>" * 150 + TEXT * 1_500 + "</NewsItem>" * 150,
        "<TopicSet>" + '<Topic Duid="a"><FormalName>x</FormalName></Topic>' * 3_500 + "</TopicSet>",
        "<NewsLines>" + "<NewsLine><NewsLineType/><NewsLineText>x</NewsLineText></NewsLine>" * 2_500 + "</NewsLines>" + TEXT,
        "<DescriptiveMetadata>"
        + "<Property><Property>" * 4_000
        + "</Property></Property>" * 4_000
        + "</DescriptiveMetadata>",
        content(" " * 100_000 + "<" * 50_000 + "a" * 50_000),
        content(" " * 190_000 + "x"),
        '<TopicSet><Topic Duid="a"><FormalName>x</FormalName>'
        + "<Description>y</Description>" * 3_000
        + "</Topic></TopicSet><DescriptiveMetadata>"
        + '<TopicOccurrence Topic="#a"/>' * 3_500
        + "</DescriptiveMetadata>",
        content("<![CDATA[<nitf>" + "<p>" * 60_000 + "]]>"),
    ],
    ids=lambda inside: f"{inside[:24]}…{len(inside)}",
)
def test_two_hundred_kilobytes_of_repetition_take_a_second_at_most(inside: str) -> None:
    read(item_of(item_in(LINES + TEXT)))  # loads what is loaded at first use
    payload = item_in(inside)[:220_000]
    start = time.process_time()
    results = read(item_of(payload))
    assert time.process_time() - start < 2  # on a machine with other work to do
    assert results
    assert all(isinstance(one, Article) or one.code != "reader_failed" for one in results)
