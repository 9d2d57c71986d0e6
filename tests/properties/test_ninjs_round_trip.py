"""Out as ninjs and in again: the article comes back equal in all that ninjs can carry, its content digest too."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas import Article, Concept, Source
from schemas.errors import Unreadable
from tests.export.articles import FILES, articles_in, file_name, maybe, some, through_ninjs
from tests.formats.items import item_of
from worker.draft import (
    Draft,
    Markup,
    Paragraph,
    WrittenConcept,
    WrittenMedia,
    WrittenPerson,
    WrittenRendition,
    WrittenTime,
)
from worker.export.ninjs import json_line
from worker.normalise.assemble import Origin, assemble
from worker.normalise.identity import content_digest

OURS = {"identity", "provenance", "version"}

letters = st.text(min_size=1, max_size=60)
words = st.sampled_from(
    [
        "Ferry back in service",
        "عودة العبارة إلى العمل",
        "渡轮恢复航行",
        "Паром снова ходит",
        "A & B <b>bold</b> &amp; so",
        "1 < 2",
    ]
)
texts = st.one_of(words, letters)
times = (
    st.datetimes(min_value=datetime(1971, 1, 1), max_value=datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
    .map(lambda moment: WrittenTime(moment.isoformat(), "here"))
)  # fmt: skip
ids = st.sampled_from(
    [
        "tag:desk.example,2026:7:1",
        "urn:newsml:desk.example:20260501:a:1",
        "urn:newsml:desk.example:2026-05-01T09:02:48:77",
        "https://desk.example/7?b=1&a=2#x",
        "plain-7",
    ]
)
datelines = st.sampled_from(
    [
        "", "OSLO, May 1 (NTB) -- ", "PARIS, 1er mai (AFP) - ", "LISBONNE 15/06 (AFP) = ", "(ANSA) - ROMA, 12 SET - ",
        "عدن 17 مايو 2024 (شينخوا) ", "新华社北京1月25日电 ", "Berlin (dpa) - ", "TOKYO, Kyodo - ",
        "МОСКВА, 1 мая. /ТАСС/. ", "(서울=연합뉴스) ",
    ]
)  # fmt: skip
addresses = st.sampled_from(["https://concepts.example/a", "http://cv.iptc.org/newscodes/mediatopic/04000000", "urn:x:a"])
concepts = st.one_of(
    st.builds(WrittenConcept, name=maybe(texts), uri=maybe(addresses), code=st.none(), scheme=st.none()),
    st.builds(
        WrittenConcept,
        name=maybe(texts),
        uri=st.none(),
        code=st.sampled_from(["a:b", "c", "d e:f", "ж"]),
        scheme=maybe(st.one_of(texts, st.just("a"))),
    ),
    st.builds(
        WrittenConcept,
        name=maybe(texts),
        uri=addresses,
        code=st.sampled_from(["04000000", "medtop:04000000"]),
        scheme=maybe(st.sampled_from(["medtop", "http://cv.iptc.org/newscodes/mediatopic/"])),
    ),
)
roles = st.sampled_from(["editor", "writer", "author of the book", "通讯员"])
people = st.builds(WrittenPerson, name=texts, uri=maybe(addresses), role=maybe(roles))
files = st.builds(
    WrittenRendition,
    href=st.sampled_from(["https://img.example/a.jpg", "https://img.example/b.mp4?x=1&y=2"]),
    media_type=maybe(st.sampled_from(["image/jpeg", "video/mp4"])),
    width=maybe(st.integers(1, 9000)),
    height=maybe(st.integers(1, 9000)),
    size=maybe(st.integers(0, 10**9)),
)
media = st.builds(
    WrittenMedia,
    kind=st.sampled_from(["picture", "video", "audio", "graphic"]),
    caption=maybe(texts),
    credit=maybe(texts),
    renditions=some(files),
)


@st.composite
def bodies(draw: st.DrawFn) -> dict[str, object]:
    """Paragraphs or markup, perhaps with a dateline in front or apart; or no text."""
    paragraphs = draw(st.lists(texts, max_size=4))
    dateline = draw(datelines)
    if not paragraphs:
        return {"lacks": ("text",)}
    if dateline and draw(st.booleans()):
        return {
            "dateline": Paragraph(dateline, "above"),
            "paragraphs": tuple(Paragraph(text, f"line {number}") for number, text in enumerate(paragraphs)),
        }
    paragraphs[0] = f"{dateline}{paragraphs[0]}"
    if draw(st.booleans()):
        return {"markup": Markup("".join(f"<p>{text}</p>" for text in paragraphs), "html")}
    return {"paragraphs": tuple(Paragraph(text, f"line {number}") for number, text in enumerate(paragraphs))}


@st.composite
def written(draw: st.DrawFn) -> Draft:
    """A story as some format might give it."""
    body = draw(bodies())
    return draw(
        st.builds(
            Draft,
            kind=st.sampled_from(["text", "picture", "video", "composite"]),
            headline=texts,
            subheadline=maybe(texts),
            summary=maybe(texts),
            slugline=maybe(texts),
            byline=maybe(texts),
            editor_note=maybe(texts),
            credit=maybe(texts),
            language=maybe(st.sampled_from(["en", "ar", "zh-Hant"])),
            provider=maybe(st.sampled_from(["xinhua", "ntb"])),
            provider_name=maybe(st.sampled_from(["Lantern Wire", "lantern.example", "AFP"])),
            domain=maybe(st.sampled_from(["news.lantern.example"])),
            first_created=maybe(times),
            version_created=maybe(times),
            content_created=maybe(times),
            expires=maybe(times),
            embargoed_until=maybe(times),
            wire_id=ids,
            wire_version=maybe(st.sampled_from(["1", "4"])),
            status=maybe(st.sampled_from(["usable", "withheld", "canceled"])),
            urgency=maybe(st.integers(1, 9)),
            genres=some(concepts),
            flags=st.sampled_from([(), ("Urgent",)]),
            editor=maybe(texts),
            url=maybe(st.just("https://desk.example/story?a=1&b=2")),
            authors=some(people),
            keywords=some(texts),
            subjects=some(concepts),
            places=some(concepts),
            organisations=some(concepts),
            people=some(people),
            media=some(media),
            copyright_holder=maybe(texts),
            copyright_notice=maybe(texts),
            usage_terms=maybe(texts),
            follows=maybe(st.just("tag:desk.example,2026:6")),
            alt_ids=st.sampled_from([(), (("message_id", "1@desk.example"), ("guid", "x y"))]),
            **{name: st.just(value) for name, value in body.items()},
        )
    )


def assembled(draft: Draft) -> Article | None:
    """The article of a story, None if it gives none."""
    try:
        return assemble(draft, Origin(item_of(b"made"), Source(id="test"), "made", 0, "0" * 64)).article
    except Unreadable:
        return None


def carried(article: Article) -> Article:
    """The article with what ninjs cannot carry as it comes back: the scheme of a code that has an address."""
    fields = ("subjects", "genres", "places", "organisations")
    concepts = {name: tuple(dict.fromkeys(map(_as_carried, getattr(article, name)))) for name in fields}
    changed = article.model_copy(update=concepts)
    identity = changed.identity.model_copy(update={"content_digest": content_digest(changed)})
    return changed.model_copy(update={"identity": identity})


def _as_carried(concept: Concept) -> Concept:
    if not (concept.uri and concept.code):
        return concept
    alias, colon, _ = concept.code.partition(":")
    before = concept.uri.removesuffix(concept.code)
    of_uri = before if before != concept.uri and before.endswith(("/", "#")) else None
    return concept.model_copy(update={"scheme": alias if colon else of_uri})


def content(article: Article) -> dict[str, object]:
    """What of an article is not ours alone."""
    return article.model_dump(mode="json", exclude=OURS)


def comes_back(article: Article) -> None:
    expected, found = carried(article), through_ninjs(article, json_line(article))
    assert content(found) == content(expected)
    assert found.identity.content_digest == expected.identity.content_digest
    assert found.identity.wire_version == str(article.version)


@pytest.mark.parametrize("path", FILES, ids=file_name)
def test_every_article_of_every_sample_and_twin_comes_back(path: Path) -> None:
    for article in articles_in(path):
        comes_back(article)


@given(written())
@settings(deadline=None)
def test_whatever_a_format_gives_comes_back(draft: Draft) -> None:
    if article := assembled(draft):
        comes_back(article)


def test_a_third_version_comes_back_as_the_third_of_its_wire() -> None:
    article = assembled(Draft(headline="Ferry", paragraphs=(Paragraph("It sails.", "line 1"),), wire_id="tag:a,2026:7:3"))
    assert article is not None
    third = article.model_copy(update={"version": 3})
    back = through_ninjs(third, json_line(third))
    assert (back.uri, back.version, back.identity.wire_version) == ("tag:a,2026:7:3", 1, "3")


def test_of_a_code_with_an_address_the_scheme_is_what_the_address_begins_with() -> None:
    concept = Concept(uri="https://topics.example/t/12", code="12")
    assert _as_carried(concept).scheme == "https://topics.example/t/"
    assert _as_carried(concept.model_copy(update={"code": "13"})).scheme is None
