"""Tags and texts -> paragraphs, media and balanced markup, in one pass and one stack.

What it writes is nested as a parser of HTML would nest it, so that sanitising it changes no more than its spelling.
"""

import re
from collections import Counter
from html import escape
from typing import NamedTuple

from worker.draft import WrittenMedia, WrittenRendition
from worker.normalise.elements import (
    ACTIVE,
    AS_DIV,
    BLOCKS,
    HEADINGS,
    NO_CONTENT,
    NOT_SPECIAL_TO_ITEMS,
    ROW_GROUPS,
    SCOPE,
    SKIPPED,
    TABLE_PARTS,
    UNMARKED,
    VOID,
)
from worker.normalise.markup_out import ATTRIBUTES, absolute, tag
from worker.tags import Tag

_DEEPEST = 100  # open elements: html5ever looks at all of them for each paragraph
_MOST_MEDIA = 50
_LINE = "\x00"  # a <br> among the text; no text holds it any more
_WEB = ("http", "https")

_NAMES = {"strike": "s", "tt": "code", "image": "img", "acronym": "abbr"}
_ADDRESSES = ("href", "src", "action", "formaction", "xlink:href", "data", "poster", "background", "srcdoc")
_SCRIPT_ADDRESS = re.compile(r"[\s\x00-\x20]*+(?:javascript|vbscript|livescript|data\s*+:\s*+text/html)", re.IGNORECASE)
_ACTIVE_METAS = ("refresh", "set-cookie")  # others only say what the document is
_HIDING = re.compile(r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden|mso-hide\s{0,3}:\s{0,3}all", re.IGNORECASE)
_ONE_PIXEL = re.compile(r"(?:width|height)\s{0,3}:\s{0,3}[01]px", re.IGNORECASE)
_PIXELS = re.compile(r"([0-9]{1,5})(?:px)?")
_LAZY = ("src", "data-src", "data-lazy-src", "data-original", "data-orig-file")
_SPACING = re.compile(r"[\t\n\f][ \t\n\f]*+| [ \t\n\f]++")
_LINE_BREAKS = re.compile(f" ?{_LINE}(?:[ \n]?{_LINE})++[ \n]?")
_WORTH_READING = re.compile(r"\w")


class _Open(NamedTuple):
    """An open element: its name as written and the tag that was put out for it, empty if none was."""

    name: str
    out: str


class Reader:
    """Takes tokens one by one; `finish` ends what is still open. found_active: a script or the like was in it."""

    def __init__(self, markup: str, base: str | None) -> None:
        self._markup = markup
        self._last_ends: dict[str, int] = {}
        self.paragraphs: list[str] = []
        self.out: list[str] = []
        self.media: list[WrittenMedia] = []
        self.found_active = False
        self._base = base
        self._open: list[_Open] = []
        self._counts: Counter[str] = Counter()
        self._too_deep: Counter[str] = Counter()
        self._text: list[str] = []
        self._has_cell_before = False
        self._skipping: str | None = None
        self._skipped = 0
        self._pre = 0
        self._figures: list[tuple[int, list[str]]] = []

    def take(self, token: Tag | str) -> None:
        """Take the next tag or text."""
        if isinstance(token, str):
            if self._skipping is None:
                self._take_text(token)
        elif token.is_end:
            self._take_end(token.name)
        else:
            self._take_start(token)

    def finish(self) -> None:
        """End all elements and the last paragraph."""
        while self._open:
            self._pop()
        self._flush()

    def _take_text(self, text: str) -> None:
        if text.isspace():
            if self._top() not in NO_CONTENT:
                self._text.append(text)
                self.out.append(self._without_first_break(text))
            return
        self._enter_content()
        if self._has_cell_before:
            self._has_cell_before = False
            self._text.append(" | ")
        self._text.append(text)
        self.out.append(escape(self._without_first_break(text), quote=False))

    def _without_first_break(self, text: str) -> str:
        """A parser drops the line break after <pre>, each time."""
        is_first = self._pre and self.out and self.out[-1].startswith("<pre")
        return text.lstrip("\n") if is_first else text

    def _take_start(self, token: Tag) -> None:
        written = token.name
        name = _NAMES.get(written, written)
        attributes = token.attributes() if token.written else {}
        self._look_for_code(written, attributes)
        if self._skipping is not None:
            self._skipped += written == self._skipping
            self._take_embedded(written, attributes)
            return
        hidden = _is_hidden(attributes)
        if name in SKIPPED or (hidden and name in _HIDEABLE):
            self._take_embedded(name, attributes)
            if self._ends_after(token):
                self._skipping, self._skipped = written, 1
        elif name == "img":
            if not hidden:
                self._take_picture(attributes)
        elif name == "br":
            self._break()
        elif name in TABLE_PARTS and any(one.out == "table" for one in self._open):
            self._start_table_part(name, attributes)
        elif out := _written_as(name, attributes):
            self._start(name, out, attributes)

    def _ends_after(self, token: Tag) -> bool:
        """Whether an element has an end tag: if one that is not text has none, what follows it is the story."""
        if token.name not in self._last_ends:
            ends = re.finditer(rf"</{re.escape(token.name)}(?=[\s/>])", self._markup, re.IGNORECASE)
            self._last_ends[token.name] = max((end.start() for end in ends), default=-1)
        return token.place < self._last_ends[token.name]

    def _start(self, name: str, out: str, attributes: dict[str, str]) -> None:
        is_block = out in BLOCKS
        if is_block:
            self._flush()
            self._close_before(out)
        self._enter_content()
        if out == "hr":
            self.out.append("<hr>")
            return
        if out in ("rt", "rp"):
            self._close_any({"rt", "rp"}, SCOPE | {"ruby"})
        if out == "a":
            self._close_any({"a"}, SCOPE)
            if href := absolute(attributes.get("href", ""), self._base):
                attributes = attributes | {"href": href}
            else:
                out = ""
        if out == "span" and not ("dir" in attributes or "lang" in attributes):
            out = ""
        if name == "q":
            self._text.append("“")
        self._push(_Open(name, out), attributes)

    def _close_before(self, name: str) -> None:
        """Close what the start of a block ends (WHATWG HTML, 13.2.6.4.7)."""
        if name in ("li", "dt", "dd"):
            self._close_item(("li",) if name == "li" else ("dt", "dd"))
        self._close_any({"p"}, SCOPE)
        if name in HEADINGS and self._open and self._open[-1].out in HEADINGS:
            self._pop()

    def _close_item(self, names: tuple[str, ...]) -> None:
        for index in range(len(self._open) - 1, -1, -1):
            out = self._open[index].out
            if out in names:
                self._pop_to(index)
                return
            if out in SCOPE or (out in BLOCKS and out not in NOT_SPECIAL_TO_ITEMS):
                return

    def _close_any(self, names: set[str], boundary: set[str]) -> bool:
        """Close the innermost element of these names, unless one of the boundary is between; say whether there was one."""
        if not any(self._counts[name] for name in names):  # nearly always, and the search goes through all that is open
            return False
        for index in range(len(self._open) - 1, -1, -1):
            if self._open[index].name in names:
                self._pop_to(index)
                return True
            if self._open[index].out in boundary:
                return False
        return False

    def _start_table_part(self, name: str, attributes: dict[str, str]) -> None:
        is_cell = name in ("td", "th")
        if not is_cell:
            self._flush()
        if len(self._open) + 3 > _DEEPEST:  # row group, row and cell come together or not at all
            self._too_deep[name] += 1
            return
        enders = {"table"} if name in ROW_GROUPS or name == "caption" else {"table"} | ROW_GROUPS
        while self._open[-1].out not in (enders | {"tr"} if is_cell else enders):
            self._pop()
        if name == "caption":
            self._push(_Open(name, name), attributes)
            return
        if name not in ROW_GROUPS and self._top() == "table":
            self._push(_Open("tbody", "tbody"), {})
        if is_cell and self._top() != "tr":
            self._push(_Open("tr", "tr"), {})
        self._has_cell_before = is_cell and self._has_text()
        self._push(_Open(name, name), attributes)

    def _enter_content(self) -> None:
        """Put text and elements that stand in a table outside its cells into one: no parser leaves them there."""
        if self._top() in NO_CONTENT:
            self._start_table_part("td", {})

    def _take_end(self, written: str) -> None:
        name = _NAMES.get(written, written)
        if self._skipping is not None:
            self._skipped -= written == self._skipping
            if self._skipped == 0:
                self._skipping = None
            return
        if name == "br":
            self._break()
            return
        if self._too_deep[name]:
            self._too_deep[name] -= 1
            return
        boundary = {"table"} if name in TABLE_PARTS or name == "table" else SCOPE
        if self._close_any(HEADINGS if name in HEADINGS else {name}, boundary):
            return
        if name == "p" and self._top() not in NO_CONTENT:  # so do browsers, and it parts what is around it
            self._flush()
            self.out.append("<p></p>")

    def _break(self) -> None:
        if self._top() not in NO_CONTENT:
            self._text.append("\n" if self._pre else _LINE)
            self.out.append("<br>")

    def _push(self, one: _Open, attributes: dict[str, str]) -> None:
        if len(self._open) >= _DEEPEST:
            self._too_deep[one.name] += 1
            return
        self._open.append(one)
        self._counts[one.name] += 1
        if one.out:
            self.out.append(tag(one.out, attributes))
        if one.out == "figure":
            self._flush()
            self._figures.append((len(self.media), []))
        elif one.out == "figcaption":
            self._flush()
        elif one.out == "pre":
            self._pre += 1

    def _pop_to(self, index: int) -> None:
        while len(self._open) > index:
            self._pop()

    def _pop(self) -> None:
        one = self._open[-1]
        if one.out in BLOCKS:
            self._flush()
        self._open.pop()
        self._counts[one.name] -= 1
        if one.name == "q":
            self._text.append("”")
        if one.out:
            self.out.append(f"</{one.out}>")
        if one.out == "pre":
            self._pre -= 1
        if one.out == "figure":
            self._end_figure()

    def _top(self) -> str:
        return self._open[-1].out if self._open else ""

    def _has_text(self) -> bool:
        return any(not text.isspace() for text in self._text)

    def _flush(self) -> None:
        """End the paragraph."""
        self._has_cell_before = False
        if not self._text:
            return
        text = "".join(self._text)
        self._text.clear()
        if self._pre:
            self._add(_lines(text))
            return
        text = _SPACING.sub(lambda spaces: "\n" if "\n" in spaces[0] else " ", text)
        self._add(_LINE_BREAKS.sub(_LINE * 2, text).split(_LINE * 2) if _LINE in text else [text])

    def _add(self, texts: list[str]) -> None:
        found = [stripped for text in texts if (stripped := text.replace(_LINE, "\n").strip())]
        in_caption = self._figures and any(one.out == "figcaption" for one in self._open)
        if in_caption:
            self._figures[-1][1].extend(found)
        else:
            self.paragraphs += found

    def _end_figure(self) -> None:
        first, captions = self._figures.pop()
        if not captions:
            return
        if len(self.media) == first:  # a table or a quotation: its caption is text
            self.paragraphs += captions
            return
        caption = " ".join(captions)
        self.media[first:] = [one._replace(caption=caption) for one in self.media[first:]]

    def _take_picture(self, attributes: dict[str, str]) -> None:
        alt = attributes.get("alt", "").strip()
        source = next(filter(None, (absolute(attributes.get(name, ""), self._base, _WEB) for name in _LAZY)), None)
        width, height = _pixels(attributes.get("width")), _pixels(attributes.get("height"))
        if source is None or width in (0, 1) or height in (0, 1) or _ONE_PIXEL.search(attributes.get("style", "")[:500]):
            return
        if "/emoji/" in source and alt and not _WORTH_READING.search(alt):
            self._take_text(alt)
            return
        self._enter_content()
        self.out.append(tag("img", {"src": source} | {key: attributes[key] for key in _PICTURE if key in attributes}))
        self._add_media(WrittenMedia("picture", alt or None, None, (WrittenRendition(source, None, width, height),)))

    def _take_embedded(self, name: str, attributes: dict[str, str]) -> None:
        """Note the file of a video or sound; its markup does not leave."""
        if name == "source" and self._skipping in ("video", "audio"):
            kind = self._skipping
        elif name in ("video", "audio"):
            kind = name
        else:
            return
        if source := absolute(attributes.get("src", ""), self._base, _WEB):
            width, height = _pixels(attributes.get("width")), _pixels(attributes.get("height"))
            self._add_media(
                WrittenMedia(kind, None, None, (WrittenRendition(source, attributes.get("type"), width, height),))
            )

    def _add_media(self, one: WrittenMedia) -> None:
        if len(self.media) < _MOST_MEDIA:
            self.media.append(one)

    def _look_for_code(self, name: str, attributes: dict[str, str]) -> None:
        if self.found_active:
            return
        is_active = name in ACTIVE and (name != "meta" or attributes.get("http-equiv", "").strip().lower() in _ACTIVE_METAS)
        self.found_active = is_active or any(
            key.startswith("on") or (key in _ADDRESSES and _SCRIPT_ADDRESS.match(value)) for key, value in attributes.items()
        )


_HIDEABLE = (ATTRIBUTES.keys() | AS_DIV | UNMARKED) - VOID
_PICTURE = ("alt", "width", "height")


def _written_as(name: str, attributes: dict[str, str]) -> str:
    """Return the element that an element leaves as, empty for one that leaves no tag."""
    if name in ("div", "p", "dl", "dd") and "wp-caption" in attributes.get("class", ""):  # WordPress before HTML 5
        classes = attributes["class"].split()
        if "wp-caption-text" in classes:
            return "figcaption"
        if "wp-caption" in classes:
            return "figure"
    if name in AS_DIV or name in TABLE_PARTS:
        return "div"
    return name if name in ATTRIBUTES else ""


def _is_hidden(attributes: dict[str, str]) -> bool:
    return "hidden" in attributes or ("style" in attributes and _HIDING.search(attributes["style"][:500]) is not None)


def _pixels(text: str | None) -> int | None:
    match = _PIXELS.fullmatch(text.strip()) if text else None
    return int(match[1]) if match else None


def _lines(text: str) -> list[str]:
    """Paragraphs of preformatted text: blank lines part them; without any, each line is one."""
    lines = text.replace(_LINE, "\n").splitlines()
    paragraphs: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            paragraphs[-1].append(line.strip())
        else:
            paragraphs.append([])
    full = [one for one in paragraphs if one]
    return full[0] if len(full) == 1 else ["\n".join(one) for one in full]
