"""The stories in a text of ninjs: one object, a list, one a line, and what interfaces wrap around them."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from schemas import Code
from schemas.errors import Unreadable
from worker.formats.json_text import Object, read_values
from worker.formats.ninjs_fields import Fields
from worker.formats.ninjs_names import HOLDERS, ID, LISTS

_LISTS = re.compile(rf'"(?:{"|".join(LISTS)})"\s{{0,99}}:\s{{0,99}}\[')
_DEEPEST = 8  # wrappers around a story
_OF_STORIES = ("headline", "headlines", "bodies", "pubstatus", "versioncreated", "article_html", "version_created")
_BODY = re.compile(r"(?:body|headline|description)_\w{1,60}")


class _Waiting(NamedTuple):
    """What is still to be looked at, and its place."""

    value: object
    where: str
    depth: int


def stories_in(text: str) -> Iterator[Fields | Unreadable]:
    """Give the stories of a text, or why one cannot be read."""
    for one in read_values(text, _LISTS):
        if isinstance(one, Unreadable):
            yield one
        else:
            yield from _unwrapped(one.value, f"line {one.line}" if one.line else "")


def _unwrapped(value: object, where: str) -> Iterator[Fields | Unreadable]:
    """Give the stories in a value, in order. What holds none is one that cannot be read."""
    waiting = [_Waiting(value, where, 0)]
    while waiting:
        one = waiting.pop()
        inner = _inner(one)
        if inner is None and isinstance(one.value, dict) and one.value:
            yield Fields(one.value, one.where)
        elif inner is None:
            yield Unreadable(Code.NO_STORY, "a story is an object, and this is something else", one.where or "line 1")
        else:
            waiting += reversed(inner)


def _inner(one: _Waiting) -> list[_Waiting] | None:
    """Return what a wrapper holds, None for what is no wrapper."""
    if isinstance(one.value, list) and one.depth < _DEEPEST:
        return [_Waiting(inner, f"{one.where}[{number}]", one.depth + 1) for number, inner in enumerate(one.value)]
    if not isinstance(one.value, dict) or one.depth >= _DEEPEST or _is_story(one.value):
        return None
    for name in (*LISTS, *HOLDERS):
        value = one.value.get(name)
        if isinstance(value, list | dict) and (value or name in LISTS):
            return [_Waiting(value, f"{one.where}.{name}" if one.where else name, one.depth + 1)]
    return None


def _is_story(value: Object) -> bool:
    """Whether an object says of itself what only a story does; wrappers too may have an id, a title and a type."""
    names = {key.lower() for key in value}
    if names & set(_OF_STORIES) or any(map(_BODY.fullmatch, names)):
        return True
    return bool(names & set(ID)) and not any(isinstance(value.get(name), list | dict) for name in (*LISTS, *HOLDERS))
