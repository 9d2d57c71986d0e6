"""Waiting for what becomes of wire items: which outcomes are still to come."""

from schemas import Outcome
from schemas.streams import Fields, arrival_of, outcome_of_entry

PAGE = 1000


class Awaited:
    """The outcomes of some items, collected while the outcomes stream is read."""

    def __init__(self, item_ids: list[str], server_ms: int) -> None:
        self.outcomes: dict[str, list[Outcome]] = {item_id: [] for item_id in item_ids}
        # After a failover the inbox's ids can be ahead of the server's clock, which the outcomes' ids follow.
        oldest = min((arrival_of(item_id)[0] for item_id in item_ids), default=server_ms)
        self.position = f"{max(min(oldest, server_ms) - 1, 0)}-0"

    def take(self, reply: object) -> bool:
        """Take a reply of XREAD; whether there may be more at once."""
        entries: list[tuple[bytes, Fields]] = [entry for _, found in reply or [] for entry in found]  # type: ignore[attr-defined]
        for entry_id, fields in entries:
            self.position = entry_id.decode()
            outcome = outcome_of_entry(fields)
            if outcome.item_id in self.outcomes:
                self.outcomes[outcome.item_id].append(outcome)
        return len(entries) == PAGE

    @property
    def complete(self) -> bool:
        """Whether every item has an outcome. Those of one item are written in one step, so then it has them all."""
        return all(self.outcomes.values())
