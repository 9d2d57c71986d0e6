"""A server that says over TLS what no real one would: whatever a test has it answer to each line of a client."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import trustme


@contextmanager
def words(folder: Path, greeting: bytes, answer: Callable[[bytes], bytes]) -> Iterator[int]:
    """Listen; give the port. The certificate, which is for localhost, goes to ca.pem in a folder."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost").configure_cert(context)

    def serve() -> None:
        with suppress(OSError), listening.accept()[0] as plain, context.wrap_socket(plain, server_side=True) as connection:
            connection.sendall(greeting)
            with connection.makefile("rb") as lines:
                for line in lines:
                    connection.sendall(answer(line))

    with socket.create_server(("127.0.0.1", 0)) as listening:
        serving = threading.Thread(target=serve)
        serving.start()
        try:
            yield listening.getsockname()[1]
        finally:
            with suppress(OSError):
                listening.shutdown(socket.SHUT_RDWR)
            serving.join()
