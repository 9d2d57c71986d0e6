"""HTML becomes paragraphs to read, and markup without anything that could do harm."""

import re

import pytest

from schemas import NoteCode
from worker.draft import Markup, Paragraph
from worker.formats.inline import block_lines, inline_text
from worker.normalise.markup import Readable, read_markup
from worker.normalise.markup_out import ATTRIBUTES
from worker.tags import has_markup

BASE = "https://wire.example/news/1.html"


def reading_of(html: str, base: str | None = BASE) -> Readable:
    return read_markup(Markup(html, "content", base))


def texts_of(html: str) -> list[str]:
    return [paragraph.text for paragraph in reading_of(html).paragraphs]


PARAGRAPHS = {
    "<p>one <b>two</b> three</p><ul><li>four</li><li>five</ul>": ["one two three", "four", "five"],
    "<p>no<b>w</b>here</p>": ["nowhere"],
    "one<br>two<br><br>three<br/> <br/>four": ["one\ntwo", "three", "four"],
    "<h2>Head</h2>text<div>more</div>end": ["Head", "text", "more", "end"],
    "<table><tr><th>A</th><td>1</td></tr><tr><td>B<td>2</table>": ["A | 1", "B | 2"],
    "<table><tr><td><p>a</p><p>b</p></td><td>c</td></tr></table>": ["a", "b", "c"],
    "<pre>first line\nsecond line</pre>": ["first line", "second line"],
    "<pre>first\nline\n\nsecond</pre>": ["first\nline", "second"],
    "<dl><dt>word<dd>meaning</dl>": ["word", "meaning"],
    "<p>a&nbsp;b &amp; c &lt;d&gt; &#8212; &#x2014;</p>": ["a\u00a0b & c <d> — —"],
    "<p>H<sub>2</sub>O, x<sup>2</sup>, <q>quoted</q></p>": ["H2O, x2, “quoted”"],
    "<p><ruby>東<rp>(</rp><rt>とう</rt><rp>)</rp></ruby></p>": ["東(とう)"],
    "<p>a<script>b</script>c<style>d</style><noscript>e</noscript><template>f</template></p>": ["ac"],
    "<p>a</p><p hidden>b</p><p style='display: none'>c</p><div style='visibility:hidden'>d<p>e</div><p>f": ["a", "f"],
    "<p>a<!-- b --><!--[if mso]>c<![endif]-->d<![CDATA[e]]></p>": ["ade"],
    "&lt;p&gt;escaped &amp;amp; whole&lt;/p&gt;": ["escaped & whole"],
    "&amp;lt;p&amp;gt;twice&amp;lt;/p&amp;gt;": ["twice"],
    "about the &lt;b&gt; tag": ["about the <b> tag"],
    "5 < 6 and <desk@wire.example>": ["5 < 6 and <desk@wire.example>"],
    "<p>write to <desk@wire.example></p>": ["write to <desk@wire.example>"],
    "plain\ntext\n\nagain &amp; again": ["plain\ntext", "again & again"],
    "<button>never closed <p>text</p>": ["never closed", "text"],
    "<p>a<svg><text>drawn</text></svg>b<select><option>c</select>": ["ab"],
    "<p>😀 <img src='https://s.example/emoji/1.png' alt='🙂'></p>": ["😀 🙂"],
    "<p>&#99999999999999; &#0; &bogus; &amp</p>": ["\ufffd \ufffd &bogus; &"],
    "": [],
    "<p>&nbsp;</p>": [],
}


@pytest.mark.parametrize(("html", "texts"), PARAGRAPHS.items())
def test_html_is_read_in_paragraphs(html: str, texts: list[str]) -> None:
    assert texts_of(html) == texts


@pytest.mark.parametrize("name", sorted(ATTRIBUTES))
def test_every_element_that_may_leave_is_known_as_markup_when_it_comes(name: str) -> None:
    assert has_markup(f"<{name}>")


def test_each_paragraph_has_its_place() -> None:
    assert reading_of("<p>a</p><p>b</p>").paragraphs == (Paragraph("a", "content 1"), Paragraph("b", "content 2"))


HTML = {
    "plain text": None,
    "<p>a</p>": "<p>a</p>",
    "<P CLASS=x ID=y>a": "<p>a</p>",
    "<section><p>a</section>": "<div><p>a</p></div>",
    "<p dir=rtl lang=ar>ا</p>": '<p dir="rtl" lang="ar">ا</p>',
    "<p>a<font color=red>b</font></p>": "<p>ab</p>",
    "<a href='/x?a=1&copy=2'>a</a>": '<a href="https://wire.example/x?a=1&amp;copy=2" rel="nofollow noopener">a</a>',
    "<a href='mailto:a@b.example' rel=sponsored>a</a>": '<a href="mailto:a@b.example" rel="nofollow noopener">a</a>',
    "<p><a href='ftp://x.example/'>a</a> <a name=b>b</a></p>": "<p>a b</p>",
    "<img src=a.jpg alt=b width=9 height=50% onerror=c>": '<img src="https://wire.example/news/a.jpg" alt="b" width="9">',
    "<p>a<img src=//t.example/p.gif width=1 height=1><img src=x.gif style='width:1px'></p>": "<p>a</p>",
    "<p><img data-src=/lazy.jpg src='data:image/gif;base64,R0'></p>": '<p><img src="https://wire.example/lazy.jpg"></p>',
    "<table><td colspan=2 style=x>a": '<table><tbody><tr><td colspan="2">a</td></tr></tbody></table>',
}


@pytest.mark.parametrize(("html", "left"), HTML.items())
def test_only_what_is_allowed_leaves(html: str, left: str | None) -> None:
    assert reading_of(html).html == left


def test_without_a_base_relative_links_lose_their_address_and_keep_their_text() -> None:
    assert reading_of("<p><a href='/x'>a</a><img src=b.jpg></p>", base=None).html == "<p>a</p>"


def test_a_figures_caption_goes_to_its_picture_and_not_into_the_text() -> None:
    found = reading_of("<figure><img src=a.jpg alt=b width=60><figcaption>The <i>pier</i><p>at dawn</figure><p>text")
    assert [paragraph.text for paragraph in found.paragraphs] == ["text"]
    (picture,) = found.media
    assert (picture.kind, picture.caption) == ("picture", "The pier at dawn")
    assert (picture.renditions[0].href, picture.renditions[0].width) == ("https://wire.example/news/a.jpg", 60)


def test_a_picture_without_a_caption_has_its_alternative_text() -> None:
    assert reading_of("<p><img src=a.jpg alt='The pier'>").media[0].caption == "The pier"


def test_videos_and_sounds_are_media() -> None:
    found = reading_of("<video poster=p.jpg><source src=v.mp4 type=video/mp4>too old</video><audio src=a.mp3></audio>")
    assert [(one.kind, one.renditions[0].href) for one in found.media] == [
        ("video", "https://wire.example/news/v.mp4"),
        ("audio", "https://wire.example/news/a.mp3"),
    ]
    assert found.paragraphs == ()


def test_no_more_than_fifty_media_are_taken() -> None:
    assert len(reading_of("<img src=a.jpg>" * 80).media) == 50


# The usual ways to bring code in, after the lists that browsers' makers and testers keep.
VECTORS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//x.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script/x>alert(1)</script>",
    "<script\n>alert(1)</script>",
    "<script>alert(1)",
    "<<script>alert(1);//<</script>",
    "<img src=x onerror=alert(1)>",
    "<img src=x onerror='alert(1)'",
    "<img/src=x/onerror=alert(1)>",
    "<img src=`x` onerror=alert(1)>",
    "<img src='x'onerror=alert(1)>",
    '<img """><script>alert(1)</script>">',
    "<img src=javascript:alert(1)>",
    "<img src=x:x onerror=alert(1)//",
    "<img src=jav&#x09;ascript:alert(1)>",
    "<img dynsrc=javascript:alert(1)>",
    "<img lowsrc=javascript:alert(1)>",
    "<img srcset='x 1x, javascript:alert(1) 2x'>",
    '<img src=1 href=1 onerror="javascript:alert(1)"></img>',
    "<image src=x onerror=alert(1)>",
    "<a href=javascript:alert(1)>a</a>",
    "<a href=' javascript:alert(1)'>a</a>",
    "<a href='JaVaScRiPt:alert(1)'>a</a>",
    "<a href='java\nscript:alert(1)'>a</a>",
    "<a href='&#106;avascript:alert(1)'>a</a>",
    "<a href='&#x6A;&#x61;vascript:alert(1)'>a</a>",
    "<a href='\x01javascript:alert(1)'>a</a>",
    "<a href=vbscript:msgbox(1)>a</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>a</a>",
    "<a href='data:text/html;base64,PHN2Zz4='>a</a>",
    "<a href=# onclick=alert(1)>a</a>",
    "<a onmouseover=alert(1)>a</a>",
    "<a href='//[x' onclick=alert(1)>a</a>",
    "<a xlink:href=javascript:alert(1)>a</a>",
    "<a href=https://x.example style='background:url(javascript:alert(1))'>a</a>",
    "<p style='x:expression(alert(1))'>a</p>",
    "<p style=behavior:url(x.htc)>a</p>",
    "<body onload=alert(1)>",
    "<body background=javascript:alert(1)>",
    "<svg onload=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href=javascript:alert(1)><text>a</text></a></svg>",
    "<svg><animate onbegin=alert(1)>",
    "<svg><style><img src=x onerror=alert(1)></style>",
    '<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">',
    "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    "<math href=javascript:alert(1)>a</math>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<iframe><script>alert(1)</script></iframe>",
    "<iframe onload=alert(1)",
    "<frameset><frame src=javascript:alert(1)></frameset>",
    "<object data=javascript:alert(1)></object>",
    "<object data='data:text/html;base64,PHN2Zz4='></object>",
    "<embed src=javascript:alert(1)>",
    "<embed src=//x.example/x.swf allowscriptaccess=always>",
    "<applet code=x></applet>",
    "<form action=javascript:alert(1)><input type=submit></form>",
    "<form><button formaction=javascript:alert(1)>a</button></form>",
    "<input onfocus=alert(1) autofocus>",
    "<input type=image src=x onerror=alert(1)>",
    "<button onclick=alert(1)>a</button>",
    "<select onfocus=alert(1) autofocus>",
    "<textarea onfocus=alert(1) autofocus>",
    "<textarea></textarea><script>alert(1)</script>",
    "<keygen onfocus=alert(1) autofocus>",
    "<isindex action=javascript:alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<video src=x onerror=alert(1)></video>",
    "<video poster=javascript:alert(1)></video>",
    "<audio src=x onerror=alert(1)></audio>",
    "<details open ontoggle=alert(1)>a</details>",
    "<marquee onstart=alert(1)>a</marquee>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<link rel=stylesheet href=javascript:alert(1)>",
    "<link rel=import href=//x.example>",
    "<base href='javascript:alert(1)//'>",
    "<style>@import 'javascript:alert(1)';</style>",
    "<style>li{list-style-image:url(javascript:alert(1))}</style>",
    "<style><img src='</style><img src=x onerror=alert(1)//'>",
    "<title><img src=x onerror=alert(1)></title>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    '<noembed><img title="</noembed><img src=x onerror=alert(1)>"></noembed>',
    '<xmp><p title="</xmp><img src=x onerror=alert(1)>">',
    "<plaintext><img src=x onerror=alert(1)>",
    "<template><script>alert(1)</script></template>",
    "<listing>&lt;img onerror=alert(1) src=x&gt;</listing>",
    "<!--><script>alert(1)</script>-->",
    '<!--<img src="--><img src=x onerror=alert(1)//">',
    "<!--[if gte IE 4]><script>alert(1)</script><![endif]-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version='1.0'?><script>alert(1)</script>",
    "<! foo='><script>alert(1)</script>'>",
    "</ foo='><script>alert(1)</script>'>",
    "<% foo><x foo='%><script>alert(1)</script>'>",
    '<div id="x" class=\'" onmouseover=alert(1)\'>a</div>',
    "<div onclick\n=\nalert(1)>a</div>",
    "<div\x0conclick=alert(1)>a</div>",
    "<p/onclick=alert(1)>a</p>",
    "<x onclick=alert(1)>a</x>",
    "<x:script xmlns:x='http://www.w3.org/1999/xhtml'>alert(1)</x:script>",
    "<table background=javascript:alert(1)><td>a",
    "<td background=javascript:alert(1)>a",
    "<bgsound src=javascript:alert(1)>",
    '<br size="&{alert(1)}">',
    "<layer src=//x.example/x></layer>",
    '<a href="javascript&colon;alert(1)">a</a>',
    '<a href="java&Tab;script&NewLine;:alert(1)">a</a>',
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&lt;p&gt;&lt;img src=x onerror=alert(1)&gt;&lt;/p&gt;",
    "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>",
    "<img src='x\x00' on\x00error=alert(1)>",
    "<scr\x00ipt>alert(1)</scr\x00ipt>",
    "<a href='java\x00script:alert(1)'>a</a>",
    "<div contextmenu=x><menu id=x onshow=alert(1)></div>",
]
_TAG = re.compile(r"<[^>]*>")
_CODE = re.compile(
    r"<(?!/?(?:p|div|a|img|br|b|i|table|tbody|tr|td|li|ul|span|pre|figure)[\s>])|\son\w+\s*=|script\s*:|style\s*=|data:|srcset",
    re.IGNORECASE,
)


@pytest.mark.parametrize("vector", VECTORS)
def test_code_never_leaves(vector: str) -> None:
    for html in (vector, f"<p>before</p>{vector}<p>after</p>", f"<table><tr>{vector}", f"<pre>{vector}"):
        tags = _TAG.findall(reading_of(html).html or "")
        assert [tag for tag in tags if _CODE.search(tag)] == []


def test_there_are_more_than_a_hundred_vectors() -> None:
    assert len(set(VECTORS)) > 100


ACTIVE = [
    "<script>a</script>",
    "<iframe src=x></iframe>",
    "<object></object>",
    "<form>a</form>",
    "<b onclick=a>b</b>",
    "<a href=' javascript:a'>b</a>",
]


@pytest.mark.parametrize("html", ACTIVE)
def test_active_content_leaves_a_note(html: str) -> None:
    assert [note.code for note in reading_of(f"<p>a</p>{html}").notes] == [NoteCode.ACTIVE_CONTENT_REMOVED]


@pytest.mark.parametrize("html", ["<p class=onion>one = two</p>", "<p>javascript: a language</p>", "<p>onclick=x</p>", "a"])
def test_words_about_active_content_leave_none(html: str) -> None:
    assert reading_of(html).notes == ()


LINES = {
    "Plain  title\n of a story ": "Plain title of a story",
    "A &amp; B &lt;3": "A & B <3",
    "<p>A <b>bold</b> ti<i>tle</i></p>": "A bold title",
    "a<br>b<p>c": "a b c",
    "x < y > z": "x < y > z",
    "&lt;b&gt;whole&lt;/b&gt;": "whole",
    "<script>alert(1)</script>left": "left",
    "": "",
}


@pytest.mark.parametrize(("html", "line"), LINES.items())
def test_a_line_of_html_is_a_line_of_text(html: str, line: str) -> None:
    assert inline_text(html) == line


def test_blocks_become_lines_and_phrases_stay_in_theirs() -> None:
    lines = block_lines("<div>2026-01-02 <i>10:00</i>|<span>a.example</span></div><p>one\ntwo<br>three</p>").splitlines()
    assert [line.strip() for line in lines if line.strip()] == ["2026-01-02 10:00|a.example", "one two", "three"]
