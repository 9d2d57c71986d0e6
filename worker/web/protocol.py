"""uvicorn's protocol with the bounds that it lacks: on the head of a request, and on a body that nobody waits for any more.

A body that was refused by its length is let in and thrown away for a while: of a connection that is closed while it still
sends, its sender may never see the answer.
"""

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from worker.web.problems import Problem

HEAD_BYTES = 64 * 1024
HEAD_SECONDS = 10.0
LINGER_SECONDS = 5.0


class Protocol(HttpToolsProtocol):
    """One connection."""

    _deadline: asyncio.TimerHandle | None = None
    _is_in_head = False
    _head_bytes = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Take a connection; what it asks has to come soon."""
        super().connection_made(transport)
        self._close_in(HEAD_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        self._close_in(None)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on. A head that is complete at once, as nearly all are, costs nothing more."""
        super().data_received(data)
        if self._is_in_head and not self.transport.is_closing():
            self._head_bytes += len(data)
            if self._head_bytes > HEAD_BYTES:
                self._refuse(Problem(431, "head_too_large", f"the headers have more than {HEAD_BYTES:,} bytes"))
            elif self._deadline is None:
                self._close_in(HEAD_SECONDS)

    def on_message_begin(self) -> None:
        """Begin a request."""
        self._unset_keepalive_if_required()
        self._is_in_head, self._head_bytes = True, 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Hand the request over."""
        self._is_in_head = False
        self._close_in(None)
        super().on_headers_complete()

    def on_response_complete(self) -> None:
        """Go on with the next request, after what may be left of this one's body."""
        super().on_response_complete()
        if self.cycle.response_complete and self.cycle.more_body:
            self._close_in(LINGER_SECONDS)

    def on_message_complete(self) -> None:
        """End a body; one that was refused ends the wait for it."""
        super().on_message_complete()
        if self.cycle.response_complete and self.cycle.more_body:
            self.cycle.more_body = False
            self._close_in(None)
            self.timeout_keep_alive_task = self.loop.call_later(self.timeout_keep_alive, self.timeout_keep_alive_handler)

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP."""
        self._refuse(Problem(400, "bad_request", "this is no request of HTTP/1.1"))

    def _refuse(self, problem: Problem) -> None:
        response = problem.response()
        headers = b"".join(b"%s: %s\r\n" % pair for pair in response.raw_headers)
        status = f"HTTP/1.1 {problem.status} Refused\r\nconnection: close\r\n".encode()
        self.transport.write(b"%s%s\r\n%s" % (status, headers, response.body))
        self.transport.close()

    def _close_in(self, seconds: float | None) -> None:
        """Close the connection after a time, unless something happens before; None: something happened."""
        if self._deadline is not None:
            self._deadline.cancel()
        self._deadline = None if seconds is None else self.loop.call_later(seconds, self.transport.close)
