"""Headlines, descriptions and bodies of ninjs: `headline_NAME` of 1.x and the lists of 2.x and 3.x, by their roles."""

from collections.abc import Iterator
from typing import NamedTuple

from worker.formats.inline import inline_text
from worker.formats.json_text import encodable
from worker.formats.ninjs_fields import Fields, line_of
from worker.formats.ninjs_names import (
    CAPTIONS,
    HEADLINE,
    HTML_BODIES,
    MAIN_HEADLINES,
    MEDIA_TYPE,
    OTHER_BODIES,
    OTHER_HEADLINES,
    PLAIN_BODIES,
    PLAIN_CAPTIONS,
    PLAIN_SUMMARIES,
    SECOND_HEADLINE,
    SUBHEADLINES,
    SUMMARIES,
)
from worker.tags import has_markup

_MOST = 2_000  # paragraphs
_LONGEST_ROLE = 200


class Said(NamedTuple):
    """A text, its role in lower case (empty where it has none), its media type and its place."""

    text: str
    role: str
    media_type: str
    where: str


def headlines_of(item: Fields) -> tuple[Said | None, Said | None]:
    """Return the headline and the second headline, whatever they are called."""
    single = [Said(text, "main", "", item.place(name)) for name in HEADLINE if (text := item.text(name))]
    seconds = [Said(text, SUBHEADLINES[0], "", item.place(name)) for name in SECOND_HEADLINE if (text := item.text(name))]
    others = [*seconds, *_said(item, "headline", "headlines")]
    every = [*single, *others]
    plain = [one for one in every if one.role not in (*SUBHEADLINES, *OTHER_HEADLINES)]
    main = _of_roles(every, (*MAIN_HEADLINES, "")) or next(iter(plain), None) or next(iter(others), None)
    second = _of_roles([one for one in others if one is not main], SUBHEADLINES)
    if main and second and line_of(main.text) == line_of(second.text):
        second = None
    return main, second


def summary_of(item: Fields) -> Said | None:
    """Return what sums a story up."""
    return _description(item, SUMMARIES, PLAIN_SUMMARIES)


def caption_of(item: Fields) -> Said | None:
    """Return what describes a picture, video or sound."""
    return _description(item, CAPTIONS, PLAIN_CAPTIONS)


def credit_among_descriptions(item: Fields) -> str | None:
    """Return whom a picture is from, where that is one of its descriptions."""
    found = _of_roles(list(_said(item, "description", "descriptions")), ("creditline", "credit"))
    return line_of(found.text) if found else None


def bodies_of(item: Fields) -> list[Said]:
    """Return the texts of the story, that with the most of its structure first; they say the same."""
    plain = ((name, role, _joined(item.get(name))) for name, role in PLAIN_BODIES.items())
    found = (
        *_said(item, "body", "bodies"),
        *(Said(text, role, "", item.place(name)) for name, role, text in plain if text),
    )
    return sorted((one for one in found if one.role not in OTHER_BODIES), key=_rank)


def is_nitf(said: Said) -> bool:
    """Whether a text is NITF."""
    return "nitf" in said.role or "nitf" in said.media_type.lower() or said.text.lstrip()[:200].find("<nitf") >= 0


def _rank(said: Said) -> int:
    if is_nitf(said):
        return len(HTML_BODIES) + 1
    if said.role in HTML_BODIES:
        return HTML_BODIES.index(said.role)
    if "html" in said.role or "html" in said.media_type.lower() or has_markup(said.text):
        return len(HTML_BODIES)
    return len(HTML_BODIES) + (2 if said.role in ("", "main", "text", "plain", "plaintext", "body") else 3)


def _description(item: Fields, roles: tuple[str, ...], plain: tuple[str, ...]) -> Said | None:
    said = list(_said(item, "description", "descriptions"))
    if found := _of_roles(said, roles[:1]):
        return _as_text(found)
    for name in plain:
        if text := _joined(item.get(name)):
            return _as_text(Said(text, "", "", item.place(name)))
    found = _of_roles(said, roles[1:])
    return _as_text(found) if found else None


def _as_text(said: Said) -> Said:
    return said._replace(text=inline_text(said.text))


def _of_roles(said: list[Said], roles: tuple[str, ...]) -> Said | None:
    """Return the text of the first role that one has."""
    return next((one for role in roles for one in said if one.role == role), None)


def _said(item: Fields, prefix: str, plural: str) -> Iterator[Said]:
    """Give the texts under `prefix_ROLE`, then those in the list."""
    for name in item:
        if name.startswith(f"{prefix}_") and (text := _joined(item.get(name))):
            yield Said(text, name[len(prefix) + 1 :][:_LONGEST_ROLE], "", item.place(name))
    for one in item.objects(plural):
        if text := _joined(one.get("value")) or one.text(""):
            role = (one.word("role", "name", "type") or "").lower().rpartition(":")[2]
            yield Said(text, role, one.word(*MEDIA_TYPE) or "", one.place("value"))


def _joined(value: object) -> str | None:
    """Return a text, or the paragraphs of a list of texts with blank lines between them."""
    if isinstance(value, list):
        lines = [encodable(one) for one in value[:_MOST] if isinstance(one, str) and one.strip()]
        if any(map(has_markup, lines)):
            return "".join(f"<p>{line}</p>" for line in lines)
        return "\n\n".join(lines) or None
    return encodable(value) if isinstance(value, str) and value.strip() else None
