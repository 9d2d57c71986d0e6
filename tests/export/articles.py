"""Articles to export: every one that the samples and twins give, and any that the schema allows."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

from hypothesis import strategies as st

from schemas import (
    AltId,
    Article,
    Concept,
    Dateline,
    Identity,
    Media,
    Person,
    Provenance,
    Provider,
    Rendition,
    WireItem,
)
from tests.formats.items import item_of
from tests.formats.test_twins import SAMPLES, TWINS, twin_of
from worker.pipeline import read

RECEIVED = datetime(2026, 11, 1, 12, tzinfo=UTC)

texts = st.text(min_size=1, max_size=40)
identifiers = st.one_of(
    st.from_regex(r"(?:urn:[a-z]{2,9}:|tag:|https?://)\S{1,40}", fullmatch=True), st.text(min_size=1, max_size=40)
)
times = st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
kinds = st.sampled_from(["text", "picture", "video", "audio", "graphic", "composite"])


def maybe(strategy: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    """The thing or None."""
    return st.one_of(st.none(), strategy)


def some(strategy: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    """Up to three of them."""
    return st.lists(strategy, max_size=3).map(tuple)


concepts = st.builds(Concept, name=maybe(texts), uri=maybe(identifiers), code=maybe(texts), scheme=maybe(texts))
people = st.builds(Person, name=texts, uri=maybe(identifiers), role=maybe(texts))
renditions = st.builds(
    Rendition,
    href=identifiers,
    media_type=maybe(st.sampled_from(["image/jpeg", "video/mp4"])),
    width=maybe(st.integers(1, 9000)),
    height=maybe(st.integers(1, 9000)),
    size=maybe(st.integers(0, 10**9)),
)
media = st.builds(
    Media, kind=st.one_of(kinds, texts), caption=maybe(texts), credit=maybe(texts), renditions=some(renditions)
)
articles: st.SearchStrategy[Article] = st.builds(
    Article,
    uri=identifiers,
    version=st.integers(1, 99),
    kind=st.one_of(kinds, texts),
    status=st.sampled_from(["usable", "withheld", "canceled"]),
    urgency=maybe(st.integers(1, 9)),
    first_created=maybe(times),
    version_created=maybe(times),
    content_created=maybe(times),
    embargoed_until=maybe(times),
    expires=maybe(times),
    language=st.sampled_from(["und", "en", "ar", "zh-Hant"]),
    direction=st.sampled_from(["ltr", "rtl"]),
    headline=texts,
    subheadline=maybe(texts),
    summary=maybe(texts),
    paragraphs=some(texts),
    body_html=maybe(texts),
    word_count=st.integers(0, 99),
    byline=maybe(texts),
    authors=some(people),
    slugline=maybe(texts),
    dateline=maybe(st.builds(Dateline, text=texts, place=maybe(texts), date=maybe(st.dates(date(1900, 1, 1))))),
    subjects=some(concepts),
    genres=some(concepts),
    keywords=some(texts),
    places=some(concepts),
    people=some(people),
    organisations=some(concepts),
    provider=maybe(
        st.builds(Provider, code=maybe(st.from_regex(r"[a-z]{1,9}", fullmatch=True)), name=maybe(texts), domain=maybe(texts))
    ),
    credit=maybe(texts),
    copyright_holder=maybe(texts),
    copyright_notice=maybe(texts),
    usage_terms=maybe(st.one_of(texts, identifiers)),
    editor_note=maybe(texts),
    media=some(media),
    url=maybe(st.sampled_from(["https://desk.example/story?a=1&b=2", "http://desk.example/"])),
    alt_ids=some(st.builds(AltId, role=texts, value=texts)),
    follows=maybe(identifiers),
    identity=st.just(Identity(basis="wire_id", authority="test", content_digest="0" * 64)),
    provenance=st.just(
        Provenance(source="test", format="made", received_at=RECEIVED, raw_digest="0" * 64, raw_size=0)
    ),
)  # fmt: skip
"""Articles with everything that the schema allows, likely or not."""


FILES = [*TWINS, *sorted(SAMPLES.glob("*"))]
"""The twins and samples of all formats."""


def file_name(path: Path) -> str:
    """What a file is called in the name of a test."""
    return f"{path.parent.name}/{path.stem}"


def articles_in(path: Path) -> list[Article]:
    """The articles that a twin or sample gives."""
    item = twin_of(path)[0] if path in TWINS else item_of(path.read_bytes())
    return [result for result in read(item) if isinstance(result, Article)]


def through_ninjs(article: Article, line: str) -> Article:
    """What comes back when an exported line is read, with nothing said of its format or its source."""
    received = article.provenance.received_at
    (result,) = read(WireItem(payload=line.encode(), source="test", received_at=received))
    assert isinstance(result, Article), (result, json.loads(line))
    assert result.provenance.format == "ninjs"
    return result
