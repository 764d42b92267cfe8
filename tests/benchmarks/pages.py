"""Whole pages on the server, from signing in to the last byte of HTML, against one hand-written SQL query.

The world is 50 contracts × 20 queues × 12 months; figures come by day. A day of half-hours is one row of the
same totals with a longer tail of intervals, which neither the pages nor the queries open.
"""

from collections.abc import Callable
from typing import Any

from fastapi import Response

from app.database import Database
from dashboards import pages
from dashboards.comparing.routes import compare
from dashboards.due.routes import due
from dashboards.reader import Reader
from tests.benchmarks.measured import Row, compared, row
from tests.benchmarks.readings import FROM_SHEETS, PORTFOLIO, TARGET, TREND
from tests.benchmarks.scoring import keep, run
from tests.benchmarks.sizes import Sizes
from tests.benchmarks.world import ENDS, LAST_MONTH, World, months_before

TIMES_MORE = 10
READER = Reader("/", (), "en", None, None, None, None, encrypted=False)
MONTH_FROM_SHEETS = {
    "sqlite": """
SELECT contract_id, sum(json_extract(totals, '$.abandoned')), sum(json_extract(totals, '$.offered')),
       sum(json_extract(totals, '$.answered')), sum(json_extract(totals, '$.answered_within_20s'))
FROM sheet
WHERE organisation_id = ? AND side = 'provider' AND first_day >= ? AND first_day < ? AND to_revision IS NULL
GROUP BY 1 ORDER BY 1""",
    "postgresql": """
SELECT contract_id, sum((totals ->> 'abandoned')::bigint), sum((totals ->> 'offered')::bigint),
       sum((totals ->> 'answered')::bigint), sum((totals ->> 'answered_within_20s')::bigint)
FROM sheet
WHERE organisation_id = %s AND side = 'provider' AND first_day >= %s AND first_day < %s
  AND to_revision IS NULL
GROUP BY 1 ORDER BY 1""",
}


def measure(database: Database, world: World, sizes: Sizes, times_more: int = TIMES_MORE) -> list[Row]:
    """The pages of the largest client, and a trend of as many periods as there are and of a longer past."""
    kind, repeats = database.engine.dialect.name, sizes.repeats * times_more
    for contract in (*world.contracts, world.long):
        keep(database, contract)
    owned, caller = max(zip(world.clients, world.callers, strict=True), key=lambda pair: len(pair[0]))
    client = _key(kind, owned[0].organisation_id)
    month = months_before(1).isoformat(), ENDS.isoformat()
    shape = f"{len(owned)} contracts × {sizes.queues} queues × {sizes.months} months"

    def page(
        what: str, drawn: Callable[[], Response], *references: tuple[str, Callable[[], Any]]
    ) -> list[Row]:
        assert drawn().status_code == 200
        return [
            row(kind, f"{what} ({shape})", against, compared(drawn, reference, repeats))
            for against, reference in references
        ]

    kept = ("one SQL query of what is kept", lambda: run(database, PORTFOLIO[kind], client, *month))
    added = (
        "one SQL sum of the month's day sheets",
        lambda: run(database, MONTH_FROM_SHEETS[kind], client, *month),
    )
    rows = page("portfolio page", lambda: pages.portfolio(READER, caller, database, LAST_MONTH), kept, added)
    rows += page("compare page", lambda: compare(READER, caller, database, LAST_MONTH, None), kept)
    rows += page("page of what is due", lambda: due(READER, caller, database), kept)
    for contract, who, months in (
        (owned[0], caller, sizes.months),
        (world.long, world.long_caller, sizes.history),
    ):
        key = (
            client if contract is owned[0] else _key(kind, contract.organisation_id),
            _key(kind, contract.id),
        )
        since = months_before(months).isoformat()
        rows += page(
            f"trend page of {months} periods",
            lambda ref=contract.reference, who=who: pages.trend(ref, TARGET, READER, who, database),
            (kept[0], lambda key=key, since=since: run(database, TREND[kind], *key, since, TARGET)),
            (
                "one SQL sum of day sheets",
                lambda key=key, since=since: run(database, FROM_SHEETS[kind], *key, since),
            ),
        )
    return rows


def _key(kind: str, identity: Any) -> Any:
    return identity.hex if kind == "sqlite" else identity
