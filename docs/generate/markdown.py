"""Markdown as the generated pages write it."""

import re
from collections.abc import Iterable, Sequence

_NOTICE = "<!-- Written by `make docs` from the code; change it there. -->"
_CODE = re.compile("(`[^`]*`)")


def page(title: str, *parts: str) -> str:
    """Return a whole page: a notice, the title, the parts with an empty line between them."""
    return "\n\n".join((_NOTICE, f"# {title}", *(part.strip("\n") for part in parts if part))) + "\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table."""
    return "\n".join(_row(row) for row in (head, ["---"] * len(head), *rows))


def code(text: str) -> str:
    """Return text as inline code."""
    return f"`{text}`"


def fenced(language: str, text: str) -> str:
    """Return a block of code."""
    return f"```{language}\n{text}\n```"


def prose(text: str) -> str:
    """Return text on one line; `<` outside code is no tag."""
    return "".join(
        part if part.startswith("`") else part.replace("<", "&lt;") for part in _CODE.split(" ".join(text.split()))
    )


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(map(_cell, cells))} |"


def _cell(text: str) -> str:
    """A cell is one line, and a bar in it must not end it."""
    return prose(text).replace("|", r"\|")
