"""XML and JSON that say priority 1 or 2 go into the urgent inbox, wherever in their first 32 KiB they say it."""

import time

import pytest

from schemas import Article
from schemas.urgency import looks_urgent
from tests.formats.items import read_one

TEXT = "The mayor opened the new bridge in Northtown on Monday and thanked all who had built it."
G2 = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" standard="NewsML-G2" '
    'standardversion="2.28" conformance="power" guid="urn:newsml:wire.example:20260723:1" version="1" xml:lang="en">'
    '<itemMeta><itemClass qcode="ninat:text"/><versionCreated>2026-07-23T09:15:00Z</versionCreated>'
    '<pubStatus qcode="stat:usable"/></itemMeta><contentMeta>{}<headline>Bridge opens</headline></contentMeta>'
    '<contentSet><inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><body>'
    f"<p>{TEXT}</p></body></html></inlineXML></contentSet></newsItem>"
)
NEWSML = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<NewsML Version="1.2"><NewsEnvelope><DateAndTime>20260723T091500Z'
    "</DateAndTime></NewsEnvelope><NewsItem><Identification><NewsIdentifier><ProviderId>wire.example</ProviderId>"
    '<DateId>20260723</DateId><NewsItemId>1</NewsItemId><RevisionId PreviousRevision="0" Update="N">1</RevisionId>'
    "<PublicIdentifier>urn:newsml:wire.example:20260723:1:1</PublicIdentifier></NewsIdentifier></Identification>"
    '<NewsManagement><NewsItemType FormalName="News"/><FirstCreated>20260723T091500Z</FirstCreated>'
    '<ThisRevisionCreated>20260723T091500Z</ThisRevisionCreated><Status FormalName="Usable"/>{}</NewsManagement>'
    '<NewsComponent xml:lang="en"><NewsLines><HeadLine>Bridge opens</HeadLine></NewsLines><ContentItem>'
    f"<DataContent><p>{TEXT}</p></DataContent></ContentItem></NewsComponent></NewsItem></NewsML>"
)
NITF = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<nitf><head><title>Bridge opens</title><docdata><doc-id id-string="1"/>{}'
    '<date.issue norm="20260723T091500Z"/></docdata></head><body xml:lang="en"><body.head><hedline><hl1>Bridge opens</hl1>'
    f"</hedline></body.head><body.content><block><p>{TEXT}</p></block></body.content></body></nitf>"
)
NINJS = (
    '{"uri": "urn:newsml:wire.example:20260723:1", "version": "1", "versioncreated": "2026-07-23T09:15:00Z", "language": '
    '"en", "type": "text", "pubstatus": "usable", "headline": "Bridge opens", "body_html": "<p>'
    f'{TEXT}</p>"'
    "{}}"
)
SAID = {
    "NewsML-G2": (G2, "<urgency>{}</urgency>"),
    "NewsML-G2, white space and attributes": (G2, '<urgency\n id="u1">\n {} </urgency >'),
    "NewsML 1": (NEWSML, '<Urgency FormalName="{}"/>'),
    "NewsML 1, other quotes and attributes before": (NEWSML, "<Urgency Duid='u1'\n\tFormalName = '{}'></Urgency>"),
    "NITF": (NITF, '<urgency ed-urg="{}"/>'),
    "NITF, in a meta element": (
        NITF.replace("</docdata>", "</docdata>{}", 1).replace("{}", "", 1),
        '<meta name="urgency" content="{}"/>',
    ),
    "NITF, other quotes and attributes before": (NITF, "<urgency id='u1' ed-urg='{}' />"),
    "ninjs": (NINJS, ', "urgency": {}'),
    "ninjs, white space": (NINJS, ',\n  "urgency"\t:\n{}\n'),
}


def document(kind: str, urgency: int, padding: int = 0) -> bytes:
    """A story of that urgency, with letters of padding before the urgency."""
    frame, said = SAID[kind]
    fill = f', "note": "{"x" * padding}"' if kind.startswith("ninjs") else f"<!-- {'x' * padding} -->"
    before, after = frame.split("{}")
    return (before + (fill if padding else "") + said.format(urgency) + after).encode()


@pytest.mark.parametrize("kind", SAID)
@pytest.mark.parametrize("urgency", [1, 2, 3, 4, 8])
def test_what_goes_into_the_urgent_inbox_is_what_has_urgency_1_or_2(kind: str, urgency: int) -> None:
    payload = document(kind, urgency)
    article = read_one(payload)
    assert isinstance(article, Article), article
    assert article.urgency == urgency
    assert looks_urgent(payload) == (urgency <= 2)


@pytest.mark.parametrize("kind", SAID)
def test_the_urgency_may_stand_far_below_the_beginning(kind: str) -> None:
    assert looks_urgent(document(kind, 1, padding=30_000))
    assert not looks_urgent(document(kind, 1, padding=40_000))  # the look is bounded
    assert not looks_urgent(document(kind, 4, padding=30_000))


@pytest.mark.parametrize("kind", [kind for kind in SAID if not kind.startswith("ninjs")])
def test_a_prefix_makes_no_difference(kind: str) -> None:
    payload = document(kind, 2).decode()
    prefixed = (
        payload.replace("<urgency", "<nar:urgency").replace("</urgency", "</nar:urgency").replace("<Urgency", "<n:Urgency")
    )
    assert looks_urgent(prefixed.encode())


@pytest.mark.parametrize("kind", SAID)
@pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_neither_does_the_charset(kind: str, charset: str) -> None:
    assert looks_urgent(document(kind, 1).decode().encode(charset))
    assert not looks_urgent(document(kind, 5).decode().encode(charset))


@pytest.mark.parametrize(
    ("said", "is_urgent"),
    [
        (', "priority": 2', True),  # superdesk's
        (', "priority": 2, "urgency": 4', False),
        (', "priority": 6, "urgency": 1', True),
        (', "priority": 3', False),
        (', "priority": 12', False),
        (', "urgency": 1.5', False),
        (', "urgency": 1e9', False),
        (', "urgency": "2"', True),
        (', "urgency": null, "priority": 1', True),
        (', "edNote": "\\"urgency\\": 1"', False),
    ],
)
def test_of_json_the_urgency_counts_and_else_the_priority(said: str, is_urgent: bool) -> None:
    assert looks_urgent(NINJS.replace("{}", said).encode()) == is_urgent


@pytest.mark.parametrize(
    "text", ['The word <urgency>1</urgency> or "urgency": 1 in a text', "urgency 1\n\n<urgency>1</urgency>"]
)
def test_text_that_speaks_of_urgency_is_not_urgent(text: str) -> None:
    assert not looks_urgent(text.encode())


@pytest.mark.parametrize("name", ["insurgency", "urgencyLevel", "x-urgency"])
def test_other_elements_say_nothing_of_urgency(name: str) -> None:
    assert not looks_urgent(f"<newsItem><{name}>1</{name}></newsItem>".encode())


@pytest.mark.parametrize(
    "text",
    [
        "<:urgency      ",
        "<urgency ",
        "<urgency FormalName= ",
        "<urgency>" + " " * 99,
        '{"urgency"' + " " * 99 + ":",
        '{"priority"' + " " * 99,
        "rgency",
        " " * 99,
    ],
)
def test_the_look_takes_no_time_whatever_it_sees(text: str) -> None:
    payload = b"<" + (text * (200_000 // len(text))).encode()
    started = time.process_time()
    looks_urgent(payload)
    assert time.process_time() - started < 0.2
