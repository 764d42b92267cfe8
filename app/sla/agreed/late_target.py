"""The line of a report that comes late: how many days after its due day it came (domain.md §6)."""

from fractions import Fraction

from app.sla.agreed.conditions import LateRemedy
from app.sla.agreed.levels import read_level
from app.sla.agreed.targets import Target
from app.sla.metrics import own
from app.sla.remedies.lines import LineRules
from app.sla.remedies.per_point import PerPointRemedy

LATE = "report-in-time"
DAYS_LATE = own("report_lateness", "days_late", "number", "lower")
IN_TIME = read_level("<= 0", "number")


def late_target(late: LateRemedy) -> Target:
    """A target without weight: the days late are points, each at the price; ``report`` counts as one."""
    return Target(
        id=LATE,
        metric=DAYS_LATE,
        expected=IN_TIME,
        minimum=IN_TIME,
        title="Report in time",
        weight=Fraction(0),
        remedy=PerPointRemedy(late.price),
        rules=LineRules(own_cap=late.cap),
    )
