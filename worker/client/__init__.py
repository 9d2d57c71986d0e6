"""What other services use: put wire items in, take published records out. Needs the packages schemas and redis only."""

from schemas.errors import BadRecord, IntakeFull, ItemTooLarge, ServerUnreachable, WirecopyError
from worker.client.asynchronous import AsyncClient, AsyncDelivery
from worker.client.subscription import Filters
from worker.client.synchronous import Client, Delivery

__all__ = [
    "AsyncClient",
    "AsyncDelivery",
    "BadRecord",
    "Client",
    "Delivery",
    "Filters",
    "IntakeFull",
    "ItemTooLarge",
    "ServerUnreachable",
    "WirecopyError",
]
