"""`wirecopy access`: make the users of a server, each with a password file, and the ACL file that lets them in."""

import os
from pathlib import Path
from typing import Annotated

import typer

from worker.cli import completion

PASSWORD_BYTES = 32


def access(
    folder: Annotated[Path, typer.Argument(help="Where users.acl and USER/password go; made if it is not there.")],
    renew: Annotated[
        list[str] | None, typer.Option(autocompletion=completion.users, help="Give this user a new password.")
    ] = None,
) -> None:
    """Make users.acl for the server, and a password file for each of its users. What is there is kept.

    Give users.acl to redis-server or valkey-server as --aclfile, and each service its own password file
    (WIRECOPY_REDIS_USERNAME, WIRECOPY_REDIS_PASSWORD_FILE). docs/operating.md says who the users are.

    Example: wirecopy access /etc/wirecopy --renew producer
    """
    from schemas.errors import SetUpError
    from schemas.streams import Streams
    from worker.settings import settings
    from worker.store.access import USERS, acl_file

    if unknown := sorted(set(renew or []) - set(USERS)):
        raise typer.BadParameter(f"{', '.join(unknown)}: there are only {', '.join(USERS)}", param_hint="--renew")
    try:
        passwords = {user: _password(folder / user / "password", anew=user in (renew or ())) for user in USERS}
        _write(folder / "users.acl", acl_file(Streams(settings().prefix), passwords), 0o644)
    except (OSError, UnicodeDecodeError) as error:
        raise SetUpError(f"{folder} cannot be used: {error}") from error
    print(f"{folder / 'users.acl'}: {', '.join(USERS)}")


def _password(file: Path, *, anew: bool) -> str:
    from secrets import token_urlsafe

    if not anew and file.is_file() and (known := file.read_text(encoding="utf-8").strip()):
        return known
    password = token_urlsafe(PASSWORD_BYTES)
    _write(file, f"{password}\n", 0o600)
    return password


def _write(file: Path, text: str, mode: int) -> None:
    """Write a file whole or not at all: a server that reads it meanwhile sees the old one."""
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_name(f".{file.name}.new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w", encoding="utf-8") as opened:
        opened.write(text)
        os.fchmod(opened.fileno(), mode)
    new.replace(file)
