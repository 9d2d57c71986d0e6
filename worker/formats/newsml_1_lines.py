"""The NewsLines of a story: headline, byline, dateline and the others, the nearest to its text first."""

import re
from collections.abc import Iterable, Iterator

from worker.draft import Draft, Paragraph, Part, Role, WrittenPerson
from worker.formats.flags import split_flags, urgency_of
from worker.formats.inline import plain_line
from worker.formats.newsml_1_text import text_of
from worker.formats.newsml_1_tree import Component, Content
from worker.formats.newsml_1_words import Purpose, formal_name, purpose_of
from worker.formats.nitf_names import people_in, without_by
from worker.formats.xml_tree import Node

_ROLES: dict[Purpose, Role] = {
    "headline": "headline",
    "subheadline": "headline",
    "summary": "summary",
    "caption": "caption",
    "byline": "byline",
    "credit": "credit",
    "copyright": "rights",
    "slug": "slug",
    "keywords": "keyword",
    "dateline": "dateline",
    "editor_note": "editor_note",
}
_NAMES: dict[Purpose, str] = {
    "headline": "HeadLine",
    "subheadline": "SubHeadLine",
    "byline": "ByLine",
    "credit": "CreditLine",
    "copyright": "CopyrightLine",
    "slug": "SlugLine",
    "keywords": "KeywordLine",
    "dateline": "DateLine",
}
_NOT_READ = ("SeriesLine",)
# Between words of Chinese and Japanese a space parts keywords too.
_BETWEEN_KEYWORDS = re.compile(
    r"\s{0,3}[,;|、，；،؛]\s{0,3}|(?<=[\u3040-\u30ff\u3400-\u9fff])\s{1,3}(?=[\u3040-\u30ff\u3400-\u9fff])"
)
_AND = re.compile(r"^(?:and|und|et|y|e|og|och|en)\s(?=[^\W\d_])")
_ONLY_A_DATE = re.compile(r"[0-9TZ:.+\s-]{8,40}")
_MOST = 200
_MOST_KEYWORDS = 500


class Lines:
    """The lines of a story. components: the nearest to its text first; texts: those that are no body.

    parts: what was read so far.
    """

    def __init__(self, components: Iterable[Component], texts: Iterable[Content], language: str | None) -> None:
        self._base = (language or "").partition("-")[0].lower()
        self._components = list(components)
        self._lines = [lines for one in self._components for lines in one.node.children("NewsLines")]
        self._texts = list(texts)
        self.parts: list[Part] = []

    def draft(self) -> Draft:
        """Return what the lines say."""
        headlines = [plain_line(text) for text in self._nearest("headline")]
        flags, headline = split_flags(headlines[0]) if headlines else ((), None)
        bylines = [_AND.sub("", without_by(text), count=1) for text in self._nearest("byline")]
        self._say_what_is_not_read()
        return Draft(
            headline=headline,
            subheadline=next(iter((*map(plain_line, self._nearest("subheadline")), *headlines[1:2])), None),
            summary=_joined(map(plain_line, self._every("summary"))),
            dateline=self._dateline(),
            slugline=self.first("slug"),
            byline=", ".join(dict.fromkeys(filter(None, bylines))) or None,
            editor_note=_joined((*self._every("editor_note"), *self._comments())),
            credit=self.first("credit"),
            urgency=urgency_of(flags),
            flags=flags,
            authors=tuple(_authors(bylines, self._titles())),
            keywords=tuple(_keywords(self._every("keywords"))),
            copyright_notice=self.first("copyright"),
            usage_terms=_joined(self._rights()),
            parts=tuple(self.parts),
        )

    def first(self, purpose: Purpose) -> str | None:
        """Return the first line of a purpose."""
        return next(iter(self._nearest(purpose)), None)

    def _nearest(self, purpose: Purpose) -> list[str]:
        """Return the lines of the nearest place that has some for a purpose."""
        return self._told(purpose, next(filter(None, self._places(purpose)), []))

    def _every(self, purpose: Purpose) -> list[str]:
        """Return the lines of all places that have some for a purpose."""
        return self._told(purpose, [line for place in self._places(purpose) for line in place])

    def _places(self, purpose: Purpose) -> Iterator[list[Paragraph]]:
        """Give the elements made for a purpose, the lines whose type it is, the texts whose role it is."""
        if purpose in _NAMES:
            yield _written(self._nodes(_NAMES[purpose]))
        yield _written(self._typed(purpose))
        texts = ((one.node, text_of(one)) for one in self._texts[:_MOST] if one.purpose == purpose)
        yield [Paragraph(text, node.where) for node, text in texts if text]

    def _told(self, purpose: Purpose, lines: list[Paragraph]) -> list[str]:
        self.parts += [Part(_ROLES[purpose], one.text, one.where) for one in lines]
        return [one.text for one in lines]

    def _nodes(self, name: str) -> list[Node]:
        """Return the elements of a name in the nearest NewsLines that has any."""
        for lines in self._lines:
            if found := [one for one in lines.children(name) if one.text]:
                return self._in_language(found)
        return []

    def _typed(self, purpose: Purpose) -> list[Node]:
        found = []
        for lines in self._lines:
            for line in lines.children("NewsLine"):
                if purpose_of(formal_name(line.child("NewsLineType"))) == purpose:
                    found += self._in_language([one for one in line.children("NewsLineText") if one.text])
        return found

    def _in_language(self, nodes: list[Node]) -> list[Node]:
        """Return the lines in the story's language; else those that say none, else all."""
        own = [one for one in nodes if self._base and (one.get("lang") or "").lower().partition("-")[0] == self._base]
        return own or [one for one in nodes if not one.get("lang")] or nodes

    def _dateline(self) -> Paragraph | None:
        place = next(filter(None, self._places("dateline")), [])
        lines = [one for one in place if not _ONLY_A_DATE.fullmatch(one.text)]
        self._told("dateline", lines[:1])
        return lines[0] if lines else None

    def _titles(self) -> list[str]:
        return [one.text for one in _written(self._nodes("ByLineTitle"))]

    def _rights(self) -> list[str]:
        lines = _written(self._nodes("RightsLine"))
        self.parts += [Part("rights", one.text, one.where) for one in lines]
        return [one.text for one in lines]

    def _comments(self) -> Iterator[str]:
        """Give the comments that are for people; one with a FormalName is for a program."""
        for one in self._components:
            for node in one.node.children("Comment"):
                if node.text and not node.get("FormalName"):
                    self.parts.append(Part("editor_note", node.text, node.where))
                    yield node.text

    def _say_what_is_not_read(self) -> None:
        for lines in self._lines:
            for node in lines.nodes():
                kind = formal_name(node.child("NewsLineType"))
                if node.text and (node.name in _NOT_READ or (node.name == "NewsLine" and purpose_of(kind) == "body")):
                    self.parts.append(Part("header", node.text, node.where))


def _written(nodes: Iterable[Node]) -> list[Paragraph]:
    return [Paragraph(text, node.where) for _, node in zip(range(_MOST), nodes, strict=False) if (text := node.text)]


def _joined(lines: Iterable[str]) -> str | None:
    return "\n".join(dict.fromkeys(lines)) or None


def _authors(bylines: list[str], titles: list[str]) -> Iterator[WrittenPerson]:
    names = [name for line in bylines for name in people_in(line)]
    role = titles[0] if len(titles) == 1 and len(names) == 1 else None
    return (WrittenPerson(name, role=role) for name in names)


def _keywords(lines: Iterable[str]) -> list[str]:
    return [word.strip() for line in lines for word in _BETWEEN_KEYWORDS.split(line) if word.strip()][:_MOST_KEYWORDS]
