"""The server's address as each library writes it: one URL with user, password and TLS files in it.

redis-py takes rediss://user:password@host:port/0?ssl_ca_certs=…&ssl_certfile=…&ssl_keyfile=… as it is.
"""

import ssl
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

from schemas.errors import SetUpError

TLS = "rediss"


def with_credentials(url: str, username: str | None, password: str | None) -> str:
    """Return an address with a user and a password in it. Raises SetUpError where it has them already."""
    if username is None and password is None:
        return url
    parts = urlsplit(url)
    if "@" in parts.netloc:
        raise SetUpError("the address has a user or password in it; take them out, or take the settings for them away")
    user = quote(username or "", safe="")
    return urlunsplit(parts._replace(netloc=f"{user}:{quote(password or '', safe='')}@{parts.netloc}"))


def with_tls_files(url: str, ca: Path | None, certificate: Path | None, key: Path | None) -> str:
    """Return an address with TLS files in it. Raises SetUpError where it is no address for TLS, or a file is not there."""
    named = {"ssl_ca_certs": ca, "ssl_certfile": certificate, "ssl_keyfile": key}
    files = {name: file for name, file in named.items() if file is not None}
    if not files:
        return url
    parts = urlsplit(url)
    if parts.scheme != TLS:
        raise SetUpError(f"TLS files are given, but WIRECOPY_REDIS_URL begins with {parts.scheme}://; write {TLS}://")
    _check(ca, certificate, key)
    query = dict(parse_qsl(parts.query)) | {name: str(file) for name, file in files.items()}
    return urlunsplit(parts._replace(query=urlencode(query)))


def _check(ca: Path | None, certificate: Path | None, key: Path | None) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        if ca:
            context.load_verify_locations(ca)
        if certificate:
            context.load_cert_chain(certificate, key)
    except OSError as error:  # ssl.SSLError too
        files = ", ".join(str(file) for file in (ca, certificate, key) if file)
        raise SetUpError(f"the TLS files cannot be used ({files}): {error}") from error


def for_broker(url: str) -> str:
    """Return an address as kombu writes it. With TLS the server's certificate is checked, which kombu leaves out unasked."""
    parts = urlsplit(url)
    if parts.scheme == "unix":
        return f"redis+socket{url.removeprefix('unix')}"
    if parts.scheme == TLS:
        query = {"ssl_cert_reqs": "required", "ssl_check_hostname": "true"} | dict(parse_qsl(parts.query))
        return urlunsplit(parts._replace(query=urlencode(query)))
    return url


def secrets_in(url: str) -> frozenset[str]:
    """Return the password of an address, as written and decoded."""
    password = urlsplit(url).password
    return frozenset({password, unquote(password)}) if password else frozenset()
