"""The procedures of the catalogue by name: what the terms must say for each, and how it is made of that."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import cast

from app.sla.catalogue.known import HANDLING
from app.sla.formula import parse
from app.sla.procedures.cells import Grain
from app.sla.procedures.forecast import ErrorAtGrain
from app.sla.procedures.procedure import Parameter, Procedure
from app.sla.procedures.stability import FEWEST, Stability
from app.sla.procedures.staffing import DaysOver, FullTimeAgents
from app.sla.procedures.to_date import ToDate

MOST_PERIODS = 36


@dataclass(frozen=True, slots=True)
class Kind:
    """One procedure: how it is made of the parameters, which of them it needs and which it may have."""

    make: Callable[[Mapping[str, Parameter]], Procedure]
    says: str
    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ()


def _error(actual: str, forecast: str) -> Callable[[Mapping[str, Parameter]], Procedure]:
    return lambda given: ErrorAtGrain(parse(actual), parse(forecast), cast("Grain", str(given["grain"])))


def _stability(given: Mapping[str, Parameter]) -> Procedure:
    periods = int(given["periods"])
    if not FEWEST <= periods <= MOST_PERIODS:
        raise ValueError(f"stability is over {FEWEST} to {MOST_PERIODS} periods")
    return Stability(parse("cost / handled"), periods)


def _to_date(actual: str, planned: str) -> Callable[[Mapping[str, Parameter]], Procedure]:
    def make(given: Mapping[str, Parameter]) -> Procedure:
        return ToDate(actual, planned, date.fromisoformat(str(given["since"])) if "since" in given else None)

    return make


_CELL_BY_CELL = (
    "Σ |actual − forecast| over the days, half-hours … that `grain` names and that state both; queues are"
    " added up first"
)
_SINCE = "sums from `since` (else from the contract's first day) to the end of the period, or up to today"

PROCEDURES: dict[str, Kind] = {
    "call_forecast": Kind(_error("offered", "forecast_offered"), _CELL_BY_CELL, ("grain",)),
    "work_forecast": Kind(_error(HANDLING, "forecast_handle_seconds"), _CELL_BY_CELL, ("grain",)),
    "cost_by_period": Kind(
        _stability,
        "cost / handled of this and the periods before, `periods` in all; each of them must have figures",
        ("periods",),
    ),
    "successes_to_date": Kind(_to_date("successes", "planned_successes"), _SINCE, may=("since",)),
    "contacts_to_date": Kind(_to_date("contacts", "planned_contacts"), _SINCE, may=("since",)),
    "full_time_agents": Kind(
        lambda _: FullTimeAgents(),
        "staffed_seconds / 3600 / full_time_hours of each queue, added up over the queues",
    ),
    "days_over": Kind(lambda _: DaysOver(), "`days` of the period that are over"),
}
