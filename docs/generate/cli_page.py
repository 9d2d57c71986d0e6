"""docs/cli.md: every verb of the command line with its arguments, options and an example, and the exit codes.

A verb's help ends with its example: a paragraph `Example: wirecopy …`.
"""

import re
from collections.abc import Iterator
from enum import Enum
from typing import cast

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption
from typer.main import get_command

from docs.generate.markdown import code, fenced, page, prose, table
from worker.cli.exits import EXIT_CODES
from worker.cli.main import app

Verb = tuple[str, ...]

_EXAMPLE = "Example: "
_INTRO = """
`wirecopy --help` and `wirecopy VERB --help` say the same on a terminal; `wirecopy --install-completion` sets up completion.
Results go to standard output, progress and messages to standard error; `--json`, where there is one, gives one JSON object a
line. [Settings](settings.md) come from the environment; `WIRECOPY_REDIS_URL` says which server the verbs talk to.
"""


def root() -> TyperGroup:
    """Return the command that holds all verbs."""
    return cast("TyperGroup", get_command(app))


def verbs() -> dict[Verb, TyperCommand]:
    """Return every verb that does something, by its words: ("read",), ("rejected", "list") …, in the order of --help."""
    return {words: command for words, command in _walk((), root()) if isinstance(command, TyperCommand)}


def example(command: TyperCommand) -> str | None:
    """Return the example in a verb's help, None where it has none."""
    *_, last = (command.help or "").split("\n\n")
    return " ".join(last.removeprefix(_EXAMPLE).split()) if last.startswith(_EXAMPLE) else None


def text() -> str:
    """Return the page."""
    parts = [part for words, command in _walk((), root()) for part in _section(words, command)]
    return page(
        "The command line",
        _INTRO,
        table(("verb", "does"), (_summary(words, command) for words, command in verbs().items())),
        "## Exit codes",
        table(("code", "means"), ((str(number), meaning) for number, meaning in EXIT_CODES.items())),
        *parts,
    )


def _walk(words: Verb, group: TyperGroup) -> Iterator[tuple[Verb, TyperCommand | TyperGroup]]:
    for name, command in group.commands.items():
        if command.hidden or not isinstance(command, (TyperCommand, TyperGroup)):
            continue
        yield (*words, name), command
        if isinstance(command, TyperGroup):
            yield from _walk((*words, name), command)


def _summary(words: Verb, command: TyperCommand) -> tuple[str, str]:
    name = " ".join(words)
    return f"[{code(name)}](#wirecopy-{name.replace(' ', '-')})", _paragraphs(command)[0]


def _section(words: Verb, command: TyperCommand | TyperGroup) -> Iterator[str]:
    yield f"{'#' * (1 + len(words))} wirecopy {' '.join(words)}"
    yield from _paragraphs(command)
    if isinstance(command, TyperGroup):
        return
    context = typer.Context(command)
    yield fenced("text", " ".join(("wirecopy", *words, *command.collect_usage_pieces(context))))
    yield from _parameters(command, context)
    if shown := example(command):
        yield f"For example:\n\n{fenced('sh', shown)}"


def _paragraphs(command: TyperCommand | TyperGroup) -> list[str]:
    """The help without its example."""
    return [prose(one) for one in (command.help or "").split("\n\n") if not one.startswith(_EXAMPLE)]


def _parameters(command: TyperCommand, context: typer.Context) -> Iterator[str]:
    arguments = [one for one in command.params if isinstance(one, TyperArgument) and not one.hidden]
    options = [one for one in command.params if isinstance(one, TyperOption) and not one.hidden]
    if arguments:
        yield table(("argument", "is", "default"), (_argument(one, context) for one in arguments))
    if options:
        yield table(("option", "does", "default"), (_option(one, context) for one in options))


def _argument(argument: TyperArgument, context: typer.Context) -> tuple[str, str, str]:
    name, _ = argument.get_help_record(context) or ("", "")
    return code(name.partition(" <")[0]), argument.help or "", _default(argument)


def _option(option: TyperOption, context: typer.Context) -> tuple[str, str, str]:
    name, _ = option.get_help_record(context) or ("", "")
    name = re.sub(r"list\[(.*)\]", r"\1", name).replace(" range>", f"{_bounds(option)}>")
    repeated = " May be given several times." if option.multiple else ""
    return code(name), f"{option.help or ''}{repeated}", _default(option)


def _bounds(option: TyperOption) -> str:
    least = "" if option.min is None else f" from {option.min}"
    return least if option.max is None else f"{least} to {option.max}"


def _default(parameter: TyperArgument | TyperOption) -> str:
    default: object = parameter.default
    if parameter.required:
        return "needed"
    if default is None or default is False:
        return ""
    return code(str(default.value) if isinstance(default, Enum) else str(default))
