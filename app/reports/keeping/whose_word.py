"""Whose figures a file states: a provider speaks for itself, a client may hand in either side's."""

from typing import Literal
from uuid import UUID

from app.access.unit import Work
from app.errors import NotAllowed

SideGiven = Literal["provider", "client"]


def whose_word(w: Work, contract_id: UUID, said: SideGiven | None) -> SideGiven:
    """The side that a file counts for; raises NotAllowed where a provider speaks for the client."""
    part = w.part_of(contract_id)
    if part == "provider" and said == "client":
        raise NotAllowed("The client's own measurement is sent by the client.")
    return "client" if (said or part) == "client" else "provider"
