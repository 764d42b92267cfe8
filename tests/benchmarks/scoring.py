"""Scoring: judging from day sheets, against one SQL statement that only adds up the same totals."""

from collections.abc import Callable
from datetime import date
from typing import Any

from app.contracts.in_force import terms_in_force
from app.contracts.tables import Contract
from app.database import Database
from app.scorecards.judging import Judgement, judge_periods, moment_of
from app.scorecards.reassess import reassess
from app.sla.quantities import decimal_text, from_millionths
from tests.benchmarks.measured import Row, compared, grown, row, same, timed
from tests.benchmarks.sizes import Sizes
from tests.benchmarks.world import ENDS, MEASURES, NOW, TARGETS, World, months_before

ADDED_UP = {
    "sqlite": """
SELECT contract_id, substr(first_day, 1, 7), {sums}
FROM sheet WHERE side = 'provider' AND to_revision IS NULL AND first_day >= ? GROUP BY 1, 2""",
    "postgresql": """
SELECT contract_id, to_char(first_day, 'YYYY-MM'), {sums}
FROM sheet WHERE side = 'provider' AND to_revision IS NULL AND first_day >= %s GROUP BY 1, 2""",
}
ONE_SUM = {
    "sqlite": "sum(json_extract(totals, '$.{name}'))",
    "postgresql": "sum((totals ->> '{name}')::bigint)",
}
Totals = dict[tuple[str, str], dict[str, str]]


def measure(database: Database, world: World, sizes: Sizes) -> list[Row]:
    """Judging all contracts, judging and keeping them (once), and how the cost grows."""
    kind = database.engine.dialect.name
    start = months_before(sizes.months)
    contracts = world.contracts
    judged = {contract.id.hex: judge(database, contract, start, ENDS) for contract in contracts}
    added = {key: sums for key, sums in add_up(database, start).items() if key[0] != world.long.id.hex}
    same("totals of all lines", *_line_by_line(judged, added))
    times = compared(
        lambda: [judge(database, contract, start, ENDS) for contract in contracts],
        lambda: add_up(database, start),
        sizes.repeats,
    )
    count = f"{len(contracts) * sizes.months:,} contract-months × {TARGETS} targets"
    shape = f"{len(contracts)} contracts × {sizes.months} months × {sizes.queues} queues"
    rows = [row(kind, f"judging {count}", f"one SQL sum ({shape})", times)]
    kept = timed(lambda: [keep(database, contract) for contract in contracts])
    rows.append(row(kind, f"judging and keeping {count}", "the same", (kept, times[1], kept / times[1])))
    keep(database, world.long)
    return rows + _growth(database, kind, world, sizes, start)


def judge(database: Database, contract: Contract, start: date, end: date) -> list[Judgement]:
    """The judgements of one contract as known now, in a unit of work of their own."""
    with database.reading() as session:
        revision = 2  # its terms, then its report
        in_force = terms_in_force(session, contract.id, revision)
        dues = list(in_force.timeline.between(start, end))
        return judge_periods(session, moment_of(contract, in_force, revision, NOW), dues)


def keep(database: Database, contract: Contract) -> None:
    """Judges every period of the contract that changed, and keeps it, as the job does."""
    with database.writing() as session:
        reassess(session, contract.id, NOW)


def add_up(database: Database, start: date) -> dict[tuple[str, str], dict[str, int]]:
    """The reference: one statement that adds up every measure by contract and month."""
    kind = database.engine.dialect.name
    sums = ", ".join(ONE_SUM[kind].format(name=name) for name in MEASURES)
    rows = run(database, ADDED_UP[kind].format(sums=sums), start.isoformat())
    return {
        (str(found[0]).replace("-", ""), found[1]): dict(zip(MEASURES, map(int, found[2:]), strict=True))
        for found in rows
    }


def run(database: Database, statement: str, *values: object) -> list[Any]:
    """The rows of a hand-written statement, straight from the driver."""
    connection = database.engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute(statement, values)
        return list(cursor.fetchall())
    finally:
        connection.close()


def _line_by_line(
    judged: dict[str, list[Judgement]], added: dict[tuple[str, str], dict[str, int]]
) -> tuple[Totals, Totals]:
    """By contract and month: the measures of all lines, and the sums of the same measures."""
    ours: Totals = {}
    for contract, judgements in judged.items():
        for one in judgements:
            same("number of lines", len(one.document["targets"]), TARGETS)
            measures = [line["measures"].items() for line in one.document["targets"]]
            ours[contract, one.due.period.label] = dict(item for items in measures for item in items)
    theirs = {
        key: {name: decimal_text(from_millionths(value)) for name, value in sums.items()}
        for key, sums in added.items()
    }
    for sums in theirs.values():
        sums["handled"] = sums["answered"]  # where no report states it (domain.md §3)
    names = {name for measures in ours.values() for name in measures}
    return ours, {key: {n: v for n, v in sums.items() if n in names} for key, sums in theirs.items()}


def _growth(database: Database, kind: str, world: World, sizes: Sizes, start: date) -> list[Row]:
    def of_months(count: int) -> float:
        return _least(lambda: judge(database, world.long, months_before(count), ENDS), count, sizes)

    def of_contracts(count: int) -> float:
        chosen = world.contracts[:count]
        return _least(lambda: [judge(database, one, start, ENDS) for one in chosen], count, sizes)

    lengths = [count for count in (1, 3, 12, 36, 120) if count <= sizes.history]
    counts = [count for count in (2, 10, 50, 100, 1000) if count <= len(world.contracts)]
    months, contracts = [(n, of_months(n)) for n in lengths], [(n, of_contracts(n)) for n in counts]
    return grown(kind, "growth: judging a month of {} months", "month", months) + grown(
        kind, "growth: judging a contract of {} contracts", "contract", contracts
    )


def _least(act: Callable[[], object], count: int, sizes: Sizes) -> float:
    """The least of several times; what is long by itself is taken once."""
    return min(timed(act) for _ in range(sizes.repeats if count < 20 else 1))
