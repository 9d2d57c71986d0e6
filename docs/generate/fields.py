"""The fields of a model or of settings in plain words, from its JSON Schema."""

import re
from typing import cast

from docs.generate.markdown import code

Json = dict[str, object]

_FORMATS = {"date-time": "time, UTC", "date": "day", "path": "path"}
_DIGEST = "^[0-9a-f]{64}$"
_ORIGIN = re.compile(r"\s(?P<ours>ours)?(?:; )?(?:ninjs: (?P<ninjs>.+))?$")


def fields(schema: Json) -> dict[str, Json]:
    """Return the schemas of the fields by name."""
    return cast("dict[str, Json]", schema["properties"])


def referred(part: object) -> list[str]:
    """Return the names of the sub-records that a part of a schema refers to, in order."""
    if isinstance(part, dict):
        own = [str(part["$ref"]).rsplit("/", 1)[1]] if "$ref" in part else []
        return own + [name for value in part.values() for name in referred(value)]
    return [name for value in part for name in referred(value)] if isinstance(part, list) else []


def type_of(field: Json) -> str:
    """Return what a field holds: `text`, `integer, 1 to 9`, `list of [Person](#person)` …; None left aside."""
    if "$ref" in field:
        name = str(field["$ref"]).rsplit("/", 1)[1]
        return f"[{name}](#{name.lower()})"
    if "contentSchema" in field:
        return f"JSON: {type_of(cast('Json', field['contentSchema']))}"
    if "anyOf" in field:
        some = [part for part in cast("list[Json]", field["anyOf"]) if part.get("type") != "null"]
        return " or ".join(type_of(part) for part in some)
    if "enum" in field:
        *most, last = (code(str(value)) for value in cast("list[object]", field["enum"]))
        return f"{', '.join(most)} or {last}"
    return _plain(field)


def _plain(field: Json) -> str:
    kind = field["type"]
    if kind == "array":
        return f"list of {type_of(cast('Json', field['items']))}"
    if kind == "object":
        return "texts by name"
    if kind in ("integer", "number"):
        return ", ".join(filter(None, (str(kind), _range(field))))
    if kind == "boolean":
        return "true or false"
    if field.get("pattern") == _DIGEST:
        return "64 hexadecimal digits"
    if "pattern" in field:
        return f"text matching {code(str(field['pattern']))}"
    return _FORMATS.get(str(field.get("format")), "text")


def _range(field: Json) -> str:
    """The bounds of a number in words."""
    least, most, above = field.get("minimum"), field.get("maximum"), field.get("exclusiveMinimum")
    if least is not None and most is not None:
        return f"{least} to {most}"
    lower = f"above {_number(above)}" if above is not None else f"{least} or more" if least is not None else ""
    return f"{lower}, up to {_number(most)}" if most is not None else lower


def _number(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def may_be_none(field: Json) -> bool:
    """Whether the field can be null."""
    return any(part.get("type") == "null" for part in cast("list[Json]", field.get("anyOf", [])))


def meaning_and_origin(description: str) -> tuple[str, str]:
    """Split the description of an article's field into what it means and its ninjs name, or `ours`."""
    match = _ORIGIN.search(description)
    if match is None:
        return description, ""
    ninjs = match["ninjs"] and re.sub(r"^[\w.]+", lambda name: code(name[0]), match["ninjs"])
    return description[: match.start()], "; ".join(filter(None, (match["ours"], ninjs)))
