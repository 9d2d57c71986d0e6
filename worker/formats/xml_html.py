"""A tree of nodes -> HTML, in which normalise reads paragraphs, lists, tables and pictures."""

from collections.abc import Iterable, Iterator, Mapping
from html import escape

from worker.formats.xml_tree import Node

_EMPTY = {"br", "hr", "img"}
_ATTRIBUTES = (
    "href",
    "src",
    "alt",
    "title",
    "width",
    "height",
    "colspan",
    "rowspan",
    "start",
    "lang",
    "dir",
    "class",
    "style",
)
LEFT_OUT = None
"""In a mapping of names: the element does not come out, nor what is in it."""
TEXT_ONLY = ""
"""In a mapping of names: what is in the element comes out, and no tag."""


def html_of(content: Iterable[Node | str], names: Mapping[str, str | None] | None = None) -> str:
    """Return nodes as HTML; names: what elements (by lower-case local name) leave as, where not under their own."""
    names = names or {}
    out: list[str] = []
    waiting: list[tuple[Iterator[Node | str], str]] = [(iter(content), "")]
    while waiting:
        rest, end = waiting[-1]
        one = next(rest, None)
        if one is None:
            out.append(end)
            waiting.pop()
        elif isinstance(one, str):
            out.append(escape(one, quote=False))
        else:
            name = one.name.lower()
            leaves_as = names.get(name, name)
            if leaves_as is None:
                continue
            if leaves_as:
                out.append(f"<{leaves_as}{_attributes(one)}>")
            waiting.append((iter(one.content), f"</{leaves_as}>" if leaves_as and leaves_as not in _EMPTY else ""))
    return "".join(out)


def _attributes(node: Node) -> str:
    if not node.attributes:
        return ""
    return "".join(f' {name}="{escape(node.attributes[name])}"' for name in _ATTRIBUTES if name in node.attributes)
