"""OPML: lists of feeds in, as sources and TOML, and out."""

import time
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from schemas import Source
from schemas.errors import SetUpError
from schemas.web_source import FeedSource, PageListSource
from tests.integration.conftest import Run, run
from worker.sources.opml import FeedList, opml_of, sources_of, toml_of
from worker.sources_file import declared_sources

__all__ = ["run"]  # a fixture of other tests that these share

READER = b"""<?xml version="1.0" encoding="UTF-8"?>
<!-- as a feed reader writes it -->
<opml version="1.0">
  <head><title>Subscriptions</title></head>
  <body>
    <outline text="World" title="World">
      <outline type="rss" text="Coast News" title="Coast News: World" xmlUrl="https://coast.example/world.rss"
               htmlUrl="https://coast.example/" language="en-ie"/>
      <outline text="Afrique">
        <outline type="atom" text="Journal d\xe2\x80\x99Orient" xmlUrl="http://orient.example/afrique.atom"/>
      </outline>
    </outline>
    <outline text="\xd8\xa3\xd8\xae\xd8\xa8\xd8\xa7\xd8\xb1" xmlUrl="https://www.akhbar.example/feed"/>
    <outline text="A note, no feed"/>
  </body>
</opml>
"""


def listed(outlines: str, head: str = "") -> bytes:
    """A list with these outlines."""
    return f'{head}<opml version="2.0"><head/><body>{outlines}</body></opml>'.encode()


def told(found: FeedList) -> list[tuple[str, str, str | None, str | None]]:
    """Id, address, name and language of each source."""
    return [(one.id, one.url, one.name, one.language) for one in found.sources]


def test_a_list_with_folders_becomes_sources_whose_ids_are_made_of_names_or_hosts() -> None:
    found = sources_of(READER)
    assert told(found) == [
        ("coast-news-world", "https://coast.example/world.rss", "Coast News: World", "en-ie"),
        ("journal-dorient", "http://orient.example/afrique.atom", "Journal d’Orient", None),
        ("akhbar-example", "https://www.akhbar.example/feed", "أخبار", None),
    ]
    assert (found.declared, found.left_out, found.malformed) == ((), (), None)


def test_the_same_list_gives_the_same_ids_and_no_id_is_given_twice() -> None:
    document = listed("".join(f'<outline text="News" xmlUrl="https://a.example/{number}"/>' for number in range(3)))
    assert [one.id for one in sources_of(document).sources] == ["news", "news-2", "news-3"]
    assert sources_of(document) == sources_of(document)


def test_an_address_that_is_listed_twice_is_one_source() -> None:
    found = sources_of(
        listed('<outline text="A" xmlUrl="https://a.example/"/><outline text="B" xmlUrl="https://a.example/"/>')
    )
    assert [one.name for one in found.sources] == ["A"]


def test_what_is_declared_is_not_given_again_and_its_id_stays_its_own() -> None:
    declared = [Source(id="news"), FeedSource(id="coast", url="https://coast.example/rss")]
    found = sources_of(
        listed(
            '<outline text="Coast" xmlUrl="https://coast.example/rss"/><outline text="News" xmlUrl="https://n.example/"/>'
        ),
        declared,
    )
    assert [one.id for one in found.sources] == ["news-2"]
    assert found.declared == ("coast",)


@pytest.mark.parametrize(
    ("outline", "reason"),
    [
        ('<outline text="Old" xmlUrl="gopher://old.example/1"/>', "'gopher://old.example/1' is no http:// or https://"),
        ('<outline text="Own" xmlUrl="file:///etc/hosts"/>', "'file:///etc/hosts' is no http:// or https://"),
        ('<outline text="Mine" xmlUrl="https://me:secret@a.example/"/>', "given by username and password_file"),
        ('<outline text="Odd" xmlUrl="https://[a.example/"/>', "Invalid IPv6 URL"),
        ('<outline text="None" type="rss"/>', "no address"),
        ('<outline text="Empty" xmlUrl=""/>', "no address"),
    ],
)
def test_what_cannot_be_polled_is_left_out_with_its_line_and_why(outline: str, reason: str) -> None:
    found = sources_of(listed(f'\n<outline text="Good" xmlUrl="https://good.example/"/>\n{outline}'))
    assert [one.name for one in found.sources] == ["Good"]
    ((line, name, why),) = [(one.line, one.name, one.reason) for one in found.left_out]
    assert (line, name) == (3, outline.split('"')[1])
    assert reason in why
    assert "secret" not in why


@pytest.mark.parametrize(
    "outline",
    [
        '<OUTLINE TEXT="A" XMLURL="https://a.example/x"/>',
        '<outline type="RSS" text="A" xmlurl=" https://a.example/x&#10;"/>',
        '<outline type="rss" text="A" url="https://a.example/x"/>',
        '<outline title="A" text="another" xmlUrl="https://a.example/x"/>',
        '<outline type="link" text="A" xmlUrl="https://a.example/x"/>',
    ],
)
def test_attributes_are_read_in_any_case_and_any_habit(outline: str) -> None:
    assert told(sources_of(listed(outline))) == [("a", "https://a.example/x", "A", None)]


def test_entities_of_html_and_lone_ampersands_are_read_as_meant() -> None:
    found = sources_of(
        listed('<outline text="Caf&eacute; &amp; Bar&nbsp;&lt;&bogus;&#233;" xmlUrl="https://a.example/?a=1&b=2&copy=3"/>')
    )
    assert told(found) == [("cafe-bar-bogus-e", "https://a.example/?a=1&b=2&copy=3", "Café & Bar <&bogus;é", None)]


@pytest.mark.parametrize(
    "document",
    [
        listed('<outline text="Süd" xmlUrl="https://a.example/"/>', "\ufeff"),
        listed('<outline text="Süd" xmlUrl="https://a.example/"/>').decode().encode("utf-16"),
        listed('<outline text="Süd" xmlUrl="https://a.example/"/>', '<?xml version="1.0" encoding="UTF-16"?>')
        .decode()
        .encode("utf-16"),
        listed('<outline text="Süd" xmlUrl="https://a.example/"/>', '<?xml version="1.0" encoding="iso-8859-1"?>')
        .decode()
        .encode("latin-1"),
        listed('<outline text="Süd" xmlUrl="https://a.example/"/>', '\n<?xml version="1.0" encoding="us-ascii"?>'),
    ],
    ids=["mark", "utf-16", "utf-16 declared", "latin-1", "wrong declaration"],
)
def test_the_charset_is_that_of_the_mark_or_of_the_bytes_or_the_declared(document: bytes) -> None:
    assert told(sources_of(document)) == [("sud", "https://a.example/", "Süd", None)]


def test_a_malformed_list_is_read_as_far_as_it_goes_and_said_to_be_malformed() -> None:
    found = sources_of(
        b'<opml><body><outline text="A <b>" xmlUrl="https://a.example/">\n</wrong>'
        b'<outline text="B\x0c" xmlUrl="https://b.example/">'
    )
    assert [one.id for one in found.sources] == ["a-b", "b"]
    assert found.malformed is not None
    assert found.malformed.startswith("line ")


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (b"", "nothing in it"),
        (b"\x89PNG\r\n\x1a\n\0\0", "PNG"),
        (b"\x01", "no OPML"),
        (b"no list at all", "no element <opml>"),
        (b"<rss><channel/></rss>", "no element <opml>"),
        (b'<!DOCTYPE opml [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><opml><body/></opml>', "declares entities"),
        (b'<!DOCTYPE opml [<!entity % a SYSTEM "file:///etc/hosts">%a;]><opml/>', "declares entities"),
    ],
)
def test_what_is_no_list_or_declares_entities_is_refused(document: bytes, said: str) -> None:
    with pytest.raises(SetUpError, match=said):
        sources_of(document)


@pytest.mark.parametrize(
    "unit",
    [
        '<outline text="A" xmlUrl="https://a.example/"/>',
        '<outline text="A" xmlUrl="ftp://',
        "<outline>",
        "&a;",
        "&",
        "<?xml encoding ",
        '" ',
        "<outline " + " ".join(f'a{number}=""' for number in range(100_000)) + "/>",
        "<outline " + 'a="" ' * 100_000 + "/>",
        "<!DOCTYPE opml [",
        "<![CDATA[",
    ],
    ids=lambda unit: unit[:20],
)
def test_a_megabyte_of_anything_is_read_within_seconds(unit: str) -> None:
    begun = time.monotonic()
    sources_of(listed(unit * (1_000_000 // len(unit))))
    assert time.monotonic() - begun < 5


def test_ten_thousand_feeds_of_one_name_take_a_second_or_two() -> None:
    begun = time.monotonic()
    found = sources_of(
        listed("".join(f'<outline text="A" xmlUrl="https://a.example/{number}"/>' for number in range(10_000)))
    )
    assert found.sources[-1].id == "a-10000"
    assert time.monotonic() - begun < 5


@given(st.binary(max_size=300) | st.text(max_size=200).map(listed))
def test_any_bytes_are_a_list_or_are_refused(document: bytes) -> None:
    try:
        found = sources_of(document)
    except SetUpError:
        return
    assert isinstance(found, FeedList)


def feeds() -> st.SearchStrategy[FeedSource]:
    """Feeds of any name, of any address that can be declared, and any language."""

    def feed(source_id: str, name: str | None, path: str, language: str | None) -> FeedSource | None:
        try:
            return FeedSource(id=source_id, url=f"https://a.example/{path}", name=name, language=language)
        except ValidationError:
            return None

    texts = st.text(min_size=1, max_size=40)
    built = st.builds(feed, texts, st.none() | texts, st.text(max_size=40), st.none() | st.sampled_from(["ar", "zh-Hans"]))
    return built.filter(lambda source: source is not None).map(lambda source: source or pytest.fail("no source"))


@given(st.lists(feeds(), max_size=4, unique_by=lambda source: source.id))
def test_sources_written_as_toml_are_declared_as_they_were(
    tmp_path_factory: pytest.TempPathFactory, sources: list[FeedSource]
) -> None:
    file = tmp_path_factory.getbasetemp() / "sources.toml"
    file.write_text(toml_of(sources), encoding="utf-8")
    assert list(declared_sources(file).values()) == sources


def test_toml_shows_nothing_that_steers_a_terminal_or_turns_the_line_around() -> None:
    text = toml_of([FeedSource(id="a", url="https://a.example/", name='\x1b[2J\x9b\u202e"\\ \x7f\U000e0001 أخبار')])
    assert r'name = "\u001b[2J\u009b\u202e\"\\ \u007f\U000e0001 أخبار"' in text
    assert tomllib.loads(text)["source"][0]["name"] == '\x1b[2J\x9b\u202e"\\ \x7f\U000e0001 أخبار'


@given(st.lists(feeds(), max_size=4, unique_by=(lambda source: source.id, lambda source: source.url)))
def test_a_list_that_was_exported_gives_the_same_ids_and_languages(sources: list[FeedSource]) -> None:
    # XML holds no control characters, and addresses no white space at their ends.
    plain = [
        one for one in sources if one.id.isprintable() and " ".join(one.url.split()) == one.url and one.url.isprintable()
    ]
    found = sources_of(opml_of(plain, "All"))
    assert [(one.id, one.url, one.language) for one in found.sources] == [(one.id, one.url, one.language) for one in plain]
    assert found.malformed is None


def test_an_export_has_the_feeds_only_and_nothing_secret() -> None:
    document = opml_of(
        [
            Source(id="pushed", url="https://p.example/"),
            FeedSource(id="coast", name="Coast <News>", url="https://c.example/", header_files={"X-Key": "the-file"}),
            PageListSource(id="pages", url="https://l.example/", link_pattern="x"),
        ],
        "My \x00 feeds",
    )
    assert told(sources_of(document)) == [("coast", "https://c.example/", "Coast <News>", None)]
    assert b"the-file" not in document
    assert document.startswith(b"<?xml")


SOURCES = """
[[source]]
id = "coast"
kind = "feed"
url = "https://coast.example/world.rss"
language = "en"

[[source]]
id = "channel"
kind = "page_list"
url = "https://pages.example/"
link_pattern = "/story/"
"""


def test_import_prints_toml_that_can_be_added_as_it_is(run: Run, tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_text(SOURCES.rstrip())  # without a line end, as editors may leave it
    (tmp_path / "feeds.opml").write_bytes(READER)
    done = run("sources", "import", "feeds.opml", WIRECOPY_SOURCES_FILE="sources.toml")
    assert (done.returncode, done.stderr) == (0, "wirecopy: declared already: coast\n")
    with (tmp_path / "sources.toml").open("a", encoding="utf-8") as file:
        file.write(done.stdout)
    assert list(declared_sources(tmp_path / "sources.toml")) == ["coast", "channel", "journal-dorient", "akhbar-example"]
    again = run("sources", "import", "-", stdin=READER.decode(), WIRECOPY_SOURCES_FILE="sources.toml")
    assert (again.returncode, again.stdout) == (0, "")


def test_import_exits_1_where_a_feed_is_left_out_and_says_which(run: Run) -> None:
    document = listed(
        '<outline text="Old\u202e" xmlUrl="ftp://old.example/"/><outline text="A" xmlUrl="https://a.example/">'
    )
    done = run("sources", "import", "-", stdin=document.decode())
    assert done.returncode == 1
    assert "line 1: Old\ufffd is left out: 'ftp://old.example/' is no http" in done.stderr
    assert "malformed, read as far as it goes" in done.stderr
    assert 'id = "a"' in done.stdout


def test_import_exits_4_for_what_is_no_list_is_not_there_or_is_too_large(run: Run) -> None:
    for done, said in (
        (run("sources", "import", "-", stdin="<rss/>"), "this is no OPML"),
        (run("sources", "import", "nothing.opml"), "nothing.opml cannot be read"),
        (run("sources", "import", "-", stdin="<opml/>", WIRECOPY_MAX_ITEM_BYTES="3"), "larger than WIRECOPY_MAX_ITEM_BYTES"),
    ):
        assert (done.returncode, done.stdout) == (4, "")
        assert said in done.stderr


def test_export_prints_the_declared_feeds_and_says_what_opml_cannot_hold(run: Run, tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_text(SOURCES)
    done = run("sources", "export", WIRECOPY_SOURCES_FILE="sources.toml")
    assert (done.returncode, done.stderr) == (0, "wirecopy: only feeds go into OPML; left out: channel\n")
    assert told(sources_of(done.stdout.encode())) == [("coast", "https://coast.example/world.rss", None, "en")]
    nothing = run("sources", "export")
    assert (nothing.returncode, "WIRECOPY_SOURCES_FILE names no file" in nothing.stderr) == (4, True)
