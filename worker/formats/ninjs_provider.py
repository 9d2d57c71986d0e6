"""Who supplied a ninjs item, as far as it says."""

import re
from typing import NamedTuple

from worker.formats import ninjs_names as names
from worker.formats.flavours import STANDARD, Flavour, flavour_of
from worker.formats.ninjs_fields import Fields, bare

_AUTHORITY = re.compile(r"(?:urn:newsml:|tag:|https?://)(?P<host>[a-z0-9.-]{1,200})", re.IGNORECASE)


class Provider(NamedTuple):
    """Who supplied an item, and what is particular to it."""

    name: str | None
    flavour: Flavour


def provider_of(item: Fields) -> Provider:
    """Return who supplied an item: who it says did, whose its id is, who informed it, who holds its copyright."""
    parties = [
        (one.line("", "name", "code", "literal"), one.word("role", "rel")) for one in item.objects(*names.INFO_SOURCES)
    ]
    suppliers = (name for name, role in parties if bare(role or "") in names.SUPPLIER_ROLES)
    stated = [item.line(name) or next((one.line("name") for one in item.objects(name)), None) for name in names.PROVIDER]
    informants = [name for name, _ in parties]
    holder = item.line(*names.COPYRIGHT_HOLDER)
    hosts = _hosts_of(item.word(*names.ID) or "")
    of_id = next((host for host in hosts if flavour_of((host,)) is not STANDARD), None)
    known_holder = holder if flavour_of((holder,)) is not STANDARD else None
    name = next(filter(None, (*suppliers, *stated, of_id, *informants, known_holder)), None)
    return Provider(name, flavour_of((name, *stated, of_id, *informants, holder)))


def _hosts_of(wire_id: str) -> list[str]:
    """Return the host in an id and those above it: api.ap.org, ap.org."""
    match = _AUTHORITY.match(wire_id)
    labels = match["host"].lower().strip(".").removeprefix("www.").split(".")[-5:] if match else []
    return [".".join(labels[index:]) for index in range(max(0, len(labels) - 1))]
