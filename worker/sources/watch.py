"""Watching: a file that comes into a local folder makes its source due at once, not with the next sweep (inotify).

Sweeps go on besides: network file systems tell nothing, and what came while nobody watched is found by the first look.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import aclosing
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import structlog
from redis.exceptions import RedisError

from schemas import FolderSource, Source
from worker.sources.folder_names import is_wanted

if TYPE_CHECKING:
    from structlog.typing import FilteringBoundLogger
    from watchfiles import Change

log: "FilteringBoundLogger" = structlog.get_logger(__name__)

CHECK_SECONDS = 1.0  # how often to look for folders that were made, moved or declared
FAILED_SECONDS = 30.0
GATHER_MS, STEP_MS = 200, 50  # changes are told when there were none for a step, or so many have been gathered

_There = dict[str, tuple[str, int, int]]
"""Path, device and inode of the folders that are there, by source."""


class Watching:
    """Watches the local folders that are declared. An async context manager."""

    def __init__(self, declared: Callable[[], Mapping[str, Source]], wake: Callable[[list[str]], Awaitable[None]]) -> None:
        """wake: makes sources due, by id; may raise redis.exceptions.RedisError."""
        self._declared = declared
        self._wake = wake
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        """Begin to watch."""
        self._folders = _local_folders(self._declared())
        self._tasks = [asyncio.create_task(self._keep_watching(recursive=recursive)) for recursive in (False, True)]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Watch no longer."""
        for task in self._tasks:
            task.cancel()
        await asyncio.wait(self._tasks)

    @property
    def is_needed(self) -> bool:
        """Whether there is a local folder to watch."""
        return bool(self._folders)

    async def _keep_watching(self, *, recursive: bool) -> None:
        """Watch the folders that are there, and begin anew when those are others."""
        while True:
            there: _There = {}
            try:
                if there := await self._there(recursive):
                    await self._watch(there, recursive)
                else:
                    await asyncio.sleep(CHECK_SECONDS)
            except (FileNotFoundError, RedisError):  # it went in between; whoever polls meets the server's failure too
                await asyncio.sleep(CHECK_SECONDS)
            except Exception as error:
                # Such as too many watches for the kernel (fs.inotify.max_user_watches): the sweeps go on.
                log.warning("watch_failed", folders=len(there), error=error)
                await asyncio.sleep(FAILED_SECONDS)

    async def _there(self, recursive: bool) -> _There:
        self._folders = _local_folders(self._declared())
        chosen = [one for one in self._folders.values() if one.recursive == recursive]
        return await asyncio.to_thread(_found, chosen) if chosen else {}

    async def _watch(self, there: _There, recursive: bool) -> None:
        """Watch until other folders are there. Raises what watchfiles raises, and RedisError."""
        from watchfiles import awatch

        paths = {path for path, _, _ in there.values()}
        changed = awatch(
            *paths, watch_filter=None, debounce=GATHER_MS, step=STEP_MS, rust_timeout=int(CHECK_SECONDS * 1000),
            yield_on_timeout=True, recursive=recursive, ignore_permission_denied=True,
        )  # fmt: skip
        is_begun = False
        check_due = 0.0
        loop = asyncio.get_running_loop()
        async with aclosing(changed):
            async for changes in changed:
                folders = [self._folders[one] for one in there if one in self._folders]
                # What came before the watch began tells nothing of itself.
                woken = _woken(changes, folders) if is_begun else [one.id for one in folders]
                is_begun = True
                if woken:
                    await self._wake(woken)
                if loop.time() >= check_due:
                    check_due = loop.time() + CHECK_SECONDS
                    if await self._there(recursive) != there:
                        return


def _local_folders(declared: Mapping[str, Source]) -> dict[str, FolderSource]:
    return {one.id: one for one in declared.values() if isinstance(one, FolderSource) and one.scheme == "file"}


def _found(sources: Iterable[FolderSource]) -> _There:
    found: _There = {}
    for source in sources:
        try:
            known = Path(source.path).stat()
        except OSError:
            continue
        found[source.id] = (source.path, known.st_dev, known.st_ino)
    return found


def _woken(changes: "set[tuple[Change, str]]", folders: list[FolderSource]) -> list[str]:
    """Return the sources that have a new file to look at. Our own moves change a file, and then it is gone."""
    from watchfiles import Change

    gone = {path for change, path in changes if change == Change.deleted}
    paths = {path for change, path in changes if change == Change.added or (change == Change.modified and path not in gone)}
    return [one.id for one in folders if any(_concerns(one, path) for path in paths)]


def _concerns(source: FolderSource, path: str) -> bool:
    root = source.path.rstrip("/") + "/"
    if not path.startswith(root):
        return False
    # A folder that was made may have files already, which tell nothing of themselves.
    any_name = source.model_copy(update={"pattern": "*"}) if source.recursive else source
    return is_wanted(any_name, path.removeprefix(root))
