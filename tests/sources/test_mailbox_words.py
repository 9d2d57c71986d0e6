"""Mailboxes on servers that are out of order: what they say is told, and secrets that they repeat are not."""

import asyncio
from base64 import b64encode
from pathlib import Path

import pytest

from schemas import MailboxSource
from schemas.errors import FetchFailed
from tests.servers.imap_words import words
from worker.sources.mailbox import look

PASSWORD = "four-words-of-a-pass"  # noqa: S105


def failure(port: int, folder: Path) -> FetchFailed:
    """Look, and return why it failed."""
    (folder / "password").write_text(PASSWORD)
    source = MailboxSource(
        id="post",
        url=f"imaps://localhost:{port}",
        username="desk",
        password_file=str(folder / "password"),
        ca_file=str(folder / "ca.pem"),
        timeout=5.0,
    )
    with pytest.raises(FetchFailed) as raised:
        asyncio.run(look(source, 1))
    return raised.value


def refuse(line: bytes) -> bytes:
    """Refuse the login, and repeat what was said, in plain and as it came."""
    tag, _, command = line.strip().partition(b" ")
    if command == b"CAPABILITY":
        return b"* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n" + tag + b" OK so\r\n"
    if command.startswith(b"AUTHENTICATE"):
        return b"+ \r\n" + tag + b" NO not " + PASSWORD.encode() + b" in " + in_base64().encode() + b"\r\n"
    return b""


def in_base64() -> str:
    return b64encode(f"\0desk\0{PASSWORD}".encode()).decode()


def test_a_server_that_takes_no_more_connections_is_asked_again_as_after_any_failure(tmp_path: Path) -> None:
    with words(tmp_path, b"* BYE too many connections\r\n", lambda _: b"") as port:
        error = failure(port, tmp_path)
    assert (error.code, "too many connections" in error.message) == ("server_error", True)


def test_a_secret_that_the_server_repeats_is_not_told(tmp_path: Path) -> None:
    with words(tmp_path, b"* OK here\r\n", refuse) as port:
        error = failure(port, tmp_path)
    assert error.code == "forbidden"
    assert error.message.endswith(": not *** in ***")
