"""What one process of HTTP intake holds: its settings, its connections, the sources declared."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from worker.intake import Intake
from worker.settings import Settings
from worker.sources_file import SourcesFile
from worker.store.keys import Keys

if TYPE_CHECKING:
    from redis import Redis


@dataclass(frozen=True, slots=True)
class Held:
    """A process's settings and connections."""

    settings: Settings
    keys: Keys
    intake: Intake
    redis: "Redis" = field(repr=False)
    """For reading; its calls wait for the server: make them in a thread."""
    sources: SourcesFile = field(repr=False)
