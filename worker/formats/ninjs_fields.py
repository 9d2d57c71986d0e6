"""The fields of an object of ninjs by lower-case name: 1.x, 2.x and 3.x are one, and a wrong type is as nothing."""

import re
from collections.abc import Iterator

from worker.formats.inline import plain_line
from worker.formats.json_text import Object, encodable

_EMPTY: tuple[object, ...] = (None, "", [], {})
_LARGEST = 10**12
_LONGEST_WORD = 1_000
_LONGEST_NAME = 100
_MOST = 500  # objects of one list


class Fields:
    """An object and its place, such as `items[0]` or `line 3`; empty for the root of the document.

    Of fields that differ in capitals alone, the first that holds anything counts.
    """

    __slots__ = ("_values", "_written", "where")

    def __init__(self, written: Object, where: str = "") -> None:
        self.where = where
        self._values: dict[str, object] = {}
        self._written: dict[str, str] = {}
        for key, value in written.items():
            name = key.lower()
            if name not in self._values or self._values[name] in _EMPTY:
                self._values[name] = value
                self._written[name] = key

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def get(self, name: str) -> object:
        """Return a field as it is, None if it is missing."""
        return self._values.get(name)

    def place(self, name: str) -> str:
        """Return the place of a field, under its name as written."""
        name = self._written.get(name, name)[:_LONGEST_NAME]
        if not self.where:
            return name
        return f"{self.where} {name}" if self.where[-1].isdigit() else f"{self.where}.{name}"

    def text(self, *names: str) -> str | None:
        """Return the first text that holds anything."""
        return next((text for name in names if (text := _text(self.get(name)))), None)

    def line(self, *names: str) -> str | None:
        """Return the first such text without markup, as a line."""
        return line_of(self.text(*names))

    def word(self, *names: str) -> str | None:
        """Return the first short text or number, as text."""
        return next((word for name in names if (word := word_of(self.get(name)))), None)

    def number(self, *names: str) -> int | None:
        """Return the first whole number above zero, which may be written as text."""
        return next((number for name in names if (number := _number(self.get(name)))), None)

    def first(self, *names: str) -> str | None:
        """Return the first of these names whose field holds anything."""
        return next((name for name in names if not _is_empty(self.get(name))), None)

    def objects(self, *names: str) -> Iterator["Fields"]:
        """Give the objects in the fields of these names: of a list, alone, or under names of their own.

        Of a text in a list comes an object with the field `""`.
        """
        for name in names:
            for number, one in enumerate(_listed(self.get(name))[:_MOST]):
                where = f"{self.place(name)}[{number}]"
                if isinstance(one, dict):
                    yield Fields(one, where)
                elif isinstance(one, str) and one.strip():
                    yield Fields({"": one}, where)

    def named(self, *names: str) -> Iterator[tuple[str, "Fields"]]:
        """Give the objects in these fields with their names, which in 1.x are their keys."""
        for name in names:
            value = self.get(name)
            if isinstance(value, dict) and not _is_object_itself(value):
                for key, inner in list(value.items())[:_MOST]:
                    for one in _listed(inner)[:_MOST]:
                        if isinstance(one, dict):
                            yield key, Fields(one, f"{self.place(name)}.{key[:60]}")
            else:
                for one in self.objects(name):
                    yield one.word("name", "role") or "", one


def line_of(text: str | None) -> str | None:
    """Return a text without markup and references."""
    return plain_line(text.strip()).strip() or None if text else None


def bare(code: str) -> str:
    """Return a code without its scheme and in lower case: stat:usable, http://…/pubstatusg2/usable."""
    return re.split(r"[:/#]", code.lower().rstrip("/"))[-1].strip()


def _is_empty(value: object) -> bool:
    return value in _EMPTY or (isinstance(value, str) and not value.strip())


def _text(value: object) -> str | None:
    return encodable(value) if isinstance(value, str) and value.strip() else None


def word_of(value: object) -> str | None:
    """Return a short text or a number as text, None for anything else."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value) if abs(value) < _LARGEST else None
    text = _text(value)
    return text.strip() if text and len(text) <= _LONGEST_WORD else None


def _number(value: object) -> int | None:
    if isinstance(value, str) and len(value) <= 20 and value.strip().isascii() and value.strip().isdigit():
        value = int(value)
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    return int(value) if 1 <= value <= _LARGEST and value == int(value) else None


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _is_object_itself(value: Object) -> bool:
    """Whether an object is what a list should hold, and not a list by names."""
    return any(isinstance(value.get(key), str) for key in ("href", "uri", "guid", "value", "type"))
