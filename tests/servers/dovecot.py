"""Debian's IMAP server, dovecot, on loopback with TLS: as strict as servers get. Only where it is installed."""

import getpass
import grp
import os
import shutil
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

import trustme
from imapclient import IMAPClient

from tests.support import eventually, free_port

PROGRAM = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
PASSWORD = "four-words-of-a-pass"  # noqa: S105


@dataclass
class Dovecot:
    """A running server. Any name of a user is let in with PASSWORD, and has a mailbox of its own."""

    port: int
    ca_file: Path
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    user: str = ""
    """The last user that was made."""

    def new_user(self) -> str:
        """Make a user; return the name."""
        self.user = f"desk{next(self._numbers)}"
        return self.user

    def connected(self, user: str) -> IMAPClient:
        """Connect as a user."""
        context = ssl.create_default_context(cafile=str(self.ca_file))
        client = IMAPClient("localhost", self.port, ssl_context=context, timeout=5)
        try:
            client.login(user, PASSWORD)
        except BaseException:
            client.shutdown()
            raise
        return client


def flags(client: IMAPClient, folder: str = "INBOX") -> dict[int, set[str]]:
    """Return the flags of each mail, by UID."""
    client.select_folder(folder, readonly=True)
    told = cast("dict[int, dict[bytes, tuple[bytes, ...]]]", client.fetch(client.search(), ["FLAGS"]))
    return {uid: {flag.decode() for flag in facts[b"FLAGS"]} - {"\\Recent"} for uid, facts in told.items()}


@contextmanager
def dovecot() -> Iterator[Dovecot]:
    """Run it, in a folder of its own that the mails' owner may enter."""
    assert PROGRAM
    with TemporaryDirectory(prefix="wirecopy-dovecot-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        made = Dovecot(free_port(), folder / "ca.pem")
        _configure(folder, made)
        running = subprocess.Popen([PROGRAM, "-F", "-c", str(folder / "dovecot.conf")], stderr=subprocess.DEVNULL)
        try:
            eventually(lambda: _listens(made, running))
            yield made
        finally:
            running.terminate()
            running.wait(10)


def _configure(folder: Path, made: Dovecot) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(made.ca_file))
    authority.issue_cert("localhost").private_key_and_cert_chain_pem.write_to_path(str(folder / "server.pem"))
    is_root = os.getuid() == 0  # for which it keeps no mail
    user = "nobody" if is_root else getpass.getuser()
    group = grp.getgrgid(os.getgid()).gr_name
    own = f"default_internal_user = {user}\ndefault_login_user = {user}\ndefault_internal_group = {group}\n"
    (folder / "mail").mkdir()
    if is_root:
        shutil.chown(folder / "mail", user)
    (folder / "dovecot.conf").write_text(
        f"base_dir = {folder}/run\nstate_dir = {folder}/state\nlog_path = {folder}/log\nprotocols = imap\nssl = required\n"
        f"ssl_cert = <{folder}/server.pem\nssl_key = <{folder}/server.pem\nlisten = 127.0.0.1\nfirst_valid_uid = 1\n"
        f"mail_location = maildir:{folder}/mail/%u\n{'' if is_root else own}"
        f"passdb {{\n  driver = static\n  args = password={PASSWORD}\n}}\n"
        f"userdb {{\n  driver = static\n  args = uid={user} gid={os.getgid() or 65534} home={folder}/mail/%u\n}}\n"
        f"service imap-login {{\n  chroot =\n  inet_listener imap {{\n    port = 0\n  }}\n"
        f"  inet_listener imaps {{\n    port = {made.port}\n  }}\n}}\nservice anvil {{\n  chroot =\n}}\n"
    )


def _listens(made: Dovecot, running: "subprocess.Popen[bytes]") -> bool:
    assert running.poll() is None, "dovecot ended by itself"
    try:
        with made.connected("ready"):
            return True
    except OSError:
        return False
