"""A NITF document's nodes made ready to be read: names in lower case, nothing glued together, fractions as text."""

import re
from collections.abc import Iterator

from worker.formats.inline import plain_line
from worker.formats.xml_tree import Node

# What stands between the parts of such an element where its document has nothing there.
_BETWEEN = {
    "location": ", ",
    "postaddr": ", ",
    "evloc": ", ",
    "dateline": ", ",
    "person": " ",
    "copyrite": " ",
    "rights": "; ",
    "byline": ", ",
    "bibliography": " ",
    "datasource": " ",
    "org": " ",
    "event": " ",
}
_EMPTY = ("alt-code", "br", "img")
_LINES = frozenset(
    ("p", "block", "br", "hl1", "hl2", "li", "dt", "dd", "tr", "td", "th", "div", "body.content", "credit", "bq", "h1", "h2")
)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")
_NUMBER = re.compile(r"[0-9]{1,6}")


def prepare(node: Node) -> Node:
    """Make a NITF element and all within it ready, in place; again changes nothing. Return it."""
    for one in (node, *node.descendants()):
        one.name = one.name.lower()
        if any(not key.islower() for key in one.attributes):
            one.attributes = {key.lower(): value for key, value in one.attributes.items()}
        if one.name in _BETWEEN:
            _part(one, _BETWEEN[one.name])
    for one in list(node.descendants()):
        if one.name == "frac":
            one.content = _fraction(one)
        elif one.name == "num" and any(part.name == "frac" for part in one.nodes()):
            _part_from_whole(one)
        elif one.name == "lang" and (code := one.get("iso")) and _LANGUAGE.fullmatch(code):
            one.attributes = {**one.attributes, "lang": code}
        elif one.name == "br":
            one.content = [" "]
        elif one.name == "ol" and (first := one.get("seqnum")) and _NUMBER.fullmatch(first):
            one.attributes = {**one.attributes, "start": first}
    return node


def joined(node: Node) -> str | None:
    """Return the text of an element that names something; its parts, where it only has parts, with commas between."""
    parts = [text for part in node.nodes() if (text := part.text)]
    if len(parts) > 1 and not any(isinstance(one, str) and one.strip(" \t\r\n,") for one in node.content):
        return (" " if node.name == "person" else ", ").join(parts)
    return node.text


def text_of(node: Node) -> str | None:
    """Return all text within in one line, with space between what stands in lines of its own; None if there is none.

    What was escaped twice, or is HTML as text, is read once more.
    """
    pieces: list[str] = []
    waiting: list[tuple[Iterator[Node | str], str]] = [(iter(node.content), "")]
    while waiting:
        rest, end = waiting[-1]
        one = next(rest, None)
        if one is None:
            pieces.append(end)
            waiting.pop()
        elif isinstance(one, str):
            pieces.append(one)
        else:
            space = " " if one.name in _LINES else ""
            pieces.append(space)
            waiting.append((iter(one.content), space))
    return plain_line(" ".join("".join(pieces).split())) or None


def _part(node: Node, sign: str) -> None:
    content: list[Node | str] = []
    for one in node.content:
        if isinstance(one, Node) and content and isinstance(content[-1], Node) and not _is_empty(one, content[-1]):
            content.append(sign)
        content.append(one)
    node.content = content


def _is_empty(*nodes: Node) -> bool:
    return any(node.name.lower() in _EMPTY or not node.content for node in nodes)


def _fraction(node: Node) -> list[Node | str]:
    parts = {part.name.lower(): part.raw_text.strip() for part in node.nodes()}
    if "frac-num" not in parts:
        return node.content
    return [f"{parts['frac-num']}{parts.get('frac-sep') or '/'}{parts.get('frac-den', '')}"]


def _part_from_whole(node: Node) -> None:
    """3 and 1/2 are no 31/2."""
    content: list[Node | str] = []
    for one in node.content:
        before = content[-1] if content else None
        if isinstance(one, Node) and one.name == "frac" and isinstance(before, str) and before[-1:].isdigit():
            content.append(" ")
        content.append(one)
    node.content = content
