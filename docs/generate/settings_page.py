"""docs/settings.md: every setting with its default, what it takes and what it does; declared sources; what a route is."""

from collections.abc import Collection
from typing import cast

from docs.generate.fields import Json, fields, may_be_none, type_of
from docs.generate.markdown import code, fenced, page, table
from worker.settings import Settings
from worker.store.routes import Route

_INTRO = """
Settings come from the environment of workers, clock and command line. Nothing needs to be set for a server on this machine.
A value that cannot be stops whoever reads it, with a message that names the variable and not the value; the command line
then ends with [exit code 4](cli.md#exit-codes). Durations are in seconds, sizes in bytes; larger units are in brackets.

A setting marked *secret* may hold a password: it stays out of messages and logs.

Sources have [fields of their own](source-fields.md), and so have [routes](#route).
"""

_SOURCES = """
`WIRECOPY_SOURCES_FILE` names a TOML file with a table `[[source]]` for each source. A source that is not declared is taken
in all the same; what the wire states wins over what is declared. [Sources](sources.md) says how each kind is set up,
[the fields of a source](source-fields.md) what may stand in a table.
"""
_A_SOURCE = """\
[[source]]
id = "xinhua-ar"
provider = "xinhua"
language = "ar"
zone = "Asia/Shanghai"
"""

_ROUTES = """
`WIRECOPY_ROUTES` is a JSON list of extra article streams. An article goes into the stream of each route whose filters all
match; a filter matches where any of its values does, and one that is not given matches everything.
"""
_A_ROUTE = """\
export WIRECOPY_ROUTES='[{"name": "arabic", "language": ["ar"]}, {"name": "urgent", "max_urgency": 2}]'
"""

_SECONDS = ((24 * 3600, "day"), (3600, "hour"), (60, "minute"))
_BYTES = ((1024**3, "GiB"), (1024**2, "MiB"), (1024, "KiB"))


def text() -> str:
    """Return the page."""
    settings = fields(Settings.model_json_schema(by_alias=False))
    return page(
        "Settings",
        _INTRO,
        table(("variable", "default", "unit", "takes", "does"), (_setting(name, field) for name, field in settings.items())),
        "## Source",
        _SOURCES,
        fenced("toml", _A_SOURCE.strip()),
        "## Route",
        _ROUTES,
        fenced("sh", _A_ROUTE.strip()),
        fields_table(Route.model_json_schema()),
    )


def _setting(name: str, field: Json) -> tuple[str, str, str, str, str]:
    variable = f"{Settings.model_config['env_prefix']}{name}".upper()
    description = str(field["description"])
    takes = type_of(field)
    # Settings that may hold a password are those left out of the settings' repr.
    if not Settings.model_fields[name].repr:
        takes += "; *secret*"
    return code(variable), _default(name, field.get("default")), _unit(name), takes, description


def _unit(name: str) -> str:
    return next((unit for unit in ("seconds", "bytes") if name.endswith(f"_{unit}")), "")


def _default(name: str, value: object) -> str:
    """A default as it would be written in the environment, and in a larger unit where there is one."""
    if value in (None, [], ()):
        return "–"
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        larger = {"seconds": _in_larger(value, _SECONDS), "bytes": _in_larger(value, _BYTES)}.get(_unit(name))
        return f"{code(f'{value:g}' if isinstance(value, float) else str(value))}{f' ({larger})' if larger else ''}"
    return code(str(value).lower() if isinstance(value, bool) else str(value))


def _in_larger(value: float, units: tuple[tuple[int, str], ...]) -> str | None:
    for size, unit in units:
        if value >= size and value % size == 0:
            count = int(value // size)
            return f"{count} {unit}{'s' if count > 1 and not unit.endswith('B') else ''}"
    return None


def fields_table(schema: Json, without: Collection[str] = ()) -> str:
    """Return a table of a model's fields, without some: key, what it takes, default, meaning."""
    needed = cast("list[str]", schema.get("required", []))
    return table(
        ("key", "takes", "default", "means"),
        (_field(name, one, name in needed) for name, one in fields(schema).items() if name not in without),
    )


def _field(name: str, field: Json, needed: bool) -> tuple[str, str, str, str]:
    default = "needed" if needed else "–" if may_be_none(field) else _default(name, field.get("default"))
    return code(name), type_of(field), default, str(field["description"])
