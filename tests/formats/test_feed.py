"""Feeds: what entries say, and what one broken entry costs. Whole feeds beside their records are in tests/formats/feed."""

import time

import pytest

from schemas import Article, Rejection, Source
from tests.formats.items import item_of
from worker.pipeline import explain, read

XINHUA = Source(id="test", provider="xinhua")
ADDRESS = "http://www.xinhuanet.com/english/2026-05/21/c_139700021.htm"


def read_entry(inner: str, *, head: str = "", url: str | None = None, source: Source | None = None) -> Article:
    text = f'<rss version="2.0"><channel><language>en</language>{head}<item>{inner}</item></channel></rss>'
    (result,) = read(item_of(text.encode(), url=url), source)
    assert isinstance(result, Article), result
    return result


def read_atom(inner: str, attributes: str = "") -> Article:
    text = f'<feed xmlns="http://www.w3.org/2005/Atom" {attributes}><entry xml:lang="en">{inner}</entry></feed>'
    (result,) = read(item_of(text.encode()))
    assert isinstance(result, Article), result
    return result


def test_a_broken_entry_costs_itself_alone() -> None:
    entries = "<item><title>One</title></item><item><enclosure/></item><item><title>Three</title></item>"
    one, two, three = read(item_of(f"<rss><channel>{entries}</channel></rss>".encode()))
    assert isinstance(one, Article)
    assert isinstance(two, Rejection)
    assert (two.code, two.where, two.story) == ("no_headline", "entry 2 enclosure", 1)
    assert isinstance(three, Article)


def test_a_feed_without_entries_has_no_story() -> None:
    (result,) = read(item_of(b"<rss><channel><title>T</title></channel></rss>"))
    assert isinstance(result, Rejection)
    assert result.code == "no_story"


def test_the_titles_and_descriptions_of_media_are_not_the_storys() -> None:
    media = "<media:title>Picture</media:title><media:description>Of it</media:description>"
    media += '<media:content url="https://a.example/1.jpg"/><media:credit>Ann Bo</media:credit>'
    article = read_entry(f"{media}<title>Story</title><description>Text of it.</description>")
    assert (article.headline, article.paragraphs) == ("Story", ("Text of it.",))
    (picture,) = article.media
    assert (picture.kind, picture.caption, picture.credit) == ("picture", "Of it", "Ann Bo")


def test_a_file_named_twice_is_one() -> None:
    twice = '<enclosure url="https://a.example/1.jpg" type="image/jpeg"/><media:content url="https://a.example/1.jpg"/>'
    assert len(read_entry(f"<title>T</title>{twice}").media) == 1


def test_an_identifier_is_taken_as_it_is_written_whatever_the_base() -> None:
    head = '<link xml:base="https://base.example/">https://base.example/</link>'
    article = read_entry("<title>T</title><guid>1</guid>", head=head, url="https://a.example/feed.xml")
    assert article.uri == "urn:wirecopy:test:1"
    assert article.url is None


def test_a_relative_link_starts_from_the_base_else_the_feeds_address_else_the_channels_link() -> None:
    entry = '<title>T</title><link href="5.html"/>'
    assert read_atom(f"{entry}<id>tag:a,2026:1</id>", 'xml:base="https://a.example/x/"').url == "https://a.example/x/5.html"
    relative = "<title>T</title><link>5.html</link>"
    head = "<link>https://channel.example/</link>"
    assert read_entry(relative, head=head, url="https://a.example/y/feed.xml").url == "https://a.example/y/5.html"
    assert read_entry(relative, head=head).url == "https://channel.example/5.html"
    assert read_entry(relative).url is None


def test_links_in_the_text_start_from_the_story() -> None:
    text = "<description>&lt;a href='2.html'&gt;Next&lt;/a&gt;</description>"
    article = read_entry(f"<title>T</title><link>https://a.example/dir/1.html</link>{text}")
    assert article.body_html is not None
    assert "https://a.example/dir/2.html" in article.body_html


def test_the_original_link_of_a_proxied_feed_wins() -> None:
    links = "<link>https://proxy.example/1</link><feedburner:origLink>https://a.example/1</feedburner:origLink>"
    assert read_entry(f"<title>T</title>{links}").url == "https://a.example/1"


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "http://[bad", "mailto:a@b.example", ""])
def test_a_link_that_is_no_web_address_is_none(link: str) -> None:
    assert read_entry(f"<title>T</title><guid>g</guid><link>{link}</link>").url is None


def test_a_title_of_atom_is_text_unless_it_says_html() -> None:
    assert read_atom("<title>a &lt;b&gt; &amp;amp; c</title>").headline == "a <b> &amp; c"
    assert read_atom('<title type="html">a &lt;b&gt;b&lt;/b&gt; &amp;amp; c</title>').headline == "a b & c"


def test_a_flag_before_the_headline_is_told_apart() -> None:
    article = read_entry("<title>Urgent: Bridge closed</title><description>The bridge is closed.</description>")
    assert article.headline == "Bridge closed"
    assert [genre.name for genre in article.genres] == ["Urgent"]
    assert article.urgency is not None


def test_a_summary_that_only_repeats_the_text_is_left_out() -> None:
    text = "<content:encoded>&lt;p&gt;Text &amp;amp; more.&lt;/p&gt;</content:encoded>"
    same, other = ("<description>Text &amp;amp; more.</description>", "<description>Less.</description>")
    assert read_entry(f"<title>T</title>{same}{text}").summary is None
    assert read_entry(f"<title>T</title>{other}{text}").summary == "Less."


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("desk@a.example (Ann Bo)", "Ann Bo"),
        ("Ann Bo &lt;desk@a.example&gt;", "Ann Bo"),
        ("<![CDATA[Ann &amp; Bo]]>", "Ann & Bo"),
        ("desk@a.example", "desk@a.example"),
    ],
)
def test_the_author_of_rss_is_the_name_beside_the_mail_address(written: str, name: str) -> None:
    assert [one.name for one in read_entry(f"<title>T</title><author>{written}</author>").authors] == [name]


def test_the_entrys_language_wins_over_the_feeds() -> None:
    assert read_entry("<title>T</title>").language == "en"
    assert read_entry("<title>T</title><dc:language>ar</dc:language>").language == "ar"
    assert read_atom('<title>T</title><content xml:lang="fr">x</content>', 'xml:lang="de"').language == "en"


@pytest.mark.parametrize(
    "written",
    [
        "<georss:point>40.0 116.4</georss:point>",
        "<georss:where><gml:Point><gml:pos>40.0, 116.4</gml:pos></gml:Point></georss:where>",
        "<geo:lat>40.0</geo:lat><geo:long>116.4</geo:long>",
        "<geo:Point><geo:lat>40.0</geo:lat><geo:long>116.4</geo:long></geo:Point>",
    ],
)
def test_a_point_on_the_map_is_a_place(written: str) -> None:
    (place,) = read_entry(f"<title>T</title>{written}").places
    assert (place.code, place.scheme) == ("40.0,116.4", "georss:point")


@pytest.mark.parametrize("written", ["", "40", "91 0", "x y", "nan nan", "1e9 0"])
def test_a_point_that_is_nowhere_is_left_out(written: str) -> None:
    assert read_entry(f"<title>T</title><georss:point>{written}</georss:point>").places == ()


def test_a_date_that_cannot_be_read_is_left_out_with_a_note() -> None:
    article = read_entry("<title>T</title><pubDate>some day</pubDate>")
    assert article.version_created is None
    assert [(note.code, note.detail) for note in article.provenance.notes] == [
        ("date_unreadable", "some day"),
        ("headline_only", None),
    ]


def test_an_entry_of_xinhua_and_the_pages_text_are_one_story() -> None:
    entry = f"<title>T</title><link>{ADDRESS}</link><guid>{ADDRESS}</guid><description>Text.</description>"
    page = b"Tea goes by drone\n\nSource: Xinhua| 2026-05-21 14:30:12|Editor: A\n\nQINGSHAN, May 21 (Xinhua) -- Tea flew."
    (article,) = read(item_of(page, url=ADDRESS), XINHUA)
    assert isinstance(article, Article)
    assert read_entry(entry, source=XINHUA).uri == article.uri == "urn:wirecopy:xinhua:139700021"


def test_a_guid_of_xinhuas_own_stays_the_identity() -> None:
    article = read_entry(f"<title>T</title><link>{ADDRESS}</link><guid>own-1</guid>", source=XINHUA)
    assert article.uri == "urn:wirecopy:xinhua:own-1"


def test_explaining_names_each_part_by_its_entry_and_element() -> None:
    text = (
        "<rss><channel><item><title>One</title></item><item><title>Two</title><category>c</category></item></channel></rss>"
    )
    _, two = explain(item_of(text.encode()))
    assert [(part.role, part.text, part.where) for part in two.parts] == [
        ("headline", "Two", "entry 2 title"),
        ("keyword", "c", "entry 2 category"),
    ]


def test_entities_that_multiply_are_refused_within_a_second() -> None:
    declared = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    started = time.perf_counter()
    (result,) = read(item_of(f"<!DOCTYPE rss [<!ENTITY l0 'ha'>{declared}]><rss><channel>&l11;</channel></rss>".encode()))
    assert isinstance(result, Rejection)
    assert result.code == "unsafe_xml"
    assert time.perf_counter() - started < 1


def test_a_lone_ampersand_and_names_without_a_semicolon_are_letters() -> None:
    link = "<link>https://a.example/1?a=1&b=2&copy=3</link>"
    article = read_entry(f"<title>Hull&Sons, R&D &bogus; &mdash; new&nbsp;boats</title>{link}<description>B&B</description>")
    assert article.headline == "Hull&Sons, R&D &bogus; — new\u00a0boats"
    assert article.paragraphs == ("B&B",)
    assert article.url == "https://a.example/1?a=1&b=2&copy=3"


def test_a_title_escaped_once_too_often_is_plain_all_the_same() -> None:
    assert read_entry("<title>Hull &amp;amp; Sons&amp;#8217; boats</title>").headline == "Hull & Sons’ boats"
    assert read_entry("<title><![CDATA[The &lt;em&gt;Gull&lt;/em&gt; sails]]></title>").headline == "The Gull sails"


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("www.a.example/1", "https://www.a.example/1"),
        ("a.example/1", "https://a.example/1"),
        ("b.example/1", "https://a.example/rss/b.example/1"),
        ("//b.example/1", "https://b.example/1"),
        ("http:/b.example/1", "http://b.example/1"),
        ("https//b.example/1", "https://b.example/1"),
        ("http://https://b.example/1", "https://b.example/1"),
        ("/old boats/ميناء?q=a b", "https://a.example/old%20boats/ميناء?q=a%20b"),
    ],
)
def test_links_without_a_scheme_with_two_or_with_spaces_lead_where_they_were_meant_to(link: str, url: str) -> None:
    assert read_entry(f"<title>T</title><link>{link}</link>", url="https://a.example/rss/feed.xml").url == url


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("By Ann Bo", ["Ann Bo"]),
        ("Ann Bo, Cy de Do and Ed O’Fu", ["Ann Bo", "Cy de Do", "Ed O’Fu"]),
        ("Ann Bo and Cy Do in Harbourtown", ["Ann Bo and Cy Do in Harbourtown"]),
        ("Ann Bo, Harbour Editor", ["Ann Bo, Harbour Editor"]),
        ("Ropes and Sails", ["Ropes and Sails"]),
    ],
)
def test_a_row_of_names_is_several_authors_and_anything_else_is_one(written: str, names: list[str]) -> None:
    assert [one.name for one in read_entry(f"<title>T</title><dc:creator>{written}</dc:creator>").authors] == names


def test_the_full_text_of_a_feed_for_search_engines_is_the_text() -> None:
    article = read_entry(
        "<title>T</title><description>Lead.</description><yandex:full-text>Lead.\n\nMore.</yandex:full-text>"
    )
    assert (article.summary, article.paragraphs) == ("Lead.", ("Lead.", "More."))


def test_a_podcasts_summary_is_the_text_where_there_is_no_other() -> None:
    summary = "<itunes:summary>Of boats.</itunes:summary>"
    assert read_entry(f"<title>T</title>{summary}").paragraphs == ("Of boats.",)
    assert read_entry(f"<title>T</title>{summary}<description>Text.</description>").paragraphs == ("Text.",)


def test_a_content_of_pictures_alone_leaves_the_text_to_the_description_and_an_entry_of_pictures_is_a_story() -> None:
    picture = "<content:encoded>&lt;img src='https://a.example/1.jpg'&gt;</content:encoded>"
    assert read_entry(f"<title>T</title>{picture}<description>Text.</description>").paragraphs == ("Text.",)
    article = read_entry(f"<title>T</title>{picture}")
    assert (article.paragraphs, len(article.media)) == ((), 1)


def test_a_picture_in_two_sizes_is_one_picture() -> None:
    sizes = "".join(f'<media:content width="{w}" url="https://i.example/1.jpg?width={w}"/>' for w in (140, 460))
    other = '<media:content url="https://i.example/show.php?id=1"/><media:thumbnail url="https://i.example/show.php?id=2"/>'
    pictures = read_entry(f"<title>T</title>{sizes}{other}").media
    assert [[one.width for one in picture.renditions] for picture in pictures] == [[140, 460], [None]]


def test_keywords_between_commas_are_several_and_categories_of_a_scheme_are_subjects() -> None:
    words = "<itunes:keywords>sea, boats ,</itunes:keywords><dc:subject>Ports</dc:subject><category>A &amp; B</category>"
    article = read_entry(f'<title>T</title>{words}<category domain="https://a.example/tags">Tides</category>')
    assert article.keywords == ("sea", "boats", "Ports", "A & B")
    assert [(one.name, one.scheme) for one in article.subjects] == [("Tides", "https://a.example/tags")]


def test_the_source_of_an_entry_is_its_credit() -> None:
    assert read_entry('<title>T</title><source url="https://gull.example">The Gull</source>').credit == "The Gull"
    source = "<source><title>The Gull</title><id>x</id></source>"
    assert read_atom(f"<title>T</title><id>u:1</id>{source}").credit == "The Gull"


def test_times_without_a_zone_in_feeds_of_xinhuas_addresses_are_beijings() -> None:
    article = read_entry(f"<title>T</title><link>{ADDRESS}</link><pubDate>2026-05-21 14:30:12</pubDate>")
    assert article.version_created is not None
    assert article.version_created.isoformat() == "2026-05-21T06:30:12+00:00"
    assert [(note.code, note.detail) for note in article.provenance.notes][:1] == [("timezone_assumed", "Asia/Shanghai")]


def test_an_alert_expires_and_names_its_areas() -> None:
    article = read_atom(
        "<title>T</title><id>u:1</id><cap:expires>2026-11-23T18:00:00-05:00</cap:expires>"
        "<cap:areaDesc>North Bay; South Bay</cap:areaDesc>"
    )
    assert article.expires is not None
    assert article.expires.isoformat() == "2026-11-23T23:00:00+00:00"
    assert [one.name for one in article.places] == ["North Bay", "South Bay"]


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        ('<p>A.</p><p>The post <a href="/1">Title</a> appeared first on <a href="/">Gull</a>.</p>', ("A.",)),
        ('<p>A.</p><p>ظهرت المقالة <a href="/1">Title</a> أولاً على <a href="/">Gull</a>.</p>', ("A.",)),
        ('<p>A.</p><p>See <a href="/2">tides</a> and <a href="/3">moons</a>.</p>', ("A.", "See tides and moons.")),
        ('<p>A.</p> <a href="/1">Continue reading...</a>', ("A.",)),
        ('<p>A.</p><p><a href="/1">Read more about tides</a></p>', ("A.",)),
        ('A.<div class="feedflare"><a href="/x"><img src="/y"></a></div>', ("A.",)),
        (
            '<span property="schema:name">Title</span> <span rel="schema:author"><span lang="">admin</span></span>'
            ' <span property="schema:dateCreated">Mon, 11/23/2026</span> <div><p>A.</p></div>',
            ("A.",),
        ),
    ],
)
def test_what_a_site_puts_around_a_text_is_taken_off_it(text: str, paragraphs: tuple[str, ...]) -> None:
    article = read_entry(
        f"<title>Title</title><link>https://a.example/1</link><description><![CDATA[{text}]]></description>"
    )
    assert article.paragraphs == paragraphs


def test_a_section_without_an_end_costs_its_own_entry_nothing_and_the_next_ones_nothing() -> None:
    entries = "<item><title>One</title><description><![CDATA[Text one</description></item>"
    entries += "<item><title>Two</title><description><![CDATA[Text two]]></description></item>"
    one, two = read(item_of(f"<rss><channel>{entries}</channel></rss>".encode()))
    assert isinstance(one, Article)
    assert isinstance(two, Article)
    assert (one.paragraphs, two.paragraphs) == (("Text one",), ("Text two",))


def test_an_empty_entry_is_named_by_its_place() -> None:
    (result,) = read(item_of(b"<rss><channel><item></item></channel></rss>"))
    assert isinstance(result, Rejection)
    assert (result.code, result.where) == ("no_headline", "entry 1")


def test_an_end_tag_that_ends_as_an_empty_element_does_is_no_entry() -> None:
    entries = "</item/><item><title>One</title><description>Text one</description></item></item />"
    (result,) = read(item_of(f"<rss><channel>{entries}</channel></rss>".encode()))
    assert isinstance(result, Article), result
    assert result.headline == "One"
