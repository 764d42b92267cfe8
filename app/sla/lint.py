"""The terms linter: what is wrong, dear or odd in terms before anybody signs them (domain.md §9).

What makes terms impossible (a gap in bands, a missing ``pays_on``) is refused when they are read; here stands
what can be read and may still not be what was meant. ``docs/lint.md`` explains every code.
"""

from collections.abc import Sequence

from app.sla.linting.clauses import clauses
from app.sla.linting.findings import SEVERITIES, Finding, Severity, finding
from app.sla.linting.history import history, reported
from app.sla.linting.levels import levels
from app.sla.linting.money import money
from app.sla.linting.versions import declared, versions
from app.sla.sheets import Sheet
from app.sla.terms import Terms

__all__ = ["SEVERITIES", "Finding", "Severity", "finding", "lint"]
_ORDER: dict[str, int] = {"error": 0, "warning": 1, "note": 2}


def lint(
    terms: Terms,
    previous: Terms | None = None,
    sheets: Sequence[Sheet] = (),
    measures: frozenset[str] | None = None,
) -> list[Finding]:
    """Every finding, the gravest first, then by code and path.

    ``previous`` is the version before this one, ``sheets`` are those of past periods of the side that counts,
    and ``measures`` the names that the contract's reports bring, where no sheets are at hand.
    """
    found = [
        *money(terms),
        *levels(terms),
        *clauses(terms),
        *versions(terms, previous),
        *declared(terms),
        *history(terms, sheets),
    ]
    if measures is not None and not sheets:
        found += reported(terms, measures)
    return sorted(found, key=lambda one: (_ORDER[one.severity], one.code, [str(part) for part in one.path]))
