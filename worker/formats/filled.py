"""A draft completed by another of the same story: the one that counts says most, the other what it leaves open."""

from dataclasses import fields, replace

from worker.draft import Draft

_NEVER = frozenset(("kind", "lacks", "parts", "notes", "charset"))
_FIELDS = tuple(field.name for field in fields(Draft) if field.name not in _NEVER)
_BODY = ("paragraphs", "markup")


def filled(draft: Draft, other: Draft) -> Draft:
    """Return a draft with what it leaves open taken from another; a body is taken whole. Parts and notes are both's."""
    open_fields = [name for name in _FIELDS if not getattr(draft, name)]
    if draft.paragraphs or draft.markup:
        open_fields = [name for name in open_fields if name not in _BODY]
    taken = {name: getattr(other, name) for name in open_fields}
    return replace(
        draft, **taken, parts=(*draft.parts, *other.parts), notes=tuple(dict.fromkeys((*draft.notes, *other.notes)))
    )
