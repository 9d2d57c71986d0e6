"""TLS in front of a test's server: an end point with certificates of its own, since the embedded server speaks none."""

import asyncio
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import trustme

from tests.support import eventually


@dataclass(frozen=True)
class Certificates:
    """Files of an authority, and of a client certificate it signed."""

    authority: trustme.CA
    ca_file: Path
    certificate_file: Path
    key_file: Path


def certificates(folder: Path) -> Certificates:
    """Make an authority and a client certificate in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    authority = trustme.CA()
    made = Certificates(authority, folder / "ca.pem", folder / "client.pem", folder / "client.key")
    client = authority.issue_cert("client.example")
    authority.cert_pem.write_to_path(str(made.ca_file))
    client.cert_chain_pems[0].write_to_path(str(made.certificate_file))
    client.private_key_pem.write_to_path(str(made.key_file))
    return made


@contextmanager
def tls_in_front_of(
    socket: Path, authority: trustme.CA, name: str, *, clients_of: trustme.CA | None = None
) -> Iterator[int]:
    """Listen on a loopback port with a certificate for a name, and pass on to a unix socket; yield the port.

    clients_of: the authority whose certificates clients must show.
    """
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(name).configure_cert(context)
    if clients_of:
        clients_of.configure_trust(context)
        context.verify_mode = ssl.CERT_REQUIRED
    loop = asyncio.new_event_loop()
    ports: list[int] = []
    stop = asyncio.Event()

    async def serve() -> None:
        server = await asyncio.start_server(lambda r, w: _pass_on(r, w, socket), "127.0.0.1", 0, ssl=context)
        ports.append(server.sockets[0].getsockname()[1])
        await stop.wait()
        server.close()
        passing_on = asyncio.all_tasks() - {asyncio.current_task()}
        for task in passing_on:
            task.cancel()
        await asyncio.gather(*passing_on, return_exceptions=True)

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    try:
        eventually(lambda: ports)
        yield ports[0]
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, socket: Path) -> None:
    upstream_reader, upstream_writer = await asyncio.open_unix_connection(socket)
    both = {asyncio.ensure_future(_copy(reader, upstream_writer)), asyncio.ensure_future(_copy(upstream_reader, writer))}
    try:
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for one in both:
            one.cancel()
        for end in (upstream_writer, writer):
            end.transport.abort()
            with suppress(OSError):
                await end.wait_closed()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError, ssl.SSLError):
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
