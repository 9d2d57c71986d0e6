"""Mails (RFC 5322 and MIME), as files or from a mailbox; worker/formats/mail_story.py says what of a mail is a story."""

from collections.abc import Iterator
from dataclasses import dataclass

from schemas import Source, WireItem
from schemas.errors import Unreadable
from worker.draft import Draft
from worker.formats.other_kinds import is_mail


@dataclass(frozen=True, slots=True)
class Mail:
    """Mails, as files or from a mailbox."""

    name: str = "mail"
    media_types: tuple[str, ...] = ("message/rfc822", "message/global")

    def sniff(self, head: str) -> bool:
        """Whether it begins with the header of a mail."""
        return is_mail(head)

    def read(self, item: WireItem, source: Source) -> Iterator[Draft | Unreadable]:
        """Give the stories of a mail. Raises Unreadable for what is no mail, and for mails that no one wrote."""
        from worker.formats.mail_story import stories_of

        yield from stories_of(item, source)
