"""Every error Wirecopy raises, in one tree.

WirecopyError
├── Unreadable            a wire item cannot be read; the pipeline turns it into a Rejection
├── IntakeFull            the server is filling up: nothing was accepted, try again later
├── ItemTooLarge          a payload beyond what the inbox takes: nothing was accepted
├── KeyReused             another delivery had the same key: nothing was accepted
├── TooManyItems          a source's limit of items per minute is reached: nothing was accepted, try again later
├── FetchFailed           an address gave nothing usable; the source's state says what and when it is tried again
├── ServerUnreachable     no answer from the server: whether it was accepted is not known
├── BadRecord             an entry of a public stream that this client cannot read
├── NotFound              no such story, item or rejection
│   └── Gone              it was there, and has been trimmed
└── SetUpError            settings or files that cannot work, with what to change
"""


class WirecopyError(Exception):
    """Anything that Wirecopy raises on purpose."""


class Unreadable(WirecopyError):
    """A wire item cannot be read. Carries the rejection's stable code, its message and the place."""

    def __init__(self, code: str, message: str, where: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.where = where


class IntakeFull(WirecopyError):
    """The server's memory is filling up and nothing was accepted; try again later."""


class ItemTooLarge(WirecopyError):
    """A payload is beyond what the inbox takes; nothing was accepted."""


class KeyReused(WirecopyError):
    """Another delivery of the source had the same key and other content; nothing was accepted."""


class TooManyItems(WirecopyError):
    """More items than a source may put in within a minute; nothing was accepted. Carries retry_after, in seconds."""

    def __init__(self, message: str, *, retry_after: float) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class FetchFailed(WirecopyError):
    """An address gave nothing usable. Carries a stable code, and status and Retry-After (seconds) where there are any."""

    def __init__(self, code: str, message: str, *, status: int | None = None, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status
        self.retry_after = retry_after


class ServerUnreachable(WirecopyError):
    """The server did not answer; whether the call took effect is not known."""


class BadRecord(WirecopyError):
    """An entry of a public stream is not what this client can read."""


class NotFound(WirecopyError):
    """No such story, item or rejection on the server."""


class Gone(NotFound):
    """A story that was published and has been trimmed since."""


class SetUpError(WirecopyError):
    """Settings or files that cannot work; the message says what to change."""
