"""One part of a run in a process of its own, so that peak memory is its own: prints its rows as JSON."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from app.cli.serving.run_server import settle
from app.database import Database, make_engine, migrate
from tests.benchmarks import ingest, over_http, pages, paint, readings, scoring, world
from tests.benchmarks.measured import Row, as_json
from tests.benchmarks.sizes import BY_NAME, Sizes

LARGE = 500_000  # rows of a report that is read once: it takes so long that chance evens out


@contextmanager
def _made(url: str, sizes: Sizes) -> Iterator[tuple[Database, world.World]]:
    migrate(url)
    database = Database(make_engine(url, statement_seconds=None))
    try:
        yield database, world.build(database, sizes.portfolios, sizes.months, sizes.queues, sizes.history)
    finally:
        database.close()


def judging(url: str, sizes: Sizes) -> list[Row]:
    """Scoring, trend, portfolio and their growth on one world; then over HTTP."""
    with _made(url, sizes) as (database, made):
        rows = scoring.measure(database, made, sizes) + readings.measure(database, made, sizes)
        return rows + over_http.measure(url, database.engine.dialect.name, made, sizes)


def alone(url: str, sizes: Sizes) -> list[Row]:
    """Scoring and its growth, and nothing beside."""
    with _made(url, sizes) as (database, made):
        return scoring.measure(database, made, sizes)


def whole_pages(url: str, sizes: Sizes) -> list[Row]:
    """The pages of the service, on the server's side."""
    with _made(url, sizes) as (database, made):
        settle()  # as the service does before its first request
        return pages.measure(database, made, sizes)


def painted(url: str, sizes: Sizes) -> list[Row]:
    """The same pages in a browser."""
    with _made(url, sizes) as (database, made):
        for contract in made.contracts:
            scoring.keep(database, contract)
        return paint.measure(url, database.engine.dialect.name, made, sizes)


def main() -> None:
    """`python -m tests.benchmarks.child ingest|judging|scoring|pages|paint URL SIZES [ROWS]`."""
    part, url, sizes = sys.argv[1], sys.argv[2], BY_NAME[sys.argv[3]]
    if part == "ingest":
        count = int(sys.argv[4])
        rows = ingest.measure(url, count, sizes.repeats if count < LARGE else 1)
    else:
        rows = {"judging": judging, "scoring": alone, "pages": whole_pages, "paint": painted}[part](
            url, sizes
        )
    json.dump(as_json(rows), sys.stdout)


if __name__ == "__main__":
    main()
