"""Which files of a folder are taken now: those that are complete, and not known to be in trouble."""

from dataclasses import dataclass, field

from schemas import FolderSource
from worker.sources.files import File
from worker.sources.folder_memory import MOST_WAITING, FolderMemory, Waiting, is_as_it_was
from worker.sources.folder_names import UNFINISHED, is_unfinished, is_wanted, plain

UNTOUCHED_SECONDS = 60.0  # a file that was left alone for so long is complete, an empty one too
SHORTEST_WAIT_SECONDS = 0.05


@dataclass(slots=True)
class Choice:
    """What to do with the files of a listing."""

    ready: list[File] = field(default_factory=list)
    """To be taken, oldest first."""
    accepted: list[File] = field(default_factory=list)
    """Accepted before, to be moved."""
    again: float | None = None
    """Seconds until one that is incomplete may be complete."""


def wanted(source: FolderSource, listed: list[File]) -> list[File]:
    """Return the files that are taken by their names. One beside which stands its .part is still being sent."""
    unfinished = {file.path.lower() for file in listed if is_unfinished(file.path)}
    return [
        file
        for file in listed
        if is_wanted(source, file.path)
        and not (unfinished and any(file.path.lower() + ending in unfinished for ending in UNFINISHED))
    ]


def oldest_first(files: list[File]) -> list[File]:
    """Sort files by age where it is known, else by time as the server writes it; then by name."""
    return sorted(files, key=lambda file: (-(file.age or 0.0), file.modified, file.path))


def choose(source: FolderSource, files: list[File], memory: FolderMemory, now_ms: int) -> Choice:
    """Tell complete files from others, and remember those for the next look."""
    choice = Choice()
    waiting: dict[str, Waiting] = {}
    kept = {}
    for file in files:
        path = plain(file.path)
        known = memory.kept.get(path)
        if known is not None and is_as_it_was(file, known):
            kept[path] = known
            if known.digest:
                if now_ms >= known.due_ms:
                    choice.accepted.append(file)
                continue
            if now_ms < known.due_ms:
                continue
            del kept[path]
        since_ms = _since(memory.waiting.get(path), file, now_ms)
        wait = _wait(source, file, (now_ms - since_ms) / 1000, is_new=since_ms == now_ms)
        if wait <= 0:
            choice.ready.append(file)
            continue
        if len(waiting) < MOST_WAITING:
            waiting[path] = Waiting(file.size, file.modified, since_ms)
        choice.again = min(wait, choice.again if choice.again is not None else wait)
    memory.waiting, memory.kept = waiting, kept
    choice.ready = oldest_first(choice.ready)
    return choice


def _since(known: Waiting | None, file: File, now_ms: int) -> int:
    return known.since_ms if known is not None and is_as_it_was(file, known) else now_ms


def _wait(source: FolderSource, file: File, seen_seconds: float, *, is_new: bool) -> float:
    """Return the seconds to wait until a file may be complete, 0 where it is.

    seen_seconds: for how long it has looked as it does. is_new: whether nobody has seen it so before.
    """
    if file.age is not None and file.age >= UNTOUCHED_SECONDS:
        return 0.0
    if file.size == 0:  # a name that is kept free for what is to come, or a file whose disk was full
        needed = UNTOUCHED_SECONDS
    elif source.complete == "renamed":
        return 0.0
    else:
        needed = source.stable_seconds
    if is_new:
        return max(needed, SHORTEST_WAIT_SECONDS)
    return max(needed - seen_seconds, 0.0)
