"""The async client has the same calls as the sync one, with the same arguments."""

import inspect

import pytest

from worker.client import AsyncClient, AsyncDelivery, Client, Delivery

CALLS = ["enqueue", "enqueue_many", "wait", "consume", "close"]


@pytest.mark.parametrize("name", CALLS)
def test_a_call_takes_the_same_arguments(name: str) -> None:
    assert inspect.signature(getattr(Client, name)).parameters == inspect.signature(getattr(AsyncClient, name)).parameters


def test_neither_has_calls_of_its_own() -> None:
    def public(kind: type) -> set[str]:
        return {name for name in vars(kind) if not name.startswith("_")}

    assert public(Client) == public(AsyncClient) == set(CALLS)
    assert public(Delivery) == public(AsyncDelivery)
