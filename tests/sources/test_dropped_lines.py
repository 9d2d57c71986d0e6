"""Servers of folders that cannot be had, or no longer: what is said, and that no part of a file passes for the whole."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection

import paramiko
import pytest
import trustme

from schemas.errors import FetchFailed
from tests.servers.dropping import line_to
from tests.servers.ftp import PASSWORD, ftp_server
from tests.servers.places import source_of
from tests.servers.started import Servers
from tests.support import free_port
from worker.sources.files import Files, open_files

REMOTE = ("sftp", "ftp", "ftps", "s3")
LONG = bytes(range(256)) * 2000


@pytest.mark.parametrize("scheme", ["sftp", "s3"])
def test_a_line_that_is_cut_in_the_middle_of_a_file_gives_nothing_of_it(servers: Servers, scheme: str) -> None:
    with line_to(port_of(servers, scheme)) as line:
        place = servers.place(scheme, line.port)
        place.put("a", LONG)
        with open_files(source_of(place)) as files:
            assert files.exists("a")
            line.cut_in(100_000)
            assert failure_of(files, "a").code == "cut"
            assert line.cut == 1
            line.mend()
            assert files.read("a", len(LONG)) == LONG


@pytest.mark.parametrize("scheme", ["ftp", "ftps"])
@pytest.mark.parametrize("how", ["cut_after", "lose_after"])
def test_a_transfer_that_breaks_off_gives_nothing_even_if_the_server_says_all_is_well(
    servers: Servers, scheme: str, how: str
) -> None:
    place = servers.place(scheme)
    place.put("a", LONG)
    with open_files(source_of(place)) as files, misbehaving(servers, scheme, **{how: 100_000}):
        assert failure_of(files, "a").code == "cut"
    with open_files(source_of(place)) as files:
        assert files.read("a", len(LONG)) == LONG


@pytest.mark.parametrize(("scheme", "how"), [("sftp", "silent"), ("sftp", "dripping"), ("s3", "dripping")])
def test_a_silent_or_dripping_server_is_waited_for_no_longer_than_the_timeout(
    servers: Servers, scheme: str, how: str
) -> None:
    with line_to(port_of(servers, scheme)) as line:
        place = servers.place(scheme, line.port)
        place.put("a", LONG)
        with open_files(source_of(place, timeout=1.0)) as files:
            assert files.exists("a")
            setattr(line, how, True)
            began = time.monotonic()
            assert failure_of(files, "a").code == "timeout"
            assert time.monotonic() - began < 4
            line.mend()
            line.close()
            assert files.exists("a")
    assert not [one for one in threading.enumerate() if isinstance(one, threading.Timer)]


@pytest.mark.parametrize("scheme", ["ftp", "ftps"])
def test_a_transfer_that_stalls_is_waited_for_no_longer_than_the_timeout(servers: Servers, scheme: str) -> None:
    place = servers.place(scheme)
    place.put("a", LONG)
    with open_files(source_of(place, timeout=1.0)) as files:
        assert files.exists("a")
        with misbehaving(servers, scheme, stall=True):
            assert failure_of(files, "a").code == "timeout"
        assert files.exists("a")


@pytest.mark.parametrize("scheme", REMOTE)
def test_a_server_that_is_not_running_is_said_to_refuse(servers: Servers, scheme: str) -> None:
    with open_files(source_of(servers.place(scheme, free_port()))) as files:
        refused = failure_of(files, "a")
    assert refused.code == "refused"
    assert "127.0.0.1" in refused.message


@pytest.mark.parametrize("scheme", REMOTE)
def test_a_host_without_an_address_is_said_to_have_none(servers: Servers, scheme: str) -> None:
    place = servers.place(scheme)
    fields = {"endpoint": "http://wire.invalid"} if scheme == "s3" else {"url": f"{scheme}://wire.invalid/in"}
    with open_files(source_of(place, **fields)) as files:
        nameless = failure_of(files, "a")
    assert (nameless.code, "wire.invalid" in nameless.message) == ("dns", True)


@pytest.mark.parametrize("scheme", REMOTE)
def test_a_folder_that_is_not_there_is_said_to_be_missing(servers: Servers, scheme: str) -> None:
    place = servers.place(scheme)
    url = "s3://no-such-bucket/in" if scheme == "s3" else f"{place.url}/no-such"
    with open_files(source_of(place, url=url)) as files, pytest.raises(FetchFailed) as told:
        files.list(recursive=True)
    assert (told.value.code, url in told.value.message) == ("not_found", True)


def test_a_local_folder_that_is_not_there_is_said_to_be_missing(servers: Servers) -> None:
    with open_files(source_of(servers.place("file"), url="/no/such/folder")) as files, pytest.raises(FetchFailed) as told:
        files.list(recursive=False)
    assert told.value.code == "not_found"


@pytest.mark.parametrize("scheme", ["sftp", "ftp", "ftps"])
def test_a_wrong_password_is_said_to_be_one_and_not_repeated(servers: Servers, scheme: str) -> None:
    place = servers.place(scheme)
    wrong = servers.file("wrong.password", "never-to-be-seen")
    with open_files(source_of(place, password_file=wrong)) as files:
        told = failure_of(files, "a")
    assert told.code == "forbidden"
    assert "password_file" in told.message
    assert "never-to-be-seen" not in whole(told)


def test_a_password_of_several_lines_is_not_repeated(servers: Servers) -> None:
    lines = servers.file("lines.password", "never-to-be\nseen")
    with open_files(source_of(servers.place("ftp"), password_file=lines)) as files:
        told = failure_of(files, "a")
    assert told.code == "not_readable"
    assert "seen" not in whole(told)


def test_a_wrong_key_for_s3_is_said_to_be_one_and_not_repeated(servers: Servers) -> None:
    place = servers.place("s3")
    moto_checks_keys(servers.s3, after=0)
    try:
        with open_files(source_of(place)) as files:
            told = failure_of(files, "a")
    finally:
        moto_checks_keys(servers.s3, after=1_000_000)
    assert told.code == "forbidden"
    assert "open sesame" not in whole(told)


def test_a_server_whose_key_is_not_known_is_not_logged_into(servers: Servers) -> None:
    place = servers.place("sftp")
    with open_files(source_of(place, known_hosts_file=servers.file("nobody", ""))) as files:
        assert failure_of(files, "a").code == "host_key"
    changed = servers.file("changed", servers.sftp.known_as(servers.sftp.port, paramiko.ECDSAKey.generate()))
    with open_files(source_of(place, known_hosts_file=changed)) as files:
        assert failure_of(files, "a").code == "host_key"
    with open_files(source_of(place, known_hosts_file="/no/such/file")) as files:
        assert failure_of(files, "a").code == "not_readable"


def test_a_private_key_logs_in_with_its_passphrase_and_without_is_said_to_want_it(servers: Servers) -> None:
    place = servers.place("sftp")
    place.put("a", b"1")
    key = str(servers.folder / "id_ecdsa")
    servers.sftp.users_key.write_private_key_file(key, password="open sesame")  # noqa: S106  # of this test alone
    phrase = servers.file("passphrase", "open sesame")
    with open_files(source_of(place, key_file=key, password_file=phrase)) as files:
        assert files.read("a", 1) == b"1"
    with pytest.raises(FetchFailed, match="passphrase") as told:
        open_files(source_of(place, key_file=key, password_file=None))
    assert told.value.code == "not_readable"


def test_a_certificate_of_an_authority_that_is_not_trusted_is_refused(servers: Servers) -> None:
    place = servers.place("ftps")
    with open_files(source_of(place, ca_file=None)) as files:
        told = failure_of(files, "a")
    assert (told.code, "ca_file" in told.message) == ("tls", True)


def test_a_certificate_of_another_name_is_refused(servers: Servers) -> None:
    place = servers.place("ftps")
    certificate: trustme.LeafCert = servers.certificates.authority.issue_cert("other.example")
    with ftp_server(servers.ftps.root, certificate) as other:
        url = place.url.replace(str(servers.ftps.port), str(other.port))
        with open_files(source_of(place, url=url)) as files:
            assert failure_of(files, "a").code == "tls"


def test_a_server_without_tls_is_not_sent_the_password(servers: Servers) -> None:
    with line_to(servers.ftp.port) as line:
        place = servers.place("ftps", line.port)
        with open_files(source_of(place)) as files:
            assert failure_of(files, "a").code == "tls"
        assert PASSWORD.encode() not in line.sent
        assert b"AUTH TLS" in line.sent


def test_a_server_that_lists_for_people_alone_is_read_too(servers: Servers) -> None:
    place = servers.place("ftp")
    place.put("جسر جديد -> 1.xml", b"12345")
    place.put("sub/ b", b"1")
    with ftp_server(servers.ftp.root, machine_listing=False) as other:
        url = place.url.replace(str(servers.ftp.port), str(other.port))
        with open_files(source_of(place, url=url)) as files:
            listed = files.list(recursive=True)
    assert [(file.path, file.size) for file in listed] == [("sub/ b", 1), ("جسر جديد -> 1.xml", 5)]


@contextmanager
def misbehaving(servers: Servers, scheme: str, **how: int) -> Iterator[None]:
    """Let an FTP server do as it should not."""
    server = getattr(servers, scheme)
    for name, value in how.items():
        setattr(server, name, value)
    try:
        yield
    finally:
        server.behave()


def failure_of(files: Files, path: str) -> FetchFailed:
    """Read a file, which must fail."""
    with pytest.raises(FetchFailed) as told:
        files.read(path, len(LONG))
    return told.value


def whole(told: BaseException | None) -> str:
    """An error and those that led to it, as a log might show them."""
    return "" if told is None else f"{told!r} {told} {whole(told.__cause__ or told.__context__)}"


def port_of(servers: Servers, scheme: str) -> int:
    """Where a server listens."""
    return servers.s3 if scheme == "s3" else servers.sftp.port


def moto_checks_keys(port: int, *, after: int) -> None:
    """Tell moto to look at keys and signatures, from so many requests on."""
    connection = HTTPConnection("127.0.0.1", port)
    connection.request("POST", "/moto-api/reset-auth", str(after).encode(), {"Content-Type": "text/plain"})
    assert connection.getresponse().status == 200
    connection.close()
