"""Documents of ninjs that Wirecopy itself wrote (worker/export/ninjs.py): what comes out is the story that went in.

They say so in `profile`, which ninjs leaves to providers. Their texts are plain and their roles known, so nothing is
guessed and no agency's habits are looked for. Whoever else writes that profile is read by the same rules.
"""

import re
from collections.abc import Iterator
from typing import cast, get_args
from urllib.parse import unquote

from schemas.article import Status
from worker.draft import (
    Draft,
    Lacking,
    Markup,
    Paragraph,
    Part,
    Role,
    WrittenConcept,
    WrittenMedia,
    WrittenPerson,
    WrittenRendition,
    WrittenTime,
)
from worker.formats.decode import Decoded
from worker.formats.feed_fields import absolute
from worker.formats.inline import block_lines
from worker.formats.ninjs_fields import Fields

PROFILE = "wirecopy/article/1"

_BETWEEN_PARAGRAPHS = "\n\n"
_BETWEEN_DATELINE_AND_TEXT = " -- "
_AUTHOR = re.compile(r"author(?:: (?P<role>.+))?", re.DOTALL)
_CODE = re.compile(r"urn:wirecopy:code:(?P<scheme>[^:]*):(?P<code>[^:]*)")
_KINDS = ("picture", "video", "audio", "graphic", "composite")
_NEITHER_LETTER_NOR_DIGIT = re.compile(r"[\W_]+")
_LONGEST_TIME = 200
_HIGHEST_URGENCY = 9


def is_own(item: Fields) -> bool:
    """Whether an object says that it is a document of Wirecopy."""
    return item.get("profile") == PROFILE


def own_draft(item: Fields, decoded: Decoded) -> Draft:
    """Return the story of such a document. A field of the wrong type is as one that is not there."""
    return _Reading(item).draft(decoded)


class _Reading:
    """The reading of one document; parts: what was read, in order."""

    def __init__(self, item: Fields) -> None:
        self._item = item
        self._parts: list[Part] = []

    def draft(self, decoded: Decoded) -> Draft:
        """Return the story."""
        item = self._item
        kind, status = item.get("type"), item.get("pubstatus")
        headline = self._of_role("headlines", "main", "headline")
        summary = self._of_role("descriptions", "summary", "summary")
        dateline = self._of_role("descriptions", "dateline", "dateline")
        byline = self._text("by", "byline")
        paragraphs, markup = self._paragraphs(dateline), self._markup()
        lacks, taken_out = tuple(_lacking(headline, paragraphs, markup)), _TakenOut(markup, paragraphs)
        people = list(item.objects("people"))
        provider = self._source("provider")
        alt_ids = [(one.text("role") or "", one.text("value") or "") for one in item.objects("altids")]
        url = absolute(dict(alt_ids).get("url"))
        name, code, domain = _supplier(provider) if provider else (None, None, None)
        credit = self._source("credit")
        return Draft(
            kind=kind if isinstance(kind, str) and kind in _KINDS else "text",
            headline=headline,
            subheadline=self._of_role("headlines", "subheadline", "headline"),
            summary=summary,
            paragraphs=() if markup else paragraphs,
            markup=markup,
            lacks=lacks if taken_out.has(headline) or taken_out.has(byline) else (*lacks, "repetition"),
            dateline=self._place_of(dateline),
            slugline=self._text("slugline", "slug"),
            byline=byline,
            editor_note=self._text("ednote", "editor_note"),
            credit=credit.text("name") if credit else None,
            language=self._text("language", "language"),
            provider=code,
            provider_name=name,
            domain=domain,
            first_created=self._time("firstcreated"),
            version_created=self._time("versioncreated"),
            content_created=self._time("contentcreated"),
            expires=self._time("expires"),
            embargoed_until=self._time("embargoeduntil", doubtful=False),
            uri=item.text("uri"),
            wire_id=self._text("uri", "id"),
            wire_version=item.word("version"),
            status=cast("Status", status) if status in get_args(Status) else "withheld",
            urgency=number if (number := item.number("urgency") or 0) in range(1, _HIGHEST_URGENCY + 1) else None,
            genres=tuple(map(_concept, item.objects("genres"))),
            url=url,
            charset=decoded.charset,
            authors=tuple(_authors(people)),
            keywords=tuple(self._keywords()),
            subjects=tuple(_concept(one) for one in item.objects("subjects") if one.get("rel") != "keyword"),
            places=tuple(map(_concept, item.objects("places"))),
            organisations=tuple(map(_concept, item.objects("organisations"))),
            people=tuple(_others(people)),
            media=tuple(filter(None, map(_medium, item.objects("associations")))),
            copyright_holder=self._text("copyrightholder", "rights"),
            copyright_notice=self._text("copyrightnotice", "rights"),
            usage_terms=self._text("usageterms", "rights"),
            follows=self._follows(),
            alt_ids=tuple(one for one in alt_ids if one[0] and one[1] and (one[0] != "url" or url is None)),
            parts=tuple(self._parts),
            notes=decoded.notes,
        )

    def _text(self, name: str, role: Role) -> str | None:
        text = self._item.text(name)
        if text:
            self._parts.append(Part(role, text, self._item.place(name)))
        return text

    def _of_role(self, name: str, role: str, part: Role) -> str | None:
        """Return the text of a role in a list of texts."""
        found = next((one for one in self._item.objects(name) if one.get("role") == role), None)
        text = found.text("value") if found else None
        if found and text:
            self._parts.append(Part(part, text, found.place("value")))
        return text

    def _source(self, role: str) -> Fields | None:
        return next((one for one in self._item.objects("infosources") if one.get("role") == role), None)

    def _place_of(self, dateline: str | None) -> Paragraph | None:
        return Paragraph(dateline, self._item.place("descriptions")) if dateline else None

    def _body(self, media_type: str) -> tuple[str, str]:
        """Return the body of a media type and its place, empty where there is none."""
        for one in self._item.objects("bodies"):
            if one.get("contenttype") == media_type and (text := one.text("value")):
                return text, one.place("value")
        return "", ""

    def _paragraphs(self, dateline: str | None) -> tuple[Paragraph, ...]:
        text, where = self._body("text/plain")
        if dateline:
            text = text.removeprefix(f"{dateline}{_BETWEEN_DATELINE_AND_TEXT}")
        texts = text.split(_BETWEEN_PARAGRAPHS) if text else []
        paragraphs = tuple(Paragraph(one, f"{where} {number}") for number, one in enumerate(texts, 1))
        self._parts += [Part("paragraph", *one) for one in paragraphs]
        return paragraphs

    def _markup(self) -> Markup | None:
        text, where = self._body("text/html")
        if not text:
            return None
        self._parts = [*(part for part in self._parts if part.role != "paragraph"), Part("markup", text, where)]
        return Markup(text, where)

    def _time(self, name: str, *, doubtful: bool = True) -> WrittenTime | None:
        text = self._text(name, "time")
        return WrittenTime(text[:_LONGEST_TIME], self._item.place(name), doubtful=doubtful) if text else None

    def _keywords(self) -> Iterator[str]:
        return (name for one in self._item.objects("subjects") if one.get("rel") == "keyword" and (name := one.text("name")))

    def _follows(self) -> str | None:
        return next((one.text("uri") for one in self._item.objects("associations") if one.get("rel") == "follows"), None)


def _lacking(headline: str | None, paragraphs: tuple[Paragraph, ...], markup: Markup | None) -> Iterator[Lacking]:
    if headline is None:
        yield "headline"
    if not paragraphs:
        yield "text"
    if markup is None:
        yield "captions"


class _TakenOut:
    """What was taken out of the text of a story: plain text is without it, markup still has it."""

    def __init__(self, markup: Markup | None, paragraphs: tuple[Paragraph, ...]) -> None:
        self._written = _letters(block_lines(markup.html)) if markup else ""
        self._kept = _letters("".join(one.text for one in paragraphs))

    def has(self, text: str | None) -> bool:
        """Whether the markup holds a text once more than the paragraphs do."""
        letters = _letters(text) if text else ""
        return bool(letters) and self._written.count(letters) > self._kept.count(letters)


def _letters(text: str) -> str:
    return _NEITHER_LETTER_NOR_DIGIT.sub("", text).lower()


def _supplier(source: Fields) -> tuple[str | None, str | None, str | None]:
    """Return name, code and domain; a name that only repeats the code is none."""
    name, code = source.text("name"), source.text("literal")
    domain = next((one.text("value") for one in source.objects("contactinfo") if one.get("type") == "domain"), None)
    return (name if name != code else None), code, domain


def _concept(one: Fields) -> WrittenConcept:
    """A URN of the house holds scheme and code; else the scheme is what the code begins with."""
    name, uri, literal = one.text("name"), one.text("uri"), one.text("literal")
    if uri and (match := _CODE.fullmatch(uri)):
        return WrittenConcept(name, None, unquote(match["code"]) or None, unquote(match["scheme"]) or None)
    return WrittenConcept(name, uri, literal, _scheme_of(literal, uri) if literal else None)


def _scheme_of(code: str, uri: str | None) -> str | None:
    alias, colon, _ = code.partition(":")
    if colon:
        return alias
    before = uri.removesuffix(code) if uri else ""
    return before if before.endswith(("/", "#")) and before != uri else None


def _person(one: Fields, role: str | None) -> WrittenPerson | None:
    name = one.text("name")
    return WrittenPerson(name, one.text("uri", "literal"), role) if name else None


def _authors(people: list[Fields]) -> Iterator[WrittenPerson]:
    for one in people:
        match = _AUTHOR.fullmatch(one.text("rel") or "")
        if match and (person := _person(one, match["role"])):
            yield person


def _others(people: list[Fields]) -> Iterator[WrittenPerson]:
    for one in people:
        rel = one.text("rel")
        if not _AUTHOR.fullmatch(rel or "") and (person := _person(one, rel)):
            yield person


def _medium(one: Fields) -> WrittenMedia | None:
    """A picture, video or sound; None for the story that is followed."""
    kind = one.get("type")
    if not (isinstance(kind, str) and kind in _KINDS):
        return None
    caption = next((said.text("value") for said in one.objects("descriptions") if said.get("role") == "caption"), None)
    return WrittenMedia(kind, caption, one.text("by"), tuple(_renditions(one)))


def _renditions(one: Fields) -> Iterator[WrittenRendition]:
    for file in one.objects("renditions"):
        if href := absolute(file.text("href")):
            size = file.get("sizeinbytes")
            yield WrittenRendition(
                href,
                file.text("contenttype"),
                file.number("width"),
                file.number("height"),
                0 if size == 0 and size is not False else file.number("sizeinbytes"),
            )
