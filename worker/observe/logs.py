"""Logs: one JSON object a line on standard error, or coloured lines where that is a terminal.

structlog's loggers hand over to the standard library's, which Celery, kombu and redis-py use too: all end in one handler and
one formatter. A line is time, level, logger, event, what is bound (the item in hand), what is said, and an error as one
field; all of it goes through worker/observe/scrub.py.
"""

import json
import logging
import os
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TextIO, cast

import structlog
from structlog.contextvars import get_contextvars

from worker.observe.scrub import CUT, Plain, Scrub, describe, structured

if TYPE_CHECKING:
    from structlog.typing import EventDict, WrappedLogger

    from worker.settings import Settings

Render = Callable[[dict[str, Plain]], str]

# billiard's logger, which hands nothing on to the root.
BILLIARD = "multiprocessing"
# Several lines a second, of each task and each tick of the clock, or what we say ourselves; level debug shows them.
TALKATIVE = ("celery.app.trace", "celery.worker.strategy", "celery.beat", "celery.apps.worker", BILLIARD)

# Warnings are errors in our tests, so reading an item gives none: nothing of an item is in them.
PYTHONS_WARNINGS = "py.warnings"

# Celery's lines are made of these too; they hold what a task was called with, which for wirecopy.enqueue is a payload.
_ARGUMENTS = frozenset({"args", "kwargs", "exc", "traceback", "return_value"})
_LONGEST_ARGUMENT = 200


def configure(settings: "Settings", level: int | str | None = None, stream: TextIO | None = None) -> None:
    """Let every logger of this process write to one place: standard error, unless a stream is given.

    level is that of the settings unless given. May be called again; the last call counts. Raises SetUpError where the
    settings' secrets cannot be read.
    """
    stream = stream or sys.stderr
    threshold = _number(level or settings.log_level)
    is_console = settings.log_format == "console" or (settings.log_format == "auto" and stream.isatty())
    handler = Handler(stream)
    handler.setFormatter(Formatter(Scrub(settings.secrets), _console(stream) if is_console else json.dumps))
    for name in (None, BILLIARD):
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.setLevel(threshold)
    quiet = threshold if threshold <= logging.DEBUG else max(threshold, logging.WARNING)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(quiet)
    logging.captureWarnings(True)
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, _hand_over],
        wrapper_class=structlog.make_filtering_bound_logger(logging.NOTSET),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,  # safe: level and handler are those of the standard library's loggers
    )


class Handler(logging.StreamHandler[TextIO]):
    """Writes lines. One that cannot be made is told of without its contents."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  # logging's name
        """Say that a line was lost, and whose; never what was in it."""
        lost = logging.LogRecord(record.name, logging.ERROR, record.pathname, record.lineno, "log_line_lost", None, None)
        try:
            self.stream.write(self.format(lost) + self.terminator)
            self.flush()
        except Exception:  # standard error is gone, or a signal came in the middle of a write; the work goes on
            return


class Said(dict[str, object]):
    """What one of structlog's loggers said, on its way through the standard library's logging."""


def _hand_over(_: "WrappedLogger", __: str, event: "EventDict") -> tuple[tuple[Said], dict[str, object]]:
    error = event.pop("exc_info", None)
    return (Said(event),), {"exc_info": error}


class Formatter(logging.Formatter):
    """Makes a line of a record, whoever's it is."""

    def __init__(self, scrub: Scrub, render: Render) -> None:
        super().__init__()
        self._scrub = scrub
        self._render = render

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        said: Mapping[str, object] = record.msg if isinstance(record.msg, Said) else {"event": _told_by_others(record)}
        line: dict[str, object] = {
            "timestamp": f"{datetime.fromtimestamp(record.created, UTC):%Y-%m-%dT%H:%M:%S.%fZ}",
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": said["event"],
            **get_contextvars(),
            **said,
        }
        if record.exc_info and record.exc_info[1] is not None:
            line["exception"] = structured(record.exc_info[1], record.exc_info[2])
        return self._render(self._scrub.line(line))


def _console(stream: TextIO) -> Render:
    colours = stream.isatty() and "NO_COLOR" not in os.environ
    renderer = structlog.dev.ConsoleRenderer(colors=colours, sort_keys=False)

    def render(line: dict[str, Plain]) -> str:
        error = line.get("exception")
        below = {"exception": "\n".join(_lines_of(error))} if isinstance(error, dict) else {}
        return renderer(None, "", {**line, **below})

    return render


def _lines_of(error: dict[str, Plain]) -> list[str]:
    """An error as a terminal shows it best: below the line."""
    lines = [": ".join(str(error[name]) for name in ("type", "message") if name in error)]
    at = error.get("at")
    lines += [f"    {place}" for place in at] if isinstance(at, list) else []
    cause = error.get("cause")
    return [*lines, "caused by", *_lines_of(cause)] if isinstance(cause, dict) else lines


def _told_by_others(record: logging.LogRecord) -> str:
    if record.name == PYTHONS_WARNINGS:
        return " ".join(str(record.msg).split())
    return message_of(record.msg, record.args)


def message_of(template: object, arguments: object) -> str:
    """Return the first line of what a library says, its arguments put in: short texts, numbers, and errors described.

    Below the first line, in long texts, in written-out containers and in objects Celery shows messages, payloads and all.
    """
    if isinstance(template, BaseException):
        return describe(template)
    text = template if isinstance(template, str) else f"<{type(template).__name__}>"
    if arguments:
        try:
            if isinstance(arguments, Mapping):
                text %= {name: CUT if name in _ARGUMENTS else _short(one) for name, one in arguments.items()}
            else:
                text %= tuple(_short(one) for one in cast("tuple[object, ...]", arguments))
        except (TypeError, ValueError, KeyError):
            text += " (its arguments do not fit)"
    return (text.strip().splitlines() or [""])[0]


def _short(argument: object) -> object:
    if isinstance(argument, BaseException):
        return describe(argument)
    if isinstance(argument, str):
        return CUT if argument.startswith(("{", "[", "(")) or len(argument) > _LONGEST_ARGUMENT else argument
    if isinstance(argument, int | float) or argument is None:
        return argument
    return f"<{type(argument).__name__}>"


def _number(level: int | str) -> int:
    return level if isinstance(level, int) else logging.getLevelNamesMapping()[level.upper()]
