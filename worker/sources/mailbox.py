"""Mailboxes: each mail is an item, flagged once it is accepted, by which it is told from new ones.

folder -> mails without our flag -> sizes -> a group of mails -> accepted, all at once -> flagged -> next group

Nothing is remembered by UID from one look to the next: the flags are the truth, whatever became of the mailbox meanwhile.
A mail that comes again, because its flag was lost, has the key it had.
"""

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import cast

from schemas import MailboxSource, WireItem
from schemas.errors import FetchFailed
from worker.settings import settings
from worker.sources.collection import Collected, Collection
from worker.sources.imap import Folder, Mailbox, connected
from worker.store.deliveries import Accepted, Delivery

DAY = 24 * 3600.0
PIECE = 1024 * 1024  # of a longer mail, as much at a time: a slow line gives it within many timeouts
GROUP = 100  # shorter mails fetched, accepted and flagged at once
SIZES = 500  # mails asked for their size in one command, whose line servers bound
_OF_ONE_FOLDER = frozenset({"not_found", "read_only"})
_MOST_NAMED = 5
_HEAD = 64 * 1024
_HEADER_END = re.compile(rb"\r?\n\r?\n")
_MESSAGE_ID = re.compile(rb"^message-id:\s{0,99}([^\r\n]{1,300})", re.IGNORECASE | re.MULTILINE)


async def collect(collection: Collection) -> Collected:
    """Take mails without our flag, at most max_entries, and flag them.

    Raises FetchFailed where the server fails, or no folder can be read; IntakeFull, ServerUnreachable as accept does.
    """
    source = cast("MailboxSource", collection.source)
    left, flagged, is_more = source.max_entries, 0, False
    unusable: list[FetchFailed] = []
    troubles: list[str] = []
    async with connected(source) as mailbox:
        async for reading in _opened(mailbox, source, unusable, read_only=False):
            async for mails in reading.groups(left):
                left -= len(mails)
                flagged += await _accept(collection, reading, mails)
                if reading.flag_lost:
                    break
                if collection.is_over:
                    is_more = True
                    break
            is_more |= reading.is_more
            troubles += reading.troubles()
    # Without one flagged, the next look would find the same.
    return Collected(again=0.0 if is_more and flagged else None, trouble=_told(unusable, troubles))


async def look(source: MailboxSource, most: int) -> tuple[list[WireItem], str | None]:
    """Return the first mails that a look would take, and what could not be had; folders are opened for reading alone.

    Raises FetchFailed as collect does.
    """
    found: list[WireItem] = []
    unusable: list[FetchFailed] = []
    troubles: list[str] = []
    now = datetime.now(UTC)
    async with connected(source) as mailbox:
        async for reading in _opened(mailbox, source, unusable, read_only=True):
            async for mails in reading.groups(most - len(found)):
                found += [_item(mail, reading, now) for mail in mails]
            troubles += reading.troubles()
    return found, _told(unusable, troubles)


async def _opened(
    mailbox: Mailbox, source: MailboxSource, unusable: list[FetchFailed], *, read_only: bool
) -> AsyncIterator["_Reading"]:
    """Open one folder after the other. unusable: gets why one cannot be read. Raises FetchFailed where none can."""
    for name in source.folders:
        try:
            folder = await mailbox.open_folder(name, read_only=read_only)
            # Opened for reading alone, a folder tells nothing of the flags that it takes.
            flag = source.flag if read_only else _flag_for(folder, source.flag)
        except FetchFailed as error:
            if error.code not in _OF_ONE_FOLDER:
                raise
            unusable.append(error)
            continue
        yield _Reading(mailbox, folder, flag, source)
    if len(unusable) == len(source.folders):
        raise unusable[0]


def _told(unusable: list[FetchFailed], troubles: list[str]) -> str | None:
    """Put what could not be had into a line for people."""
    return "; ".join([error.message for error in unusable] + troubles) or None


def _flag_for(folder: Folder, wanted: str) -> str:
    """Return the flag that mails of a folder get. Raises FetchFailed read_only where it takes none."""
    if folder.permitted is None or wanted.lower() in folder.permitted:
        return wanted
    if "\\*" in folder.permitted and not wanted.startswith("\\"):
        return wanted
    if "\\seen" in folder.permitted:
        return "\\Seen"
    message = f"the folder {folder.name} takes no lasting flags: nothing is taken from it, as it would come again for ever"
    raise FetchFailed("read_only", message)


@dataclass(frozen=True, slots=True)
class _Mail:
    uid: int
    payload: bytes = field(repr=False)


@dataclass
class _Reading:
    """What is read of one folder, and what could not be."""

    mailbox: Mailbox
    folder: Folder
    flag: str
    source: MailboxSource
    is_more: bool = False
    """Whether there are more mails than were asked for."""
    too_long: list[int] = field(default_factory=list)
    unreadable: list[int] = field(default_factory=list)
    flag_lost: list[int] = field(default_factory=list)

    @property
    def longest(self) -> int:
        """Bytes of the longest mail that is taken: a longer one than workers read would be flagged and then rejected."""
        return min(self.source.max_bytes, settings().max_item_bytes)

    async def groups(self, most: int) -> AsyncIterator[list[_Mail]]:
        """Give the first mails without our flag, in groups bounded by number and bytes; empty where none can be read."""
        async for sizes in self._found():
            left = list(sizes.items())
            while left and most > 0:
                mails = await self._read(dict(left[:most]))
                left = left[most:]
                most -= len(mails)  # any number of mails that cannot be read may lie before the others
                yield mails
            if left:
                self.is_more = True
                return

    async def set_flag(self, uids: list[int]) -> int:
        """Flag mails; return how many are. Raises FetchFailed, and flags none, where the UIDs are of other mails now."""
        # Some servers open the folder by its name for each command: made anew, it has other mails under these UIDs.
        if await self.mailbox.uidvalidity(self.folder.name) != self.folder.uidvalidity:
            message = (
                f"the folder {self.folder.name} was made anew amid the look (UIDVALIDITY); the next look takes its mails"
            )
            raise FetchFailed("changed", message)
        lost = await self.mailbox.add_flag(uids, self.flag)
        self.flag_lost += lost
        return len(uids) - len(lost)

    def troubles(self) -> Iterator[str]:
        """Give what could not be had, for people."""
        name, source = self.folder.name, self.source
        if self.flag != source.flag:
            yield (
                f"{name} does not take the flag {source.flag}: mails get \\Seen instead, and one that somebody else reads "
                'first is never taken; set flag = "\\\\Seen" if nobody does'
            )
        if self.too_long:
            limit = "max_bytes" if self.longest == source.max_bytes else "WIRECOPY_MAX_ITEM_BYTES"
            yield f"{name}: mails longer than {self.longest:,} bytes ({limit}) are left, {_named(self.too_long)}"
        if self.unreadable:
            yield f"{name}: the server does not give the whole of {_named(self.unreadable)}"
        if self.flag_lost:
            yield f"{name}: the server does not keep the flag {self.flag} on {_named(self.flag_lost)}; set another as flag"

    async def _found(self) -> AsyncIterator[dict[int, int]]:
        """Give UIDs and sizes of mails short enough, as they are fetched: many short ones at once, a long one alone."""
        for window in self.folder.windows():
            found = await self.mailbox.search(window, self.flag)
            for start in range(0, len(found), SIZES):
                sizes = await self.mailbox.sizes(found[start : start + SIZES])
                self.too_long += [uid for uid, size in sizes.items() if size > self.longest]
                for group in _grouped({uid: size for uid, size in sizes.items() if size <= self.longest}):
                    yield group

    async def _read(self, sizes: dict[int, int]) -> list[_Mail]:
        """Fetch mails; leave out those that are gone, not whole, or longer than the server said and is taken."""
        mails = await self._fetch(sizes)
        short = {uid: sizes[uid] for uid, payload in mails.items() if _is_short(payload, sizes[uid])}
        # The sizes of some servers are wrong. What comes twice the same is the mail.
        again = await self._fetch(short) if short else {}
        unreadable = [uid for uid in short if not mails[uid] or again.get(uid) != mails[uid]]
        too_long = [uid for uid, payload in mails.items() if len(payload) > self.longest]
        self.unreadable += unreadable
        self.too_long += too_long
        return [_Mail(uid, payload) for uid, payload in mails.items() if uid not in (*unreadable, *too_long)]

    async def _fetch(self, sizes: dict[int, int]) -> dict[int, bytes]:
        short = [uid for uid, size in sizes.items() if size <= PIECE]
        mails = await self.mailbox.mails(short) if short else {}
        for uid in sizes.keys() - set(short):
            if (payload := await self._fetch_long(uid)) is not None:
                mails[uid] = payload
        return mails

    async def _fetch_long(self, uid: int) -> bytes | None:
        payload = bytearray()
        while len(payload) <= self.longest:
            piece = await self.mailbox.piece(uid, len(payload), PIECE)
            if piece is None:
                return None
            payload += piece
            if len(piece) < PIECE:
                break
        return bytes(payload)


async def _accept(collection: Collection, reading: _Reading, mails: list[_Mail]) -> int:
    """Have mails accepted, then flag those that were, and only then pass on what kept others out; return how many are."""
    outcomes = await asyncio.gather(
        *(collection.accept(_delivery(mail, collection, reading)) for mail in mails), return_exceptions=True
    )
    accepted = [one for one in outcomes if isinstance(one, Accepted)]
    collection.taken += sum(not one.repeated for one in accepted)
    flagged = 0
    if accepted:
        uids = [mail.uid for mail, outcome in zip(mails, outcomes, strict=True) if isinstance(outcome, Accepted)]
        flagged = await reading.set_flag(uids)
    for outcome in outcomes:
        if isinstance(outcome, BaseException):
            raise outcome
    return flagged


def _delivery(mail: _Mail, collection: Collection, reading: _Reading) -> Delivery:
    item = _item(mail, reading, collection.now)
    digest = hashlib.sha256(mail.payload).hexdigest()
    return Delivery(item.source, (item,), f"mail:{digest}", digest, kept_seconds=DAY)


def _item(mail: _Mail, reading: _Reading, now: datetime) -> WireItem:
    transport = {
        "folder": reading.folder.name,
        "uid": str(mail.uid),
        "uidvalidity": str(reading.folder.uidvalidity),
        "message_id": _message_id(mail.payload),
    }
    return WireItem(
        payload=mail.payload,
        source=reading.source.id,
        media_type="message/rfc822",
        received_at=now,
        urgent=True if reading.source.urgent else None,
        transport={name: fact for name, fact in transport.items() if fact},
    )


def _message_id(payload: bytes) -> str:
    """Return the Message-ID as the mail has it, bounded and of visible letters; empty where it has none."""
    head = _HEADER_END.split(payload[:_HEAD], 1)[0]
    match = _MESSAGE_ID.search(head)
    return "".join(letter for letter in match[1].decode("ascii", "ignore") if letter.isprintable()).strip() if match else ""


def _grouped(sizes: dict[int, int]) -> Iterator[dict[int, int]]:
    group: dict[int, int] = {}
    total = 0
    for uid, size in sorted(sizes.items()):
        if group and (len(group) >= GROUP or total + size > PIECE):
            yield group
            group, total = {}, 0
        group[uid] = size
        total += size
    if group:
        yield group


def _is_short(payload: bytes, size: int) -> bool:
    """Whether a mail is empty, or shorter than its size, in which each line end counts as two bytes."""
    return not payload or len(payload) + payload.count(b"\n") - payload.count(b"\r\n") < size


def _named(uids: list[int]) -> str:
    more = f" and {len(uids) - _MOST_NAMED} more" if len(uids) > _MOST_NAMED else ""
    return f"UID {', '.join(map(str, uids[:_MOST_NAMED]))}{more}"
