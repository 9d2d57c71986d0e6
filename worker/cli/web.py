"""`wirecopy web`: HTTP intake, until interrupted."""

import errno
import signal
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from schemas.errors import SetUpError

if TYPE_CHECKING:
    from uvicorn import Config

KEEP_ALIVE_SECONDS = 75
"""Longer than the 60 s after which proxies close connections: who closes last loses no request."""
BACKLOG = 2048


def web(
    host: Annotated[str, typer.Option(help="Address to listen on; 0.0.0.0 is all of this machine's.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0: one that is free.")] = 8080,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes that share the port.")] = 1,
    tls_certificate: Annotated[
        Path | None, typer.Option(readable=False, help="Certificate with its chain (PEM): HTTPS instead of HTTP.")
    ] = None,
    tls_key: Annotated[Path | None, typer.Option(readable=False, help="Key of the certificate (PEM).")] = None,
) -> None:
    """Take items in over HTTP, and tell what became of them, until interrupted. Logs go to standard error.

    Each source puts items in with its own token (`wirecopy sources token`); WIRECOPY_SOURCES_FILE names the file that
    declares the sources. Tokens are worth what the way to them is worth: beyond this machine, use TLS here or a proxy's.

    Example: wirecopy web --host 0.0.0.0 --port 8080 --workers 2
    """
    from worker.observe import logs
    from worker.settings import settings
    from worker.sources_file import declared_sources

    if (tls_certificate is None) != (tls_key is None):
        raise typer.BadParameter("--tls-certificate and --tls-key go together")
    chosen = settings()
    declared_sources(chosen.sources_file)  # a file that cannot be read is told at once
    logs.configure(chosen)
    if tls_certificate is not None and tls_key is not None:
        _check_tls(tls_certificate, tls_key)
    listening = _listening(host, port)
    address, bound = listening.getsockname()[:2]
    name = f"[{address}]" if ":" in address else address
    print(f"{'https' if tls_certificate else 'http'}://{name}:{bound}", flush=True)
    _run(_config(host, bound, workers, tls_certificate, tls_key), listening)


def _config(host: str, port: int, workers: int, certificate: Path | None, key: Path | None) -> "Config":
    from uvicorn import Config

    from worker.settings import settings
    from worker.web.protocol import Protocol

    return Config(
        "worker.web.app:create_app",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        loop="uvloop",
        http=Protocol,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # whose address a proxy tells is nothing that anything here depends on
        backlog=BACKLOG,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=int(settings().web_body_seconds) + 5,
        ssl_certfile=certificate,
        ssl_keyfile=key,
    )


def _run(config: "Config", listening: socket.socket) -> None:
    """Serve until a signal comes; what is under way then is answered."""
    from uvicorn import Server
    from uvicorn.supervisors import Multiprocess

    for number in (signal.SIGINT, signal.SIGTERM):  # uvicorn's own come before; when it is done it raises the signal again
        signal.signal(number, lambda *_: None)
    if config.workers > 1:
        Multiprocess(config, sockets=[listening]).run()
    else:
        Server(config).run(sockets=[listening])


def _listening(host: str, port: int) -> socket.socket:
    """Return a socket for all processes. Raises SetUpError where the address cannot be listened on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(BACKLOG)  # now, so that who reads the address below may come
    except OSError as error:
        listening.close()
        advice = "choose another by --port" if error.errno in (errno.EADDRINUSE, errno.EACCES) else "look at --host"
        raise SetUpError(f"{host} port {port} cannot be listened on ({error.strerror}); {advice}") from error
    return listening


def _check_tls(certificate: Path, key: Path) -> None:
    import ssl

    try:
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(certificate, key, password="")  # asks nobody
    except OSError as error:  # ssl.SSLError too
        raise SetUpError(f"{certificate} and {key} cannot be used for TLS: {error}") from error
