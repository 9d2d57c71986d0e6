"""What goes wrong with a mailbox's server, turned into FetchFailed."""

import binascii
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from imaplib import IMAP4

from imapclient.exceptions import ProtocolError

from schemas.errors import FetchFailed

_MOST_SAID = 200
_BASE64 = re.compile(r"([A-Za-z0-9+/]{8,})={0,2}")
# What imapclient's parser raises over answers that are not IMAP.
_NOT_IMAP = (ProtocolError, ValueError, TypeError, LookupError, AttributeError, AssertionError)
_BROKEN_OFF = (ConnectionResetError, BrokenPipeError, ConnectionAbortedError)


def said(error: BaseException, secret: str | None = None) -> str:
    """Return what a server said, on one line and bounded, without a secret that it repeated, plain or in base64."""
    first = error.args[0] if error.args else ""
    text = first.decode("utf-8", "replace") if isinstance(first, bytes) else str(error)
    if secret:
        text = _BASE64.sub(lambda word: "***" if secret.encode() in _decoded(word[1]) else word[0], text)
        text = text.replace(secret, "***")
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())[:_MOST_SAID]


def _decoded(word: str) -> bytes:
    return binascii.a2b_base64((word[:-1] if len(word) % 4 == 1 else word) + "==")


@contextmanager
def connecting(at: str) -> Iterator[None]:
    """Turn what keeps a connection from being made into FetchFailed; the server's NO and BAD pass."""
    try:
        with talking(at):
            yield
    except FetchFailed as error:
        cause = error.__cause__
        if isinstance(cause, socket.gaierror):
            raise FetchFailed("dns", f"the name of {at} has no address: {cause}") from cause
        if isinstance(cause, ssl.SSLError):
            raise FetchFailed("tls", f"{at}: {cause}") from cause
        if error.code == "cut" and isinstance(cause, OSError) and not isinstance(cause, _BROKEN_OFF):
            raise FetchFailed("refused", f"{at} takes no connection: {cause}") from cause
        raise


@contextmanager
def talking(at: str) -> Iterator[None]:
    """Turn what ends a connection into FetchFailed; the server's NO and BAD pass."""
    try:
        yield
    except TimeoutError as error:
        raise FetchFailed("timeout", f"{at} does not answer") from error
    except IMAP4.readonly:
        raise
    except IMAP4.abort as error:
        raise FetchFailed("cut", f"{at} closed the connection: {said(error)}") from error
    except OSError as error:  # ssl.SSLError too
        raise FetchFailed("cut", f"{at} closed the connection: {error}") from error
    except _NOT_IMAP as error:
        raise FetchFailed("protocol", f"{at} answered what is no IMAP: {said(error)}") from error
