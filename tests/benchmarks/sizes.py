"""How much is measured: a minute for everything, the full counts, or next to nothing for the smoke test."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sizes:
    """Counts of one run. `portfolios` are how many contracts each client has: together all contracts."""

    rows: tuple[int, ...]  # interval rows of one report
    portfolios: tuple[int, ...]
    months: int  # of each of these contracts
    queues: int
    history: int  # months of one contract more, with a long past
    requests: int  # over HTTP, for each number of connections
    repeats: int

    @property
    def contracts(self) -> int:
        """How many contracts are judged."""
        return sum(self.portfolios)


TINY = Sizes(rows=(960,), portfolios=(2, 1), months=2, queues=2, history=14, requests=4, repeats=1)
DEFAULT = Sizes(
    rows=(100_000, 1_000_000), portfolios=(10, 50), months=3, queues=2, history=60, requests=100, repeats=3
)
FULL = Sizes(
    rows=(100_000, 1_000_000),
    portfolios=(10, 50, 940),
    months=1,
    queues=2,
    history=120,
    requests=3_000,
    repeats=5,
)
# The benchmark that is named: 1,000 contracts × 8 targets × 1 month, and one contract of ten years.
SCORING = Sizes(rows=(), portfolios=(10, 50, 940), months=1, queues=2, history=120, requests=0, repeats=3)
# The pages that are named: 50 contracts × 20 queues × 12 months, and one contract of three years.
PAGES = Sizes(rows=(), portfolios=(50,), months=12, queues=20, history=36, requests=0, repeats=3)
# The same pages in a browser, which waits for their length and not for their past.
PAINT = Sizes(rows=(), portfolios=(50,), months=12, queues=2, history=12, requests=0, repeats=5)
BY_NAME = {"pages": PAGES, "paint": PAINT, "tiny": TINY, "default": DEFAULT, "full": FULL, "scoring": SCORING}
