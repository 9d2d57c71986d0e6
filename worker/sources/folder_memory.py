"""What a look into a folder leaves for the next: files that wait, files that could not be moved, rejections looked for."""

from dataclasses import dataclass, field

from pydantic import TypeAdapter, ValidationError

from worker.sources.files import File

MOST_WAITING = 20_000
MOST_KEPT = 10_000
MOST_OWED = 1_000
MOST_REASONS = 1_000


@dataclass(slots=True)
class Waiting:
    """A file that may be incomplete: how it looked, and since when it looks so (ms)."""

    size: int
    modified: str
    since_ms: int


@dataclass(slots=True)
class Kept:
    """A file that stays in the folder: accepted and not to be moved, or (no digest) not to be read. Tried again when due."""

    size: int
    modified: str
    digest: str
    due_ms: int


@dataclass(slots=True)
class FolderMemory:
    """By path as text (folder_names.plain)."""

    waiting: dict[str, Waiting] = field(default_factory=dict)
    kept: dict[str, Kept] = field(default_factory=dict)
    position: str | None = None
    """Up to where rejections were looked for."""
    owed: list[str] = field(default_factory=list)
    """Rejections whose file could not be moved."""
    owed_due_ms: int = 0
    reasons: list[str] = field(default_factory=list)
    """Files in failed whose reason is beside them."""
    tidied_ms: int = 0
    last_taken: list[str] = field(default_factory=list)
    """Ids of the last items taken; none once they are read."""
    taken_ms: int = 0

    def keep(self, path: str, file: File, digest: str, due_ms: int) -> None:
        """Remember that a file stays where it is, until it is due."""
        self.kept[path] = Kept(file.size, file.modified, digest, due_ms)

    @property
    def is_full(self) -> bool:
        """Whether nothing more may be taken: what cannot be moved is remembered, and that has an end."""
        return len(self.kept) >= MOST_KEPT

    def dump(self) -> str:
        """Return it as JSON."""
        self.owed, self.reasons = self.owed[-MOST_OWED:], self.reasons[-MOST_REASONS:]
        return _ADAPTER.dump_json(self, exclude_defaults=True).decode()


_ADAPTER = TypeAdapter(FolderMemory)


def load(data: bytes | None) -> FolderMemory:
    """Read what the last look left; what cannot be read (another version's) begins anew."""
    if not data:
        return FolderMemory()
    try:
        return _ADAPTER.validate_json(data)
    except ValidationError:
        return FolderMemory()


def is_as_it_was(file: File, known: Waiting | Kept) -> bool:
    """Whether a file looks as it did."""
    return (file.size, file.modified) == (known.size, known.modified)
