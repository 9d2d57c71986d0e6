"""What each part of a NITF document was taken for, with its place."""

from collections.abc import Iterator

from worker.draft import Part, Role
from worker.formats.nitf_bodyhead import BodyHead
from worker.formats.nitf_docdata import Docdata
from worker.formats.nitf_tree import text_of
from worker.formats.xml_tree import Node

_OF_HEAD: tuple[tuple[str, tuple[str, ...], Role], ...] = (
    ("docdata", ("management-status", "management-idref-status"), "status"),
    ("doc-id", ("regsrc",), "provider"),
    ("doc-id", ("id-string",), "id"),
    ("du-key", ("key", "version"), "id"),
    ("urgency", ("ed-urg",), "flag"),
    ("date.issue", ("norm",), "time"),
    ("date.release", ("norm",), "time"),
    ("date.expire", ("norm",), "time"),
    ("evloc", ("city", "county-dist", "state-prov", "iso-cc"), "place"),
    ("doc-scope", ("scope",), "place"),
    ("ed-msg", ("info", "msg-type"), "editor_note"),
    ("correction", ("info",), "editor_note"),
    ("revision-history", ("comment",), "editor_note"),
    ("doc.copyright", ("holder",), "rights"),
    ("doc.rights", ("owner", "limitations"), "rights"),
    ("keyword", ("key",), "keyword"),
    ("tobject.subject", ("tobject.subject.refnum", "tobject.subject.code"), "subject"),
    ("pubdata", ("ex-ref",), "address"),
    ("title", (), "headline"),
)
_NAMED: dict[str, Role] = {
    "person": "keyword",
    "org": "keyword",
    "location": "place",
    "classifier": "subject",
    "event": "subject",
}
_MOST = 2_000


def parts_of(data: Docdata, head: BodyHead, body: tuple[Part, ...], media: Node) -> tuple[Part, ...]:
    """Return the parts: those of the head, what stands above the text, the text, the captions within a body.

    There is always one, so that a story without anything in it can be refused with its place.
    """
    found = [*_of_docdata(data), *_of_body_head(head), *body]
    for one in media.outermost("media"):
        found += _parts("caption", list(one.outermost("media-caption")))
        found += _parts("media", list(one.outermost("media-reference")), "source")
    return tuple(found[:_MOST]) or (Part("header", f"<{media.name}>", media.where),)


def _of_docdata(data: Docdata) -> Iterator[Part]:
    for name, attributes, role in _OF_HEAD:
        for node in data.every(name):
            written = [value for attribute in attributes if (value := node.get(attribute))]
            text = " ".join(written) or node.text
            if text:
                yield Part(role, text, node.where)
    for content in data.every("identified-content"):
        for node in content.nodes():
            if (named := _NAMED.get(node.name)) and (text := node.text or node.get("value")):
                yield Part(named, text, node.where)


def _of_body_head(head: BodyHead) -> Iterator[Part]:
    yield from _parts("headline", [head.headline, *head.subheadlines])
    yield from _parts("editor_note", list(head.for_editors))
    yield from _parts("rights", [*head.rights, *head.copyrights])
    yield from _parts("byline", [*head.bylines, *head.bylines_for_index])
    yield from _parts("provider", list(head.distributors))
    yield from _parts("credit", list(head.credits))
    yield from _parts("dateline", [head.dateline])
    yield from _parts("summary", list(head.abstracts))


def _parts(role: Role, nodes: list[Node | None] | list[Node], attribute: str | None = None) -> Iterator[Part]:
    for node in nodes:
        text = (node.get(attribute) if attribute else text_of(node)) if node else None
        if node and text:
            yield Part(role, text, node.where)
