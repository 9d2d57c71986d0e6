"""What FTP servers write of a folder: the reply to MLSD, which is for machines, and that to LIST, which is for people."""

import re
from datetime import UTC, datetime

from worker.sources.filesystems import Entry

# What `ls -l` writes, in the ways that its times have, and what Windows' server does. After one space begins the name.
UNIX = re.compile(
    rb"([-dlbcpsD])\S{9}\S*\s+\d+\s+\S+\s+(?:\S+\s+)?(\d+)\s+"
    rb"([A-Za-z]\S*\s+\d+\s+[\d:]+|\d+\s+[A-Za-z]\S*\s+[\d:]+|\d{4}-\d\d-\d\d \d\d:\d\d) (.+)",
    re.DOTALL,
)
WINDOWS = re.compile(rb"(\d\d-\d\d-\d{2,4}\s+\d\d:\d\d(?:[AP]M)?)\s+(?:(<DIR>)|(\d+))\s+(.+)", re.DOTALL)


def machine_listing(data: bytes) -> list[Entry]:
    """Read the reply to MLSD. A name with a line break cannot be told from two lines: only its first is an entry."""
    entries = []
    for line in data.split(b"\n"):
        stated, space, name = line.rstrip(b"\r").partition(b" ")
        facts = dict(fact.lower().partition("=")[::2] for fact in stated.decode("latin-1").split(";"))
        kind = facts.get("type")
        if space and kind in ("file", "dir"):
            size = int(facts["size"]) if facts.get("size", "").isdecimal() else 0
            entries.append(Entry(_name(name), kind == "dir", size, _time(facts.get("modify", ""))))
    return entries


def human_listing(data: bytes) -> list[Entry]:
    """Read the reply to LIST, which is meant for people. Raises ValueError where no line is of a known kind."""
    lines = [line.rstrip(b"\r") for line in data.split(b"\n") if line.strip() and not line.lower().startswith(b"total ")]
    entries = []
    is_known = False
    for line in lines:
        if found := UNIX.fullmatch(line):
            kind, size, modified, name = found.groups()
            is_known = True
            if kind in b"-d":
                entries.append(Entry(_name(name), kind == b"d", int(size), modified.decode("latin-1")))
        elif found := WINDOWS.fullmatch(line):
            modified, folder, size, name = found.groups()
            is_known = True
            entries.append(Entry(_name(name), folder is not None, int(size or 0), modified.decode("latin-1")))
    if lines and not is_known:
        raise ValueError(f"its listing has lines such as {lines[0][:80]!r}")
    return entries


def _time(stated: str) -> str:
    """20261124042310.123, which is UTC, as ISO has it; what is none, as it is."""
    try:
        return datetime.strptime(stated[:14], "%Y%m%d%H%M%S").replace(tzinfo=UTC).isoformat() + stated[14:]
    except ValueError:
        return stated


def _name(name: bytes) -> str:
    return name.decode("utf-8", "surrogateescape")
