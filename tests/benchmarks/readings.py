"""Trend and portfolio as pages and API read them, against one hand-written SQL query for the same numbers."""

from collections.abc import Callable
from typing import Any

from app.access.credentials import Credentials
from app.access.unit import Work, work
from app.database import Database
from app.scorecards.portfolio import read_portfolio
from app.scorecards.trend import read_trend
from app.sla.quantities import exact
from tests.benchmarks.measured import Row, compared, grown, row, same, timed
from tests.benchmarks.scoring import run
from tests.benchmarks.sizes import Sizes
from tests.benchmarks.world import ENDS, LAST_MONTH, World, months_before

TIMES_MORE = 10  # these take milliseconds, so they are taken more often than the repeats say
TARGET = "abandonment"
TREND = {
    "sqlite": """
SELECT a.label, json_extract(l.value, '$.value'), json_extract(l.value, '$.verdict'),
       json_extract(l.value, '$.credit')
FROM assessment a, json_each(a.lines) l
WHERE a.organisation_id = ? AND a.contract_id = ? AND a.end_day > ?
  AND json_extract(l.value, '$.id') = ?
ORDER BY a.start_day""",
    "postgresql": """
SELECT a.label, l ->> 'value', l ->> 'verdict', l ->> 'credit'
FROM assessment a, jsonb_array_elements(a.lines) l
WHERE a.organisation_id = %s AND a.contract_id = %s AND a.end_day > %s AND l ->> 'id' = %s
ORDER BY a.start_day""",
}
FROM_SHEETS = {
    "sqlite": """
SELECT substr(first_day, 1, 7), sum(json_extract(totals, '$.abandoned')),
       sum(json_extract(totals, '$.offered'))
FROM sheet
WHERE organisation_id = ? AND contract_id = ? AND side = 'provider' AND last_day >= ?
  AND to_revision IS NULL
GROUP BY 1 ORDER BY 1""",
    "postgresql": """
SELECT to_char(first_day, 'YYYY-MM'), sum((totals ->> 'abandoned')::bigint),
       sum((totals ->> 'offered')::bigint)
FROM sheet
WHERE organisation_id = %s AND contract_id = %s AND side = 'provider' AND last_day >= %s
  AND to_revision IS NULL
GROUP BY 1 ORDER BY 1""",
}
PORTFOLIO = {
    "sqlite": """
SELECT c.reference, a.label, a.status, a.credits, a.bonuses, json_extract(l.value, '$.id'),
       json_extract(l.value, '$.value'), json_extract(l.value, '$.verdict')
FROM contract c JOIN assessment a ON a.contract_id = c.id AND a.organisation_id = c.organisation_id,
     json_each(a.lines) l
WHERE a.organisation_id = ? AND a.end_day > ? AND a.end_day <= ?
ORDER BY c.reference, a.start_day, l.key""",
    "postgresql": """
SELECT c.reference, a.label, a.status, a.credits, a.bonuses, l.value ->> 'id', l.value ->> 'value',
       l.value ->> 'verdict'
FROM contract c JOIN assessment a ON a.contract_id = c.id AND a.organisation_id = c.organisation_id,
     jsonb_array_elements(a.lines) WITH ORDINALITY l (value, place)
WHERE a.organisation_id = %s AND a.end_day > %s AND a.end_day <= %s
ORDER BY c.reference, a.start_day, l.place""",
}


def measure(database: Database, world: World, sizes: Sizes) -> list[Row]:
    """All ratios of trend and portfolio; every contract must have been judged before."""
    kind = database.engine.dialect.name
    repeats = sizes.repeats * TIMES_MORE
    rows = []
    for periods in sorted({min(12, sizes.history), sizes.history}):
        rows += _trend(database, kind, world, periods, repeats)
    for owned, caller in zip(world.clients, world.callers, strict=True):
        rows.append(_portfolio(database, kind, owned[0].organisation_id, caller, len(owned), repeats))
    return rows + _growth(database, kind, world, sizes)


def in_unit(database: Database, caller: Credentials, read: Callable[[Work], Any]) -> Any:
    """What a reading gives in a whole unit of work, with signing in, as a route does it."""
    with work(database, caller, "scorecards:read") as opened:
        return read(opened)


def trend(database: Database, world: World, periods: int) -> list[tuple[Any, ...]]:
    """Label, value, verdict, credit, numerator and denominator of the last periods, as the API has them."""
    start = months_before(periods)
    read = in_unit(database, world.long_caller, lambda w: read_trend(w, world.long.reference, TARGET, start))
    keys = ("value", "verdict", "credit", "numerator", "denominator")
    return [(point.label, *(point.line[key] for key in keys)) for point in read.points]


def _trend(database: Database, kind: str, world: World, periods: int, repeats: int) -> list[Row]:
    start = months_before(periods)
    owner = _key(kind, world.long.organisation_id), _key(kind, world.long.id)

    def kept() -> list[Any]:
        return run(database, TREND[kind], *owner, start.isoformat(), TARGET)

    def added() -> list[Any]:
        return run(database, FROM_SHEETS[kind], *owner, start.isoformat())

    ours = trend(database, world, periods)
    same("points of the trend", [point[:4] for point in ours], [tuple(found) for found in kept()])
    sides = [
        (label, exact(over) * 1_000_000, exact(under) * 1_000_000) for label, _, _, _, over, under in ours
    ]
    same("sides of the trend", sides, [(label, int(over), int(under)) for label, over, under in added()])
    what = f"trend of one target over {periods} periods"
    return [
        row(kind, what, against, compared(lambda: trend(database, world, periods), reference, repeats))
        for against, reference in (
            ("one SQL query of what is kept", kept),
            ("one SQL sum of day sheets", added),
        )
    ]


def _portfolio(
    database: Database, kind: str, client: Any, caller: Credentials, count: int, repeats: int
) -> Row:
    start, end = months_before(1).isoformat(), ENDS.isoformat()

    def reference() -> list[Any]:
        return run(database, PORTFOLIO[kind], _key(kind, client), start, end)

    ours = [
        (
            one.reference,
            one.label,
            one.status,
            one.credits,
            one.bonuses,
            line["id"],
            line["value"],
            line["verdict"],
        )
        for one in portfolio(database, caller)
        for line in one.lines
    ]
    same("lines of the portfolio", ours, [tuple(found) for found in reference()])
    times = compared(lambda: portfolio(database, caller), reference, repeats)
    return row(kind, f"portfolio of {count} contracts", "one SQL query of what is kept", times)


def portfolio(database: Database, caller: Credentials) -> list[Any]:
    """Every contract of the caller, judged for the last month, as the API has it."""
    return list(in_unit(database, caller, lambda w: read_portfolio(w, LAST_MONTH)[1]))


def _key(kind: str, identity: Any) -> Any:
    return identity.hex if kind == "sqlite" else identity


def _growth(database: Database, kind: str, world: World, sizes: Sizes) -> list[Row]:
    def least(read: Callable[[], object]) -> float:
        return min(timed(read) for _ in range(sizes.repeats * TIMES_MORE))

    lengths = [count for count in (3, 12, 36, 120) if count <= sizes.history]
    costs = [(n, least(lambda n=n: trend(database, world, n))) for n in lengths]
    owners = sorted(zip(world.clients, world.callers, strict=True), key=lambda pair: len(pair[0]))
    whole = [(len(owned), least(lambda who=caller: portfolio(database, who))) for owned, caller in owners]
    return grown(kind, "growth: a period of a trend of {}", "period", costs) + grown(
        kind, "growth: a contract of a portfolio of {}", "contract", whole
    )
