"""Deaths amid looks into a mailbox: each mail is accepted once and flagged, whatever happens to worker, line and server."""

from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from tests.servers.dropping import Line, line_to
from tests.servers.imap import Account, ImapServer, imap_server
from tests.servers.post import mail
from tests.support import Service, eventually
from worker.cli.embedded import EmbeddedServer
from worker.store.connection import connect
from worker.store.deliveries import forget
from worker.store.source_state import poll_now

MAILS = 120  # two groups


@pytest.fixture(scope="module")
def imap(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ImapServer]:
    """A real IMAP server."""
    with imap_server(tmp_path_factory.mktemp("imap")) as running:
        yield running


@pytest.fixture
def account(imap: ImapServer) -> Account:
    """An account with mails."""
    made = imap.account()
    made.deliver_all([mail(number) for number in range(MAILS)])
    return made


@pytest.fixture
def line(imap: ImapServer) -> Iterator[Line]:
    """A line to that server that can be cut."""
    with line_to(imap.tls_port) as running:
        yield running


def mailbox_service(server: EmbeddedServer, account: Account, folder: Path, port: int, **settings: str) -> Service:
    """A service that looks into the account, and soon again after a death."""
    (folder / "password").write_text(account.password, encoding="utf-8")
    (folder / "sources.toml").write_text(
        f'[[source]]\nid = "post"\nkind = "mailbox"\nurl = "imaps://localhost:{port}"\nusername = "{account.user}"\n'
        f'password_file = "{folder / "password"}"\nca_file = "{account.server.ca_file}"\nlanguage = "en"\n'
        "min_interval = 1\nmax_interval = 1\ntimeout = 5.0\n"
    )
    quick = {"WIRECOPY_POLL_LEASE_SECONDS": "1", "WIRECOPY_POLL_HOST_SECONDS": "0"}
    declared = {"WIRECOPY_SOURCES_FILE": str(folder / "sources.toml")}
    return Service(server, "tests.faults.hostile_mailbox", quick | declared | settings)


def is_all_flagged(service: Service, account: Account) -> bool:
    """Whether all mails are; a worker that ended by itself is started anew, as a supervisor does."""
    service.supervise()
    return all("$Wirecopy" in flags for flags in account.flags().values())


def is_all_read(service: Service) -> bool:
    service.supervise()
    return service.books().waiting == 0


def assert_each_mail_came_out_once(service: Service, mails: int = MAILS) -> None:
    eventually(lambda: is_all_read(service))
    books = service.books()
    assert books.accepted == mails
    assert books.balanced
    assert set(Counter(service.published()).values()) == {1}
    assert len(service.published()) == mails


@pytest.mark.parametrize("moment", ["before_flagging", "after_flagging"])
def test_a_look_killed_around_acceptance_and_flag_has_each_mail_accepted_once_and_flagged(
    own_server: EmbeddedServer, account: Account, tmp_path: Path, moment: str
) -> None:
    for number in range(2):
        (tmp_path / f"kill-{number}").touch()
    port = account.server.tls_port
    with mailbox_service(own_server, account, tmp_path, port, MAIL_KILLED=moment, MAIL_KILLS=str(tmp_path)) as service:
        service.start_worker()
        eventually(lambda: is_all_flagged(service, account), 60)
        eventually(lambda: not list(tmp_path.glob("kill-*")))
        assert_each_mail_came_out_once(service)


def test_lines_cut_and_folders_made_anew_lose_nothing_and_double_no_article(
    own_server: EmbeddedServer, account: Account, line: Line, tmp_path: Path
) -> None:
    mails = [mail(number) for number in range(MAILS)]
    line.cut_in(40_000)
    with mailbox_service(own_server, account, tmp_path, line.port) as service:
        service.start_worker()
        eventually(lambda: line.cut >= 2, 30)
        account.make("INBOX")
        account.deliver_all(mails)
        line.mend()
        order_look(service)
        eventually(lambda: is_all_flagged(service, account), 60)
        account.make("INBOX")
        account.deliver_all([*mails, mail(MAILS)])
        order_look(service)
        eventually(lambda: is_all_flagged(service, account), 60)
        assert_each_mail_came_out_once(service, MAILS + 1)
        with connect(own_server.url) as redis:  # as if a day had passed
            forget(redis, service.keys, "post", f"mail:{sha256(mails[0]).hexdigest()}")
        account.make("INBOX")
        account.deliver(mails[0])
        order_look(service)
        eventually(lambda: service.books().outcomes["duplicate"] == 1)
        assert len(service.published()) == MAILS + 1


def order_look(service: Service) -> None:
    with connect(service.server.url) as redis:
        poll_now(redis, service.keys, "post")
