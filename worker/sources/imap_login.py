"""Logging in to a mailbox: by password (AUTH PLAIN, LOGIN) or by OAuth 2 access token (OAUTHBEARER, RFC 7628; XOAUTH2).

Secrets stand in files that are read anew each time; no error and no log holds one.
"""

import json
from collections.abc import Callable
from imaplib import IMAP4

from imapclient import IMAPClient

from schemas import MailboxSource
from schemas.errors import FetchFailed
from worker.sources.credentials import secret
from worker.sources.imap_failures import said, talking


def log_in(client: IMAPClient, source: MailboxSource, at: str) -> None:
    """Log in. Raises FetchFailed: forbidden in the server's words, server_error, not_readable, timeout, cut, protocol."""
    file = source.token_file or source.password_file or ""
    shown = secret(file)
    if not shown.isprintable():
        raise FetchFailed("not_readable", f"the file {file} holds more than one line, or letters that no secret has")
    with talking(at):
        offered = frozenset(one.decode("ascii", "replace").upper() for one in client.capabilities())
        challenges: list[bytes] = []
        try:
            if source.token_file:
                _by_token(client, source.username, shown, offered, challenges)
            else:
                _by_password(client, source.username, shown, offered)
        except IMAP4.error as error:
            raise _refusal(error, at, source, shown, challenges) from None


def _by_password(client: IMAPClient, user: str, password: str, offered: frozenset[str]) -> None:
    if "AUTH=PLAIN" in offered:
        client.plain_login(user, password)
    elif "LOGINDISABLED" in offered:
        raise IMAP4.error("it takes no passwords (LOGINDISABLED, no AUTH=PLAIN); it may want a token_file")
    elif not (user + password).isascii():
        raise IMAP4.error("it takes passwords of ASCII letters alone (no AUTH=PLAIN)")
    else:
        client.login(user, password)


def _by_token(client: IMAPClient, user: str, token: str, offered: frozenset[str], challenges: list[bytes]) -> None:
    if "AUTH=OAUTHBEARER" in offered:
        name = user.replace("=", "=3D").replace(",", "=2C")
        client.sasl_login("OAUTHBEARER", _replies(f"n,a={name},\1auth=Bearer {token}\1\1", b"\1", challenges))
    elif "AUTH=XOAUTH2" in offered:
        client.sasl_login("XOAUTH2", _replies(f"user={user}\1auth=Bearer {token}\1\1", b"", challenges))
    else:
        raise IMAP4.error("it takes no tokens (neither AUTH=OAUTHBEARER nor AUTH=XOAUTH2); it may want a password_file")


def _replies(first: str, to_error: bytes, challenges: list[bytes]) -> Callable[[bytes], bytes]:
    """Return what answers the server: the token first, then its word that the token is not taken (RFC 7628, 3.2.3)."""

    def reply(challenge: bytes) -> bytes:
        challenges.append(challenge)
        return first.encode() if len(challenges) == 1 else to_error

    return reply


def _refusal(error: IMAP4.error, at: str, source: MailboxSource, shown: str, challenges: list[bytes]) -> FetchFailed:
    # imapclient makes a LoginError of everything, a connection that was closed included.
    reason = error.__context__ or error
    words = said(reason, shown)
    if isinstance(reason, IMAP4.abort):
        return FetchFailed("cut", f"{at} closed the connection at the login: {words}")
    if "[UNAVAILABLE]" in words.upper():  # RFC 5530: for now
        return FetchFailed("server_error", f"{at} cannot check the login now: {words}")
    if source.token_file is None:
        return FetchFailed("forbidden", f"{at} does not let {source.username} in (password_file): {words}")
    status = _status_of(challenges, shown)
    return FetchFailed(
        "forbidden",
        f"{at} does not take the token of {source.username}{status}; it may have expired, and token_file wants a new one: "
        f"{words}",
    )


def _status_of(challenges: list[bytes], shown: str) -> str:
    """Return what the server said of the token (RFC 7628, 3.2.2), such as invalid_token."""
    try:
        status = json.loads(challenges[1])["status"]
    except (IndexError, KeyError, TypeError, ValueError):
        return ""
    return f" ({said(ValueError(str(status)[:80]), shown)})"
