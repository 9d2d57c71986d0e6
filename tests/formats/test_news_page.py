"""Pages of news: what is a story, whose words are taken, and what any page costs."""

import html
import json
import time
from pathlib import Path

import pytest

from schemas import Article, Rejection, Source
from tests.formats.items import item_of, read_one
from worker.formats.news_page import NewsPage
from worker.pipeline import read

SAMPLES = Path(__file__).parents[2] / "samples"
URL = "https://courier.example/2026/11/harbour"
TEXT = (
    "The harbour of Gull Rock opened again on Monday after two years of work on its northern quay, the council said.",
    "Some forty boats went out before sunrise, the first since the storm that tore the old wall away in the spring.",
    "Work on the southern quay begins next year and will last until the new crane has come, the harbour master said.",
)
PARAGRAPHS = "".join(f"<p>{text}</p>" for text in TEXT)


def page(head: str = "", body: str = PARAGRAPHS, title: str = "Harbour opens again", attributes: str = "") -> bytes:
    heading = f"<h1>{title}</h1>"
    whole = f"<head><title>{title}</title>{head}</head><body>{heading}<main>{body}</main></body>"
    return f"<!doctype html><html {attributes}>{whole}</html>".encode()


def article_of(payload: bytes, url: str | None = URL, media_type: str | None = "text/html") -> Article:
    (result,) = read(item_of(payload, url=url, media_type=media_type))
    assert isinstance(result, Article), result
    return result


def code_of(payload: bytes, **transport: str) -> str:
    (result,) = read(item_of(payload, url=URL, media_type="text/html").model_copy(update={"transport": transport}))
    assert isinstance(result, Rejection), result
    assert result.where == "page"
    return result.code


@pytest.mark.parametrize("status", ["400", "403", "404", "410", "451", "500", "503"])
def test_what_the_server_calls_an_error_is_no_story_whatever_it_says(status: str) -> None:
    assert code_of(page(), status=status) == "error_page"


def test_a_good_status_changes_nothing() -> None:
    (result,) = read(item_of(page()).model_copy(update={"transport": {"status": "200"}}))
    assert isinstance(result, Article)


NO_STORIES = {
    "not found": page(title="404 Not Found", body="<p>nginx</p>"),
    "forbidden": page(title="403 Forbidden", body=""),
    "out of order": page(title="503 Service Unavailable", body="<p>Back-end fetch failed</p>"),
    "French": page(title="Page introuvable", body="<p>La page demandée n'existe plus.</p>"),
    "Chinese": page(title="页面不存在", body="<p>您访问的页面不存在或已删除。</p>"),
    "robots": page(title="Attention required!", body="<p>Please complete the captcha.</p>"),
    "sent on": page(head="<meta http-equiv=refresh content='0; url=/new'>", body="<p>Moved.</p>"),
    "login": page(title="Sign in", body="<form><input name=user><input type=password></form><p>Forgot it?</p>"),
    "scripts": page(title="News", body="<noscript>Please enable JavaScript.</noscript><div id=app></div>"),
}


@pytest.mark.parametrize("payload", NO_STORIES.values(), ids=NO_STORIES.keys())
def test_messages_checks_and_forms_are_error_pages(payload: bytes) -> None:
    assert code_of(payload) == "error_page"


@pytest.mark.parametrize("title", ["404 boats return to Gull Rock", "Not found: the lost bell", "Error in the tide tables"])
def test_a_story_about_numbers_and_errors_is_a_story(title: str) -> None:
    head = f"<script type='application/ld+json'>{json.dumps({'@type': 'NewsArticle', 'headline': title})}</script>"
    assert article_of(page(head, title=title)).headline == title


WALLS = {
    "English": "Subscribe to continue reading",
    "Arabic": "اشترك الآن لمتابعة القراءة",
    "French": "Cet article est réservé aux abonnés",
    "German": "Weiterlesen mit Küstenpost Plus",
    "Spanish": "Contenido exclusivo para suscriptores",
    "Russian": "Статья доступна только подписчикам",
    "Chinese": "订阅后继续阅读",
    "Japanese": "この記事は有料会員限定です",
}


@pytest.mark.parametrize("words", WALLS.values(), ids=WALLS.keys())
def test_the_words_of_a_paywall_after_little_text_give_it_away(words: str) -> None:
    assert code_of(page(body=f"<p>{TEXT[0]}</p><div>{words}</div>")) == "paywall"


@pytest.mark.parametrize("words", WALLS.values(), ids=WALLS.keys())
def test_the_same_words_beside_a_whole_story_do_not(words: str) -> None:
    body = "".join(f"<p>{text} ({number})</p>" for number in range(8) for text in TEXT)
    assert len(article_of(page(body=f"{body}<div>{words}</div>")).paragraphs) >= 24


def test_what_a_paywall_hides_in_the_head_is_not_taken() -> None:
    story = {"@type": "NewsArticle", "headline": "Harbour", "isAccessibleForFree": False, "articleBody": " ".join(TEXT * 9)}
    head = f"<script type='application/ld+json'>{json.dumps(story)}</script>"
    assert code_of(page(head, body=f"<p>{TEXT[0]}</p>")) == "paywall"


def test_a_free_page_whose_text_is_only_in_its_head_is_read_from_there() -> None:
    story = {"@type": "NewsArticle", "headline": "Harbour", "articleBody": "\n\n".join(TEXT)}
    head = f"<script type='application/ld+json'>{json.dumps(story)}</script>"
    assert article_of(page(head, body="<div id=app></div>")).paragraphs == TEXT


SITE = "<meta property='og:site_name' content='Courier'>"
ESCAPED = html.escape('{"@type": "Article", "headline": "A"}')
HEADLINES = [
    (f"{SITE}<meta property='og:title' content='Boats &amp; men | Courier'>", "Boats & men"),
    (f"{SITE}<meta property='og:title' content='Boats | men'>", "Boats | men"),
    (f"{SITE}<meta property='og:title' content='Courier'>", "Harbour opens again"),
    ("<script type='application/ld+json'>[{'@type':'x'}]</script>", "Harbour opens again"),
    ('<script type="application/ld+json">[{"@type":"Article","headline":"Harbour opens…"}]</script>', "Harbour opens again"),
    (
        (f"<script type=application/ld+json>{ESCAPED}</script>", "A"),
        "A",
    ),
]


@pytest.mark.parametrize(("head", "headline"), HEADLINES)
def test_the_headline_is_the_most_exact_one_given(head: str, headline: str) -> None:
    assert article_of(page(head)).headline == headline


ADDRESSES = [
    ("<link rel=canonical href='/2026/11/harbour?page=1'>", "https://courier.example/2026/11/harbour?page=1"),
    ("<link rel=canonical href='https://www.courier.example/x'>", "https://www.courier.example/x"),
    ("<link rel=canonical href='https://courier.example/ar/'>", URL),
    ("<link rel=canonical href='https://other.example.org/x'>", URL),
    ("<link rel=canonical href='javascript:x'>", URL),
    ("<link rel=canonical href='https://[x/'>", URL),
    ("<meta property='og:url' content='https://courier.example/y'>", "https://courier.example/y"),
    ("<base href='https://courier.example/deep/'><link rel=canonical href=z>", "https://courier.example/deep/z"),
]


@pytest.mark.parametrize(("head", "url"), ADDRESSES)
def test_the_address_is_the_pages_own_on_its_own_site(head: str, url: str) -> None:
    assert article_of(page(head)).url == url


LANGUAGES = [
    ("lang='pt-BR'", "", "pt-BR"),
    ("", "<meta property='og:locale' content='en_GB'>", "en-GB"),
    (
        "",
        '<script type="application/ld+json">{"@type":"Article","headline":"x y","inLanguage":{"name":"fr"}}</script>',
        "fr",
    ),
    ("", "<meta http-equiv=content-language content='de, en'>", "de"),
]


@pytest.mark.parametrize(("attributes", "head", "language"), LANGUAGES)
def test_the_language_is_the_one_stated(attributes: str, head: str, language: str) -> None:
    assert article_of(page(head, attributes=attributes)).language == language


def test_english_over_an_arabic_headline_is_only_the_templates() -> None:
    text = "عادت قوارب الصيد إلى ميناء صخرة النورس يوم الاثنين بعد عامين من العمل في رصيفه الشمالي بحسب مجلس البلدة."
    payload = page(title="عودة القوارب إلى الميناء", body=f"<p>{text}</p>" * 2, attributes="lang=en")
    assert article_of(payload).language == "ar"


CHARSETS = {
    "meta": ("cp1256", "<meta charset=windows-1256>", "text/html"),
    "http-equiv": ("cp1256", "<meta http-equiv=Content-Type content='text/html; charset=windows-1256'>", "text/html"),
    "transport": ("cp1256", "<meta charset=utf-8>", "text/html; charset=windows-1256"),
    "language": ("cp1256", "", "text/html"),
    "utf-8 under another name": ("utf-8", "<meta charset=windows-1256>", "text/html"),
}


@pytest.mark.parametrize(("charset", "meta", "media_type"), CHARSETS.values(), ids=CHARSETS.keys())
def test_the_charset_is_the_declared_one_or_that_of_the_language(charset: str, meta: str, media_type: str) -> None:
    text = "عادت قوارب الصيد إلى ميناء صخرة النورس يوم الاثنين بعد عامين من العمل في رصيفه الشمالي بحسب مجلس البلدة."
    markup = page(meta, title="عودة القوارب", body=f"<p>{text}</p>", attributes="lang=ar").decode()
    article = article_of(markup.encode(charset), media_type=media_type)
    assert (article.headline, article.paragraphs, article.provenance.charset) == ("عودة القوارب", (text,), charset)


def test_one_bad_byte_does_not_cost_a_page_its_charset() -> None:
    text = "عادت قوارب الصيد إلى ميناء صخرة النورس يوم الاثنين بعد عامين من العمل في رصيفه الشمالي بحسب مجلس البلدة."
    payload = page(body=f"<p>{text}</p>", attributes="lang=ar").replace(b"</p>", b" \xe9</p>")
    assert article_of(payload).paragraphs == (f"{text} é",)


NOT_PAGES = [
    "<?xml version='1.0'?><rss/>",
    "<feed xmlns='http://www.w3.org/2005/Atom'/>",
    "<rss><channel/></rss>",
    "text <p>",
    "{}",
]
PAGES = [
    "<!DOCTYPE html>",
    "\ufeff <html>",
    "<!-- a --><!-- b -->\n<head>",
    "<?xml version='1.0'?><html>",
    "<div class=x>",
    "<p>a",
]


def test_pages_are_recognised_and_feeds_are_none() -> None:
    assert [head for head in PAGES if not NewsPage().sniff(head)] == []
    assert [head for head in NOT_PAGES if NewsPage().sniff(head)] == []


def as_html(text: str) -> bytes:
    """A page of Xinhua that shows this text: a header line above its container, the digits hidden below."""
    headline, *lines = [line for line in text.splitlines() if line.strip()]
    header, *story = lines
    tail = [line for line in story if line.isdigit()]
    shown = "".join(f"<p>{html.escape(line)}</p>" for line in story if line not in tail)
    when, _, where = header.partition("|")
    return (
        f"<!DOCTYPE html><html><head><meta charset=utf-8><meta name=publishdate content='2020-01-01'>"
        f"<title>{html.escape(headline)}_Xinhuanet</title></head><body><ul><li><a href='/'>الأولى</a></li></ul>"
        f"<h1>{html.escape(headline)}</h1><div><span>{when}</span>|<i>{html.escape(where)}</i></div>"
        f"<div id=detail>{shown}</div><div style='display:none'>{''.join(tail)}</div>"
        f"<div class=related><a href='/2'>خبر آخر من المدينة</a></div></body></html>"
    ).encode()


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("0[1-5]-xinhua-*.txt")), ids=lambda path: path.stem)
def test_a_page_of_xinhua_and_its_text_are_the_same_record(path: Path) -> None:
    text = path.read_text()
    from_text, from_page = read_one(text.encode()), read_one(as_html(text))
    assert isinstance(from_text, Article)
    assert isinstance(from_page, Article), from_page
    assert from_page.provenance.format == "news_page"
    left = {"provenance", "identity"}
    assert from_page.model_dump(exclude=left) == from_text.model_dump(exclude=left)


def test_no_script_reaches_a_record() -> None:
    body = PARAGRAPHS + "<script>steal()</script><p onclick=steal()>" + TEXT[0] + "<img src=x onerror=steal()></p>"
    record = article_of(page("<script>steal()</script>", body=body)).model_dump_json()
    assert "steal" not in record


MEBIBYTE = 1_000_000
UNITS = {
    "paragraphs": "<p>One two three four five.</p>",
    "short paragraphs": "<p>a</p>",
    "open blocks": "<div>text ",
    "phrases": "<span>word</span> ",
    "links": "<a href=x>link text</a> ",
    "rows": "<tr><td>a b c</td></tr>",
    "headings": "<h2>words</h2>",
    "headlines": "<h1>words",
    "line breaks": "<br><br>text",
    "metas": "<meta property=og:title content=x>",
    "scripts": "<script type=application/ld+json>{</script>",
    "comments": "<!-- x -->y",
    "tables": "<table><tr><td>a",
    "entities": "&amp; ",
    "pictures": "<img src=a.jpg>",
    "json": '<script type=application/ld+json>[{"@type":"Article","author":[',
    "bars": "Xinhua | 2021-03-05 20:52 | ",
    "lines with bars": "<p>Source: Xinhua| x | </p>",
    "words of a wall": "subscribe to ",
    "brackets": "<",
    "quotes": "<p a=\"<p a='",
}


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS.keys())
@pytest.mark.parametrize("frame", ["<!doctype html><html><title>T</title><body><article>{}", "<html><head>{}</head><body>x"])
def test_a_mebibyte_of_anything_in_a_page_is_read_in_linear_time(unit: str, frame: str) -> None:
    payload = frame.format(unit * (MEBIBYTE // len(unit))).encode()
    started = time.perf_counter()
    assert read(item_of(payload, url="http://www.news.cn/2021-03/05/c_139780077.htm", media_type="text/html"))
    assert time.perf_counter() - started < 5  # trafilatura alone takes 100 s for 55,000 phrases in a row


def test_a_tag_of_a_hundred_thousand_attributes_is_read_in_linear_time() -> None:
    attributes = " ".join(f"a{number}=1" for number in range(100_000))
    started = time.perf_counter()
    assert article_of(page(body=f"<p {attributes}>{TEXT[0]}</p>{PARAGRAPHS}")).paragraphs
    assert time.perf_counter() - started < 5


def test_a_page_too_large_for_the_finder_is_still_read() -> None:
    menu = "<nav>" + "<span>word</span> " * 12_000 + "</nav>"
    assert article_of(page(body=menu + PARAGRAPHS)).paragraphs == TEXT


def test_a_source_that_declares_a_charset_is_believed() -> None:
    payload = page(body=PARAGRAPHS.replace("harbour", "café")).decode().encode("cp1252")
    (result,) = read(item_of(payload), Source(id="test", charset="cp1252"))
    assert isinstance(result, Article)
    assert "café" in result.paragraphs[0]
