"""The names line of a ninjs story, and its authors."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from worker.draft import Part, WrittenPerson
from worker.formats.ninjs_concepts import authors_of
from worker.formats.ninjs_fields import Fields
from worker.formats.ninjs_names import BYLINE
from worker.formats.nitf_names import people_in, without_by


class Byline(NamedTuple):
    """The names without the word before them, the authors, and what they were read from."""

    line: str | None
    authors: tuple[WrittenPerson, ...]
    parts: tuple[Part, ...]


class _Line(NamedTuple):
    text: str
    title: str | None
    where: str
    is_one_of_many: bool


def byline_of(item: Fields) -> Byline:
    """Return the names of a story: of one line, of a list of lines, or of AP's list of lines with titles."""
    lines = list(_lines(item))
    stated = list(authors_of(item))
    named = (
        WrittenPerson(name, role=line.title)
        for line in lines
        if line.is_one_of_many or not stated
        for name in _people_of(line)
    )
    authors = _once((*stated, *named))
    bylines = (Part("byline", line.text, line.where) for line in lines)
    parts = (*bylines, *(Part("author", one.name, item.where or "line 1") for one in authors))
    return Byline(", ".join(dict.fromkeys(without_by(line.text) for line in lines)) or None, authors, parts)


def _lines(item: Fields) -> Iterator[_Line]:
    name = item.first(*BYLINE)
    line = item.line(name) if name else None
    if name and line:
        yield _Line(line, None, item.place(name), is_one_of_many=False)
        return
    for one in item.objects(*BYLINE, "bylines"):
        if text := one.line("", "by"):
            yield _Line(text, one.line("title"), one.place("by") if one.get("by") else one.where, is_one_of_many=True)


def _people_of(line: _Line) -> list[str]:
    """Return the people of a line; of one alone none where what follows a comma may be what somebody is."""
    found = people_in(without_by(line.text))
    is_plain = line.is_one_of_many or len(found) == 1 or len(found) != line.text.count(",") + 1
    return found if is_plain else []


def _once(people: Iterable[WrittenPerson]) -> tuple[WrittenPerson, ...]:
    """Return each person once, with all that is said of him: a photographer has a names line too."""
    found: dict[str, WrittenPerson] = {}
    for one in people:
        known = found.get(one.name.casefold(), one)
        found[one.name.casefold()] = known._replace(uri=known.uri or one.uri, role=known.role or one.role)
    return tuple(found.values())
