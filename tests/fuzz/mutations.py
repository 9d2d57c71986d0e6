"""Cases to begin with, all samples and twins, and changes that wires suffer: lost, repeated, cut and mixed up pieces."""

from collections.abc import Callable
from random import Random

from tests.formats.test_twins import SAMPLES, TWINS

LARGEST = 65_536
FILES = [*sorted(SAMPLES.glob("*")), *TWINS]
# Pieces that formats look for.
PIECES: tuple[bytes, ...] = tuple(
    piece.encode()
    for piece in (
        *"<>&\"'=:;,.-/()[]{}|^\n\t\r\\",
        "\r\n\r\n", "\x01", "\x02", "\x03", "\x04", "\x1f", "\x7f", "\x00", "\ufeff", "\u200f", "\u3000", "\u00a0",
        "<!--", "-->", "<![CDATA[", "]]>", "<!DOCTYPE x [", "<!ENTITY a 'b'>", "]>", "<?xml version='1.0' encoding='x'?>",
        "&amp;", "&#0;", "&#x110000;", "&nbsp;", "<p>", "</p>", "<br/>", "<table><tr><td>", "<a href='x'>", "xml:lang='ar'",
        "&a;", '"', '\\"', "\\ud800", "null", "true", "[]", "{}", '""', "1e999", "-1", "[[[[", "NaN",
        "2021-02-30", "20210122T234114+0200", "2021-01-22T23:41:14.123456789Z", "0000-00-00", "9999-12-31T23:59:59-14:00",
        "22 يناير 2021", "(شينخوا)", "عاجل: ", "新华社北京1月25日电", "BEIJING, Feb. 29 (Xinhua) -- ", "131137 GMT Nov 13",
        "NNNN", "ZCZC", "BC-", "^", "<\n", "Content-Type: text/html; charset=utf-7\r\n", "--", "=?utf-8?B?", "=3D",
    )
)  # fmt: skip

Mutation = Callable[[bytes, Random], bytes]


def _span(data: bytes, random: Random) -> tuple[int, int]:
    start = random.randrange(len(data) + 1)
    return start, min(len(data), start + int(random.expovariate(1 / 20)) + 1)


def _lose(data: bytes, random: Random) -> bytes:
    start, end = _span(data, random)
    return data[:start] + data[end:]


def _repeat(data: bytes, random: Random) -> bytes:
    start, end = _span(data, random)
    return data[:end] + data[start:end] * random.choice((1, 1, 2, 50)) + data[end:]


def _move(data: bytes, random: Random) -> bytes:
    start, end = _span(data, random)
    rest = data[:start] + data[end:]
    place = random.randrange(len(rest) + 1)
    return rest[:place] + data[start:end] + rest[place:]


def _insert(data: bytes, random: Random) -> bytes:
    place = random.randrange(len(data) + 1)
    return data[:place] + random.choice(PIECES) + data[place:]


def _overwrite(data: bytes, random: Random) -> bytes:
    place = random.randrange(len(data) + 1)
    piece = random.choice(PIECES)
    return data[:place] + piece + data[place + len(piece) :]


def _flip(data: bytes, random: Random) -> bytes:
    changed = bytearray(data or b"\n")
    changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


def _cut(data: bytes, random: Random) -> bytes:
    return data[: random.randrange(len(data) + 1)]


def _lose_line(data: bytes, random: Random) -> bytes:
    lines = data.splitlines(keepends=True) or [b""]
    del lines[random.randrange(len(lines))]
    return b"".join(lines)


def _swap_lines(data: bytes, random: Random) -> bytes:
    lines = data.splitlines(keepends=True) or [b""]
    one, other = random.randrange(len(lines)), random.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return b"".join(lines)


def _mix(data: bytes, random: Random) -> bytes:
    other = random.choice(FILES).read_bytes()
    start, end = random.randrange(len(other) + 1), random.randrange(len(other) + 1)
    place = random.randrange(len(data) + 1)
    return data[:place] + other[min(start, end) : max(start, end)] + data[place:]


_ALL: tuple[Mutation, ...] = (
    _lose, _repeat, _move, _insert, _insert, _overwrite, _flip, _cut, _lose_line, _swap_lines, _mix,
)  # fmt: skip


def mutated(data: bytes, random: Random) -> bytes:
    """Return bytes changed in one to four ways, at most 64 KiB of them."""
    for _ in range(random.randint(1, 4)):
        data = random.choice(_ALL)(data, random)[:LARGEST]
    return data
