"""Folders: each complete file is taken into the inbox, then moved to done or deleted; what is rejected goes to failed.

list -> which are complete (folder_choice) -> read -> accept, many at once -> move -> look for rejections (folder_failed)
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, ParamSpec, TypeVar, cast

import structlog

from schemas import FolderSource, WireItem
from schemas.errors import FetchFailed, Unreadable
from worker.sources import folder_choice, folder_memory
from worker.sources.collection import LONGEST_SECONDS, Collected, Collection
from worker.sources.files import File, Files, open_files
from worker.sources.folder_failed import Failed, Reason
from worker.sources.folder_file import Read, finish_some, read, read_some
from worker.sources.folder_memory import FolderMemory
from worker.sources.folder_names import plain
from worker.store.deliveries import Accepted
from worker.store.rejected import RejectedEntry

if TYPE_CHECKING:
    from structlog.typing import FilteringBoundLogger

log: "FilteringBoundLogger" = structlog.get_logger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

AGAIN_AFTER_SECONDS = 60.0  # what could not be moved or read
MOST_TRIED_AGAIN = 100
MOST_REJECTIONS = 100
MOST_TIDIED = 20
UNDECIDED_SECONDS = 60.0  # for so long after files were taken their rejections are looked for soon
SOONEST_SECONDS, LATEST_SECONDS = 0.2, 2.0
GREW_SECONDS = 0.5
TOLD = 3


async def collect(collection: Collection) -> Collected:
    """Look into a folder once. Raises FetchFailed where it cannot be had, and what accepting raises."""
    memory = folder_memory.load(collection.memory)
    if memory.position is None:  # before anything is accepted: what is rejected of it comes behind
        memory.position = await asyncio.to_thread(collection.returns.position)
    source = cast("FolderSource", collection.source)
    async with _opened(source) as folder:
        look = Look(collection, source, folder, memory, Failed(source, folder.files, collection.returns))
        again = await look.run()
    dumped = memory.dump().encode()
    return Collected(
        again if again < source.min_interval else None, look.told, None if dumped == collection.memory else dumped.decode()
    )


async def look(source: FolderSource, most: int) -> list[WireItem]:
    """Return what a look would take, of the oldest files, about so many items; nothing is changed.

    Files that may be incomplete are among it. Raises FetchFailed; Unreadable for a file that would be refused.
    """
    found: list[WireItem] = []
    async with _opened(source) as folder:
        for file in folder_choice.oldest_first(await folder.wanted(source)):
            if len(found) >= most:
                break
            try:
                found += (await folder(read, folder.files, source, file)).items
            except FileNotFoundError:  # whoever takes files took it
                continue
            except Unreadable as error:
                message = f"{plain(file.path)}: {error.message}; it would be moved to {source.failed}"
                raise Unreadable(error.code, message, error.where) from error
    return found[:most]


@dataclass(slots=True)
class _Folder:
    """A folder that is open. It is called in a thread of its own, one call after the other, as its files want it."""

    files: Files
    thread: ThreadPoolExecutor
    longest: float

    async def __call__(self, call: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
        """Make a call that waits for the folder. Raises FetchFailed timeout where the kernel does not come back."""
        pending = asyncio.get_running_loop().run_in_executor(self.thread, partial(call, *arguments, **named))
        try:
            return await asyncio.wait_for(pending, self.longest)
        except TimeoutError as error:
            raise FetchFailed("timeout", f"the folder does not answer within {self.longest:g} s; is it mounted?") from error

    async def wanted(self, source: FolderSource) -> list[File]:
        """List the files that are taken by their names."""
        return folder_choice.wanted(source, await self(self.files.list, source.recursive))


@asynccontextmanager
async def _opened(source: FolderSource) -> AsyncIterator[_Folder]:
    """Open a folder, and close it in the background."""
    thread = ThreadPoolExecutor(1, "folder")
    try:
        # Files bounds each of its calls to a server; one of ours makes some.
        folder = _Folder(open_files(source), thread, LONGEST_SECONDS + source.timeout)
        try:
            yield folder
        finally:
            thread.submit(folder.files.close)
    finally:
        thread.shutdown(wait=False)


@dataclass(slots=True)
class Look:
    """One look."""

    collection: Collection
    source: FolderSource
    folder: _Folder
    memory: FolderMemory
    failed: Failed
    troubles: list[str] = field(default_factory=list)
    grew: bool = False
    """Whether a file was written while it was read."""

    @property
    def told(self) -> str | None:
        """What is in trouble, in one text."""
        rest = len(self.troubles) - TOLD
        return "; ".join(self.troubles[:TOLD] + ([f"and {rest} more"] if rest > 0 else [])) or None

    async def run(self) -> float:
        """Take what is complete and give back what was rejected; return the seconds until there is more to do."""
        choice = folder_choice.choose(
            self.source, await self.folder.wanted(self.source), self.memory, self.collection.now_ms
        )
        await self._move_what_was_kept(choice.accepted)
        waits = [await self._take(choice.ready), choice.again, await self._give_back()]
        await self._tidy()
        return min([wait for wait in waits if wait is not None] + [float(self.source.min_interval)])

    async def _take(self, ready: list[File]) -> float | None:
        """Take files; return 0 where some are left."""
        left = ready[: self.source.max_entries]
        while left and not self.collection.is_over and not self.memory.is_full:
            results = await self.folder(read_some, self.folder.files, self.source, left)
            await self._accept([one for one in results if isinstance(one, Read) and one.is_whole])
            for file, result in zip(left, results, strict=False):
                await self._note(file, result)
            left = left[len(results) :]
        if self.memory.is_full:
            self.troubles.append(
                f"{len(self.memory.kept):,} files cannot be moved or read: none is taken any more; see the folders' rights"
            )
            return None
        if len(ready) > self.source.max_entries or self.collection.is_over:
            return 0.0
        return max(self.source.stable_seconds, GREW_SECONDS) if self.grew else None

    async def _note(self, file: File, result: Read | Unreadable | OSError) -> None:
        """Do what is to be done for a file that was not put in."""
        if isinstance(result, Unreadable):
            await self._refuse(file, result)
        elif isinstance(result, Read):
            self.grew |= not result.is_whole
        elif not isinstance(result, FileNotFoundError):  # that somebody else moved
            self._keep(file, "", f"{plain(file.path)} cannot be read: {result}")

    async def _refuse(self, file: File, error: Unreadable) -> None:
        reason = Reason(code=error.code, message=error.message, where=error.where, rejected_at=self.collection.now)
        log.warning("file_refused", source=self.source.id, code=error.code)
        self.troubles.append(f"{plain(file.path)}: {error.message}; it is in {self.source.failed}")
        with suppress(FileNotFoundError):
            try:
                await self.folder(self.failed.refuse, file, reason)
            except FileNotFoundError:
                raise
            except OSError as problem:
                self._keep(file, "", f"it cannot be moved to {self.source.failed}: {problem}")

    async def _accept(self, batch: list[Read]) -> None:
        """Put files in, all at once; each is moved only when its own items are accepted."""
        accepting = [self.collection.accept(one.delivery) for one in batch]
        results = await asyncio.gather(*accepting, return_exceptions=True)
        accepted = [(one, result) for one, result in zip(batch, results, strict=True) if isinstance(result, Accepted)]
        for _, result in accepted:
            self.collection.taken += 0 if result.repeated else len(result.item_ids)
            self._note_taken(result)
        await self._finish([(one.file, one.digest) for one, _ in accepted])
        for failure in results:
            if isinstance(failure, BaseException):
                raise failure

    def _note_taken(self, accepted: Accepted) -> None:
        lanes = {one[:1] == "u": one for one in (*self.memory.last_taken, *accepted.item_ids)}
        self.memory.last_taken, self.memory.taken_ms = list(lanes.values()), self.collection.now_ms

    async def _finish(self, accepted: list[tuple[File, str]]) -> None:
        """Move or delete files that were accepted, by their digests."""
        what = "deleted" if self.source.after == "delete" else f"moved to {self.source.done}"
        while accepted:
            results = await self.folder(finish_some, self.folder.files, self.source, accepted)
            for (file, digest), error in zip(accepted, results, strict=False):
                if error is None:
                    self.memory.kept.pop(plain(file.path), None)
                else:
                    self._keep(file, digest, f"{plain(file.path)} was accepted and cannot be {what}: {error}")
            accepted = accepted[len(results) :]

    def _keep(self, file: File, digest: str, trouble: str) -> None:
        due_ms = self.collection.now_ms + int(AGAIN_AFTER_SECONDS * 1000)
        self.memory.keep(plain(file.path), file, digest, due_ms)
        self.troubles.append(trouble)

    async def _move_what_was_kept(self, accepted: list[File]) -> None:
        """Try again to move files that were accepted before, some of them: others are not to wait for it."""
        await self._finish([(file, self.memory.kept[plain(file.path)].digest) for file in accepted[:MOST_TRIED_AGAIN]])
        still = [one for one in self.memory.kept.values() if one.digest]
        if still and not self.troubles:
            self.troubles.append(f"{len(still):,} files were accepted and could not be moved; it is tried again each minute")

    async def _give_back(self) -> float | None:
        """Move what was rejected to failed; return the seconds until more may come."""
        memory, returns = self.memory, self.collection.returns
        is_waiting = bool(memory.last_taken) and await asyncio.to_thread(returns.is_waiting, memory.last_taken)
        before = memory.position or "0-0"
        found, memory.position = await asyncio.to_thread(returns.rejections, before, MOST_REJECTIONS)
        await self._give_back_what_is_owed()
        for entry in found:
            if self.collection.is_over:
                memory.position = before
                return 0.0
            await self._give_one_back(entry)
            before = entry.id
        return 0.0 if len(found) >= MOST_REJECTIONS else self._soon(is_waiting)

    async def _give_back_what_is_owed(self) -> None:
        """Try again to move what was rejected and could not be moved, some of it."""
        memory = self.memory
        if not memory.owed or self.collection.now_ms < memory.owed_due_ms:
            return
        memory.owed_due_ms = self.collection.now_ms + int(AGAIN_AFTER_SECONDS * 1000)
        owed, memory.owed = memory.owed[:MOST_TRIED_AGAIN], memory.owed[MOST_TRIED_AGAIN:]
        for one in owed:
            if entry := await asyncio.to_thread(self.collection.returns.find, one):
                await self._give_one_back(entry)

    async def _give_one_back(self, entry: RejectedEntry) -> None:
        try:
            await self.folder(self.failed.give_back, entry)
        except OSError as error:
            self.memory.owed.append(entry.id)
            path = entry.rejection.transport.get("path")
            self.troubles.append(f"{path} was rejected and cannot be moved to {self.source.failed}: {error}")

    def _soon(self, is_waiting: bool) -> float | None:
        """Look for rejections soon while what was taken is not read yet, ever less often, and for a minute."""
        elapsed = (self.collection.now_ms - self.memory.taken_ms) / 1000
        if not is_waiting or elapsed > UNDECIDED_SECONDS:
            self.memory.last_taken = []
            return None
        return min(max(elapsed, SOONEST_SECONDS), LATEST_SECONDS)

    async def _tidy(self) -> None:
        """Delete reasons whose files were put back or cleared away, some at each look that took any, or each minute."""
        memory = self.memory
        new = [one for one in dict.fromkeys(map(plain, self.failed.placed)) if one not in memory.reasons]
        is_due = self.collection.taken or self.collection.now_ms - memory.tidied_ms >= AGAIN_AFTER_SECONDS * 1000
        if is_due and memory.reasons:
            some, memory.reasons = memory.reasons[:MOST_TIDIED], memory.reasons[MOST_TIDIED:]
            with suppress(OSError):
                some = await self.folder(self.failed.tidy, some)
            memory.reasons += some
            memory.tidied_ms = self.collection.now_ms
        memory.reasons += new
