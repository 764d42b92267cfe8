"""What the tests of the core are made of: small terms, sheets, and strategies for both."""

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from app.sla.agreed.levels import read_level
from app.sla.metrics import Metric, agree
from app.sla.quantities import MILLION
from app.sla.sheets import Sheet
from app.sla.terms import Charges, Queue, Target, Terms

JANUARY = date(2026, 1, 1)
QUEUES = ("billing", "complaints")
MEASURES = ("offered", "abandoned", "answered", "wait_seconds")


def fractions(highest: int) -> st.SearchStrategy[Fraction]:
    """Fractions from 0 to the highest, finite and periodic ones; several times faster than `st.fractions`."""
    parts = st.sampled_from((1, 3, 7, 100, 1000))
    return st.builds(Fraction, st.integers(0, highest), parts)


def target(expected: str = "<= 5%", metric: Metric | None = None, **more: Any) -> Target:
    metric = metric or agree("abandonment_rate", None, {})
    level = read_level(expected, metric.unit)
    minimum = read_level(more.pop("minimum"), metric.unit) if "minimum" in more else level
    return Target(**{"id": "t", "metric": metric, "expected": level, "minimum": minimum, **more})


def terms(*targets: Target, **more: Any) -> Terms:
    return Terms(
        **{
            "contract": "C-1",
            "client": "Client",
            "provider": "Provider",
            "currency": "CNY",
            "timezone": "Asia/Shanghai",
            "starts": JANUARY,
            "effective": JANUARY,
            "targets": targets or (target(),),
            "queues": tuple(Queue(name, name) for name in QUEUES),
            **more,
        }
    )


def priced(*targets: Target, **more: Any) -> Terms:
    """Terms with 100,000 of charges, 10 % at risk and one pool of 100 %."""
    money = {
        "charges": Charges(fixed=Fraction(100_000)),
        "at_risk": Fraction(1, 10),
        "pools": {"pool": Fraction(1)},
    }
    return terms(*targets, **{**money, **more})


def sheet(day: date, queue: str = "billing", days: int = 1, **counts: int) -> Sheet:
    totals = {name: count * MILLION for name, count in counts.items()}
    return Sheet(queue, "", "voice", day, day + timedelta(days - 1), 1440 * days, totals)


def counts() -> st.SearchStrategy[Mapping[str, int]]:
    """Possible counts of one queue's day: nobody abandons who was not offered."""
    return st.tuples(st.integers(0, 500), st.integers(0, 500), st.integers(0, 10**5)).map(
        lambda n: {"offered": n[0] + n[1], "abandoned": n[0], "answered": n[1], "wait_seconds": n[2]}
    )


def months(first: date = JANUARY, days: int = 31) -> st.SearchStrategy[list[Sheet]]:
    """Some of a month's days of some queues, at most one sheet a queue and day."""
    cells = st.tuples(st.integers(0, days - 1), st.sampled_from(QUEUES))
    return st.dictionaries(cells, counts(), max_size=12).map(
        lambda found: [sheet(first + timedelta(n), queue, **part) for (n, queue), part in found.items()]
    )
