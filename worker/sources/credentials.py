"""What a source shows of itself to its own site: headers, user or token, client certificate."""

import re
import ssl
from base64 import b64encode
from functools import lru_cache
from pathlib import Path

from schemas.errors import FetchFailed
from schemas.web_source import WebSource

NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
VALUE = re.compile(r"[^\x00-\x08\x0a-\x1f\x7f]*")


def own_headers(source: WebSource) -> dict[str, str]:
    """Return the headers that only a source's own site is sent; files are read anew, so that secrets can change.

    Raises FetchFailed not_readable, naming the file or header.
    """
    headers = dict(source.headers)
    for name, file in source.header_files.items():
        headers[name] = secret(file)
    if source.username is not None and source.password_file is not None:
        pair = f"{source.username}:{secret(source.password_file)}".encode()
        headers["Authorization"] = f"Basic {b64encode(pair).decode()}"
    if source.token_file is not None:
        headers["Authorization"] = f"Bearer {secret(source.token_file)}"
    for name, value in headers.items():
        if not NAME.fullmatch(name) or not VALUE.fullmatch(value):
            raise _not_readable(f"the header {name[:80]!r} has a line break or another character that no header may have")
    return headers


def tls_context(source: WebSource, *, with_certificate: bool) -> ssl.SSLContext | bool:
    """Return what is trusted and shown in TLS; True: what the system trusts, and nothing shown.

    Raises FetchFailed not_readable, naming the files.
    """
    certificate, key = (source.certificate_file, source.key_file) if with_certificate else (None, None)
    named = (source.ca_file, certificate, key)
    files = [file for file in named if file is not None]
    if not files:
        return True
    try:
        changed = tuple(Path(file).stat().st_mtime_ns for file in files)
        return _context(*named, changed)
    except OSError as error:  # ssl.SSLError too
        raise _not_readable(f"the TLS files cannot be used ({', '.join(files)}): {error}") from error


@lru_cache(maxsize=256)
def _context(ca: str | None, certificate: str | None, key: str | None, _changed: tuple[int, ...]) -> ssl.SSLContext:
    # Connections are pooled by context: those of one certificate are never another's.
    context = ssl.create_default_context(cafile=ca)
    context.set_alpn_protocols(["http/1.1"])
    if certificate:
        context.load_cert_chain(certificate, key)
    return context


def secret(file: str) -> str:
    """Return what a secret's file holds, read anew. Raises FetchFailed not_readable, naming the file."""
    try:
        held = Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise _not_readable(f"the file {file} cannot be read: {error}") from error
    if not held:
        raise _not_readable(f"the file {file} is empty")
    return held


def _not_readable(message: str) -> FetchFailed:
    return FetchFailed("not_readable", message)
