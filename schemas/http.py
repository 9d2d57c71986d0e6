"""What HTTP intake answers with, beside articles and outcomes."""

from typing import Literal

from pydantic import Field

from schemas.base import Record, Text
from schemas.outcome import Outcome

State = Literal["waiting", "embargoed", "done"]


class TakenItem(Record):
    """An item that was accepted."""

    id: Text = Field(description="Its item id, by which its outcomes are found.")
    url: Text = Field(description="Where to ask what became of it: a path on this server.")


class Taken(Record):
    """The answer to items that were put in: all of them are durably in the inbox."""

    items: tuple[TakenItem, ...] = Field(description="The items, in the order in which they were sent.")
    repeated: bool = Field(
        description="Whether they were in already, under the same Idempotency-Key: then nothing was put in again."
    )


class ItemState(Record):
    """What became of an item so far."""

    id: Text = Field(description="Its item id.")
    state: State = Field(
        description="waiting: it is in the inbox and was not read yet. embargoed: it was read, and at least one story is "
        "kept aside until its time. done: there is an outcome for each of its stories."
    )
    outcomes: tuple[Outcome, ...] = Field(
        description="What became of its stories, oldest first; a story under embargo has a second outcome once it is let "
        "go, a rejected one once it was replayed."
    )


class Mistake(Record):
    """One of several mistakes in a request."""

    where: Text = Field(description="Place in the request, such as `line 3`.")
    detail: Text = Field(description="What was wrong there.")


class ProblemDetails(Record):
    """Why a request was refused, as RFC 9457 writes it."""

    status: int = Field(ge=400, le=599, description="The status, as in the answer's first line.")
    title: Text = Field(description="The status in words.")
    code: Text = Field(description="Stable code of the reason, for programs.")
    detail: Text = Field(description="What was wrong and what to do about it, for people.")
    errors: tuple[Mistake, ...] = Field((), description="Each mistake with its place, where there are places to name.")
