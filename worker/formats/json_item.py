"""One item of a JSON Feed -> a story as written. A field of the wrong type is as one that is not there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from schemas import Code
from schemas.errors import Unreadable
from worker.draft import (
    Draft,
    Lacking,
    Markup,
    Paragraph,
    Part,
    Role,
    WrittenMedia,
    WrittenPerson,
    WrittenRendition,
    WrittenTime,
)
from worker.formats.blocks import blocks_of
from worker.formats.decode import Decoded
from worker.formats.feed_fields import absolute
from worker.formats.flags import split_flags, urgency_of
from worker.formats.inline import have_same_letters, plain_line
from worker.formats.json_text import Object, list_of, text_of
from worker.formats.lines import lines_of
from worker.formats.wrapped import paragraphs_of
from worker.formats.xinhua_addresses import number_of_xinhua_address

_LONGEST_ID = 1_000
_LONGEST_NAME = 1_000
_LONGEST_TIME = 200
_MOST_AUTHORS = 50
_MOST_MEDIA = 50
_MOST_TAGS = 200
_LARGEST = 10**12
_KINDS = {"image": "picture", "video": "video", "audio": "audio"}


def id_of(item: Object) -> str | None:
    """Return an item's id, which may be a number; None without one and for what is too long to be one."""
    value = item.get("id")
    name = str(value) if isinstance(value, int | float) and not isinstance(value, bool) else text_of(item, "id")
    return name.strip() if name and len(name) <= _LONGEST_ID else None


def link_of(item: Object, bases: Sequence[str | None]) -> str | None:
    """Return the item's own absolute address, else that of the page it is about."""
    return absolute(text_of(item, "url"), *bases) or absolute(text_of(item, "external_url"), *bases)


def authors_of(of: Object) -> tuple[WrittenPerson, ...]:
    """Return the authors of an item or a feed, as 1.1 or as 1.0 has them."""
    written = [*list_of(of, "authors")[:_MOST_AUTHORS], of.get("author")]
    names = ((text_of(one, "name"), text_of(one, "url")) for one in written if isinstance(one, dict))
    return tuple(
        dict.fromkeys(
            WrittenPerson(plain_line(name), uri if uri and len(uri) <= _LONGEST_NAME else None)
            for name, uri in names
            if name and len(name) <= _LONGEST_NAME
        )
    )


class _Identity(NamedTuple):
    """What a story is known by."""

    url: str | None
    wire_id: str | None
    document_number: str | None
    alt_ids: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Item:
    """An item, what its feed says, and where it stands."""

    item: Object
    feed: Object
    bases: tuple[str | None, ...]
    where: str

    @property
    def id(self) -> str | None:
        """Its id."""
        return id_of(self.item)

    def draft(self, decoded: Decoded, is_repeated: bool) -> Draft:
        """Return the story. Raises Unreadable: no_story for an item that says nothing, too_large for endless lines."""
        title, summary = (plain_line((text_of(self.item, name) or "").strip()) or None for name in ("title", "summary"))
        markup, paragraphs = self._markup(), self._paragraphs("content_text")
        if summary and markup and have_same_letters(summary, markup.html):
            summary = None
        if markup:
            paragraphs = ()
        if not (title or markup or paragraphs):  # a summary is all that it says
            paragraphs, summary = self._paragraphs("summary"), None
        if not (title or markup or paragraphs):
            raise Unreadable(Code.NO_STORY, "the item has neither title nor content", self.where)
        flags, headline = split_flags(title.strip()) if title else ((), None)
        identity = self._identity(is_repeated)
        published = self._time("date_published")
        return Draft(
            headline=headline,
            summary=summary,
            paragraphs=paragraphs,
            markup=markup,
            lacks=_lacking(headline, bool(markup or paragraphs)),
            language=text_of(self.item, "language") or text_of(self.feed, "language"),
            first_created=published,
            version_created=self._time("date_modified") or published,
            wire_id=identity.wire_id,
            document_number=identity.document_number,
            urgency=urgency_of(flags),
            flags=flags,
            url=identity.url,
            charset=decoded.charset,
            authors=authors_of(self.item) or authors_of(self.feed),
            keywords=self._tags(),
            media=tuple(self._media()),
            alt_ids=identity.alt_ids,
            parts=tuple(self._parts(flags, headline, summary, markup or paragraphs)),
            notes=decoded.notes,
        )

    def _identity(self, is_repeated: bool) -> "_Identity":
        """An id that stands for several items is no identity; one that is Xinhua's address is its document number."""
        url, name = link_of(self.item, self.bases), self.id
        external = absolute(text_of(self.item, "external_url"), *self.bases)
        elsewhere = (("external_url", external),) if external and external != url else ()
        number = number_of_xinhua_address(url)
        if number and name and not name.startswith(("http://", "https://")):
            number = None
        if number or name is None or (is_repeated and url):
            others = (("guid", name),) if name and name != url else ()
            return _Identity(url, None, number, (*others, *elsewhere))
        return _Identity(url, name, None, elsewhere)

    def _markup(self) -> Markup | None:
        html = text_of(self.item, "content_html")
        base = link_of(self.item, self.bases) or next((base for base in map(absolute, self.bases) if base), None)
        return Markup(html, f"{self.where} content_html", base) if html else None

    def _paragraphs(self, name: str) -> tuple[Paragraph, ...]:
        """Return the paragraphs of a plain text. Raises Unreadable (too_large) with the item's place."""
        try:
            blocks = blocks_of(list(lines_of(text_of(self.item, name) or "")))
        except Unreadable as error:
            raise Unreadable(error.code, error.message, f"{self.where} {name} {error.where}") from error
        return tuple(Paragraph(one.text, f"{self.where} {name} {one.where}") for one in paragraphs_of(blocks))

    def _time(self, name: str) -> WrittenTime | None:
        written = text_of(self.item, name)
        return WrittenTime(written[:_LONGEST_TIME], f"{self.where} {name}", doubtful=True) if written else None

    def _tags(self) -> tuple[str, ...]:
        named = ({"tag": tag} for tag in list_of(self.item, "tags")[:_MOST_TAGS])
        return tuple(plain_line(tag) for one in named if (tag := text_of(one, "tag")))

    def _media(self) -> Iterator[WrittenMedia]:
        """Give the item's pictures, then its attachments; those of one title and kind are one thing in several files."""
        for name in ("image", "banner_image"):
            if href := absolute(text_of(self.item, name), *self.bases):
                yield WrittenMedia("picture", renditions=(WrittenRendition(href),))
        together: dict[tuple[str, str | int], list[WrittenRendition]] = {}
        for number, one in enumerate(list_of(self.item, "attachments")[:_MOST_MEDIA]):
            if not isinstance(one, dict):
                continue
            media_type = (text_of(one, "mime_type") or "").strip().lower()
            kind, href = _KINDS.get(media_type.partition("/")[0]), absolute(text_of(one, "url"), *self.bases)
            if kind and href and len(media_type) <= _LONGEST_NAME:
                file = WrittenRendition(href, media_type, size=_size(one.get("size_in_bytes")))
                together.setdefault((kind, text_of(one, "title") or number), []).append(file)
        for (kind, title), files in together.items():
            yield WrittenMedia(kind, caption=title if isinstance(title, str) else None, renditions=tuple(files))

    def _parts(
        self, flags: tuple[str, ...], headline: str | None, summary: str | None, body: tuple[Paragraph, ...] | Markup
    ) -> Iterator[Part]:
        named: list[tuple[Role, str, str | None]] = [
            ("id", "id", self.id),
            ("address", "url", text_of(self.item, "url")),
            ("address", "external_url", text_of(self.item, "external_url")),
            *(("flag", "title", flag) for flag in flags),
            ("headline", "title", headline),
            ("summary", "summary", summary),
            ("time", "date_published", text_of(self.item, "date_published")),
            ("time", "date_modified", text_of(self.item, "date_modified")),
            *(("author", "authors", one.name) for one in authors_of(self.item)),
            *(("keyword", "tags", tag) for tag in self._tags()),
        ]
        for role, name, text in named:
            if text:
                yield Part(role, text, f"{self.where} {name}")
        if isinstance(body, Markup):
            yield Part("markup", body.html, body.where)
        else:
            yield from (Part("paragraph", one.text, one.where) for one in body)


def _lacking(headline: str | None, has_text: bool) -> tuple[Lacking, ...]:
    return ("text",) if not has_text else () if headline else ("headline",)


def _size(value: object) -> int | None:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    return int(value) if 1 <= value <= _LARGEST else None
