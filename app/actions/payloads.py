"""What goes in and out of the findings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field

from app.actions.act import Said
from app.actions.rule import Rule
from app.actions.tables import Finding
from app.payloads import Day, Line, Payload, Prose
from app.sla.quantities import decimal_text, exact

Share = Annotated[
    str, Field(pattern=r"^(0(\.[0-9]{1,6})?|1(\.0{1,6})?)$", description="From 0 to 1.", examples=["0.98"])
]


class SaidBody(Payload):
    """What is said about a finding: why it came, what is done, by whom, until when, and what proves it."""

    cause: Prose = ""
    measure: Prose = ""
    owner: Annotated[str, Field(max_length=200)] = ""
    due: Annotated[Day | None, Field(strict=False)] = None
    proof: Prose = ""

    def said(self) -> Said:
        """The same, as the contract keeps it."""
        return Said(self.cause, self.measure, self.owner, self.due, self.proof)


class FindingBody(SaidBody):
    """A quality finding that the client makes."""

    title: Annotated[Line, Field(examples=["Greeting left out in 7 of 20 calls"])]


class TurnShown(Payload):
    """What a period, or a person on a day, did to a finding."""

    what: Literal["opened", "missed", "met", "closed", "reopened"]
    label: Annotated[str, Field(description="The period, or the day.", examples=["2026-08"])]


class FindingShown(SaidBody):
    """A finding: what it is about, where it stands by its periods, what is said and done about it."""

    number: int
    kind: Literal["target", "complaints", "quality"]
    target: Annotated[str, Field(description="The target's id; empty where it is about none.")]
    title: str
    clause: str
    state: Annotated[
        Literal["open", "closed", "withdrawn"],
        Field(description="`withdrawn`: a later report shows that nothing was missed."),
    ]
    opened: Annotated[str, Field(description="The missed period, or the day, since which it is or was open.")]
    met_in_a_row: int
    needed: Annotated[int, Field(description="Met periods in a row that close it; 0: a person closes it.")]
    turns: list[TurnShown]
    found_at: datetime
    changed_at: datetime
    changed_by: str

    @classmethod
    def of(cls, row: Finding, names: Mapping[UUID, str]) -> Self:
        """A stored finding as it goes out."""
        kind: Any = row.kind
        state: Any = row.state
        return cls(
            number=row.number,
            kind=kind,
            target=row.subject if row.kind == "target" else "",
            title=row.title,
            clause=row.clause,
            state=state,
            opened=row.opened,
            met_in_a_row=row.met_in_a_row,
            needed=row.needed,
            turns=[TurnShown.model_validate(turn) for turn in row.turns],
            cause=row.cause,
            measure=row.measure,
            owner=row.owner,
            due=row.due,
            proof=row.proof,
            found_at=row.found_at,
            changed_at=row.changed_at,
            changed_by=names.get(row.changed_by, "") if row.changed_by else "",
        )


class RuleBody(Payload):
    """After how many met periods in a row a finding closes itself; the share of complaints in time."""

    close_after: Annotated[int, Field(ge=1, le=36)]
    complaints_in_time: Share = "0.98"

    @classmethod
    def of(cls, rule: Rule) -> Self:
        """A rule as it goes out."""
        return cls(close_after=rule.close_after, complaints_in_time=decimal_text(rule.in_time))

    def rule(self) -> Rule:
        """The same, as the contract keeps it."""
        return Rule(self.close_after, Fraction(exact(self.complaints_in_time)))
