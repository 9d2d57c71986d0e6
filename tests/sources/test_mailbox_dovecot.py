"""Mailboxes on Debian's dovecot, which keeps to the letter of IMAP: keywords, EXPUNGE amid a look, folders made anew."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from imapclient import IMAPClient
from redis import Redis

from schemas import MailboxSource
from tests.servers.dovecot import PASSWORD, PROGRAM, Dovecot, dovecot, flags
from tests.servers.post import Looks, mail
from tests.support import eventually
from worker.cli.embedded import EmbeddedServer
from worker.store.keys import Keys

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="dovecot is not installed (Debian: dovecot-imapd)")

ARABIC = "الأخبار & عاجل"


@pytest.fixture(scope="module")
def debian() -> Iterator[Dovecot]:
    """The server."""
    with dovecot() as running:
        yield running


@pytest.fixture
def looks(server: EmbeddedServer, redis: Redis, keys: Keys) -> Looks:
    """Looks into the inbox of the test's server."""
    return Looks(server.url, redis, keys)


@pytest.fixture
def client(debian: Dovecot) -> Iterator[IMAPClient]:
    """A new mailbox, as somebody else uses it meanwhile."""
    with debian.connected(debian.new_user()) as connected:
        yield connected


@pytest.fixture
def source(debian: Dovecot, client: IMAPClient, tmp_path: Path) -> MailboxSource:
    """That mailbox as a source."""
    (tmp_path / "password").write_text(PASSWORD)
    return MailboxSource(
        id="post",
        url=f"imaps://localhost:{debian.port}",
        username=debian.user,
        password_file=str(tmp_path / "password"),
        ca_file=str(debian.ca_file),
        folders=("INBOX", ARABIC),
        timeout=5.0,
    )


def test_mails_of_several_folders_are_taken_and_flagged(looks: Looks, source: MailboxSource, client: IMAPClient) -> None:
    client.create_folder(ARABIC)
    long = mail(2, "0123456789abcdef" * 100_000)
    client.append("INBOX", mail(1))
    client.append("INBOX", long)
    client.append(ARABIC, mail(3))
    polled = looks.look_into(source)
    assert (polled.state.error, polled.state.trouble) == (None, None)
    assert [one.payload for one in looks.items()] == [mail(1), long, mail(3)]
    assert flags(client) == {1: {"$Wirecopy"}, 2: {"$Wirecopy"}}
    assert flags(client, ARABIC) == {1: {"$Wirecopy"}}


def test_mails_removed_amid_a_look_are_no_trouble(looks: Looks, source: MailboxSource, client: IMAPClient) -> None:
    for number in range(120):
        client.append("INBOX", mail(number))

    def remove() -> None:
        client.select_folder("INBOX")
        client.delete_messages(list(range(1, 120, 2)))
        client.expunge()

    assert looks.look_into(source, remove).state.error is None
    assert flags(client) == {uid: {"$Wirecopy"} for uid in range(2, 121, 2)}


def test_a_folder_made_anew_amid_a_look_has_no_other_mail_flagged(
    looks: Looks, source: MailboxSource, client: IMAPClient
) -> None:
    client.create_folder(ARABIC)
    client.append(ARABIC, mail(1))

    def make_anew() -> None:
        client.delete_folder(ARABIC)
        client.create_folder(ARABIC)
        client.append(ARABIC, mail(2))

    assert looks.look_into(source, make_anew).state.error is not None
    # For a moment dovecot says of the new folder that it was deleted. Were its mail flagged, it would never be taken.
    eventually(lambda: looks.look_into(source).state.delivered == 2)
    assert [one.payload for one in looks.items()] == [mail(1), mail(2)]
