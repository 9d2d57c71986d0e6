"""The components of a news item as a tree, and what is in each: texts and files."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from worker.formats.newsml_1_words import Kind, Purpose, formal_name, is_script, kind_named, kind_of_format, purpose_of
from worker.formats.xml_tree import Node

_INNER = ("NewsComponent", "NewsItem", "ContentItem", "DataContent", "Encoding")
_MEDIA = ("picture", "video", "audio", "graphic")
_ENCODED = re.compile(r"\s*+[A-Za-z0-9+/]{40}[A-Za-z0-9+/=\s]*+")  # base64 that does not say so


@dataclass(eq=False, slots=True)
class Component:
    """A NewsComponent, or the NewsItem that is around all of them; parent is None there.

    node: what it says of itself, without the components, content items and news items in it.
    """

    node: Node
    parent: "Component | None" = None
    children: list["Component"] = field(default_factory=list)
    contents: list["Content"] = field(default_factory=list)
    has_body: bool = False
    """Whether text of a story is in it or in what is in it."""
    has_media: bool = False

    @property
    def role(self) -> str | None:
        """What its Role calls it."""
        return formal_name(self.node.child("Role"))

    @property
    def chain(self) -> Iterator["Component"]:
        """Give it and all around it, the innermost first."""
        one: Component | None = self
        while one:
            yield one
            one = one.parent

    @property
    def inside(self) -> Iterator["Component"]:
        """Give it and all within, in the order of the document."""
        waiting = [self]
        while waiting:
            one = waiting.pop()
            yield one
            waiting += reversed(one.children)

    @property
    def holds_alternatives(self) -> bool:
        """Whether what is in it is one thing in several forms."""
        return (self.node.get("EquivalentsList") or "").lower() in ("yes", "true", "1")


@dataclass(eq=False, slots=True)
class Content:
    """A ContentItem: of what kind it is, and what its text is for."""

    node: Node
    component: Component
    kind: Kind
    purpose: Purpose = "body"

    @property
    def is_media(self) -> bool:
        """Whether it is a file of a picture, a video, a sound or a graphic."""
        return self.kind in _MEDIA

    @property
    def is_body(self) -> bool:
        """Whether it is text of the story itself."""
        return self.kind == "text" and self.purpose in ("body", "lead")

    @property
    def data(self) -> Node | None:
        """Its DataContent, which may be encoded."""
        return next((one for one in self.node.descendants() if one.name == "DataContent"), None)


@dataclass(frozen=True, slots=True)
class Tree:
    """A news item; its components; the news items within them, outermost first; texts that are in other files."""

    item: Node
    root: Component
    items: tuple[Node, ...]
    elsewhere: tuple[Node, ...]


def tree_of(item: Node) -> Tree:
    """Return the tree of a news item. What stands in news items within it is not part of it."""
    root = Component(item)
    items: list[Node] = []
    elsewhere: list[Node] = []
    waiting = [root]
    while waiting:
        component = waiting.pop()
        for node in _content_items(component.node):
            kind = _kind_of(node, component)
            content = Content(node, component, kind)
            if kind == "text" and not _has_text(content):
                if node.get("Href"):
                    elsewhere.append(node)
                continue
            component.contents.append(content)
        for node in component.node.nodes():
            if node.name == "NewsComponent":
                component.children.append(Component(node, component))
            elif node.name == "NewsItem":
                items.append(node)
        waiting += reversed(component.children)
        component.node = _without_inner(component.node)  # which is looked through for each story
    _mark(root)
    return Tree(item, root, tuple(items), tuple(elsewhere))


def _without_inner(node: Node) -> Node:
    said = Node(node.name, node.attributes, node.line)
    said.content = [one for one in node.content if isinstance(one, str) or one.name not in _INNER]
    return said


def _content_items(component: Node) -> Iterator[Node]:
    for node in component.nodes():
        if node.name == "ContentItem":
            yield node
        elif node.name in ("DataContent", "Encoding"):  # no DTD allows it, and it can only mean one thing
            item = Node("ContentItem", {}, node.line)
            item.content = [node]
            yield item


def _has_text(content: Content) -> bool:
    data = content.data
    if data is None:
        return False
    return bool(data.text) or any(one.name.lower() in ("img", "media") for one in data.descendants())


def _kind_of(node: Node, component: Component) -> Kind:
    stated = kind_named(formal_name(node.child("MediaType")))
    names = (formal_name(node.child("MimeType")), formal_name(node.child("Format")), node.get("Href"))
    found = stated or next(filter(None, map(kind_of_format, names)), None)
    if found is None and node.get("Href"):
        found = next(filter(None, (kind_named(one.role) for one in component.chain)), "other")
    data = node.child("DataContent")
    if found in _MEDIA and data and not node.get("Href") and not _ENCODED.fullmatch(data.raw_text):
        return "text"  # a caption under the name of what it is of
    return found or ("text" if any(one.name == "DataContent" for one in node.descendants()) else "other")


def _mark(root: Component) -> None:
    """Say of each component what is in it: first the media, as the text beside a picture is its caption."""
    every = [content for component in root.inside for content in component.contents]
    for content in every:
        if content.is_media:
            for component in content.component.chain:
                component.has_media = True
    for content in every:
        if content.kind == "text":
            content.purpose = _purpose_of(content)
    for content in _captions_without_role(every):
        content.purpose = "caption"
    for content in every:
        if content.is_body:
            for component in content.component.chain:
                component.has_body = True


def _captions_without_role(every: list[Content]) -> list[Content]:
    """Return the texts beside a file in a component that says nothing, where a longer text stands elsewhere."""
    beside: list[Content] = []
    elsewhere: list[Content] = []
    for content in every:
        if content.is_body:
            (beside if _is_beside_a_file(content.component) else elsewhere).append(content)
    if not beside or not elsewhere:
        return []
    longest = max(map(_length, elsewhere))
    return [content for content in beside if _length(content) < longest]


def _is_beside_a_file(component: Component) -> bool:
    says_nothing = component.role is None and component.node.child("NewsLines") is None
    return says_nothing and any(one.is_media for one in component.contents)


def _length(content: Content) -> int:
    return len((content.data.text if content.data else None) or "")


def _purpose_of(content: Content) -> Purpose:
    """What the nearest role says; in a component that is a picture, what says nothing is its caption."""
    around = list(content.component.chain)
    nearest = next(filter(None, (one.role for one in around)), None)
    purpose = purpose_of(nearest)
    if purpose != "body" or is_script(nearest):
        return purpose
    names = [one.role for one in around if one.has_media]
    if around[-1].has_media:
        names.append(formal_name(around[-1].node.child("NewsManagement", "NewsItemType")))
    stated = formal_name(content.node.child("MediaType"))
    return "caption" if any(kind_named(name) in _MEDIA for name in (*names, stated)) else "body"
