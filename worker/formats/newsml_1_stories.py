"""Which stories a news item's components are: one in parts as a rule, one for each language, or several.

parts         text, picture, caption; body and lead; text and box: one story
alternatives  one text in several forms (EquivalentsList): the best form
languages     one text in several languages: a story for each, the item's own language under the item's own id
several       components with a headline and a text each, and no role that makes one of them a part: a story for each,
              unless a headline stands above them all: then they are the parts of a digest
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from worker.formats.newsml_1_tree import Component, Content, Tree
from worker.formats.newsml_1_words import formal_name, purpose_of, word_of

_TAG = re.compile(r"[a-z]{2,3}(?:[-_][a-z0-9]{2,8}){0,3}", re.IGNORECASE)
_LANGUAGES = {
    "eng": "en", "english": "en", "fre": "fr", "fra": "fr", "french": "fr", "français": "fr", "ger": "de", "deu": "de",
    "german": "de", "deutsch": "de", "spa": "es", "spanish": "es", "español": "es", "ita": "it", "italian": "it",
    "italiano": "it", "por": "pt", "portuguese": "pt", "português": "pt", "rus": "ru", "russian": "ru", "ara": "ar",
    "arabic": "ar", "jpn": "ja", "jp": "ja", "japanese": "ja", "chi": "zh", "zho": "zh", "chinese": "zh", "kor": "ko",
    "korean": "ko", "dut": "nl", "nld": "nl", "dutch": "nl", "swe": "sv", "swedish": "sv", "fin": "fi", "finnish": "fi",
    "dan": "da", "danish": "da", "nor": "no", "norwegian": "no", "pol": "pl", "polish": "pl", "tur": "tr", "turkish": "tr",
    "hun": "hu", "cze": "cs", "ces": "cs", "slo": "sk", "slk": "sk", "slv": "sl", "hrv": "hr", "srp": "sr", "rum": "ro",
    "ron": "ro", "bul": "bg", "ukr": "uk", "gre": "el", "ell": "el", "heb": "he", "per": "fa", "fas": "fa", "urd": "ur",
    "hin": "hi", "ind": "id", "may": "ms", "msa": "ms", "tha": "th", "vie": "vi", "cat": "ca", "est": "et", "lav": "lv",
    "lit": "lt",
}  # fmt: skip
# The better form first: NITF says what its parts are, HTML where paragraphs begin.
_FORMS = (re.compile(r"nitf", re.IGNORECASE), re.compile(r"html|xml", re.IGNORECASE))
_MAIN = ("", "main", "text", "body", "story", "article", "mainstory", "maintext")


@dataclass(frozen=True, slots=True)
class Story:
    """A story: the component that is all of it, its texts in order, the media that go with it.

    main: the component whose text is the story's, with the lines and metadata of all around it.
    fragment: what tells it apart from the other stories of its news item.
    """

    root: Component
    main: Component
    texts: tuple[Content, ...]
    others: tuple[Content, ...]
    """Texts that are no body: captions, headlines, summaries."""
    media: tuple[Content, ...]
    language: str | None = None
    fragment: str | None = None


def stories_of(tree: Tree) -> list[Story]:
    """Return the stories of a news item, none where it holds neither text nor media."""
    root = tree.root
    if not root.has_body:
        return [_story(root, None, None)] if root.has_media else []
    top = _where_texts_part(root)
    has_own = any(one.is_body for one in top.contents)
    parts = [] if has_own else [one for one in top.children if one.has_body]
    languages = [language_of(one) for one in parts]
    if len(parts) > 1 and None not in languages and len(set(languages)) > 1 and _are_alike(parts):
        return list(_by_language(root, parts, languages))
    if len(parts) > 1 and not top.holds_alternatives and _are_several(parts):
        if any(map(_headline_of, top.chain)):
            return [_story(top, None, None, main=top)]
        return [_story(one, language_of(one), _name_of(one, number)) for number, one in enumerate(parts, 1)]
    return [_story(top, None, None)]


def language_of(component: Component) -> str | None:
    """Return the language that a component says for itself; else the one that all text in it is said to be in."""
    if own := _own_language(component):
        return own
    found = {tag for one in component.inside if one.has_body and (tag := _language_within(one))}
    return found.pop() if len(found) == 1 else None


def language_around(component: Component) -> str | None:
    """Return the language of the text in a component, as the nearest that states it says."""
    return _language_within(component) or next(filter(None, map(_own_language, component.chain)), None)


def _own_language(component: Component) -> str | None:
    """Return what the description says, then what its xml:lang says; none where it describes several languages."""
    described = component.node.under("DescriptiveMetadata", "Language")
    named = {tag for one in described if (tag := tag_of(formal_name(one)))}
    if len(named) > 1:
        return None
    return named.pop() if named else tag_of(component.node.get("lang"))


def _language_within(component: Component) -> str | None:
    """Return what the texts themselves say; a component's own word counts before, as templates leave theirs in."""
    if own := _own_language(component):
        return own
    for content in component.contents:
        data = content.data if content.is_body else None
        for node in (content.node, data, *(data.children("html", "nitf", "body", "div") if data else ())):
            if node and (tag := tag_of(node.get("lang"))):
                return tag
    return None


def tag_of(name: str | None) -> str | None:
    """Return the language tag that a name or a code stands for, None for what is none."""
    if not name:
        return None
    tag = _LANGUAGES.get(name.strip().lower()) or name.strip()
    if not _TAG.fullmatch(tag):
        return None
    return tag if "-" in tag or "_" in tag else tag.lower()


def _where_texts_part(root: Component) -> Component:
    """Go down to the component in which several others have text, or to the one that has the text."""
    while not any(one.is_body for one in root.contents):
        inner = [one for one in root.children if one.has_body]
        if len(inner) != 1:
            break
        root = inner[0]
    return root


def _by_language(root: Component, parts: list[Component], languages: list[str | None]) -> Iterator[Story]:
    own = tag_of(root.node.get("lang"))
    first = own if own in languages else languages[0]
    for language in dict.fromkeys(languages):
        same = [part for part, other in zip(parts, languages, strict=True) if other == language]
        best = min(same, key=_form_of_best)
        yield _story(best, language, None if language == first else language)


def _are_several(parts: list[Component]) -> bool:
    """Whether components are stories of their own: each has a headline and a text, and one role or none."""
    return len({word_of(one.role) for one in parts}) == 1 and _are_alike(parts) and all(map(_has_headline, parts))


def _are_alike(parts: list[Component]) -> bool:
    """Whether no role makes one of them a part of another."""
    roles = {word_of(one.role) for one in parts}
    return (len(roles) == 1 or roles <= set(_MAIN)) and all(purpose_of(one.role) == "body" for one in parts)


def _has_headline(component: Component) -> bool:
    return any(_headline_of(one) for one in component.inside if one.has_body)


def _headline_of(component: Component) -> str | None:
    return next((line.text for line in component.node.under("NewsLines", "HeadLine") if line.text), None)


def _name_of(component: Component, number: int) -> str:
    """Return what tells a component apart; an Euid is kept by all revisions, a Duid by most."""
    return component.node.get("Euid") or component.node.get("Duid") or str(number)


def _story(top: Component, language: str | None, fragment: str | None, main: Component | None = None) -> Story:
    """Collect what is in a component, with the media around it; of texts that are alternatives, the best.

    main: where it is not the component of the first text.
    """
    left_out = set(_worse_alternatives(top))
    inside = [one for one in top.inside if not (left_out and any(around in left_out for around in one.chain))]
    contents = [content for one in inside for content in _best_forms(one)]
    around = [content for one in _beside(top) for content in one.contents]
    texts = sorted((one for one in contents if one.is_body), key=_order)
    first = next((one for one in texts if one.purpose == "body"), next(iter(texts), None))
    return Story(
        root=top,
        main=main or (first.component if first else _innermost(top)),
        texts=tuple(texts),
        others=tuple(one for one in (*contents, *around) if one.kind == "text" and not one.is_body),
        media=tuple(one for one in (*contents, *around) if one.is_media),
        language=language,
        fragment=fragment,
    )


def _beside(top: Component) -> Iterator[Component]:
    """Give the components around one, and those in them that hold no text of a story: their media are everyone's."""
    for around in list(top.chain)[1:]:
        yield around
        yield from (one for child in around.children if not child.has_body for one in child.inside)


def _worse_alternatives(top: Component) -> Iterator[Component]:
    for one in top.inside:
        forms = [child for child in one.children if child.has_body] if one.holds_alternatives else []
        if len(forms) > 1:
            best = min(forms, key=_form_of_best)
            yield from (form for form in forms if form is not best)


def _best_forms(component: Component) -> list[Content]:
    """Return what is in a component; of texts in several formats, or that it calls alternatives, the best one."""
    texts = [one for one in component.contents if one.is_body]
    forms = [_form_of(one) for one in texts]
    if len(texts) > 1 and (component.holds_alternatives or len(set(forms)) == len(forms)):
        best = min(texts, key=_form_of)
        return [one for one in component.contents if one is best or one not in texts]
    return component.contents


def _form_of_best(component: Component) -> int:
    return min(_form_of(content) for one in component.inside for content in one.contents if content.is_body)


def _form_of(content: Content) -> int:
    """Return the rank of a text's form, 0 the best: what is in it, else what it says to be."""
    data = content.data
    inside = " ".join(one.name for one in data.nodes()) if data else ""
    if inside:
        return 0 if "nitf" in inside or "body.content" in inside else 1
    said = " ".join(filter(None, (formal_name(content.node.child(name)) for name in ("Format", "MimeType"))))
    return next((rank for rank, form in enumerate(_FORMS) if form.search(said)), len(_FORMS))


def _order(content: Content) -> int:
    """The lead stands before the body, boxes and what else goes with it behind."""
    if content.purpose == "lead":
        return 0
    return 1 if word_of(next(_roles(content.component), None)) in _MAIN else 2


def _roles(component: Component) -> Iterator[str]:
    return (role for one in component.chain if (role := one.role))


def _innermost(component: Component) -> Component:
    """Return the component that has lines of its own, going down while there is only one."""
    while not any(component.node.children("NewsLines")) and len(component.children) == 1:
        component = component.children[0]
    return component
