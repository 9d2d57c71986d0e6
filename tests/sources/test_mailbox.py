"""Mailboxes: each mail is an item, and is flagged when it is in the inbox, whatever server and line do meanwhile."""

import asyncio
import threading
from base64 import b64encode
from collections.abc import Iterator
from functools import partial
from itertools import count
from pathlib import Path

import pytest
from pydantic import ValidationError
from pymap.bytes import Writeable
from pymap.message import BaseLoadedMessage
from redis import Redis

from schemas.errors import FetchFailed, IntakeFull
from tests.servers.dropping import Line, line_to
from tests.servers.imap import ANY, ImapServer, imap_server
from tests.servers.post import Looks, Post, mail
from worker.cli.embedded import EmbeddedServer
from worker.settings import Settings
from worker.sources.mailbox import look
from worker.store.deliveries import Accepted, Delivery
from worker.store.keys import Keys

MIB = 1024 * 1024
ARABIC = "الأخبار/عاجل & مهم"


@pytest.fixture(scope="module")
def imap(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ImapServer]:
    """A real IMAP server."""
    with imap_server(tmp_path_factory.mktemp("imap")) as running:
        yield running


@pytest.fixture
def post(imap: ImapServer, server: EmbeddedServer, redis: Redis, keys: Keys, tmp_path: Path) -> Post:
    """A new account of that server."""
    return Post(imap.account(), Looks(server.url, redis, keys), tmp_path)


@pytest.fixture
def line(imap: ImapServer) -> Iterator[Line]:
    """A line to that server that can break."""
    with line_to(imap.tls_port) as running:
        yield running


# What is taken ---------------------------------------------------------------------------------------------------------


def test_each_mail_is_an_item_and_flagged_and_not_marked_as_read(post: Post) -> None:
    uids = post.account.deliver_all([mail(1), mail(2)])
    polled = post.look()
    first, second = post.items()
    assert (first.payload, first.source, first.media_type, first.filename) == (mail(1), "post", "message/rfc822", None)
    assert second.transport["message_id"] == "<2@agency.example>"
    assert (second.transport["folder"], second.transport["uid"]) == ("INBOX", str(uids[1]))
    assert int(second.transport["uidvalidity"]) > 0
    assert post.account.flags() == {uid: {"$Wirecopy"} for uid in uids}
    assert (polled.state.delivered, polled.state.error, polled.state.trouble) == (2, None, None)
    assert post.look().state.delivered == 2


def test_deleted_mails_are_not_taken(post: Post) -> None:
    post.account.deliver(mail(1), "INBOX", "\\Deleted")
    assert post.look().state.delivered == 0


def test_a_look_takes_the_oldest_mails_and_the_next_follows_at_once_where_some_are_left(post: Post) -> None:
    uids = post.account.deliver_all([mail(number) for number in range(5)])
    assert post.look(max_entries=3).delay == 0
    assert post.flagged() == set(uids[:3])
    assert post.look(max_entries=3).delay == 60
    assert [one.payload for one in post.items()] == [mail(number) for number in range(5)]


def test_a_large_folder_is_searched_in_parts(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("worker.sources.imap.WINDOW", 2)
    monkeypatch.setattr("worker.sources.mailbox.SIZES", 1)
    uids = post.account.deliver_all([mail(number) for number in range(5)])
    assert post.look(max_entries=3).state.delivered == 3
    assert post.look().state.delivered == 5
    assert post.flagged() == set(uids)
    assert [one.payload for one in post.items()] == [mail(number) for number in range(5)]


def test_folders_are_read_in_turn_whatever_their_names_and_a_missing_one_is_told(post: Post) -> None:
    post.account.make(ARABIC)
    post.account.deliver(mail(1), ARABIC)
    post.account.deliver(mail(2))
    polled = post.look(folders=(ARABIC, "Missing", "INBOX"))
    assert [one.transport["folder"] for one in post.items()] == [ARABIC, "INBOX"]
    assert "does not open the folder Missing" in (polled.state.trouble or "")
    assert (post.look(folders=("Missing",)).state.error or "").startswith("not_found: ")


def test_a_long_mail_is_taken_whole_and_a_longer_one_stays_and_is_named(post: Post) -> None:
    long = mail(1, "0123456789abcdef" * (5 * MIB // 32))
    longer, last = post.account.deliver_all([long, mail(2, "x" * 3 * MIB), mail(3)])[1:]
    polled = post.look(max_bytes=len(long))
    assert [one.payload for one in post.items()] == [mail(3), long] or [one.payload for one in post.items()] == [
        long,
        mail(3),
    ]
    assert polled.state.trouble == f"INBOX: mails longer than {len(long):,} bytes (max_bytes) are left, UID {longer}"
    assert last in post.flagged()
    assert longer not in post.flagged()


def test_a_size_that_the_server_has_wrong_keeps_no_mail_out(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pymap.message.BaseLoadedMessage.get_size", lambda *_: 9000)
    post.account.deliver(mail(1))
    assert post.look().state.trouble is None
    assert [one.payload for one in post.items()] == [mail(1)]


def test_a_mail_that_came_cut_short_once_is_left_for_the_next_look(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    uid = post.account.deliver(mail(1))
    whole, answers = BaseLoadedMessage.get_body, count()

    def cut_once(message: BaseLoadedMessage, section: None = None, binary: bool = False) -> Writeable:
        body = whole(message, section, binary)
        return Writeable.wrap(bytes(body)[:100]) if next(answers) == 0 else body

    monkeypatch.setattr("pymap.message.BaseLoadedMessage.get_body", cut_once)
    assert f"does not give the whole of UID {uid}" in (post.look().state.trouble or "")
    assert post.items() == []
    post.look()
    assert [one.payload for one in post.items()] == [mail(1)]


def test_mails_that_the_server_gives_as_empty_are_left_and_told(post: Post) -> None:
    uid = post.account.deliver(b"")
    assert f"does not give the whole of UID {uid}" in (post.look().state.trouble or "")
    assert post.items() == []


def test_any_number_of_mails_that_cannot_be_read_keeps_no_later_one_out(post: Post) -> None:
    *_, last = post.account.deliver_all([b"", b"", b"", mail(1)])
    post.look(max_entries=2)
    assert post.flagged() == {last}


def test_a_mail_longer_than_workers_read_stays_and_the_setting_is_named(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("worker.sources.mailbox.settings", lambda: Settings(max_item_bytes=2000))
    post.account.deliver_all([mail(1, "x" * 2000), mail(2)])
    assert "longer than 2,000 bytes (WIRECOPY_MAX_ITEM_BYTES) are left" in (post.look().state.trouble or "")
    assert [one.payload for one in post.items()] == [mail(2)]


def test_a_server_that_sends_more_than_it_said_is_stopped(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("worker.sources.imap.ROOM", 8000)
    monkeypatch.setattr("pymap.message.BaseLoadedMessage.get_size", lambda *_: 100)
    post.account.deliver(mail(1, "x" * 20_000))
    assert (post.look(max_bytes=1000).state.error or "").startswith("too_large: ")


def test_a_check_shows_mails_and_changes_nothing(post: Post) -> None:
    post.account.deliver_all([mail(1), mail(2), mail(3)])
    items, trouble = asyncio.run(look(post.source(folders=("Missing", "INBOX")), 2))
    assert [one.payload for one in items] == [mail(1), mail(2)]
    assert "does not open the folder Missing" in (trouble or "")
    assert all(flags == set() for flags in post.account.flags().values())


# Flags -----------------------------------------------------------------------------------------------------------------


def test_a_folder_that_takes_no_flags_of_one_s_own_gets_seen_and_that_is_told_until_it_is_declared(post: Post) -> None:
    post.account.make("INBOX", permits=("\\Seen", "\\Deleted"))
    uid = post.account.deliver(mail(1))
    assert "does not take the flag $Wirecopy" in (post.look().state.trouble or "")
    assert post.account.flags() == {uid: {"\\Seen"}}
    assert post.look(flag="\\seen").state.trouble is None
    assert len(post.items()) == 1


@pytest.mark.parametrize(("permits", "read_only"), [(("\\Deleted",), False), (ANY, True)])
def test_nothing_is_taken_of_a_folder_whose_mails_cannot_be_flagged(
    post: Post, permits: tuple[str, ...], read_only: bool
) -> None:
    post.account.make("INBOX", permits=permits, read_only=read_only)
    post.account.deliver(mail(1))
    assert (post.look().state.error or "").startswith("read_only: ")
    assert post.items() == []


# Who is let in ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("offered", [("OAUTHBEARER", "XOAUTH2"), ("XOAUTH2",)])
def test_a_token_lets_in_and_one_that_has_expired_is_told_and_read_anew(post: Post, offered: tuple[str, ...]) -> None:
    post.account.deliver(mail(1))
    token = post.folder / "token"
    token.write_text("yesterday-s-token")
    with post.account.server.offering(*offered):
        error = post.look(token_file=str(token)).state.error or ""
        assert error.startswith("forbidden: ")
        assert "(invalid_token); it may have expired" in error
        token.write_text(post.account.password)
        assert post.look(token_file=str(token)).state.delivered == 1


@pytest.mark.parametrize("offered", [("PLAIN",), ()])
def test_no_log_error_or_state_holds_a_secret(
    post: Post, caplog: pytest.LogCaptureFixture, offered: tuple[str, ...]
) -> None:
    caplog.set_level("DEBUG")
    right, wrong = "an-ascii-0ne", 'the-"wr0ng"-one'
    post.account.set_password(right)
    post.account.deliver(mail(1))
    told = ""
    with post.account.server.offering(*offered):
        for shown, ends in ((wrong, "forbidden: "), (right, "None")):
            (post.folder / "password").write_text(shown)
            polled = post.look()
            assert str(polled.state.error).startswith(ends)
            told += f"{polled}{post.items()}"
    in_base64 = [b64encode(f"\0{post.account.user}\0{one}".encode()).decode() for one in (right, wrong)]
    assert "imapclient" in {record.name.partition(".")[0] for record in caplog.records}
    logged = "".join(record.getMessage() for record in caplog.records if not record.name.startswith("pymap"))
    assert "The bridge was opened" not in logged
    told += logged
    assert not [one for one in (right, wrong, "wr0ng", *in_base64) if one in told]


def test_a_password_that_the_server_has_no_way_to_take_is_told(post: Post) -> None:
    with post.account.server.offering():
        assert "it takes passwords of ASCII letters alone" in (post.look().state.error or "")
        token = str(post.folder / "password")
        assert "it takes no tokens" in (post.look(token_file=token).state.error or "")


def test_tls_begins_before_anything_is_said_and_not_without_it(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    imap = post.account.server
    post.account.deliver(mail(1))
    assert post.look(url=f"imap://localhost:{imap.starttls_port}").state.delivered == 1
    monkeypatch.setattr(imap.config, "_tls_enabled", False)
    error = post.look(url=f"imap://localhost:{imap.starttls_port}").state.error or ""
    assert "offers no TLS (STARTTLS); nothing was sent" in error


def test_what_keeps_from_connecting_is_told_by_its_kind(post: Post, tmp_path: Path) -> None:
    imap = post.account.server
    (tmp_path / "none.pem").write_text("no certificate")
    wrong: list[tuple[dict[str, object], str]] = [
        ({"ca_file": None}, "tls"),
        ({"url": f"imaps://127.0.0.1:{imap.tls_port}"}, "tls"),
        ({"url": f"imap://127.0.0.1:{imap.starttls_port}"}, "tls"),
        ({"url": "imaps://127.0.0.1:1"}, "refused"),
        ({"url": "imaps://nowhere.invalid"}, "dns"),
        ({"ca_file": str(tmp_path / "none.pem")}, "not_readable"),
        ({"password_file": str(tmp_path / "none")}, "not_readable"),
    ]
    for fields, code in wrong:
        assert (post.looks.look_into(post.source(**fields)).state.error or "").partition(":")[0] == code, fields


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"url": "pop3://mail.example"}, "is no imaps:// address"),
        ({"url": "imaps://mail.example/INBOX"}, "host and port alone"),
        ({"url": "imaps://me:secret@mail.example"}, "not in the address"),
        ({"url": "imaps://mail.example:99999"}, "Port out of range"),
        ({"flag": "\\Recent"}, "is none of \\\\Seen"),
        ({"flag": "my flag"}, "pattern"),
        ({"username": "me\r\nA1 LOGOUT"}, "pattern"),
        ({"folders": ("INBOX\r\nA1 LOGOUT",)}, "pattern"),
        ({"folders": ("INBOX", "INBOX")}, "each folder is named once"),
        ({"token_file": "/run/token", "password_file": "/run/password"}, "with a password_file or with a token_file"),
    ],
)
def test_a_declaration_that_cannot_work_is_refused(post: Post, fields: dict[str, object], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        post.source(**fields)


# What goes wrong amid a look -------------------------------------------------------------------------------------------


def test_a_line_that_breaks_anywhere_loses_and_doubles_nothing(post: Post, line: Line) -> None:
    uids = post.account.deliver_all([mail(number, "x" * 5000) for number in range(20)])
    url = f"imaps://localhost:{line.port}"
    codes = set()
    for size in (0, 1000, 2600, 4000, 60_000, 110_000):
        line.cut_in(size)
        codes.add((post.look(url=url).state.error or "whole").partition(":")[0])
        assert len(post.items()) in (0, 20)
        assert not post.flagged() or len(post.items()) == 20
    assert "cut" in codes
    line.mend()
    post.look(url=url)
    assert post.flagged() == set(uids)
    assert len(post.items()) == 20


def test_a_server_that_goes_silent_ends_the_look_after_the_timeout(post: Post, line: Line) -> None:
    uid = post.account.deliver(mail(1))
    url = f"imaps://localhost:{line.port}"
    assert (post.look(url=url, timeout=0.4, amid=partial(go_silent, line)).state.error or "").startswith("timeout: ")
    assert (post.look(url=url, timeout=0.4).state.error or "").startswith("timeout: ")
    assert post.flagged() == set()
    line.mend()
    post.look(url=url)
    assert post.flagged() == {uid}
    assert len(post.items()) == 1


def go_silent(line: Line) -> None:
    line.silent = True


@pytest.mark.parametrize("silent_from_the_start", [True, False])
def test_a_look_that_is_ended_leaves_no_thread_behind(post: Post, line: Line, silent_from_the_start: bool) -> None:
    post.account.deliver(mail(1))
    line.silent = silent_from_the_start
    source = post.source(url=f"imaps://localhost:{line.port}", timeout=60.0)
    with pytest.raises(TimeoutError):
        post.looks.look_into(source, partial(go_silent, line), seconds=0.5)
    for thread in threading.enumerate():
        if thread.name.startswith("imap"):
            thread.join(5)
            assert not thread.is_alive()


def test_a_folder_made_anew_amid_a_look_has_no_other_mail_flagged(post: Post) -> None:
    post.account.deliver_all([mail(1), mail(2)])

    def make_anew() -> None:
        post.account.make("INBOX")
        post.account.deliver_all([mail(3), mail(4)])

    assert (post.look(amid=make_anew).state.error or "").startswith("changed: ")
    assert post.flagged() == set()
    post.look()
    assert [one.payload for one in post.items()] == [mail(1), mail(2), mail(3), mail(4)]


def test_mails_whose_flags_were_lost_come_again_and_not_twice(post: Post) -> None:
    mails = [mail(1), mail(2)]
    post.account.deliver_all(mails)
    post.look()
    post.account.make("INBOX")
    uids = post.account.deliver_all([*mails, mail(3)])
    polled = post.look()
    assert post.flagged() == set(uids)
    assert polled.state.delivered == 3
    assert [one.payload for one in post.items()] == [mail(1), mail(2), mail(3)]


def test_mails_that_somebody_removes_amid_a_look_are_no_trouble(post: Post) -> None:
    gone, kept = post.account.deliver_all([mail(1), mail(2)])
    assert post.look(amid=lambda: post.account.remove(gone)).state.error is None
    assert post.flagged() == {kept}


def test_two_looks_at_the_same_time_put_no_mail_in_twice(post: Post) -> None:
    uids = post.account.deliver_all([mail(number) for number in range(30)])
    for polled in post.looks.look_twice_at_once(post.source()):
        assert polled.state.error is None
    assert post.flagged() == set(uids)
    assert sorted(one.payload for one in post.items()) == sorted(mail(number) for number in range(30))


def test_an_inbox_that_is_full_has_flagged_what_it_took_and_no_more(post: Post) -> None:
    first, second = post.account.deliver_all([mail(1), mail(2)])

    async def accept(delivery: Delivery) -> Accepted:
        if delivery.items[0].payload == mail(2):
            raise IntakeFull("the server's memory is full")
        return Accepted(("1-0",), repeated=False)

    polled = post.look(accept=accept)
    assert post.flagged() == {first}
    assert (polled.state.failures, polled.delay) == (0, 30)
    post.look()
    assert post.flagged() == {first, second}


def test_a_check_of_a_folder_that_is_missing_says_so(post: Post) -> None:
    with pytest.raises(FetchFailed, match="does not open the folder Missing"):
        asyncio.run(look(post.source(folders=("Missing",)), 1))
