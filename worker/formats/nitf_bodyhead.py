"""What stands above and below the text of a NITF story: headlines, names, dateline, summary, notes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from worker.formats.nitf_body import TAKEN, is_copyright, is_for_editors
from worker.formats.nitf_docdata import COPYRIGHT
from worker.formats.nitf_names import begins_with_by, signer_of
from worker.formats.nitf_tree import text_of
from worker.formats.xml_tree import Node

# Ids and classes of an hl2 with the same headline for others: AP's for the newspaper a story is from, an archive's.
_OTHER_HEADLINES = ("originalheadline", "online_headline")
_FOR_INDEX = "normalized_byline"  # a class: the names of another byline, the family's first
_LONGEST_NAMES = 120
_MAIL_ADDRESS = re.compile(r"[^\s@<>]{1,80}@[^\s@<>]{3,80}")


@dataclass(slots=True)
class BodyHead:
    """The elements above the text, each with its place; for editors: notes that are not for publication."""

    headline: Node | None = None
    subheadlines: list[Node] = field(default_factory=list)
    bylines: list[Node] = field(default_factory=list)
    bylines_for_index: list[Node] = field(default_factory=list)
    dateline: Node | None = None
    abstracts: list[Node] = field(default_factory=list)
    distributors: list[Node] = field(default_factory=list)
    rights: list[Node] = field(default_factory=list)
    for_editors: list[Node] = field(default_factory=list)
    copyrights: list[Node] = field(default_factory=list)
    credits: list[Node] = field(default_factory=list)


def read_head(body: Node) -> BodyHead:
    """Return what stands around the text of a prepared body. What is no paragraph is taken out of the text."""
    heads = (body,) if body.name == "body.head" else tuple(body.outermost("body.head"))
    found = BodyHead()
    for head in heads:
        for byline in head.outermost("byline"):
            is_for_index = (byline.get("class") or "").lower() == _FOR_INDEX
            (found.bylines_for_index if is_for_index else found.bylines).append(byline)
        found.abstracts += head.outermost("abstract")
        found.distributors += head.outermost("distributor")
        found.rights += head.outermost("rights")
        found.copyrights += head.outermost("copyrite")
        found.dateline = found.dateline or _with_text(head.outermost("dateline"))
        found.for_editors += (one for one in head.outermost("note") if not is_copyright(one))
    known = set(map(id, found.for_editors))
    for note in body.outermost("note"):
        if is_copyright(note):
            found.copyrights.append(note)
        elif is_for_editors(note) and id(note) not in known:
            found.for_editors.append(note)
    _read_headlines(found, body)
    _take_from_first_block(found, body)
    _take_repeated_bylines(found, body)
    _take_below(found, body)
    _take_signature(found, body)
    return found


def _read_headlines(found: BodyHead, body: Node) -> None:
    """The first hl1 is the headline; a hedline without one is it itself; another hl1, and each hl2, stands below it."""
    hedlines = list(body.outermost("hedline"))
    lines = [one for hedline in hedlines for one in hedline.outermost("hl1", "hl2") if text_of(one)]
    if not lines:
        lines = [one for one in hedlines if text_of(one)]
    if not lines:
        lines = [one for one in body.outermost("hl1") if text_of(one)][:1]
    if not lines:
        return
    found.headline = next((one for one in lines if one.name != "hl2"), lines[0])
    seen = {text_of(found.headline)}
    for one in lines:
        text = text_of(one)
        is_for_others = any((one.get(key) or "").lower() in _OTHER_HEADLINES for key in ("id", "class"))
        if text not in seen and not is_for_others:
            seen.add(text)
            found.subheadlines.append(one)


def _take_from_first_block(found: BodyHead, body: Node) -> None:
    """Take names and dateline at the top of the text, where there are none above it."""
    first = _first_block(body)
    if not found.bylines:
        found.bylines = _taken(first, "byline")
    if found.dateline is None:
        found.dateline = _with_text(iter(_taken(first, "dateline")))


def _first_block(body: Node) -> Node:
    """Return the innermost body, body.content or block that the text begins in."""
    block = body
    while inner := next(block.children("body.content", "block"), None):
        if next(block.children("byline", "dateline"), None):
            break
        block = inner
    return block


def _take_repeated_bylines(found: BodyHead, body: Node) -> None:
    """Take out bylines that say again below or within the text who wrote it."""
    known = {text_of(one) for one in found.bylines}
    for content in body.children("body.content", "block"):
        for one in list(content.outermost("byline", "media")):
            if one.name == "byline" and text_of(one) in known:
                _moved(one)


def _take_below(found: BodyHead, body: Node) -> None:
    """Take names, a credit, an address or a notice of copyright below the text; any other tagline is the last paragraph."""
    for end in body.children("body.end"):
        for one in list(end.outermost("tagline", "bibliography")):
            text = text_of(one) or ""
            if text.lower().startswith(COPYRIGHT):
                found.copyrights.append(_moved(one))
            elif _MAIL_ADDRESS.fullmatch(text):
                found.for_editors.append(_moved(one))
            elif signer_of(text):
                found.credits.append(_moved(one))
            elif not found.bylines and len(text) <= _LONGEST_NAMES and begins_with_by(text):
                found.bylines.append(_moved(one))


def _take_signature(found: BodyHead, body: Node) -> None:
    """Take a last paragraph that only names the agency: `==Kyodo`, `EFE`, `AAP ab/cd`."""
    paragraphs = [one for one in body.outermost("p", "body.head", "body.end", "media") if one.name == "p" and one.text]
    if len(paragraphs) > 1 and signer_of(paragraphs[-1].text or ""):
        found.credits.append(_moved(paragraphs[-1]))


def _moved(node: Node) -> Node:
    """Return an element as it was, of which nothing is left in its place."""
    moved = Node(node.name, node.attributes, node.line)
    moved.content, node.content, node.name = node.content, [], TAKEN
    return moved


def _taken(block: Node, name: str) -> list[Node]:
    taken = list(block.children(name))
    if taken:
        block.content = [one for one in block.content if isinstance(one, str) or one.name != name]
    return taken


def _with_text(nodes: Iterator[Node]) -> Node | None:
    return next((one for one in nodes if one.text), None)
