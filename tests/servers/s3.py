"""An S3 server on loopback, in a thread: moto, which is slow to import."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection

BUCKET = "wire"


@contextmanager
def s3_server() -> Iterator[int]:
    """Serve an empty bucket until the end; yield the port."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    try:
        _, port = server.get_host_and_port()
        connection = HTTPConnection("127.0.0.1", port)
        connection.request("PUT", f"/{BUCKET}")
        assert connection.getresponse().status == 200
        connection.close()
        yield port
    finally:
        server.stop()
