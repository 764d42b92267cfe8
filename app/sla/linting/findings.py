"""Findings: what the linter can say, each with its code and its severity."""

from dataclasses import dataclass
from typing import Literal

from app.sla.terms import Path

Severity = Literal["error", "warning", "note"]

# error: cannot be meant, or cannot take effect; warning: likely to cost somebody; note: worth knowing.
SEVERITIES: dict[str, Severity] = {
    "allocation_over": "warning",
    "allocation_under": "warning",
    "amendment_inside_period": "error",
    "amount_below_one": "warning",
    "bands_against_direction": "warning",
    "bands_overlap": "note",
    "bonus_for_a_miss": "warning",
    "cap_over_pools": "warning",
    "charges_by_provider": "warning",
    "contract_amended": "error",
    "cost_although_met": "warning",
    "currency_amended": "error",
    "days_not_covered": "warning",
    "dead_band": "note",
    "deemed_unused": "note",
    "forecast_not_locked": "warning",
    "level_against_direction": "warning",
    "level_over_100_percent": "warning",
    "measure_not_reported": "warning",
    "never_met": "warning",
    "no_cap": "warning",
    "not_expressible": "note",
    "one_miss_fails": "warning",
    "pool_unused": "warning",
    "reconcile_unused": "note",
    "rounding_flips": "note",
    "signed_after_effective": "note",
    "target_without_allocation": "warning",
    "timezone_amended": "error",
    "unused": "note",
    "weightless": "warning",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: its code, how grave it is, the path of the key in the terms file, and what to do."""

    code: str
    severity: Severity
    path: Path
    message: str


def finding(code: str, path: Path, message: str) -> Finding:
    """The finding of that code, with the severity that the code has."""
    return Finding(code, SEVERITIES[code], path, message)
