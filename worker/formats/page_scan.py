"""One pass over a page of HTML: what its head says, what a reader sees of it, and what it consists of."""

import re
from dataclasses import dataclass, field

from worker.formats.inline import inline_text
from worker.formats.media_type import parameter
from worker.tags import Tag, decode_references, tokens

_HEAD = 4096  # browsers look at 1,024 bytes; many sites have scripts before it
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_META_CHARSET = re.compile(rb"<meta\s[^>]{0,400}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
_XML_CHARSET = re.compile(rb"\s{0,99}<\?xml\s[^>]{0,200}?encoding\s{0,9}=\s{0,9}[\"']([A-Za-z0-9_.:-]{1,40})")
_LANGUAGE = re.compile(rb"<html\s[^>]{0,400}?lang\s{0,9}=\s{0,9}[\"']?([A-Za-z]{2,3})", re.IGNORECASE)
# Labels stand for the larger charset that browsers read them as (WHATWG Encoding, 4.2).
_LABELS = {
    **dict.fromkeys(("gb2312", "gb_2312-80", "gbk", "x-gbk", "csgb2312", "chinese"), "gb18030"),
    **dict.fromkeys(("big5", "big5-hkscs", "x-x-big5", "cn-big5"), "big5hkscs"),
    **dict.fromkeys(("euc-kr", "ks_c_5601-1987", "ksc5601", "korean"), "cp949"),
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis", "x-sjis"), "cp932"),
    **dict.fromkeys(("iso-8859-9", "latin5"), "cp1254"),
    **dict.fromkeys(("utf-16", "utf-16le", "utf-16be", "unicode"), "utf-8"),  # it was read as ASCII, so it is none
    **dict.fromkeys(("x-cp1256", "cp-1256", "arabic-windows"), "windows-1256"),
}
# What browsers assume of a page that declares nothing, by language (WHATWG HTML, 13.2.3.2).
_BY_LANGUAGE = {
    **dict.fromkeys(("ar", "fa", "ur", "ps", "ug"), "windows-1256"),
    **dict.fromkeys(("ru", "uk", "bg", "be", "sr", "mk", "ky", "tg"), "windows-1251"),
    **dict.fromkeys(("pl", "cs", "hu", "sk", "sl", "hr", "ro", "bs"), "windows-1250"),
    **dict.fromkeys(("el",), "windows-1253"),
    **dict.fromkeys(("tr", "az", "ku"), "windows-1254"),
    **dict.fromkeys(("he", "iw", "yi"), "windows-1255"),
    **dict.fromkeys(("lt", "lv", "et"), "windows-1257"),
    **dict.fromkeys(("vi",), "windows-1258"),
    **dict.fromkeys(("th",), "cp874"),
    **dict.fromkeys(("zh",), "gb18030"),
    **dict.fromkeys(("ja",), "cp932"),
    **dict.fromkeys(("ko",), "cp949"),
}
_HIDDEN = {"noscript", "svg", "select", "template", "button"}
_MOST_METAS = 500
_MOST_TEXT = 200_000  # letters looked at to tell what kind of page it is
_MOST_SCRIPT = 1_000_000
_LONGEST_TAG = 20_000


@dataclass(slots=True)
class Scan:
    """What a page of HTML holds, as written. Texts are plain; addresses are not resolved."""

    language: str | None = None
    base: str | None = None
    title: str | None = None
    refresh: str | None = None
    metas: dict[str, list[str]] = field(default_factory=dict)
    """Contents by name, property or itemprop in lower case."""
    links: list[tuple[str, str]] = field(default_factory=list)
    """(rel, href) of link elements."""
    json_ld: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    times: list[str] = field(default_factory=list)
    """datetime of the time elements marked as the publication's."""
    text: str = ""
    """The text a reader sees, or the beginning of it."""
    without_scripts: str = ""
    """The text of noscript elements."""
    letters: int = 0
    letters_of_links: int = 0
    elements: int = 0
    asks_for_password: bool = False
    has_long_tag: bool = False
    """Whether a tag is so long that libxml2 would take its time over it."""

    def meta(self, *names: str) -> str | None:
        """Return the first content that the first of the names has."""
        return next((content for name in names for content in self.metas.get(name, ())), None)


def declared_charset(payload: bytes, media_type: str | None) -> str | None:
    """Return the charset that a page declares in its first bytes, under the name Python knows it by."""
    head = _COMMENT.sub(b"", payload[:_HEAD])
    match = _META_CHARSET.search(head) or _XML_CHARSET.match(head)
    declared = match[1].decode("ascii") if match else parameter(media_type, "charset")
    return _LABELS.get(declared.lower(), declared) if declared else None


def charset_of_language(payload: bytes) -> str:
    """Return the charset that pages in the language of this one, which declares none, used to be in."""
    match = _LANGUAGE.search(payload[:_HEAD])
    return _BY_LANGUAGE.get(match[1].decode("ascii").lower() if match else "", "windows-1252")


def scan_page(markup: str) -> Scan:
    """Look at all tags and texts of a page once."""
    scan = Scan()
    scanner = _Scanner(scan)
    for token in tokens(markup):
        if isinstance(token, str):
            scanner.take_text(token)
        elif token.is_end:
            scanner.take_end(token.name)
        else:
            scanner.take_start(token)
    scan.text = " ".join("".join(scanner.seen).split())
    scan.without_scripts = " ".join("".join(scanner.unseen).split())
    return scan


class _Scanner:
    def __init__(self, scan: Scan) -> None:
        self._scan = scan
        self.seen: list[str] = []
        self.unseen: list[str] = []
        self._length = 0
        self._hidden: str | None = None
        self._in_link = False
        self._heading: list[str] | None = None
        self._metas = 0
        self._script = 0

    def take_text(self, text: str) -> None:
        if self._hidden is not None:
            if self._hidden == "noscript" and len(self.unseen) < _MOST_METAS:
                self.unseen.append(text)
            return
        letters = len(text) - text.count(" ") if text.strip() else 0
        self._scan.letters += letters
        if self._in_link:
            self._scan.letters_of_links += letters
        if self._heading is not None:
            self._heading.append(text)
        if self._length < _MOST_TEXT:
            self.seen.append(text)
            self._length += len(text)

    def take_end(self, name: str) -> None:
        if name == self._hidden:
            self._hidden = None
        elif name == "a":
            self._in_link = False
        elif name == "h1" and self._heading is not None:
            self._end_heading()
        self.seen.append(" ")

    def take_start(self, tag: Tag) -> None:
        scan, name = self._scan, tag.name
        scan.elements += 1
        scan.has_long_tag = scan.has_long_tag or len(tag.written) > _LONGEST_TAG
        self.seen.append(" ")
        if name in _HIDDEN:
            self._hidden = self._hidden or name
        elif name == "a":
            self._in_link = True
        elif name == "h1":
            self._heading = []
        elif name == "title":
            scan.title = scan.title or inline_text(tag.content[:_HEAD]) or None
        elif name in ("html", "base", "meta", "link", "script", "input", "time"):
            self._take_facts(tag)

    def _take_facts(self, tag: Tag) -> None:
        scan = self._scan
        if self._metas > _MOST_METAS:
            return
        found = tag.attributes()
        if tag.name == "html":
            scan.language = scan.language or found.get("lang") or found.get("xml:lang")
        elif tag.name == "base":
            scan.base = scan.base or found.get("href")
        elif tag.name == "meta":
            self._take_meta(found)
        elif tag.name == "link" and "href" in found:
            scan.links.append((found.get("rel", "").lower(), found["href"]))
            self._metas += 1
        elif tag.name == "script" and "ld+json" in found.get("type", "").lower():
            self._script += len(tag.content)
            if self._script <= _MOST_SCRIPT:
                scan.json_ld.append(tag.content)
        elif tag.name == "input":
            scan.asks_for_password = scan.asks_for_password or found.get("type", "").lower() == "password"
        elif tag.name == "time" and found.get("datetime"):
            if "pubdate" in found or "datepublished" in found.get("itemprop", "").lower():
                scan.times.append(found["datetime"])

    def _take_meta(self, found: dict[str, str]) -> None:
        content = found.get("content", "").strip()
        if not content:
            return
        self._metas += 1
        if found.get("http-equiv", "").lower() == "refresh":
            self._scan.refresh = content
        for key in ("property", "name", "itemprop", "http-equiv"):
            if name := found.get(key, "").strip().lower():
                self._scan.metas.setdefault(name, []).append(decode_references(content))

    def _end_heading(self) -> None:
        text = " ".join("".join(self._heading or ()).split())
        self._heading = None
        if text and len(self._scan.headings) < _MOST_METAS:
            self._scan.headings.append(text)
