"""One pass over a page of HTML: what its head says, what a reader sees of it, and what it consists of."""

import re
from dataclasses import dataclass, field

from worker.formats.inline import inline_text
from worker.tags import Tag, decode_references, tokens

_HEAD = 4096  # browsers look at 1,024 bytes; many sites have scripts before it
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_META_CHARSET = re.compile(rb"<meta\s[^>]{0,400}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
_XML_CHARSET = re.compile(rb"\s{0,99}<\?xml\s[^>]{0,200}?encoding\s{0,9}=\s{0,9}[\"']([A-Za-z0-9_.:-]{1,40})")
_LANGUAGE = re.compile(rb"<html\s[^>]{0,400}?lang\s{0,9}=\s{0,9}[\"']?([A-Za-z]{2,3})", re.IGNORECASE)
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
_HIDDEN = {"noscript", "svg", "select", "template"}
_MOSTLY = 10
_MOST_METAS = 500
_MOST_TEXT = 200_000  # letters looked at to tell what kind of page it is
_MOST_SCRIPT = 1_000_000
_LONGEST_TAG = 20_000
_SHORTEST_HEADLINE = 15


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
    link_texts: list[str] = field(default_factory=list)
    """The texts of links that are long enough to be headlines, or the first of them."""
    letters: int = 0
    letters_of_links: int = 0
    elements: int = 0
    asks_for_password: bool = False
    has_long_tag: bool = False
    """Whether a tag is so long that libxml2 would take its time over it."""

    def meta(self, *names: str) -> str | None:
        """Return the first content that the first of the names has."""
        return next((content for name in names for content in self.metas.get(name, ())), None)


def charset_in_page(payload: bytes) -> str | None:
    """Return the charset that a page declares in its first bytes."""
    head = _COMMENT.sub(b"", payload[:_HEAD])
    match = _META_CHARSET.search(head) or _XML_CHARSET.match(head)
    label = match[1].decode("ascii") if match else None
    # What can be read as ASCII is no UTF-16, whatever it says (WHATWG HTML, 13.2.3.2).
    return "utf-8" if label and label.lower().startswith("utf-16") else label


def charset_of_language(payload: bytes) -> str:
    """Return the charset of a page that declares none: UTF-8 where nearly all of it is, else its language's usual one."""
    text = payload.decode("utf-8", "replace")
    letters = len(text) - len(text.encode("ascii", "ignore"))
    if letters >= _MOSTLY * text.count("\ufffd"):
        return "utf-8"
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
        self._link: list[str] | None = None
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
        if self._link is not None:
            self._scan.letters_of_links += letters
            self._link.append(text)
        if self._heading is not None:
            self._heading.append(text)
        if self._length < _MOST_TEXT:
            self.seen.append(text)
            self._length += len(text)

    def take_end(self, name: str) -> None:
        if name == self._hidden:
            self._hidden = None
        elif name == "a":
            self._end_link()
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
            self._end_link()
            self._link = []
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
        elif found.get("datetime") and ("pubdate" in found or "datepublished" in found.get("itemprop", "").lower()):
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

    def _end_link(self) -> None:
        text = " ".join("".join(self._link or ()).split())
        self._link = None
        if len(text) >= _SHORTEST_HEADLINE and len(self._scan.link_texts) < _MOST_METAS:
            self._scan.link_texts.append(text)

    def _end_heading(self) -> None:
        text = " ".join("".join(self._heading or ()).split())
        self._heading = None
        if text and len(self._scan.headings) < _MOST_METAS:
            self._scan.headings.append(text)
