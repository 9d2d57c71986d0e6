"""`wirecopy sources token`: make what a source's producers show to HTTP intake. Needs no server and stores nothing."""

import sys
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import Annotated

import typer

from worker.cli.options import short_text

TOKEN_BYTES = 32
TOKEN, SIGNATURE = "wcp_", "whsec_"  # so that a secret found somewhere tells what it is


def token(
    source: Annotated[
        str | None, typer.Argument(metavar="[ID]", callback=short_text, help="The source; its other tokens stay good.")
    ] = None,
    to_hash: Annotated[
        Path | None,
        typer.Option("--hash", metavar="FILE", allow_dash=True, help="Hash the token in a file, or of standard input (-)."),
    ] = None,
    signature: Annotated[bool, typer.Option("--signature", help="Make a secret that requests are signed with.")] = False,
) -> None:
    """Make a bearer token for HTTP intake, and print it with the line to put into sources.toml. It is shown this once.

    Only its SHA-256 is declared: whoever reads sources.toml cannot use it. docs/http.md says how it is sent.

    Example: wirecopy sources token desk-ar
    """
    if to_hash is not None and signature:
        raise typer.BadParameter("a signature's secret is not hashed: both sides need it", param_hint="--signature")
    before = _hashes_of(source)
    if signature:
        _make_secret(source)
    elif to_hash is not None:
        print(_line((*before, _hash(_given(to_hash)))))
    else:
        _make_token(source, before)


def _make_token(source: str | None, before: tuple[str, ...]) -> None:
    from secrets import token_urlsafe

    made = f"{TOKEN}{token_urlsafe(TOKEN_BYTES)}"
    print(made)
    print(_line((*before, _hash(made))))
    kept = "the other tokens stay good until their hashes are taken out" if before else "nothing was stored"
    _advise(f"the first line goes to the producer, the second into the table {_table(source)}; {kept}")


def _make_secret(source: str | None) -> None:
    from secrets import token_bytes

    print(f"{SIGNATURE}{b64encode(token_bytes(TOKEN_BYTES)).decode()}")
    _advise(
        f"put it into a file, name that as signature_secret_file in the table {_table(source)}; the producer gets it too"
    )


def _hashes_of(source: str | None) -> tuple[str, ...]:
    """Return the hashes that are declared of a source. Raises BadParameter for one that is polled."""
    from schemas import PushSource
    from worker.settings import settings
    from worker.sources_file import declared_sources

    declared = declared_sources(settings().sources_file).get(source) if source else None
    if declared is None:
        return ()
    if not isinstance(declared, PushSource):
        raise typer.BadParameter(f"{source} is a {declared.kind}: only push sources take items by HTTP", param_hint="ID")
    return declared.token_hashes


def _given(file: Path) -> str:
    from schemas.errors import SetUpError

    try:
        given = sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SetUpError(f"the token cannot be read: {error}") from error
    if not (found := given.strip()) or len(found.split()) > 1:
        raise SetUpError("there is no token to hash: it is one word, on one line")
    return found


def _hash(given: str) -> str:
    return sha256(given.encode()).hexdigest()


def _line(hashes: tuple[str, ...]) -> str:
    quoted = ", ".join(f'"{one}"' for one in dict.fromkeys(hashes))
    return f"token_hashes = [{quoted}]"


def _table(source: str | None) -> str:
    return f"of {source} in sources.toml" if source else "of its source in sources.toml"


def _advise(text: str) -> None:
    print(f"wirecopy: {text}", file=sys.stderr)
