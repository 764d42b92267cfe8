"""Sensitivity, simulation, ratchet and achievability over HTTP; nothing of it is stored."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from app.access.credentials import Caller
from app.access.routes import Stored
from app.access.unit import work
from app.contracts.payloads import Findings
from app.contracts.terms_routes import TERMS_BODY, AsOf, Text, findings_of
from app.payloads import Day
from app.scorecards.what_if.doubts import read_doubts
from app.scorecards.what_if.look import (
    read_achievability,
    read_ratchet,
    read_sensitivity,
    read_simulation,
)
from app.scorecards.what_if.payloads import (
    AchievabilityShown,
    RatchetShown,
    SensitivityShown,
    SimulationShown,
)

router = APIRouter()
Label = Annotated[str, Path(description="Such as 2026-04, or `latest`.", examples=["2026-04"])]
Stub = Annotated[str, Path(description="The number of the part, from 1.", examples=["2"])]
TargetId = Annotated[str, Path(description="The id of a target of the terms.", examples=["abandonment"])]
Short = Annotated[
    int | None,
    Query(
        ge=1,
        le=86_400,
        description="Seconds of a short abandon, for variants whose limit the target does not state.",
    ),
]


@router.post("/contracts/{ref}/terms/lint", openapi_extra=TERMS_BODY)
def lint_terms(ref: str, text: Text, caller: Caller, database: Stored) -> Findings:
    """What the linter says of terms not stored, beside the version before them and on the last reports."""
    with work(database, caller, "contracts:read") as w:
        found = read_doubts(w, ref, text)
    return Findings(findings=findings_of(found))


@router.get("/contracts/{ref}/sensitivity/{period}")
def sensitivity(
    ref: str, period: Label, caller: Caller, database: Stored, short: Short = None, as_of: AsOf = None
) -> SensitivityShown:
    """The same counts of a period under every variant of each target's metric, with what each would cost.

    A variant that gives another verdict than the agreed one is marked; one that cannot be reckoned says why.
    """
    with work(database, caller, "scorecards:read") as w:
        document = read_sensitivity(w, ref, period, short, as_of)
    return SensitivityShown.model_validate(document)


@router.get("/contracts/{ref}/sensitivity/{period}/{stub}")
def stub_sensitivity(
    ref: str,
    period: Label,
    stub: Stub,
    caller: Caller,
    database: Stored,
    short: Short = None,
    as_of: AsOf = None,
) -> SensitivityShown:
    """The same for a part of a period that an amendment cut in two, such as 2026-01/2."""
    with work(database, caller, "scorecards:read") as w:
        document = read_sensitivity(w, ref, f"{period}/{stub}", short, as_of)
    return SensitivityShown.model_validate(document)


@router.post("/contracts/{ref}/simulate", openapi_extra=TERMS_BODY)
def simulate(
    ref: str,
    text: Text,
    caller: Caller,
    database: Stored,
    start: Annotated[
        Day | None, Query(alias="from", description="First day; left out with `to`: the last 12 periods.")
    ] = None,
    end: Annotated[Day | None, Query(alias="to", description="The day after the last one.")] = None,
) -> SimulationShown:
    """What other terms (YAML or JSON) would have meant over the same history, period by period; at most 36.

    They are taken as agreed from the contract's first day on, and may differ in everything but currency and
    time zone.
    """
    with work(database, caller, "scorecards:simulate") as w:
        document = read_simulation(w, ref, text, start, end)
    return SimulationShown.model_validate(document)


@router.get("/contracts/{ref}/targets/{target}/ratchet")
def ratchet(ref: str, target: TargetId, caller: Caller, database: Stored) -> RatchetShown:
    """The level that the next contract could ask for: midway between agreed and achieved over 12 periods."""
    with work(database, caller, "scorecards:simulate") as w:
        document = read_ratchet(w, ref, target)
    return RatchetShown.model_validate(document)


@router.get("/contracts/{ref}/targets/{target}/achievability")
def achievability(
    ref: str,
    target: TargetId,
    caller: Caller,
    database: Stored,
    expected: Annotated[str, Query(max_length=100, description="The proposed level.", examples=["<= 4%"])],
) -> AchievabilityShown:
    """How often the last 12 periods would have met a proposed level, with the periods named."""
    with work(database, caller, "scorecards:simulate") as w:
        document = read_achievability(w, ref, target, expected)
    return AchievabilityShown.model_validate(document)
