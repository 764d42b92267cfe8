"""Which measures of the side that does not count a judgement may read: these are evidence too."""

from app.sla.agreed.conditions import FORECAST
from app.sla.terms import Terms


def read_of_other(terms: Terms) -> frozenset[str]:
    """The measures: what targets need where sides are reconciled, those of charges, and the forecast."""
    names: frozenset[str] = frozenset()
    if terms.reconcile is not None:
        names = names.union(*(target.metric.measures for target in terms.targets))
    if terms.charges is not None and terms.charges.measure is not None:
        names |= {terms.charges.measure}
    if terms.reads_forecast and terms.measured_by == "provider":
        names |= {FORECAST}
    return names | {"answered"} if "handled" in names else names
