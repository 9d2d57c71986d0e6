"""What a poll leaves."""

from dataclasses import dataclass

from worker.store.source_state import SourceState


@dataclass(frozen=True, slots=True)
class Polled:
    """What to remember of a source, seconds until the next poll (None: never), and the host to ask then."""

    state: SourceState
    delay: float | None
    host: str
    seen: str | None = None
    """What else to remember: which entries were taken, or which files wait; None leaves it as it was."""
