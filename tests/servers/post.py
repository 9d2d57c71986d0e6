"""A mailbox that is looked into: an account of a real IMAP server, and the inbox of a real Valkey."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from redis import Redis

from schemas import MailboxSource, WireItem
from schemas.streams import Fields, item_of_entry
from tests.servers.imap import Account
from worker.intake import Intake
from worker.sources.collection import Collection, collect
from worker.sources.polled import Polled
from worker.sources.returns import Returns
from worker.store.deliveries import Accepted, Delivery
from worker.store.keys import Keys
from worker.store.source_state import SourceState

Accept = Callable[[Delivery], Awaitable[Accepted]]


def mail(number: int, text: str = "The bridge was opened on Monday.\r\n") -> bytes:
    """A mail with a story."""
    return (
        f"From: Desk <desk@agency.example>\r\nSubject: Bridge {number} opens\r\nMessage-ID: <{number}@agency.example>\r\n"
        f"Date: Mon, 23 Nov 2026 10:00:00 +0000\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}"
    ).encode()


@dataclass
class Looks:
    """Looks into mailboxes, and what came in of them."""

    url: str
    redis: Redis
    keys: Keys
    state: SourceState = field(default_factory=SourceState)

    def look_into(
        self,
        source: MailboxSource,
        amid: Callable[[], object] | None = None,
        accept: Accept | None = None,
        seconds: float | None = None,
    ) -> Polled:
        """Look once. amid is done once the first mail is accepted and none is flagged; accept stands for the inbox's own.

        seconds: after which the look is ended, with a TimeoutError.
        """

        async def ended() -> Polled:
            async with asyncio.timeout(seconds):
                return await self._look(source, amid, accept)

        return asyncio.run(ended())

    def look_twice_at_once(self, source: MailboxSource) -> tuple[Polled, Polled]:
        """Look as two workers that both believe it is their turn."""

        async def both() -> tuple[Polled, Polled]:
            return await asyncio.gather(self._look(source, None, None), self._look(source, None, None))

        return asyncio.run(both())

    def items(self) -> list[WireItem]:
        """What is in the inbox, in order."""
        entries = cast("list[tuple[bytes, Fields]]", self.redis.xrange(self.keys.inbox))
        return [item_of_entry("normal", one.decode(), fields) for one, fields in entries]

    async def _look(self, source: MailboxSource, amid: Callable[[], object] | None, accept: Accept | None) -> Polled:
        async with Intake(self.url, self.keys, 0.7) as intake:
            doing = [amid] if amid else []

            async def then(delivery: Delivery) -> Accepted:
                accepted = await (accept or intake.accept)(delivery)
                if doing:
                    await asyncio.to_thread(doing.pop())
                return accepted

            async def load_memory() -> bytes | None:
                return None

            collection = Collection(
                source=source,
                state=self.state,
                accept=then,
                returns=Returns(source.id, self.redis, self.keys),
                load_memory=load_memory,
                now=datetime.now(UTC),
            )
            polled = await collect(collection, 0.5)
        self.state = polled.state
        return polled


@dataclass
class Post:
    """An account of the IMAP server as a source, and looks into it."""

    account: Account
    looks: Looks
    folder: Path

    def source(self, **fields: object) -> MailboxSource:
        """The account as a source, with its password in a file."""
        password = self.folder / "password"
        if not password.exists():
            password.write_text(f"{self.account.password}\n", encoding="utf-8")
        given: dict[str, object] = {
            "id": "post",
            "url": f"imaps://localhost:{self.account.server.tls_port}",
            "username": self.account.user,
            "ca_file": str(self.account.server.ca_file),
            "timeout": 5.0,
        }
        if "token_file" not in fields:
            given["password_file"] = str(password)
        return MailboxSource.model_validate(given | fields)

    def look(self, *, amid: Callable[[], object] | None = None, accept: Accept | None = None, **fields: object) -> Polled:
        """Look once into the account, as looks does."""
        return self.looks.look_into(self.source(**fields), amid, accept)

    def items(self) -> list[WireItem]:
        """What is in the inbox, in order."""
        return self.looks.items()

    def flagged(self, folder: str = "INBOX", flag: str = "$Wirecopy") -> set[int]:
        """UIDs of the mails that have the flag."""
        return {uid for uid, flags in self.account.flags(folder).items() if flag in flags}
