"""The topics that a document declares, and the concepts that its elements name by them, by a code or in words."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from worker.draft import WrittenConcept
from worker.formats.newsml_1_words import word_of
from worker.formats.nitf_concepts import coded
from worker.formats.xml_tree import Node

_CODE = re.compile(r"(?=[^\s]*[0-9])[^\s]{1,100}|[A-Z]{1,4}|[A-Z]{1,8}[.=][A-Z]{1,4}|[a-z][a-z0-9]{1,20}:[^\s:/]{1,80}")
_MOST = 20_000
_MOST_DESCRIPTIONS = 50


@dataclass(frozen=True, slots=True)
class Topics:
    """Topics by their Duid, and by the FormalName under which their set has them."""

    by_id: dict[str, Node] = field(default_factory=dict)
    by_name: dict[tuple[str, str], Node] = field(default_factory=dict)
    """Keys are the Duid of the set, empty for any set, and the name."""
    around: "Topics | None" = None
    """Those of the document, where these are of a news item."""

    def of(self, node: Node) -> Node | None:
        """Return the topic that an element stands for: by its Topic or ValueRef, else by its name in its vocabulary."""
        return self._own(node) or (self.around.of(node) if self.around else None)

    def _own(self, node: Node) -> Node | None:
        for name in ("Topic", "ValueRef"):
            reference = node.get(name)
            if reference and reference.startswith("#"):
                return self.by_id.get(reference[1:])
        vocabulary = node.get("Vocabulary") or ""
        name = node.get("FormalName") or ""
        if vocabulary and not vocabulary.startswith("#"):
            return None
        return self.by_name.get((vocabulary[1:], name))

    def name_of(self, node: Node, language: str | None) -> str | None:
        """Return the name of the topic that an element stands for, in the story's language if it has one there."""
        topic = self.of(node)
        return name_of_topic(topic, language) if topic else None


def topics_in(sets: Iterable[Node], around: Topics | None = None) -> Topics:
    """Return the topics of topic sets. A name that several topics have stands for none where no set is stated."""
    by_id: dict[str, Node] = {}
    by_name: dict[tuple[str, str], Node] = {}
    anywhere: defaultdict[str, list[Node]] = defaultdict(list)
    topics = ((one.get("Duid") or "", topic) for one in sets for topic in one.children("Topic"))
    for _, (own_set, topic) in zip(range(_MOST), topics, strict=False):
        if duid := topic.get("Duid"):
            by_id.setdefault(duid, topic)
        for name in (one.text for one in topic.children("FormalName")):
            if name:
                by_name.setdefault((own_set, name), topic)
                anywhere[name].append(topic)
    only = {("", name): found[0] for name, found in anywhere.items() if len(found) == 1}
    return Topics(by_id, by_name | only, around)


def name_of_topic(topic: Node, language: str | None) -> str | None:
    """Return what a topic is called: its description in a language, else its first one, else its formal name."""
    described = [one for one in islice(topic.children("Description"), _MOST_DESCRIPTIONS) if one.text]
    base = (language or "").partition("-")[0].lower()
    own = next((one for one in described if base and (one.get("lang") or "").lower().startswith(base)), None)
    return (own or described[0]).text if described else _formal_name_of(topic)[0]


def types_of(topic: Node) -> Iterator[str]:
    """Give the types of a topic as words."""
    return (word_of(one.get("FormalName") or one.text) for one in topic.children("TopicType"))


def concept_of_topic(topic: Node, language: str | None) -> WrittenConcept | None:
    """Return the concept that a topic is, with its code and the scheme of that."""
    name, (written, scheme) = name_of_topic(topic, language), _formal_name_of(topic)
    return coded(written, name, scheme) if written and written != name else _named(name, scheme)


def concept_of_node(node: Node, topics: Topics, language: str | None) -> WrittenConcept | None:
    """Return the concept that an element names, None where it names none.

    A code stays as written, with the scheme or vocabulary stated; words are the name.
    """
    topic = topics.of(node)
    name = (name_of_topic(topic, language) if topic else None) or node.text
    written = node.get("FormalName") or (_formal_name_of(topic)[0] if topic else None)
    vocabulary = node.get("Vocabulary")
    scheme = node.get("Scheme") or (vocabulary if vocabulary and not vocabulary.startswith("#") else None)
    if written is None or written == name:
        return _named(name or written, scheme)
    return coded(written, name, scheme) if name or _CODE.fullmatch(written) else _named(written, scheme)


def _named(name: str | None, scheme: str | None) -> WrittenConcept | None:
    if name is None:
        return None
    return coded(name, None, scheme) if _CODE.fullmatch(name) else WrittenConcept(name)


def _formal_name_of(topic: Node) -> tuple[str | None, str | None]:
    """Return the first formal name of a topic, and the scheme that it is of."""
    return next(((one.text, one.get("Scheme")) for one in topic.children("FormalName") if one.text), (None, None))
