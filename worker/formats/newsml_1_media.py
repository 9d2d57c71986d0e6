"""The pictures, videos and sounds of a story: files that are one picture in several sizes, with caption and credit."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice

from worker.draft import Part, WrittenMedia, WrittenRendition
from worker.formats.feed_fields import absolute
from worker.formats.newsml_1_lines import Lines
from worker.formats.newsml_1_stories import Story
from worker.formats.newsml_1_text import text_of
from worker.formats.newsml_1_tree import Component, Content
from worker.formats.newsml_1_words import formal_name, is_rendition, word_of
from worker.formats.xml_tree import Node

_MOST = 200
_NUMBER = re.compile(r"([0-9]{1,9})(?:\.0{1,6})?\s?(?:px|pixels|bytes)?", re.IGNORECASE)
_WIDTH = ("width", "pixelwidth", "imagewidth", "videowidth", "breite", "largeur")
_HEIGHT = ("height", "pixelheight", "imageheight", "videoheight", "hoehe", "höhe", "hauteur")
_SIZE = ("sizeinbytes", "filesize", "size")
_TYPE = re.compile(r"[a-z]{1,20}/[a-z0-9.+-]{1,80}", re.IGNORECASE)


def media_of(story: Story, base: str | None) -> tuple[tuple[WrittenMedia, ...], tuple[Part, ...]]:
    """Return the media of a story in order, and its parts. base: what relative addresses start from."""
    groups: dict[Component, list[Content]] = {}
    captioned = _captioned_children(story)
    for content in story.media[:_MOST]:
        groups.setdefault(_whole_of(content.component, captioned), []).append(content)
    captions = list(_captions(story, groups))
    found: list[WrittenMedia] = []
    parts: list[Part] = []
    for (whole, contents), caption in zip(groups.items(), captions, strict=True):
        lines = Lines(_with_lines(whole, contents), (), story.language)
        said = caption or next(filter(None, map(text_of, contents)), None) or lines.first("caption")
        renditions = tuple(one for content in contents if (one := _rendition(content.node, base)))
        is_storys = whole in set(story.main.chain)  # its lines are then the story's
        headline = None if is_storys else lines.first("headline")
        kind = contents[0].kind
        credit = lines.first("credit") or (None if is_storys and story.texts else lines.first("byline"))
        found.append(WrittenMedia(kind, said or headline, credit, renditions))
        parts += [Part("caption", caption, whole.node.where)] if caption else []
        parts += [Part("media", content.node.get("Href") or kind, content.node.where) for content in contents]
    return tuple(found), tuple(parts)


def _captioned_children(story: Story) -> Counter[Component]:
    """Count, for each component, the media in it that have a caption or a headline of their own."""
    own: dict[Component, None] = {}
    for content in story.others:
        if content.purpose == "caption":
            own[content.component if content.component.has_media else content.component.parent or content.component] = None
    for content in story.media[:_MOST]:
        for component in content.component.chain:
            if component.has_body or component.parent is None:
                break
            if component.node.child("NewsLines", "HeadLine"):
                own[component] = None
    counts: Counter[Component] = Counter()
    for one in own:
        for around in list(one.chain)[1:]:
            counts[around] += 1
    return counts


def _whole_of(component: Component, captioned: Counter[Component]) -> Component:
    """Go up while what is around holds no text of a story, and only files of one picture."""
    while (around := component.parent) and not around.has_body and around.parent is not None:
        files = [one for one in around.children if one.has_media]
        if len(files) > 1 and not (around.holds_alternatives or _are_sizes(around, files, captioned)):
            break
        component = around
    return component


def _are_sizes(around: Component, files: list[Component], captioned: Counter[Component]) -> bool:
    """Whether components hold one picture in several sizes: their roles say so, and none has a caption of its own."""
    if captioned[around] and any(captioned[one] or one.node.child("NewsLines", "HeadLine") for one in files):
        return False
    roles = [word_of(one.role) for one in files]
    return all(roles) and len(set(roles)) == len(roles) and all(is_rendition(one.role) for one in files)


def _captions(story: Story, groups: dict[Component, list[Content]]) -> Iterator[str | None]:
    """Give the caption of each: that in its component, else the one that stands behind it, or before the first."""
    own: dict[Component, list[str]] = {one: [] for one in groups}
    loose: list[tuple[int, str]] = []
    for content in story.others:
        text = text_of(content) if content.purpose == "caption" else None
        if text is None:
            continue
        inside = next((one for one in content.component.chain if one in own), None)
        if inside:
            own[inside].append(text)
        else:
            loose.append((content.node.line, text))
    lines = {whole: min(one.node.line for one in contents) for whole, contents in groups.items()}
    for line, text in loose:
        open_ones = [one for one in groups if not own[one]]
        before = [one for one in open_ones if lines[one] <= line]
        if chosen := (before[-1:] or open_ones[:1]):
            own[chosen[0]].append(text)
    for texts in own.values():
        yield " ".join(dict.fromkeys(texts)) or None


def _with_lines(whole: Component, contents: Iterable[Content]) -> list[Component]:
    """Return the components from the files up to the whole."""
    found: dict[Component, None] = {}
    for content in contents:
        for one in content.component.chain:
            found[one] = None
            if one is whole:
                break
    return list(found)


def _rendition(node: Node, base: str | None) -> WrittenRendition | None:
    address = absolute(node.get("Href"), base)
    if address is None:
        return None
    media_type = formal_name(node.child("MimeType"))
    facts = dict(_facts(node))
    return WrittenRendition(
        href=address,
        media_type=media_type if media_type and _TYPE.fullmatch(media_type) else None,
        width=_number(facts, _WIDTH),
        height=_number(facts, _HEIGHT),
        size=_number(facts, _SIZE),
    )


def _facts(node: Node) -> Iterator[tuple[str, str]]:
    for characteristics in node.children("Characteristics"):
        for one in islice(characteristics.descendants(), _MOST):
            name = word_of(one.get("FormalName")) if one.name == "Property" else word_of(one.name)
            if value := one.get("Value") or one.text:
                yield name, value


def _number(facts: dict[str, str], names: tuple[str, ...]) -> int | None:
    match = next((found for name in names if name in facts and (found := _NUMBER.fullmatch(facts[name].strip()))), None)
    return int(match[1]) if match else None
