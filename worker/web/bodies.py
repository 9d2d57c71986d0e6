"""Bodies of requests: how long they may be, how long they may take, how much memory they share, and unpacking them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from threading import Lock

from starlette.requests import Request

from schemas.errors import FetchFailed
from worker.encodings import ACCEPT_ENCODING, ENCODINGS, Unpacker
from worker.settings import Settings
from worker.web.problems import Problem

LARGE = 128 * 1024
"""What takes longer than a millisecond to work through is done in a thread, so that other requests are not held up."""


class Room:
    """The bytes of memory that the bodies of requests under way share."""

    def __init__(self, most: int) -> None:
        self._left = most
        self._lock = Lock()  # bodies are unpacked in threads

    def take(self, size: int) -> None:
        """Set bytes aside. Raises Problem 503 where there are not so many left."""
        with self._lock:
            if size > self._left:
                raise Problem(
                    503,
                    "too_busy",
                    "as many bytes are under way as this process holds at once; nothing was accepted, try again",
                    headers={"Retry-After": "1"},
                )
            self._left -= size

    def give_back(self, size: int) -> None:
        """Free bytes that were set aside."""
        with self._lock:
            self._left += size


@asynccontextmanager
async def body_of(request: Request, room: Room, limits: Settings) -> AsyncIterator[tuple[bytes, bytes]]:
    """Give a request's body, as sent and unpacked; its bytes count as under way as long as the context lasts.

    Raises Problem: 411 without a length, 413 for too many bytes, 415 for an unknown encoding, 422 for one that is not what
    it says, 408 where it does not come in time, 503 where there is no room.
    """
    share = _Share(room)
    most = limits.web_max_request_bytes
    length, unpacker = _length(request, most), _unpacker(request)
    try:
        share.take(length)
        body = sent = await _read(request, limits.web_body_seconds)
        if unpacker is not None:
            body = await asyncio.to_thread(_unpacked, unpacker, sent, most, share)
        if not body:
            raise Problem(422, "empty", "the body is empty: it is the item")
        yield sent, body
    finally:
        room.give_back(share.taken)


@dataclass(slots=True)
class _Share:
    """What one request has of the room."""

    room: Room
    taken: int = 0

    def take(self, size: int) -> None:
        self.room.take(size)
        self.taken += size


def _length(request: Request, most: int) -> int:
    told = request.headers.get("content-length")
    if told is None:
        raise Problem(
            411,
            "length_missing",
            "a Content-Length is needed; Transfer-Encoding: chunked is not taken, as room is made before a body is read",
        )
    if not (told.isascii() and told.isdigit()):
        raise Problem(400, "bad_length", "the Content-Length is no number")
    if int(told) > most:
        raise _too_large(f"the body has {int(told):,} bytes", most)
    return int(told)


def _unpacker(request: Request) -> Unpacker | None:
    encoding = request.headers.get("content-encoding", "identity")
    if encoding == "identity":
        return None
    try:
        return Unpacker(encoding)
    except FetchFailed as error:
        message = f"{error.message}; known are {', '.join(ENCODINGS)}, two at most"
        raise Problem(415, "unknown_encoding", message, headers={"Accept-Encoding": ACCEPT_ENCODING}) from None


async def _read(request: Request, seconds: float) -> bytes:
    """Read to the end what has a length that is known to be small enough: uvicorn takes no byte more."""
    try:
        async with asyncio.timeout(seconds):
            chunks = []
            while True:
                message = await request.receive()
                if message["type"] == "http.disconnect":
                    raise Problem(400, "cut", "the body ends too early")  # nobody is there to read it
                chunks.append(message["body"])
                if not message["more_body"]:
                    return chunks[0] if len(chunks) == 1 else b"".join(chunks)
    except TimeoutError:
        raise Problem(
            408,
            "too_slow",
            f"the body did not arrive within {seconds:g} s; nothing was accepted",
            headers={"Connection": "close"},
        ) from None


def _unpacked(unpacker: Unpacker, sent: bytes, most: int, share: _Share) -> bytes:
    pieces, size = [], 0
    try:
        for piece in unpacker.feed(sent):
            size += len(piece)
            if size > most:
                raise _too_large("the body unpacks to more", most)
            share.take(len(piece))
            pieces.append(piece)
        unpacker.end()
    except FetchFailed as error:
        raise Problem(422, "bad_encoding", error.message) from None
    return b"".join(pieces)


def _too_large(what: str, most: int) -> Problem:
    return Problem(413, "request_too_large", f"{what}, and {most:,} bytes are taken in one request")
